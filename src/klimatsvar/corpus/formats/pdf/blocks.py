"""From rows in reading order to headings, paragraphs, list items and table rows."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby, pairwise
from statistics import median
from typing import NamedTuple

from klimatsvar.corpus.formats.pdf.actions import (
    OVER_ROWS,
    with_actions,
    without_signatures,
)
from klimatsvar.corpus.formats.pdf.cells import Table
from klimatsvar.corpus.formats.pdf.columns import in_flow, regions_of
from klimatsvar.corpus.formats.pdf.find_tables import find_table, rest_of_table
from klimatsvar.corpus.formats.pdf.lines import Row, Segment, rows_of
from klimatsvar.corpus.formats.pdf.running_rows import (
    masthead_of,
    running_texts,
    without_running,
)
from klimatsvar.corpus.formats.pdf.styles import CONTENTS, Line, Open, Outline, Styles
from klimatsvar.corpus.formats.pdf.table_rows import headed_by
from klimatsvar.corpus.formats.pdf.text import PageText, has_words
from klimatsvar.corpus.formats.running import parted_furniture
from klimatsvar.corpus.source import SourceBlock
from klimatsvar.corpus.unfilled import is_unfilled


class _Made(NamedTuple):
    """A block, and how it looks."""

    block: SourceBlock
    is_small: bool = False
    """Its letters are smaller than the text's."""


class Content(NamedTuple):
    """What a document says, and how much was left out as no part of that."""

    blocks: list[SourceBlock]
    """A heading over rows of a table has no level yet."""
    running: int
    """Characters of running headers, footers and page numbers."""
    figures: int
    """Lines of figures and single letters along the axes of charts."""
    idle: int = 0
    """Rows of tables with a name and nothing more."""
    masthead: str = ""
    """The longest of the running headers that stand out from the text, "" if none does."""
    unfilled: int = 0
    """Lines that are fields of forms that nobody has filled in."""
    told: Sequence[SourceBlock] = ()
    """What running headers and footers say of the document, such as its Dnr."""


def blocks_of(pages: Sequence[PageText], outline: Outline) -> Content:
    """Return the blocks of the pages in reading order.

    A paragraph or item that runs on to the next page is one block, with a break where the next
    page's text begins. Footnotes stand after the paragraph that their page ends with, but before
    one that runs on to the next page: each page's text is a whole. What a page has on its side
    comes after the rest of it.
    """
    sheets = [sheet for page in pages for sheet in (page, page.sideways) if sheet is not None]
    before = [(sheet, rows_of(sheet)) for sheet in sheets]
    rows = without_running(before)
    parts: list[Line | Table | int] = []
    last: Line | Table | None = None  # what the page before ends with
    foot: Row | None = None  # its lowest row
    filled = [[row for row in kept if not _is_unfilled(row)] for kept in rows]
    unfilled = sum(map(len, rows)) - sum(map(len, filled))
    for sheet, kept in zip(sheets, filled, strict=True):
        found = list(_parts(sheet, kept, len(parts), last))
        first = found[0] if found else None
        if isinstance(last, Table) and isinstance(first, Table):
            if (headed := headed_by(last, first)) is not None:
                parts.pop()
                found[0] = headed
            else:
                parts[-1], first = last.mended(first)
                found[0] = first.after(last)
        elif isinstance(last, Line) and isinstance(first, Table):
            headed = headed_by(foot, first) if foot and foot.y == last.segment.y else None
            if foot and headed:
                while isinstance(above := parts[-1], Line) and above.segment.y == foot.y:
                    parts.pop()
                found[0] = headed
        parts += [sheet.number, *found]
        last, foot = found[-1] if found else None, kept[-1] if kept else None
    texts = (
        t for (_, whole), left in zip(before, rows, strict=True) for t in running_texts(whole, left)
    )
    told, _ = parted_furniture(texts)
    running = _length(rows for _, rows in before) - _length(rows)
    styles = Styles([part for part in parts if isinstance(part, Line)], outline)
    made = list(_blocks(parts, styles))
    told_of = _without_axes(made) or made
    figures = len(made) - len(told_of)
    text = [one.block for one in told_of]
    text = with_actions(without_signatures(text, styles.bold_level))
    masthead = masthead_of(*before[0], rows[0], styles.body) if before else ""
    idle = sum(part.idle for part in parts if isinstance(part, Table))
    return Content(text, running, figures, idle, masthead, unfilled, told)


def _is_unfilled(row: Row) -> bool:
    """Tell whether a line is fields of a form that nobody has filled in."""
    parts = [segment.full_text for segment in row.segments]
    return row.grid is None and (is_unfilled(row.text) or all(map(is_unfilled, parts)))


def _length(pages: Iterable[list[Row]]) -> int:
    return sum(len(segment.full_text) for rows in pages for row in rows for segment in row.segments)


