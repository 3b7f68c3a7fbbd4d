"""Each page of a PDF as PDFium reads it; a page without letters as Tesseract reads its picture."""

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from PIL.Image import Image
from pypdf import PdfReader
from pypdfium2 import PdfiumError

from klimatsvar.corpus.formats.pdf.content import Contents
from klimatsvar.corpus.formats.pdf.ocr import read_image
from klimatsvar.corpus.formats.pdf.pdfium import PdfiumFile
from klimatsvar.corpus.formats.pdf.text import PageText
from klimatsvar.corpus.quality import is_garbled

Outcome: TypeAlias = Literal["read", "ocr", "empty", "unreadable", "damaged", "tangled"]
"""What became of a page: its text was read, or read off its picture; it has none, or only glyphs
without letters; it can't be opened; or it swells beyond measure."""

_FEW_LETTERS = 200
"""No more than this may be a stamp or a page number on a scanned page."""
_MOST_PAGES = 300
"""Pages looked through for pictures: a bound on the time that takes."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A page, and what became of it."""

    page: PageText
    outcome: Outcome
    scanned: bool = False
    """Its picture may have text, and was not looked at."""
    pictured: bool = False
    """It has text, and a large picture that may have more."""


class Pages:
    """The pages of one file."""

    def __init__(self, file: PdfiumFile, reader: PdfReader | None, ocr: bool) -> None:
        """``reader`` is None for a file that pypdf can't open; with ``ocr`` pictures are read."""
        self._file = file
        self._contents = Contents(reader) if reader is not None else None
        self._ocr = ocr
        # PDFium believes the count that the file tells.
        self._count = len(reader.pages) if reader is not None else len(file)

    def read(self) -> list[Reading]:
        """Return every page in order; those that can't be read are empty."""
        readings = [self._read(number) for number in range(1, self._count + 1)]
        return [replace(reading, pictured=self._is_pictured(reading)) for reading in readings]

    def _read(self, number: int) -> Reading:
        if self._contents is not None and self._contents.is_beyond_measure(number):
            return Reading(_empty(number), "tangled")
        try:
            page = self._file.text(number)
        except PdfiumError:
            return Reading(_empty(number), "damaged")
        if page.tangled:
            return Reading(page, "tangled")
        worth = _worth(page)
        if worth and not page.unreadable:
            return self._unless_scanned(page)
        scanned = False
        if picture := self._picture(number):
            seen = read_image(*picture, number) if self._ocr else None
            if seen is not None and _letters(seen) > 1.3 * worth:
                return Reading(seen, "ocr")
            scanned = not self._ocr
        if worth:
            return Reading(page, "read", scanned)
        unreadable = page.unreadable or page.words
        return Reading(_empty(number), "unreadable" if unreadable else "empty", scanned)

    def _unless_scanned(self, page: PageText) -> Reading:
        """Return a page that has text; its picture's, if that says far more: a stamp on a scan."""
        letters = _letters(page)
        if letters >= _FEW_LETTERS or not self._is_picture(page.number):
            return Reading(page, "read")
        picture = self._picture(page.number)
        if self._ocr and picture:
            seen = read_image(*picture, page.number)
            if seen is not None and _letters(seen) > _FEW_LETTERS + 3 * letters:
                return Reading(seen, "ocr")
        return Reading(page, "read", scanned=not self._ocr)

    def _is_picture(self, number: int) -> bool:
        try:
            return self._file.is_picture(number)
        except PdfiumError:
            return False

    def _is_pictured(self, reading: Reading) -> bool:
        number = reading.page.number
        if reading.outcome != "read" or reading.scanned or number > _MOST_PAGES:
            return False
        try:
            return self._file.has_large_picture(number)
        except PdfiumError:
            return False

    def _picture(self, number: int) -> tuple[Image, float] | None:
        """Return the page's picture and its pixels a point; None if it is blank or damaged."""
        try:
            image, scale = self._file.image(number)
        except PdfiumError:
            return None
        darkest, lightest = image.getextrema()
        return (image, scale) if darkest < lightest else None


def _empty(number: int) -> PageText:
    return PageText(number, 595.0, 842.0, (), ())


def _letters(page: PageText) -> int:
    return sum(map(str.isalnum, page.text))


def _worth(page: PageText) -> int:
    """Return how many letters and digits a page has, none if they are no words."""
    return 0 if is_garbled(page.text) else _letters(page)
