"""Footnotes whose own numbers stand on the line, as LibreOffice sets them, not raised above it."""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace

from klimatsvar.corpus.formats.pdf.text import PageText, Rule, Word

_RAISED_SIZE, _RAISED_BY = 0.6, 0.35
"""Of the size of the note's text: how a mark is set that is told as one."""
_SMALLER = 0.84
"""Of the size beside it: the most that a raised mark has."""
_WIDEST = 0.5
"""Part of the page's width; a line across more of it parts other things than notes."""
_AT_MARGIN = 2.0
"""Points."""
_FARTHEST = 4.0
"""In ems, from a mark to the note's text: a tab."""
_NUMBER = re.compile(r"\d{1,3}")
_NUMBERED = re.compile(r"(\d{1,3})(\D.*)?", re.DOTALL)
_MOST_WORDS = 3000
"""Of a page that is looked at."""


def with_raised_marks(page: PageText) -> Sequence[Word]:
    """Return a page's words, the numbers of its footnotes raised and close before their text.

    They begin the lines below a short line drawn at the text's left edge, where nothing else is as
    large as the text, and stand raised in the text too: "1Enligt strategin", "1  Enligt strategin".
    """
    numbers = [word for word in page.words if _NUMBER.fullmatch(word.text)]
    if not numbers or len(page.words) > _MOST_WORDS:
        return page.words
    raised = [(mark, text) for mark in numbers for text in _under(mark, page.words)]
    left = min(word.x0 for word in page.words)
    for rule in page.rules if raised else ():
        below = [word for word in page.words if word.y < rule.y]
        if rule.x1 - rule.x0 > _WIDEST * page.width or abs(rule.x0 - left) > _AT_MARGIN:
            continue
        largest = max((word.size for word in below), default=0.0)
        marks = {mark.text for mark, text in raised if text.y > rule.y and text.size > largest}
        if below and marks:
            return [part for word in page.words for part in _told(word, marks, rule, below)]
    return page.words


def _under(mark: Word, words: Sequence[Word]) -> Iterator[Word]:
    """Yield the words that a number is raised above the end of."""
    for word in words:
        if (
            mark.size <= _SMALLER * word.size
            and 0.15 * word.size < mark.y - word.y < 0.75 * word.size
            and abs(mark.x0 - word.x1) < 0.4 * word.size
        ):
            yield word


def _told(word: Word, marks: Set[str], rule: Rule, below: Sequence[Word]) -> Iterator[Word]:
    """Yield a word; if it is or begins with one of the marks, at the left edge, the mark raised."""
    found = _NUMBERED.fullmatch(word.text)
    if word.y > rule.y or abs(word.x0 - rule.x0) > _AT_MARGIN or not found or found[1] not in marks:
        yield word
        return
    mark, text = found.groups()
    if text:
        x = word.x0 + (word.x1 - word.x0) * len(mark) / len(word.text)
        yield _raised(mark, word, x, word)
        yield replace(word, text=text, x0=x, spaced=False)
        return
    after = [
        other
        for other in below
        if 0 <= other.x0 - word.x1 < _FARTHEST * other.size
        and -0.1 * other.size < word.y - other.y < 0.75 * other.size
    ]
    first = min(after, key=lambda other: other.x0, default=None)
    yield word if first is None else _raised(mark, word, first.x0, first)


def _raised(mark: str, word: Word, x: float, text: Word) -> Word:
    size, y = _RAISED_SIZE * text.size, text.y + _RAISED_BY * text.size
    return replace(word, text=mark, x1=x, y=y, size=size)
