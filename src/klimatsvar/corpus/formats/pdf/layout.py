"""The order in which a page's rows are read: running headers gone, columns one after another."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from klimatsvar.corpus.formats.pdf.lines import Row, Segment
from klimatsvar.corpus.formats.pdf.page_numbers import without_numbers
from klimatsvar.corpus.formats.pdf.prose import are_columns, breaks_off
from klimatsvar.corpus.formats.pdf.text import PageText, Post, Rule, any_between, heights

# How many rows from the edge, and how near it, a running header or footer may stand.
_EDGE_ROWS = 4
_EDGE_PART = 0.16
_WIDEST = 50
"""Segments in a table's row."""
_NUMBER = "#"
_PAGE_NUMBER = re.compile(
    r"(?:sida|sidan|sid\.?|page|s\.)?\s*[-–]?\s*\d{1,3}\s*[-–]?(?:\s*(?:av|of|/|\()\s*\d{1,3}\)?)?",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"[−–-]?\d[\d .,]*%?")
_ADDRESS = re.compile(r"(?:https?|file)://")
# Day and time, as browsers write them in any language: 11/28/26, 3:43 AM.
_PRINTED = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4},? \d{1,2}[:.]\d\d(?:[:.]\d\d)?(?: [AP]M)?")


def without_running(pages: Sequence[tuple[PageText, list[Row]]]) -> list[list[Row]]:
    """Return each page's rows without running headers, footers and page numbers.

    A document that is nothing else, such as the same slide on each page, is kept whole.

    A segment near the upper or lower edge is one when its text, digits aside, stands at the same
    height on at least half of the pages and at least two, or on two that follow each other or next
    but one (chapters, left and right pages) and isn't large. Only running ones may stand outside
    it on the page. All of a row with a page number in it is running, and so is what a browser
    prints above a page: when, and the page's title.
    """
    pages = [(page, _without_print(rows)) for page, rows in without_numbers(pages)]
    seen: dict[tuple[str, str], list[int]] = defaultdict(list)
    sizes = [segment.size for _, rows in pages for row in rows for segment in row.segments]
    body = median(sizes) if sizes else 0.0
    large: set[tuple[str, str]] = set()
    for index, (page, rows) in enumerate(pages):
        for side in ("top", "bottom"):
            edge = [segment for row in _edge(page, rows, side) for segment in row.segments]
            for key in {_key(side, segment) for segment in edge}:
                seen[key].append(index)
            large |= {_key(side, segment) for segment in edge if segment.size > 1.1 * body}
    running = {
        key
        for key, indexes in seen.items()
        if _recurs(indexes, len(pages), nearby=key not in large)
    }
    stripped = [_strip(page, rows, running) for page, rows in pages]
    return stripped if any(stripped) else [rows for _, rows in pages]


def _without_print(rows: list[Row]) -> list[Row]:
    """Return a page's rows without the first where it says when a browser printed the page.

    Below such a page stands its address.
    """
    texts = [row.segments[0].text for row in (*rows[:1], *rows[-1:])]
    is_print = len(rows) > 1 and _PRINTED.fullmatch(texts[0]) and _ADDRESS.match(texts[1])
    return rows[1:] if is_print else rows


def running_texts(before: list[Row], after: list[Row]) -> list[str]:
    """Return what was left out of each row of a page, page numbers aside."""
    kept = {segment for row in after for segment in row.segments}
    rows = ([s.full_text for s in row.segments if s not in kept] for row in before)
    texts = (" ".join(text for text in row if not _PAGE_NUMBER.fullmatch(text)) for row in rows)
    return [text for text in texts if text]


def masthead_of(page: PageText, rows: list[Row], kept: list[Row], body: float) -> str:
    """Return the longest running header of a page that is in bold or large, "" if none is.

    ``rows`` is all that stands on the page and ``kept`` what is left without what runs.
    """
    text = {segment for row in kept for segment in row.segments}
    heads = [
        segment.full_text
        for row in _edge(page, rows, "top")
        for segment in row.segments
        if segment not in text and (segment.bold or segment.size > 1.1 * body)
    ]
    return max(heads, key=len, default="")


def _recurs(indexes: list[int], pages: int, nearby: bool) -> bool:
    if len(indexes) < 2:
        return False
    near = any(later - earlier <= 2 for earlier, later in pairwise(indexes))
    return 2 * len(indexes) >= pages or (nearby and near)


def _key(side: str, segment: Segment) -> tuple[str, str]:
    text = re.sub(r"[\d\W]+", "", segment.full_text.casefold())
    if re.search(r"\d[.,]\d", segment.full_text):  # "10.2." ends a sentence, and counts no page
        text = text or segment.full_text
    return side, f"{text}@{round(segment.y / 4)}" if text else _NUMBER


def _edge(page: PageText, rows: list[Row], side: str) -> list[Row]:
    """Return the rows near one edge of the page, the outermost first."""
    depth = _EDGE_PART * page.height
    if side == "top":
        return [row for row in rows if row.y > page.height - depth][:_EDGE_ROWS]
    return [row for row in reversed(rows) if row.y < depth][:_EDGE_ROWS]


