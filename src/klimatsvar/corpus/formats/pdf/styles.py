"""What a line of a PDF is: a heading, a list item, a paragraph's first line or more of one."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from klimatsvar.corpus.formats.pdf.joining import join
from klimatsvar.corpus.formats.pdf.lines import Segment
from klimatsvar.corpus.formats.pdf.prose import breaks_off
from klimatsvar.corpus.formats.pdf.text import has_words
from klimatsvar.corpus.source import SourceBlock
from klimatsvar.types import BlockKind

Outline: TypeAlias = Mapping[str, int]
"""Bookmark titles, as ``outline_key`` gives them, and their depth, 1 the outermost."""


_WITHIN = tuple("%‰°),;")
"""Signs that begin no sentence."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of running text, and where its column's edges are."""

    page: int
    column: int
    """Counts the columns of the whole document."""
    text: str
    segment: Segment
    left: float
    right: float
    leading: float
    """The usual distance between the column's lines."""


@dataclass(slots=True)
class Open:
    """A block being put together."""

    kind: BlockKind
    first: Line
    last: Line
    text: str
    level: int = 0
    breaks: list[tuple[int, int]] = field(default_factory=list)
    note: bool = False
    right: float = 0.0
    """Of its widest line."""
    set_off: bool = False
    """It is a heading by bold or italic letters alone."""

    def __post_init__(self) -> None:
        """Begin with the first line's right end."""
        self.right = self.first.segment.x1

    def add(self, line: Line) -> None:
        """Add a line. What looked like a list mark at its start was none: "scope / 2. I"."""
        more = line.segment.full_text
        text = join(self.text, more)
        if line.page != self.last.page:
            self.breaks.append((len(text) - len(more), line.page))
        self.text, self.last = text, line
        self.right = max(self.right, line.segment.x1)

    def is_short(self, below: Line) -> bool:
        """Tell whether the next line's first word had stood on the last line of this block.

        Only a line that goes on with the block begins with a word that had no room above.
        """
        last = self.last
        width = max(last.right, self.right) - last.left
        room = last.left + width - last.segment.x1
        if not _is_ended(last.text):
            if re.match(r"[\d(]", below.text):
                # A figure may be kept on one line with its unit: "1 200 ton".
                return room > 0.3 * width
            if room < 0.08 * width:
                return False
        return room > below.segment.room + 0.6 * last.segment.size

    def closed(self) -> SourceBlock:
        """Return the block as it stands. A sentence in bold is a paragraph, as a large one is."""
        text = self.text.removesuffix("\xad")
        if self.set_off and _is_sentence(text):
            return SourceBlock("paragraph", text, 0, self.first.page, tuple(self.breaks))
        return SourceBlock(self.kind, text, self.level, self.first.page, tuple(self.breaks))


def outline_key(title: str) -> str:
    """Return what a heading and its bookmark have in common: letters and digits, no number."""
    title = re.sub(r"^\s*(?:\d+[.\s]*)+(?=\D)", "", title.casefold())
    return re.sub(r"[\W_]+", "", title)


_LONGEST = 20_000
"""Characters in a paragraph; what goes on for longer is none."""
_SAME_SIZE = 0.06
"""Part of it, by which letters of one text may differ over columns."""
_SMALL = 0.92
"""Of the size of the text."""
_LONG = 80
"""Characters: no name, address or caption."""
# In ems: lines of one heading stand no further apart.
_HEADING_GAP = 1.6


