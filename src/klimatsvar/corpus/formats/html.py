"""Read web pages: trafilatura finds the article, its title, date and address."""

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from typing import Any

from trafilatura import bare_extraction

from klimatsvar.corpus.about import iso_date, own_title
from klimatsvar.corpus.formats.furniture import is_furniture, notice_date
from klimatsvar.corpus.formats.plaintext import read_plaintext
from klimatsvar.corpus.source import Metadata, Source, SourceBlock, tidy
from klimatsvar.corpus.tables import row_blocks
from klimatsvar.errors import DocumentError

# What it finds odd in a page is no one's business here: an empty result is reported below.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

_LANGUAGE = re.compile(r"<html\b[^<>]*\slang\s*=\s*[\"']?([a-z]{2})\b", re.I)
_TITLE = re.compile(r"<title\b[^<>]*>([^<]*)", re.I)
_CHARSET = re.compile(rb"<meta\b[^<>]*\bcharset\s*=\s*[\"']?([\w-]+)", re.I)
_CHARSET_WITHIN = 4096


def declared_charset(content: bytes) -> str | None:
    """Return the encoding that a web page says it has, None if it says nothing."""
    found = _CHARSET.search(content[:_CHARSET_WITHIN])
    return found.group(1).decode("ascii") if found else None


def read_html(text: str) -> Source:
    """Read the article of a web page; navigation, notices and sharing links are left out.

    It has no pages.

    ``furniture`` counts the characters of notices and links within the article, not of what
    trafilatura leaves out around it. A page with too many tags, or too deeply nested, is read
    whole as plain text, with a warning. Raises DocumentError when the page holds no article text.
    """
    lean = lean_markup(text)
    if is_overgrown(lean):
        return _read_whole(lean, text)
    page: Any = bare_extraction(
        lean,
        include_comments=False,
        include_tables=True,
        with_metadata=True,
        # Else any year in the text passes for 1 January of that year.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    body = None if page is None else page.body
    parts = [] if body is None else list(_blocks(body))
    blocks = [block for block in parts if not _is_furniture(block)]
    if body is None or not blocks:
        raise DocumentError(
            "ingen artikeltext hittades på sidan", "spara sidan igen, eller bara texten som .txt"
        )
    notices = (notice_date(_words(element)) for element in body)
    metadata = Metadata(
        title=own_title(page.title),
        publisher=tidy(page.author or page.sitename or "") or None,
        date=iso_date(page.date or "") or next(filter(None, notices), None),
        url=page.url,
        language=_language(text),
    )
    furniture = sum(len(block.text) for block in parts if _is_furniture(block))
    return Source(tuple(blocks), metadata, furniture=furniture)


def _read_whole(lean: str, text: str) -> Source:
    source = read_plaintext(words_of(lean))
    if not source.blocks:
        raise DocumentError("ingen text hittades på sidan", "spara texten som .txt")
    title = _TITLE.search(lean)
    known = Metadata(title=own_title(unescape(title.group(1))) if title else None)
    warning = (
        "sidan är för stor för att skilja artikeln från det som står runt den, så allt på den "
        "läses; spara bara artikeln"
    )
    metadata = known.over(source.metadata).over(Metadata(language=_language(text)))
    return replace(source, metadata=metadata, warnings=(warning,))


def _language(text: str) -> str | None:
    found = _LANGUAGE.search(text)
    return found.group(1).lower() if found else None


def _is_furniture(block: SourceBlock) -> bool:
    return block.kind == "paragraph" and is_furniture(block.text)


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
                if words := _words(element):
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


_MOST_TAGS = 10_000
"""More, and the search for the article takes minutes."""
_LONGEST = 2_000_000
"""Characters."""
_DEEPEST = 200
"""The parser drops, without a word, what stands deeper than 255."""
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)\b[^<>]*>", re.I)
_START = re.compile(r"<(?:(script|style|svg|template|noscript)\b|!--)", re.I)
_ENDS = {
    "--": re.compile("-->"),
    **{
        name: re.compile(rf"</{name}\b[^<>]*>", re.I)
        for name in ("script", "style", "svg", "template", "noscript")
    },
}
_ABOUT = re.compile(r"<script\b[^<>]{0,200}ld\+json", re.I)
_BODY = re.compile(r"<body\b[^<>]*>", re.I)
_BARE = re.compile(r"</?(?:span|font)\b[^<>]*>", re.I)
_DATA = re.compile(r"(?<=[\"'])data:[^\"'<>]*")
_NESTED = set("div section article main ul ol table blockquote b i em strong a center".split())
_LINE = set("p div section article main header footer nav li tr h1 h2 h3 h4 h5 h6 br title".split())
_CELL = {"td", "th"}


def lean_markup(text: str) -> str:
    """Return a page without scripts, styles, drawings, comments, embedded files and spans.

    Scripts that tell what the page is, its title and date, are kept.
    """
    pieces: list[str] = []
    position = 0
    unclosed: set[str] = set()
    while found := _START.search(text, position):
        name = (found.group(1) or "--").lower()
        is_kept = name in unclosed or _ABOUT.match(text, found.start())
        end = None if is_kept else _ENDS[name].search(text, found.end())
        if end:
            pieces.append(text[position : found.start()])
            position = end.end()
        else:
            if not is_kept:
                unclosed.add(name)  # hides nothing, and is looked for once
            pieces.append(text[position : found.end()])
            position = found.end()
    pieces.append(text[position:])
    return _DATA.sub("", _BARE.sub("", "".join(pieces)))


def is_overgrown(markup: str) -> bool:
    """Tell whether a page has more tags, more text or more in each other than can be parsed."""
    if len(markup) > _LONGEST:
        return True
    depth = 0
    for count, tag in enumerate(_TAG.finditer(markup)):
        if tag.group(2).lower() in _NESTED:
            depth += -1 if tag.group(1) else 1
        if depth > _DEEPEST or count >= 2 * _MOST_TAGS:
            return True
    return False


def words_of(markup: str) -> str:
    """Return a page's text as lines: paragraphs parted by empty ones, cells by spaces."""
    body = _BODY.search(markup)
    return unescape(_TAG.sub(_gap, markup[body.end() :] if body else markup))


def _gap(tag: re.Match[str]) -> str:
    name = tag.group(2).lower()
    return "\n\n" if name in _LINE else " " if name in _CELL else ""
