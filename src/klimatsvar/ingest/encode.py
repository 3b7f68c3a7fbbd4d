"""Make documents searchable: cut them into passages, encode these and find their terms."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

import numpy as np

from klimatsvar.index.framing import Framed, context_of, framed, framed_passage, lead_in_of
from klimatsvar.index.rows import Encoded
from klimatsvar.ingest.chunk import chunk
from klimatsvar.language.terms import terms
from klimatsvar.model.encoder import Encoder, Progress, Vectors
from klimatsvar.model.words import WordVectors
from klimatsvar.types import Document, Passage

_AT_ONCE = 2000
"""Texts encoded together: enough to find some of one length, few enough to hold in memory."""


Vector = tuple[Vectors, WordVectors]
"""A text's vector, shape (dimension,), and its words'."""
Known = dict[Framed, Vector]
"""What has been encoded before."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A document to make searchable, and its passages in order."""

    document: Document
    passages: tuple[Passage, ...]
    known: Known = field(default_factory=dict)
    """Those of its texts that need not be encoded again."""

    def framed(self) -> list[Framed]:
        """Return what is encoded of it: first its passages, then their sentences."""
        document, passages = self.document, self.passages
        return [
            *(framed_passage(document, passage) for passage in passages),
            *(framed(document, passage, s) for passage in passages for s in passage.sentences),
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


def _groups(cuts: Iterable[Cut]) -> Iterator[list[tuple[Cut, list[Framed]]]]:
    """Yield the documents with their texts, in groups of at least ``_AT_ONCE`` texts."""
    group: list[tuple[Cut, list[Framed]]] = []
    texts = 0
    for one in cuts:
        group.append((one, one.framed()))
        texts += len(group[-1][1])
        if texts >= _AT_ONCE:
            yield group
            group, texts = [], 0
    if group:
        yield group


def _encode(
    group: Sequence[tuple[Cut, Sequence[Framed]]], encoder: Encoder, progress: Progress | None
) -> Iterator[Encoded]:
    known: Known = {}
    for one, _ in group:
        known |= one.known
    every = chain.from_iterable(texts for _, texts in group)
    new = [text for text in dict.fromkeys(every) if text not in known]
    vectors, words = encoder.encode_sentences(
        [framed.text for framed in new], [framed.start for framed in new], progress
    )
    known |= zip(new, zip(vectors, words, strict=True), strict=True)
    for one, texts in group:
        yield _encoded(one, texts, known, encoder.dimension)


def _encoded(one: Cut, texts: Sequence[Framed], known: Known, dimension: int) -> Encoded:
    made = iter([known[text] for text in texts])
    passages = list(islice(made, len(one.passages)))
    sentences = list(made)
    passage_terms, sentence_terms = _terms(one.document, one.passages)
    return Encoded(
        document=one.document,
        passages=one.passages,
        passage_vectors=_stacked([vector for vector, _ in passages], dimension),
        sentence_vectors=_stacked([vector for vector, _ in sentences], dimension),
        sentence_words=tuple(words for _, words in sentences),
        passage_terms=passage_terms,
        sentence_terms=sentence_terms,
    )


def _stacked(vectors: Sequence[Vectors], dimension: int) -> Vectors:
    return np.array(vectors, dtype=np.float32).reshape(-1, dimension)


def known_of(encoded: Encoded) -> Known:
    """Return what encoding a document gave, by text."""
    texts = Cut(encoded.document, encoded.passages).framed()
    nothing = np.empty((0, 0), dtype=np.int8)
    passages = ((vector, nothing) for vector in encoded.passage_vectors)
    sentences = zip(encoded.sentence_vectors, encoded.sentence_words, strict=True)
    return dict(zip(texts, chain(passages, sentences), strict=True))


Terms = tuple[tuple[str, ...], ...]


def _terms(document: Document, passages: Sequence[Passage]) -> tuple[Terms, Terms]:
    """Return the terms of the passages, and those of their sentences.

    They are those of their framed texts, but each part is looked at only once.
    """
    of_passages: list[tuple[str, ...]] = []
    of_sentences: list[tuple[str, ...]] = []
    for passage in passages:
        context = tuple(terms(context_of(document.title, passage.headings), document.language))
        every = context
        for sentence in passage.sentences:
            own = tuple(terms(document.text[sentence.start : sentence.end], document.language))
            lead_in = terms(lead_in_of(document, sentence), document.language)
            of_sentences.append((*context, *lead_in, *own))
            every += own
        of_passages.append(every)
    return tuple(of_passages), tuple(of_sentences)
