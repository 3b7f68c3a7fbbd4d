"""What is kept of each document in an index: its texts, vectors and terms, document by document.

A build adds documents in whatever order they are done, and copies those that have not changed from
the generation before; the files of a generation hold them in the order of their ids.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from klimatsvar.index.arrays import (
    Array,
    Ragged,
    RaggedWriter,
    RowWriter,
    mapped,
    writing_ragged,
    writing_rows,
)
from klimatsvar.index.texts import Texts, TextsWriter, writing_texts
from klimatsvar.model.encoder import Vectors
from klimatsvar.types import Document, Passage

TEXTS, TERMS = "texts.sqlite", "terms.json"
OWNERS, FIRST_SENTENCES = "owners.npy", "first-sentences.npy"
PASSAGES, SENTENCES = "passages.npy", "sentences.npy"
PASSAGE_TERMS = "passage-terms"
ROWS = (TEXTS, TERMS, OWNERS, FIRST_SENTENCES, PASSAGES, SENTENCES, PASSAGE_TERMS)
"""All files and folders."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A document made searchable."""

    document: Document
    passages: tuple[Passage, ...]
    passage_vectors: Vectors
    sentence_vectors: Vectors
    """Of the sentences of all passages, in order."""
    passage_terms: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Rows:
    """Documents that were written, opened: each read from disk when it is asked for."""

    texts: Texts
    owners: npt.NDArray[np.int32]
    """Position of each passage's document."""
    first_sentences: npt.NDArray[np.int64]
    """Position of each passage's first sentence, with the number of all at the end."""
    passage_vectors: Vectors
    sentence_vectors: Vectors
    passage_terms: Ragged
    """Numbers of each passage's terms."""
    terms: tuple[str, ...]
    """By number."""

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open what ``writing_documents`` wrote. Raises OSError or ValueError when it can't."""
        terms = json.loads((folder / TERMS).read_bytes())
        return cls(
            Texts.open(folder / TEXTS),
            mapped(folder / OWNERS),
            mapped(folder / FIRST_SENTENCES),
            mapped(folder / PASSAGES),
            mapped(folder / SENTENCES),
            Ragged.load(folder / PASSAGE_TERMS),
            tuple(terms),
        )._checked()

    @property
    def counts(self) -> tuple[int, int, int]:
        """Numbers of documents, passages and sentences."""
        return len(self.texts.ids), len(self.owners), int(self.first_sentences[-1])

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Number of each term."""
        return {term: number for number, term in enumerate(self.terms)}

    def span(self, document: int) -> tuple[int, int, int, int]:
        """Return first and last passage, first and last sentence of a document; last exclusive."""
        first, last = self.texts.first_passages[document : document + 2]
        return first, last, int(self.first_sentences[first]), int(self.first_sentences[last])

    def encoded(self, document: int) -> Encoded:
        """Return a document, by position, as it was added."""
        first, last, first_sentence, last_sentence = self.span(document)
        return Encoded(
            self.texts.documents[self.texts.ids[document]],
            self.texts.passages[first:last],
            np.asarray(self.passage_vectors[first:last]),
            np.asarray(self.sentence_vectors[first_sentence:last_sentence]),
            tuple(self._spelled(self.passage_terms[i]) for i in range(first, last)),
        )

    def _spelled(self, numbers: Array) -> tuple[str, ...]:
        return tuple(self.terms[number] for number in numbers)

    def _checked(self) -> Self:
        _, passages, sentences = self.counts
        found = (
            len(self.texts.passages),
            len(self.first_sentences) - 1,
            len(self.passage_vectors),
            len(self.passage_terms),
            len(self.sentence_vectors),
        )
        if found != (*[passages] * 4, sentences):
            raise ValueError(f"parts of {found} rows don't fit together")
        return self


class RowsWriter:
    """Adds documents, one after the other."""

    def __init__(
        self,
        texts: TextsWriter,
        owners: RowWriter,
        first_sentences: RowWriter,
        passages: RowWriter,
        sentences: RowWriter,
        passage_terms: RaggedWriter,
        terms: Sequence[str],
    ) -> None:
        """Take what writes each part, and terms that have a number already."""
        self._texts = texts
        self._owners, self._first_sentences = owners, first_sentences
        self._passages, self._sentences = passages, sentences
        self._passage_terms = passage_terms
        self.numbers = {term: number for number, term in enumerate(terms)}
        first_sentences.add(np.zeros(1))

    def add(self, encoded: Encoded) -> int:
        """Add a document; return its position."""
        sentences = [len(passage.sentences) for passage in encoded.passages]
        position = self._texts.documents
        self._texts.add(encoded.document, encoded.passages)
        self._add_places(position, sentences)
        self._passages.add(encoded.passage_vectors)
        self._sentences.add(encoded.sentence_vectors)
        for own in encoded.passage_terms:
            self._passage_terms.add(self._numbered(own))
        return position

    def copy(self, rows: Rows, document: int, numbers: npt.NDArray[np.int32]) -> None:
        """Add a document of other rows, by position; ``numbers`` are its terms' numbers here."""
        first, last, first_sentence, last_sentence = rows.span(document)
        sentences = np.diff(rows.first_sentences[first : last + 1])
        position = self._texts.documents
        self._texts.copy(rows.texts, document)
        self._add_places(position, sentences)
        self._passages.copy(rows.passage_vectors, first, last)
        self._sentences.copy(rows.sentence_vectors, first_sentence, last_sentence)
        bounds = rows.passage_terms.starts[first : last + 1]
        own = rows.passage_terms.values[bounds[0] : bounds[-1]]
        self._passage_terms.add_all(numbers[own], np.diff(bounds))

    def _add_places(self, document: int, sentences: npt.ArrayLike) -> None:
        """Say whose the next passages are, and of how many sentences each is."""
        ends = self._sentences.count + np.cumsum(sentences, dtype=np.int64)
        self._owners.add(np.full(len(ends), document))
        self._first_sentences.add(ends)

    def _numbered(self, terms: Sequence[str]) -> npt.NDArray[np.int32]:
        numbers = self.numbers
        return np.array([numbers.setdefault(term, len(numbers)) for term in terms], np.int32)


@contextmanager
def writing_documents(
    folder: Path, dimension: int, terms: Sequence[str] = ()
) -> Iterator[RowsWriter]:
    """Yield what adds documents to an empty folder; it can be opened when the block ends.

    ``terms`` have a number already, in their order. Raises OSError.
    """
    with ExitStack() as files:
        enter = files.enter_context
        writer = RowsWriter(
            enter(writing_texts(folder / TEXTS)),
            enter(writing_rows(folder / OWNERS, np.int32)),
            enter(writing_rows(folder / FIRST_SENTENCES, np.int64)),
            enter(writing_rows(folder / PASSAGES, np.float32, (dimension,))),
            enter(writing_rows(folder / SENTENCES, np.float32, (dimension,))),
            enter(writing_ragged(folder / PASSAGE_TERMS, np.int32)),
            terms,
        )
        yield writer
    text = json.dumps(list(writer.numbers), ensure_ascii=False)
    (folder / TERMS).write_text(text, "utf-8")


def used_terms(rows: Rows, documents: Sequence[int]) -> npt.NDArray[np.bool_]:
    """Tell of each term whether one of the documents, by position, has it."""
    used = np.zeros(len(rows.terms), dtype=bool)
    items = rows.passage_terms
    for document in documents:
        first, last, _, _ = rows.span(document)
        used[items.values[items.starts[first] : items.starts[last]]] = True
    return used
