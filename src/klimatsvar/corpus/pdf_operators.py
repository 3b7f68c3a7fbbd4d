"""What a PDF's content streams draw: pypdf parses them, here their operators are followed.

pypdf's own ``extract_text`` says where strings begin but not how wide they are, and without widths
the columns of a table can't be told apart.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from pypdf import PageObject
from pypdf.generic import (
    ArrayObject,
    ContentStream,
    DictionaryObject,
    NameObject,
    PdfObject,
    StreamObject,
)

# Not part of pypdf's public interface, but its only reader of font widths and encodings.
from pypdf.generic._font import Font


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


_Matrix: TypeAlias = tuple[float, float, float, float, float, float]
Point: TypeAlias = tuple[float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_SYMBOL = re.compile(r"wingdings|webdings|symbol|dingbat", re.IGNORECASE)
_FORM_DEPTH = 8
_FORM_COUNT = 2000


def _times(m: _Matrix, n: _Matrix) -> _Matrix:
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _apply(m: _Matrix, x: float, y: float) -> Point:
    return (x * m[0] + y * m[2] + m[4], x * m[1] + y * m[3] + m[5])


def _numbers(operands: list[Any], count: int) -> list[float] | None:
    """Return the first operands as numbers, None if they aren't: such an operator is skipped."""
    try:
        numbers = [float(operand) for operand in operands[:count]]
    except (TypeError, ValueError):
        return None
    return numbers if len(numbers) == count and all(map(math.isfinite, numbers)) else None


@dataclass(frozen=True, slots=True)
class _Face:
    """A font, and how wide a unit of its widths is in text space at size 1."""

    font: Font
    unit: float
    bold: bool
    symbol: bool
    readable: bool

    def glyphs(self, code: bytes) -> Iterator[tuple[str, float, bool]]:
        """Yield each glyph's text, width at size 1, and whether it is a one-byte space."""
        encoding, widths = self.font.encoding, self.font.character_widths
        default = widths.get("default", 500)
        if isinstance(encoding, str):
            try:
                raw = text = code.decode(encoding, "surrogatepass")
            except UnicodeDecodeError:
                raw = text = code.decode(encoding, "replace")
            one_byte = False
        else:
            raw = "".join(map(chr, code))
            text = "".join(encoding.get(byte, chr(byte)) for byte in code)
            one_byte = True
        if len(raw) != len(text):  # a code that stands for several letters
            yield text, sum(widths.get(char, default) for char in raw) * self.unit, False
            return
        for char, shown in zip(raw, text, strict=True):
            mapped = self.font.character_map.get(shown, shown)
            yield mapped, widths.get(char, default) * self.unit, one_byte and char == " "


@dataclass(frozen=True, slots=True)
class _State:
    """The part of the graphics state that decides where text stands."""

    ctm: _Matrix = _IDENTITY
    face: _Face | None = None
    size: float = 0.0
    spacing: float = 0.0
    word_spacing: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0


