"""Boxes of text that stand beside running text: fact boxes, drawn or filled."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TypeAlias

from klimatsvar.corpus.formats.pdf.lines import Row, Segment
from klimatsvar.corpus.formats.pdf.prose import beginnings, runs_on
from klimatsvar.corpus.formats.pdf.text import Post, Rule

_SAME = 3.0
"""Points."""
_NARROWEST = 60.0
"""Points."""
_MOST_POSTS = 200
"""More are a drawing or a table."""


Sides: TypeAlias = tuple[Post, Post]
"""The left and right edges of a box."""


def closed_boxes(rules: Sequence[Rule], posts: Sequence[Post]) -> list[Sides]:
    """Return the boxes of a page that have lines, or edges of a filled box, on all sides."""
    found: list[Sides] = []
    for left in posts if len(posts) <= _MOST_POSTS else ():
        begun = [rule for rule in rules if rule.x0 < left.x + _SAME]
        ends = ([r.x1 for r in begun if abs(r.y - y) < _SAME] for y in (left.y0, left.y1))
        farthest = min(max(xs, default=left.x) for xs in ends) + _SAME
        found += [
            (left, right)
            for right in posts
            if left.x + _NARROWEST < right.x < farthest
            and abs(left.y0 - right.y0) < _SAME
            and abs(left.y1 - right.y1) < _SAME
        ]
    return found


def boxes_beside(rows: Sequence[Row], boxes: Sequence[Sides]) -> Iterator[tuple[int, int, float]]:
    """Yield the runs of rows in which a box stands beside text that is as wide as the page below.

    The first row, the one after the last, and what parts the box and the text from left to right.
    In columns of text the box is part of its column. A column of a table with lines around it is no
    box: its cells begin where those beside them do.
    """
    for left, right in boxes:
        band = [i for i, row in enumerate(rows) if left.y0 < row.y < left.y1]
        if len(band) < 2 or any(rows[i].grid is not None for i in band):
            continue
        lines = [rows[i].segments for i in band]
        within = [[s for s in line if _holds(left, right, s)] for line in lines]
        beside = [[s for s in line if not _holds(left, right, s)] for line in lines]
        others = [segment for line in beside for segment in line]
        if not (_is_text(within) and _is_text(beside)) or _are_cells(within, beside):
            continue
        if max(s.x1 for s in others) <= left.x:
            x = left.x
        elif min(s.x0 for s in others) >= right.x:
            x = right.x
        else:
            continue  # text on both sides of it
        first, last = _with_text(rows, band[0], band[-1] + 1, x, is_left=x == right.x)
        if not any(_is_parted(row, x) for row in (*rows[:first][-1:], *rows[last:][:1])):
            yield first, last, x


def _with_text(
    rows: Sequence[Row], first: int, last: int, x: float, is_left: bool
) -> tuple[int, int]:
    """Return the rows beside a box with those above and below it that are no wider."""
    while first and _is_beside(rows[first - 1], x, is_left):
        first -= 1
    while last < len(rows) and _is_beside(rows[last], x, is_left):
        last += 1
    return first, last


def _is_beside(row: Row, x: float, is_left: bool) -> bool:
    """Tell whether a row stands on the text's side alone."""
    return row.grid is None and all(s.x0 >= x if is_left else s.x1 <= x for s in row.segments)


def _holds(left: Post, right: Post, segment: Segment) -> bool:
    return left.x - 1 < segment.x0 and segment.x1 < right.x + 1


def _is_text(side: Sequence[Sequence[Segment]]) -> bool:
    """Tell whether lines are whole, and a sentence goes on from one to the next."""
    return all(len(line) < 2 for line in side) and runs_on(side)


def _is_parted(row: Row, x: float) -> bool:
    """Tell whether a row has text on both sides of a line down the page, and none across it."""
    sides = {segment.x0 >= x for segment in row.segments}
    return len(sides) > 1 and not any(s.x0 < x < s.x1 for s in row.segments)


def _are_cells(one: Sequence[Sequence[Segment]], other: Sequence[Sequence[Segment]]) -> bool:
    """Tell whether most texts on one side begin in the rows in which the other's do."""
    first, second = _starts(one), _starts(other)
    return 2 * len(first & second) > max(len(first), len(second))


def _starts(side: Sequence[Sequence[Segment]]) -> set[int]:
    """Return the rows in which a text begins, or stands apart from the one above."""
    lines = [(i, line[0]) for i, line in enumerate(side) if line]
    apart = {i for (_, above), (i, line) in pairwise(lines) if above.y - line.y > 1.6 * line.size}
    return beginnings(side) | apart
