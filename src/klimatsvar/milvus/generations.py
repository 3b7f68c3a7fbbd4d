"""Generations of the index in Milvus, and which one serves.

An alias for each corpus points to the collection of passages of the generation that serves. A
generation is complete when that collection has a manifest, which is written last. So a build that
is killed at any moment leaves the old generation serving; what it wrote, the next one of the same
corpus goes on with, and a later one removes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from klimatsvar.errors import IndexMissingError, StoreError
from klimatsvar.index.generations import REBUILD, Current
from klimatsvar.index.store import Manifest
from klimatsvar.milvus.client import MISSING, Milvus, connected
from klimatsvar.milvus.schema import BEGUN, MANIFEST, PINNED, Names, alias
from klimatsvar.settings import Settings

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
            raise StoreError('store: not "milvus"; set it, and milvus.uri')
        return cls(connected(settings.milvus), settings.corpus_name)

    def names(self, generation: str) -> Names:
        """Return what a generation's collections are called."""
        return Names(self.corpus, generation)

    def serving(self) -> Current:
        """Return which generation serves. Raises IndexMissingError or StoreError."""
        try:
            described = self.milvus.do("describe_collection", alias(self.corpus))
        except StoreError as error:
            if error.code != MISSING:
                raise
            raise IndexMissingError(
                f"Milvus has no index of the corpus {self.corpus}; run `klimatsvar ingest` to "
                "build it, or mend corpus_name"
            ) from None
        names = Names.of(described["collection_name"], self.corpus)
        if names is None:
            raise StoreError(
                f"alias {alias(self.corpus)}: points to {described['collection_name']}, which is "
                f"no index of ours; {REBUILD}"
            )
        return Current(names.generation, described["properties"].get(PINNED) == "yes")

    def complete(self) -> list[Manifest]:
        """Return the complete generations, oldest first. Raises StoreError."""
        found = (self.manifest(names.generation) for names, _ in self._all())
        return sorted((made for made in found if made), key=lambda made: made.built)

    def manifest(self, generation: str) -> Manifest | None:
        """Return what a generation is made of, None if it is not complete. Raises StoreError."""
        try:
            described = self.milvus.do("describe_collection", self.names(generation).passages)
        except StoreError as error:
            if error.code == MISSING:
                return None
            raise
        text = described["properties"].get(MANIFEST)
        return _MANIFEST.validate_json(text) if text else None

    def finish(self, manifest: Manifest) -> None:
        """Mark a generation as complete. Raises StoreError."""
        names = self.names(manifest.generation)
        text = _MANIFEST.dump_json(manifest).decode()
        self.milvus.do("alter_collection_properties", names.passages, {MANIFEST: text})

    def switch(self, to: Current) -> None:
        """Let a generation serve, from one question to the next. Raises StoreError."""
        names = self.names(to.name)
        for name in names.both:
            self.milvus.load(name)
        pinned = {PINNED: "yes" if to.pinned else "no"}
        self.milvus.do("alter_collection_properties", names.passages, pinned)
        try:
            self.serving()
        except IndexMissingError:
            self.milvus.do("create_alias", names.passages, alias(self.corpus))
        else:
            self.milvus.do("alter_alias", names.passages, alias(self.corpus))

    def roll_back(self, to: str | None) -> Current:
        """Let an older generation serve, and return it; the one before, if none is named.

        Raises IndexMissingError or StoreError.
        """
        made = [manifest.generation for manifest in self.complete()]
        serving = self.serving().name
        older = made[: made.index(serving)] if serving in made else []
        if to is None and not older:
            raise IndexMissingError(
                f"Milvus, corpus {self.corpus}: no generation is older than {serving}"
            )
        chosen = Current(to or older[-1], pinned=True)
        if chosen.name not in made:
            raise IndexMissingError(
                f"Milvus, corpus {self.corpus}: no generation {to}; `klimatsvar index list` shows "
                "what there is"
            )
        self.switch(chosen)
        return chosen

    def prune(self) -> None:
        """Remove generations but the one that serves and the newest others, three together.

        And what builds left that were begun before the one that serves. Raises StoreError.
        """
        serving = self.serving().name
        others = [made.generation for made in self.complete() if made.generation != serving]
        for old in others[: 1 - _KEPT]:
            self._drop(old)
        for resting in others[1 - _KEPT :][: 1 - _LOADED]:
            for name in self.names(resting).both:
                self.milvus.do("release_collection", name)
        begun = {names.generation: properties for names, properties in self._all()}
        since = begun[serving][BEGUN]
        for generation, properties in begun.items():
            if MANIFEST not in properties and properties[BEGUN] < since:
                self._drop(generation)

    def _drop(self, generation: str) -> None:
        for name in reversed(self.names(generation).both):
            self.milvus.do("drop_collection", name)

    def _all(self) -> Iterator[tuple[Names, dict[str, Any]]]:
        """Yield every generation, complete or not, with its properties."""
        for collection in self.milvus.do("list_collections"):
            names = Names.of(collection, self.corpus)
            if names:
                yield names, self.milvus.do("describe_collection", collection)["properties"]
