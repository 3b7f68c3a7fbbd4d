"""What a table's cells mean: which are its header, which lines are one row, and a row as text.

A table row becomes text that stands on its own, each figure with its column's header and, where
the table names one for all its figures, the unit::

    2022 – Utsläpp (ton): 195 210; Förändring: −7,8 %
    Tusen ton: Transporter – 2022: 160; 2023: 155

the first cell, then ``header: cell`` for each of the others; empty cells are left out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from klimatsvar.corpus.formats.pdf.lines import Segment, join
from klimatsvar.corpus.tables import row_text


@dataclass(frozen=True, slots=True)
class Column:
    """Where a column's text stands."""

    left: float
    right: float

    def overlaps(self, segment: Segment) -> bool:
        """Tell whether a segment stands, in part, above or below the column."""
        return segment.x0 < self.right and self.left < segment.x1

    def distance(self, segment: Segment) -> float:
        """Return how far to the side of the column a segment stands."""
        return max(self.left - segment.x1, segment.x0 - self.right, 0.0)


@dataclass(frozen=True, slots=True)
class Table:
    """Cells by row and column. Every row has as many cells as there are columns."""

    columns: tuple[Column, ...]
    header: tuple[str, ...]
    """Empty if the table has none."""
    rows: tuple[tuple[str, ...], ...]
    unit: str = ""
    """What a line above the table says that its figures are."""

    def texts(self) -> list[str]:
        """Return the text of each row, the header's not included."""
        corner = self.header[0] if self.header and names_unit(self.header[0]) else self.unit
        names = [name.rstrip(":") for name in self.header]
        return [
            f"{unit.rstrip(':')}: {text}" if unit else text
            for unit, cells in with_units(filled_down(self.rows), corner)
            if (text := row_text(names, cells))
        ]

    def lists_pages(self) -> bool:
        """Tell whether it has the form of a table of contents: titles and rising numbers."""
        if (
            len(self.columns) != 2
            or self.header
            or not all(row[1].isdecimal() for row in self.rows)
        ):
            return False
        numbers = [int(row[1]) for row in self.rows]
        return numbers == sorted(numbers)

    def after(self, before: "Table") -> "Table":
        """Return this table with the header of the one it continues, on the page before."""
        same = len(self.columns) == len(before.columns) and all(
            one.left < other.right and other.left < one.right
            for one, other in zip(self.columns, before.columns, strict=True)
        )
        if not same or not before.header or self.header not in ((), before.header):
            return self
        rows = tuple(row for row in self.rows if row != before.header)
        return replace(self, header=before.header, rows=rows, unit=self.unit or before.unit)


_FIGURE = re.compile(r"[<>≤≥~±+−–-]*\s*\d[\d\s.,/]*\s*(?:%|‰|kr|st|ton|kg|kWh|MWh|GWh)?")
_YEAR = re.compile(r"(?:19|20)\d\d")


_UNIT = re.compile(
    r"%|\b(?:kg|[kMGT]?Wh|[kMG]W|km|m[2²3³]|kr|CO2\w*"
    r"|(?i:ton|gram|kvm|procent|andel|antal|[tm]kr|mnkr|kronor|koldioxidekvivalenter))\b"
)
_CAPTION = re.compile(r"(?:tabell|figur|diagram|källa|not)\b", re.IGNORECASE)


def names_unit(text: str) -> bool:
    """Tell whether a short text says what figures below it are: "Utsläpp, tusen ton"."""
    return (
        len(text) <= 40
        and _UNIT.search(text) is not None
        and _FIGURE.fullmatch(text) is None
        and _CAPTION.match(text) is None
    )


