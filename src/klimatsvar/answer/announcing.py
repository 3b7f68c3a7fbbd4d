"""Sentences that only announce what a text, a table or a page tells: they answer nothing.

"Den här texten handlar om elbussarna i Borås" fits every question about electric buses. Whether a
sentence announces is told by a logistic regression over its vector, which the index has, its length
and its common words, fitted by ``training/announcing.py``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from klimatsvar.answer.acts import fitted
from klimatsvar.answer.evidence import Evidence
from klimatsvar.answer.followup import words_of
from klimatsvar.index.contract import Store
from klimatsvar.model.encoder import Vectors

LAST = 100.0
"""Taken from the score, in log-odds, of a sentence that announces: all others go before it."""
_MANY_WORDS = 40


@dataclass(frozen=True)
class Announcing:
    """Read from ``announcing.npz``, which ``training/announcing.py`` writes."""

    model: str
    """Fingerprint of the model whose vectors it was fitted on; with others' nothing announces."""
    words: tuple[str, ...]
    """Those of ``words_of`` that are weighed."""
    weights: npt.NDArray[np.float64]
    """In log-odds, shape (dimension of the vectors + 1 for the length + words,)."""
    intercept: float
    threshold: float
    """Probability, 0 to 1, from which a sentence counts as announcing."""

    @classmethod
    def load(cls) -> Self:
        """Return the package's classifier."""
        kept = fitted("announcing.npz")
        return cls(
            model=str(kept["model"]),
            words=tuple(map(str, kept["words"])),
            weights=kept["weights"],
            intercept=float(kept["intercept"]),
            threshold=float(kept["threshold"]),
        )

    def told(self, evidence: Evidence, index: Store, model: str) -> npt.NDArray[np.bool_]:
        """Tell of each candidate whether it announces; ``model`` is the index' fingerprint."""
        if model != self.model:
            return np.zeros(len(evidence.candidates), bool)
        passages = dict.fromkeys(candidate.hit.passage for candidate in evidence.candidates)
        vectors = np.vstack([index.sentence_vectors(passage) for passage in passages])
        texts = [candidate.text for candidate in evidence.candidates]
        return self.probabilities(texts, vectors) >= self.threshold

    def probabilities(self, texts: Sequence[str], vectors: Vectors) -> npt.NDArray[np.float64]:
        """Return how likely each sentence is to announce, shape (texts,)."""
        scores = inputs_of(texts, vectors, self.words) @ self.weights + self.intercept
        return np.asarray(1 / (1 + np.exp(-scores)))


def inputs_of(
    texts: Sequence[str], vectors: Vectors, words: Sequence[str]
) -> npt.NDArray[np.float64]:
    """Return what is weighed of each sentence: its vector, its length, and which words it has."""
    lengths = [[min(len(text.split()) / _MANY_WORDS, 1)] for text in texts]
    has = [[word in own for word in words] for own in map(words_of, texts)]
    has_words = np.array(has, np.float64).reshape(len(texts), -1)
    return np.hstack([vectors, np.array(lengths), has_words])
