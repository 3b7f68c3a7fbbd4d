"""The encoder: texts to unit vectors."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
"""Shape (texts, dimension), each row of length 1."""

Progress = Callable[[int, int], None]
"""Called with the numbers of texts and of their characters encoded since it was called last."""


class QueryEncoder(Protocol):
    """What answering needs of a model."""

    @property
    def fingerprint(self) -> str:
        """Equal for models whose vectors are interchangeable."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return the questions' unit vectors, shape (len(texts), dimension)."""


class Encoder(QueryEncoder, Protocol):
    """What the rest of the program knows of a model."""

    @property
    def model(self) -> str:
        """The model's id or path as configured."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    @property
    def max_tokens(self) -> int:
        """The most tokens of a passage that the model reads, beside its prompt."""

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
    """What all encoders share: prompts, and batches of one length.

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

    @abstractmethod
    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See ``Encoder``."""

    @abstractmethod
    def _encode(self, batches: Iterable[list[str]]) -> Iterator[Vectors]:
        """Yield the unit vectors of each batch of texts with their prompts."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """See ``Encoder``."""
        return self._in_batches(texts, self.prompts.query)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """See ``Encoder``."""
        return self._in_batches(texts, self.prompts.passage, progress)

    def _in_batches(
        self, texts: Sequence[str], prompt: str, progress: Progress | None = None
    ) -> Vectors:
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        batches = self._batches(texts)
        made = self._encode([prompt + texts[i] for i in batch] for batch in batches)
        for batch, own in zip(batches, made, strict=True):
            vectors[batch] = own
            if progress:
                progress(len(batch), sum(len(texts[i]) for i in batch))
        return vectors

    def _batches(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the texts' positions in batches, longest first.

        Texts of one number of tokens share a batch, so that little is spent on padding.
        """
        size = self.batch_size
        tokens = self.count_tokens(texts) if len(texts) > 1 else [0]
        order = sorted(range(len(texts)), key=lambda i: -tokens[i])
        return [order[start : start + size] for start in range(0, len(texts), size)]
