"""The fitted numbers: what ranks sentences, and what makes an answer certain enough to show."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Self

import numpy as np
import numpy.typing as npt
from pydantic import TypeAdapter

from klimatsvar.evidence import FEATURES, Evidence

SIGNALS = (
    "score",  # of the best sentence
    "certainty",  # share of it and its like in the softmax over all candidates' scores, 0 to 1
    "margin",  # its score above the best that says something else
    "cosine",  # features of the best sentence, see evidence.FEATURES ...
    "passage_cosine",
    "passage_score",
    "stems",
    "stems_around",
    "stems_passage",
    "grams_around",
    "grams_passage",
    "unmet",
    "names_passage",
    "heaviest_passage",
    "asks_back",
    "best_cosine",  # highest of any candidate
    "best_stems_passage",
)


@dataclass(frozen=True)
class Calibration:
    """Read from ``calibration.json``, which ``benchmarks/fit.py`` writes."""

    fitted: str
    """ISO date."""
    data: str
    """Hash of the development data that it was fitted on."""
    ranking: Mapping[str, float]
    """Weight of each of ``evidence.FEATURES``."""
    confidence: Mapping[str, float]
    """Weight of each of ``SIGNALS`` in the log-odds."""
    intercept: float
    threshold: float
    """Confidence from which an answer is shown."""

    @classmethod
    def load(cls) -> Self:
        """Return the package's calibration."""
        content = files(__package__).joinpath("calibration.json").read_bytes()
        return TypeAdapter(cls).validate_json(content)

    @cached_property
    def _ranking(self) -> npt.NDArray[np.float64]:
        return np.array([self.ranking[name] for name in FEATURES])

    def rank(self, evidence: Evidence) -> npt.NDArray[np.float64]:
        """Return each candidate's score, shape (candidates,); higher is better, without unit."""
        return np.asarray(evidence.features @ self._ranking)

    def confidence_of(self, evidence: Evidence, scores: npt.NDArray[np.float64]) -> float:
        """Return the probability, 0 to 1, that the best candidate answers the question."""
        found = signals(evidence, scores)
        log_odds = self.intercept + sum(
            self.confidence[name] * value for name, value in zip(SIGNALS, found, strict=True)
        )
        return float(1 / (1 + np.exp(-log_odds)))


def signals(evidence: Evidence, scores: npt.NDArray[np.float64]) -> list[float]:
    """Return the values of ``SIGNALS`` for a question with at least one candidate."""
    best = int(np.argmax(scores))
    answer = evidence.candidates[best]
    # The same sentence in several documents makes the answer surer, not less sure.
    alike = np.array([candidate.says_the_same(answer) for candidate in evidence.candidates])
    alike[best] = True
    shares = np.exp(scores - scores[best])
    named = dict(zip(FEATURES, evidence.features[best], strict=True))
    return [
        float(scores[best]),
        float(shares[alike].sum() / shares.sum()),
        float(scores[best] - scores[~alike].max()) if not alike.all() else 0.0,
        *(float(named[name]) for name in SIGNALS[3:-2]),
        float(evidence.features[:, FEATURES.index("cosine")].max()),
        float(evidence.features[:, FEATURES.index("stems_passage")].max()),
    ]
