"""What a generation holds: write one and make it current, open it again."""

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import faiss
import numpy as np
import numpy.typing as npt
from pydantic import TypeAdapter

from klimatsvar.embed import Encoder, Vectors
from klimatsvar.errors import IndexDamagedError, IndexMismatchError, KlimatsvarError
from klimatsvar.hashing import file_sha256
from klimatsvar.index.generations import (
    MANIFEST,
    REBUILD,
    Current,
    current,
    make_current,
    new_name,
    prune,
    replace_text,
    sync,
)
from klimatsvar.index.lexical import LEXICAL_VERSION, LexicalIndex
from klimatsvar.index.words import WordIndex, save_words
from klimatsvar.spelling import Vocabulary
from klimatsvar.types import Document, FileReport, IndexInfo, Passage
from klimatsvar.words import WordVectors

FORMAT_VERSION = 3
"""Raised when the files of a generation change their meaning."""

_DOCUMENTS = TypeAdapter(tuple[Document, ...])
_PASSAGES = TypeAdapter(tuple[Passage, ...])
_REPORT = TypeAdapter(tuple[FileReport, ...])

PARTS: dict[str, tuple[str, Callable[[Path], Any]]] = {
    "documents": ("documents.json", lambda path: _DOCUMENTS.validate_json(path.read_bytes())),
    "passages": ("passages.json", lambda path: _PASSAGES.validate_json(path.read_bytes())),
    "passage_vectors": ("passages.faiss", lambda path: faiss.read_index(str(path))),
    "sentence_vectors": ("sentences.faiss", lambda path: faiss.read_index(str(path))),
    "sentence_words": ("words", WordIndex.load),
    "passage_terms": ("passage-terms", LexicalIndex.load),
    "sentence_terms": ("sentence-terms", LexicalIndex.load),
}
"""What searching needs: the file or folder of each part of a generation, and how it is read."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What decides, with the model, what a generation holds."""

    corpus: str
    """Hash of the corpus."""
    chunker: int
    passage_tokens: int
    lexical: int = LEXICAL_VERSION
    format: int = FORMAT_VERSION


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is made of and with; ``manifest.json``."""

    generation: str
    built: str
    """ISO 8601, UTC."""
    corpus: str
    """Hash of the corpus folder's files and of what dokument.csv says of them."""
    model: str
    fingerprint: str
    dimension: int
    documents: int
    passages: int
    sentences: int
    chunker: int
    passage_tokens: int
    lexical: int = LEXICAL_VERSION
    format: int = FORMAT_VERSION
    files: dict[str, str] = field(default_factory=dict)
    """SHA-256 of each file of the generation, the manifest apart."""

    @property
    def recipe(self) -> Recipe:
        """What it was made by."""
        return Recipe(self.corpus, self.chunker, self.passage_tokens, self.lexical, self.format)


_MANIFESTS = TypeAdapter(Manifest)


