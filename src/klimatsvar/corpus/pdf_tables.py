"""Tables: rows whose segments stand in the same columns, line after line.

A table row becomes text that stands on its own, each figure with its column's header::

    2022 – Utsläpp (ton): 195 210; Förändring: −7,8 %

the first cell, then ``header: cell`` for each of the others; empty cells are left out.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from klimatsvar.corpus.pdf_lines import Row, Segment, join
from klimatsvar.corpus.pdf_text import Rule, any_between, heights


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

    def texts(self) -> list[str]:
        """Return the text of each row, the header's not included."""
        return [_row_text(self.header, cells) for cells in self.rows if any(cells)]

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
        return replace(self, header=before.header, rows=rows)


def _row_text(header: tuple[str, ...], cells: tuple[str, ...]) -> str:
    named = [
        f"{header[i].rstrip(':')}: {cell}" if header and header[i] else cell
        for i, cell in enumerate(cells)
        if cell and i > 0
    ]
    return " – ".join(part for part in (cells[0], "; ".join(named)) if part)


def find_table(rows: Sequence[Row], first: int, rules: Sequence[Rule]) -> tuple[Table, int] | None:
    """Return the table that begins with row ``first``, and the row after it; None if none does."""
    if len(rows[first].segments) < 2 and not _overheads(rows[first : first + 2]):
        return None
    run = _run(rows, first)
    columns = _columns(run)
    if not columns:
        return None
    ruled = heights(rules, columns[-1].left, columns[0].right)
    band = run[: _fitting(run, columns, ruled)]
    while len(band) > 1 and len(band[-1].segments) == 1 and not _wraps(band, ruled):
        band.pop()  # a line below the table, such as its source, at the first column's edge
    if not _is_table(band, columns):
        return None
    lines = [_cells(row, columns) for row in band]
    top = _header_lines(band, lines, ruled)
    header = _stacked(lines[:top], len(columns)) if top else ()
    rows_of_cells = tuple(
        _stacked([lines[i] for i in group], len(columns))
        for group in _groups(band, lines, top, ruled)
    )
    return Table(tuple(columns), header, rows_of_cells), first + len(band)


def _overheads(rows: Sequence[Row]) -> bool:
    """Tell whether a line with one segment is the upper line of a header: "Utsläpp / (ton)"."""
    if len(rows) < 2 or len(rows[1].segments) < 2:
        return False
    segment, below = rows[0].segments[0], rows[1]
    return segment.x0 > below.segments[0].x1 and segment.y - below.y <= 1.5 * below.size


def _run(rows: Sequence[Row], first: int) -> list[Row]:
    """Return the rows from ``first`` that may be one table: near each other, most in parts."""
    run = [rows[first]]
    for index in range(first + 1, len(rows)):
        row, before = rows[index], rows[index - 1]
        gap = before.y - row.y
        if gap > 3.2 * max(row.size, before.size):
            break
        if len(row.segments) == 1 and len(before.segments) == 1 and gap > 1.5 * row.size:
            break
        run.append(row)
    return run


def _columns(run: list[Row]) -> list[Column]:
    """Return the columns of the rows that have the commonest number of parts."""
    counts = Counter(len(row.segments) for row in run if len(row.segments) > 1)
    most = max(counts, key=lambda count: (counts[count] * count, count))
    columns: list[Column] = []
    for row in (row for row in run if len(row.segments) == most):
        wider = (
            [
                Column(min(column.left, segment.x0), max(column.right, segment.x1))
                for column, segment in zip(columns, row.segments, strict=True)
            ]
            if columns
            else [Column(segment.x0, segment.x1) for segment in row.segments]
        )
        if all(left.right < right.left for left, right in pairwise(wider)):
            columns = wider
    return columns


def _fitting(run: list[Row], columns: list[Column], ruled: list[float]) -> int:
    """Return how many of the rows, from the first, keep to the columns."""
    for index, row in enumerate(run):
        places = [_place(segment, columns) for segment in row.segments]
        spread = any(len(place) > 1 for place in places)
        if spread and (index > 3 or (index > 0 and len(places) == 1)):
            return index
        flat = [i for place in places for i in place]
        if sorted(set(flat)) != flat:
            return index
        if len(places) == 1 and index > 0 and not _continues(row, run[index - 1], columns, ruled):
            return index
    return len(run)


def _place(segment: Segment, columns: list[Column]) -> list[int]:
    """Return the columns that a segment stands in: more than one if it heads several."""
    inside = [i for i, column in enumerate(columns) if column.overlaps(segment)]
    nearest = min(range(len(columns)), key=lambda i: columns[i].distance(segment))
    return inside or [nearest]


def _continues(row: Row, before: Row, columns: list[Column], ruled: list[float]) -> bool:
    """Tell whether a line with one segment is more of a cell, not text below the table."""
    (segment,) = row.segments
    (place,) = _place(segment, columns)
    tight = before.y - row.y <= 1.5 * row.size or any_between(ruled, row.y - 4 * row.size, row.y)
    last = place + 1 == len(columns)
    fits = segment.x1 < (columns[-1].right + 3 * row.size if last else columns[place + 1].left)
    return fits and (tight or place > 0 or len(columns) > 2)


