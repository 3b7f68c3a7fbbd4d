"""From words with places to lines of text, as the eye groups them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from klimatsvar.corpus.formats.pdf.footnotes import with_raised_marks
from klimatsvar.corpus.formats.pdf.grids import Grid, grids_of
from klimatsvar.corpus.formats.pdf.text import (
    LAST_LETTERS,
    PageText,
    Post,
    Word,
    has_space,
    has_words,
    is_right_to_left,
)
from klimatsvar.corpus.source import raised, tidy


@dataclass(frozen=True, slots=True)
class Segment:
    """Words on one line without a gap wide enough to be a column's edge."""

    text: str
    """Tidied, but for a soft hyphen at its end; a list mark at its start is in ``mark``."""
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    filled: bool = False
    """It is what stands in a field of a form."""
    italic: bool = False
    mark: str = ""
    """The bullet or number that makes the line a list item, as ``•`` or ``1.``"""
    hang: float = 0.0
    """Where the text after the mark begins."""
    note: bool = False
    """Begins with a raised mark: a footnote."""
    room: float = 0.0
    """The width of the first word: what it would have taken to stand on the line before."""

    @property
    def full_text(self) -> str:
        """The text with its mark."""
        return f"{self.mark} {self.text}".strip()


@dataclass(frozen=True, slots=True)
class Row:
    """The segments that share a baseline, from left to right."""

    y: float
    size: float
    segments: tuple[Segment, ...]
    grid: Grid | None = None
    """The table with drawn cells that stands here; then the one segment is all of its text."""
    is_head: bool = False
    """Surely a table's header, all lines of it: its cells stand otherwise than those below do."""

    @property
    def text(self) -> str:
        """All of the row's text."""
        return " ".join(segment.full_text for segment in self.segments)


BULLETS = "•‣◦▪▫■□●○◆◇▶►➢➤✓✔∙·⁃*"
DASHES = "–—-−"
_NUMBER = re.compile(r"(\d{1,2}[.)]|[a-zåäö][.)]|\(?[ivx]{1,4}\))", re.IGNORECASE)
# A raised mark after a word: a footnote's number or sign.
_NOTE_MARK = re.compile(r"[\d,\s]{1,7}|\d{1,2}\)|[*†‡]{1,3}|[a-z]\)?")
# What has powers: "10⁶ kWh", "5·10⁶".
_TEN = re.compile(r"(?:^|[\s(/·×*⋅∙]|\dx)10$")
_METRE = re.compile(r"(?:^|[\d\s/(])[kcdm]?m$")
# In ems. Spaces of justified lines are narrower, gaps between columns wider.
_COLUMN_GAP = 0.95
# Where a line drawn between two words parts them, or a column begins close above or below.
_PARTED_GAP = 0.4
# Where a column begins in nearly all rows around.
_CLOSE_GAP = 0.2
# Farther from what follows, a mark within a line is a cell of its own: a dash for nothing.
_MARK_GAP = 2.5
_FEWEST_SPREAD = 3
"""Words, or groups of them, of a justified line with wide spaces."""
_SAME_SPACE = 0.15
"""Points."""
_POST_HEIGHT = 2.5
"""In ems; the edges of a box around a word of a sentence are lower."""
_SMALLER = 0.84
"""Of the size beside them: browsers set raised and lowered marks at five sixths."""
_DEEPEST = 0.55
"""Of the size beside it: how far below the baseline a lowered mark may stand."""
_LONGEST_LINE = 500
"""Words. More on one line are no line of text, and have no raised marks worth a long search."""
# Signs this large, in points, are pictures: a quotation mark or an arrow behind the text.
_DECOR = 60.0


def rows_of(page: PageText) -> list[Row]:
    """Return the rows of a page from top to bottom, each table with drawn cells as one."""
    page = replace(page, words=tuple(with_raised_marks(page)))
    grids = [grid for grid in grids_of(page) if lines_of(grid.words)]
    inside = {id(word) for grid in grids for word in grid.words}
    rows = lines_of([word for word in page.words if id(word) not in inside], page.posts)
    for grid in grids:
        rows.append(_of_grid(grid, rows))
    return sorted(rows, key=lambda row: (-row.y, row.segments[0].x0))


