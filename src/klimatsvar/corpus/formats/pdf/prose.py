"""Tell text in columns from the cells of a table: by how its lines fill their width and go on."""

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import TypeAlias

from klimatsvar.corpus.formats.pdf.lines import BULLETS, Segment

Side: TypeAlias = Sequence[Sequence[Segment]]
"""What stands on one side of a line down the page, by row; nothing in some rows."""

FEW_LETTERS = 18
"""In a line. Cells have fewer."""
_SHORT_COLUMN = 5
_LONG_COLUMN = 8
"""Lines."""
_MOST_LEVEL = 2
"""Texts."""
_SENTENCE = re.compile(r"[.!?][)”\"]?\Z")


def are_columns(left: Side, right: Side, ruled: bool = False) -> bool:
    """Tell whether two sides are columns of their own, to be read one after the other.

    ``ruled`` tells that lines are drawn above or below them, across both.
    """
    prose = is_prose(left), is_prose(right)
    if _are_items(left) and _are_items(right):
        return True
    if all(prose) or (any(prose) and _is_listed(left) and _is_listed(right)):
        return True
    sides = [columns_of(left), columns_of(right)]
    each = [column for side in sides for column in side]
    many = all(sides) and len(each) > 2 and all(is_prose(it) or _flows(it) for it in each)
    if many and not begin_together(each):
        return True
    told = all(sides) and not ruled and _are_told(each)
    return told or _are_boxes(left, right)


def _are_told(columns: Sequence[Side]) -> bool:
    """Tell whether columns are texts of whole sentences, however short their lines are.

    Each may have a heading of one line. Where more than two texts of each begin in the same rows as
    those beside them, they are cells.
    """
    told = [_told(column) for column in columns]
    level = len(told[0]) > _MOST_LEVEL and begin_together(columns)
    ended = all(_SENTENCE.search(lines[-1].text) for texts in told for lines in texts)
    return all(told) and ended and not level and any(map(runs_on, columns))


def _told(side: Side) -> list[list[Segment]]:
    """Return the lines of each text of a column, without a heading of one line."""
    heading, *others = texts = _texts(side)
    is_text = len(heading) > 1 or _SENTENCE.search(heading[-1].text)
    return texts if is_text else others


def _texts(side: Side) -> list[list[Segment]]:
    """Return the lines of each text of a column; a figure may begin any line of one."""
    begun = beginnings(side)
    texts: list[list[Segment]] = []
    for i, line in enumerate(side):
        if not line:
            continue
        is_figure = line[0].text[:1].isdigit()
        if not texts or (i in begun and (not is_figure or _SENTENCE.search(texts[-1][-1].text))):
            texts.append([])
        texts[-1].append(line[-1])
    return texts


def is_prose(side: Side) -> bool:
    """Tell a column of running text from a column of a table: its lines are long and full."""
    lines = [line for line in side if line]
    if len(lines) < 3:
        return False
    left = min(line[0].x0 for line in lines)
    widths = sorted(line[-1].x1 - left for line in lines)
    full = sum(width > 0.75 * widths[-1] for width in widths)
    whole = sum(len(line) == 1 for line in lines)
    letters = median(sum(len(s.full_text) for s in line) for line in lines)
    return full >= 0.45 * len(lines) and whole >= 0.7 * len(lines) and letters >= FEW_LETTERS


def _are_items(side: Side) -> bool:
    """Tell whether a column is a list: each line begins with a bullet."""
    lines = [line for line in side if line]
    return len(lines) > 1 and all(line[0].mark and line[0].mark in BULLETS for line in lines)


def _is_listed(side: Side) -> bool:
    """Tell whether a column has list items and sentences that run over three lines."""
    return runs(side) and any(line[0].mark for line in side if line)


def runs(side: Side) -> bool:
    """Tell whether a sentence of a column runs over three lines."""
    texts = [line[0] for line in side if line]
    flows = [_goes_on(above, below) for above, below in pairwise(texts)]
    return any(one and other for one, other in pairwise(flows))


def _goes_on(above: Segment, below: Segment) -> bool:
    """Tell whether a line goes on in mid-sentence with the one close above it."""
    close = above.y - below.y < 1.6 * below.size
    return close and below.text[:1].islower() and not below.mark


def runs_on(side: Side) -> bool:
    """Tell whether a sentence goes on from one line to the next."""
    lines = [line[0] for line in side if line]
    return any(_goes_on(above, below) for above, below in pairwise(lines))


def _flows(side: Side) -> bool:
    """Tell whether a column too short to judge by its lines' widths has a sentence that goes on."""
    lines = [line[0] for line in side if line]
    return len(lines) <= _SHORT_COLUMN and any(
        _goes_on(above, below) and len(above.text) >= FEW_LETTERS
        for above, below in pairwise(lines)
    )


def columns_of(side: Side) -> list[Side]:
    """Return the columns of one side, parted by what no line stands in from top to bottom."""
    edges: list[tuple[float, float]] = []
    for x0, x1 in sorted((s.x0, s.x1) for line in side for s in line):
        if edges and x0 < edges[-1][1]:
            edges[-1] = edges[-1][0], max(x1, edges[-1][1])
        else:
            edges.append((x0, x1))
    return [[[s for s in line if x0 <= s.x0 < x1] for line in side] for x0, x1 in edges]


def begin_together(columns: Sequence[Side]) -> bool:
    """Tell whether the other columns' texts begin in the rows where the first's do: cells."""
    first, *others = map(beginnings, columns)
    begun = [row for rows in others for row in rows]
    if not begun:  # one row of long cells, unless it is longer than those are
        return max(sum(map(bool, column)) for column in columns) < _LONG_COLUMN
    return sum(row in first for row in begun) > 0.5 * len(begun)


def beginnings(side: Side) -> set[int]:
    """Return the rows, after a column's first, in which a text begins: the line above is short.

    The line below a heading in larger letters is none of them.
    """
    ends = [segment.x1 for line in side for segment in line]
    left = min(segment.x0 for line in side for segment in line)
    room = 0.75 * (max(ends) - left)
    filled = [(i, line[0]) for i, line in enumerate(side) if line]
    return {
        i
        for (before, above), (i, segment) in pairwise(filled)
        if not segment.text[:1].islower()
        and above.size < 1.1 * segment.size
        and (i - before > 1 or _is_apart(above, segment) or above.x1 - left < room)
    }


_BROKEN_OFF = re.compile(r"(?:\b[^\W\d_A-ZÅÄÖ]+[,-]?|\xad)\Z")


def breaks_off(text: str) -> bool:
    """Tell whether a text, long enough to be no name or caption, ends within a sentence."""
    return len(text) >= FEW_LETTERS and _BROKEN_OFF.search(text) is not None


def _is_apart(above: Segment, below: Segment) -> bool:
    return above.y - below.y > 1.6 * below.size


_WORD = re.compile(r"[^\W\d_]{4,}")


def _are_boxes(left: Side, right: Side) -> bool:
    """Tell whether two boxes stand beside each other: both have lines that begin with one word.

    Each of them tells of its own "Telefon", so that none is the header or the name of the other.
    """
    pairs = [
        (one[0].text, other[0].text)
        for one, other in zip(left, right, strict=True)
        if one and other
    ]
    same = sum(_begins_alike(one, other) for one, other in pairs)
    return same >= 2 and 3 * same >= len(pairs)


def _begins_alike(one: str, other: str) -> bool:
    first, second = _WORD.match(one), _WORD.match(other)
    alike = first is not None and second is not None and first.group() == second.group()
    return alike and one != other
