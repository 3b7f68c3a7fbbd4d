"""The text of an RTF document, a note or a text box while it is put together."""

import re

from klimatsvar.corpus.source import SourceBlock, tidy
from klimatsvar.corpus.tables import Cell, Note, table_parts

_BULLET = re.compile(r"[•·▪◦]\s*(?=\S)")
_MOST_COLUMNS = 1000


class Story:
    """Takes words and the ends of paragraphs, cells and rows, and gives blocks and notes."""

    def __init__(self, is_note: bool = False) -> None:
        self.is_note = is_note
        self.words: list[str] = []
        """Of the paragraph being read."""
        self.after: list[SourceBlock | Note] = []
        """The notes and text boxes of that paragraph."""
        self.has_marker = False
        """Whether a list's number or bullet stood before it."""
        self._parts: list[SourceBlock | Note] = []
        self._cell: list[SourceBlock | Note] = []
        self._row: list[Cell] = []
        self._rows: list[list[Cell]] = []

    def end_paragraph(self, level: int, in_table: bool) -> None:
        """Close the paragraph: a heading of ``level`` unless that is 0."""
        words = _text(self.words)
        bullet = _BULLET.match(words)
        parts: list[SourceBlock | Note] = []
        if words and level:
            parts.append(SourceBlock("heading", words, level))
        elif words and (bullet or self.has_marker):
            parts.append(SourceBlock("item", words[bullet.end() :] if bullet else words))
        elif words:
            parts.append(SourceBlock("paragraph", words))
        parts += self.after
        self.words, self.after, self.has_marker = [], [], False
        if in_table:
            self._cell += parts
        elif parts:
            self._end_table()
            self._parts += parts

    def end_cell(self) -> None:
        """Close the table cell being read, and the paragraph in it."""
        self.end_paragraph(0, in_table=True)
        if len(self._row) < _MOST_COLUMNS:
            self._row.append(Cell(tuple(self._cell)))
            self._cell = []

    def end_row(self) -> None:
        """Close the table row being read."""
        self._rows.append(self._row)
        self._row = []

    def parts(self) -> list[SourceBlock | Note]:
        """Close what is open and return the blocks, each followed by its notes."""
        self.end_paragraph(0, in_table=False)
        self._end_table()
        return self._parts

    def _end_table(self) -> None:
        if self._row or self._cell:
            self._row.append(Cell(tuple(self._cell)))
            self._cell = []
            self.end_row()
        self._parts += table_parts(self._rows)
        self._rows = []


def _text(words: list[str]) -> str:
    """Return the words on one line; letters written as two halves are put together."""
    halves = "".join(words).encode("utf-16-le", "surrogatepass")
    return tidy(halves.decode("utf-16-le", "replace"))
