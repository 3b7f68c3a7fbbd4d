"""What a PDF's content streams draw: pypdf parses them, here their operators are followed.

pypdf's own ``extract_text`` says where strings begin but not how wide they are, and without widths
the columns of a table can't be told apart.
"""

import math
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from pypdf import PageObject
from pypdf.errors import LimitReachedError
from pypdf.generic import (
    ArrayObject,
    ContentStream,
    DictionaryObject,
    NameObject,
    PdfObject,
    StreamObject,
)

from klimatsvar.corpus.formats.pdf.fonts import Face, make_face, numbers
from klimatsvar.corpus.formats.pdf.text import Drawing, PageText, Point, Word, upright

_Matrix: TypeAlias = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_FORM_DEPTH = 8
_FORM_COUNT = 2000
_MOST_OPERATIONS = 3_000_000
"""On a page, its forms' included: a bound on the time that one page may take."""


def read_page(page: PageObject, number: int) -> PageText:
    """Return the words of a page. Raises what pypdf raises on damaged content."""
    interpreter = Interpreter(page)
    interpreter.run(page.get("/Contents"), page.get_inherited("/Resources"))
    box = page.cropbox
    (left, bottom), (right, top) = box.lower_left, box.upper_right
    corners = (float(left), float(bottom)), (float(right), float(top))
    return upright(interpreter.drawing, number, *corners)


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


@dataclass(frozen=True, slots=True)
class _State:
    """The part of the graphics state that decides where text stands."""

    ctm: _Matrix = _IDENTITY
    face: Face | None = None
    size: float = 0.0
    spacing: float = 0.0
    word_spacing: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0


class Interpreter:
    """Follows content streams and collects the words and lines that they draw."""

    def __init__(self, page: PageObject) -> None:
        self.drawing = Drawing()
        self._pdf = page.pdf
        self._faces: dict[int, Face] = {}
        self._kept: list[DictionaryObject] = []
        self._forms = self._operations = 0
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
        operations = ContentStream(content, self._pdf, "bytes").operations
        self._operations += len(operations)
        if self._operations > _MOST_OPERATIONS:
            raise LimitReachedError("too many operations on one page")
        for operands, operator in operations:
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
            case b"cm" if (m := numbers(operands, 6)) is not None:
                self._state = replace(self._state, ctm=_times(_matrix(m), self._state.ctm))
            case b"Tm" if (m := numbers(operands, 6)) is not None:
                self._tm = self._line_tm = _matrix(m)
            case b"Td" if (d := numbers(operands, 2)) is not None:
                self._next_line(*d)
            case b"TD" if (d := numbers(operands, 2)) is not None:
                self._state = replace(self._state, leading=-d[1])
                self._next_line(*d)
            case b"T*":
                self._next_line(0, -self._state.leading)
            case b"Tc" | b"Tw" | b"Tz" | b"TL" | b"Ts":
                self._set(operator, operands)
            case b"m" | b"l" if (d := numbers(operands, 2)) is not None:
                point = _apply(self._state.ctm, *d)
                if operator == b"l":
                    self._path.append((self._point, point))
                self._point = point
            case b"re" if (r := numbers(operands, 4)) is not None:
                x, y, width, height = r
                for edge in (y, y + height):
                    ends = (x, edge), (x + width, edge)
                    start, end = (_apply(self._state.ctm, *end) for end in ends)
                    self._path.append((start, end))
            case b"S" | b"s" | b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*":
                self.drawing.lines.extend(self._path)
                self._path = []
            case b"n":
                self._path = []

    def _set(self, operator: bytes, operands: list[Any]) -> None:
        if (found := numbers(operands, 1)) is None:
            return
        (value,) = found
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
            # A form that draws itself, or forms that draw many, each of which draws many.
            self.drawing.tangled = self.drawing.tangled or depth > 1
            return
        outer, tm, line_tm = self._state, self._tm, self._line_tm
        matrix = form.get("/Matrix")
        found = numbers(list(matrix.get_object()), 6) if matrix is not None else None
        if found is not None:
            self._state = replace(outer, ctm=_times(_matrix(found), outer.ctm))
        self.run(form, form.get("/Resources", resources), depth + 1)
        self._state, self._tm, self._line_tm = outer, tm, line_tm

    def _set_font(self, resources: DictionaryObject, operands: list[Any]) -> None:
        fonts = resources.get("/Font", DictionaryObject()).get_object()
        font = fonts.get(operands[0]) if isinstance(fonts, DictionaryObject) else None
        font = font.get_object() if font is not None else None
        size = numbers(operands[1:], 1)
        face = self._face(font) if isinstance(font, DictionaryObject) else None
        self._state = replace(
            self._state, face=face, size=size[0] if size is not None else self._state.size
        )

    def _face(self, resource: DictionaryObject) -> Face:
        if id(resource) not in self._faces:
            self._kept.append(resource)  # so that its id stays its own
            self._faces[id(resource)] = make_face(resource)
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

    def _show(self, code: bytes, state: _State, face: Face) -> None:
        if not face.readable:
            self.drawing.unreadable = True
        letters: list[str] = []
        start = self._tm
        for text, width, one_byte_space in face.glyphs(code):
            if text.isspace() or not text:
                self._emit(letters, start)
                letters = []
                self._space = self._space or bool(text)
            elif not letters:
                start = self._tm
            if text and not text.isspace() and (width or text != "\xad"):
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
        right_angle = round(angle / 90) * 90
        if size < 0.5 or not all(map(math.isfinite, (*start, *end, size))):
            return
        if abs(angle - right_angle) < 5:
            word = Word(
                "".join(letters),
                *(0.0, 0.0, 0.0, size),
                bold=state.face.bold,
                symbol=state.face.symbol,
                spaced=self._space,
                italic=state.face.italic,
            )
            self.drawing.words.append((right_angle % 360, word, start, end))
        self._space = False


def _matrix(values: list[float]) -> _Matrix:
    a, b, c, d, e, f = values
    return (a, b, c, d, e, f)
