"""What asking needs of an index, wherever it is kept."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from klimatsvar.embed import Vectors
from klimatsvar.index.store import Manifest, Near, SentenceRows
from klimatsvar.spelling import Vocabulary
from klimatsvar.types import Document, IndexInfo, Passage


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
    def info(self) -> IndexInfo:
        """What an answer tells of the index it came from."""

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
        """The words of the documents and their titles, to read questions with."""

    def near(self, vector: Vectors, terms: Sequence[str], count: int) -> list[Near]:
        """Return the ``count`` passages of highest cosine, and those of highest lexical score.

        ``vector`` is the question's, of shape (1, dimension), ``terms`` are its search terms.
        """

    def sentences(self, passage: int, terms: Sequence[str]) -> SentenceRows:
        """Return what is kept of a passage's sentences, and their scores for ``terms``."""

    def weights(self, terms: Sequence[str]) -> dict[str, float]:
        """Return each term's inverse document frequency; highest for terms of no passage."""
