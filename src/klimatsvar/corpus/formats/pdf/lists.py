"""Lists that stand beside each other: each is read by itself, and no item joined to another's."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from klimatsvar.corpus.formats.pdf.lines import BULLETS, DASHES, Row, Segment
from klimatsvar.corpus.formats.pdf.text import any_between, has_words

_SAME = 2.0
"""Points."""
_APART = 2.5
"""In ems, from line to line."""
_FEWEST = 3
"""Items of all lists together: two alone may be cells."""
_COUNT = re.compile(r"(\d{1,2}|[a-zåäö])[.)]", re.IGNORECASE)


def lists_beside(rows: Sequence[Row], ruled: Sequence[float]) -> Iterator[tuple[int, int, float]]:
    """Yield the runs of rows in which lists stand beside each other.

    The first row, the one after the last, and where the second list begins. ``ruled`` is where
    lines part the rows.
    """
    last = 0
    for first, row in enumerate(rows):
        if first < last or len(row.segments) < 2 or not all(map(_is_item, row.segments)):
            continue
        last = _end(rows, first, ruled)
        items = sum(map(_is_item, (s for row in rows[first:last] for s in row.segments)))
        above = rows[first - 1] if first else None
        if items < _FEWEST or (above is not None and _begins_so(above, row)):
            continue  # a name may stand beside them, in a column that only the row above has
        if not _count_up(rows[first:last]) or (_count(row) and _goes_on(rows[last - 1 :])):
            continue  # numbers without order, or a part of columns of text
        heads = above is not None and _heads(above, row)
        yield first - heads, last, row.segments[1].x0


def _is_item(segment: Segment) -> bool:
    is_bullet = bool(segment.mark) and segment.mark in BULLETS + DASHES
    return (is_bullet or _COUNT.fullmatch(segment.mark) is not None) and has_words(segment.text)


def _count(row: Row) -> list[int]:
    """Return the numbers before the items of a row; letters count too."""
    found = (_COUNT.fullmatch(segment.mark) for segment in row.segments if _is_item(segment))
    counts = [match[1].lower() for match in found if match]
    return [int(count) if count.isdigit() else ord(count) for count in counts]


def _goes_on(rows: Sequence[Row]) -> bool:
    """Tell whether close below the first row another has several parts."""
    above, *below = rows[:2]
    return any(len(r.segments) > 1 and above.y - r.y < _APART * r.size for r in below)


def _count_up(rows: Sequence[Row]) -> bool:
    """Tell whether the numbers of each list, if its items have any, are one more each time."""
    marks = [segment.x0 for segment in rows[0].segments]
    counts: dict[float, list[int]] = defaultdict(list)
    for row in rows:
        for segment in row.segments:
            mark = min(marks, key=lambda x: abs(x - segment.x0))
            counts[mark] += _count(replace(row, segments=(segment,)))
    return all(later - one == 1 for each in counts.values() for one, later in pairwise(each))


def _end(rows: Sequence[Row], first: int, ruled: Sequence[float]) -> int:
    """Return the row after the last of items, and of lines that go on with them, from ``first``."""
    marks = [segment.x0 for segment in rows[first].segments]
    texts = [segment.hang for segment in rows[first].segments]
    for index in range(first + 1, len(rows)):
        row, above = rows[index], rows[index - 1]
        close = above.y - row.y < _APART * row.size and not any_between(ruled, row.y, above.y)
        if not close or row.grid is not None:
            return index
        for segment in row.segments:
            crosses = any(segment.x0 < x - _SAME < segment.x1 for x in marks)
            if crosses or not _any_near(segment.x0, marks if _is_item(segment) else texts):
                return index
    return len(rows)


def _any_near(x: float, edges: Sequence[float]) -> bool:
    return any(abs(x - edge) < _SAME for edge in edges)


def _begins_so(above: Row, row: Row) -> bool:
    """Tell whether a row has a name before items that stand above those of the next."""
    marks = [segment.x0 for segment in row.segments]
    name, *others = above.segments
    items = [segment for segment in others if _is_item(segment)]
    return not _is_item(name) and any(_any_near(segment.x0, marks) for segment in items)


def _heads(above: Row, row: Row) -> bool:
    """Tell whether a row has a heading over each of the lists."""
    return len(above.segments) == len(row.segments) and all(
        _any_near(head.x0, (item.x0, item.hang)) and above.y - row.y < _APART * row.size
        for head, item in zip(above.segments, row.segments, strict=True)
    )
