"""Make documents searchable: cut them into passages, encode these and find their terms."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, chain

import numpy as np

from klimatsvar.index.framing import context_of, framed
from klimatsvar.index.rows import Encoded
from klimatsvar.ingest.chunk import chunk
from klimatsvar.language.terms import terms
from klimatsvar.model.encoder import Encoder, Framed, Progress, Vectors
from klimatsvar.types import Document, Passage

_AT_ONCE = 500
"""Passages encoded together: enough to find some of one length, few enough to hold in memory."""

Known = dict[Framed, Vectors]
"""Vectors of what has been encoded before, as an encoder returns them."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A document to make searchable, and its passages in order."""

    document: Document
    passages: tuple[Passage, ...]
    known: Known = field(default_factory=dict)
    """Those of its passages that need not be encoded again."""

    def framed(self) -> list[Framed]:
        """Return its passages as they are encoded."""
        return [framed(self.document, passage) for passage in self.passages]


def cut(document: Document, encoder: Encoder, passage_tokens: int) -> tuple[Passage, ...]:
    """Return the document's passages, about ``passage_tokens`` long, in order."""
    limit = encoder.max_tokens
    return tuple(chunk(document, encoder.count_tokens, target=passage_tokens, limit=limit))


def encode(
    cuts: Iterable[Cut], encoder: Encoder, progress: Progress | None = None
) -> Iterator[Encoded]:
    """Yield each document made searchable, in order.

    Only some are in memory at a time.
    """
    for group in _groups(cuts):
        yield from _encode(group, encoder, progress)


def _groups(cuts: Iterable[Cut]) -> Iterator[list[tuple[Cut, list[Framed]]]]:
    """Yield the documents with what is encoded, in groups of at least ``_AT_ONCE`` passages."""
    group: list[tuple[Cut, list[Framed]]] = []
    passages = 0
    for one in cuts:
        group.append((one, one.framed()))
        passages += len(group[-1][1])
        if passages >= _AT_ONCE:
            yield group
            group, passages = [], 0
    if group:
        yield group


def _encode(
    group: Sequence[tuple[Cut, Sequence[Framed]]], encoder: Encoder, progress: Progress | None
) -> Iterator[Encoded]:
    known: Known = {}
    for one, _ in group:
        known |= one.known
    every = chain.from_iterable(passages for _, passages in group)
    new = [passage for passage in dict.fromkeys(every) if passage not in known]
    known |= zip(new, encoder.encode_passages(new, progress), strict=True)
    for one, passages in group:
        yield _encoded(one, [known[passage] for passage in passages], encoder.dimension)


def _encoded(one: Cut, vectors: Sequence[Vectors], dimension: int) -> Encoded:
    none = np.empty((0, dimension), np.float32)
    return Encoded(
        document=one.document,
        passages=one.passages,
        passage_vectors=np.concatenate([none, *(own[:1] for own in vectors)]),
        sentence_vectors=np.concatenate([none, *(own[1:] for own in vectors)]),
        passage_terms=tuple(_terms(one.document, passage) for passage in one.passages),
    )


def known_of(encoded: Encoded) -> Known:
    """Return what encoding a document gave, by passage."""
    passages = Cut(encoded.document, encoded.passages).framed()
    ends = list(accumulate(len(passage.sentences) for passage in passages))
    sentences = np.split(encoded.sentence_vectors, ends)[:-1]  # nothing is behind the last end
    return {
        passage: np.vstack([own, theirs])
        for passage, own, theirs in zip(passages, encoded.passage_vectors, sentences, strict=True)
    }


def _terms(document: Document, passage: Passage) -> tuple[str, ...]:
    """Return the terms of what stands above a passage, then those of each of its sentences."""
    above = context_of(document.title, passage.headings)
    parts = (above, *(document.text[s.start : s.end] for s in passage.sentences))
    return tuple(chain.from_iterable(terms(part, document.language) for part in parts))
