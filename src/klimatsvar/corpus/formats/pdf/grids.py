"""Tables whose cells are drawn: the lines around a cell say what stands in it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from klimatsvar.corpus.formats.pdf.text import PageText, Post, Rule, Word

_NEAR = 3.0
"""Points between lines that are one: the edges of neighbouring cells."""
_COVERED = 0.6
"""Part of a cell's side that must be drawn."""
_LOWEST = 5.0
"""Points; the least height of a row."""
_MOST_LINES = 400
"""Of one direction; more are a map or a drawing."""
_MOST_CELLS = 5000


@dataclass(frozen=True, slots=True)
class Box:
    """A cell, merged over some rows and columns of its grid, and the words within its lines."""

    row: int
    column: int
    rows: int
    columns: int
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells that lie close beside each other, each with lines around it."""

    xs: tuple[float, ...]
    """Where its columns begin and the last ends, in points from the left."""
    ys: tuple[float, ...]
    """Where its rows begin and the last ends, in points from below, highest first."""
    boxes: tuple[Box, ...]
    """Row by row, from the left."""
    known: Mapping[str, int] = field(default_factory=dict, compare=False)
    """The page's words in small letters, and how often it has each."""

    @property
    def words(self) -> list[Word]:
        """All words that stand in it."""
        return [word for box in self.boxes for word in box.words]


def grids_of(page: PageText) -> list[Grid]:
    """Return the tables of a page whose rows and columns are all drawn, highest first.

    They have two rows or more with words in several cells. Lines that part no rectangles, as those
    of a drawing, are none.
    """
    if max(len(page.rules), len(page.posts)) > _MOST_LINES:
        return []
    grids: list[Grid] = []
    for rules, posts in _touching(page.rules, page.posts):
        grid = _grid(rules, posts, page.words)
        if grid is not None and _is_table(grid):
            grids.append(grid)
    return sorted(grids, key=lambda grid: (-grid.ys[0], grid.xs[0]))


def _touching(
    rules: Sequence[Rule], posts: Sequence[Post]
) -> Iterator[tuple[list[Rule], list[Post]]]:
    """Yield the lines that meet, directly or by others."""
    waiting_rules, waiting_posts = list(rules), list(posts)
    while waiting_posts:
        found_posts, found_rules = [waiting_posts.pop()], list[Rule]()
        fresh_posts = found_posts
        while fresh_posts:
            fresh = [rule for rule in waiting_rules if any(_meet(rule, p) for p in fresh_posts)]
            waiting_rules = [rule for rule in waiting_rules if rule not in fresh]
            fresh_posts = [post for post in waiting_posts if any(_meet(r, post) for r in fresh)]
            waiting_posts = [post for post in waiting_posts if post not in fresh_posts]
            found_rules += fresh
            found_posts += fresh_posts
        yield found_rules, found_posts


def _meet(rule: Rule, post: Post) -> bool:
    return (
        rule.x0 - _NEAR <= post.x <= rule.x1 + _NEAR
        and post.y0 - _NEAR <= rule.y <= post.y1 + _NEAR
    )


def _grid(rules: Sequence[Rule], posts: Sequence[Post], words: Sequence[Word]) -> Grid | None:
    """Return the lines as cells, None where what they part are no rectangles."""
    if len(rules) < 2:
        return None
    xs = _merged([*(p.x for p in posts), *(x for rule in rules for x in (rule.x0, rule.x1))])
    ys = _merged([*(r.y for r in rules), *(y for post in posts for y in (post.y0, post.y1))])[::-1]
    if len(xs) < 3 or len(ys) < 3 or len(xs) * len(ys) > _MOST_CELLS:
        return None
    if any(high - low < _LOWEST for high, low in pairwise(ys)):
        return None
    boxes = _boxes(xs, ys, rules, posts)
    if boxes is None:
        return None
    inside = [word for word in words if xs[0] <= _middle(word) <= xs[-1]]
    inside = [word for word in inside if ys[-1] <= _height(word) <= ys[0]]
    cells = tuple(_filled(box, xs, ys, inside) for box in boxes)
    known = Counter(word.text.strip(".,;:()").casefold() for word in words)
    return Grid(tuple(xs), tuple(ys), cells, known)


def _merged(places: Sequence[float]) -> list[float]:
    """Return the places, of those close to each other the first, in rising order."""
    found: list[float] = []
    last = float("-inf")
    for place in sorted(places):
        if place - last > _NEAR:
            found.append(place)
        last = place
    return found


