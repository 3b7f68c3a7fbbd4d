"""Read PDF files."""

import io
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError

from klimatsvar.corpus.formats.pdf.blocks import blocks_of
from klimatsvar.corpus.formats.pdf.ocr import REMEDY, ocr_available
from klimatsvar.corpus.formats.pdf.pages import Outcome, Pages, Reading
from klimatsvar.corpus.source import Source
from klimatsvar.errors import DocumentError

# pypdf reports each repair of a file here; what matters to a reader is in the Source's warnings.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

_ENCRYPTED = ("filen är krypterad och går inte att läsa", "spara den igen utan lösenordsskydd")


def read_pdf(path: Path, ocr: bool = False) -> Source:
    """Read a PDF as a person reads it: columns in turn, running headers and footers left out.

    Blocks are in reading order, each with the page it begins on, counted from 1, and a break for
    each further page that it runs on to. Table rows carry their header's cells
    (``2022 – Utsläpp (ton): 195 210``). Contents lists, footnote marks and the bare figures along
    a chart's axes are left out. A page that pypdf can't read is read with PDFium; a page without
    text is read off its picture with ``ocr``. What could not be read, and what was read in a lesser
    way, becomes a warning; ``Source.scanned`` counts the pages that have nothing but a picture.
    Raises DocumentError when no page can be read: the file is encrypted, damaged or not a PDF.
    """
    data = path.read_bytes()
    if b"%PDF-" not in data[:1024]:
        raise DocumentError(
            "filen är ingen PDF, vad namnet än säger", "spara dokumentet som PDF igen"
        )
    pages = _opened(data, ocr)
    try:
        readings = pages.read()
        if all(reading.outcome == "damaged" for reading in readings):
            raise _damaged(None)
        content = blocks_of([reading.page for reading in readings], pages.outline())
        metadata = pages.metadata(content.blocks, path.stem)
    finally:
        pages.close()
    return Source(
        tuple(content.blocks),
        metadata,
        pages.count,
        tuple(_warnings(readings, content.figures)),
        content.running,
        sum(reading.scanned for reading in readings),
        tuple(reading.page.number for reading in readings if reading.outcome == "ocr"),
    )


def _opened(data: bytes, ocr: bool) -> Pages:
    """Return the pages of a file that either library can open. Raises DocumentError."""
    reader: PdfReader | None = None
    cause: Exception | None = None
    count = 0
    # A damaged file makes pypdf raise nearly anything from any call.
    try:
        reader = PdfReader(io.BytesIO(data))
        count = len(reader.pages)
    except Exception as error:
        reader, cause = None, error
    pages = Pages(data, reader, count, ocr)
    if count:
        return pages
    fallback = pages.fallback()
    if fallback is not None and len(fallback):
        return Pages(data, None, len(fallback), ocr)
    if isinstance(cause, FileNotDecryptedError | DependencyError):
        raise DocumentError(*_ENCRYPTED) from cause
    raise _damaged(cause) from cause


def _damaged(error: Exception | None) -> DocumentError:
    cause = f" ({type(error).__name__})" if error is not None else ""
    return DocumentError(
        f"filen är skadad, ingen sida går att läsa{cause}",
        "öppna den i ett PDF-program och spara den igen",
    )


_WARNINGS: dict[Outcome, str] = {
    "fallback": "kunde bara läsas med reservläsaren; kontrollera tabeller och rubriker på dem",
    "ocr": "är inskannade och lästa ur bilden; enstaka ord kan vara fel",
    "empty": "har ingen läsbar text (tomma sidor, foton, teckningar eller inskannade)",
    "unreadable": "har text vars bokstäver inte går att tyda",
    "damaged": "är skadade och gick inte att läsa",
    "tangled": "är för stora eller invecklade för att läsas",
}


def _warnings(readings: Sequence[Reading], figures: int) -> Iterator[str]:
    for outcome, what in _WARNINGS.items():
        pages = [reading for reading in readings if reading.outcome == outcome]
        if pages:
            unseen = any(page.scanned for page in pages) and not ocr_available()
            remedy = f"; {REMEDY}" if unseen else ""
            yield f"{len(pages)} av {len(readings)} sidor {what}{remedy}"
    if pictured := sum(reading.pictured for reading in readings):
        yield (f"{pictured} av {len(readings)} sidor har stora bilder; text i bilderna läses inte")
    if figures:
        yield (
            f"{figures} rader med bara siffror eller enstaka bokstäver utelämnades, troligen ur "
            "diagram"
        )