def _wraps(band: list[Row], ruled: list[float]) -> bool:
    """Tell whether the last line, in one column only, is the rest of a cell."""
    before, row = band[-2:]
    (segment,) = row.segments
    if any_between(ruled, row.y - 2 * row.size, row.y):
        return not any_between(ruled, row.y, before.y)
    tight = before.y - row.y <= 1.5 * segment.size
    return tight and (segment.text[:1].islower() or segment.x0 > before.segments[0].x1)


def _is_table(band: list[Row], columns: list[Column]) -> bool:
    full = [row for row in band if len(row.segments) > 1]
    if len(full) < 2 or len(columns) < 2 or len(columns) > 20:
        return False
    if not any(char.isalpha() for row in band for char in row.text):
        return False  # the figures along a chart's axes
    gaps = [(b.x0 - a.x1) / row.size for row in full for a, b in pairwise(row.segments)]
    if len(full) < 4 and median(gaps) < 1.5:
        return False  # a wide space here and there in justified lines
    return 2 * len(full) >= len(band) or len(columns) == 2


def _cells(row: Row, columns: list[Column]) -> tuple[str, ...]:
    """Return a line's text by column; a segment over several columns stands in each of them."""
    cells = [""] * len(columns)
    for segment in row.segments:
        for i in _place(segment, columns):
            cells[i] = join(cells[i], segment.full_text)
    return tuple(cells)


def _stacked(lines: Sequence[tuple[str, ...]], width: int) -> tuple[str, ...]:
    cells = [""] * width
    for line in lines:
        for i, text in enumerate(line):
            cells[i] = join(cells[i], text)
    return tuple(cell.removesuffix("\xad") for cell in cells)


_FIGURE = re.compile(r"[<>≤≥~±+−–-]*\s*\d[\d\s.,]*\s*(?:%|‰|kr|st|ton|kg|kWh|MWh|GWh)?")
_YEAR = re.compile(r"(?:19|20)\d\d")


def _header_lines(band: list[Row], lines: list[tuple[str, ...]], ruled: list[float]) -> int:
    """Return how many of the first lines are the header: 0 if there is none."""
    bold = [_mostly_bold(row) for row in band]
    top = next((i for i, is_bold in enumerate(bold) if not is_bold), len(band))
    if 0 < top < len(band) and not any(bold[top:]) and (top <= 5):
        return top
    between = [i for i in range(1, len(band)) if any_between(ruled, band[i].y, band[i - 1].y)]
    if len(between) == 1 and between[0] <= 3 and len(band) > 2 * between[0]:
        return between[0]
    return 1 if len(lines) > 1 and _heads_figures(lines[0], lines[1:]) else 0


def _mostly_bold(row: Row) -> bool:
    weight = sum(len(segment.text) for segment in row.segments)
    return 2 * sum(len(segment.text) for segment in row.segments if segment.bold) > weight


def _heads_figures(first: tuple[str, ...], rest: list[tuple[str, ...]]) -> bool:
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


def _groups(
    band: list[Row], lines: list[tuple[str, ...]], top: int, ruled: list[float]
) -> list[list[int]]:
    """Group the lines below the header into table rows.

    A table row is a line and those close below it that go on with its cells; or, where lines are
    drawn between the rows, what stands between two of them.
    """
    between = [any_between(ruled, band[i].y, band[i - 1].y) for i in range(1, len(band))]
    boxes: list[list[int]] = []
    for i in range(top, len(band)):
        if i == top or between[i - 1]:
            boxes.append([])
        boxes[-1].append(i)
    if len(boxes) > 2 and all(_is_one_row([lines[i] for i in box]) for box in boxes):
        return boxes
    gaps = [band[i - 1].y - band[i].y for i in range(top + 1, len(band))]
    widest = max(gaps, default=0.0)
    groups = [[top]] if top < len(band) else []
    for i in range(top + 1, len(band)):
        gap, size = band[i - 1].y - band[i].y, band[i].size
        tight = gap <= 1.5 * size and gap < 0.85 * widest
        ruled_off = between[i - 1]
        goes_on = tight and _goes_on(lines[i], lines[groups[-1][-1]])
        if not ruled_off and (gap < 0.75 * size or goes_on):
            groups[-1].append(i)
        else:
            groups.append([i])
    return groups


def _is_one_row(lines: list[tuple[str, ...]]) -> bool:
    """Tell whether lines between two rules may be one row: at most one of them fills it."""
    return sum(3 * sum(map(bool, line)) > 2 * len(line) for line in lines) <= 1 or (
        len(lines) <= 3 and len(lines[0]) <= 3
    )


def _goes_on(line: tuple[str, ...], before: tuple[str, ...]) -> bool:
    """Tell whether a line close below another holds more of its cells, not a row of its own."""
    if not line[0]:
        return True
    filled = [i for i, text in enumerate(line) if text]
    return all(before[i] for i in filled) and len(filled) <= sum(map(bool, before))