def _without_axes(made: list[_Made]) -> list[_Made]:
    """Leave out the figures along a chart's axes, with those between them, and a small chart's.

    They are runs of paragraphs without a word. A list of figures is one too, but it has a figure
    on each line, and they do not rise or fall by equal steps. A small chart has few: they are
    smaller than the text, or many on one line.
    """
    kept: list[_Made] = []
    for bare, run in groupby(made, _is_bare):
        group = list(run)
        listed = all(any(map(str.isdigit, one.block.text)) for one in group)
        if not bare or len(group) < 3 or (listed and not _is_stepped(group)):
            kept += [one for one in group if not (bare and _are_labels(one))]
    return kept


def _is_bare(made: _Made) -> bool:
    return made.block.kind == "paragraph" and not has_words(made.block.text)


# With spaces between thousands; a telephone number begins with a nought.
_FIGURE = r"[−–-]?(?:\d{1,3}(?: \d{3})+(?!\d)|0|[1-9]\d*)(?:[.,]\d+)?(?: ?%)?"
_FIGURES = re.compile(rf"{_FIGURE}(?:\s{_FIGURE})*")
_FEWEST_IN_LINE = 4


def _are_labels(made: _Made) -> bool:
    """Tell whether a paragraph without words is figures of a chart."""
    text = made.block.text
    if not _FIGURES.fullmatch(text):
        return False
    count = len(re.findall(_FIGURE, text))
    return made.is_small or count >= _FEWEST_IN_LINE or _is_stepped([made])


_NUMBER = re.compile(r"[−–-]?\d+(?:[.,]\d+)?")


def _is_stepped(made: Sequence[_Made]) -> bool:
    """Tell whether three numbers that follow each other have the same distance between them."""
    found = [
        Decimal(re.sub("[−–]", "-", number).replace(",", "."))
        for one in made
        for number in one.block.text.split()
        if _NUMBER.fullmatch(number)
    ]
    steps = [later - earlier for earlier, later in pairwise(found)]
    return any(one == other != 0 for one, other in pairwise(steps))


_FEW_LINES = 4
_LINE_LENGTH = 20
"""Shorter texts may be a list's, a table's or a drawing's; they tell no column's edge."""
_LISTED_LENGTH = 30
_LEADERS = re.compile(r"(?:\.\s?){4,}\s*[\divxl]*\s*$|…{2,}\s*\d*\s*$|_{4,}\s*\d+$")


def _parts(
    page: PageText, rows: list[Row], base: int, last: "Line | Table | None"
) -> Iterator[Line | Table]:
    """Yield a page's lines and tables in reading order, lines of contents left out.

    ``last`` is what the page before ends with.
    """
    rows = [row for row in rows if row.grid or not _LEADERS.search(row.text)]
    listed = any(CONTENTS.match(row.text) for row in rows)
    before = last if isinstance(last, Table) else None
    regions = regions_of(rows, page.rules, page.posts)
    text = last.text if isinstance(last, Line) else ""
    for number, region in enumerate(in_flow(regions, text)):
        tables: dict[int, tuple[Table, int]] = {}
        index = 0
        while index < len(region):
            found = find_table(region, index, page.rules)
            if found is None and before is not None and number == index == 0:
                found = rest_of_table(region, before)
            if found is not None and listed and found[0].lists_pages():
                found = Table((), (), ()), found[1]
            if found is not None:
                tables[index] = found
            index = found[1] if found is not None else index + 1
        covered = {i for start, (_, end) in tables.items() for i in range(start, end)}
        prose = [row for i, row in enumerate(region) if i not in covered]
        rights = _right_edges([s for row in prose for s in row.segments])
        left = min((s.x0 for row in prose for s in row.segments), default=0.0)
        if _is_listing(prose):
            rights = dict.fromkeys(rights, page.width)  # none of its lines goes on in the next
        leading = _leading(prose)
        for i, row in enumerate(region):
            if i in tables:
                yield tables[i][0]
            elif i not in covered:
                below = region[i + 1] if i + 1 < len(region) and i + 1 not in tables else None
                for segment in _in_order(list(_lines_of(row)), below):
                    right = rights[_margin(segment)]
                    yield Line(
                        page.number, base + number, segment.text, segment, left, right, leading
                    )


def _is_listing(rows: Sequence[Row]) -> bool:
    """Tell whether short lines are each a thing of its own: an address, a telephone number."""
    return len(rows) > _FEW_LINES - 1 and all(
        len(row.segments) == 1 and len(row.text) <= _LISTED_LENGTH and not row.text[:1].islower()
        for row in rows
    )


def _margin(segment: Segment) -> int:
    return round(segment.x0 / 4)


