"""Words with a line drawn through them: they no longer hold."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from klimatsvar.corpus.formats.pdf.text import PageText, Rule, Word

# Of the words' size: how high above their baseline the line runs, and how far beyond them it may.
_LOWEST, _HIGHEST = 0.12, 0.48
_BEYOND = 0.4
_COVERED = 0.8
"""Part of a word's width."""
_NEAR = 1.0
"""In ems, between words that follow each other."""


def without_struck(page: PageText) -> PageText:
    """Return a page without the words that a line runs through, and with their letters counted.

    The line begins and ends where such words do: one that runs on is a table's or a drawing's.
    """
    words = sorted(page.words, key=lambda word: word.y)
    ys = [word.y for word in words]
    largest = _HIGHEST * max((word.size for word in words), default=0.0)
    struck: dict[int, Word] = {}
    for rule in page.rules:
        near = words[bisect_left(ys, rule.y - largest) : bisect_right(ys, rule.y)]
        struck |= {id(word): word for word in _struck_by(rule, near)}
    if not struck:
        return page
    kept = [word for word in page.words if id(word) not in struck]
    letters = sum(len(word.text) for word in struck.values())
    return replace(page, words=tuple(_closed(kept, [*struck.values()])), struck=letters)


def _struck_by(rule: Rule, words: Sequence[Word]) -> list[Word]:
    through = [
        word
        for word in words
        if _LOWEST * word.size < rule.y - word.y < _HIGHEST * word.size
        and word.x0 < rule.x1
        and rule.x0 < word.x1
    ]
    if not through:
        return []
    beyond = _BEYOND * max(word.size for word in through)
    first, last = min(word.x0 for word in through), max(word.x1 for word in through)
    is_theirs = rule.x0 > first - beyond and rule.x1 < last + beyond
    return [word for word in through if _is_covered(word, rule)] if is_theirs else []


def _is_covered(word: Word, rule: Rule) -> bool:
    return min(word.x1, rule.x1) - max(word.x0, rule.x0) > _COVERED * (word.x1 - word.x0)


def _closed(words: Sequence[Word], struck: Sequence[Word]) -> Iterator[Word]:
    """Yield the words, those before struck ones made to reach over them: no column begins there."""
    for word in words:
        for gone in sorted(struck, key=lambda gone: gone.x0):
            if abs(gone.y - word.y) < 1 and 0 <= gone.x0 - word.x1 + 1 < _NEAR * word.size:
                word = replace(word, x1=gone.x1)
        yield word
