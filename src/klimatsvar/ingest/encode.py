"""Make documents searchable: cut them into passages, encode these and find their terms."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np

from klimatsvar.index.framing import context_of, passage_text, sentence_text
from klimatsvar.index.rows import Encoded
from klimatsvar.ingest.chunk import chunk
from klimatsvar.language.terms import terms
from klimatsvar.model.encoder import Encoder, Progress, Vectors
from klimatsvar.types import Document, Passage

_AT_ONCE = 2000
"""Texts encoded together: enough to find some of one length, few enough to hold in memory."""

Known = dict[str, Vectors]
"""Vectors of what has been encoded before, shape (dimension,), by text."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A document to make searchable, and its passages in order."""

    document: Document
    passages: tuple[Passage, ...]
    known: Known = field(default_factory=dict)
    """Those of its texts that need not be encoded again."""

    def texts(self) -> list[str]:
        """Return what is encoded of it: first its passages, then their sentences."""
        document, passages = self.document, self.passages
        return [
            *(passage_text(document, passage) for passage in passages),
            *(sentence_text(document, p, sentence) for p in passages for sentence in p.sentences),
        ]


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


def _groups(cuts: Iterable[Cut]) -> Iterator[list[tuple[Cut, list[str]]]]:
    """Yield the documents with their texts, in groups of at least ``_AT_ONCE`` texts."""
    group: list[tuple[Cut, list[str]]] = []
    texts = 0
    for one in cuts:
        group.append((one, one.texts()))
        texts += len(group[-1][1])
        if texts >= _AT_ONCE:
            yield group
            group, texts = [], 0
    if group:
        yield group


def _encode(
    group: Sequence[tuple[Cut, Sequence[str]]], encoder: Encoder, progress: Progress | None
) -> Iterator[Encoded]:
    known: Known = {}
    for one, _ in group:
        known |= one.known
    every = chain.from_iterable(texts for _, texts in group)
    new = [text for text in dict.fromkeys(every) if text not in known]
    known |= zip(new, encoder.encode_passages(new, progress), strict=True)
    for one, texts in group:
        yield _encoded(one, texts, known, encoder.dimension)


def _encoded(one: Cut, texts: Sequence[str], known: Known, dimension: int) -> Encoded:
    vectors = np.array([known[text] for text in texts], np.float32).reshape(-1, dimension)
    passages = len(one.passages)
    return Encoded(
        document=one.document,
        passages=one.passages,
        passage_vectors=vectors[:passages],
        sentence_vectors=vectors[passages:],
        passage_terms=tuple(_terms(one.document, passage) for passage in one.passages),
    )


def known_of(encoded: Encoded) -> Known:
    """Return what encoding a document gave, by text."""
    texts = Cut(encoded.document, encoded.passages).texts()
    vectors = chain(encoded.passage_vectors, encoded.sentence_vectors)
    return dict(zip(texts, vectors, strict=True))


def _terms(document: Document, passage: Passage) -> tuple[str, ...]:
    """Return the terms of what stands above a passage, then those of each of its sentences."""
    above = context_of(document.title, passage.headings)
    parts = (above, *(document.text[s.start : s.end] for s in passage.sentences))
    return tuple(chain.from_iterable(terms(part, document.language) for part in parts))
