"""Index generations on disk: write one, make it current, open it again.

``index/CURRENT`` names the generation that serves. A generation is written whole in a folder of
its own before CURRENT is replaced, so a build that fails leaves the old index serving.
"""

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Self

import faiss
import numpy as np
import numpy.typing as npt
from filelock import FileLock, Timeout
from pydantic import TypeAdapter

from klimatsvar.embed import Encoder, Vectors
from klimatsvar.errors import (
    IndexDamagedError,
    IndexMismatchError,
    IndexMissingError,
    KlimatsvarError,
)
from klimatsvar.index.lexical import LEXICAL_VERSION, LexicalIndex
from klimatsvar.types import Document, IndexInfo, Passage

FORMAT_VERSION = 1
"""Raised when the files of a generation change their meaning."""

_CURRENT = "CURRENT"
_MANIFEST = "manifest.json"
_KEPT_GENERATIONS = 3
_REBUILD = "run `klimatsvar ingest` to build it again"

_DOCUMENTS = TypeAdapter(tuple[Document, ...])
_PASSAGES = TypeAdapter(tuple[Passage, ...])


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is made of and with; ``manifest.json``."""

    generation: str
    built: str
    """ISO 8601, UTC."""
    corpus: str
    """Hash of the corpus folder's files and of what decides how they are cut."""
    model: str
    fingerprint: str
    dimension: int
    documents: int
    passages: int
    sentences: int
    chunker: int
    lexical: int = LEXICAL_VERSION
    format: int = FORMAT_VERSION
    files: dict[str, int] = field(default_factory=dict)
    """Size in bytes of each file of the generation, the manifest apart."""


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
    passage_terms: LexicalIndex
    sentence_terms: LexicalIndex

    @cached_property
    def first_sentences(self) -> npt.NDArray[np.int64]:
        """Position of each passage's first sentence among all, with the total at the end."""
        counts = [len(passage.sentences) for passage in self.passages]
        return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)

    @property
    def info(self) -> IndexInfo:
        """What an answer tells of the index it came from."""
        return IndexInfo(self.manifest.generation, self.manifest.built, self.manifest.corpus)

    @classmethod
    def open(cls, folder: Path, encoder: Encoder) -> Self:
        """Open the current generation under ``folder`` for searching with ``encoder``.

        Raises IndexMissingError, IndexDamagedError or IndexMismatchError.
        """
        generation, manifest = current_generation(folder)
        _check_fit(manifest, encoder)
        for name, size in manifest.files.items():
            path = generation / name
            if not path.is_file() or path.stat().st_size != size:
                raise IndexDamagedError(f"{path}: missing or cut off; {_REBUILD}")
        try:
            documents = _DOCUMENTS.validate_json((generation / "documents.json").read_bytes())
            return cls(
                manifest=manifest,
                documents={document.id: document for document in documents},
                passages=_PASSAGES.validate_json((generation / "passages.json").read_bytes()),
                passage_vectors=faiss.read_index(str(generation / "passages.faiss")),
                sentence_vectors=faiss.read_index(str(generation / "sentences.faiss")),
                passage_terms=LexicalIndex.load(generation / "passage-terms"),
                sentence_terms=LexicalIndex.load(generation / "sentence-terms"),
            )._checked()
        except (OSError, ValueError, RuntimeError, KeyError) as error:
            raise IndexDamagedError(f"{generation}: can't be read ({error}); {_REBUILD}") from error

    def _checked(self) -> Self:
        found = (
            len(self.documents),
            len(self.passages),
            self.passage_vectors.ntotal,
            int(self.first_sentences[-1]),
            self.sentence_vectors.ntotal,
        )
        told = self.manifest
        expected = (told.documents, *[told.passages] * 2, *[told.sentences] * 2)
        if found != expected:
            raise ValueError(f"counts {found} where the manifest says {expected}")
        return self


def has_index(folder: Path) -> bool:
    """Tell whether some generation serves."""
    return (folder / _CURRENT).is_file()


def current_generation(folder: Path) -> tuple[Path, Manifest]:
    """Return the folder and manifest of the generation that serves.

    Raises IndexMissingError or IndexDamagedError.
    """
    if not has_index(folder):
        raise IndexMissingError(f"{folder}: no index here; run `klimatsvar ingest` to build it")
    generation = folder
    try:
        generation = folder / (folder / _CURRENT).read_text("utf-8").strip()
        content = (generation / _MANIFEST).read_bytes()
        return generation, _MANIFESTS.validate_json(content)
    except (OSError, ValueError) as error:  # pydantic's and Unicode's errors are ValueErrors
        raise IndexDamagedError(
            f"{generation / _MANIFEST}: missing or not readable; {_REBUILD}"
        ) from error


