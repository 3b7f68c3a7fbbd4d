"""The words that a PDF page shows, each with its place, turned upright."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias
from unicodedata import bidirectional

Point: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Word:
    """A run of glyphs without a space. Points; the page's lower left corner is (0, 0)."""

    text: str
    x0: float
    x1: float
    y: float
    """Of the baseline."""
    size: float
    bold: bool = False
    symbol: bool = False
    """Set in a font of pictures, such as Wingdings."""
    spaced: bool = False
    """The page shows a space before it."""
    italic: bool = False
    filled: bool = False
    """It stands in a field of a form."""
    mirrored: bool = False
    """Arabic or Hebrew that the file draws from the left, as no one reads it."""


Placed: TypeAlias = tuple[int, Word, Point, Point]
"""The direction in degrees, 0, 90, 180 or 270; the word without a place; its two ends."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal line, or the upper or lower edge of a box."""

    x0: float
    x1: float
    y: float


@dataclass(frozen=True, slots=True)
class Post:
    """A vertical line, or the left or right edge of a box."""

    x: float
    y0: float
    y1: float


@dataclass(slots=True)
class Drawing:
    """What a page draws, in its own coordinates, before it is turned upright."""

    words: list[Placed] = field(default_factory=list)
    lines: list[tuple[Point, Point]] = field(default_factory=list)
    unreadable: bool = False
    tangled: bool = False
    unseen: int = 0
    """Letters that nobody sees: without ink, white on white or tiny. They are in no word."""


@dataclass(frozen=True, slots=True)
class PageText:
    """What stands on one page, turned so that most of its text is upright.

    Text outside the page's visible part is left out.
    """

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    rules: tuple[Rule, ...]
    unreadable: bool = False
    """So many of its glyphs tell no letters, and are left out, that its picture may say more."""
    tangled: bool = False
    """It has more text than any page to be read; all is left out."""
    sideways: "PageText | None" = None
    """What stands in another direction, if that is a text: a table turned on its side. Labels
    along a margin and axes are left out."""
    posts: tuple[Post, ...] = ()
    unseen: int = 0
    """Letters left out because nobody sees them."""
    struck: int = 0
    """Letters left out because a line runs through them."""

    @property
    def text(self) -> str:
        """All words, as they were drawn."""
        words = " ".join(word.text for word in self.words)
        return f"{words} {self.sideways.text}" if self.sideways else words


MOST_LINES = 5000
"""So many lines are a drawing or a map, no tables."""
_LEAST_SIDEWAYS = 120
"""Letters."""


def upright(drawing: Drawing, number: int, lower_left: Point, upper_right: Point) -> PageText:
    """Return a page's drawing turned upright; the two points are its visible part's corners."""
    weights = Counter[int]()
    for angle, word, _, _ in drawing.words:
        weights[angle] += len(word.text)
    (main, _), *others = weights.most_common(2) or [(0, 0)]
    page = _turned(drawing, number, main, lower_left, upper_right)
    if others and others[0][1] >= _LEAST_SIDEWAYS:
        sideways = _turned(drawing, number, others[0][0], lower_left, upper_right)
        return replace(page, sideways=sideways)
    return page


def _turned(
    drawing: Drawing, number: int, angle: int, lower_left: Point, upper_right: Point
) -> PageText:
    """Return what stands in one direction, upright."""
    corners = [_turn(*corner, angle) for corner in (lower_left, upper_right)]
    left, right = sorted(x for x, _ in corners)
    bottom, top = sorted(y for _, y in corners)
    words: list[Word] = []
    for word_angle, word, start, end in drawing.words:
        if word_angle == angle:
            (x0, y), (x1, _) = _turn(*start, angle), _turn(*end, angle)
            if left - 1 <= x0 <= right + 1 and bottom - 1 <= y <= top + 1:
                words.append(replace(word, x0=x0 - left, x1=max(x0, x1) - left, y=y - bottom))
    rules: list[Rule] = []
    posts: list[Post] = []
    # So many lines are a drawing or a map, no tables.
    for start, end in drawing.lines if len(drawing.lines) <= MOST_LINES else ():
        (x0, y0), (x1, y1) = _turn(*start, angle), _turn(*end, angle)
        if abs(y1 - y0) < 1 and abs(x1 - x0) > 10:
            rules.append(Rule(min(x0, x1) - left, max(x0, x1) - left, y0 - bottom))
        elif abs(x1 - x0) < 1 and abs(y1 - y0) > 6:
            posts.append(Post(x0 - left, min(y0, y1) - bottom, max(y0, y1) - bottom))
    return PageText(
        number,
        right - left,
        top - bottom,
        tuple(_without_doubles(words)),
        tuple(_joined(rules)),
        drawing.unreadable,
        drawing.tangled,
        posts=tuple(_stacked(posts)),
        unseen=drawing.unseen,
    )


