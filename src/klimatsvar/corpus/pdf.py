"""Read PDF files."""

import io
import logging
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError

from klimatsvar.corpus.pdf_blocks import blocks_of
from klimatsvar.corpus.pdf_operators import Word
from klimatsvar.corpus.pdf_styles import outline_key
from klimatsvar.corpus.pdf_text import PageText, read_page
from klimatsvar.corpus.source import Metadata, Source, SourceBlock, tidy
from klimatsvar.errors import DocumentError

# pypdf reports each repair of a file here; what matters to a reader is in the Source's warnings.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


_ENCRYPTED = "filen är krypterad och går inte att läsa; spara den igen utan lösenordsskydd"


def read_pdf(path: Path) -> Source:
    """Read a PDF as a person reads it: columns in turn, running headers and footers left out.

    Blocks are in reading order, each with the page it begins on, counted from 1, and a break for
    each further page that it runs on to. Table rows carry their header's cells
    (``2022 – Utsläpp (ton): 195 210``). Contents lists, footnote marks and the bare figures along
    a chart's axes are left out. A page that can't be read becomes a warning. Raises
    DocumentError when nothing can: the file is encrypted, damaged or not a PDF.
    """
    data = path.read_bytes()
    if b"%PDF-" not in data[:1024]:
        raise DocumentError(
            "filen är ingen PDF, vad namnet än säger; spara dokumentet som PDF igen"
        )
    # A damaged file makes pypdf raise nearly anything from any call, RecursionError and KeyError
    # among them. So Exception is caught here, once for the file, and in _pages, once a page.
    try:
        reader = PdfReader(io.BytesIO(data))
        count = len(reader.pages)
    except (FileNotDecryptedError, DependencyError) as error:
        raise DocumentError(_ENCRYPTED) from error
    except Exception as error:
        raise _damaged(error) from error
    pages, broken = _pages(reader, count)
    try:
        outline, lang = _outline(reader), _language(reader)
        info = reader.metadata
        title, date = _title(info.title if info else None), _date(info)
    except Exception:  # what the file says about itself is no condition for reading its pages
        outline, lang, title, date = {}, None, None, None
    blocks = blocks_of(pages, outline)
    if broken == count or not count:
        raise DocumentError(_ENCRYPTED) if reader.is_encrypted else _damaged(None)
    metadata = Metadata(title or _first_heading(blocks), date=date, language=lang)
    return Source(tuple(blocks), metadata, count, tuple(_warnings(pages, broken)))


def _damaged(error: Exception | None) -> DocumentError:
    cause = f" ({type(error).__name__})" if error is not None else ""
    return DocumentError(
        f"filen är skadad, ingen sida går att läsa{cause}; öppna den i ett PDF-program och spara "
        "den igen"
    )


def _pages(reader: PdfReader, count: int) -> tuple[list[PageText], int]:
    """Return the pages, and how many of them could only be read without their layout."""
    pages: list[PageText] = []
    broken = 0
    for number in range(1, count + 1):
        try:
            pages.append(read_page(reader.pages[number - 1], number))
        except Exception:
            broken += 1
            pages.append(_plain_page(reader, number))
    return pages, broken


def _plain_page(reader: PdfReader, number: int) -> PageText:
    """Return a page by pypdf's own reading order, its lines one below another."""
    try:
        lines = reader.pages[number - 1].extract_text().splitlines()
    except Exception:
        lines = []
    width, leading, size = 500.0, 14.0, 11.0
    height = leading * (len(lines) + 30)  # room enough that no line stands near an edge
    words = tuple(
        Word(line, 50.0, width, height - leading * (15 + i), size)
        for i, line in enumerate(lines)
        if line.strip()
    )
    return PageText(number, width, height, words, ())


def _outline(reader: PdfReader) -> dict[str, int]:
    """Return the bookmarks by ``outline_key``, each with its depth."""
    found: dict[str, int] = {}
    for title, depth in _bookmarks(reader.outline, 1):
        if key := outline_key(tidy(title)):
            found.setdefault(key, depth)
    return found


def _bookmarks(entries: Any, depth: int) -> Iterator[tuple[str, int]]:
    for entry in entries:
        if isinstance(entry, list):
            yield from _bookmarks(entry, depth + 1)
        elif isinstance(entry.title, str):
            yield entry.title, depth


_JUNK_TITLE = re.compile(
    r"(?:microsoft |power ?point|untitled|namnlös|unnamed|document ?\d*$|dokument ?\d*$|[\d\W]*$)"
    r"|.*\.(?:docx?|indd|pdf|pptx?|xlsx?|odt|rtf|qxd|p65|tmp)$",
    re.IGNORECASE,
)


def _title(text: str | None) -> str | None:
    """Return a document's own title, None if a program made it up from a file's name."""
    title = tidy(str(text)) if text else ""
    return None if not title or _JUNK_TITLE.match(title) else title


def _first_heading(blocks: list[SourceBlock]) -> str | None:
    """Return the largest heading of the first page that has text, the first such if several."""
    first = [block for block in blocks if blocks and block.page == blocks[0].page]
    headings = [block for block in first if block.kind == "heading"]
    return min(headings, key=lambda block: block.level).text if headings else None


def _date(info: Any) -> str | None:
    for name in ("creation_date", "modification_date"):
        try:
            date = getattr(info, name, None)
        except ValueError:  # a date that pypdf can't read
            continue
        if isinstance(date, datetime):
            return date.date().isoformat()
    return None


def _language(reader: PdfReader) -> str | None:
    """Return the ISO 639 code of the document's language, None if it names none."""
    named = reader.root_object.get("/Lang")
    match = re.match(r"([a-z]{2,3})\b", str(named or "").strip().lower())
    return match.group(1) if match else None


def _warnings(pages: list[PageText], broken: int) -> Iterator[str]:
    empty = sum(not page.words and not page.unreadable for page in pages)
    unreadable = sum(page.unreadable for page in pages)
    for number, what in (
        (empty, "har ingen text (inskannade?)"),
        (unreadable, "har text vars bokstäver inte går att tyda"),
        (broken, "är skadade; de lästes utan kolumner och tabeller"),
    ):
        if number:
            yield f"{number} av {len(pages)} sidor {what}"