def _right_edges(segments: Sequence[Segment]) -> dict[int, float]:
    """Return where full lines end, by the margin at which they begin.

    The few widest are not counted: a masthead or toolbar may be wider than the text below it, and
    a box's text narrower than the text around it.
    """
    ends: dict[int, list[float]] = defaultdict(list)
    for segment in segments:
        if len(segment.text) >= _LINE_LENGTH:
            ends[_margin(segment)].append(segment.x1)
    whole = _ninth_tenth([segment.x1 for segment in segments])
    edges = {margin: _ninth_tenth(e) for margin, e in ends.items() if len(e) >= _FEW_LINES}
    return {_margin(segment): edges.get(_margin(segment), whole) for segment in segments}


def _ninth_tenth(ends: Sequence[float]) -> float:
    return sorted(ends)[-1 - len(ends) // 10] if ends else 0.0


def _lines_of(row: Row) -> Iterator[Segment]:
    """Yield a row that is not a table's: in parts where they are far apart, else as one.

    What stands beside a label with a colon is what is filled in.
    """
    group = [row.segments[0]]
    for segment in row.segments[1:]:
        labelled = len(group) == 1 and group[0].text.endswith(":")
        if segment.x0 - group[-1].x1 > 3 * row.size and not labelled:
            yield _merged(group)
            group = []
        group.append(segment)
    yield _merged(group)


def _in_order(parts: list[Segment], below: Row | None) -> list[Segment]:
    """Return the parts of a row, last the one that goes on in the row below: a note beside it."""
    first, *rest = parts
    if not rest or below is None or len(below.segments) > 1:
        return parts
    (under,) = below.segments
    goes_on = (
        abs(under.x0 - first.x0) < 0.3 * first.size
        and abs(under.size - first.size) < 0.1 * first.size
        and first.y - under.y < 1.6 * first.size
        and under.x1 < rest[0].x0
        and not under.mark
    )
    return [*rest, first] if goes_on else parts


def _leading(rows: list[Row]) -> float:
    gaps = [
        (above.y - below.y) / below.size
        for above, below in pairwise(rows)
        if abs(above.size - below.size) < 0.1 * below.size
    ]
    close = [gap for gap in gaps if 0.8 < gap < 2.2]
    if not close:
        return 1.3
    return Counter(round(gap, 1) for gap in close).most_common(1)[0][0] or median(close)


def _merged(segments: list[Segment]) -> Segment:
    """Return segments as one: a wide space is just a space."""
    first, *rest = segments
    if not rest:
        return first
    texts = [first.text, *(segment.full_text for segment in rest)]
    within = [text.replace("\xad", "-") for text in texts[:-1]]
    return replace(
        first,
        text=" ".join([*within, texts[-1]]).strip(),
        x1=rest[-1].x1,
        size=max(segments, key=lambda segment: len(segment.text)).size,
        bold=all(segment.bold for segment in segments),
    )


def _blocks(parts: list["Line | Table | int"], styles: Styles) -> Iterator[_Made]:
    open_: Open | None = None
    held: Open | None = None  # a block that footnotes came below, and may go on after them
    notes: list[Open] = []
    table: Table | None = None
    marked: Table | None = None  # the last one of the page
    table_page = page = 0
    fresh = True
    for part in parts:
        if isinstance(part, int):
            page, fresh, marked = part, True, None
            continue
        if isinstance(part, Table):
            yield from _closed(styles, *_ordered(held, notes, open_))
            open_ = held = None
            notes = []
            if table is not None and (table_page == page or (fresh and table_page == page - 1)):
                part = part.after(table)
            for kind, text in part.parts():
                yield _Made(SourceBlock(kind, text, OVER_ROWS, page))
            table, table_page, fresh = part, page, False
            marked = part
            continue
        table, fresh = None, False
        if open_ is not None and styles.goes_on(open_, part):
            open_.add(part)
        elif styles.is_note(part, open_):
            if open_ is not None and open_.note:
                notes.append(open_)
            else:
                held = open_
            open_ = Open("paragraph", part, part, part.text, note=True)
        elif held is not None and styles.goes_on(held, part):
            if open_ is not None:
                notes.append(open_)
            if part.page != held.last.page:
                yield from _closed(styles, *notes)
                notes = []
            held.add(part)
            open_, held = held, None
        else:
            yield from _closed(styles, *_ordered(held, notes, open_))
            is_note = marked is not None and marked.has_mark(part.segment.mark)
            note = Open("paragraph", part, part, part.segment.full_text)
            open_, held = note if is_note else styles.opened(part, open_), None
            notes = []
    yield from _closed(styles, *_ordered(held, notes, open_))


def _ordered(held: Open | None, notes: list[Open], open_: Open | None) -> list[Open | None]:
    """Return the blocks not yet given, each paragraph before the footnotes below it."""
    return [held, *notes, open_] if held is not None else [open_, *notes]


def _closed(styles: Styles, *blocks: Open | None) -> Iterator[_Made]:
    for block in blocks:
        if block is not None and block.text:
            yield _Made(block.closed(), styles.is_small(block.first) and not block.note)
