"""Wire building: corpus folder -> documents -> passages -> vectors and terms -> generation."""

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from klimatsvar.chunk import CHUNKER_VERSION, chunk, context_of
from klimatsvar.corpus.read import Reading, corpus_files, document_id, read_corpus
from klimatsvar.corpus.register import REGISTER
from klimatsvar.embed import Encoder
from klimatsvar.errors import CorpusError, IndexDamagedError, IndexMissingError
from klimatsvar.index.lexical import LexicalIndex
from klimatsvar.index.store import (
    Content,
    Manifest,
    build_lock,
    current_generation,
    file_sha256,
    write_generation,
)
from klimatsvar.types import Document, Passage, Sentence

READER_VERSION = 1
"""Raised when the same file would be read differently."""

Progress = Callable[[str, int, int], None]
"""Called with the stage ("read" or "encode"), how much of it is done and how much there is."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file."""

    id: str
    pages: int | None
    passages: int
    characters: int
    warnings: tuple[str, ...]
    skipped: bool


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did."""

    files: tuple[FileReport, ...]
    manifest: Manifest
    seconds: float

    @property
    def skipped(self) -> tuple[FileReport, ...]:
        """The files that gave no passage."""
        return tuple(file for file in self.files if file.skipped)


def ingest(
    corpus: Path,
    index: Path,
    encoder: Encoder,
    *,
    passage_tokens: int,
    progress: Progress | None = None,
) -> Report:
    """Build the index of ``corpus`` under ``index`` and make it current.

    Files that can't be read are reported and left out. Raises CorpusError when nothing can be
    read; then, as after any failure, the old index serves on.
    """
    started = time.monotonic()
    progress = progress or _unseen
    with build_lock(index):
        corpus_digest = corpus_hash(corpus, passage_tokens)
        readings = _read(corpus, progress)
        documents = [reading.document for reading in readings if reading.document]
        passages = cut(documents, encoder, passage_tokens)
        counts = Counter(passage.document for passage in passages)
        files = [_report(reading, counts[reading.id]) for reading in readings]
        if all(file.skipped for file in files):
            reasons = "\n".join(f"  {file.id}: {'; '.join(file.warnings)}" for file in files)
            raise CorpusError(
                f"{corpus}: ingen av mappens {len(files)} filer gick att läsa:\n{reasons}"
            )
        searchable = [document for document in documents if counts[document.id]]
        content = build_content(searchable, passages, encoder, progress)
        manifest = write_generation(
            index, content, corpus=corpus_digest, chunker=CHUNKER_VERSION, encoder=encoder
        )
    return Report(tuple(files), manifest, time.monotonic() - started)


def _unseen(stage: str, done: int, total: int) -> None:
    """Show no progress."""


def is_stale(corpus: Path, index: Path, passage_tokens: int) -> bool:
    """Tell whether the index is missing, damaged, or made of other files than ``corpus`` has."""
    try:
        _, manifest = current_generation(index)
    except (IndexMissingError, IndexDamagedError):
        return True
    return manifest.corpus != corpus_hash(corpus, passage_tokens)


def corpus_hash(corpus: Path, passage_tokens: int) -> str:
    """Return a hash of the corpus' files, names and bytes, and of all that decides their cutting.

    Raises CorpusError when there is no corpus.
    """
    digest = hashlib.sha256(f"{READER_VERSION} {CHUNKER_VERSION} {passage_tokens}\n".encode())
    register = corpus / REGISTER
    for path in [*corpus_files(corpus), *([register] if register.is_file() else [])]:
        digest.update(f"{document_id(corpus, path)} {_content_hash(path)}\n".encode())
    return digest.hexdigest()[:16]


def _content_hash(path: Path) -> str:
    """Return a file's hash. One that can't be opened is reported by the build, not here."""
    try:
        return file_sha256(path)
    except OSError:
        return "unreadable"


def _read(corpus: Path, progress: Progress) -> list[Reading]:
    total = len(corpus_files(corpus))
    readings = []
    for reading in read_corpus(corpus):
        readings.append(reading)
        progress("read", min(len(readings), total), total)
    return readings


def _report(reading: Reading, passages: int) -> FileReport:
    document = reading.document
    return FileReport(
        id=reading.id,
        pages=len(document.pages) or None if document else None,
        passages=passages,
        characters=len(document.text) if document else 0,
        warnings=reading.warnings,
        skipped=not passages,
    )


def cut(documents: Sequence[Document], encoder: Encoder, passage_tokens: int) -> list[Passage]:
    """Return the passages of all documents, about ``passage_tokens`` long, in order."""
    return [
        passage
        for document in documents
        for passage in chunk(
            document, encoder.count_tokens, target=passage_tokens, limit=encoder.max_tokens
        )
    ]


def build_content(
    documents: Sequence[Document],
    passages: Sequence[Passage],
    encoder: Encoder,
    progress: Progress,
) -> Content:
    """Encode and index the documents' passages and their sentences."""
    by_id = {document.id: document for document in documents}
    passage_texts: list[str] = []
    passage_languages: list[str] = []
    sentence_texts: list[str] = []
    sentence_languages: list[str] = []
    for passage in passages:
        document = by_id[passage.document]
        passage_texts.append(passage_text(document, passage))
        passage_languages.append(document.language)
        sentence_texts += [sentence_text(document, passage, s) for s in passage.sentences]
        sentence_languages += [document.language] * len(passage.sentences)
    # One stream of texts, so that the progress shown runs once from start to end.
    vectors = encoder.encode_passages(
        passage_texts + sentence_texts, lambda done, total: progress("encode", done, total)
    )
    return Content(
        documents=documents,
        passages=passages,
        passage_vectors=np.ascontiguousarray(vectors[: len(passages)]),
        sentence_vectors=np.ascontiguousarray(vectors[len(passages) :]),
        passage_terms=LexicalIndex.build(passage_texts, passage_languages),
        sentence_terms=LexicalIndex.build(sentence_texts, sentence_languages),
    )


def passage_text(document: Document, passage: Passage) -> str:
    """Return what is encoded and searched for a passage: title, headings and its own text."""
    return f"{context_of(document.title, passage.headings)}\n{passage.text}"


def sentence_text(document: Document, passage: Passage, sentence: Sentence) -> str:
    """Return what is encoded and searched for a sentence: title, headings, lead-in, own text."""
    own = document.text[sentence.start : sentence.end]
    context = context_of(document.title, passage.headings)
    lead_in = document.text[slice(*sentence.lead_in)] if sentence.lead_in else ""
    return " ".join(part for part in (f"{context}:", lead_in, own) if part)
