"""The words and lines that PDFium finds on a page, each with its place.

pypdf's text says where strings begin but not how wide they are, and without widths the columns of
a table can't be told apart.
"""

import ctypes
import math
import re
import sys
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Any, NamedTuple

from pypdfium2 import PdfiumError, PdfMatrix, raw

from klimatsvar.corpus.formats.pdf.text import (
    LAST_LETTERS,
    MOST_LINES,
    Drawing,
    Placed,
    Point,
    Word,
    is_right_to_left,
)
from klimatsvar.corpus.formats.pdf.unseen import unseen_strings

_MOST_CHARACTERS = 1_000_000
_MOST_STRINGS = 30_000
"""The time that PDFium takes grows with their square: some seconds for so many."""
_FORM_DEPTH = 8
_LEAST_SIZE = 1.0
"""Points. Nobody reads smaller letters."""
_ASKEW = 5
"""Degrees."""
_DOUBTFUL = "\ufffd"
_DOUBTFUL_PART = 0.2
"""Of a page's characters. With fewer its picture has no more letters worth the time."""
_LINE_END_HYPHEN = 0x02
"""What PDFium calls a hyphen at a line's end."""
_BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_ITALIC = re.compile(r"italic|oblique|kursiv", re.IGNORECASE)
_SYMBOL = re.compile(r"wingdings|webdings|symbol|dingbat", re.IGNORECASE)


def drawing_of(page: Any) -> Drawing:
    """Return what a page of PDFium's draws, in its own coordinates. Raises PdfiumError."""
    strings = list(page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=_FORM_DEPTH))
    if len(strings) > _MOST_STRINGS:
        return Drawing(tangled=True)
    text = page.get_textpage()
    if text.count_chars() > _MOST_CHARACTERS:
        return Drawing(tangled=True)
    glyphs = _Glyphs(text, _after_blanks(strings), unseen_strings(page, strings))
    words = [each for each in glyphs.words() if set(each[1].text) != {_DOUBTFUL}]
    return Drawing(words, _lines(page), glyphs.are_doubtful, unseen=glyphs.unseen)


def _lines(page: Any) -> list[tuple[Point, Point]]:
    """Return the straight lines and edges of boxes; none where there are too many for tables."""
    lines: list[tuple[Point, Point]] = []
    for path in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=_FORM_DEPTH):
        if _is_drawn(path):
            lines.extend(_sides(path))
        if len(lines) > MOST_LINES:
            return []
    return lines


def _is_drawn(path: Any) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(raw.FPDFPath_GetDrawMode(path, fill, stroke) and (fill.value or stroke.value))


def _sides(path: Any) -> Iterator[tuple[Point, Point]]:
    place = _place(path)
    path = path.raw  # cast once, and not for each call
    x, y = ctypes.c_float(), ctypes.c_float()
    before = first = (0.0, 0.0)
    for index in range(raw.FPDFPath_CountSegments(path)):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = place.on_point(x.value, y.value)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == raw.FPDF_SEGMENT_LINETO:
            yield before, point
        before = point
        if raw.FPDFPathSegment_GetClose(segment):
            yield point, first


def _place(path: Any) -> PdfMatrix:
    """Return the matrix of a path's points on the page, through the forms that it stands in."""
    matrix = path.get_matrix()
    form = path.container
    while form is not None:
        matrix = matrix.multiply(form.get_matrix())
        form = form.container
    return matrix


@dataclass(frozen=True, slots=True)
class _Look:
    """What the glyphs of one string share."""

    size: float
    angle: int
    """The direction in degrees: 0, 90, 180 or 270."""
    bold: bool
    italic: bool
    symbol: bool


class _Glyph(NamedTuple):
    text: str
    start: Point
    """Its origin, on the baseline."""
    end: Point
    look: _Look


