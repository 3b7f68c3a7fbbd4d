"""Which of a table's columns the parts of a line stand in."""

import re

from klimatsvar.corpus.formats.pdf.cells import Column
from klimatsvar.corpus.formats.pdf.joining import join
from klimatsvar.corpus.formats.pdf.lines import Row, Segment

_SAME_MIDDLE = 4.0
"""Points."""
_CAPTION = re.compile(r"(?:tabell|table|figur|figure|diagram)\s*\d", re.IGNORECASE)


def columns_of(segment: Segment, columns: list[Column]) -> list[int]:
    """Return the columns that a segment stands in: more than one if it heads several."""
    inside = [i for i, column in enumerate(columns) if column.overlaps(segment)]
    return inside or [nearest(segment.x0, segment.x1, columns)]


def nearest(x0: float, x1: float, columns: list[Column]) -> int:
    """Return the column that something from ``x0`` to ``x1`` stands least to the side of."""
    return min(range(len(columns)), key=lambda i: columns[i].distance(x0, x1))


def places_in(row: Row, columns: list[Column]) -> list[list[int]]:
    """Return the columns that each segment of a row stands in.

    Where there are as many as columns, and each keeps to the edges or the middle of its own, none
    stands in another: in the middle it may reach above or below the next.
    """
    segments = row.segments
    own = len(segments) == len(columns) and all(map(Column.aligns, columns, segments))
    return [[i] if own else columns_of(segment, columns) for i, segment in enumerate(segments)]


def cells_in(row: Row, columns: list[Column]) -> tuple[str, ...]:
    """Return a line's text by column; a segment over several columns stands in each of them."""
    cells = [""] * len(columns)
    for segment, place in zip(row.segments, places_in(row, columns), strict=True):
        for i in place:
            cells[i] = join(cells[i], segment.full_text)
    return tuple(cells)


def is_caption(row: Row, below: Row) -> bool:
    """Tell whether a line alone stands over the middle of a row of several parts: over all of it.

    A header over several columns has its middle over theirs.
    """
    (segment, *others), (first, *parts) = row.segments, below.segments
    if others or not parts:
        return False
    middle, right = (segment.x0 + segment.x1) / 2, below.segments[-1].x1
    aside, within = (abs(middle - (x + right) / 2) for x in (first.x0, parts[0].x0))
    is_central = len(parts) > 1 and aside < _SAME_MIDDLE < within
    return is_central or _CAPTION.match(segment.full_text) is not None
