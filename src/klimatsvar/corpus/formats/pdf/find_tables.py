"""Tables: rows whose segments stand in the same columns, line after line."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from klimatsvar.corpus.formats.pdf.cells import (
    Column,
    Table,
    goes_on,
    heads_figures,
    heads_texts,
    is_one_row,
    names_unit,
    stacked,
)
from klimatsvar.corpus.formats.pdf.lines import Row, Segment, join
from klimatsvar.corpus.formats.pdf.text import Rule, any_between, heights

_MOST_COLUMNS = 20
_MOST_ROWS = 300
"""Lines on one page; a bound on the work where nothing is a table."""


def find_table(rows: Sequence[Row], first: int, rules: Sequence[Rule]) -> tuple[Table, int] | None:
    """Return the table that begins with row ``first``, and the row after it; None if none does."""
    if _is_unit_above(rows[first : first + 2]):
        below = find_table(rows, first + 1, rules)
        if below is not None:
            return replace(below[0], unit=rows[first].text.strip("()")), below[1]
    if len(rows[first].segments) < 2 and not _overheads(rows[first : first + 2]):
        return None
    run = _run(rows, first)
    columns = _columns(run)
    if not 2 <= len(columns) <= _MOST_COLUMNS:
        return None
    ruled = heights(rules, columns[-1].left, columns[0].right)
    band = run[: _fitting(run, columns, ruled)]
    while len(band) > 1 and len(band[-1].segments) == 1 and not _wraps(band, ruled):
        band.pop()  # a line below the table, such as its source, at the first column's edge
    if not _is_table(band, columns):
        return None
    lines = [_cells(row, columns) for row in band]
    top = _header_lines(band, lines, ruled)
    header = stacked(lines[:top], len(columns)) if top else ()
    rows_of_cells = tuple(
        stacked([lines[i] for i in group], len(columns))
        for group in _groups(band, lines, top, ruled)
    )
    return Table(tuple(columns), header, rows_of_cells), first + len(band)


def _is_unit_above(rows: Sequence[Row]) -> bool:
    """Tell whether a line of its own, close above a table, names the unit of its figures."""
    return (
        len(rows) == 2
        and len(rows[0].segments) == 1
        and len(rows[1].segments) > 1
        and rows[0].y - rows[1].y <= 2.5 * rows[1].size
        and names_unit(rows[0].text)
    )


def _overheads(rows: Sequence[Row]) -> bool:
    """Tell whether a line with one segment is the upper line of a header: "Utsläpp / (ton)"."""
    if len(rows) < 2 or len(rows[1].segments) < 2:
        return False
    segment, below = rows[0].segments[0], rows[1]
    return segment.x0 > below.segments[0].x1 and segment.y - below.y <= 1.5 * below.size


def _run(rows: Sequence[Row], first: int) -> list[Row]:
    """Return the rows from ``first`` that may be one table: near each other, most in parts."""
    run = [rows[first]]
    for index in range(first + 1, min(first + _MOST_ROWS, len(rows))):
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
        merged = len(places) == 1 and names_unit(row.text)
        if spread and not merged and (index > 3 or (index > 0 and len(places) == 1)):
            return index
        flat = [i for place in places for i in place]
        if sorted(set(flat)) != flat:
            return index
        if merged:
            continue
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
    if len(full) < 2:
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


def _header_lines(band: list[Row], lines: list[tuple[str, ...]], ruled: list[float]) -> int:
    """Return how many of the first lines are the header: 0 if there is none."""
    bold = [_mostly_bold(row) for row in band]
    top = next((i for i, is_bold in enumerate(bold) if not is_bold), len(band))
    if 0 < top < len(band) and not any(bold[top:]) and (top <= 5):
        return top
    between = [i for i in range(1, len(band)) if any_between(ruled, band[i].y, band[i - 1].y)]
    if len(between) == 1 and between[0] <= 3 and len(band) > 2 * between[0]:
        return between[0]
    rest = lines[1:]
    return 1 if rest and (heads_figures(lines[0], rest) or heads_texts(lines[0], rest)) else 0


def _mostly_bold(row: Row) -> bool:
    weight = sum(len(segment.text) for segment in row.segments)
    return 2 * sum(len(segment.text) for segment in row.segments if segment.bold) > weight


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
    if len(boxes) > 2 and all(is_one_row([lines[i] for i in box]) for box in boxes):
        return boxes
    gaps = [band[i - 1].y - band[i].y for i in range(top + 1, len(band))]
    widest = max(gaps, default=0.0)
    groups = [[top]] if top < len(band) else []
    for i in range(top + 1, len(band)):
        gap, size = band[i - 1].y - band[i].y, band[i].size
        tight = gap <= 1.5 * size and gap < 0.85 * widest
        ruled_off = between[i - 1]
        more = tight and goes_on(lines[i], lines[groups[-1][-1]])
        if not ruled_off and (gap < 0.75 * size or more):
            groups[-1].append(i)
        else:
            groups.append([i])
    return groups
