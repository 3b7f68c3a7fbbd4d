"""The order in which a page's rows are read: columns one after another, notes beside them last."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from klimatsvar.corpus.formats.pdf.boxes import Sides, boxes_beside, closed_boxes
from klimatsvar.corpus.formats.pdf.charts import labels_beside
from klimatsvar.corpus.formats.pdf.level import levelled
from klimatsvar.corpus.formats.pdf.lines import Row
from klimatsvar.corpus.formats.pdf.lists import lists_beside
from klimatsvar.corpus.formats.pdf.merged import spread
from klimatsvar.corpus.formats.pdf.prose import are_columns, breaks_off
from klimatsvar.corpus.formats.pdf.text import Post, Rule, any_between, heights

_MOST_ROWS = 1000
_OUTDENT = 45.0
"""Points."""
_FAR_APART = 4.0
"""In ems, from line to line."""


@dataclass(frozen=True, slots=True)
class _Split:
    """Rows ``first`` up to ``last``, not included, stand in two columns parted at ``x``."""

    first: int
    last: int
    x: float


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where a table's rows are parted by lines over its whole width."""

    left: float
    right: float
    bottom: float
    top: float

    def holds(self, rows: Sequence[Row], x: float) -> bool:
        """Tell whether rows that a line at ``x`` would part are the table's."""
        within = self.bottom < rows[-1].y and rows[0].y < self.top
        return within and self.left < x - 10 and x + 10 < self.right


def regions_of(
    rows: list[Row], rules: Sequence[Rule], posts: Sequence[Post] = ()
) -> list[list[Row]]:
    """Return the rows as regions in reading order, each one column wide, notes beside them last.

    Cells in the middle or at the foot of their table rows are made level, and those merged over
    several stand in each.
    """
    rows = rows if _is_map(rows) else levelled(spread(rows, rules), rules)
    text, notes = _without_margin(rows)
    grids = _grids(rows, rules, posts)
    return [
        *_in_columns(text, rules, closed_boxes(rules, posts), grids),
        *([notes] if notes else []),
    ]


def in_flow(regions: list[list[Row]], text: str) -> list[list[Row]]:
    """Return a page's regions, each that goes on in mid-sentence after the one that breaks off.

    So no box at the head of a page or column stands between the lines of a sentence. ``text`` is
    the last line of the page before.
    """
    ordered: list[list[Row]] = []
    waiting = regions
    while waiting:
        place = _going_on(waiting) if breaks_off(text) else 0
        ordered.append(waiting[place])
        text = waiting[place][-1].text
        waiting = [*waiting[:place], *waiting[place + 1 :]]
    return ordered


def _going_on(regions: list[list[Row]]) -> int:
    """Return which region goes on in mid-sentence with none of those before it, 0 if none does."""
    for i, region in enumerate(regions):
        first = region[0].segments[0]
        if first.text[:1].islower() and not first.mark:
            return i
        if breaks_off(region[-1].text):
            break
    return 0


_MOST_RULES = 1000


def _grids(rows: list[Row], rules: Sequence[Rule], posts: Sequence[Post]) -> list[_Grid]:
    """Return the tables that three lines or more of the same width part into rows.

    Lines across two columns of text are no table's: a line between the columns runs from one to
    the next, or a row in bold above them names what stands in each.
    """
    groups: dict[tuple[int, int], list[Rule]] = defaultdict(list)
    for rule in rules if len(rules) <= _MOST_RULES else ():
        groups[round(rule.x0 / 4), round(rule.x1 / 4)].append(rule)
    grids: list[_Grid] = []
    for group in groups.values():
        ys = sorted({round(rule.y) for rule in group})
        bands = [(low, high) for low, high in pairwise(ys) if high - low > 6]
        left, right = group[0].x0, group[0].x1
        inner = [post for post in posts if left + 10 < post.x < right - 10]
        celled = len(bands) > 1 and all(
            any(post.y0 < low + 3 and high - 3 < post.y1 for post in inner) for low, high in bands
        )
        if celled or (len(bands) > 1 and _is_headed(rows, bands)):
            grids.append(_Grid(left, right, ys[0], ys[-1]))
    return grids


