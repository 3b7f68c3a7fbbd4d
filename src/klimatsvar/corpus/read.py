"""Read one file of the corpus: any fault becomes a report, none an exception."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from klimatsvar.corpus.about import valid_until
from klimatsvar.corpus.editorial import ANSWERS, is_editorial, read_editorial
from klimatsvar.corpus.files import CorpusFile
from klimatsvar.corpus.formats.decode import decode
from klimatsvar.corpus.formats.office.renewed import RENEWED, libreoffice, renewed
from klimatsvar.corpus.kinds import require_named, unreadable
from klimatsvar.corpus.known import WhereFound, settle
from klimatsvar.corpus.quality import is_garbled, says_nothing
from klimatsvar.corpus.register import REGISTER
from klimatsvar.corpus.source import (
    LONGEST_ORIGIN,
    Metadata,
    Source,
    SourceBlock,
    assemble,
    chosen,
)
from klimatsvar.corpus.unfilled import is_unfilled
from klimatsvar.corpus.unquoted import without
from klimatsvar.errors import DocumentError
from klimatsvar.system import file_sha256, place
from klimatsvar.texts.messages import Message
from klimatsvar.types import Document

READER_VERSION = 18
"""Raised when the same file would be read differently."""

Loader = Callable[[Path], Source]

# "sv" or "sv-SE"; anything else ("svenska") counts as not given.
_LANGUAGE = re.compile(r"[a-z]{2}(?=-|$)")
_ASIDE = {"aside_seen_by_others", "cells_hidden", "sheet_hidden", "slides_hidden"}
"""Keys of what tells that whoever has the file sees more than its text."""
UNDETERMINED = "und"
"""ISO 639-2: the language of a document that doesn't say it."""


# Each format's libraries are imported when the first file of its kind is read: all of them take a
# second, in every process that reads, and most builds read few kinds.


def _csv(path: Path) -> Source:
    from klimatsvar.corpus.formats.office.csv_table import read_csv

    return read_csv(decode(path.read_bytes()))


def _docx(path: Path) -> Source:
    from klimatsvar.corpus.formats.office.docx import read_docx

    return read_docx(path)


def _eml(path: Path) -> Source:
    from klimatsvar.corpus.formats.mail import read_eml

    return read_eml(path)


def _epub(path: Path) -> Source:
    from klimatsvar.corpus.formats.epub import read_epub

    return read_epub(path)


def _html(path: Path) -> Source:
    from klimatsvar.corpus.formats.html.page import declared_charset, read_html

    content = path.read_bytes()
    return read_html(decode(content, declared_charset(content)))


def _markdown(path: Path) -> Source:
    from klimatsvar.corpus.formats.markdown import read_markdown

    return read_markdown(decode(path.read_bytes()))


def _msg(path: Path) -> Source:
    from klimatsvar.corpus.formats.outlook import read_msg

    return read_msg(path)


def _odp(path: Path) -> Source:
    from klimatsvar.corpus.formats.office.odp import read_odp

    return read_odp(path)


def _ods(path: Path) -> Source:
    from klimatsvar.corpus.formats.office.ods import read_ods

    return read_ods(path)


def _odt(path: Path) -> Source:
    from klimatsvar.corpus.formats.office.odt import read_odt

    return read_odt(path)


def _pdf(path: Path, *, ocr: bool = False) -> Source:
    from klimatsvar.corpus.formats.pdf import read_pdf

    return read_pdf(path, ocr=ocr)


def _plaintext(path: Path) -> Source:
    from klimatsvar.corpus.formats.plaintext import read_plaintext

    return read_plaintext(decode(path.read_bytes()))


def _pptx(path: Path) -> Source:
    from klimatsvar.corpus.formats.office.pptx import read_pptx

    return read_pptx(path)


def _rtf(path: Path) -> Source:
    from klimatsvar.corpus.formats.office.rtf import read_rtf

    return read_rtf(path)


def _xlsx(path: Path) -> Source:
    from klimatsvar.corpus.formats.office.xlsx import read_xlsx

    return read_xlsx(path)


def _renewed(path: Path) -> Source:
    """Read a file of Office before 2007 in the form that LibreOffice gives it."""
    with renewed(path) as new:
        return LOADERS[new.suffix](new)


LOADERS: dict[str, Loader] = {
    ".csv": _csv,
    ".docm": _docx,
    ".docx": _docx,
    ".eml": _eml,
    ".epub": _epub,
    ".htm": _html,
    ".html": _html,
    ".md": _markdown,
    ".msg": _msg,
    ".odp": _odp,
    ".ods": _ods,
    ".odt": _odt,
    ".pdf": _pdf,
    ".pptm": _pptx,
    ".pptx": _pptx,
    ".rtf": _rtf,
    ".txt": _plaintext,
    ".xlsm": _xlsx,
    ".xlsx": _xlsx,
}

OCR_LOADERS: dict[str, Loader] = {".pdf": partial(_pdf, ocr=True)}


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one file: a document, or the reason why not."""

    id: str
    document: Document | None
    warnings: tuple[Message, ...] = ()
    """For the report. With no document the first says why."""
    scanned: int = 0
    """Pages without text that OCR could read, and has not."""
    complete: bool = True
    """False when reading the file again may give more, though nothing about it has changed."""
    where_found: WhereFound | None = None
    """Where what is known of the document came from, when it was read just now."""
    fault: Message | None = None
    """For the log: where something went wrong that may be a fault of ours, and not the file's."""