class Interpreter:
    """Follows content streams and collects the words and lines that they draw."""

    def __init__(self, page: PageObject) -> None:
        self.words: list[tuple[int, Word, Point, Point]] = []
        self.lines: list[tuple[Point, Point]] = []
        self.unreadable = False
        self._pdf = page.pdf
        self._faces: dict[int, _Face] = {}
        self._kept: list[DictionaryObject] = []
        self._forms = 0
        self._state = _State()
        self._tm = self._line_tm = _IDENTITY
        self._path: list[tuple[Point, Point]] = []
        self._point: Point = (0.0, 0.0)
        self._space = False

    def run(self, content: PdfObject | None, resources: PdfObject | None, depth: int = 0) -> None:
        """Follow one content stream: a page's or a form's."""
        content = content.get_object() if content is not None else None
        found = resources.get_object() if resources is not None else None
        if not isinstance(content, StreamObject | ArrayObject):
            return
        named = found if isinstance(found, DictionaryObject) else DictionaryObject()
        stack: list[_State] = []
        for operands, operator in ContentStream(content, self._pdf, "bytes").operations:
            match operator:
                case b"q":
                    stack.append(self._state)
                case b"Q" if stack:
                    self._state = stack.pop()
                case b"Do" if operands:
                    self._form(named, operands[0], depth)
                case b"Tf" if len(operands) == 2:
                    self._set_font(named, operands)
                case b"TJ" if operands and isinstance(operands[0], ArrayObject):
                    self._show_pieces(operands[0])
                case b"Tj" if operands:
                    self._show_pieces(operands)
                case b"'" if operands:
                    self._next_line(0, -self._state.leading)
                    self._show_pieces(operands)
                case b'"' if len(operands) == 3:
                    self._set(b"Tw", operands[:1])
                    self._set(b"Tc", operands[1:2])
                    self._next_line(0, -self._state.leading)
                    self._show_pieces(operands[2:])
                case b"BT":
                    self._tm = self._line_tm = _IDENTITY
                case _:
                    self._move(operator, operands)

    def _move(self, operator: bytes, operands: list[Any]) -> None:
        match operator:
            case b"cm" if (m := _numbers(operands, 6)) is not None:
                self._state = replace(self._state, ctm=_times(_matrix(m), self._state.ctm))
            case b"Tm" if (m := _numbers(operands, 6)) is not None:
                self._tm = self._line_tm = _matrix(m)
            case b"Td" if (d := _numbers(operands, 2)) is not None:
                self._next_line(*d)
            case b"TD" if (d := _numbers(operands, 2)) is not None:
                self._state = replace(self._state, leading=-d[1])
                self._next_line(*d)
            case b"T*":
                self._next_line(0, -self._state.leading)
            case b"Tc" | b"Tw" | b"Tz" | b"TL" | b"Ts":
                self._set(operator, operands)
            case b"m" | b"l" if (d := _numbers(operands, 2)) is not None:
                point = _apply(self._state.ctm, *d)
                if operator == b"l":
                    self._path.append((self._point, point))
                self._point = point
            case b"re" if (r := _numbers(operands, 4)) is not None:
                x, y, width, height = r
                for edge in (y, y + height):
                    ends = (x, edge), (x + width, edge)
                    start, end = (_apply(self._state.ctm, *end) for end in ends)
                    self._path.append((start, end))
            case b"S" | b"s" | b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*":
                self.lines.extend(self._path)
                self._path = []
            case b"n":
                self._path = []

    def _set(self, operator: bytes, operands: list[Any]) -> None:
        if (numbers := _numbers(operands, 1)) is None:
            return
        (value,) = numbers
        match operator:
            case b"Tc":
                self._state = replace(self._state, spacing=value)
            case b"Tw":
                self._state = replace(self._state, word_spacing=value)
            case b"Tz":
                self._state = replace(self._state, stretch=value / 100)
            case b"TL":
                self._state = replace(self._state, leading=value)
            case b"Ts":
                self._state = replace(self._state, rise=value)

    def _next_line(self, x: float, y: float) -> None:
        self._tm = self._line_tm = _times((1.0, 0.0, 0.0, 1.0, x, y), self._line_tm)

    def _form(self, resources: DictionaryObject, name: Any, depth: int) -> None:
        forms = resources.get("/XObject", DictionaryObject()).get_object()
        form = forms.get(name) if isinstance(forms, DictionaryObject) else None
        form = form.get_object() if form is not None else None
        if not isinstance(form, StreamObject) or form.get("/Subtype") != "/Form":
            return
        self._forms += 1
        if depth >= _FORM_DEPTH or self._forms > _FORM_COUNT:
            return  # a form that draws itself, or a page made to never end
        outer, tm, line_tm = self._state, self._tm, self._line_tm
        matrix = form.get("/Matrix")
        numbers = _numbers(list(matrix.get_object()), 6) if matrix is not None else None
        if numbers is not None:
            self._state = replace(outer, ctm=_times(_matrix(numbers), outer.ctm))
        self.run(form, form.get("/Resources", resources), depth + 1)
        self._state, self._tm, self._line_tm = outer, tm, line_tm

    def _set_font(self, resources: DictionaryObject, operands: list[Any]) -> None:
        fonts = resources.get("/Font", DictionaryObject()).get_object()
        font = fonts.get(operands[0]) if isinstance(fonts, DictionaryObject) else None
        font = font.get_object() if font is not None else None
        size = _numbers(operands[1:], 1)
        face = self._face(font) if isinstance(font, DictionaryObject) else None
        self._state = replace(
            self._state, face=face, size=size[0] if size is not None else self._state.size
        )

    def _face(self, resource: DictionaryObject) -> _Face:
        if id(resource) not in self._faces:
            self._kept.append(resource)  # so that its id stays its own
            self._faces[id(resource)] = _make_face(resource)
        return self._faces[id(resource)]

    def _show_pieces(self, pieces: list[Any]) -> None:
        state = self._state
        if state.face is None:
            return
        for piece in pieces:
            if isinstance(piece, bytes):
                self._show(piece, state, state.face)
            elif isinstance(piece, str) and not isinstance(piece, NameObject):
                self._show(piece.encode("latin-1", "replace"), state, state.face)
            elif isinstance(piece, int | float) and math.isfinite(piece):
                self._advance(-piece / 1000 * state.size * state.stretch)

    def _advance(self, distance: float) -> None:
        self._tm = _times((1.0, 0.0, 0.0, 1.0, distance, 0.0), self._tm)

    def _show(self, code: bytes, state: _State, face: _Face) -> None:
        if not face.readable:
            self.unreadable = True
        letters: list[str] = []
        start = self._tm
        for text, width, one_byte_space in face.glyphs(code):
            if text.isspace() or not text:
                self._emit(letters, start)
                letters = []
                self._space = self._space or bool(text)
            elif not letters:
                start = self._tm
            if text and not text.isspace():
                letters.append(text)
            spacing = state.spacing + (state.word_spacing if one_byte_space else 0.0)
            self._advance((width * state.size + spacing) * state.stretch)
        self._emit(letters, start)

    def _emit(self, letters: list[str], start_tm: _Matrix) -> None:
        """Record a word that began at ``start_tm`` and ends where the pen is now."""
        state = self._state
        if not letters or state.face is None or not state.face.readable:
            return
        full = _times(start_tm, state.ctm)
        start = _apply(full, 0.0, state.rise)
        end = _apply(_times(self._tm, state.ctm), 0.0, state.rise)
        size = abs(state.size) * math.hypot(full[2], full[3])
        sign = -1 if state.size * state.stretch < 0 else 1
        angle = math.degrees(math.atan2(full[1] * sign, full[0] * sign))
        upright = round(angle / 90) * 90
        if size < 0.5 or not all(map(math.isfinite, (*start, *end, size))):
            return
        if abs(angle - upright) < 5:
            word = Word(
                "".join(letters), 0, 0, 0, size, state.face.bold, state.face.symbol, self._space
            )
            self.words.append((upright % 360, word, start, end))
        self._space = False


def _matrix(numbers: list[float]) -> _Matrix:
    a, b, c, d, e, f = numbers
    return (a, b, c, d, e, f)


def _make_face(resource: DictionaryObject) -> _Face:
    font = Font.from_font_resource(resource)
    unit = 0.001
    if font.sub_type == "Type3":
        matrix = _numbers(list(resource.get("/FontMatrix", ArrayObject()).get_object()), 6)
        unit = abs(matrix[0]) if matrix is not None else unit
    # Glyph numbers of an embedded font mean nothing without a table of letters.
    numbered = isinstance(font.encoding, str) and resource.get("/Encoding") in (
        "/Identity-H",
        "/Identity-V",
    )
    return _Face(
        font,
        unit,
        bold=_BOLD.search(font.name) is not None,
        symbol=_SYMBOL.search(font.name) is not None,
        readable=font.interpretable and not (numbered and not font.character_map),
    )