def _joined(rules: list[Rule]) -> Iterator[Rule]:
    """Yield the rules, those that touch end to end as one: each cell may draw its own edge."""
    waiting: Rule | None = None
    for rule in sorted(rules, key=lambda rule: (round(2 * rule.y), rule.x0)):
        if waiting and abs(waiting.y - rule.y) < 0.5 and rule.x0 < waiting.x1 + 1.5:
            waiting = replace(waiting, x1=max(waiting.x1, rule.x1))
        else:
            if waiting:
                yield waiting
            waiting = rule
    if waiting:
        yield waiting


def _stacked(posts: list[Post]) -> Iterator[Post]:
    """Yield the posts, those that touch end to end as one."""
    waiting: Post | None = None
    for post in sorted(posts, key=lambda post: (round(post.x), post.y0)):
        if waiting and abs(waiting.x - post.x) < 1 and post.y0 < waiting.y1 + 1.5:
            waiting = replace(waiting, y1=max(waiting.y1, post.y1))
        else:
            if waiting:
                yield waiting
            waiting = post
    if waiting:
        yield waiting


def _without_doubles(words: list[Word]) -> Iterator[Word]:
    """Drop words shown twice in the same place, as programs do for shadows and false bold."""
    seen: dict[tuple[str, int, int], list[float]] = defaultdict(list)
    for word in words:
        near = 0.12 * word.size
        row, column = round(word.y), int(word.x0 / near)
        cells = ((word.text, row + dy, column + dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1))
        if not any(abs(x - word.x0) < near for cell in cells for x in seen.get(cell, ())):
            seen[word.text, row, column].append(word.x0)
            yield word


def _turn(x: float, y: float, angle: int) -> Point:
    """Turn a point clockwise about the origin by 0, 90, 180 or 270 degrees."""
    match angle:
        case 90:
            return (y, -x)
        case 180:
            return (-x, -y)
        case 270:
            return (-y, x)
        case _:
            return (x, y)


def has_space(before: Word, word: Word) -> bool:
    """Tell whether two neighbours on a line are words apart or parts of one word."""
    gap = word.x0 - before.x1
    size = min(before.size, word.size)
    return gap > (0.05 if word.spaced else 0.16) * size


def heights(rules: Sequence[Rule], left: float, right: float) -> list[float]:
    """Return where the rules stand that cross both ``left`` and ``right``, lowest first."""
    return sorted(rule.y for rule in rules if rule.x0 < left and rule.x1 > right)


def heights_across(rules: Sequence[Rule], left: float, right: float) -> list[float]:
    """Return where the rules stand that reach from ``left`` to ``right``, lowest first."""
    return sorted(rule.y for rule in rules if rule.x0 <= left and rule.x1 >= right)


def any_between(ys: Sequence[float], low: float, high: float) -> bool:
    """Tell whether any of the sorted ``ys`` is above ``low`` and below ``high``."""
    return bisect_right(ys, low) < bisect_left(ys, high)


LAST_LETTERS = "ةىךםןףץ"
"""Arabic and Hebrew letters that begin no word."""


def is_right_to_left(text: str) -> bool:
    """Tell whether most of a text's first letters are of Arabic, Hebrew or their kin."""
    if text.isascii():
        return False
    sides = [bidirectional(char) for char in text[:2000] if char.isalpha()]
    return 2 * sum(side in ("R", "AL") for side in sides) > len(sides)


def has_words(text: str) -> bool:
    """Tell whether a text has two letters side by side."""
    return re.search(r"[^\W\d_]{2}", text) is not None