def read_file(file: CorpusFile, known: Metadata, ocr: bool = False) -> Reading:
    """Read one file; whatever is wrong with it becomes a warning, and never an exception.

    Offsets of the document's blocks and pages are into its ``text``; pages count from 1.

    ``known``, from staff's tables, goes before what the file says of itself. With ``ocr`` pages
    without text are read off their pictures, which takes seconds a page.
    """
    if file.refused:
        return Reading(file.id, None, (file.refused,))
    try:
        return _read(file, known, ocr)
    except DocumentError as error:
        reason = error.message
    except OSError as error:
        reason = Message.of("file_not_opened", reason=error.strerror)
    except MemoryError:
        reason = Message.of("file_needs_memory")
    except Exception as error:  # the formats' libraries know no bounds; one file stops no build
        kind = type(error).__name__
        reason = Message.of("file_not_read", error=kind)
        fault = Message.of("fault_in_reading", file=file.id, error=kind, place=place(error))
        return Reading(file.id, None, (reason,), fault=fault)
    return Reading(file.id, None, (reason,))


def _read(file: CorpusFile, known: Metadata, ocr: bool) -> Reading:
    source = _loader(file, ocr)(file.path)
    source = _without_unfilled(replace(source, blocks=tuple(map(_with_choices, source.blocks))))
    if not any(block.text for block in source.blocks):
        reason = Message.of("file_without_text")
        return Reading(file.id, None, (reason, *source.warnings), source.scanned)
    if says_nothing(" ".join(block.text for block in source.blocks)):
        reason = Message.of("text_says_nothing")
        return Reading(file.id, None, (reason, *source.warnings), source.scanned)
    if known.origin is None:
        source = _with_short_origin(source)
    metadata, where_found = settle(known, source, file.path)
    blocks, unquoted = without(source.blocks, known.unquoted)
    source = replace(source, blocks=blocks)
    if not blocks:
        return Reading(file.id, None, (Message.of("nothing_may_be_quoted"), *unquoted))
    language = _LANGUAGE.match((metadata.language or "").lower())
    metadata = replace(
        metadata,
        language=language.group() if language else UNDETERMINED,
        replaced_by=metadata.replaced_by if metadata.replaced_by != file.id else None,
    )
    document = replace(
        assemble(file.id, file_sha256(file.path), metadata.title or file.id, metadata, source),
        date_guessed=where_found.is_date_guessed,
        valid_until=valid_until(source.blocks),
        has_aside=any(warning.key in _ASIDE for warning in source.warnings),
    )
    warnings = (*unquoted, *source.warnings, *_remarks(document, source, where_found))
    return Reading(file.id, document, warnings, source.scanned, where_found=where_found)


def _with_choices(block: SourceBlock) -> SourceBlock:
    return block if block.breaks else replace(block, text=chosen(block.text))


def _without_unfilled(source: Source) -> Source:
    """Return a source without the fields of forms that nobody has filled in."""
    kept = tuple(block for block in source.blocks if not is_unfilled(block.text))
    return replace(source, blocks=kept, unfilled=source.unfilled + len(source.blocks) - len(kept))


def _with_short_origin(source: Source) -> Source:
    """Return a source without an origin that is too long to be shown, and with a warning then."""
    own = source.metadata
    if own.origin is None or len(own.origin) <= LONGEST_ORIGIN:
        return source
    long = Message.of("origin_long", most=LONGEST_ORIGIN)
    warnings = (*source.warnings, long)
    return replace(source, metadata=replace(own, origin=None), warnings=warnings)


def _editorial(path: Path) -> Source:
    return read_editorial(decode(path.read_bytes()))


def _loader(file: CorpusFile, ocr: bool) -> Loader:
    path = file.path
    suffix = path.suffix.lower()
    if is_editorial(file.id):
        if suffix != ".md":
            raise DocumentError("not_an_answer", folder=ANSWERS)
        return _editorial
    loader = (OCR_LOADERS if ocr else LOADERS).get(suffix)
    require_named(path)
    if loader is None and suffix in RENEWED and libreoffice():
        return _renewed
    if loader is None and (error := unreadable(path)):
        raise error
    if loader is None:
        key = "type_not_read" if path.suffix else "type_unknown"
        raise DocumentError(key, suffix=path.suffix)
    return loader


def _remarks(document: Document, source: Source, where_found: WhereFound) -> Iterator[Message]:
    """Yield what staff should know of a document that was read."""
    if is_garbled(document.text):
        yield Message.of("text_garbled")
    if where_found.title == "name":
        yield Message.of("title_missing", table=REGISTER)
    if not document.date:
        yield Message.of("date_missing", table=REGISTER)
    if document.date_guessed:
        yield Message.of("date_guessed", date=document.date, table=REGISTER)
    if source.struck:
        yield Message.of("struck_left_out", characters=source.struck)
    if source.unfilled:
        yield Message.of("fields_left_out", fields=source.unfilled)
    if source.furniture:
        yield Message.of("furniture_left_out", characters=source.furniture)
