"""Sentences that only announce what a text, a table or a page tells: they answer nothing.

"Den här texten handlar om elbussarna i Borås" fits every question about electric buses. Whether a
sentence announces is told by a logistic regression over its vector, which the index has, its length
and its common words, fitted by ``training/announcing.py``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from klimatsvar.answer.evidence import Candidate, Evidence
from klimatsvar.answer.weights import Floats, Regression, which_words
from klimatsvar.index.contract import Store
from klimatsvar.model.encoder import Vectors
from klimatsvar.types import Document

LAST = 100.0
"""Taken from the score, in log-odds, of a sentence that announces: all others go before it."""
_OPENING = 0.4
"""What the threshold is multiplied by for the sentence that opens a document."""
_MANY_WORDS = 40


@dataclass(frozen=True)
class Announcing(Regression):
    """Fitted by ``training/announcing.py``."""

    FILE: ClassVar[str] = "announcing.npz"

    @staticmethod
    def weighed(texts: Sequence[str], vectors: Vectors, words: Sequence[str]) -> Floats:
        """Return of each sentence its vector, its length, and which words it has."""
        lengths = [[min(len(text.split()) / _MANY_WORDS, 1)] for text in texts]
        return np.hstack([vectors, np.array(lengths), which_words(texts, words)])

    def told(self, evidence: Evidence, index: Store, model: str) -> npt.NDArray[np.bool_]:
        """Tell of each candidate whether it announces; ``model`` is the index' fingerprint."""
        if model != self.model:
            return np.zeros(len(evidence.candidates), bool)
        passages = dict.fromkeys(candidate.hit.passage for candidate in evidence.candidates)
        vectors = np.vstack([index.sentence_vectors(passage) for passage in passages])
        texts = [candidate.text for candidate in evidence.candidates]
        opens = np.array([_opens(one, index.documents) for one in evidence.candidates])
        threshold = self.threshold * np.where(opens, _OPENING, 1)
        return self.probabilities(texts, vectors) >= threshold


def _opens(candidate: Candidate, documents: Mapping[str, Document]) -> bool:
    """Tell whether a sentence is the first of its document, below the title."""
    blocks = documents[candidate.passage.document].blocks
    starts = (block.start for block in blocks if block.kind != "heading")
    return candidate.sentence.start == next(starts, None)
