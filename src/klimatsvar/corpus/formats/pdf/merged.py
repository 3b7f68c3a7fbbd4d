"""Cells that are merged over rows of a table with lines between its rows alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from klimatsvar.corpus.formats.pdf.joining import join_in_cell
from klimatsvar.corpus.formats.pdf.lines import Row, Segment
from klimatsvar.corpus.formats.pdf.text import Rule

_NEAR = 1.5
"""Points."""
_MOST_RULES = 400
"""More are a map's or a drawing's."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell, and the lines of the page that stand in it and beside it."""

    segments: tuple[Segment, ...]
    """Its own, from the top."""
    hosts: tuple[int, ...]
    """The first line of each row, by its place on the page."""


def spread(rows: Sequence[Row], rules: Sequence[Rule]) -> list[Row]:
    """Return a page's rows with each cell that is merged over some of them in each of these.

    The lines between these rows end where the cell begins, and those above and below them cross it.
    It stands level with none of them, in its middle; or it stands beside one, and the lines between
    other rows cross its column. First cells, over which names stand, are left as they are.
    """
    if not rules or len(rules) > _MOST_RULES:
        return list(rows)
    lines = [list(row.segments) for row in rows]
    for row in rows:
        for segment in row.segments if row.grid is None else ():
            cell = _merged(segment, rows, rules)
            if cell is None:
                continue
            for line in lines:
                line[:] = [part for part in line if not any(part is own for own in cell.segments)]
            for host in cell.hosts:
                lines[host].append(replace(_whole(cell.segments), y=rows[host].y))
    return [
        row
        if [*row.segments] == line
        else replace(row, segments=tuple(sorted(line, key=lambda part: part.x0)))
        for row, line in zip(rows, lines, strict=True)
        if line
    ]


def _merged(segment: Segment, rows: Sequence[Row], rules: Sequence[Rule]) -> _Cell | None:
    """Return the cell that a segment begins, None if it is not merged over rows."""
    crossing = sorted(rule.y for rule in rules if _crosses(rule, segment))
    top = next((y for y in crossing if y > segment.y), None)
    bottom = next((y for y in reversed(crossing) if y < segment.y), None)
    if top is None or bottom is None:
        return None
    inside = [i for i, row in enumerate(rows) if bottom < row.y < top]
    own = [s for i in inside for s in rows[i].segments if _is_over(s, segment)]
    left, right = min(s.x0 for s in own), max(s.x1 for s in own)
    beside = [i for i in inside if rows[i].segments[0].x1 < left]
    if own[0] is not segment or len(beside) < 2 or any(rows[i].grid for i in inside):
        return None
    first = min(rows[i].segments[0].x0 for i in beside)
    between = {
        rule.y
        for rule in rules
        if bottom + _NEAR < rule.y < top - _NEAR and rule.x0 <= first + _NEAR
    }
    parting = [
        rule
        for rule in rules
        if bottom + _NEAR < rule.y < top - _NEAR and rule.x1 > left and rule.x0 < right
    ]
    edges = (top, *_apart(sorted(between, reverse=True)), bottom)
    if parting or len(edges) < 3:
        return None
    bands = [[i for i in beside if low < rows[i].y < high] for high, low in pairwise(edges)]
    if not all(bands) or not _is_one(own):
        return None
    is_level = any(s in rows[i].segments for i in beside for s in own)
    if is_level and not _is_crossed(segment, rows, crossing, top, bottom):
        return None
    return _Cell(tuple(own), tuple(band[0] for band in bands))


def _crosses(rule: Rule, segment: Segment) -> bool:
    return rule.x0 <= segment.x0 + _NEAR and rule.x1 >= segment.x1 - _NEAR


def _is_over(one: Segment, other: Segment) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1


def _apart(ys: Sequence[float]) -> Iterator[float]:
    """Yield the heights, those of the two edges of one line once."""
    last = float("inf")
    for y in ys:
        if last - y > 2 * _NEAR:
            yield y
        last = y


def _is_one(segments: Sequence[Segment]) -> bool:
    """Tell whether lines of a cell are one text: each goes on with the one above it."""
    return all(
        line.text[:1].islower() and not line.mark and above.y - line.y < 1.6 * line.size
        for above, line in pairwise(segments)
    )


def _whole(segments: Sequence[Segment]) -> Segment:
    first, *others = segments
    text = first.text
    for line in others:
        text = join_in_cell(text, line.full_text)
    x0, x1 = min(line.x0 for line in segments), max(line.x1 for line in segments)
    return replace(first, text=text, x0=x0, x1=x1)


def _is_crossed(
    segment: Segment, rows: Sequence[Row], crossing: Sequence[float], top: float, bottom: float
) -> bool:
    """Tell whether lines between other rows cross a cell's column, with a cell between them."""
    return any(
        low < row.y < high
        and len(row.segments) > 1
        and any(_is_over(s, segment) for s in row.segments)
        for low, high in pairwise(crossing)
        if low >= top or high <= bottom
        for row in rows
    )
