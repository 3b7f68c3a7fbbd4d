"""Rows of the canonical text, laid out as the table that they came from."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells."""

    headers: tuple[str, ...]
    """Of the columns; the first is empty, since the text leaves it out. None for labels."""
    rows: tuple[tuple[str, ...], ...]
    """Each as long as the headers, where there are any."""


_Cells: TypeAlias = list[tuple[str, str]]
"""Header and cell; the header of the first cell is empty."""


def columns(rows: Sequence[str]) -> tuple[str, ...]:
    """Return the headers of a whole table, the first one empty; none for a table of labels.

    ``rows`` are written as by ``corpus.tables.row_text``, so what may be a header stands before a
    colon. In a table of several rows it is one only if it stands so in two of them: else the colon
    is the cell's own.
    """
    counts = Counter(name for row in rows for name in dict(_parted(row)) if name)
    headers = [name for name, count in counts.items() if count >= min(2, len(rows))]
    return ("", *headers) if headers else ()


def as_table(rows: Sequence[str], headers: Sequence[str]) -> Table:
    """Return rows of a table with these headers in cells."""
    if not headers:
        return Table((), tuple(_label(row) for row in rows))
    return Table(tuple(headers), tuple(_row(_parted(row), headers) for row in rows))


def _parted(row: str) -> _Cells:
    first, dash, rest = row.partition(" – ")
    cells = [("", first)]
    for piece in rest.split("; ") if dash else ():
        name, colon, cell = piece.partition(": ")
        cells.append((name, cell) if colon else ("", piece))
    return cells


def _row(cells: _Cells, headers: Sequence[str]) -> tuple[str, ...]:
    """Return a cell for each header; what has none of them goes on in the cell before."""
    found = dict.fromkeys(headers, "")
    here = ""
    for number, (name, cell) in enumerate(cells):
        if name in found and (name or not number):
            here = name
            found[here] = f"{found[here]}; {cell}" if found[here] else cell
        else:
            text = f"{name}: {cell}" if name else cell
            found[here] += f"{'; ' if number > 1 else ' – '}{text}"
    return tuple(found.values())


def _label(row: str) -> tuple[str, ...]:
    """Return a label and its value, or a row of which nothing says how it is parted."""
    label, colon, value = row.partition(": ")
    return (label, value) if colon else (row,)
