"""Running headers, footers and page numbers, and what a browser prints around a page."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, takewhile
from operator import itemgetter
from statistics import median

from klimatsvar.corpus.formats.pdf.lines import Row, Segment
from klimatsvar.corpus.formats.pdf.page_numbers import without_numbers
from klimatsvar.corpus.formats.pdf.text import PageText

# How many rows from the edge, and how near it, a running header or footer may stand.
_EDGE_ROWS = 4
_EDGE_PART = 0.16
_SAME = 2.0
"""Points."""
_WIDEST = 50
"""Segments in a table's row."""
_NEAR = 3
"""In ems, from row to row."""
_NUMBER = "#"
_PAGE_NUMBER = re.compile(
    r"(?:sida|sidan|sid\.?|page|s\.)?\s*[-–]?\s*\d{1,3}\s*[-–]?(?:\s*(?:av|of|/|\()\s*\d{1,3}\)?)?",
    re.IGNORECASE,
)
_SECTION = re.compile(r"§+\s*\d")
"""Each section of minutes may begin a page, and its number is no page's."""
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
    alike: dict[tuple[str, str], list[int]] = defaultdict(list)  # figures and all
    sizes = [segment.size for _, rows in pages for row in rows for segment in row.segments]
    body = median(sizes) if sizes else 0.0
    large: set[tuple[str, str]] = set()
    for index, (page, rows) in enumerate(pages):
        for side in ("top", "bottom"):
            near = (segment for row in _edge(page, rows, side) for segment in row.segments)
            edge = [segment for segment in near if not _SECTION.match(segment.full_text)]
            for key in {_key(side, segment) for segment in edge}:
                seen[key].append(index)
            for key in {_exact(side, segment) for segment in edge}:
                alike[key].append(index)
            large |= {_key(side, segment) for segment in edge if segment.size > 1.1 * body}
    running = {
        key
        for key, indexes in seen.items()
        if _recurs(indexes, len(pages), nearby=key not in large)
    }
    same = {key for key, indexes in alike.items() if _recurs(indexes, len(pages), nearby=False)}
    stripped = [_strip(page, rows, running, same) for page, rows in pages]
    return stripped if any(stripped) else [rows for _, rows in pages]


def _without_print(rows: list[Row]) -> list[Row]:
    """Return a page's rows without the first where it says when a browser printed the page.

    Below such a page stands its address.
    """
    texts = [row.segments[0].text for row in (*rows[:1], *rows[-1:])]
    is_print = len(rows) > 1 and _PRINTED.fullmatch(texts[0]) and _ADDRESS.match(texts[1])
    return rows[1:] if is_print else rows


def running_texts(before: list[Row], after: list[Row]) -> list[str]:
    """Return what was left out of each row of a page, page numbers aside.

    A label comes with what stands below it, too: "Sammanträdesdatum 2026-03-11".
    """
    kept = {segment for row in after for segment in row.segments}
    rows = [[s for s in row.segments if s not in kept] for row in before]
    bare = ([s.full_text for s in row if not _PAGE_NUMBER.fullmatch(s.full_text)] for row in rows)
    labelled = (
        f"{label.text} {value.text}"
        for upper, lower in pairwise(rows)
        for label in upper
        for value in lower
        if abs(label.x0 - value.x0) < _SAME and not any(map(str.isdigit, label.text))
    )
    return [*filter(None, map(" ".join, bare)), *labelled]


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


def _exact(side: str, segment: Segment) -> tuple[str, str]:
    """Return a segment's text and height; page numbers are all alike."""
    text = segment.full_text
    return side, f"{_NUMBER if _PAGE_NUMBER.fullmatch(text) else text}@{round(segment.y / 4)}"


def _strip(
    page: PageText, rows: list[Row], running: set[tuple[str, str]], same: set[tuple[str, str]]
) -> list[Row]:
    for side in ("top", "bottom"):
        edge = _edge(page, rows, side)
        alike = [all(_exact(side, s) in same for s in row.segments) for row in edge]
        band = _near([row for row, _ in takewhile(itemgetter(1), zip(edge, alike, strict=True))])
        for row in edge:
            kept = [s for s in row.segments if _key(side, s) not in running]
            if any(_is_page_number(s, running) for s in row.segments):
                kept = []  # what stands beside it, such as a chapter's name, runs too
            # Rows that are the same on each page are no table but with one that isn't.
            last = band[-1] if row in band else row
            index = rows.index(last) + (1 if side == "top" else -1)
            inward = rows[index] if 0 <= index < len(rows) else None
            if len(kept) == len(row.segments) or (inward and _in_table(last, inward)):
                break
            rows = [replace(r, segments=tuple(kept)) if r is row else r for r in rows]
            if kept:
                break
    return [row for row in rows if row.segments]


def _near(rows: list[Row]) -> list[Row]:
    """Return the first of the rows and those that stand near each other from there."""
    far = (
        i
        for i, (row, inner) in enumerate(pairwise(rows), 1)
        if abs(row.y - inner.y) >= _NEAR * max(row.size, inner.size)
    )
    return rows[: next(far, len(rows))]


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
    if not 2 <= len(fewer.segments) <= _WIDEST or abs(row.y - inward.y) >= _NEAR * row.size:
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
