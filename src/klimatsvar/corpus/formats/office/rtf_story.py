"""The text of an RTF document, a note or a text box while it is put together."""

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from klimatsvar.corpus.source import SourceBlock, raised, tidy
from klimatsvar.corpus.table_cells import Cell, Note
from klimatsvar.corpus.tables import table_parts

_BULLET = re.compile(r"[•·▪◦]\s*(?=\S)")
_MOST_COLUMNS = 1000


_MOST_EDGES = 100
"""Of a table's columns, above what any program writes."""
_SAME_EDGE = 30
"""Twips, twentieths of a point, that the edges of cells in a column differ by at most."""


class Layout:
    """How the cells of a table's rows lie, which RTF tells for each row anew."""

    def __init__(self) -> None:
        self.is_header = False
        """Whether the row is repeated on each page, as headers are."""
        self.edges: list[int] = []
        """The right edges of the row's cells, so far."""
        self.below: set[int] = set()
        """Those of the cells that are the lower part of one merged over rows."""
        self.beside: set[int] = set()
        """Those of the cells that are the right part of one merged over columns."""

    def begin(self) -> None:
        """Begin with another row."""
        self.is_header = False
        self.edges, self.below, self.beside = [], set(), set()


class Story:
    """Takes words and the ends of paragraphs, cells and rows, and gives blocks and notes."""

    def __init__(self, kind: Literal["text", "note", "running"] = "text") -> None:
        self.kind = kind
        self.words: list[tuple[str, bool]] = []
        """Of the paragraph being read, each with whether they are raised."""
        self.after: list[SourceBlock | Note] = []
        """The notes and text boxes of that paragraph."""
        self.has_marker = False
        """Whether a list's number or bullet stood before it."""
        self.layout = Layout()
        self._parts: list[SourceBlock | Note] = []
        self._cell: list[SourceBlock | Note] = []
        self._is_plain = False
        """Whether words of the cell being read are not in bold."""
        self._row: list[Cell] = []
        self._rows: list[_Row] = []

    def write(self, words: str, is_bold: bool, is_raised: bool = False) -> None:
        """Take words of the paragraph being read."""
        self.words.append((words, is_raised))
        self._is_plain |= not is_bold and bool(words.strip())

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
            return
        self._is_plain = False
        if not parts:
            return
        self._end_table()
        self._parts += parts

    def end_cell(self) -> None:
        """Close the table cell being read, and the paragraph in it."""
        self.end_paragraph(0, in_table=True)
        if len(self._row) < _MOST_COLUMNS:
            is_bold = bool(self._cell) and not self._is_plain
            self._row.append(Cell(tuple(self._cell), is_bold=is_bold))
            self._cell, self._is_plain = [], False

    def end_row(self) -> None:
        """Close the table row being read."""
        layout = self.layout
        cells = [
            replace(cell, is_repeated=i in layout.below, is_header=layout.is_header)
            for i, cell in enumerate(self._row)
        ]
        self._rows.append(_Row(cells, layout.edges, layout.beside))
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
        self._parts += table_parts(_in_grid(self._rows))
        self._rows = []


@dataclass(frozen=True, slots=True)
class _Row:
    cells: list[Cell]
    edges: list[int]
    """The cells' right edges, as far as the file tells them."""
    beside: set[int]
    """Which of the cells are the right part of one merged over columns."""


def _in_grid(rows: list[_Row]) -> list[list[Cell]]:
    """Return the rows with their cells in the columns where they lie.

    A cell over several columns is followed by empty ones; one below a cell that it is merged with
    is that cell again.
    """
    edges = _columns(sorted({edge for row in rows for edge in row.edges}))
    if len(edges) > _MOST_EDGES or any(len(row.edges) < len(row.cells) for row in rows):
        return [row.cells for row in rows]
    grid: list[list[Cell]] = []
    for row in rows:
        cells: list[Cell] = []
        for cell, edge in _whole(row):
            column = len(cells)
            width = max(1, bisect_left(edges, edge - _SAME_EDGE) + 1 - column)
            above = grid[-1][column : column + 1] if grid and cell.is_repeated else []
            parts = above[0].parts if above else cell.parts
            cells.append(replace(cell, parts=parts, columns=width))
            cells += [Cell(is_header=cell.is_header)] * (width - 1)
        grid.append(cells)
    return grid


def _whole(row: _Row) -> list[tuple[Cell, int]]:
    """Return the cells and their right edges, one merged over columns once."""
    whole: list[tuple[Cell, int]] = []
    for i, (cell, edge) in enumerate(zip(row.cells, row.edges, strict=False)):
        if i in row.beside and whole:
            whole[-1] = (whole[-1][0], edge)
        else:
            whole.append((cell, edge))
    return whole


def _columns(edges: list[int]) -> list[int]:
    """Return the edges, those that lie close together once."""
    kept = edges[:1]
    for edge in edges[1:]:
        if edge - kept[-1] > _SAME_EDGE:
            kept.append(edge)
    return kept


def _text(words: list[tuple[str, bool]]) -> str:
    """Return the words on one line; letters written as two halves are put together."""
    runs = groupby(words, lambda part: part[1])
    texts = (("".join(text for text, _ in run), is_raised) for is_raised, run in runs)
    whole = "".join(raised(text) if is_raised else text for text, is_raised in texts)
    halves = whole.encode("utf-16-le", "surrogatepass")
    return tidy(halves.decode("utf-16-le", "replace"))