def _strip(page: PageText, rows: list[Row], running: set[tuple[str, str]]) -> list[Row]:
    for side in ("top", "bottom"):
        for row in _edge(page, rows, side):
            kept = [s for s in row.segments if _key(side, s) not in running]
            if any(_is_page_number(s, running) for s in row.segments):
                kept = []  # what stands beside it, such as a chapter's name, runs too
            index = rows.index(row) + (1 if side == "top" else -1)
            inward = rows[index] if 0 <= index < len(rows) else None
            if len(kept) == len(row.segments) or (inward and _in_table(row, inward)):
                break
            rows = [replace(r, segments=tuple(kept)) if r is row else r for r in rows]
            if kept:
                break
    return [row for row in rows if row.segments]


def _is_page_number(segment: Segment, running: set[tuple[str, str]]) -> bool:
    numbered = {("top", _NUMBER), ("bottom", _NUMBER)} & running
    text = segment.full_text
    return _PAGE_NUMBER.fullmatch(text) is not None and (not text.isdecimal() or bool(numbered))


def _in_table(row: Row, inward: Row) -> bool:
    """Tell whether a row is a table's, with the table's next row inward on the page.

    Its header may be repeated on every page, and at its foot may be the same few words. Figures
    need not stand below the words over them: they may keep to the right, and those to the left.
    """
    fewer, more = sorted((row, inward), key=lambda row: len(row.segments))
    if not 2 <= len(fewer.segments) <= _WIDEST or abs(row.y - inward.y) >= 3 * row.size:
        return False
    return (
        _has_figures(row)
        or _has_figures(inward)
        or all(
            any(other.x0 < segment.x1 and segment.x0 < other.x1 for other in more.segments)
            for segment in fewer.segments
        )
    )


def _has_figures(row: Row) -> bool:
    """Tell whether two parts of a row or more are figures and nothing else: it is a table's."""
    return sum(_FIGURE.fullmatch(segment.full_text) is not None for segment in row.segments) > 1


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
    """Return the rows as regions in reading order, each one column wide, notes beside them last."""
    text, notes = _without_margin(rows)
    grids = _grids(rows, rules, posts)
    return [*_in_columns(text, rules, grids), *([notes] if notes else [])]


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


def _in_columns(rows: list[Row], rules: Sequence[Rule], grids: Sequence[_Grid]) -> list[list[Row]]:
    """Return the rows as regions in reading order, each one column wide.

    So many rows or segments that no reader could follow them, on a map, are one region.
    """
    if len(rows) > _MOST_ROWS or sum(len(row.segments) for row in rows) > 5 * _MOST_ROWS:
        return [rows]
    split = _best_split(rows, rules, grids)
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
        *_in_columns(rows[: split.first], rules, grids),
        *_in_columns(left, rules, grids),
        *_in_columns(right, rules, grids),
        *_in_columns(rows[split.last :], rules, grids),
    ]


def _best_split(rows: list[Row], rules: Sequence[Rule], grids: Sequence[_Grid]) -> _Split | None:
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
    return max(splits, key=lambda split: (split.last - split.first, split.x), default=None)


def _splits_at(rows: list[Row], rules: Sequence[Rule], x: float) -> list[_Split]:
    """Return the runs of rows that a vertical line at ``x`` parts in two columns of prose."""
    ruled = heights(rules, x - 10, x + 10)
    splits: list[_Split] = []
    first = 0
    for index in range(len(rows) + 1):
        crossed = index == len(rows) or any(s.x0 < x - 1 and s.x1 > x for s in rows[index].segments)
        cut = 0 < index < len(rows) and any_between(ruled, rows[index].y, rows[index - 1].y)
        if crossed or cut:
            splits.extend(_splits_within(rows, first, _above_head(rows, first, index), x))
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


def _splits_within(rows: list[Row], first: int, last: int, x: float) -> list[_Split]:
    """Return the rows as one split if they are two columns, else those of their parts that are.

    What stands far above or below the text, such as the labels of a chart, is another part.
    """
    whole = _trimmed(rows, first, last, x, more=last < len(rows))
    if whole is not None:
        return [whole]
    parted = [
        i for i in range(first + 1, last) if rows[i - 1].y - rows[i].y > _FAR_APART * rows[i].size
    ]
    parts = pairwise([first, *parted, last]) if parted else ()
    found = (_trimmed(rows, start, end, x, more=end < len(rows)) for start, end in parts)
    return [split for split in found if split is not None]


def _trimmed(rows: list[Row], first: int, last: int, x: float, more: bool) -> _Split | None:
    """Leave out rows that stand apart above or below the right column, and judge the rest.

    With ``more`` the page goes on below, across both columns.
    """
    right = [i for i in range(first, last) if rows[i].segments[-1].x0 >= x]
    if len(right) < 3:
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
    return _Split(first, last, x) if are_columns(*sides) else None
