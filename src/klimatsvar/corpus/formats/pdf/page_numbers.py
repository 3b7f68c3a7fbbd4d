"""Page numbers, alone or beside a chapter's name that changes from page to page."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median

from klimatsvar.corpus.formats.pdf.lines import Row, Segment
from klimatsvar.corpus.formats.pdf.text import PageText

# Parts of the page's height, and points.
_EDGE_PART = 0.12
_SAME_HEIGHT = 3.0
_LEAST_PAGES = 3
_MOST_FIGURES = 3
_SMALL = 0.9
"""Part of the text's size."""
_FAR_BELOW = 4
"""In ems."""
# "18", "18 Slutsatser", "Inledning 3": no sentence, and no other figures.
_NUMBERED = re.compile(r"(\d{1,3})(?: ([^\d.,:;!?]{2,50}))?|([^\d.,:;!?]{2,50}) (\d{1,3})")


def without_numbers(
    pages: Sequence[tuple[PageText, list[Row]]],
) -> list[tuple[PageText, list[Row]]]:
    """Return the pages' rows without the numbers that count the pages.

    They stand at the same height on three pages or more, each as much higher than the last as the
    page is. What else is in such a row goes too, unless the row is level with the text.
    """
    body = median([row.size for _, rows in pages for row in rows] or [0.0])
    found: dict[tuple[str, int], dict[int, float]] = defaultdict(dict)
    for page, rows in pages:
        for side, row, _, number in _numbers(page, rows, body):
            found[side, number - page.number][page.number] = row.y
    heights = {
        key: median(seen.values()) for key, seen in found.items() if len(seen) >= _LEAST_PAGES
    }
    kept: list[tuple[PageText, list[Row]]] = []
    for page, rows in pages:
        for side, row, segment, number in list(_numbers(page, rows, body)):
            height = heights.get((side, number - page.number))
            if height is not None and abs(row.y - height) < _SAME_HEIGHT:
                rows = _stripped(rows, row, segment)
        kept.append((page, rows[:-1] if _is_alone(page, rows, body) else rows))
    return kept


def _is_alone(page: PageText, rows: Sequence[Row], body: float) -> bool:
    """Tell whether a page's last row is a small number by itself, far below the text."""
    if len(rows) < 2 or len(rows[-1].segments) != 1:
        return False
    (segment,) = rows[-1].segments
    return (
        segment.full_text.isdecimal()
        and len(segment.full_text) <= _MOST_FIGURES
        and segment.size < _SMALL * body
        and segment.y < _EDGE_PART * page.height
        and rows[-2].y - segment.y > _FAR_BELOW * body
    )


def _numbers(
    page: PageText, rows: Sequence[Row], body: float
) -> Iterator[tuple[str, Row, Segment, int]]:
    """Yield what may be page numbers: the edge of the page, the row, the segment, the number."""
    depth = _EDGE_PART * page.height
    for row in rows:
        if depth <= row.y <= page.height - depth:
            continue
        side = "bottom" if row.y < depth else "top"
        for segment in row.segments:
            match = _NUMBERED.fullmatch(segment.full_text)
            if match is None or segment.size > 1.6 * body:
                continue
            name = match[2] or match[3]
            heading = segment.bold or segment.size > 1.1 * body
            if not name or not heading:  # a chapter's heading on a page of its own counts too
                yield side, row, segment, int(match[1] or match[4])


def _stripped(rows: list[Row], row: Row, number: Segment) -> list[Row]:
    if row not in rows:
        return rows
    index = rows.index(row)
    near = any(
        abs(rows[i].y - row.y) < 2.2 * row.size
        for i in (index - 1, index + 1)
        if 0 <= i < len(rows)
    )
    rest = tuple(s for s in row.segments if s is not number) if near else ()
    stripped = [replace(row, segments=rest)] if rest else []
    return [*rows[:index], *stripped, *rows[index + 1 :]]
