"""The table that drawn cells are."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from klimatsvar.corpus.formats.pdf.cells import (
    Column,
    Section,
    Table,
    is_numbered,
    names_unit,
)
from klimatsvar.corpus.formats.pdf.grids import Box, Grid
from klimatsvar.corpus.formats.pdf.lines import BULLETS, Row, join, lines_of
from klimatsvar.corpus.headings import looks_like_heading
from klimatsvar.corpus.source import SourceBlock
from klimatsvar.corpus.tables import Cell, header_height, is_title, names_of

_INNER = 1.0
"""Points that a column's text keeps from its edges, so that neighbours don't touch."""


def drawn_table(grid: Grid) -> Table:
    """Return a grid's cells as header, titles and rows, as tables of other formats are read.

    A header is in bold where the rows are not. Where it is not, it is told by its place and by what
    stands below it, and ``Table.is_guessed``.
    """
    rows = [row for row in _cells(grid) if any(cell.parts for cell in row)]
    columns = tuple(Column(x0 + _INNER, x1 - _INNER) for x0, x1 in pairwise(grid.xs))
    start = next((i for i, row in enumerate(rows) if not _is_title(row, rows[i + 1 :])), 0)
    start += _is_note_above(rows[start : start + 2])
    top = start + header_height(rows[start:])
    header = names_of(rows[start:top]) if top > start else ()
    sections = [Section("", ())]
    for i, row in enumerate(rows):
        texts = tuple(cell.text for cell in row)
        if start <= i < top or texts == tuple(header):
            continue
        if _is_title(row, rows[i + 1 :]):
            sections.append(Section(texts[0], ()))
        else:
            sections[-1] = Section(sections[-1].title, (*sections[-1].rows, texts))
    guessed = bool(header) and not all(cell.is_header for cell in rows[start] if cell.parts)
    size = median(word.size for word in grid.words)
    return Table(columns, tuple(header), tuple(sections), size=size, is_guessed=guessed)


def _cells(grid: Grid) -> list[list[Cell]]:
    """Return the cells by row; one that is merged over rows stands in each of them."""
    rows = [[Cell()] * (len(grid.xs) - 1) for _ in grid.ys[1:]]
    lines = {box: lines_of(box.words) for box in grid.boxes}
    bold = _bold_rows(grid, lines)
    for box in grid.boxes:
        parts = tuple(_parts(lines[box]))
        for row in range(box.row, box.row + box.rows):
            rows[row][box.column] = Cell(parts, row > box.row, box.columns, row in bold)
    return rows


def _bold_rows(grid: Grid, lines: dict[Box, list[Row]]) -> set[int]:
    """Return the first rows that are in bold: none where those below them are so too.

    A row of one cell, such as a title or a source, may stand above or between them.
    """
    filled = Counter(box.row for box in grid.boxes if box.words)
    plain = {
        box.row + box.rows - 1
        for box in grid.boxes
        if any(not segment.bold for line in lines[box] for segment in line.segments)
    }
    end = min((row for row in plain if filled[row] != 1), default=0)
    return set(range(end)) - plain


def _is_note_above(rows: Sequence[Sequence[Cell]]) -> bool:
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


def _is_title(row: Sequence[Cell], below: Sequence[Sequence[Cell]]) -> bool:
    """Tell whether a row is a heading over those below: merged over all columns, or numbered."""
    text = row[0].text
    if names_unit(text) or not (is_numbered(text) or looks_like_heading(text)):
        return False
    numbered = is_numbered(text) and bool(below) and not any(cell.parts for cell in row[1:])
    return numbered or is_title(row, below)


def _parts(lines: Sequence[Row]) -> list[SourceBlock]:
    """Return a cell's lines as one text, or as the items that have marks."""
    parts: list[SourceBlock] = []
    for line in lines:
        first, *rest = line.segments
        whole = first.text if first.mark in BULLETS else first.full_text
        text = " ".join([whole, *(segment.full_text for segment in rest)])
        if first.mark or not parts:
            parts.append(SourceBlock("item" if first.mark else "paragraph", text))
        else:
            parts[-1] = SourceBlock(parts[-1].kind, join(parts[-1].text, text))
    return parts