def _of_grid(grid: Grid, rows: Sequence[Row]) -> Row:
    """Return a table as a row, below the lines to the left of it, which it would part."""
    lines = lines_of(grid.words)
    left, right = grid.xs[0], grid.xs[-1]
    beside = [
        row.y for row in rows if grid.ys[-1] < row.y < grid.ys[0] and row.segments[0].x1 < left
    ]
    text = " ".join(line.text for line in lines)
    y = min([lines[0].y, *(y - 0.1 for y in beside)])
    size = lines[0].size
    return Row(y, size, (Segment(text, left, right, y, size, bold=False),), grid)


def lines_of(words: Sequence[Word], posts: Sequence[Post] = ()) -> list[Row]:
    """Return words as rows from top to bottom; lines drawn between them part a row."""
    words = [word for word in words if word.size < _DECOR or any(map(str.isalnum, word.text))]
    clusters = [sorted(cluster, key=lambda word: word.x0) for cluster in _clusters(words)]
    parts = [_parted(cluster, posts, ()) for cluster in clusters]
    starts = [[part[0].x0 for part in each] for each in parts]
    for i in (*range(len(parts)), *reversed(range(len(parts)))):  # one may part the next
        near = [*starts[max(0, i - 2) : i], *starts[i + 1 : i + 3]]
        if any(len(each) > 1 for each in near):
            parts[i] = _parted(clusters[i], posts, near)
            starts[i] = [part[0].x0 for part in parts[i]]
    rows = [_row(each) for each in _justified(parts)]
    return sorted((row for row in rows if row.segments), key=lambda row: -row.y)


def _clusters(words: list[Word]) -> list[list[Word]]:
    """Group words by baseline, raised and lowered small ones with the word that they follow."""
    clusters: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (-word.y, word.x0)):
        last = clusters[-1][0] if clusters else None
        if last is not None and last.y - word.y <= 0.35 * min(last.size, word.size):
            clusters[-1].append(word)
        else:
            clusters.append([word])
    for i, cluster in enumerate(clusters):
        near = clusters[max(0, i - 2) : i] + clusters[i + 1 : i + 3]
        if max(map(len, (cluster, *near))) > _LONGEST_LINE:
            continue
        largest = max((word.size for other in near for word in other), default=0.0)
        for word in [word for word in cluster if word.size <= _SMALLER * largest]:
            hosts = [other for other in near if _host(word, other) is not None]
            if hosts and _host(word, cluster) is None:
                cluster.remove(word)
                min(hosts, key=lambda other: abs(other[0].y - word.y)).append(word)
    return [cluster for cluster in clusters if cluster]


def _host(word: Word, cluster: list[Word]) -> Word | None:
    """Return the larger word that ``word`` is a raised or lowered addition to, in a cluster."""
    for other in cluster:
        if (
            0.4 * other.size <= word.size <= _SMALLER * other.size
            and -_DEEPEST * other.size <= word.y - other.y <= 0.75 * other.size
            and (
                -0.2 * other.size <= word.x0 - other.x1 <= 0.4 * other.size
                or -0.2 * other.size <= other.x0 - word.x1 <= 0.4 * other.size
            )
        ):
            return other
    return None


def _parted(
    words: list[Word], posts: Sequence[Post], near: Sequence[Sequence[float]]
) -> list[list[Word]]:
    """Return a row's words in parts; ``near`` is where the parts of the rows around it begin."""
    size = max(word.size for word in words)
    groups: list[list[Word]] = [[words[0]]]
    for before, word in pairwise(words):
        group = groups[-1]
        em = min(max(before.size, word.size), 1.2 * size)
        gap = (word.x0 - before.x1) / em
        parted = gap > _COLUMN_GAP or (
            gap > _CLOSE_GAP
            and (
                _begins_column(before, word, near, gap)
                or (gap > _PARTED_GAP and any(_is_between(post, before, word) for post in posts))
            )
        )
        if parted and not (_is_mark(group) and (len(groups) == 1 or gap < _MARK_GAP)):
            groups.append([word])
        else:
            group.append(word)
    return groups


