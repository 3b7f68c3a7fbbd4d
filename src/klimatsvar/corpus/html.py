"""Read web pages: trafilatura finds the article, its title, date and address."""

import logging
import re
from collections.abc import Iterator
from typing import Any

from trafilatura import bare_extraction

from klimatsvar.corpus.dates import iso_date
from klimatsvar.corpus.furniture import is_furniture, notice_date
from klimatsvar.corpus.source import Metadata, Source, SourceBlock, tidy
from klimatsvar.corpus.tables import row_blocks
from klimatsvar.errors import DocumentError

# What it finds odd in a page is no one's business here: an empty result is reported below.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

_LANGUAGE = re.compile(r"<html\b[^<>]*\slang\s*=\s*[\"']?([a-z]{2})\b", re.I)
_CHARSET = re.compile(rb"<meta\b[^<>]*\bcharset\s*=\s*[\"']?([\w-]+)", re.I)
_CHARSET_WITHIN = 4096


def declared_charset(content: bytes) -> str | None:
    """Return the encoding that a web page says it has, None if it says nothing."""
    found = _CHARSET.search(content[:_CHARSET_WITHIN])
    return found.group(1).decode("ascii") if found else None


def read_html(text: str) -> Source:
    """Read the article of a web page; navigation, notices and sharing links are left out.

    Raises DocumentError when the page holds no article text.
    """
    page: Any = bare_extraction(
        text,
        include_comments=False,
        include_tables=True,
        with_metadata=True,
        # Else any year in the text passes for 1 January of that year.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    body = None if page is None else page.body
    blocks = [] if body is None else list(_blocks(body))
    if body is None or not blocks:
        raise DocumentError(
            "ingen artikeltext hittades på sidan; spara sidan igen, eller bara texten som .txt"
        )
    notices = (notice_date(_words(element)) for element in body)
    metadata = Metadata(
        title=tidy(page.title) if page.title else None,
        publisher=tidy(page.author or page.sitename or "") or None,
        date=iso_date(page.date or "") or next(filter(None, notices), None),
        url=page.url,
        language=language.group(1).lower() if (language := _LANGUAGE.search(text)) else None,
    )
    return Source(tuple(blocks), metadata)


def _blocks(body: Any) -> Iterator[SourceBlock]:
    """Yield the blocks of trafilatura's tree: head, p, list/item, table/row/cell, quote."""
    for element in body:
        match element.tag:
            case "head":
                level = str(element.get("rend", "h2"))[1:]
                if words := _words(element):
                    yield SourceBlock("heading", words, int(level) if level.isdigit() else 2)
            case "list":
                for item in element.iter("item"):
                    if words := tidy(" ".join(_own_texts(item))):
                        yield SourceBlock("item", words)
            case "table":
                rows = [[_words(cell) for cell in row.iter("cell")] for row in element.iter("row")]
                yield from row_blocks(rows)
            case _:
                words = _words(element)
                if words and not is_furniture(words):
                    yield SourceBlock("paragraph", words)


def _own_texts(item: Any) -> Iterator[str]:
    """Yield a list item's texts without those of the lists in it, whose items are blocks too."""
    yield item.text or ""
    for child in item:
        if child.tag != "list":
            yield from _own_texts(child)
        yield child.tail or ""


def _words(element: Any) -> str:
    return tidy(" ".join(element.itertext()))
