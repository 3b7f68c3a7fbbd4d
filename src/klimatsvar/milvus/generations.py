"""Generations of the index in Milvus, and which one serves.

An alias for each corpus points to the collection of passages of the generation that serves. A
generation is complete when that collection has a manifest, which is written last. So a build that
is killed at any moment leaves the old generation serving; what it wrote, the next one of the same
corpus goes on with, and a later one removes.
"""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from klimatsvar.corpus.scan import Scan
from klimatsvar.corpus.worker import Limits
from klimatsvar.errors import IndexDamagedError, IndexMissingError, StoreError
from klimatsvar.index.contract import Manifest, Recipe
from klimatsvar.index.generations import Current
from klimatsvar.milvus.client import ALIAS_TAKEN, MISSING, Milvus, connected
from klimatsvar.milvus.schema import BEGUN, CLOSED, MANIFEST, PINNED, Names, alias
from klimatsvar.model.encoder import Encoder
from klimatsvar.settings import Settings
from klimatsvar.types import FileReport

_MANIFEST = TypeAdapter(Manifest)
_KEPT = 3
_LOADED = 2
"""The generation that serves and the one before it, which replicas may still ask."""


@dataclass(frozen=True, slots=True)
class Generations:
    """Those of one corpus."""

    milvus: Milvus
    corpus: str

    @classmethod
    def of(cls, settings: Settings) -> "Generations":
        """Return those of the corpus that is set. Raises StoreError."""
        if settings.milvus is None:
            raise StoreError("store_not_milvus")
        return cls(connected(settings.milvus), settings.corpus_name)

    def names(self, generation: str) -> Names:
        """Return what a generation's collections are called."""
        return Names(self.corpus, generation)

    def serving(self) -> Current:
        """Return which generation serves.

        Raises IndexMissingError, IndexDamagedError or StoreError.
        """
        try:
            described = self.milvus.do("describe_collection", alias(self.corpus))
        except StoreError as error:
            if error.code != MISSING:
                raise
            raise IndexMissingError("milvus_index_missing", corpus=self.corpus) from None
        names = Names.of(described["collection_name"], self.corpus)
        if names is None:
            raise IndexDamagedError(
                "alias_wrong", alias=alias(self.corpus), collection=described["collection_name"]
            )
        return Current(names.generation, described["properties"].get(PINNED) == "yes")

    def complete(self) -> list[Manifest]:
        """Return the complete generations, oldest first. Raises StoreError."""
        found = (_manifest(properties) for properties in self._all().values())
        return sorted((made for made in found if made), key=lambda made: made.built)

    def manifest(self, generation: str) -> Manifest | None:
        """Return what a generation is made of, None if it is not complete. Raises StoreError."""
        return _manifest(self.milvus.properties(self.names(generation).passages) or {})

    def close(self, generation: str) -> None:
        """Let a generation take no more files. Raises StoreError."""
        self._mark(generation, CLOSED, "yes")

    def reopen(self, generation: str) -> None:
        """Let it take files again. Raises StoreError."""
        self._mark(generation, CLOSED, "no")

    def is_closed(self, generation: str) -> bool:
        """Tell whether a generation takes no more files. Raises StoreError."""
        properties = self.milvus.properties(self.names(generation).passages)
        if properties is None:
            raise StoreError("generation_gone", generation=generation)
        return properties.get(CLOSED) == "yes" or MANIFEST in properties

    def finish(self, manifest: Manifest) -> None:
        """Mark a generation as complete. Raises StoreError."""
        self._mark(manifest.generation, MANIFEST, _MANIFEST.dump_json(manifest).decode())

    def _mark(self, generation: str, key: str, value: str) -> None:
        passages = self.names(generation).passages
        self.milvus.do("alter_collection_properties", passages, {key: value})

    def switch(self, to: Current) -> None:
        """Let a generation serve, from one question to the next. Raises StoreError."""
        names = self.names(to.name)
        for name in names.both:
            self.milvus.load(name)
        self._mark(to.name, PINNED, "yes" if to.pinned else "no")
        try:
            self.serving()
        except IndexMissingError:
            try:
                self.milvus.do("create_alias", names.passages, alias(self.corpus))
                return
            except StoreError as error:  # another process may have been faster
                if error.code != ALIAS_TAKEN:
                    raise
        self.milvus.do("alter_alias", names.passages, alias(self.corpus))

    def roll_back(self, to: str | None) -> Current:
        """Let an older generation serve, and return it; the one before, if none is named.

        Raises IndexMissingError or StoreError.
        """
        made = [manifest.generation for manifest in self.complete()]
        serving = self.serving().name
        older = made[: made.index(serving)] if serving in made else []
        if to is None and not older:
            raise IndexMissingError("milvus_none_older", corpus=self.corpus, serving=serving)
        chosen = Current(to or older[-1], pinned=True)
        if chosen.name not in made:
            raise IndexMissingError("milvus_no_generation", corpus=self.corpus, generation=to)
        self.switch(chosen)
        return chosen

    def prune(self, kept: int = _KEPT) -> None:
        """Remove generations but the one that serves and the newest others, ``kept`` together.

        And what builds left that were begun before the one that serves. Raises StoreError.
        """
        serving = self.serving().name
        there = self._all()
        # Those of other versions of the program too, which may still be asked by one.
        others = [own for own, known in there.items() if MANIFEST in known and own != serving]
        newest = sorted(others, key=lambda own: there[own][BEGUN], reverse=True)
        for resting in newest[_LOADED - 1 : kept - 1]:
            for name in self.names(resting).both:
                with contextlib.suppress(StoreError):  # another process may have removed it
                    self.milvus.do("release_collection", name)
        since = there[serving][BEGUN] if serving in there else ""
        unfinished = (own for own, known in there.items() if MANIFEST not in known)
        left = [own for own in unfinished if there[own][BEGUN] < since]
        for generation in (*newest[kept - 1 :], *left):
            self._drop(generation)

    def _drop(self, generation: str) -> None:
        for name in reversed(self.names(generation).both):
            self.milvus.do("drop_collection", name)

    def _all(self) -> dict[str, dict[str, str]]:
        """Return the properties of each generation, complete or not."""
        names = [Names.of(found, self.corpus) for found in self.milvus.do("list_collections")]
        found = {own.generation: self.milvus.properties(own.passages) for own in names if own}
        # Another process may have removed one meanwhile.
        return {generation: own for generation, own in found.items() if own is not None}


def _manifest(properties: Mapping[str, str]) -> Manifest | None:
    """Return the manifest, None if there is none, or one of another version of the program."""
    try:
        return _MANIFEST.validate_json(properties.get(MANIFEST, ""))
    except ValidationError:
        return None


@dataclass(frozen=True, slots=True)
class Build:
    """What is built, and where."""

    corpus: Path
    scanned: Scan
    recipe: Recipe
    generations: Generations
    generation: str
    encoder: Encoder
    index: str
    """Kind of the vectors' index."""
    limits: Limits
    before: tuple[FileReport, ...] = ()
    """What became of each file of the generation that served when the build began."""

    @property
    def ids(self) -> set[str]:
        """Ids of all files."""
        return {task.file.id for task in self.scanned.tasks}

    @property
    def ranks(self) -> dict[str, int]:
        """Place of each file among all."""
        return {task.file.id: rank for rank, task in enumerate(self.scanned.tasks)}