def with_units(rows: Sequence[tuple[str, ...]], unit: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return each row with the unit that it stands under, "" if none.

    A row that is one merged cell with a unit in it names the unit of all rows below, and is none.
    """
    found: list[tuple[str, tuple[str, ...]]] = []
    for i, cells in enumerate(rows):
        named = merged_unit(cells)
        below = rows[i + 1] if i + 1 < len(rows) else ()
        if named and any(below) and not merged_unit(below):
            unit = named
        elif any(cells):
            found.append((unit, cells))
    return found


def merged_unit(cells: tuple[str, ...]) -> str:
    """Return the unit that a row is a merged cell for, "" if it is a row of figures."""
    filled = [cell for cell in cells if cell]
    alone = len(filled) == 1 and cells[0][:1].isupper()
    merged = alone or (len(filled) > 1 and len(set(filled)) == 1)
    return filled[0] if merged and names_unit(filled[0]) else ""


def filled_down(rows: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return the rows with a first cell merged over several of them standing in each.

    A row with an empty first cell is below a merged one if both name something in the second.
    """
    filled: list[tuple[str, ...]] = []
    for cells in rows:
        above = filled[-1] if filled else cells
        if len(cells) > 2 and not cells[0] and _is_name(cells[1]) and _is_name(above[1]):
            cells = (above[0], *cells[1:])
        filled.append(cells)
    return filled


def _is_name(cell: str) -> bool:
    return re.search(r"[^\W\d_]{3}", cell) is not None


def stacked(lines: Sequence[tuple[str, ...]], width: int) -> tuple[str, ...]:
    """Join the lines of a row into one, cell by cell."""
    cells = [""] * width
    for line in lines:
        for i, text in enumerate(line):
            cells[i] = join(cells[i], text)
    return tuple(cell.removesuffix("\xad") for cell in cells)


def heads_figures(first: tuple[str, ...], rest: list[tuple[str, ...]]) -> bool:
    """Tell whether the first line names columns of figures below it."""
    figures = 0
    for i in range(1, len(first)):
        column = [cells[i] for cells in rest if cells[i]]
        if not column or sum(bool(_FIGURE.fullmatch(c)) for c in column) < 0.7 * len(column):
            continue
        years = sum(bool(_YEAR.fullmatch(cell)) for cell in column)
        figure = _FIGURE.fullmatch(first[i])
        if figure and (not _YEAR.fullmatch(first[i]) or 2 * years > len(column)):
            return False
        figures += bool(first[i])
    return figures > 0


def heads_texts(first: tuple[str, ...], rest: Sequence[tuple[str, ...]]) -> bool:
    """Tell whether the first line names three columns or more, at least one of longer texts."""
    short = all(cell and len(cell) <= 30 and cell[-1] not in ".,;:" for cell in first)
    if not short or len(first) < 3 or len(rest) < 2 or any(map(_FIGURE.fullmatch, first)):
        return False
    lengths = ([len(cells[i]) for cells in rest if cells[i]] for i in range(len(first)))
    return any(
        column and median(column) >= max(25, 2 * len(cell))
        for cell, column in zip(first, lengths, strict=True)
    )


def is_one_row(lines: list[tuple[str, ...]]) -> bool:
    """Tell whether lines between two rules may be one row: at most one of them fills it."""
    return sum(3 * sum(map(bool, line)) > 2 * len(line) for line in lines) <= 1 or (
        len(lines) <= 3 and len(lines[0]) <= 3
    )


def goes_on(line: tuple[str, ...], before: tuple[str, ...]) -> bool:
    """Tell whether a line close below another holds more of its cells, not a row of its own."""
    if not line[0] and merged_unit(before):
        return False
    if not line[0]:
        figures = [i for i, text in enumerate(line) if _FIGURE.fullmatch(text)]
        whole = all(line[i] for i, text in enumerate(before) if text and i > 0)
        # Figures in all columns are a row of their own, below a merged first cell.
        return not (whole and len(figures) >= 2 and all(before[i] for i in figures))
    filled = [i for i, text in enumerate(line) if text]
    return all(before[i] for i in filled) and len(filled) <= sum(map(bool, before))
