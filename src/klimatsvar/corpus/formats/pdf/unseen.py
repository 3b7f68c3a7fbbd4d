"""Strings on a page that nobody sees: drawn without ink, or white on white."""

import ctypes
from collections.abc import Iterator, Sequence, Set
from math import inf
from typing import Any, NamedTuple

from pypdfium2 import PdfiumError, raw

_INKLESS = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
_FILLED = (raw.FPDF_TEXTRENDERMODE_FILL, raw.FPDF_TEXTRENDERMODE_FILL_CLIP)
_PICTURES = (raw.FPDF_PAGEOBJ_IMAGE,)
_PAINT = (raw.FPDF_PAGEOBJ_SHADING, raw.FPDF_PAGEOBJ_PATH)
_WHITE = 250
"""Of 255, in each of red, green and blue."""
_FORM_DEPTH = 8
_MOST = 5000
"""Pictures and painted areas that are looked through."""


class _Area(NamedTuple):
    left: float
    bottom: float
    right: float
    top: float

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.bottom <= y <= self.top


def unseen_strings(page: Any, strings: Sequence[Any]) -> Set[int]:
    """Return the addresses of the strings that can't be seen on a page.

    A picture below a string without ink is a scan, and the string what it says; white letters are
    seen on what is painted in a colour.
    """
    inkless, white = [], []
    for string in strings:
        mode, ink = int(raw.FPDFTextObj_GetTextRenderMode(string)), _ink(string)
        if mode in _INKLESS or ink[3] == 0:
            inkless.append(string)
        elif mode in _FILLED and min(ink) >= _WHITE:
            white.append(string)
    found: set[int] = set()
    if inkless:
        found |= _without(inkless, list(_painted(page, _PICTURES)))
    if white:
        found |= _without(white, list(_painted(page, (*_PICTURES, *_PAINT))))
    return found


def _ink(thing: Any) -> tuple[int, int, int, int]:
    """Return the red, green, blue and opacity of what a thing is filled with; black if unknown."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not raw.FPDFPageObj_GetFillColor(thing, red, green, blue, alpha):
        return 0, 0, 0, 255
    return red.value, green.value, blue.value, alpha.value


def _without(strings: Sequence[Any], areas: Sequence[_Area]) -> set[int]:
    """Return the addresses of the strings whose middle is in none of the areas."""
    found: set[int] = set()
    for string in strings:
        area = _area(string)
        if area is None:
            continue
        x, y = (area.left + area.right) / 2, (area.bottom + area.top) / 2
        if not any(other.holds(x, y) for other in areas):
            found.add(ctypes.addressof(string.raw.contents))
    return found


def _painted(page: Any, kinds: Sequence[int]) -> Iterator[_Area]:
    """Yield the areas that pictures and colours fill; all of a page that has very many of them."""
    for count, thing in enumerate(page.get_objects(filter=kinds, max_depth=_FORM_DEPTH)):
        if count >= _MOST:
            yield _Area(-inf, -inf, inf, inf)
            return
        is_path = thing.type == raw.FPDF_PAGEOBJ_PATH
        area = _area(thing) if not is_path or _is_coloured(thing) else None
        if area is not None:
            yield area


def _is_coloured(path: Any) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    drawn = raw.FPDFPath_GetDrawMode(path, fill, stroke) and fill.value
    return bool(drawn) and min(_ink(path)[:3]) < _WHITE and _ink(path)[3] > 0


def _area(thing: Any) -> _Area | None:
    """Return where a thing stands on the page, through the forms that it stands in."""
    try:
        left, bottom, right, top = thing.get_bounds()
    except PdfiumError:
        return None
    corners = [(left, bottom), (right, top), (left, top), (right, bottom)]
    form = thing.container
    while form is not None:
        matrix = form.get_matrix()
        corners = [matrix.on_point(*corner) for corner in corners]
        form = form.container
    xs, ys = zip(*corners, strict=True)
    return _Area(min(xs), min(ys), max(xs), max(ys))