class Styles:
    """What the document's lines look like, and so what each of them is."""

    def __init__(self, lines: list[Line], outline: Outline) -> None:
        weights = Counter[float]()
        bold = italic = 0
        for line in lines:
            weights[_rounded(line.segment.size)] += len(line.text)
            bold += len(line.text) if line.segment.bold else 0
            italic += len(line.text) if line.segment.italic else 0
        self.body = weights.most_common(1)[0][0] if weights else 10.0
        self.bold_stands_out = 2 * bold < weights.total()
        self.italic_stands_out = 4 * italic < weights.total()
        self.outline = outline
        sizes = sorted(
            {
                _rounded(line.segment.size)
                for line in lines
                if line.segment.size > 1.13 * self.body and has_words(line.text)
            },
            reverse=True,
        )
        self.levels = {size: min(level, 6) for level, size in enumerate(sizes, 1)}
        self.bold_level = min(len(self.levels) + 1, 6)

        self._titles: set[int] = set()
        for run in self._large_runs(lines):
            text = " ".join(line.segment.full_text for line in run)
            if len(text) <= 200 and not _is_sentence(text) and has_words(text):
                self._titles.update(map(id, run))

    def _large_runs(self, lines: list[Line]) -> Iterator[list[Line]]:
        """Yield the runs of lines of one size, larger than the body's, that stand together."""
        run: list[Line] = []
        for line in lines:
            size = _rounded(line.segment.size)
            together = (
                run
                and _rounded(run[-1].segment.size) == size
                and run[-1].column == line.column
                and 0.3 <= _gap(run[-1], line) <= _HEADING_GAP
            )
            if not together:
                yield run
                run = []
            if size in self.levels:
                run.append(line)
        yield run

    def large(self, line: Line) -> bool:
        """Tell whether a line is a heading by its size."""
        return id(line) in self._titles

    def is_small(self, line: Line) -> bool:
        """Tell whether a line's letters are smaller than the text's, as a chart's are."""
        return line.segment.size < _SMALL * self.body

    def opened(self, line: Line, before: Open | None) -> Open:
        """Begin a block with a line."""
        segment = line.segment
        if _SERIES.fullmatch(segment.full_text):
            return Open("paragraph", line, line, segment.full_text)
        titled = self.outline.get(outline_key(segment.full_text))
        if titled is not None and len(line.text) > 2:
            return Open("heading", line, line, segment.full_text, min(titled, 6))
        if self.large(line):
            level = self.levels[_rounded(segment.size)]
            return Open("heading", line, line, segment.full_text, level)
        if segment.mark and line.text and self._is_item(line, before):
            # Texts refer to letters: "5 § b".
            lettered = _LETTER.fullmatch(segment.mark) is not None
            return Open("item", line, line, segment.full_text if lettered else line.text)
        if self._is_bold_heading(line, before) or self._is_italic_heading(line, before):
            text, level = segment.full_text, self.bold_level
            return Open("heading", line, line, text, level, set_off=True)
        return Open("paragraph", line, line, segment.full_text)

    def is_note(self, line: Line, before: Open | None) -> bool:
        """Tell whether a line stands amid the text and is none of it, and is small.

        It is a footnote, with a raised mark before it, or a caption or a chart's label where the
        text breaks off in mid-sentence.
        """
        size = line.segment.size
        if before is None or size >= 0.97 * self.body:
            return False
        broken_off = (
            before.kind == "paragraph"
            and before.last.segment.size > 0.95 * self.body
            and len(before.text) > _LONG
            and not _is_ended(before.text)
        )
        return line.segment.note or (broken_off and size < _SMALL * self.body)

    def _is_item(self, line: Line, before: Open | None) -> bool:
        """Tell a list mark from a dash or number that begins a line in mid-sentence."""
        segment = line.segment
        if before is None or not (segment.mark in "–—-−" or segment.mark[0].isalnum()):
            return True
        same_list = before.kind == "item" and (
            before.first.segment.mark == segment.mark
            or before.first.segment.mark[0].isalnum() == segment.mark[0].isalnum()
        )
        return (
            same_list
            or before.kind == "heading"
            or _is_ended(before.text)
            or before.last.column != line.column
            or _gap(before.last, line) > 1.25 * line.leading
            or segment.x0 > before.last.segment.hang + 0.5 * segment.size
        )

    def _is_bold_heading(self, line: Line, before: Open | None) -> bool:
        return (
            line.segment.bold
            and self.bold_stands_out
            and line.segment.size > 0.95 * self.body
            and 3 <= len(line.text) <= 100
            and line.text[-1] not in ".,;:-\xad"
            and has_words(line.text)
            and (
                before is None
                or before.last.column != line.column
                or before.kind == "heading"
                or _gap(before.last, line) > 1.15 * line.leading
            )
        )

    def _is_italic_heading(self, line: Line, before: Open | None) -> bool:
        """Tell a heading in italics: short, set off above, and no caption or source."""
        segment = line.segment
        return (
            segment.italic
            and self.italic_stands_out
            and segment.size > 0.95 * self.body
            and 3 <= len(line.text) <= 60
            and segment.x1 < line.left + 0.7 * (line.right - line.left)
            and line.text[0].isupper()
            and line.text[-1] not in '.,;:!?"”’-\xad'
            and has_words(line.text)
            and not _CAPTION.match(line.text)
            and before is not None
            and before.last.column == line.column
            and (before.kind == "heading" or _gap(before.last, line) > 1.15 * line.leading)
        )

    def goes_on(self, open_: Open, line: Line) -> bool:
        """Tell whether a line is more of the open block."""
        last, segment = open_.last.segment, line.segment
        if (
            len(open_.text) > _LONGEST
            or segment.note
            or abs(last.size - segment.size) > 0.12 * segment.size
        ):
            return False
        starts_lower = line.text[:1].islower() or line.text[:1] in _WITHIN
        named = last.bold and open_.first is open_.last and not _is_ended(open_.text)
        if last.bold != segment.bold and (
            open_.kind == "heading" or ((named or open_.is_short(line)) and not starts_lower)
        ):
            return False
        if open_.kind == "heading":
            key = outline_key(open_.text)
            return (
                line.column == open_.last.column
                and 0.3 <= _gap(open_.last, line) <= _HEADING_GAP
                and not _is_ended(open_.text)
                and last.italic == segment.italic
                and (key not in self.outline or self._is_begun(key))
            )
        if segment.mark and line.text and self._is_item(line, open_):
            return False
        if line.column != open_.last.column:
            return self._crosses(open_, line)
        if segment.x1 < last.x0 or segment.x0 > last.x1:
            return False  # neither stands below the other: labels of a drawing
        gap = _gap(open_.last, line)
        if not has_words(open_.text) and not starts_lower and open_.text[-1] not in ",;":
            return False  # figures of a list or along an axis
        unfinished = not _is_ended(open_.text)
        # Lines of two fonts stand further apart at times; a sentence that goes on tells.
        widest = 1.6 if starts_lower and unfinished else 1.25
        if gap < 0.3 or gap > widest * line.leading:
            return False
        if open_.kind == "item":
            start = open_.first.segment.x0
            level = open_.last is not open_.first and last.x0 < start + 0.3 * segment.size
            inside = level or segment.x0 > start + 0.3 * segment.size
            if starts_lower and (inside or unfinished):
                return True
            return (inside or unfinished) and not open_.is_short(line)
        indented = segment.x0 > last.x0 + 0.7 * segment.size
        if indented and not starts_lower and last.x0 < line.left + 0.5 * segment.size:
            return False
        return starts_lower or not open_.is_short(line)

    def _is_begun(self, key: str) -> bool:
        """Tell whether a bookmark begins with another: its heading may go on over the line."""
        return any(title.startswith(key) and title != key for title in self.outline)

    def _crosses(self, open_: Open, line: Line) -> bool:
        """Tell whether a line at the head of a column or page goes on with the block before."""
        if self.large(line) or self.outline.get(outline_key(line.text)) is not None:
            return False
        size = line.segment.size
        if abs(size - open_.last.segment.size) > _SAME_SIZE * size:
            return False
        if line.text[:1].islower():
            return not _is_ended(open_.text)
        inset = line.segment.x0 > line.left + 0.5 * line.segment.size  # in a box, or indented
        if inset or line.segment.bold or _is_ended(open_.text) or open_.text[-1].isdigit():
            return False
        is_several = open_.first is not open_.last  # one line alone tells no column's width
        full = is_several and open_.last.segment.x1 > open_.last.right - 4 * line.segment.size
        return full or (len(open_.text) > _LONG and breaks_off(open_.text))


CONTENTS = re.compile(r"(?:innehåll|tables? of contents?|contents)\w*$", re.IGNORECASE)
"""The heading of a list of contents."""
_SERIES = re.compile(r"(?:[\w-]+\s+){0,3}(?:författningssamling|beslutssamling)", re.IGNORECASE)
"""What a masthead says the document is a part of: no title."""
_LETTER = re.compile(r"\(?[^\W\d_]{1,4}[.)]")
_CAPTION = re.compile(r"(?:foto|bild|figur|tabell|diagram|källa|illustration)\b", re.IGNORECASE)


def _rounded(size: float) -> float:
    return round(2 * size) / 2


def _gap(above: Line, below: Line) -> float:
    """Return the distance between two lines of a column, in ems."""
    return (above.segment.y - below.segment.y) / below.segment.size


def _is_ended(text: str) -> bool:
    return re.search(r"[.!?:;…][\"”’')\]»]*$", text[-10:]) is not None


def _is_sentence(text: str) -> bool:
    return text.endswith(".") and len(text) > 80
