"""The encoder: texts to unit vectors, and to vectors of their words."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
import numpy.typing as npt
from threadpoolctl import ThreadpoolController

from klimatsvar.model.words import QuestionWords, WordAxes, WordVectors, pooled, word_spans
from klimatsvar.settings import BUNDLED_MODEL_ID

Vectors = npt.NDArray[np.float32]
"""Shape (texts, dimension), each row of length 1."""

Progress = Callable[[int, int], None]
"""Called with the numbers of texts and of their characters encoded since it was called last."""


class Encoder(Protocol):
    """What the rest of the program knows of a model."""

    @property
    def model(self) -> str:
        """The model's id or path as configured."""

    @property
    def fingerprint(self) -> str:
        """Equal for models whose vectors are interchangeable."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    @property
    def max_tokens(self) -> int:
        """The most tokens of a passage that the model reads, beside its prompt."""

    @property
    def word_dimension(self) -> int:
        """Length of a word vector."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return the questions' unit vectors, shape (len(texts), dimension)."""

    def encode_question(self, text: str) -> tuple[Vectors, QuestionWords]:
        """Return a question's unit vector, shape (1, dimension), and its words."""

    def encode_sentences(
        self, texts: Sequence[str], starts: Sequence[int], progress: Progress | None = None
    ) -> tuple[Vectors, list[WordVectors]]:
        """Return the unit vectors of passages, and the word vectors of ``text[start:]`` of each."""

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Return the passages' unit vectors, shape (len(texts), dimension)."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, special tokens included."""


@dataclass(frozen=True, slots=True)
class Prompts:
    """What a model wants to read before a text."""

    query: str
    passage: str


class PromptingEncoder(ABC):
    """What all encoders share: prompts, batches of one length, and the axes of word vectors.

    A kind of encoder adds ``count_tokens``, ``fingerprint`` and how a batch is encoded.
    """

    batch_size = 32
    """Texts encoded at once."""
    fingerprint: str

    def __init__(self, model: str, dimension: int, most_tokens: int, prompts: Prompts) -> None:
        """``most_tokens`` is what the model reads of a text, prompt and special ones included."""
        self.model = model
        self.dimension = dimension
        self.prompts = prompts
        self.max_tokens = most_tokens - max(self.count_tokens([prompts.query, prompts.passage]))
        bundled = model == BUNDLED_MODEL_ID
        self._axes = WordAxes.load() if bundled else WordAxes.plain(dimension)
        self.word_dimension = self._axes.dimension

    @abstractmethod
    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See ``Encoder``."""

    @abstractmethod
    def _encode(self, batches: Iterable[list[str]]) -> Iterator[Vectors]:
        """Yield the unit vectors of each batch of texts with their prompts."""

    @abstractmethod
    def _encode_words(
        self, batches: Iterable[tuple[list[str], list[int]]]
    ) -> Iterator[tuple[Vectors, list[Vectors]]]:
        """Yield each batch's unit vectors, and the raw vectors of the words of ``text[start:]``.

        A batch is its texts, with their prompts, and their starts.
        """

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """See ``Encoder``."""
        return self._in_batches([self.prompts.query + text for text in texts])

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """See ``Encoder``."""
        return self._in_batches([self.prompts.passage + text for text in texts], progress)

    def encode_question(self, text: str) -> tuple[Vectors, QuestionWords]:
        """See ``Encoder``."""
        before = self.prompts.query
        [(vectors, [words])] = self._encode_words([([before + text], [len(before)])])
        spelled = tuple(text[a:b] for a, b in word_spans(text))
        return vectors, QuestionWords(spelled, self._axes.of_question(words))

    def encode_sentences(
        self, texts: Sequence[str], starts: Sequence[int], progress: Progress | None = None
    ) -> tuple[Vectors, list[WordVectors]]:
        """See ``Encoder``."""
        before = self.prompts.passage
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        words = [np.empty((0, self.word_dimension), np.int8)] * len(texts)

        batches = self._batches(texts)
        made = self._encode_words(
            ([before + texts[i] for i in batch], [len(before) + starts[i] for i in batch])
            for batch in batches
        )
        with _numpy().limit(limits=1):
            for batch, (own, found) in zip(batches, made, strict=True):
                vectors[batch] = own
                for i, each in zip(batch, self._axes.of_sentences(found), strict=True):
                    words[i] = each
                _tell(progress, [texts[i] for i in batch])
        return vectors, words

    def _in_batches(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        batches = self._batches(texts)
        made = self._encode([texts[i] for i in batch] for batch in batches)
        for batch, own in zip(batches, made, strict=True):
            vectors[batch] = own
            _tell(progress, [texts[i] for i in batch])
        return vectors

    def _batches(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the texts' positions in batches, longest first.

        Texts of one number of tokens share a batch, so that little is spent on padding.
        """
        size = self.batch_size
        tokens = self.count_tokens(texts) if len(texts) > 1 else [0]
        order = sorted(range(len(texts)), key=lambda i: -tokens[i])
        return [order[start : start + size] for start in range(0, len(texts), size)]


@lru_cache(maxsize=1)
def _numpy() -> ThreadpoolController:
    """Return what limits numpy's threads: beside the model's they take a third more time of all."""
    return ThreadpoolController().select(internal_api="openblas")


def _tell(progress: Progress | None, texts: Sequence[str]) -> None:
    if progress:
        progress(len(texts), sum(map(len, texts)))


def words_of(text: str, start: int, tokens: Vectors, places: npt.NDArray[np.int64]) -> Vectors:
    """Return the raw vectors of the words of ``text[start:]`` from those of the text's tokens.

    ``places``, shape (tokens, 2), say where in the text each token stands.
    """
    return pooled(tokens, places, [(start + a, start + b) for a, b in word_spans(text[start:])])
