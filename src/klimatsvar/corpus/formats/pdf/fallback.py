"""PDFium, for the files and pages that pypdf can't make out, and for pictures of pages.

It is a browser's reader: it opens nearly any file, knows more fonts, and draws pages. pypdf goes
first because it tells lines from boxes, and its faults are exceptions, never a crash.
"""

import ctypes
import math
from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
from pypdfium2 import PdfiumError, raw

from klimatsvar.corpus.formats.pdf.fonts import BOLD, ITALIC, SYMBOL
from klimatsvar.corpus.formats.pdf.text import Drawing, PageText, Point, Word, upright

_DPI = 300
_MOST_PIXELS = 12_000_000
"""A little more than an A4 page in 300 dpi. Larger pages are drawn coarser."""
_MOST_CHARACTERS = 1_000_000
_MOST_OBJECTS = 5000
# Parts of the page's area.
_LARGE = 0.15
_BACKGROUND = 0.85
_DOUBTFUL = "\ufffd"
_LINE_END_HYPHEN = 0x02
"""What PDFium calls a hyphen at a line's end."""


class Fallback:
    """A file in PDFium. Not for use by several threads at once."""

    def __init__(self, data: bytes) -> None:
        """Open a file. Raises PdfiumError when PDFium can't open it or it needs a password."""
        self._document = pypdfium2.PdfDocument(data)

    def __len__(self) -> int:
        return len(self._document)

    def close(self) -> None:
        """Let go of the file."""
        self._document.close()

    def page(self, number: int) -> PageText:
        """Return the words of a page, without its lines. Raises PdfiumError."""
        page = self._document[number - 1]
        try:
            text = page.get_textpage()
            doubtful = _doubtful(text)
            words = [each for each in _words(text, doubtful) if set(each[1].text) != {_DOUBTFUL}]
            drawing = Drawing(words=words, unreadable=bool(doubtful))
            left, bottom, right, top = page.get_cropbox()
            return upright(drawing, number, (left, bottom), (right, top))
        finally:
            page.close()

    def is_picture(self, number: int) -> bool:
        """Tell whether one picture fills most of a page, as a scanned page's does."""
        page = self._document[number - 1]
        try:
            width, height = page.get_size()
            pictures = page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)
            return any(_area(picture) > 0.6 * width * height for picture in pictures)
        finally:
            page.close()

    def has_large_picture(self, number: int) -> bool:
        """Tell whether a picture takes up a good part of a page, but not as its background.

        Raises PdfiumError. A page that draws so much that the search would take long has none.
        """
        page = self._document[number - 1]
        try:
            if raw.FPDFPage_CountObjects(page) > _MOST_OBJECTS:
                return False
            width, height = page.get_size()
            pictures = page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=2)
            parts = [_area(picture) / (width * height) for picture in pictures]
            return any(_LARGE <= part <= _BACKGROUND for part in parts)
        finally:
            page.close()

    def image(self, number: int) -> tuple[Any, float]:
        """Return a page as a grey PIL image, and how many pixels a point is. Raises PdfiumError."""
        page = self._document[number - 1]
        try:
            width, height = page.get_size()
            if not width * height > 0:
                raise PdfiumError("the page has no area")
            scale = min(_DPI / 72, math.sqrt(_MOST_PIXELS / (width * height)))
            bitmap = page.render(scale=scale, grayscale=True)
            return bitmap.to_pil(), scale
        finally:
            page.close()

    def title(self) -> str | None:
        """Return what the file says its title is."""
        return self._document.get_metadata_value("Title") or None

    def date(self) -> datetime | None:
        """Return the day that the file says it was made."""
        for key in ("CreationDate", "ModDate"):
            digits = self._document.get_metadata_value(key).removeprefix("D:")[:8]
            try:
                return datetime.strptime(digits, "%Y%m%d")
            except ValueError:
                continue
        return None

    def bookmarks(self) -> Iterator[tuple[str, int]]:
        """Yield the bookmarks' titles, each with its depth, 1 the outermost."""
        for bookmark in self._document.get_toc():
            yield bookmark.get_title(), bookmark.level + 1


def _area(picture: Any) -> float:
    """Return a picture's area on the page. Its bounds are those within the form it stands in."""
    left, bottom, right, top = picture.get_bounds()
    area = (right - left) * (top - bottom)
    form = picture.container
    while form is not None:
        matrix = form.get_matrix()
        area *= abs(matrix.a * matrix.d - matrix.b * matrix.c)
        form = form.container
    return float(area)


