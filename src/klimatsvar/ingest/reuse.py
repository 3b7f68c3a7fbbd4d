"""What the last generation gives to the next build, so that only what changed is made anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

from klimatsvar.corpus.read import Reading
from klimatsvar.corpus.scan import Task
from klimatsvar.errors import IndexDamagedError, IndexMismatchError, IndexMissingError
from klimatsvar.index.contract import Recipe
from klimatsvar.index.generations import latest
from klimatsvar.index.on_disk import Index, read_report
from klimatsvar.ingest.encode import Known, known_of
from klimatsvar.model.encoder import Encoder
from klimatsvar.types import Document, FileReport


@dataclass(frozen=True)
class Previous:
    """An open generation and the report of its build."""

    index: Index
    report: tuple[FileReport, ...]

    @classmethod
    def open(cls, folder: Path, encoder: Encoder) -> Self | None:
        """Return the generation that was built last, None if there is none or it doesn't fit."""
        try:
            index = Index.open(folder, encoder, latest(folder))
            return cls(index, read_report(folder / index.manifest.generation))
        except (IndexMissingError, IndexDamagedError, IndexMismatchError):
            return None

    def reading(self, task: Task) -> Reading | None:
        """Return what reading the file gave, if it would give the same today.

        A file that gave nothing to search is read again: what was in its way may be gone.
        """
        known = self._files.get(task.file.id)
        if known is None or known.key != task.key or known.id not in self.index.documents:
            return None
        return Reading(known.id, self.index.documents[known.id], known.warnings)

    def is_cut_alike(self, recipe: Recipe) -> bool:
        """Tell whether its documents would be cut into the same passages today."""
        return self.index.manifest.recipe.cut() == recipe.cut()

    def is_same(self, recipe: Recipe, files: Sequence[FileReport]) -> bool:
        """Tell whether a build by this recipe, with this report, would give the same."""
        return recipe == self.index.manifest.recipe and tuple(files) == self.report

    def position(self, id: str) -> int:
        """Return a document's position."""
        return self._positions[id]

    def known(self, document: Document) -> Known:
        """Return what was encoded of an earlier state of the document, or of one that is alike."""
        position = self._positions.get(document.id, self._by_hash.get(document.sha256))
        return {} if position is None else known_of(self.index.rows.encoded(position))

    @cached_property
    def _files(self) -> dict[str, FileReport]:
        return {file.id: file for file in self.report}

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {id: position for position, id in enumerate(self.index.rows.texts.ids)}

    @cached_property
    def _by_hash(self) -> dict[str, int]:
        """Position of a document by its file's hash: it may only have been given another name."""
        rows = self.index.rows.texts.rows("SELECT sha256, position FROM documents")
        return dict(rows)
