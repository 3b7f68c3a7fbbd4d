"""Word vectors: what each word of a text means where it stands, small enough to keep.

A question and a sentence are compared word by word: each word of the question with the word of the
sentence that is nearest to it (late interaction, Khattab and Zaharia 2020, "ColBERT").
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from typing import Self

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

WordVectors = npt.NDArray[np.int8]
"""Shape (words, dimension): each row a vector of length 127, rounded; all zero for no vector."""

_WORD = re.compile(r"\w+(?:[.,:]\d+)*|[^\w\s]")
_SCALE = 127


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """The words of a question, and their vectors."""

    words: tuple[str, ...]
    vectors: WordVectors


@dataclass(frozen=True)
class WordAxes:
    """The directions in which a model's word vectors differ most, and where their middle lies.

    The vectors of a model all point much the same way; their differences tell words apart.
    """

    question_middle: Floats
    """Shape (model dimension,): mean of the unit vectors of questions' words."""
    sentence_middle: Floats
    axes: Floats
    """Shape (model dimension, dimension)."""

    @classmethod
    def load(cls) -> Self:
        """Return the bundled model's, which ``benchmarks/word_axes.py`` found."""
        with as_file(files(__package__) / "word_axes.npz") as path, np.load(path) as stored:
            return cls(**{name: stored[name].astype(np.float32) for name in stored})

    @classmethod
    def plain(cls, dimension: int) -> Self:
        """Return those that leave vectors of a model as they are, for any other model."""
        nowhere = np.zeros(dimension, np.float32)
        return cls(nowhere, nowhere, np.eye(dimension, dtype=np.float32))

    @property
    def dimension(self) -> int:
        """Length of a kept vector."""
        return int(self.axes.shape[1])

    def of_question(self, vectors: Floats) -> WordVectors:
        """Return the vectors, shape (words, model dimension), as they are compared."""
        return self._kept(vectors, self.question_middle)

    def of_sentences(self, vectors: Sequence[Floats]) -> list[WordVectors]:
        """Return each sentence's vectors, shape (words, model dimension), as they are kept."""
        every = self._kept(np.concatenate(vectors), self.sentence_middle)
        return np.split(every, np.cumsum([len(own) for own in vectors])[:-1])

    def _kept(self, vectors: Floats, middle: Floats) -> WordVectors:
        apart: Floats = (_unit(vectors) - middle).astype(np.float32)
        turned = _unit(apart @ self.axes)
        return np.round(turned * _SCALE).astype(np.int8)


def _unit(vectors: Floats) -> Floats:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-6), dtype=np.float32)


def word_spans(text: str) -> list[tuple[int, int]]:
    """Return where each word and punctuation mark of the text stands."""
    return [found.span() for found in _WORD.finditer(text)]


def pooled(
    tokens: Floats, offsets: npt.NDArray[np.int64], spans: Sequence[tuple[int, int]]
) -> Floats:
    """Return the mean vector of each word's tokens, shape (spans, model dimension).

    ``offsets``, shape (tokens, 2), say where each token stands. A word that has none, since the
    text was too long for the model, gets zeros.
    """
    found = np.zeros((len(spans), tokens.shape[1]), dtype=np.float32)
    for row, (start, end) in enumerate(spans):
        own = (offsets[:, 0] < end) & (offsets[:, 1] > start)
        if own.any():
            found[row] = tokens[own].mean(axis=0)
    return found


def nearness(question: WordVectors, sentence: WordVectors) -> Floats:
    """Return, for each word of the question, its cosine with the nearest word of the sentence.

    Shape (words of the question,); zeros where the sentence has no words.
    """
    if not len(sentence):
        return np.zeros(len(question), dtype=np.float32)
    cosines = question.astype(np.float32) @ sentence.astype(np.float32).T
    return np.asarray(cosines.max(axis=1) / _SCALE**2, dtype=np.float32)
