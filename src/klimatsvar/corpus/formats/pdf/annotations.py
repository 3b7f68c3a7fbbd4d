"""What readers show on top of a page: filled form fields, ticked boxes, notes written on it."""

import ctypes
import re
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from math import isfinite
from typing import Any, NamedTuple

from pypdfium2 import raw

from klimatsvar.corpus.formats.pdf.text import Placed, Word

TICKED, UNTICKED = "☒", "☐"
_SHOWN = (raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_STAMP)
_UNSEEN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
_MOST = 5000
_SIZE = re.compile(r"(\d{1,3}(?:\.\d{1,6})?)\s+Tf")
_LETTER = 0.5
"""A letter's width, in ems."""


class Fields(NamedTuple):
    """What stands in a page's fields and notes."""

    words: list[Placed]
    """What can't be made part of what the page draws, with its place: the marks of ticked and empty
    boxes, and notes and fields that have no appearance of their own."""
    filled: list[tuple[float, float, float, float]]
    """The fields that words may stand in: left, bottom, right, top."""
    is_changed: bool
    """Whether the page has to be opened anew."""

    def marked(self, placed: Placed) -> Placed:
        """Return a word of the page, told that it was filled in if a field has it."""
        angle, word, (x, y), end = placed
        inside = any(x0 - 1 < x < x1 and y0 - 1 < y < y1 for x0, y0, x1, y1 in self.filled)
        return (angle, replace(word, filled=True), (x, y), end) if inside else placed


def put_on_page(page: Any) -> Fields:
    """Make a page's fields and notes part of what it draws; return what tells of them."""
    words: list[Placed] = []
    filled: list[tuple[float, float, float, float]] = []
    drawn = False
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), _MOST)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        kind, flags = raw.FPDFAnnot_GetSubtype(annotation), raw.FPDFAnnot_GetFlags(annotation)
        if kind in _SHOWN and not flags & _UNSEEN:
            box = raw.FS_RECTF()
            raw.FPDFAnnot_GetRect(annotation, box)
            state = _string(annotation, b"AS")
            if kind == raw.FPDF_ANNOT_WIDGET and not state:
                filled.append((box.left, box.bottom, box.right, box.top))
            if kind == raw.FPDF_ANNOT_WIDGET and state:
                words.append(_mark(TICKED if state != "Off" else UNTICKED, box))
                raw.FPDFAnnot_SetFlags(annotation, flags | raw.FPDF_ANNOT_FLAG_HIDDEN)
            elif raw.FPDFAnnot_HasKey(annotation, b"AP"):
                drawn = True
            elif kind == raw.FPDF_ANNOT_FREETEXT:
                words.extend(_note(annotation, box))
            elif kind == raw.FPDF_ANNOT_WIDGET:
                words.extend(_note(annotation, box, b"V"))
        raw.FPDFPage_CloseAnnot(annotation)
    flat = drawn and raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_SUCCESS
    return Fields(words, filled, flat)


def _string(annotation: Any, key: bytes) -> str:
    length = raw.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    buffer = ctypes.create_string_buffer(length)
    raw.FPDFAnnot_GetStringValue(
        annotation, key, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), length
    )
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")


def _mark(text: str, box: Any) -> Placed:
    size = box.top - box.bottom
    y = box.bottom + 0.2 * size
    return 0, Word(text, 0.0, 0.0, 0.0, size, spaced=True), (box.left, y), (box.right, y)


def _note(annotation: Any, box: Any, key: bytes = b"Contents") -> Iterator[Placed]:
    """Yield a note's words in lines that fill its box; where exactly each stands is not known.

    Nothing of a note that stands nowhere.
    """
    if not all(map(isfinite, (box.left, box.right, box.top))):
        return
    told = _SIZE.search(_string(annotation, b"DA"))
    size = float(told[1]) if told and float(told[1]) else 12.0
    width = max(1, int((box.right - box.left) / (_LETTER * size)))
    y = box.top
    for text in _string(annotation, key).splitlines():
        for line in textwrap.wrap(text, width):
            y -= 1.2 * size
            for match in re.finditer(r"\S+", line):
                start, end = (box.left + _LETTER * size * at for at in match.span())
                yield 0, Word(match.group(), 0.0, 0.0, 0.0, size, spaced=True), (start, y), (end, y)
