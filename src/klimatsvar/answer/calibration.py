"""The fitted numbers: what ranks sentences, and what makes an answer certain enough to show."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Self

import numpy as np
import numpy.typing as npt
from pydantic import TypeAdapter

from klimatsvar.answer.evidence import FEATURES, Evidence
from klimatsvar.types import AnswerKind

SIGNALS = (
    "certainty",  # share of the best sentence and its like in the softmax over all, 0 to 1
    *FEATURES,  # of the best sentence
)


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
class Calibration:
    """Read from ``calibration.json``, which ``training/fit.py`` writes.

    A feature or signal that is not named weighs nothing.
    """

    fitted: str
    """ISO date."""
    ranking: Mapping[str, float]
    """Weight by name in ``evidence.FEATURES``."""
    confidence: Mapping[str, float]
    """Weight by name in ``SIGNALS``, in log-odds."""
    intercept: float
    thresholds: Thresholds

    @classmethod
    def load(cls) -> Self:
        """Return the package's calibration."""
        content = files(__package__).joinpath("calibration.json").read_bytes()
        return TypeAdapter(cls).validate_json(content)

    def rank(self, evidence: Evidence) -> npt.NDArray[np.float64]:
        """Return each candidate's score, shape (candidates,); higher is better, without unit."""
        weights = np.array([self.ranking.get(name, 0.0) for name in FEATURES])
        return np.asarray(evidence.features @ weights)

    def confidence_of(
        self,
        evidence: Evidence,
        scores: npt.NDArray[np.float64],
        known: npt.NDArray[np.float64] | None = None,
    ) -> float:
        """Return the probability, 0 to 1, that the best candidate answers the question.

        ``known`` is what else is known of each candidate, in log-odds.
        """
        weights = np.array([self.confidence.get(name, 0.0) for name in SIGNALS])
        log_odds = self.intercept + weights @ signals(evidence, scores)
        if known is not None:
            log_odds += known[np.argmax(scores)]
        return float(1 / (1 + np.exp(-log_odds)))


def signals(evidence: Evidence, scores: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the values of ``SIGNALS`` for a question with at least one candidate."""
    best = int(np.argmax(scores))
    answer = evidence.candidates[best]
    # The same sentence in several documents makes the answer surer, not less sure.
    alike = np.array([candidate.says_the_same(answer) for candidate in evidence.candidates])
    alike[best] = True
    shares = np.exp(scores - scores[best])
    return np.array([shares[alike].sum() / shares.sum(), *evidence.features[best]])