def _row(parts: list[list[Word]]) -> Row:
    words = [word for part in parts for word in part]
    y = max(words, key=lambda word: (word.size, len(word.text))).y
    segments = (_segment(part, y) for part in parts)
    kept = tuple(segment for segment in segments if segment.text or segment.mark)
    return Row(y, max(word.size for word in words), kept)


def _justified(rows: Sequence[list[list[Word]]]) -> Iterator[list[list[Word]]]:
    """Yield the rows' parts, the words of a justified line as one however wide its spaces are.

    All spaces of such a line are equally wide, and it begins and ends where others do.
    """
    starts = Counter(round(part[0].x0) for row in rows for part in row)
    ends = Counter(round(part[-1].x1) for row in rows for part in row)
    for row in rows:
        if len(row) < _FEWEST_SPREAD:
            yield row
            continue
        words = [word for part in row for word in part]
        begun = {id(part[0]) for part in row}
        for first, last in _evenly_spaced(words):
            is_line = min(starts[round(words[first].x0)], ends[round(words[last].x1)]) > 2
            named = sum(any(map(str.isalpha, word.text)) for word in words[first : last + 1])
            if is_line and named > 1:
                begun -= {id(word) for word in words[first + 1 : last + 1]}
                begun |= {id(words[first])}
                begun |= {id(word) for word in words[last + 1 : last + 2]}
        parts: list[list[Word]] = []
        for word in words:
            if id(word) in begun or not parts:
                parts.append([])
            parts[-1].append(word)
        yield parts


