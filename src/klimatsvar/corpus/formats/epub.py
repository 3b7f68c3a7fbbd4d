"""Read e-books: chapters are web pages in an archive, in the order that the book gives."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any
from urllib.parse import unquote

from lxml import etree

from klimatsvar.corpus.about import iso_date, own_title
from klimatsvar.corpus.formats.decode import decode
from klimatsvar.corpus.formats.html.page import declared_charset, read_html
from klimatsvar.corpus.formats.office.archive import FAULTS, check_archive, damaged
from klimatsvar.corpus.headings import top_heading
from klimatsvar.corpus.source import Metadata, Source, tidy
from klimatsvar.errors import DocumentError

_CONTAINER = "META-INF/container.xml"
_PAGES = ("application/xhtml+xml", "text/html")


def read_epub(path: Path) -> Source:
    """Read an e-book, chapter by chapter. It has no pages of its own.

    Raises DocumentError when the file is no e-book, or isn't safe to unpack.
    """
    check_archive(path)
    try:
        with zipfile.ZipFile(path) as archive:
            place = _root(archive, _CONTAINER).find(".//{*}rootfile").get("full-path")
            book = _root(archive, place)
            css = "\n".join(_sheets(archive, book, dirname(place)))
            chapters = [_chapter(archive.read(name), css) for name in _names(book, dirname(place))]
    except FAULTS as error:
        raise damaged(path, error) from error
    found = [chapter for chapter in chapters if chapter is not None]
    blocks = tuple(block for chapter in found for block in chapter.blocks)
    known = Metadata(
        title=own_title(_told(book, "title")),
        publisher=_told(book, "publisher") or None,
        date=iso_date(_told(book, "date")),
        language=_told(book, "language")[:2].lower() or None,
    )
    warnings = tuple(told for chapter in found for told in chapter.warnings)
    furniture = sum(chapter.furniture for chapter in found)
    metadata = known.over(Metadata(title=top_heading(list(blocks))))
    struck = sum(chapter.struck for chapter in found)
    return Source(blocks, metadata, warnings=warnings, furniture=furniture, struck=struck)


def _root(archive: zipfile.ZipFile, name: str) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(archive.read(name), parser)


def _names(book: Any, folder: str) -> Iterator[str]:
    """Yield the names of the chapters' files in the order of reading."""
    items = {item.get("id"): item for item in book.iterfind(".//{*}manifest/{*}item")}
    for reference in book.iterfind(".//{*}spine/{*}itemref"):
        item = items[reference.get("idref")]
        is_contents = "nav" in (item.get("properties") or "").split()
        if item.get("media-type") in _PAGES and not is_contents:
            yield normpath(join(folder, unquote(item.get("href"))))


def _sheets(archive: zipfile.ZipFile, book: Any, folder: str) -> Iterator[str]:
    """Yield the style sheets of the book that are there."""
    for item in book.iterfind(".//{*}manifest/{*}item"):
        name = normpath(join(folder, unquote(item.get("href", ""))))
        if item.get("media-type") == "text/css" and name in archive.namelist():
            yield archive.read(name).decode("utf-8", "replace")


def _chapter(content: bytes, css: str) -> Source | None:
    """Return a chapter, None if it is a picture."""
    try:
        return read_html(decode(content, declared_charset(content)), css)
    except DocumentError:
        return None


def _told(book: Any, name: str) -> str:
    """Return what the book says of itself, "" if nothing."""
    return tidy(book.findtext(f".//{{http://purl.org/dc/elements/1.1/}}{name}") or "")