def _is_headed(rows: list[Row], bands: Sequence[tuple[float, float]]) -> bool:
    """Tell whether the first row of each band begins where a row in bold above it begins."""
    heads = [row for row in rows if row.y > bands[-1][0]]
    bolds = [row for row in heads if all(segment.bold for segment in row.segments)]
    firsts = [next((row for row in rows if low < row.y < high), None) for low, high in bands]
    if not bolds or bolds[-1].y > bands[-1][1] + 2.5 * bolds[-1].size:
        return False
    edges = [round(segment.x0 / 3) for segment in bolds[-1].segments]
    return len(edges) > 1 and all(
        first is not None and [round(segment.x0 / 3) for segment in first.segments] == edges
        for first in firsts
    )


def _without_margin(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """Part running text from the few notes that stand in the margin to the right of it."""
    lines = [row.segments[0] for row in rows if len(row.segments) == 1]
    starts = Counter(round(line.x0) for line in lines)
    left = starts.most_common(1)[0][0] if starts else 0
    flush = [line for line in lines if abs(line.x0 - left) < 2 * line.size]
    if len(flush) < 8 or 2 * len(flush) < len(rows):
        return rows, []  # no page of running text
    # The few widest are no measure: a masthead spans the margin too.
    right = sorted(line.x1 for line in flush)[-1 - len(flush) // 10]
    text: list[Row] = []
    notes: list[Row] = []
    for row in rows:
        within = tuple(s for s in row.segments if s.x0 <= right)
        beside = row.segments[len(within) :]
        if beside and len(within) > 1:
            return rows, []  # a table that is wider than the text
        text.extend([replace(row, segments=within)] if within else [])
        notes.extend([replace(row, segments=beside)] if beside else [])
    return (text, notes) if 6 * len(notes) < len(rows) else (rows, [])


def _is_map(rows: Sequence[Row]) -> bool:
    """Tell whether there are so many rows or segments that no reader could follow them."""
    return len(rows) > _MOST_ROWS or sum(len(row.segments) for row in rows) > 5 * _MOST_ROWS


def _in_columns(
    rows: list[Row], rules: Sequence[Rule], boxes: Sequence[Sides], grids: Sequence[_Grid]
) -> list[list[Row]]:
    """Return the rows as regions in reading order, each one column wide; a map is one region."""
    if _is_map(rows):
        return [rows]
    split = _best_split(rows, rules, boxes, grids)
    if split is None:
        return [rows] if rows else []
    left: list[Row] = []
    right: list[Row] = []
    for row in rows[split.first : split.last]:
        for side, segments in (
            (left, tuple(s for s in row.segments if s.x0 < split.x)),
            (right, tuple(s for s in row.segments if s.x0 >= split.x)),
        ):
            if segments:
                size = max(segment.size for segment in segments)
                side.append(replace(row, size=size, segments=segments))
    return [
        *_in_columns(rows[: split.first], rules, boxes, grids),
        *_in_columns(left, rules, boxes, grids),
        *_in_columns(right, rules, boxes, grids),
        *_in_columns(rows[split.last :], rules, boxes, grids),
    ]


def _best_split(
    rows: list[Row], rules: Sequence[Rule], boxes: Sequence[Sides], grids: Sequence[_Grid]
) -> _Split | None:
    lists = (_Split(*found) for found in lists_beside(rows, sorted(rule.y for rule in rules)))
    free = (s for s in lists if not any(g.holds(rows[s.first : s.last], s.x) for g in grids))
    if (split := next(free, None)) is not None:
        return split
    starts = Counter(round(segment.x0) for row in rows for segment in row.segments)
    common = sorted(x for x, count in starts.items() if count >= 3)
    every = sorted(starts)
    # A heading or a box's text may stand a little to the left of the column that it is in. Letters
    # have their own margins: of starts a point or two apart only the leftmost is an edge.
    edges = [
        x
        for x in every
        if any_between(common, x - 1, x + _OUTDENT) and not any_between(every, x - 3, x)
    ]
    splits = [
        split
        for x in edges
        for split in _splits_at(rows, rules, x - 1.5)
        if not any(grid.holds(rows[split.first : split.last], x) for grid in grids)
    ]
    # Of three columns the last is parted first: it may be too short to be told by itself.
    if splits:
        return max(splits, key=lambda split: (split.last - split.first, split.x))
    beside = (_Split(*found) for found in (*labels_beside(rows, rules), *boxes_beside(rows, boxes)))
    return next(
        (s for s in beside if not any(g.holds(rows[s.first : s.last], s.x) for g in grids)), None
    )


def _splits_at(rows: list[Row], rules: Sequence[Rule], x: float) -> list[_Split]:
    """Return the runs of rows that a vertical line at ``x`` parts in two columns of prose."""
    ruled = heights(rules, x - 10, x + 10)
    splits: list[_Split] = []
    first = 0
    for index in range(len(rows) + 1):
        crossed = index == len(rows) or any(s.x0 < x - 1 and s.x1 > x for s in rows[index].segments)
        cut = 0 < index < len(rows) and any_between(ruled, rows[index].y, rows[index - 1].y)
        if crossed or cut:
            last = _above_head(rows, first, index)
            splits.extend(_splits_within(rows, first, last, x, ruled))
            first = index + 1 if crossed else index
    return splits


def _above_head(rows: list[Row], first: int, last: int) -> int:
    """Return where the rows up to ``last`` end without the head of a table that begins there.

    Its lines are in bold and begin where the columns below them do.
    """
    below = rows[last : last + 3]
    edges = [segment.x0 for row in below for segment in row.segments if not segment.bold]
    end = last
    while end > first and len(rows[end - 1].segments) > 1:
        head = rows[end - 1].segments
        if not all(s.bold and any(abs(s.x0 - edge) < 2 for edge in edges) for s in head):
            break
        end -= 1
    return end


def _splits_within(
    rows: list[Row], first: int, last: int, x: float, ruled: Sequence[float]
) -> list[_Split]:
    """Return the rows as one split if they are two columns, else those of their parts that are.

    What stands far above or below the text, such as the labels of a chart, is another part.
    """
    whole = _trimmed(rows, first, last, x, ruled, more=last < len(rows))
    if whole is not None:
        return [whole]
    parted = [
        i for i in range(first + 1, last) if rows[i - 1].y - rows[i].y > _FAR_APART * rows[i].size
    ]
    parts = pairwise([first, *parted, last]) if parted else ()
    found = (_trimmed(rows, start, end, x, ruled, more=end < len(rows)) for start, end in parts)
    return [split for split in found if split is not None]


def _trimmed(
    rows: list[Row], first: int, last: int, x: float, ruled: Sequence[float], more: bool
) -> _Split | None:
    """Leave out rows that stand apart above or below the right column, and judge the rest.

    With ``more`` the page goes on below, across both columns.
    """
    right = [i for i in range(first, last) if rows[i].segments[-1].x0 >= x]
    if len(right) < 3 or any(row.is_head for row in rows[first:last]):
        return None
    for i in range(right[0], first, -1):
        if rows[i - 1].y - rows[i].y > 2.2 * rows[i].size:
            first = i
            break
    # The left column may be the longer one. What stands below a wider gap than any in it begins
    # the next part of the page, if there is one; a line or two at the page's foot are a note.
    left = [row.y for row in rows[first : right[-1] + 1] if row.segments[0].x0 < x]
    gaps = [above - below for above, below in pairwise(left)]
    widest = max(2.2 * rows[right[-1]].size, 1.2 * max(gaps, default=0.0))
    for i in range(right[-1] + 1, last):
        if rows[i - 1].y - rows[i].y > widest and (more or last - i < 3):
            last = i
            break
    band = rows[first:last]
    sides = (
        [[s for s in row.segments if s.x0 < x] for row in band],
        [[s for s in row.segments if s.x0 >= x] for row in band],
    )
    near = 2.5 * band[0].size
    closed = any_between(ruled, band[-1].y - near, band[0].y + near)
    return _Split(first, last, x) if are_columns(*sides, closed) else None
