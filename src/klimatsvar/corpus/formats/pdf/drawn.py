"""The table that drawn cells are."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from klimatsvar.corpus.formats.pdf.broken import is_broken
from klimatsvar.corpus.formats.pdf.cells import (
    Column,
    Section,
    Table,
)
from klimatsvar.corpus.formats.pdf.grids import Grid
from klimatsvar.corpus.formats.pdf.joining import join_in_cell
from klimatsvar.corpus.formats.pdf.lines import BULLETS, Row, lines_of
from klimatsvar.corpus.headings import is_numbered, looks_like_heading
from klimatsvar.corpus.source import SourceBlock
from klimatsvar.corpus.table_bold import are_labelled, title_in_bold, told_by_bold
from klimatsvar.corpus.table_cells import Cell, texts_of
from klimatsvar.corpus.table_cells import Row as TableRow
from klimatsvar.corpus.table_headers import names_unit
from klimatsvar.corpus.tables import header_height, is_marked, is_title, names_of, pairs

_WIDEST_PADDING = 8.0
"""Points; cells in the middle of their columns may all be farther from their edges."""
_INNER = 1.0
"""Points that a column's text keeps from its edges, so that neighbours don't touch."""


def drawn_table(grid: Grid) -> Table:
    """Return a grid's cells as header, titles and rows, as tables of other formats are read.

    A header is in bold where the rows are not. Where it is not, it is told by its place and by what
    stands below it, and ``Table.is_guessed``.
    """
    rows = told_by_bold([row for row in _cells(grid) if any(cell.parts for cell in row)])
    columns = tuple(Column(x0 + _INNER, x1 - _INNER) for x0, x1 in pairwise(grid.xs))
    size = median(word.size for word in grid.words)
    if are_labelled(rows):
        fields = Section("", tuple(map(tuple, pairs(rows))))
        return Table(columns, (), (fields,), size=size, is_form=True)
    start = next((i for i, row in enumerate(rows) if not _title(row, rows[i + 1 :])), 0)
    start += _is_note_above(rows[start : start + 2])
    top = start + header_height(rows[start:])
    header = names_of(rows[start:top]) if top > start else ()
    sections = [Section("", ())]
    for i, row in enumerate(rows):
        texts = tuple(texts_of(row))
        if start <= i < top or texts == tuple(header):
            continue
        if title := _title(row, rows[i + 1 :]):
            sections.append(Section(title, ()))
        elif top <= i and is_marked(row):
            sections.append(Section("", (), texts))
        else:
            sections[-1] = replace(sections[-1], rows=(*sections[-1].rows, texts))
    guessed = bool(header) and not all(cell.is_header for cell in rows[start] if cell.parts)
    table = Table(columns, tuple(header), tuple(sections), size=size, is_guessed=guessed)
    return replace(table, is_drawn=True)


def _cells(grid: Grid) -> list[list[Cell]]:
    """Return the cells by row; one that is merged over rows stands in each of them."""
    rows = [[Cell()] * (len(grid.xs) - 1) for _ in grid.ys[1:]]
    padding = _padding(grid)
    for box in grid.boxes:
        room = grid.xs[box.column + box.columns] - grid.xs[box.column] - 2 * padding
        parts = tuple(_parts(lines_of(box.words), room, grid.known))
        is_bold = bool(parts) and all(word.bold for word in box.words)
        for row in range(box.row, box.row + box.rows):
            rows[row][box.column] = Cell(parts, row > box.row, box.columns, is_bold=is_bold)
    return rows


def _is_note_above(rows: Sequence[TableRow]) -> bool:
    """Tell whether the first of two rows is one cell that is no header, over headers."""
    if len(rows) < 2:
        return False
    (first, *others), below = rows
    return (
        bool(first.parts)
        and not first.is_header
        and not any(cell.parts for cell in others)
        and sum(cell.is_header and bool(cell.parts) for cell in below) > 1
    )


def _title(row: TableRow, below: Sequence[TableRow]) -> str:
    """Return the heading over the rows below that a row is, "" if it is none.

    It is merged over all columns, numbered, or a name in bold.
    """
    text = row[0].text
    if title := title_in_bold(row, below):
        return title
    if names_unit(text) or not (is_numbered(text) or looks_like_heading(text)):
        return ""
    numbered = is_numbered(text) and bool(below) and not any(cell.parts for cell in row[1:])
    return text if numbered or is_title(row, below) else ""


def _padding(grid: Grid) -> float:
    """Return how far from its cell's edge a line begins at least, as far as that tells."""
    lefts = (word.x0 - grid.xs[box.column] for box in grid.boxes for word in box.words)
    return max(0.0, min([*lefts, _WIDEST_PADDING]))


def _parts(lines: Sequence[Row], room: float, known: Mapping[str, int]) -> list[SourceBlock]:
    """Return a cell's lines as one text, or as the items that have marks."""
    parts: list[SourceBlock] = []
    above: Row | None = None
    for line in lines:
        first, *rest = line.segments
        whole = first.text if first.mark in BULLETS else first.full_text
        text = " ".join([whole, *(segment.full_text for segment in rest)])
        if first.mark or not parts:
            parts.append(SourceBlock("item" if first.mark else "paragraph", text))
        else:
            last = above.segments[-1] if above is not None else first
            is_one = len(line.segments) == 1 and is_broken(last, first, room, known)
            whole = parts[-1].text + text if is_one else join_in_cell(parts[-1].text, text)
            parts[-1] = SourceBlock(parts[-1].kind, whole)
        above = line
    return parts
