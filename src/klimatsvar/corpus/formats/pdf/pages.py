"""Each page of a PDF by the first reader that makes letters of it: pypdf, PDFium, Tesseract."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from PIL.Image import Image
from pypdf import PdfReader
from pypdf.errors import LimitReachedError
from pypdfium2 import PdfiumError  # type: ignore[import-untyped]

from klimatsvar.corpus.formats.pdf.fallback import Fallback
from klimatsvar.corpus.formats.pdf.metadata import metadata_of, outline_of
from klimatsvar.corpus.formats.pdf.ocr import read_image
from klimatsvar.corpus.formats.pdf.operators import read_page
from klimatsvar.corpus.formats.pdf.text import PageText, is_right_to_left
from klimatsvar.corpus.quality import is_garbled
from klimatsvar.corpus.source import Metadata, SourceBlock

Outcome: TypeAlias = Literal["read", "fallback", "ocr", "empty", "unreadable", "damaged", "tangled"]
"""What became of a page: its text came from pypdf, from PDFium, or from its picture; it has none,
or only glyphs without letters; no reader can open it; or it is too much for any."""

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

    def __init__(self, data: bytes, reader: PdfReader | None, count: int, ocr: bool) -> None:
        """``reader`` is None for a file that pypdf can't open; with ``ocr`` pictures are read."""
        self.count = count
        self._ocr = ocr
        self._reader = reader
        self._data = data
        self._fallback: Fallback | None = None
        self._fallback_fails = False

    def read(self) -> list[Reading]:
        """Return every page in order; those that can't be read are empty."""
        readings = [self._read(number) for number in range(1, self.count + 1)]
        return [replace(reading, pictured=self._is_pictured(reading)) for reading in readings]

    def outline(self) -> dict[str, int]:
        """Return the file's bookmarks, as ``about.outline_of``."""
        return outline_of(self._reader, self._whole())

    def metadata(self, blocks: Sequence[SourceBlock], stem: str) -> Metadata:
        """Return what the file says about itself, as ``about.metadata_of``."""
        return metadata_of(self._reader, self._whole(), blocks, stem)

    def _whole(self) -> Fallback | None:
        return self.fallback() if self._reader is None else None

    def close(self) -> None:
        """Let go of the file."""
        if self._fallback is not None:
            self._fallback.close()

    def fallback(self) -> Fallback | None:
        """Return the file in PDFium, None if PDFium can't open it either."""
        if self._fallback is None and not self._fallback_fails:
            try:
                self._fallback = Fallback(self._data)
            except PdfiumError:
                self._fallback_fails = True
        return self._fallback

    def _read(self, number: int) -> Reading:
        first = self._by_pypdf(number)
        if first is not None and first.tangled:
            return Reading(first, "read" if first.words else "tangled")
        if first is not None and _is_sound(first):
            return self._unless_scanned(first)
        second = self._by_pdfium(number)
        found = [page for page in (first, second) if page is not None]
        if second is not None and is_right_to_left(second.text) and not second.unreadable:
            found.reverse()  # of equals the first is taken
        best = max(found, key=_worth, default=_empty(number))
        scanned = False
        if (best.unreadable or not _worth(best)) and (picture := self._picture(number)):
            seen = read_image(*picture, number) if self._ocr else None
            if seen is not None and _letters(seen) > 1.3 * _worth(best):
                return Reading(seen, "ocr")
            scanned = not self._ocr
        if _worth(best):
            return Reading(best, "read" if best is first else "fallback", scanned)
        if not found:
            return Reading(best, "damaged")
        unreadable = any(page.unreadable or page.words for page in found)
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
        fallback = self.fallback()
        try:
            return fallback is not None and fallback.is_picture(number)
        except PdfiumError:
            return False

    def _is_pictured(self, reading: Reading) -> bool:
        number = reading.page.number
        if reading.outcome not in ("read", "fallback") or reading.scanned or number > _MOST_PAGES:
            return False
        fallback = self.fallback() if not reading.page.tangled else None
        try:
            return fallback is not None and fallback.has_large_picture(number)
        except PdfiumError:
            return False

    def _by_pypdf(self, number: int) -> PageText | None:
        if self._reader is None:
            return None
        # pypdf's limits keep a page from swelling; PDFium has none. Damage makes pypdf raise nearly
        # anything, RecursionError and KeyError among them.
        try:
            return read_page(self._reader.pages[number - 1], number)
        except LimitReachedError:
            return replace(_empty(number), tangled=True)
        except Exception:
            return None

    def _by_pdfium(self, number: int) -> PageText | None:
        fallback = self.fallback()
        if fallback is None:
            return None
        try:
            return fallback.page(number)
        except PdfiumError:
            return None

    def _picture(self, number: int) -> tuple[Image, float] | None:
        """Return the page's picture and its pixels a point; None if it is blank or damaged."""
        fallback = self.fallback()
        if fallback is None:
            return None
        try:
            image, scale = fallback.image(number)
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


def _is_sound(page: PageText) -> bool:
    """Tell whether a page as pypdf reads it needs no other reader.

    Arabic and Hebrew do: only PDFium puts their letters in the order of reading.
    """
    return not page.unreadable and _worth(page) > 0 and not is_right_to_left(page.text)