class _Glyphs:
    """The characters of a page, as PDFium numbers them."""

    def __init__(self, text: Any, spaced: Set[int], unseen: Set[int]) -> None:
        """The addresses of strings that have a space before them, and of those nobody sees."""
        self._text = text.raw  # cast once, and not for each of the calls
        self._count: int = text.count_chars()
        self._doubtful = self._guesses()
        self._spaced, self._unseen = spaced, unseen
        self.unseen = 0
        self._looks: dict[int, _Look | None] = {}
        self._box, self._x, self._y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()

    @property
    def are_doubtful(self) -> bool:
        """Tell whether the letters that can't be told are so many that a picture may say more."""
        return bool(len(self._doubtful) > _DOUBTFUL_PART * self._count)

    def _guesses(self) -> Set[int]:
        """Return the numbers of letters that PDFium guessed at, where they are few: wrong signs.

        Where most are guesses they may be right, and whoever reads them judges the text.
        """
        guesses = {
            index
            for index in range(self._count)
            if raw.FPDFText_HasUnicodeMapError(self._text, index) == 1
        }
        return guesses if 2 * len(guesses) < self._count else frozenset()

    def words(self) -> Iterator[Placed]:
        """Yield the words, each with its direction and its ends; doubtful letters as U+FFFD."""
        words = list(self._glyphs_of_words())
        turned = [_from_the_right(word) for word, _ in words if _is_turned(word)]
        ends = sum(word[0].text in LAST_LETTERS for word in turned)
        is_mirrored = ends > sum(word[-1].text in LAST_LETTERS for word in turned)
        for word, spaced in words:
            yield _word(word, spaced, is_mirrored)

    def _glyphs_of_words(self) -> Iterator[tuple[list[_Glyph], bool]]:
        """Yield each word's glyphs and whether there is a space before it."""
        word: list[_Glyph] = []
        spaced = False
        string = 0
        for index, letter in self._letters():
            before, string = string, self._string(index)
            # A blank drawn before Arabic, from the left, stands behind it.
            is_after = string != before and string in self._spaced
            blank = not letter or (is_after and not is_right_to_left(letter))
            glyph = self._glyph(index, letter, string) if letter else None
            if word and (blank or glyph is None or _is_apart(word[-1], glyph)):
                yield word, spaced
                word, spaced = [], False
            spaced = spaced or blank
            if glyph is not None:
                word.append(glyph)
        if word:
            yield word, spaced

    def _letters(self) -> Iterator[tuple[int, str]]:
        """Yield each character and its number; empty for a space and what is no character."""
        high = 0
        for index in range(self._count):
            code = raw.FPDFText_GetUnicode(self._text, index)
            if 0xD800 <= code < 0xDC00:  # PDFium counts in UTF-16
                high = code
                continue
            if 0xDC00 <= code < 0xE000:
                code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0
            high = 0
            yield index, _letter(code)

    def _string(self, index: int) -> int:
        """Return the address of the string that a character is of, 0 for one that PDFium added."""
        string = raw.FPDFText_GetTextObject(self._text, index)
        return ctypes.addressof(string.contents) if string else 0

    def _glyph(self, index: int, letter: str, string: int) -> _Glyph | None:
        """Return a character with its place; None if it stands askew or nobody sees it."""
        if string not in self._looks:
            self._looks[string] = _look(self._text, index)
        look = self._looks[string]
        text, box, x, y = self._text, self._box, self._x, self._y
        if (
            look is None
            or self._is_unseen(look, string)
            or not raw.FPDFText_GetLooseCharBox(text, index, box)
            or not raw.FPDFText_GetCharOrigin(text, index, x, y)
        ):
            return None
        start = (x.value, y.value)
        if look.angle % 180 == 0:
            end = (box.left if look.angle else box.right, y.value)
        else:
            end = (x.value, box.top if look.angle == 90 else box.bottom)
        if not math.isfinite(start[0] + start[1] + end[0] + end[1]):
            return None
        if index in self._doubtful and not look.symbol:
            letter = _DOUBTFUL
        return _Glyph(letter, start, end, look)

    def _is_unseen(self, look: _Look, string: int) -> bool:
        """Tell whether nobody sees a character, and count it."""
        unseen = look.size < _LEAST_SIZE or string in self._unseen
        self.unseen += unseen
        return unseen


