"""What a PDF says about itself: title, date and bookmarks. Its language is often wrong."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import takewhile
from typing import Any

from pypdf import PdfReader

from klimatsvar.corpus.about import NOTICE_LENGTH, precise_date, told_date
from klimatsvar.corpus.formats.pdf.actions import OVER_ROWS
from klimatsvar.corpus.formats.pdf.styles import CONTENTS, outline_key
from klimatsvar.corpus.headings import is_numbered
from klimatsvar.corpus.quality import is_garbled
from klimatsvar.corpus.source import Metadata, SourceBlock, tidy


def outline_of(reader: PdfReader | None) -> dict[str, int]:
    """Return the bookmarks by ``outline_key``, each with its depth; none if they are damaged."""
    found: dict[str, int] = {}
    try:
        for title, depth in _bookmarks(reader.outline if reader is not None else [], 1):
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
    reader: PdfReader | None, blocks: Sequence[SourceBlock], stem: str, masthead: str = ""
) -> Metadata:
    """Return the title and the date, each None where neither file nor text says.

    A title that a program made up, or that is only the file's name, ``stem``, gives way to the
    first page's largest heading, or the ``masthead`` that the file is named after. A date that the
    first page tells, "Antagen den 16 mars 2023", goes before the file's: that is when the file was
    made, by a scanner or a browser at times.
    """
    title, date = None, None
    try:
        if reader is not None:
            title, date = _of_info(reader)
    except Exception:  # as in outline_of
        title, date = None, None
    title = _title(title, blocks)
    other = _first_heading(blocks) or _masthead(masthead, stem) or _opening_line(blocks, stem)
    if title is None or (other is not None and _says_little(title, blocks, stem)):
        title = other
    return Metadata(title, date=told_date(_notices(blocks)) or date or _bare_date(blocks))


def _says_little(title: str, blocks: Sequence[SourceBlock], stem: str) -> bool:
    """Tell whether a title is only the file's name, or a template's: "Checklista"."""
    return outline_key(title) == outline_key(stem) or not _speaks_of(blocks, title)


def _of_info(reader: PdfReader) -> tuple[str | None, str | None]:
    info = reader.metadata
    return (str(info.title) if info and info.title else None), _date(info)


_JUNK_TITLE = re.compile(
    r"(?:microsoft |power ?point|\(anonymous\)|untitled|namnlös|unnamed|document ?\d*$"
    r"|dokument ?\d*$|[\d\W]*$)"
    r"|.*\.(?:docx?|indd|pdf|pptx?|xlsx?|odt|rtf|qxd|p65|tmp)$",
    re.IGNORECASE,
)


_VERSION = re.compile(
    r"\s+(\S+)[\s_-]+(?:svenska|slutversion|webb|webbversion|tryck)$", re.IGNORECASE
)
"""Which of its files it is, at a title's end, with the word before."""


def _title(text: str | None, blocks: Sequence[SourceBlock]) -> str | None:
    """Return a document's own title, None if a program made it up from a file's name."""
    title = tidy(text or "")
    if " " not in title:
        title = title.replace("_", " ")
    version = _VERSION.search(title)
    if version and not any(version.group().strip() in block.text for block in blocks):
        title = title[: version.end(1)]
    return None if _JUNK_TITLE.match(title) or is_garbled(title) else title


def _speaks_of(blocks: Sequence[SourceBlock], title: str) -> bool:
    """Tell whether any longer word of a title stands in the document."""
    words = re.findall(r"[^\W\d_]{4,}", title.casefold())
    return not words or any(word in block.text.casefold() for block in blocks for word in words)


_SERIAL = re.compile(r"[^\W\d_]{1,5}\.?\s*\d[\d:/.-]*|§+\s*\d+(?:\s+(?i:dnr|diarienr)\b.*)?")


def _first_heading(blocks: Sequence[SourceBlock]) -> str | None:
    """Return the largest heading of the first page that has text, the first such if several.

    A number in a series, "SFS 2021:7" or "§ 41 Dnr 2026-112", is taken only where no other is;
    so is a heading over rows of a table, if the page begins with it, but no action's, "2.1 Byt
    armaturer".
    """
    first = (block for block in _first_page(blocks) if block.kind == "heading")
    headings = [b for b in first if not CONTENTS.match(b.text) and b.level != OVER_ROWS]
    worded = [block for block in headings if not _SERIAL.fullmatch(block.text)]
    if not headings:
        over = [b.text for b in blocks[:1] if b.kind == "heading" and b.level == OVER_ROWS]
        return next((text for text in over if not is_numbered(text)), None)
    chosen = min(worded or headings, key=lambda block: block.level)
    start = next(i for i, block in enumerate(blocks) if block is chosen)
    below = takewhile(_goes_on, blocks[start + 1 :])
    return " ".join(block.text for block in (chosen, *below)).rstrip(" ;:,")


def _goes_on(block: SourceBlock) -> bool:
    """Tell whether a line of a title's own size goes on with it: "om vissa ändringar"."""
    return block.kind == "heading" and block.level != OVER_ROWS and block.text[:1].islower()


def _masthead(masthead: str, stem: str) -> str | None:
    """Return the running header as a title if it is of three words and the file named after it."""
    named = _speaks_of([SourceBlock("heading", masthead)], stem.replace("_", " "))
    return masthead if named and len(masthead.split()) > 2 else None


def _opening_line(blocks: Sequence[SourceBlock], stem: str) -> str | None:
    """Return the line that a text without headings begins with, if the file is named after it."""
    first = next(iter(blocks), None)
    if first is None or first.kind != "paragraph" or len(first.text) > NOTICE_LENGTH:
        return None
    named = _speaks_of([first], stem.replace("_", " ")) and re.search(r"[^\W\d_]{4}", stem)
    return first.text if named and first.text[-1] not in ".:;,!?" else None


def _first_page(blocks: Sequence[SourceBlock]) -> list[SourceBlock]:
    """Return the blocks of the first page that has any."""
    return [block for block in blocks if block.page == blocks[0].page]


def _notices(blocks: Sequence[SourceBlock]) -> Iterator[str]:
    """Yield the first page's short lines, where a document says when it was decided."""
    for block in _first_page(blocks):
        if len(block.text) <= NOTICE_LENGTH and block.kind != "row":
            yield block.text


def _bare_date(blocks: Sequence[SourceBlock]) -> str | None:
    """Return the date that is a line of its own on the first page."""
    bare = re.compile(r"[\d\s./-]{8,}|(?:den )?\d{1,2} \w+ \d{4}")
    return next(
        filter(None, (precise_date(t) for t in _notices(blocks) if bare.fullmatch(t))), None
    )


def _date(info: Any) -> str | None:
    for name in ("creation_date", "modification_date"):
        try:
            date = getattr(info, name, None)
        except ValueError:  # a date that pypdf can't read
            continue
        if isinstance(date, datetime):
            return date.date().isoformat()
    return None
