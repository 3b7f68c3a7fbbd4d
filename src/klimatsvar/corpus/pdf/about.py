"""What a PDF says about itself: title, date and bookmarks. Its language is often wrong."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from pypdf import PdfReader

from klimatsvar.corpus.dates import iso_date
from klimatsvar.corpus.pdf.fallback import Fallback
from klimatsvar.corpus.pdf.styles import CONTENTS, outline_key
from klimatsvar.corpus.quality import is_garbled
from klimatsvar.corpus.source import Metadata, SourceBlock, tidy


def outline_of(reader: PdfReader | None, fallback: Fallback | None) -> dict[str, int]:
    """Return the bookmarks by ``outline_key``, each with its depth; none if they are damaged."""
    found: dict[str, int] = {}
    try:
        if reader is not None:
            entries = _bookmarks(reader.outline, 1)
        else:
            entries = fallback.bookmarks() if fallback is not None else iter(())
        for title, depth in entries:
            if key := outline_key(tidy(title)):
                found.setdefault(key, depth)
    except Exception:  # what the file says about itself is no condition for reading its pages
        return {}
    return found


def _bookmarks(entries: Any, depth: int) -> Iterator[tuple[str, int]]:
    for entry in entries:
        if isinstance(entry, list):
            yield from _bookmarks(entry, depth + 1)
        elif isinstance(entry.title, str):
            yield entry.title, depth


def metadata_of(
    reader: PdfReader | None, fallback: Fallback | None, blocks: Sequence[SourceBlock]
) -> Metadata:
    """Return the title and the date, each None where neither file nor text says.

    A title that a program made up gives way to the first page's largest heading, and a date that
    the file lacks to one that the first page tells: "Antagen den 16 mars 2023".
    """
    title, date = None, None
    try:
        if reader is not None:
            title, date = _of_info(reader)
        elif fallback is not None:
            made = fallback.date()
            title, date = fallback.title(), made.date().isoformat() if made else None
    except Exception:  # as in outline_of
        title, date = None, None
    heading = _first_heading(blocks)
    title = _title(title)
    if title is not None and heading is not None and not _speaks_of(blocks, title):
        title = None  # a template's: "Checklista"
    return Metadata(title or heading, date=date or _told_date(blocks))


def _of_info(reader: PdfReader) -> tuple[str | None, str | None]:
    info = reader.metadata
    return (str(info.title) if info and info.title else None), _date(info)


_JUNK_TITLE = re.compile(
    r"(?:microsoft |power ?point|untitled|namnlös|unnamed|document ?\d*$|dokument ?\d*$|[\d\W]*$)"
    r"|.*\.(?:docx?|indd|pdf|pptx?|xlsx?|odt|rtf|qxd|p65|tmp)$",
    re.IGNORECASE,
)


def _title(text: str | None) -> str | None:
    """Return a document's own title, None if a program made it up from a file's name."""
    title = tidy(text or "")
    if " " not in title:
        title = title.replace("_", " ")
    return None if _JUNK_TITLE.match(title) or is_garbled(title) else title


def _speaks_of(blocks: Sequence[SourceBlock], title: str) -> bool:
    """Tell whether any longer word of a title stands in the document."""
    words = re.findall(r"[^\W\d_]{4,}", title.casefold())
    return not words or any(word in block.text.casefold() for block in blocks for word in words)


def _first_heading(blocks: Sequence[SourceBlock]) -> str | None:
    """Return the largest heading of the first page that has text, the first such if several."""
    first = (block for block in _first_page(blocks) if block.kind == "heading")
    headings = [block for block in first if not CONTENTS.match(block.text)]
    return min(headings, key=lambda block: block.level).text if headings else None


def _first_page(blocks: Sequence[SourceBlock]) -> list[SourceBlock]:
    return [block for block in blocks if block.page == blocks[0].page]


_DECIDED = re.compile(
    r"\b(?:antag|beslut|fastställ|publicer|utgiv|datum|daterad)\w*", re.IGNORECASE
)
_REVISED = re.compile(r"\b(?:revider|uppdater|ändrad)\w*", re.IGNORECASE)
_NOTICE_LENGTH = 120


def _told_date(blocks: Sequence[SourceBlock]) -> str | None:
    """Return the day or month that a short line of the first page gives, its latest revision's."""
    for block in _first_page(blocks):
        text = block.text
        if len(text) > _NOTICE_LENGTH or block.kind == "row":
            continue
        bare = re.fullmatch(r"[\d\s./-]{8,}|(?:den )?\d{1,2} \w+ \d{4}", text) is not None
        if bare or _DECIDED.search(text) or _REVISED.search(text):
            told = iso_date(_REVISED.split(text)[-1]) or iso_date(text)
            if told is not None and len(told) > len("2023"):
                return told
    return None


def _date(info: Any) -> str | None:
    for name in ("creation_date", "modification_date"):
        try:
            date = getattr(info, name, None)
        except ValueError:  # a date that pypdf can't read
            continue
        if isinstance(date, datetime):
            return date.date().isoformat()
    return None
