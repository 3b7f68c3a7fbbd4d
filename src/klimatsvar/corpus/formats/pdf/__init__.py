"""Read PDF files."""

import io
import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pypdf import PdfReader
from pypdfium2 import PdfiumError, raw

from klimatsvar.corpus.formats.pdf.actions import with_levels
from klimatsvar.corpus.formats.pdf.blocks import blocks_of
from klimatsvar.corpus.formats.pdf.metadata import metadata_of, outline_of
from klimatsvar.corpus.formats.pdf.ocr import ocr_available
from klimatsvar.corpus.formats.pdf.pages import Outcome, Pages, Reading
from klimatsvar.corpus.formats.pdf.pdfium import PdfiumFile
from klimatsvar.corpus.source import Source
from klimatsvar.errors import DocumentError
from klimatsvar.system import pip_install
from klimatsvar.texts.messages import Message

# pypdf reports each repair of a file here; what matters to a reader is in the Source's warnings.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def read_pdf(path: Path, ocr: bool = False) -> Source:
    """Read a PDF as a person reads it: columns in turn, running headers and footers left out.

    Blocks are in reading order, each with the page it begins on, counted from 1, and a break for
    each further page that it runs on to. Table rows carry their header's cells
    (``2022 – Utsläpp (ton): 195 210``); a title across a table, or a numbered action over it, is
    the heading of its rows. Contents lists, footnote marks, the bare figures of charts, empty
    fields of forms and table rows that are a name with empty cells are left out. A page without
    text is read off its picture with ``ocr``. What could not be read, and what was read in a lesser
    way, becomes a warning; ``Source.scanned`` counts the pages that have nothing but a picture.
    Raises DocumentError when no page can be read: the file is encrypted, damaged or not a PDF.
    """
    data = path.read_bytes()
    if b"%PDF-" not in data[:1024]:
        raise DocumentError("not_pdf")
    reader = _reader(data)
    file = _opened(data)
    try:
        readings = Pages(file, reader, ocr).read()
        attached = file.attached
    finally:
        file.close()
    if all(reading.outcome == "damaged" for reading in readings):
        raise DocumentError("pdf_damaged")
    content = blocks_of([reading.page for reading in readings], outline_of(reader))
    told = (replace(block, page=1) for block in content.told)
    return Source(
        (*told, *with_levels(content.blocks)),
        metadata_of(reader, content.blocks, path.stem, content.masthead),
        len(readings),
        (*_warnings(readings, content.figures, content.idle), *_left_out(readings, attached)),
        furniture=content.running,
        unfilled=content.unfilled,
        struck=sum(reading.page.struck for reading in readings),
        scanned=sum(reading.scanned for reading in readings),
        ocr_pages=tuple(reading.page.number for reading in readings if reading.outcome == "ocr"),
    )


def _reader(data: bytes) -> PdfReader | None:
    """Return a file in pypdf, None if pypdf can't open it: its title and bookmarks are not read."""
    try:
        reader = PdfReader(io.BytesIO(data))
        return reader if len(reader.pages) else None
    except Exception:  # a damaged file makes pypdf raise nearly anything
        return None


def _opened(data: bytes) -> PdfiumFile:
    """Return a file in PDFium. Raises DocumentError."""
    try:
        return PdfiumFile(data)
    except PdfiumError as error:
        locked = error.err_code == raw.FPDF_ERR_PASSWORD
        raise DocumentError("pdf_encrypted" if locked else "pdf_damaged") from error


_WARNINGS: dict[Outcome, str] = {
    "ocr": "pages_by_ocr",
    "empty": "pages_empty",
    "unreadable": "pages_unreadable",
    "damaged": "pages_damaged",
    "tangled": "pages_tangled",
}
"""Keys of messages."""


def _warnings(readings: Sequence[Reading], figures: int, idle: int) -> Iterator[Message]:
    for outcome, key in _WARNINGS.items():
        pages = [reading for reading in readings if reading.outcome == outcome]
        if pages:
            unseen = any(page.scanned for page in pages) and not ocr_available()
            told = Message.of(key, pages=len(pages), all=len(readings))
            yield (
                Message.of("ocr_missing", told=told, install=pip_install("ocr")) if unseen else told
            )
    if pictured := sum(reading.pictured for reading in readings):
        yield Message.of("pages_pictured", pages=pictured, all=len(readings))
    if figures:
        yield Message.of("figures_left_out", lines=figures)
    if idle:
        yield Message.of("idle_rows_left_out", rows=idle)


def _left_out(readings: Sequence[Reading], attached: int) -> Iterator[Message]:
    if unseen := sum(reading.page.unseen for reading in readings):
        yield Message.of("unseen_left_out", characters=unseen)
    if attached:
        yield Message.of("files_in_file", count=attached)