def _check_fit(manifest: Manifest, encoder: Encoder) -> None:
    if (manifest.format, manifest.lexical) != (FORMAT_VERSION, LEXICAL_VERSION):
        raise IndexMismatchError(
            f"index {manifest.generation} was built by another version of Klimatsvar; {_REBUILD}"
        )
    if manifest.fingerprint != encoder.fingerprint:
        raise IndexMismatchError(
            f"index {manifest.generation} was built with the model {manifest.model} "
            f"({manifest.fingerprint}), but {encoder.model} ({encoder.fingerprint}) is set; "
            f"{_REBUILD} with this model, or set the old model again"
        )


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that goes into a generation."""

    documents: Sequence[Document]
    passages: Sequence[Passage]
    passage_vectors: Vectors
    sentence_vectors: Vectors
    passage_terms: LexicalIndex
    sentence_terms: LexicalIndex


def write_generation(
    folder: Path, content: Content, *, corpus: str, chunker: int, encoder: Encoder
) -> Manifest:
    """Write ``content`` as a new generation under ``folder`` and make it current.

    The swap of CURRENT is atomic. Older generations than the last three are removed.
    """
    built = datetime.now(UTC)
    name = f"{built:%Y%m%dT%H%M%S.%f}"  # names sort by age, also within one second
    generation = folder / name
    try:
        generation.mkdir(parents=True)
        (generation / "documents.json").write_bytes(_DOCUMENTS.dump_json(tuple(content.documents)))
        (generation / "passages.json").write_bytes(_PASSAGES.dump_json(tuple(content.passages)))
        _write_vectors(generation / "passages.faiss", content.passage_vectors)
        _write_vectors(generation / "sentences.faiss", content.sentence_vectors)
        content.passage_terms.save(generation / "passage-terms")
        content.sentence_terms.save(generation / "sentence-terms")
        manifest = Manifest(
            generation=name,
            built=built.isoformat(timespec="seconds"),
            corpus=corpus,
            model=encoder.model,
            fingerprint=encoder.fingerprint,
            dimension=encoder.dimension,
            documents=len(content.documents),
            passages=len(content.passages),
            sentences=sum(len(passage.sentences) for passage in content.passages),
            chunker=chunker,
            files={
                str(path.relative_to(generation).as_posix()): path.stat().st_size
                for path in sorted(generation.rglob("*"))
                if path.is_file()
            },
        )
        text = json.dumps(asdict(manifest), ensure_ascii=False, indent=2)
        (generation / _MANIFEST).write_text(text + "\n", "utf-8")
        _sync(generation)
    except (OSError, RuntimeError) as error:  # faiss raises RuntimeError when it can't write
        shutil.rmtree(generation, ignore_errors=True)
        raise KlimatsvarError(
            f"{generation}: can't be written ({error}); the old index still serves; "
            "free some disk space or mend the folder's rights, then build again"
        ) from error
    _replace_text(folder / _CURRENT, name + "\n")
    others = [path for path in generations(folder) if path != generation]
    for old in others[: 1 - _KEPT_GENERATIONS]:
        shutil.rmtree(old, ignore_errors=True)
    return manifest


def generations(folder: Path) -> list[Path]:
    """Return the folders of the complete generations, oldest first."""
    return sorted(path.parent for path in folder.glob(f"*/{_MANIFEST}"))


@contextmanager
def build_lock(folder: Path) -> Iterator[None]:
    """Hold the folder's lock while building; a second build stops with a clear message."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / ".lock")
    try:
        lock.acquire(blocking=False)
    except Timeout as error:
        raise KlimatsvarError(
            f"{folder}: another build is running here; wait until it is done"
        ) from error
    with lock:
        yield


def _write_vectors(path: Path, vectors: Vectors) -> None:
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors))
    faiss.write_index(index, str(path))


def _sync(folder: Path) -> None:
    """Flush every file of the folder to disk, so that CURRENT never names half a generation."""
    for path in [*folder.rglob("*"), folder]:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _replace_text(path: Path, text: str) -> None:
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(3)}")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
