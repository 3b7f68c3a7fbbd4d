"""The fitted numbers: what ranks sentences, and what makes an answer certain enough to show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Self

import numpy as np
import numpy.typing as npt
from pydantic import TypeAdapter

from klimatsvar.answer.evidence import FEATURES, Evidence
from klimatsvar.types import AnswerKind

SIGNALS = (
    "certainty",  # share of the likely sentences and their like in the softmax over all, 0 to 1
    *FEATURES,  # of the best sentence
)

MOST_LIKELY = 3
"""Sentences of a question, at most, that are likely to answer it."""
NEARLY_AS_GOOD = 0.05
"""The odds, against the best, from which a sentence is likely to answer."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How certain an answer must be to be shown, as confidences from 0 to 1."""

    sure: float
    """From here the quotations are shown as the answer."""
    possible: float
    """From here they are shown as what may be the answer; below it the answer is a refusal."""

    def kind_of(self, confidence: float) -> AnswerKind:
        """Return what an answer of this confidence is."""
        if confidence >= self.sure:
            return "grounded"
        return "possible" if confidence >= self.possible else "refused"


@dataclass(frozen=True)
class Weights:
    """A feature or signal that is not named weighs nothing."""

    ranking: Mapping[str, float]
    """Weight by name in ``evidence.FEATURES``."""
    confidence: Mapping[str, float]
    """Weight by name in ``SIGNALS``, in log-odds."""
    intercept: float


@dataclass(frozen=True)
class Weighing:
    """What evidence of one kind is weighed by."""

    fitted: str
    """ISO date."""
    read: Weights
    """Where the reader has read the best passages."""
    unread: Weights
    thresholds: Thresholds


@dataclass(frozen=True)
class Calibration:
    """Read from ``calibration.json``, which ``training/fit.py`` writes."""

    first: Weighing
    """For questions that stand alone."""
    follow_up: Weighing

    @classmethod
    def load(cls) -> Self:
        """Return the package's calibration."""
        content = files(__package__).joinpath("calibration.json").read_bytes()
        return TypeAdapter(cls).validate_json(content)

    def rank(self, evidence: Evidence) -> npt.NDArray[np.float64]:
        """Return each candidate's score, shape (candidates,); higher is better, without unit."""
        ranking = self.weights_for(evidence).ranking
        weights = np.array([ranking.get(name, 0.0) for name in FEATURES])
        return np.asarray(evidence.features @ weights)

    def confidence_of(self, evidence: Evidence, scores: npt.NDArray[np.float64]) -> float:
        """Return the probability, 0 to 1, that one of the likely candidates answers."""
        own = self.weights_for(evidence)
        weights = np.array([own.confidence.get(name, 0.0) for name in SIGNALS])
        log_odds = own.intercept + weights @ signals(evidence, scores)
        return float(1 / (1 + np.exp(-log_odds)))

    def weights_for(self, evidence: Evidence) -> Weights:
        """Return those that the evidence is weighed by."""
        weighing = self.weighing_for(follows_up=evidence.follows_up)
        return weighing.read if evidence.is_read else weighing.unread

    def weighing_for(self, *, follows_up: bool) -> Weighing:
        """Return what questions that follow up another, or those that don't, are weighed by."""
        return self.follow_up if follows_up else self.first


def signals(evidence: Evidence, scores: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the values of ``SIGNALS`` for a question with at least one candidate."""
    best = int(np.argmax(scores))
    odds = np.exp(scores - scores[best])
    # The same sentence in several documents makes the answer surer, not less sure.
    places = likely(evidence, scores)
    told = np.array([_says_the_same_as_one(evidence, i, places) for i in range(len(scores))])
    told[places] = True
    return np.array([odds[told].sum() / odds.sum(), *evidence.features[best]])


def likely(evidence: Evidence, scores: npt.NDArray[np.float64]) -> list[int]:
    """Return the places of the candidates that are likely to answer, of at least one, best first.

    They are nearly as good as the best, and none says the same as one before it.
    """
    odds = np.exp(scores - scores.max())
    places: list[int] = []
    for place in np.argsort(-scores, kind="stable").tolist():
        if len(places) == MOST_LIKELY or odds[place] < NEARLY_AS_GOOD:
            break
        if not _says_the_same_as_one(evidence, place, places):
            places.append(place)
    return places


def _says_the_same_as_one(evidence: Evidence, place: int, others: Sequence[int]) -> bool:
    one = evidence.candidates[place]
    return any(one.says_the_same(evidence.candidates[other]) for other in others)
