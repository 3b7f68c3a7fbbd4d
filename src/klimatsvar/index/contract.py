"""What asking needs of an index, wherever it is kept."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeAlias

from pydantic import TypeAdapter

from klimatsvar.errors import IndexDamagedError, IndexMismatchError
from klimatsvar.index.generations import MANIFEST
from klimatsvar.language.local_words import WordPairs
from klimatsvar.language.spelling import Vocabulary
from klimatsvar.language.terms import LEXICAL_VERSION
from klimatsvar.model.encoder import Encoder, Vectors
from klimatsvar.types import Document, IndexInfo, Passage

FORMAT_VERSION = 8
"""Raised when the files of a generation, or its collections in Milvus, change their meaning."""


@dataclass(frozen=True, slots=True)
class VectorSearch:
    """How the passages' vectors are searched."""

    kind: str = "Flat"
    """As FAISS calls it: "Flat", "IVF4000,SQ8" or the like."""
    probes: int = 0
    """Lists looked into; 0 for a flat index."""
    recall: float = 1.0
    """Share of the ten nearest that was found when this was tried out."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What decides, with the model, what a generation holds."""

    corpus: str
    """Hash of the corpus."""
    chunker: int
    passage_tokens: int
    lexical: int = LEXICAL_VERSION
    format: int = FORMAT_VERSION
    local_words: WordPairs = ()
    """Staff's, which questions are read by."""

    def cut(self) -> tuple[int, int, int, int]:
        """Return what decides how one document is made searchable."""
        return self.chunker, self.passage_tokens, self.lexical, self.format


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
    search: VectorSearch = field(default_factory=VectorSearch)
    """How the passages' vectors are searched."""
    local_words: WordPairs = ()
    """Staff's, which questions are read by."""
    files: dict[str, str] = field(default_factory=dict)
    """SHA-256 of each file of the generation, the manifest apart."""

    @property
    def counts(self) -> tuple[int, int, int]:
        """Numbers of documents, passages and sentences."""
        return self.documents, self.passages, self.sentences

    @property
    def info(self) -> IndexInfo:
        """What an answer tells of it."""
        return IndexInfo(self.generation, self.built, self.corpus)

    @property
    def recipe(self) -> Recipe:
        """What it was made by."""
        return Recipe(
            self.corpus,
            self.chunker,
            self.passage_tokens,
            self.lexical,
            self.format,
            self.local_words,
        )


@dataclass(frozen=True, slots=True)
class Near:
    """A passage near to a question."""

    passage: int
    """Its position."""
    document: str
    """Id of its document."""
    cosine: float
    lexical: float
    """BM25 as a part of its upper bound, 0 to 1."""


_MANIFESTS = TypeAdapter(Manifest)


class Passages(Protocol):
    """Passages by position: a number that orders them as their documents, with gaps perhaps."""

    def __len__(self) -> int:
        """Return the number of passages."""

    def __getitem__(self, position: int, /) -> Passage:
        """Return the passage at a position that ``Store.near`` gave."""


class Store(Protocol):
    """One generation, open: it stays what it is while it is asked. Safe to use from threads.

    Scores are comparable between stores: a passage has the same cosine and lexical score in each,
    so that one calibration serves all. Which passages are found may differ a little.
    """

    @property
    def manifest(self) -> Manifest:
        """What it is made of."""

    @property
    def documents(self) -> Mapping[str, Document]:
        """By id, in order."""

    @property
    def passages(self) -> Passages:
        """Those of each document together, in the documents' order."""

    @property
    def replaced_by(self) -> Mapping[str, str]:
        """By the id of each replaced document that of the one that replaces it."""

    @property
    def vocabulary(self) -> Vocabulary:
        """The words of the documents and their titles, and staff's, to read questions with."""

    def near(self, vector: Vectors, terms: Sequence[str], count: int) -> list[Near]:
        """Return the ``count`` passages of highest cosine, and those of highest lexical score.

        ``vector`` is the question's, of shape (1, dimension), ``terms`` are its search terms.
        """

    def sentence_vectors(self, passage: int) -> Vectors:
        """Return the vectors of a passage's sentences, in order."""

    def weights(self, terms: Sequence[str]) -> dict[str, float]:
        """Return each term's inverse document frequency; highest for terms of no passage."""


Accept: TypeAlias = Callable[[Store], None]
"""Given a generation before it serves; raises KlimatsvarError where it must not."""


def read_manifest(generation: Path) -> Manifest:
    """Return what the generation in this folder is made of. Raises IndexDamagedError."""
    try:
        return _MANIFESTS.validate_json((generation / MANIFEST).read_bytes())
    except (OSError, ValueError) as error:  # pydantic's errors are ValueErrors
        raise IndexDamagedError("index_file_not_read", file=generation / MANIFEST) from error


def check_model(manifest: Manifest, encoder: Encoder) -> None:
    """Raise IndexMismatchError unless a generation was built with this model."""
    if manifest.fingerprint != encoder.fingerprint:
        raise IndexMismatchError(
            "index_of_another_model",
            generation=manifest.generation,
            made_with=manifest.model,
            made_print=manifest.fingerprint,
            model=encoder.model,
            print=encoder.fingerprint,
        )


def check_format(manifest: Manifest) -> None:
    """Raise IndexMismatchError unless a generation was built by this version."""
    if (manifest.format, manifest.lexical) != (FORMAT_VERSION, LEXICAL_VERSION):
        raise IndexMismatchError("index_of_another_program", generation=manifest.generation)
