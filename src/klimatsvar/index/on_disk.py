"""What a generation holds, and how it is opened and searched."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt
from pydantic import TypeAdapter

from klimatsvar.errors import IndexDamagedError, IndexMissingError
from klimatsvar.index.contract import (
    Manifest,
    Near,
    check_format,
    check_model,
    read_manifest,
)
from klimatsvar.index.generations import current
from klimatsvar.index.lexical import PassageTerms
from klimatsvar.index.rows import Rows
from klimatsvar.index.vectors import VectorIndex
from klimatsvar.language.spelling import Vocabulary
from klimatsvar.model.encoder import Encoder, Vectors
from klimatsvar.system import file_sha256
from klimatsvar.types import Document, FileReport, Passage

FAISS, POSTINGS, SPELLED, REPORT = "passages.faiss", "postings", "spelled.json", "report.json"
"""Files and a folder of a generation, beside those of ``rows``."""

_REPORT = TypeAdapter(tuple[FileReport, ...])


@dataclass(frozen=True)
class Index:
    """An open generation. Little of it is in memory: what a question needs is read from disk."""

    manifest: Manifest
    rows: Rows
    vectors: VectorIndex
    """Of the passages: unit vectors, so scores are cosines."""
    passage_terms: PassageTerms
    folder: Path

    @property
    def documents(self) -> Mapping[str, Document]:
        """By id, in order."""
        return self.rows.texts.documents

    @property
    def passages(self) -> Sequence[Passage]:
        """By position: those of each document together, in the documents' order."""
        return self.rows.texts.passages

    @property
    def replaced_by(self) -> Mapping[str, str]:
        """By the id of each replaced document that of the one that replaces it."""
        return self.rows.texts.replaced_by

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of the documents and their titles, and staff's, to read questions with."""
        words = json.loads((self.folder / SPELLED).read_bytes())
        return Vocabulary(words, self.manifest.local_words)

    def near(self, vector: Vectors, terms: Sequence[str], count: int) -> list[Near]:
        """Return the ``count`` passages of highest cosine, and those of highest lexical score.

        ``vector`` is the question's, of shape (1, dimension), ``terms`` are its search terms.
        """
        lexical = self.passage_terms.scores(terms)
        cosines, positions = self.vectors.search(vector, count)
        others = np.setdiff1d(_best(lexical, count), positions)
        cosines = np.concatenate([cosines, self.vectors.exact(others) @ vector[0]])
        return [
            Near(position, self._owner(position), cosine, float(lexical[position]))
            for position, cosine in zip(
                [*positions.tolist(), *others.tolist()], cosines.tolist(), strict=True
            )
        ]

    def sentence_vectors(self, passage: int) -> Vectors:
        """Return the vectors of a passage's sentences, in order."""
        first, last = self.rows.first_sentences[passage : passage + 2].tolist()
        return np.asarray(self.rows.sentence_vectors[first:last])

    def _owner(self, passage: int) -> str:
        return self.rows.texts.ids[int(self.rows.owners[passage])]

    def weights(self, terms: Sequence[str]) -> dict[str, float]:
        """Return each term's inverse document frequency; highest for terms of no passage."""
        return self.passage_terms.weights(terms)

    @classmethod
    def open(cls, folder: Path, encoder: Encoder, name: str | None = None) -> Self:
        """Open a generation under ``folder`` for searching with ``encoder``; the one that serves
        if none is named.

        Raises IndexMissingError, IndexDamagedError or IndexMismatchError.
        """
        generation = folder / (name or current(folder).name)
        if name and not generation.is_dir():
            raise IndexMissingError("no_generation", index=folder, generation=name)
        manifest = require_whole(generation)
        check_model(manifest, encoder)
        return cls.of(generation, manifest)

    @classmethod
    def of(cls, generation: Path, manifest: Manifest) -> Self:
        """Open the generation in this folder, whole as it must be. Raises IndexDamagedError."""
        try:
            rows = Rows.open(generation)
            if rows.counts != manifest.counts:
                raise ValueError(f"counts {rows.counts} where the manifest says {manifest.counts}")
            return cls(
                manifest,
                rows,
                VectorIndex.open(generation / FAISS, rows.passage_vectors, manifest.search),
                PassageTerms.load(generation / POSTINGS, rows.passage_terms, rows.numbers),
                generation,
            )
        except (OSError, ValueError, RuntimeError) as error:
            raise IndexDamagedError(
                "generation_damaged", generation=generation, reason=error
            ) from error


def _best(scores: npt.NDArray[np.float32], count: int) -> npt.NDArray[np.int64]:
    """Return the positions of the highest scores above zero."""
    count = min(count, len(scores))
    top = np.argpartition(-scores, count - 1)[:count]
    return top[scores[top] > 0]


def current_generation(folder: Path) -> tuple[Path, Manifest]:
    """Return the folder and manifest of the generation that serves.

    Raises IndexMissingError or IndexDamagedError.
    """
    generation = folder / current(folder).name
    return generation, read_manifest(generation)


def damaged_files(generation: Path, manifest: Manifest) -> Iterator[Path]:
    """Yield the files that are missing or not as they were written.

    To be asked before any is opened: faiss crashes the process on some damaged files.
    """
    for name, expected in manifest.files.items():
        try:
            whole = file_sha256(generation / name) == expected
        except (OSError, ValueError):  # ValueError: a name with a zero byte
            whole = False
        if not whole:
            yield generation / name


def read_report(generation: Path) -> tuple[FileReport, ...]:
    """Return what became of each file when the generation was built. Raises IndexDamagedError."""
    path = generation / REPORT
    try:
        return _REPORT.validate_json(path.read_bytes())
    except (OSError, ValueError) as error:
        raise IndexDamagedError("index_file_not_read", file=path) from error


def require_whole(generation: Path) -> Manifest:
    """Return what the generation in this folder is made of, if it can serve.

    Whether it fits the model is not looked at. Raises IndexDamagedError or IndexMismatchError.
    """
    manifest = read_manifest(generation)
    check_format(manifest)
    for path in damaged_files(generation, manifest):
        raise IndexDamagedError("index_file_damaged", file=path)
    return manifest
