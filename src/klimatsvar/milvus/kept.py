"""What is kept of a document, and of a passage to weigh its sentences: of no use to a search."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from pydantic import TypeAdapter

from klimatsvar.embed import Vectors
from klimatsvar.index.rows import Encoded
from klimatsvar.types import Document, Passage
from klimatsvar.words import WordVectors

DOCUMENT = TypeAdapter(Document)
_PASSAGE = TypeAdapter(Passage)
_HEAD = 4
"""Bytes that give the length of what is kept as JSON."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A passage, and its sentences in order."""

    passage: Passage
    vectors: Vectors
    """Shape (sentences, dimension)."""
    words: tuple[WordVectors, ...]
    terms: tuple[tuple[str, ...], ...]

    def to_bytes(self) -> bytes:
        """Return it as bytes."""
        dimension = self.vectors.shape[1]
        widths = [words.shape for words in self.words]
        passage = _PASSAGE.dump_python(self.passage, mode="json")
        told = json.dumps([passage, dimension, widths, self.terms], ensure_ascii=False).encode()
        head = len(told).to_bytes(_HEAD, "big")
        words = b"".join(words.astype(np.int8).tobytes() for words in self.words)
        return head + told + self.vectors.astype("<f4").tobytes() + words

    @classmethod
    def from_bytes(cls, value: bytes) -> "Kept":
        """Return what ``to_bytes`` gave."""
        start = _HEAD + int.from_bytes(value[:_HEAD], "big")
        passage, dimension, widths, terms = json.loads(value[_HEAD:start])
        count = len(widths) * dimension
        vectors = np.frombuffer(value, "<f4", count, start).reshape(-1, dimension)
        rest = np.frombuffer(value, np.int8, offset=start + 4 * count)
        ends = np.cumsum([rows * columns for rows, columns in widths])
        words = [
            own.reshape(shape) for own, shape in zip(np.split(rest, ends[:-1]), widths, strict=True)
        ]
        return cls(
            _PASSAGE.validate_python(passage), vectors, tuple(words), tuple(map(tuple, terms))
        )


def kept(encoded: Encoded) -> Iterator[Kept]:
    """Yield what is kept of each passage of a document."""
    first = 0
    for passage in encoded.passages:
        last = first + len(passage.sentences)
        yield Kept(
            passage,
            encoded.sentence_vectors[first:last],
            encoded.sentence_words[first:last],
            encoded.sentence_terms[first:last],
        )
        first = last
