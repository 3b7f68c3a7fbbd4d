"""Find a quotation in the text of a page as PDFium gives it. Pure."""

import re
from collections.abc import Iterator, Set

from klimatsvar.language.letters import fold

_TELLING = 16
"""Letters of a run of words that can hardly stand on the page by chance."""


def letters(text: str) -> str:
    """Return what the spelling of a text comes to without marks, spaces, hyphens and case."""
    return "".join(char for char in fold(text) if char.isalnum())


def find(quotation: str, page: str, before: int = 0) -> list[tuple[int, int]]:
    """Return where a quotation stands in a page's text, as spans of ``page``.

    Breaks of lines and words don't matter. Where the page has it several times, the one with
    about ``before`` letters before it is meant. A quotation that the page has in another order, as
    a table row whose headers stand above, is found in parts.
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
    parts = (span(*part) for part in _parts(quotation, whole, ends))
    return [*parts, *_rows(quotation, page)]


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


def _rows(quotation: str, page: str) -> Iterator[tuple[int, int]]:
    """Yield the page's lines of several words that all stand in the quotation."""
    quoted = {letters(word) for word in re.findall(r"\w+", quotation)}
    for line in re.finditer(r"[^\r\n]+", page):
        words = [letters(word) for word in re.findall(r"\w+", line[0])]
        if len(words) > 1 and quoted.issuperset(words):
            yield line.span()