@dataclass(frozen=True)
class Index:
    """An open generation. Passage and sentence vectors are searched by inner product of unit
    vectors, so scores are cosines."""

    manifest: Manifest
    documents: dict[str, Document]
    passages: tuple[Passage, ...]
    passage_vectors: faiss.Index
    sentence_vectors: faiss.Index
    sentence_words: WordIndex
    passage_terms: LexicalIndex
    sentence_terms: LexicalIndex

    @cached_property
    def first_sentences(self) -> npt.NDArray[np.int64]:
        """Position of each passage's first sentence among all, with the total at the end."""
        counts = [len(passage.sentences) for passage in self.passages]
        return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of the documents and their titles, to read questions with."""
        return Vocabulary(
            (f"{document.title}\n{document.text}", document.language)
            for document in self.documents.values()
        )

    @property
    def info(self) -> IndexInfo:
        """What an answer tells of the index it came from."""
        return IndexInfo(self.manifest.generation, self.manifest.built, self.manifest.corpus)

    @classmethod
    def open(cls, folder: Path, encoder: Encoder) -> Self:
        """Open the current generation under ``folder`` for searching with ``encoder``.

        Raises IndexMissingError, IndexDamagedError or IndexMismatchError.
        """
        generation = folder / current(folder).name
        manifest = require_whole(generation)
        _check_model(manifest, encoder)
        try:
            opened = {part: read(generation / name) for part, (name, read) in PARTS.items()}
            documents = {document.id: document for document in opened.pop("documents")}
            return cls(manifest=manifest, documents=documents, **opened)._checked()
        except (OSError, ValueError, RuntimeError, KeyError) as error:
            raise IndexDamagedError(f"{generation}: can't be read ({error}); {REBUILD}") from error

    def _checked(self) -> Self:
        found = (
            len(self.documents),
            len(self.passages),
            self.passage_vectors.ntotal,
            int(self.first_sentences[-1]),
            self.sentence_vectors.ntotal,
            len(self.sentence_words),
        )
        told = self.manifest
        expected = (told.documents, *[told.passages] * 2, *[told.sentences] * 3)
        if found != expected:
            raise ValueError(f"counts {found} where the manifest says {expected}")
        return self


def current_generation(folder: Path) -> tuple[Path, Manifest]:
    """Return the folder and manifest of the generation that serves.

    Raises IndexMissingError or IndexDamagedError.
    """
    generation = folder / current(folder).name
    return generation, read_manifest(generation)


def read_manifest(generation: Path) -> Manifest:
    """Return what the generation in this folder is made of. Raises IndexDamagedError."""
    try:
        return _MANIFESTS.validate_json((generation / MANIFEST).read_bytes())
    except (OSError, ValueError) as error:  # pydantic's errors are ValueErrors
        raise IndexDamagedError(
            f"{generation / MANIFEST}: missing or not readable; {REBUILD}"
        ) from error


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
    path = generation / "report.json"
    try:
        return _REPORT.validate_json(path.read_bytes())
    except (OSError, ValueError) as error:
        raise IndexDamagedError(f"{path}: missing or not readable; {REBUILD}") from error


def require_whole(generation: Path) -> Manifest:
    """Return what the generation in this folder is made of, if it can serve.

    Whether it fits the model is not looked at. Raises IndexDamagedError or IndexMismatchError.
    """
    manifest = read_manifest(generation)
    _check_format(manifest)
    for path in damaged_files(generation, manifest):
        raise IndexDamagedError(f"{path}: missing or damaged; {REBUILD}")
    return manifest


def _check_model(manifest: Manifest, encoder: Encoder) -> None:
    if manifest.fingerprint != encoder.fingerprint:
        raise IndexMismatchError(
            f"index {manifest.generation} was built with the model {manifest.model} "
            f"({manifest.fingerprint}), but {encoder.model} ({encoder.fingerprint}) is set; "
            f"{REBUILD} with this model, or set the old model again"
        )


def _check_format(manifest: Manifest) -> None:
    if (manifest.format, manifest.lexical) != (FORMAT_VERSION, LEXICAL_VERSION):
        raise IndexMismatchError(
            f"index {manifest.generation} was built by another version of Klimatsvar; {REBUILD}"
        )


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that goes into a generation."""

    documents: Sequence[Document]
    passages: Sequence[Passage]
    passage_vectors: Vectors
    sentence_vectors: Vectors
    sentence_words: Sequence[WordVectors]
    passage_terms: LexicalIndex
    sentence_terms: LexicalIndex
    report: Sequence[FileReport] = ()


def write_generation(folder: Path, content: Content, recipe: Recipe, encoder: Encoder) -> Manifest:
    """Write ``content`` as a new generation under ``folder`` and make it current.

    The swap of CURRENT is atomic. Older generations than the last three are removed.
    """
    name = new_name(folder)
    generation = folder / name
    try:
        generation.mkdir(parents=True)
        (generation / "documents.json").write_bytes(_DOCUMENTS.dump_json(tuple(content.documents)))
        (generation / "passages.json").write_bytes(_PASSAGES.dump_json(tuple(content.passages)))
        (generation / "report.json").write_bytes(_REPORT.dump_json(tuple(content.report), indent=2))
        _write_vectors(generation / "passages.faiss", content.passage_vectors)
        _write_vectors(generation / "sentences.faiss", content.sentence_vectors)
        save_words(generation / "words", content.sentence_words, encoder.word_dimension)
        content.passage_terms.save(generation / "passage-terms")
        content.sentence_terms.save(generation / "sentence-terms")
        sync(generation)
        manifest = Manifest(
            generation=name,
            built=datetime.now(UTC).isoformat(timespec="seconds"),
            corpus=recipe.corpus,
            model=encoder.model,
            fingerprint=encoder.fingerprint,
            dimension=encoder.dimension,
            documents=len(content.documents),
            passages=len(content.passages),
            sentences=sum(len(passage.sentences) for passage in content.passages),
            chunker=recipe.chunker,
            passage_tokens=recipe.passage_tokens,
            files={
                path.relative_to(generation).as_posix(): file_sha256(path)
                for path in sorted(generation.rglob("*"))
                if path.is_file()
            },
        )
        # Last, since a generation with a manifest counts as complete.
        text = json.dumps(asdict(manifest), ensure_ascii=False, indent=2)
        replace_text(generation / MANIFEST, text + "\n")
    except (OSError, RuntimeError) as error:  # faiss raises RuntimeError when it can't write
        shutil.rmtree(generation, ignore_errors=True)
        raise KlimatsvarError(
            f"{generation}: can't be written ({error}); the old index still serves; "
            "free some disk space or mend the folder's rights, then build again"
        ) from error
    make_current(folder, Current(name))
    prune(folder, name)
    return manifest


def _write_vectors(path: Path, vectors: Vectors) -> None:
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors))
    faiss.write_index(index, str(path))
    if path.stat().st_size < vectors.nbytes:  # faiss takes no notice when the last write fails
        raise OSError(f"{path.name} was cut off")
