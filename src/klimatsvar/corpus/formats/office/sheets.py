"""Rows of a sheet as blocks: what stands above its tables, and their rows with their headers."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from klimatsvar.corpus.source import SourceBlock
from klimatsvar.corpus.tables import row_blocks

Row = Sequence[str]

_LONGEST_TITLE = 120
_YEAR = re.compile(r"(?:19|20)\d\d")
_FIGURE = re.compile(r"[-–−]?\d[\d .,]*%?")


def sheet_blocks(rows: Iterable[Row], level: int) -> list[SourceBlock]:
    """Return the blocks of a sheet; its title is a heading of ``level``.

    Empty rows part tables from each other. In each, lines of one cell above the first row of
    several are text; the sheet's first line is its title. That row of several holds the headers;
    if it has figures, the headers are those of the table before, or there are none.
    """
    blocks: list[SourceBlock] = []
    headers: Row = ()
    for table in _tables(rows):
        height = next((i for i, row in enumerate(table) if _filled(row) > 1), len(table))
        for line in (next(filter(None, row)) for row in table[:height]):
            is_title = not blocks and len(line) <= _LONGEST_TITLE and not line.endswith((".", ":"))
            blocks.append(
                SourceBlock("heading", line, level) if is_title else SourceBlock("paragraph", line)
            )
        body = table[height:]
        if body and not _has_figures(body[0]) and len(body) > 1:
            headers, body = _headers(body)
        blocks += row_blocks(body, headers=headers)
    return blocks


def without_gaps(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield the rows, of each run of empty ones only the first."""
    for has_text, run in groupby(rows, any):
        yield from run if has_text else [()]


def _tables(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Yield the runs of rows that have something in them, without the tables' empty columns."""
    kept = list(without_gaps(rows))
    columns = sorted({i for row in kept if _filled(row) > 1 for i, cell in enumerate(row) if cell})
    full = len(columns) if columns == list(range(len(columns))) else None
    for has_text, run in groupby(kept, any):
        if has_text:
            yield [row if len(row) == full else _in_columns(row, columns) for row in run]


def _in_columns(row: Row, columns: list[int]) -> Row:
    """Return the cells of these columns; a cell alone in another comes first."""
    cells = [row[i] if i < len(row) else "" for i in columns]
    return cells if any(cells) else [next(filter(None, row)), *cells[1:]]


def _headers(body: list[Row]) -> tuple[Row, list[Row]]:
    """Return the headers and the rows below them.

    Headers of two rows, the upper over several columns, are joined: "Utsläpp ton", "Utsläpp %".
    """
    upper, lower, *rest = body
    is_double = not _has_figures(lower) and bool(upper[0]) != bool(lower[0])
    if not (is_double and rest and _has_figures(rest[0])):
        return upper, body[1:]
    joined: list[str] = []
    name = ""
    for above, below in zip(upper, lower, strict=True):
        name = above or (name if joined else "")
        joined.append(f"{name} {below}".strip())
    return joined, rest


def _filled(row: Row) -> int:
    return sum(map(bool, row))


def _has_figures(row: Row) -> bool:
    """Tell whether there is a number, other than a year, beside the row's first cell."""
    return any(_FIGURE.fullmatch(cell) and not _YEAR.fullmatch(cell) for cell in row[1:])
