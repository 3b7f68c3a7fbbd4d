"""Find a quotation in the text of a page as PDFium gives it. Pure."""

import re
from collections.abc import Iterable, Iterator, Set
from itertools import chain

from klimatsvar.language.letters import fold
from klimatsvar.web.html.quoted_parts import Row

_TELLING = 16
"""Letters of a run of words that can hardly stand on the page by chance."""


def letters(text: str) -> str:
    """Return what the spelling of a text comes to without marks, spaces, hyphens and case."""
    return "".join(char for char in fold(text) if char.isalnum())


def find(quotation: str, page: str, before: int = 0) -> list[tuple[int, int]]:
    """Return where a quotation stands in a page's text, as spans of ``page``.

    Breaks of lines and words don't matter. Where the page has it several times, the one with
    about ``before`` letters before it is meant. A table row is found with the line of its headers,
    and what else the page has in another order in parts.
    """
    spelled = [(letter, at) for at, char in enumerate(page) for letter in letters(char)]
    whole = "".join(letter for letter, _ in spelled)
    ends = {n for n, (_, at) in enumerate(spelled, start=1) if not letters(page[at + 1 : at + 2])}

    def span(start: int, end: int) -> tuple[int, int]:
        return spelled[start][1], spelled[end - 1][1] + 1

    quoted = letters(quotation)
    starts = [found.start() for found in re.finditer(f"(?={re.escape(quoted)})", whole)]
    if quoted and starts:
        start = min(starts, key=lambda start: abs(start - before))
        return [span(start, start + len(quoted))]
    rows = {block: _table_row(block, page) for block in quotation.splitlines()}
    rest = "\n".join(block for block, row in rows.items() if not _is_whole(block, row, page))
    parts = (span(*part) for part in _parts(rest, whole, ends))
    found = {*chain(*rows.values()), *parts, *_lines(rest, page)}
    return sorted(one for one in found if not any(_is_within(one, other) for other in found))


def _is_whole(block: str, found: Iterable[tuple[int, int]], page: str) -> bool:
    """Tell whether what was found has all of the block's words."""
    return {word for start, end in found for word in _words(page[start:end])}.issuperset(
        _words(block)
    )


def _is_within(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one != other and other[0] <= one[0] and one[1] <= other[1]


def _parts(quotation: str, whole: str, ends: Set[int]) -> list[tuple[int, int]]:
    """Return the longest runs of the quotation's words that the page has, up to a word's end."""
    words = [spelled for word in quotation.split() if (spelled := letters(word))]
    found = []
    first = 0
    while first < len(words):
        run, after = "", first
        while after < len(words) and _end(run + words[after], whole) in ends:
            run += words[after]
            after += 1
        if len(run) >= _TELLING:
            end = _end(run, whole)
            found.append((end - len(run), end))
        first = max(after, first + 1)
    return found


def _end(run: str, whole: str) -> int:
    """Return where the run ends the first time, -1 if the page lacks it."""
    start = whole.find(run)
    return -1 if start < 0 else start + len(run)


def _lines(quotation: str, page: str) -> Iterator[tuple[int, int]]:
    """Yield the page's lines of several words that all stand in the quotation."""
    quoted = set(_words(quotation))
    for line in re.finditer(r"[^\r\n]+", page):
        words = _words(line[0])
        if len(words) > 1 and quoted.issuperset(words):
            yield line.span()


def _table_row(block: str, page: str) -> list[tuple[int, int]]:
    """Return where the headers of a table row stand, as a line, and the row's lines below it.

    Headers that the row has no cell of may stand beside them. Nothing is returned for what is no
    row, or has no line that holds all of its headers.
    """
    row = Row.of(block)
    names = [" ".join(_words(header)) for header, _ in row.cells]
    if not row.first or not any(names):
        return []
    headers: list[tuple[int, int]] = []
    for line in re.finditer(r"[^\r\n]+", page):
        words = f" {' '.join(_words(line[0]))} "
        if all(f" {name} " in words for name in names):
            headers.append(line.span())
    below = [line for line in _lines(block, page) if line not in headers]
    above = [line for line in headers if below and line < below[-1]]
    return [above[-1], *below] if above else []


def _words(text: str) -> list[str]:
    return [letters(word) for word in re.findall(r"\w+", text)]