def _evenly_spaced(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Yield the first and last of words with the same wide spaces between them, three or more."""
    first = count = 0
    width: float | None = None
    for i, (before, word) in enumerate(pairwise(words)):
        if not has_space(before, word):
            continue
        gap = word.x0 - before.x1
        if width is not None and abs(gap - width) < _SAME_SPACE:
            count += 1
            continue
        if count > 1:
            yield first, i
        first, count, width = i, 1, gap
    if count > 1:
        yield first, len(words) - 1


def _begins_column(before: Word, word: Word, near: Sequence[Sequence[float]], gap: float) -> bool:
    """Tell whether a word begins where a column does: in most rows around it, or after a wide gap.

    The single signs of a formula begin none.
    """
    near_by = any(abs(x - word.x0) < 0.05 * word.size for starts in near for x in starts[1:])
    if not near_by or not has_words(before.text) or len(word.text) < 2:
        return False
    same = sum(any(abs(x - word.x0) < 0.05 * word.size for x in starts) for starts in near)
    return gap > _PARTED_GAP or 4 * same >= 3 * len(near) > 6


def _is_between(post: Post, before: Word, word: Word) -> bool:
    return (
        before.x1 - 1 < post.x < word.x0 + 1
        and post.y0 < word.y < post.y1
        and post.y1 - post.y0 > _POST_HEIGHT * word.size
    )


def _is_mark(words: list[Word]) -> bool:
    return _mark(words) == len(words)


def _mark(words: list[Word]) -> int:
    """Return how many of the words, from the first, are a list mark: 0 if none is."""
    first, text = words[0], ""
    for count, word in enumerate(words, 1):
        if count > 1 and has_space(words[count - 2], word):
            break
        text += word.text
    else:
        count += 1
    count -= 1
    if first.symbol and len(text) <= 2:
        return count
    # A glyph that stands for no letter, of the private use area for one, is a picture: a bullet.
    if len(text) == 1 and (text in BULLETS or text in DASHES or not tidy(text)):
        return count
    wide = len(words) > count and words[count].x0 - words[count - 1].x1 > 0.6 * first.size
    if text == "o" and wide:  # Word's second level: a letter o as a ring
        return count
    return count if _NUMBER.fullmatch(text) else 0


def _segment(words: list[Word], y: float) -> Segment:
    count = _mark(words)
    count = count if count < len(words) else 0  # a mark with nothing after it is the text
    mark = "".join(word.text for word in words[:count])
    if count and (words[0].symbol or not tidy(mark)):
        mark = "•"
    rest = words[count:]
    text, note = _text(rest)
    letters = [word for word in rest if not word.symbol] or words
    sizes = Counter[float]()
    bold = italic = 0
    for word in letters:
        sizes[word.size] += len(word.text)
        bold += len(word.text) if word.bold else 0
        italic += len(word.text) if word.italic else 0
    first = 1
    while first < len(rest) and not has_space(rest[first - 1], rest[first]):
        first += 1
    return Segment(
        text=text,
        x0=words[0].x0,
        x1=max(word.x1 for word in words),
        y=y,
        size=sizes.most_common(1)[0][0],
        bold=bold > 0.95 * sizes.total(),
        italic=italic > 0.95 * sizes.total(),
        filled=all(word.filled for word in words),
        mark=mark,
        hang=rest[0].x0 if rest else words[-1].x1,
        note=note,
        room=rest[first - 1].x1 - rest[0].x0 if rest else 0.0,
    )


def _text(words: list[Word]) -> tuple[str, bool]:
    """Return the words as tidy text without footnote marks, and whether it began with one."""
    text, note = "", False
    marked = False  # a footnote mark was left out after the last word
    before: Word | None = None
    if is_right_to_left("".join(word.text for word in words)):
        words = _from_the_right(words)
    else:
        words = _with_turned(words)
    for i, word in enumerate(words):
        after = words[i + 1] if i + 1 < len(words) else None
        if before is None:
            if after is not None and _is_raised(word, after) and _NOTE_MARK.fullmatch(word.text):
                note = True
                continue
        elif _is_raised(word, before):
            if _TEN.search(text[-9:]) or _METRE.search(text[-9:]):
                text += raised(word.text)
                before = replace(before, x1=max(before.x1, word.x1))
                continue
            if _NOTE_MARK.fullmatch(word.text):
                marked = True
                continue
        if before is not None and has_space(*sorted((before, word), key=lambda each: each.x0)):
            text += "" if marked and word.text[0] in ",.;:!?)" else " "
        text, marked = text + word.text, False
        before = word
    # A soft hyphen is shown where it stands; only at the line's end does it tell of a word parted.
    end = "\xad" if text.endswith("\xad") else ""
    text = _UNSPACED_PAIR.sub("- ", text.removesuffix("\xad").replace("\xad", "-"))
    return tidy(_SCRAMBLED.sub(_in_capitals, text)) + end, note


def _from_the_right(words: list[Word]) -> list[Word]:
    """Return Arabic or Hebrew words as they are read; some files draw them all from the left.

    Figures and words of other letters among them are read from the left.
    """
    if any(word.mirrored for word in words):
        return words
    if any(word.text[0] in LAST_LETTERS for word in words):
        return [
            replace(word, text=word.text[::-1]) if word.text[0] in LAST_LETTERS else word
            for word in words
        ]
    runs = (list(run) for _, run in groupby(words[::-1], lambda w: is_right_to_left(w.text)))
    return [
        word for run in runs for word in (run if is_right_to_left(run[0].text) else reversed(run))
    ]


def _with_turned(words: list[Word]) -> list[Word]:
    """Return words of a line that is read from the left, those of Arabic in their own order."""
    runs = (list(run) for _, run in groupby(words, lambda word: is_right_to_left(word.text)))
    return [
        word
        for run in runs
        for word in (_from_the_right(run) if is_right_to_left(run[0].text) else run)
    ]


def _is_raised(word: Word, base: Word) -> bool:
    return word.size <= _SMALLER * base.size and word.y - base.y > 0.15 * base.size


# The space is narrow or lost in some files: "IT-och miljöpolicy".
_UNSPACED_PAIR = re.compile(r"(?<=[^\W\d_])-(?=(?:och|eller|samt)\b)")
_SCRAMBLED = re.compile(r"[^\W\d_]{6,}")
_HUMP = re.compile(r"[A-ZÅÄÖ]?[a-zåäöé]+|[A-ZÅÄÖ]+")


def _in_capitals(match: re.Match[str]) -> str:
    """Return small capitals as the page shows them: some files take one for another, "iNlEDnInG".

    A name of words joined, such as "OpenStreetMap", is none: its parts are long.
    """
    word = match.group()
    humps = _HUMP.findall(word)
    rises = sum(before.islower() and after.isupper() for before, after in pairwise(word))
    tail = word[0].islower() and word[1:].isupper()
    return word.upper() if tail or (rises >= 2 and len(word) < 2.6 * len(humps)) else word
