"""What the serving generation gives to the next build, so that only what changed is made anew."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

from klimatsvar.content import Known, framed, passage_text
from klimatsvar.corpus.read import Reading
from klimatsvar.corpus.scan import Task
from klimatsvar.embed import Encoder
from klimatsvar.errors import IndexDamagedError, IndexMismatchError, IndexMissingError
from klimatsvar.index.store import Index, Recipe, read_report
from klimatsvar.types import Document, FileReport, Passage


@dataclass(frozen=True)
class Previous:
    """An open generation and the report of its build."""

    index: Index
    report: tuple[FileReport, ...]

    @classmethod
    def open(cls, folder: Path, encoder: Encoder) -> Self | None:
        """Return the generation that serves, None if there is none or it doesn't fit."""
        try:
            index = Index.open(folder, encoder)
            return cls(index, read_report(folder / index.manifest.generation))
        except (IndexMissingError, IndexDamagedError, IndexMismatchError):
            return None

    def reading(self, task: Task) -> Reading | None:
        """Return what reading the file gave, if it would give the same today.

        A file that gave nothing to search is read again: what was in its way may be gone.
        """
        known, document = self._files.get(task.file.id), self.index.documents.get(task.file.id)
        if known is None or document is None or known.key != task.key:
            return None
        return Reading(known.id, document, known.warnings)

    def passages(self, document: Document, recipe: Recipe) -> list[Passage] | None:
        """Return the document's passages, if they would be cut the same today."""
        made = self.index.manifest.recipe
        same_cut = (made.chunker, made.passage_tokens) == (recipe.chunker, recipe.passage_tokens)
        if not same_cut or self.index.documents.get(document.id) != document:
            return None
        return self._passages[document.id]

    def known(self) -> Known:
        """Return what was encoded."""
        index = self.index
        known = Known({}, {})
        passages = index.passage_vectors.reconstruct_n(0, len(index.passages))
        sentences = index.sentence_vectors.reconstruct_n(0, index.manifest.sentences)
        encoded = zip(sentences, index.sentence_words, strict=True)
        for passage, vector in zip(index.passages, passages, strict=True):
            document = index.documents[passage.document]
            known.passages[passage_text(document, passage)] = vector
            for sentence in passage.sentences:
                known.sentences[framed(document, passage, sentence)] = next(encoded)
        return known

    @cached_property
    def _files(self) -> dict[str, FileReport]:
        return {file.id: file for file in self.report}

    @cached_property
    def _passages(self) -> dict[str, list[Passage]]:
        found: dict[str, list[Passage]] = {id: [] for id in self.index.documents}
        for passage in self.index.passages:
            found[passage.document].append(passage)
        return found
