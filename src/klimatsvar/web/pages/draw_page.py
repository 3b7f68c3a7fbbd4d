"""Draw a page of a PDF with the lines of a quotation marked: a program of its own.

PDFium is not made for threads, and a hostile file may crash it, hang it or eat memory; as a
process it takes nothing with it. ``page_pictures.py`` runs it: a Task as JSON goes in, and out come
``MARKED`` or ``UNMARKED`` and the picture (WebP).
"""

import contextlib
import ctypes
import io
import json
import math
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any, TypeAlias

import pypdfium2
from PIL import Image, ImageChops, ImageDraw
from pypdfium2 import PdfiumError, raw

from klimatsvar.web.pages.find_words import find

resource: ModuleType | None
try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None

MARKED, UNMARKED = b"1", b"0"

_MEMORY = 512 * 2**20
_CPU_SECONDS = 15
"""Should the process that waits be gone; it waits less."""
_WIDTH, _HEIGHT = 1000, 2000
"""Pixels, at most. WebP has no more than 16,383 either way."""
_MOST_CHARACTERS = 100_000
_MARKER = (255, 226, 120)
_OUTLINE = (138, 90, 0)  # 5:1 against paper: the mark is not told by its tint alone

Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, right, bottom, in pixels."""


@dataclass(frozen=True, slots=True)
class Task:
    """What to draw."""

    path: str
    page: int
    """From 1."""
    quotation: str
    """What of it stands on this page."""
    before: int
    """Letters of the page that stand before the quotation, as the document was read."""


def draw(task: Task) -> tuple[Image.Image, bool]:
    """Return the picture, and whether the quotation is marked on it. Raises PdfiumError."""
    document = pypdfium2.PdfDocument(task.path)
    page = document[task.page - 1]
    width, height = page.get_size()
    if not (0 < width < math.inf and 0 < height < math.inf):
        raise PdfiumError("the page has no area")
    scale = min(_WIDTH / width, _HEIGHT / height)
    bitmap = page.render(scale=scale)
    picture = bitmap.to_pil().convert("RGB")
    text = page.get_textpage()
    place = bitmap.get_posconv(page)
    found = find(task.quotation, _characters(text), task.before)
    marks = [box for first, last in found for box in _lines(text, range(first, last), place)]
    return _marked(picture, marks), bool(marks)


def _characters(text: Any) -> str:
    """Return a page's characters, each at PDFium's number for it."""
    count = min(text.count_chars(), _MOST_CHARACTERS)
    codes = (raw.FPDFText_GetUnicode(text, index) for index in range(count))
    return "".join(chr(code) if code <= sys.maxunicode else " " for code in codes)


def _lines(text: Any, indexes: Iterable[int], place: Any) -> list[Box]:
    """Return a box a line around the characters."""
    lines: list[Box] = []
    for index in indexes:
        box = _box(text, index, place)
        if box is None:
            continue
        if lines and _beside(lines[-1], box):
            left, top, right, bottom = lines.pop()
            box = min(left, box[0]), min(top, box[1]), max(right, box[2]), max(bottom, box[3])
        lines.append(box)
    return lines


def _box(text: Any, index: int, place: Any) -> Box | None:
    """Return where a character stands on the picture; None for a space or what has no place."""
    if chr(raw.FPDFText_GetUnicode(text, index)).isspace():
        return None
    box = raw.FS_RECTF()
    if not raw.FPDFText_GetLooseCharBox(text, index, ctypes.byref(box)):
        return None
    corners = [place.to_bitmap(x, y) for x in (box.left, box.right) for y in (box.bottom, box.top)]
    (left, right), (top, bottom) = ((min(edge), max(edge)) for edge in zip(*corners, strict=True))
    return (left, top, right, bottom) if right > left and bottom > top else None


def _beside(line: Box, box: Box) -> bool:
    """Tell whether a character stands on the line: more beside it than above or below."""
    (_, top, right, bottom), (left, *_) = line, box
    shared = min(bottom, box[3]) - max(top, box[1])
    return shared > (box[3] - box[1]) / 2 and left - right < 4 * (bottom - top)


def _marked(picture: Image.Image, marks: Sequence[Box]) -> Image.Image:
    """Return the picture as if gone over with a marker pen, and each mark outlined."""
    tint = Image.new("RGB", picture.size, "white")
    over = ImageDraw.Draw(tint)
    for left, top, right, bottom in marks:
        over.rounded_rectangle((left - 4, top - 2, right + 4, bottom + 2), 4, _MARKER, _OUTLINE, 2)
    return ImageChops.multiply(picture, tint)


def main() -> None:
    """Draw the task on standard input."""
    if resource is not None:
        with contextlib.suppress(ValueError, OSError):  # the system has set a lower limit itself
            resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
            resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    picture, marked = draw(Task(**json.load(sys.stdin)))
    content = io.BytesIO()
    picture.save(content, "WEBP", lossless=True, method=2)
    sys.stdout.buffer.write((MARKED if marked else UNMARKED) + content.getvalue())


if __name__ == "__main__":
    main()
