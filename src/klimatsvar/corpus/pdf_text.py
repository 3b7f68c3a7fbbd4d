"""The words that a PDF page shows, each with its place, turned upright."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pypdf import PageObject

from klimatsvar.corpus.pdf_operators import Interpreter, Point, Word


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal line, or the upper or lower edge of a box."""

    x0: float
    x1: float
    y: float


@dataclass(frozen=True, slots=True)
class PageText:
    """What stands on one page, turned so that most of its text is upright.

    Text in other directions (labels along a margin, watermarks) is left out, and so is text
    outside the page's visible part.
    """

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    rules: tuple[Rule, ...]
    unreadable: bool = False
    """Some font doesn't say which letters its glyphs are; that text is left out."""


_MOST_LINES = 5000


def read_page(page: PageObject, number: int) -> PageText:
    """Return the words of a page. Raises what pypdf raises on damaged content."""
    interpreter = Interpreter(page)
    interpreter.run(page.get("/Contents"), page.get_inherited("/Resources"))
    weights = Counter[int]()
    for angle, word, _, _ in interpreter.words:
        weights[angle] += len(word.text)
    angle = weights.most_common(1)[0][0] if weights else 0
    corners = [_turn(x, y, angle) for x, y in (page.cropbox.lower_left, page.cropbox.upper_right)]
    left, right = sorted(x for x, _ in corners)
    bottom, top = sorted(y for _, y in corners)
    words: list[Word] = []
    for word_angle, word, start, end in interpreter.words:
        if word_angle == angle:
            (x0, y), (x1, _) = _turn(*start, angle), _turn(*end, angle)
            if left - 1 <= x0 <= right + 1 and bottom - 1 <= y <= top + 1:
                words.append(replace(word, x0=x0 - left, x1=max(x0, x1) - left, y=y - bottom))
    rules = []
    # So many lines are a drawing or a map, no tables.
    for start, end in interpreter.lines if len(interpreter.lines) <= _MOST_LINES else ():
        (x0, y0), (x1, y1) = _turn(*start, angle), _turn(*end, angle)
        if abs(y1 - y0) < 1 and abs(x1 - x0) > 10:
            rules.append(Rule(min(x0, x1) - left, max(x0, x1) - left, y0 - bottom))
    return PageText(
        number,
        right - left,
        top - bottom,
        tuple(_without_doubles(words)),
        tuple(rules),
        interpreter.unreadable,
    )


def _without_doubles(words: list[Word]) -> Iterator[Word]:
    """Drop words shown twice in the same place, as programs do for shadows and false bold."""
    seen: dict[tuple[str, int], list[float]] = defaultdict(list)
    for word in words:
        row = round(word.y)
        near = (x for dy in (-1, 0, 1) for x in seen[word.text, row + dy])
        if not any(abs(x - word.x0) < 0.12 * word.size for x in near):
            seen[word.text, row].append(word.x0)
            yield word


def _turn(x: float, y: float, angle: int) -> Point:
    """Turn a point clockwise about the origin by 0, 90, 180 or 270 degrees."""
    return {0: (x, y), 90: (y, -x), 180: (-x, -y), 270: (-y, x)}[angle]


def has_space(before: Word, word: Word) -> bool:
    """Tell whether two neighbours on a line are words apart or parts of one word."""
    gap = word.x0 - before.x1
    size = min(before.size, word.size)
    return gap > (0.05 if word.spaced else 0.16) * size


def heights(rules: Sequence[Rule], left: float, right: float) -> list[float]:
    """Return where the rules stand that cross both ``left`` and ``right``, lowest first."""
    return sorted(rule.y for rule in rules if rule.x0 < left and rule.x1 > right)


def any_between(ys: Sequence[float], low: float, high: float) -> bool:
    """Tell whether any of the sorted ``ys`` is above ``low`` and below ``high``."""
    return bisect_right(ys, low) < bisect_left(ys, high)
