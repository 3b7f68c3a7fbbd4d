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

DOCUMENT_LANGUAGE = "sv"
"""Questions in other languages share few words with the documents."""

SIGNALS = (
    "score",  # of the best sentence
    "certainty",  # share of it and its like in the softmax over all candidates' scores, 0 to 1
    "margin",  # its score above the best that says something else
    "passage_lead",  # its passage's cosine above the mean of the passages found
    "best_cosine",  # highest of any candidate
    "cosine",  # from here: features of the best sentence, see evidence.FEATURES
    "lexical",
    "passage_cosine",
    "passage_score",
    "stems",
    "stems_around",
    "stems_passage",
    "grams_around",
    "grams_passage",
    "price",
    "unmet",
    "other_year",
    "names_passage",
    "heaviest_passage",
    "asks_back",
)
_OF_ANSWER = SIGNALS.index("cosine")

ACROSS_FEATURES = (
    "cosine",
    "passage_cosine",
    "passage_rank",
    "length",
    "opens_passage",
    "asks_back",
    "number",
    "time",
    "price",
    "unmet",
    "other_year",
)
"""What ranks sentences for a question in another language than theirs: nothing lexical."""

ACROSS_SIGNALS = (
    "certainty",
    "cosine",
    "passage_cosine",
    "unmet",
    "other_year",
    "asks_back",
)
"""What tells how sure that is: nothing lexical."""


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
    """One fitted pair of models. A feature or signal that is not named weighs nothing."""

    ranking: Mapping[str, float]
    """Weight by name in ``evidence.FEATURES``."""
    confidence: Mapping[str, float]
    """Weight by name in ``SIGNALS``, in log-odds."""
    intercept: float
    thresholds: Thresholds

    def rank(self, evidence: Evidence) -> npt.NDArray[np.float64]:
        """Return each candidate's score, shape (candidates,); higher is better, without unit."""
        weights = np.array([self.ranking.get(name, 0.0) for name in FEATURES])
        return np.asarray(evidence.features @ weights)

    def confidence_of(self, evidence: Evidence, scores: npt.NDArray[np.float64]) -> float:
        """Return the probability, 0 to 1, that the best candidate answers the question."""
        found = signals(evidence, scores)
        log_odds = self.intercept + sum(
            self.confidence.get(name, 0.0) * value
            for name, value in zip(SIGNALS, found, strict=True)
        )
        return float(1 / (1 + np.exp(-log_odds)))


@dataclass(frozen=True)
class Calibration:
    """Read from ``calibration.json``, which ``benchmarks/fit.py`` writes."""

    fitted: str
    """ISO date."""
    data: str
    """Hash of the development data that it was fitted on."""
    within: Weights
    """For questions in the documents' language."""
    across: Weights
    """For questions in other languages."""

    @classmethod
    def load(cls) -> Self:
        """Return the package's calibration."""
        content = files(__package__).joinpath("calibration.json").read_bytes()
        return TypeAdapter(cls).validate_json(content)

    def for_language(self, language: str) -> Weights:
        """Return the weights for a question in ``language`` (ISO 639-1)."""
        return self.within if language == DOCUMENT_LANGUAGE else self.across


def signals(evidence: Evidence, scores: npt.NDArray[np.float64]) -> list[float]:
    """Return the values of ``SIGNALS`` for a question with at least one candidate."""
    best = int(np.argmax(scores))
    answer = evidence.candidates[best]
    # The same sentence in several documents makes the answer surer, not less sure.
    alike = np.array([candidate.says_the_same(answer) for candidate in evidence.candidates])
    alike[best] = True
    shares = np.exp(scores - scores[best])
    named = dict(zip(FEATURES, evidence.features[best], strict=True))
    passages = {c.hit.passage: c.hit.dense for c in evidence.candidates}
    return [
        float(scores[best]),
        float(shares[alike].sum() / shares.sum()),
        float(scores[best] - scores[~alike].max()) if not alike.all() else 0.0,
        answer.hit.dense - sum(passages.values()) / len(passages),
        float(evidence.features[:, FEATURES.index("cosine")].max()),
        *(float(named[name]) for name in SIGNALS[_OF_ANSWER:]),
    ]