def _after_blanks(strings: Sequence[Any]) -> Set[int]:
    """Return the addresses of strings that follow one without ink: PDFium leaves those out."""
    found: set[int] = set()
    blank = False
    for string in strings:
        if blank:
            found.add(ctypes.addressof(string.raw.contents))
        try:
            left, _, right, _ = string.get_bounds()
        except PdfiumError:  # a string without a place costs no page
            left, right = 0.0, 0.0
        blank = not right > left
    return found


def _letter(code: int) -> str:
    """Return a character, empty for a space or what is no character."""
    if code == _LINE_END_HYPHEN:
        return "-"
    if code in (0, 0xFFFE, 0xFFFF) or code > sys.maxunicode or chr(code).isspace():
        return ""
    return chr(code)


def _look(text: Any, index: int) -> _Look | None:
    """Return how a character looks; None if it stands askew or its place is no number."""
    matrix = raw.FS_MATRIX()
    if not raw.FPDFText_GetMatrix(text, index, matrix):
        return None
    size = raw.FPDFText_GetFontSize(text, index) * math.hypot(matrix.c, matrix.d)
    degrees = math.degrees(math.atan2(matrix.b, matrix.a))
    if not (0 < size < math.inf and math.isfinite(degrees)):
        return None
    angle = round(degrees / 90) * 90
    if abs(degrees - angle) > _ASKEW:
        return None
    name = ctypes.create_string_buffer(128)
    raw.FPDFText_GetFontInfo(text, index, name, len(name), None)
    font = name.value.decode("utf-8", "replace")
    bold, italic, symbol = (look.search(font) is not None for look in (_BOLD, _ITALIC, _SYMBOL))
    return _Look(size, angle % 360, bold, italic, symbol)


def _is_apart(before: _Glyph, after: _Glyph) -> bool:
    """Tell whether two characters that follow each other are no one word: another line or size."""
    (x0, y0), (x1, y1) = before.start, after.start
    size = before.look.size
    return (
        before.look.angle != after.look.angle
        or abs(size - after.look.size) > 0.1 * size
        or math.hypot(x1 - x0, y1 - y0) > 2.5 * size
        or abs((y1 - y0) if before.look.angle % 180 == 0 else (x1 - x0)) > 0.1 * size
    )


def _is_turned(glyphs: list[_Glyph]) -> bool:
    """Tell whether a word is of letters that are read from the right."""
    return glyphs[0].look.angle == 0 and is_right_to_left("".join(g.text for g in glyphs))


def _from_the_right(glyphs: list[_Glyph]) -> list[_Glyph]:
    """Return a word's glyphs in the order in which they stand, the rightmost first.

    PDFium gives them as they were drawn. Letters that one glyph shows keep their order.
    """
    return sorted(glyphs, key=lambda glyph: -glyph.start[0])


def _word(glyphs: list[_Glyph], spaced: bool, is_mirrored: bool) -> Placed:
    """Return a word; where Arabic is mirrored, it stands from the left in the file."""
    look = glyphs[0].look
    is_turned = _is_turned(glyphs)
    if is_turned:
        glyphs = _from_the_right(glyphs)
    if is_turned and is_mirrored:
        glyphs = sorted(glyphs, key=lambda glyph: glyph.start[0])
    sign = -1 if look.angle >= 180 else 1
    axis = 0 if look.angle % 180 == 0 else 1
    # Arabic and Hebrew words come in the order of reading, their last letter leftmost.
    start = min((glyph.start for glyph in glyphs), key=lambda point: sign * point[axis])
    end = max((glyph.end for glyph in glyphs), key=lambda point: sign * point[axis])
    word = Word(
        "".join(glyph.text for glyph in glyphs),
        *(0.0, 0.0, 0.0, look.size),
        bold=look.bold,
        symbol=look.symbol,
        spaced=spaced,
        italic=look.italic,
        mirrored=is_turned and is_mirrored,
    )
    return look.angle, word, start, end