def _boxes(
    xs: Sequence[float], ys: Sequence[float], rules: Sequence[Rule], posts: Sequence[Post]
) -> list[Box] | None:
    """Return the rectangles that the lines part, None if any is no rectangle."""
    height, width = len(ys) - 1, len(xs) - 1
    beside = [
        [_is_post(posts, xs[j + 1], ys[i + 1], ys[i]) for j in range(width - 1)] + [True]
        for i in range(height)
    ]
    below = [
        [_is_rule(rules, ys[i + 1], xs[j], xs[j + 1]) or i == height - 1 for j in range(width)]
        for i in range(height)
    ]
    taken: set[tuple[int, int]] = set()
    boxes: list[Box] = []
    for i in range(height):
        for j in range(width):
            if (i, j) in taken:
                continue
            right = next(k for k in range(j, width) if beside[i][k])
            bottom = next(k for k in range(i, height) if below[k][j])
            inside = {(a, b) for a in range(i, bottom + 1) for b in range(j, right + 1)}
            if inside & taken or not _is_open(inside, bottom, right, beside, below):
                return None
            taken |= inside
            boxes.append(Box(i, j, bottom - i + 1, right - j + 1, ()))
    return boxes


def _is_open(
    inside: set[tuple[int, int]],
    bottom: int,
    right: int,
    beside: Sequence[Sequence[bool]],
    below: Sequence[Sequence[bool]],
) -> bool:
    """Tell whether no line runs through a rectangle, and lines close it below and to the right."""
    return all(beside[i][j] == (j == right) and below[i][j] == (i == bottom) for i, j in inside)


def _is_post(posts: Sequence[Post], x: float, low: float, high: float) -> bool:
    spans = [(post.y0, post.y1) for post in posts if abs(post.x - x) <= _NEAR]
    return _is_covered(spans, low, high)


def _is_rule(rules: Sequence[Rule], y: float, left: float, right: float) -> bool:
    spans = [(rule.x0, rule.x1) for rule in rules if abs(rule.y - y) <= _NEAR]
    return _is_covered(spans, left, right)


def _is_covered(spans: Sequence[tuple[float, float]], low: float, high: float) -> bool:
    covered, end = 0.0, low
    for first, last in sorted(spans):
        first, last = max(first, end), min(last, high)
        if last > first:
            covered, end = covered + last - first, last
    return covered >= _COVERED * (high - low)


def _middle(word: Word) -> float:
    return (word.x0 + word.x1) / 2


def _height(word: Word) -> float:
    return word.y + 0.3 * word.size


def _filled(box: Box, xs: Sequence[float], ys: Sequence[float], words: Sequence[Word]) -> Box:
    left, right = xs[box.column], xs[box.column + box.columns]
    top, bottom = ys[box.row], ys[box.row + box.rows]
    inside = (w for w in words if left <= _middle(w) < right and bottom <= _height(w) < top)
    return Box(box.row, box.column, box.rows, box.columns, tuple(inside))


def _is_table(grid: Grid) -> bool:
    """Tell whether words stand side by side in two rows or more, and rows are parted by lines."""
    filled = [0] * (len(grid.ys) - 1)
    for box in grid.boxes:
        if box.words:
            for row in range(box.row, box.row + box.rows):
                filled[row] += 1
    several = sum(count > 1 for count in filled)
    return several > 1 and 2 * sum(map(bool, filled)) > len(filled) and not _holds_rows(grid)


def _holds_rows(grid: Grid) -> bool:
    """Tell whether lines are drawn around several rows at once: words stand level in all cells.

    Each line of such a cell begins anew, with a figure or a capital.
    """
    for row in range(len(grid.ys) - 1):
        boxes = [box for box in grid.boxes if box.row == row and box.rows == 1 and box.words]
        lines = [_lines(box.words) for box in boxes]
        if len(lines) < 2 or len(lines[0]) < 2:
            continue
        level = all(
            len(each) == len(lines[0])
            and all(abs(a[0].y - b[0].y) < 1 for a, b in zip(each, lines[0], strict=True))
            for each in lines
        )
        anew = all(
            line[0].text[0].isupper() or line[0].text[0].isdigit() for e in lines for line in e
        )
        figures = any(all(line[0].text[0].isdigit() for line in each) for each in lines[1:])
        if level and anew and (figures or len(lines[0]) > 2):
            return True
    return False


def _lines(words: Sequence[Word]) -> list[list[Word]]:
    """Return words by the line that they stand on, highest first, without raised ones."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (-word.y, word.x0)):
        if lines and lines[-1][0].y - word.y < 0.6 * word.size:
            lines[-1].append(word)
        else:
            lines.append([word])
    return lines
