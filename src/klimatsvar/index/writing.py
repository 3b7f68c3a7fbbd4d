"""Write a generation and make it current."""

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from pydantic import TypeAdapter

from klimatsvar.errors import KlimatsvarError
from klimatsvar.index.contract import Accept, Manifest, Recipe, VectorSearch
from klimatsvar.index.generations import (
    MANIFEST,
    Current,
    current,
    has_index,
    make_current,
    new_name,
    prune,
    sync,
)
from klimatsvar.index.lexical import write_postings
from klimatsvar.index.on_disk import FAISS, POSTINGS, REPORT, SPELLED, Index
from klimatsvar.index.rows import Rows, RowsWriter, used_terms, writing_documents
from klimatsvar.index.vectors import write_vector_index
from klimatsvar.language.spelling import count_words
from klimatsvar.model.encoder import Encoder
from klimatsvar.system import file_sha256, replace_text
from klimatsvar.types import FileReport

DocumentInRows: TypeAlias = tuple[Rows, int]
"""A document that is taken from rows, by its position there."""

_REPORT = TypeAdapter(tuple[FileReport, ...])
_UNFINISHED = "unfinished"


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A generation that is being made, and where documents are put meanwhile."""

    folder: Path
    """Of the index."""
    name: str

    @property
    def generation(self) -> Path:
        """Folder of the generation."""
        return self.folder / self.name

    @property
    def documents(self) -> Path:
        """Folder of the documents that were made searchable, in any order."""
        return self.generation / _UNFINISHED


@contextmanager
def new_generation(folder: Path) -> Iterator[Unfinished]:
    """Yield a new generation, which is removed if it is not complete when the block ends.

    Raises KlimatsvarError when it can't be written.
    """
    made = Unfinished(folder, new_name(folder))
    try:
        made.documents.mkdir(parents=True)
        yield made
    except OSError as error:
        raise KlimatsvarError(
            "index_not_written", generation=made.generation, reason=error
        ) from error
    finally:
        if not (made.generation / MANIFEST).exists():
            shutil.rmtree(made.generation, ignore_errors=True)


def write_generation(
    made: Unfinished,
    documents: Sequence[DocumentInRows],
    recipe: Recipe,
    encoder: Encoder,
    *,
    report: Sequence[FileReport] = (),
    memory_mb: int,
    accept: Accept | None = None,
    publish: bool = True,
) -> Manifest:
    """Write the documents, in their order, as a generation, and make it current if it is to be
    published.

    The swap of CURRENT is atomic. The generation that serves and the newest others are kept,
    three together. ``accept`` is given the generation, open, before it can serve; if it raises,
    there is no new one.
    """
    generation = made.generation
    with writing_documents(generation, encoder.dimension) as writer:
        _copy(documents, writer)
    rows = Rows.open(generation)
    (generation / REPORT).write_bytes(_REPORT.dump_json(tuple(report), indent=2))
    search = _write_search(generation, rows, memory_mb)
    shutil.rmtree(made.documents)
    sync(generation)
    count, passages, sentences = rows.counts
    manifest = Manifest(
        generation=made.name,
        built=datetime.now(UTC).isoformat(timespec="seconds"),
        corpus=recipe.corpus,
        model=encoder.model,
        fingerprint=encoder.fingerprint,
        dimension=encoder.dimension,
        documents=count,
        passages=passages,
        sentences=sentences,
        chunker=recipe.chunker,
        passage_tokens=recipe.passage_tokens,
        search=search,
        local_words=recipe.local_words,
        files={
            path.relative_to(generation).as_posix(): file_sha256(path)
            for path in sorted(generation.rglob("*"))
            if path.is_file()
        },
    )
    if accept:
        accept(Index.of(generation, manifest))
    # Last, since a generation with a manifest counts as complete.
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=2)
    replace_text(generation / MANIFEST, text + "\n")
    if publish:
        make_current(made.folder, Current(made.name))
    prune(made.folder, current(made.folder).name if has_index(made.folder) else made.name)
    return manifest


def _copy(documents: Sequence[DocumentInRows], writer: RowsWriter) -> None:
    """Copy documents; their terms are numbered anew, in their order, without gaps."""
    of_rows: dict[int, tuple[Rows, list[int]]] = {}
    for rows, position in documents:
        of_rows.setdefault(id(rows), (rows, []))[1].append(position)
    used = [
        (key, rows, np.flatnonzero(used_terms(rows, positions)).tolist())
        for key, (rows, positions) in of_rows.items()
    ]
    for term in sorted({rows.terms[number] for _, rows, numbers in used for number in numbers}):
        writer.numbers[term] = len(writer.numbers)
    renumbered: dict[int, npt.NDArray[np.int32]] = {}
    for key, rows, numbers in used:
        renumbered[key] = np.full(len(rows.terms), -1, np.int32)
        renumbered[key][numbers] = [writer.numbers[rows.terms[number]] for number in numbers]
    for rows, position in documents:
        writer.copy(rows, position, renumbered[id(rows)])


def _write_search(generation: Path, rows: Rows, memory_mb: int) -> VectorSearch:
    """Write what a generation is searched by."""
    folder = generation / POSTINGS
    folder.mkdir()
    write_postings(folder, rows.passage_terms, len(rows.terms))
    words = count_words(map(rows.texts.spelled, range(len(rows.texts.ids))))
    (generation / SPELLED).write_text(json.dumps(words, ensure_ascii=False), "utf-8")
    vectors = rows.passage_vectors
    return write_vector_index(generation / FAISS, vectors, rows.sentence_vectors, memory_mb)
