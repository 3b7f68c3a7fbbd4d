"""The encoder: texts to unit vectors."""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Protocol, Self

import numpy as np
import numpy.typing as npt

from klimatsvar.model.reader import ANSWERS, MOST_ASKED, PROVES, Floats, Head

Vectors = npt.NDArray[np.float32]
"""Shape (texts, dimension), each row of length 1."""

Pieces = tuple[tuple[int, int], ...]
"""Start and end of what a sentence is in a text: its words, after those that introduce it."""

Progress = Callable[[int, int], None]
"""Called with the numbers of texts and of their characters encoded since it was called last."""


@dataclass(frozen=True, slots=True)
class Framed:
    """A text as it is encoded: what stands above it, its own words, and its sentences' places."""

    above: str
    """With the end of its line."""
    own: str
    sentences: tuple[Pieces, ...] = ()
    """In ``own``; each gets a vector beside the whole text's."""

    @property
    def whole(self) -> str:
        """All that the model reads."""
        return self.above + self.own

    @property
    def in_whole(self) -> tuple[Pieces, ...]:
        """The sentences' places in ``whole``."""
        before = len(self.above)
        return tuple(
            tuple((before + start, before + end) for start, end in pieces)
            for pieces in self.sentences
        )

    def alone(self) -> list[str]:
        """Return each sentence under what stands above, without the others."""
        above = self.above.strip()
        return [
            " ".join([f"{above}:", *(self.own[start:end] for start, end in pieces)])
            for pieces in self.sentences
        ]

    def under(self, prompt: str) -> Self:
        """Return it with a prompt before all else."""
        return replace(self, above=prompt + self.above)


class QueryEncoder(Protocol):
    """What answering needs of a model."""

    @property
    def fingerprint(self) -> str:
        """Equal for models whose vectors are interchangeable."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return the questions' unit vectors, shape (len(texts), dimension)."""

    def read(self, question: str, passages: Sequence[Framed]) -> list[Floats] | None:
        """Return of each passage the log-odds of each sentence that it answers, against none.

        None of a model that has no reader; see ``model/reader.py``.
        """


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

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        """Return the unit vectors of what is no question, shape (len(texts), dimension)."""

    def encode_passages(
        self, passages: Sequence[Framed], progress: Progress | None = None
    ) -> list[Vectors]:
        """Return of each passage its own unit vector, then its sentences' as they stand in it.

        Shape (1 + sentences, dimension) each.
        """

    @property
    def judges_claims(self) -> bool:
        """Whether ``proves`` can be asked; see ``model/reader.py``."""

    def proves(self, claim: str, quotation: Framed) -> float:
        """Return the log-odds that a quotation says what a claim says.

        They are minus infinity where either is too long to be read whole.
        """

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, special tokens included."""


@dataclass(frozen=True, slots=True)
class Prompts:
    """What a model wants to read before a text."""

    query: str
    passage: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text's tokens."""

    ids: list[int]
    offsets: list[tuple[int, int]]
    """Their places in the text."""


