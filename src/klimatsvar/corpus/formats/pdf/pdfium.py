"""A file in PDFium: the text of its pages, and their pictures."""

import math
from typing import Any

import pypdfium2
from pypdfium2 import PdfiumError, raw

from klimatsvar.corpus.formats.pdf.annotations import put_on_page
from klimatsvar.corpus.formats.pdf.glyphs import drawing_of
from klimatsvar.corpus.formats.pdf.struck import without_struck
from klimatsvar.corpus.formats.pdf.text import PageText, upright

_DPI = 300
_MOST_PIXELS = 12_000_000
"""A little more than an A4 page in 300 dpi. Larger pages are drawn coarser."""
_MOST_OBJECTS = 5000
# Parts of the page's area.
_SCANNED = 0.6
_LARGE = 0.15
_BACKGROUND = 0.85


class PdfiumFile:
    """A file in PDFium. Not for use by several threads at once."""

    def __init__(self, data: bytes) -> None:
        """Open a file. Raises PdfiumError when PDFium can't open it or it needs a password."""
        self._document = pypdfium2.PdfDocument(data)

    def __len__(self) -> int:
        return len(self._document)

    def close(self) -> None:
        """Let go of the file."""
        self._document.close()

    def text(self, number: int) -> PageText:
        """Return the words and lines of a page, filled fields and notes among them.

        Raises PdfiumError.
        """
        page = self._document[number - 1]
        try:
            fields = put_on_page(page)
            if fields.is_changed:
                page.close()
                page = self._document[number - 1]
            left, bottom, right, top = page.get_bbox()
            drawing = drawing_of(page)
            drawing.words = [*map(fields.marked, (*drawing.words, *fields.words))]
            return without_struck(upright(drawing, number, (left, bottom), (right, top)))
        finally:
            page.close()

    @property
    def attached(self) -> int:
        """How many files are attached to it."""
        return int(self._document.count_attachments())

    def is_picture(self, number: int) -> bool:
        """Tell whether one picture fills most of a page, as a scanned page's does."""
        page = self._document[number - 1]
        try:
            width, height = page.get_size()
            pictures = page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)
            return any(_area(picture) > _SCANNED * width * height for picture in pictures)
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