@dataclass(frozen=True, slots=True)
class _Glyph:
    index: int
    text: str
    start: Point
    """Its origin, on the baseline."""
    end: Point
    size: float
    angle: int


def _doubtful(text: Any) -> Set[int]:
    """Return the numbers of letters that PDFium guessed at, where they are few: wrong signs.

    Where most are guesses they may be right, and whoever reads them judges the text.
    """
    count = min(text.count_chars(), _MOST_CHARACTERS)
    guesses = {index for index in range(count) if raw.FPDFText_HasUnicodeMapError(text, index) == 1}
    return guesses if 2 * len(guesses) < count else frozenset()


def _words(text: Any, doubtful: Set[int]) -> Iterator[tuple[int, Word, Point, Point]]:
    """Yield a page's words, each with its direction and its ends; doubtful letters as U+FFFD."""
    word: list[_Glyph] = []
    spaced = False
    for index in range(min(text.count_chars(), _MOST_CHARACTERS)):
        letter = _letter(raw.FPDFText_GetUnicode(text, index))
        if letter and index in doubtful:
            letter = _DOUBTFUL
        glyph = _glyph(text, index, letter) if letter else None
        if word and (glyph is None or _is_apart(word[-1], glyph)):
            yield _word(text, word, spaced)
            word, spaced = [], False
        spaced = spaced or letter == ""
        if glyph is not None:
            word.append(glyph)
    if word:
        yield _word(text, word, spaced)


def _letter(code: int) -> str:
    """Return a character, empty for a space or what is no character."""
    if code == _LINE_END_HYPHEN:
        return "-"
    return "" if code in (0, 0xFFFE, 0xFFFF) or chr(code).isspace() else chr(code)


def _glyph(text: Any, index: int, letter: str) -> _Glyph | None:
    """Return a character with its place; None if it stands askew or too small to read."""
    matrix, box = raw.FS_MATRIX(), raw.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    placed = (
        raw.FPDFText_GetMatrix(text, index, matrix)
        and raw.FPDFText_GetLooseCharBox(text, index, box)
        and raw.FPDFText_GetCharOrigin(text, index, x, y)
    )
    size = raw.FPDFText_GetFontSize(text, index) * math.hypot(matrix.c, matrix.d)
    degrees = math.degrees(math.atan2(matrix.b, matrix.a))
    angle = round(degrees / 90) * 90
    edges = (box.left, box.bottom, box.right, box.top, x.value, y.value)
    if not placed or not all(map(math.isfinite, edges)) or size < 0.5 or abs(degrees - angle) > 5:
        return None
    angle %= 360
    start = (x.value, y.value)
    end = {
        0: (box.right, y.value),
        90: (x.value, box.top),
        180: (box.left, y.value),
        270: (x.value, box.bottom),
    }[angle]
    return _Glyph(index, letter, start, end, size, angle)


def _is_apart(before: _Glyph, after: _Glyph) -> bool:
    """Tell whether two characters that follow each other are no one word: another line or size."""
    (x0, y0), (x1, y1) = before.start, after.start
    return (
        before.angle != after.angle
        or abs(before.size - after.size) > 0.1 * before.size
        or math.hypot(x1 - x0, y1 - y0) > 2.5 * before.size
        or abs((y1 - y0) if before.angle % 180 == 0 else (x1 - x0)) > 0.1 * before.size
    )


def _word(text: Any, glyphs: list[_Glyph], spaced: bool) -> tuple[int, Word, Point, Point]:
    first = glyphs[0]
    sign = -1 if first.angle >= 180 else 1
    axis = 0 if first.angle % 180 == 0 else 1
    # Arabic and Hebrew words come in the order of reading, their last letter leftmost.
    start = min((glyph.start for glyph in glyphs), key=lambda point: sign * point[axis])
    end = max((glyph.end for glyph in glyphs), key=lambda point: sign * point[axis])
    font = _font(text, first.index)
    word = Word(
        "".join(glyph.text for glyph in glyphs),
        *(0.0, 0.0, 0.0, first.size),
        bold=BOLD.search(font) is not None,
        symbol=SYMBOL.search(font) is not None,
        spaced=spaced,
        italic=ITALIC.search(font) is not None,
    )
    return first.angle, word, start, end


def _font(text: Any, index: int) -> str:
    name = ctypes.create_string_buffer(128)
    raw.FPDFText_GetFontInfo(text, index, name, len(name), None)
    return name.value.decode("utf-8", "replace")