class PromptingEncoder(ABC):
    """What all encoders share: prompts, and batches of one length.

    A kind of encoder adds ``count_tokens``, ``fingerprint``, how a batch is encoded, and how
    tokens are read by the reader.
    """

    batch_size = 32
    """Texts encoded at once."""
    fingerprint: str
    _heads: Mapping[str, Head] = MappingProxyType({})
    """Of the model's readers, if it has any."""

    def __init__(self, model: str, dimension: int, most_tokens: int, prompts: Prompts) -> None:
        """``most_tokens`` is what the model reads of a text, prompt and special ones included."""
        self.model = model
        self.dimension = dimension
        self.prompts = prompts
        self._most_tokens = most_tokens
        self.max_tokens = most_tokens - max(self.count_tokens([prompts.query, prompts.passage]))

    @abstractmethod
    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See ``Encoder``."""

    @abstractmethod
    def _encode(self, batches: Iterable[list[Framed]]) -> Iterator[list[Vectors]]:
        """Yield for each batch of texts with their prompts what ``encode_passages`` returns."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """See ``Encoder``."""
        return self._alone(texts, self.prompts.query)

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        """See ``Encoder``."""
        return self._alone(texts, self.prompts.passage)

    def encode_passages(
        self, passages: Sequence[Framed], progress: Progress | None = None
    ) -> list[Vectors]:
        """See ``Encoder``."""
        return self._in_batches(passages, self.prompts.passage, progress)

    def read(self, question: str, passages: Sequence[Framed]) -> list[Floats] | None:
        """See ``QueryEncoder``."""
        return self._judged(ANSWERS, question, passages) if ANSWERS in self._heads else None

    @property
    def judges_claims(self) -> bool:
        """See ``Encoder``."""
        return PROVES in self._heads

    def proves(self, claim: str, quotation: Framed) -> float:
        """See ``Encoder``."""
        told = [self.prompts.query + claim, quotation.under(self.prompts.passage).whole]
        lengths = zip(self.count_tokens(told), (MOST_ASKED, self._most_tokens), strict=True)
        if any(count > most for count, most in lengths):
            return -math.inf
        whole = replace(quotation, sentences=(((0, len(quotation.own)),),))
        (judged,) = self._judged(PROVES, claim, [whole])
        return float(judged[0])

    def _judged(self, reader: str, question: str, passages: Sequence[Framed]) -> list[Floats]:
        (asked,) = self._tokens([self.prompts.query + question], MOST_ASKED)
        framed = [passage.under(self.prompts.passage) for passage in passages]
        told = self._tokens([passage.whole for passage in framed], self._most_tokens)
        states = self._read(reader, [text.ids for text in told], asked.ids)
        odds = []
        for passage, text, own in zip(framed, told, states, strict=True):
            pooling = pooling_weights(text.offsets, passage.in_whole)
            question_states = own[len(text.ids) :][: len(asked.ids)]
            odds.append(self._heads[reader].log_odds(question_states, own, pooling))
        return odds

    @abstractmethod
    def _tokens(self, texts: Sequence[str], most: int) -> list[Tokens]:
        """Return the tokens of each text, at most so many."""

    @abstractmethod
    def _read(self, reader: str, told: Sequence[list[int]], asked: list[int]) -> Floats:
        """Return what becomes of the tokens of each passage, and of the question's after them.

        Shape (passages, at least as many tokens as both have, size).
        """

    def _alone(self, texts: Sequence[str], prompt: str) -> Vectors:
        vectors = self._in_batches([Framed("", text) for text in texts], prompt)
        return np.array(vectors, np.float32).reshape(-1, self.dimension)

    def _in_batches(
        self, texts: Sequence[Framed], prompt: str, progress: Progress | None = None
    ) -> list[Vectors]:
        vectors: dict[int, Vectors] = {}
        wholes = [text.whole for text in texts]
        batches = self._batches(wholes)
        made = self._encode([texts[i].under(prompt) for i in batch] for batch in batches)
        for batch, own in zip(batches, made, strict=True):
            vectors |= zip(batch, own, strict=True)
            if progress:
                progress(len(batch), sum(len(wholes[i]) for i in batch))
        return [vectors[i] for i in range(len(texts))]

    def _batches(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the texts' positions in batches, longest first.

        Texts of one number of tokens share a batch, so that little is spent on padding.
        """
        size = self.batch_size
        tokens = self.count_tokens(texts) if len(texts) > 1 else [0]
        order = sorted(range(len(texts)), key=lambda i: -tokens[i])
        return [order[start : start + size] for start in range(0, len(texts), size)]


def pooling_weights(offsets: npt.ArrayLike, sentences: Sequence[Pieces]) -> npt.NDArray[np.float32]:
    """Return how much each token counts for each sentence: shape (sentences, tokens), of sum 1.

    ``offsets`` are the tokens' places in the text, (0, 0) for special ones. A sentence that was cut
    off has the last token.
    """
    starts, ends = np.asarray(offsets).reshape(-1, 2).T
    weights = np.empty((len(sentences), len(starts)), np.float32)
    for row, pieces in zip(weights, sentences, strict=True):
        row[:] = np.any([(starts < end) & (ends > start) for start, end in pieces], axis=0)
        row[-1] += not row.any()
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), np.float32)


def pooled(
    states: npt.NDArray[np.float32], offsets: npt.ArrayLike, sentences: Sequence[Pieces]
) -> Vectors:
    """Return the unit mean of a text's tokens, then of those of each of its sentences.

    ``states`` has shape (tokens, dimension); ``offsets`` as in ``pooling_weights``.
    """
    means = states.mean(axis=0, keepdims=True)
    if sentences:
        means = np.concatenate([means, pooling_weights(offsets, sentences) @ states])
    return np.asarray(means / np.linalg.norm(means, axis=1, keepdims=True), np.float32)
