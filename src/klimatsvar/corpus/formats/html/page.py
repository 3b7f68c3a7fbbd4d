"""Read web pages: their own text, boxes beside it, and how to reach those behind it."""

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import unescape
from itertools import islice
from typing import Any

from lxml import etree
from trafilatura import extract_metadata, load_html

from klimatsvar.corpus.about import iso_date, own_title
from klimatsvar.corpus.formats.furniture import is_furniture, notice_date
from klimatsvar.corpus.formats.html.blocks import Piece, Reader
from klimatsvar.corpus.formats.html.elements import is_struck
from klimatsvar.corpus.formats.html.markup import is_overgrown, lean_markup, words_of
from klimatsvar.corpus.formats.html.places import Place, Places
from klimatsvar.corpus.formats.html.sheets import sheets_of, style_elements
from klimatsvar.corpus.formats.plaintext import read_plaintext
from klimatsvar.corpus.source import Metadata, Source, SourceBlock, tidy
from klimatsvar.errors import DocumentError
from klimatsvar.texts.messages import Message

# What it finds odd in a page is no one's business here: an empty result is reported below.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

_LANGUAGE = re.compile(r"<html\b[^<>]*\slang\s*=\s*[\"']?([a-z]{2})\b", re.I)
_TITLE = re.compile(r"<title\b[^<>]*>([^<]*)", re.I)
_CHARSET = re.compile(rb"<meta\b[^<>]*\bcharset\s*=\s*[\"']?([\w-]+)", re.I)
_CHARSET_WITHIN = 4096
_ORDER: tuple[Place, ...] = ("main", "aside", "footer")
# Years and dates, which tell of no one in a footer: "© 2026", "Uppdaterad 2026-03-12".
_DATES = re.compile(r"\b(?:19|20)\d\d(?:-\d\d-\d\d)?\b")
_REACHED = re.compile(r"[\d@]")


def declared_charset(content: bytes) -> str | None:
    """Return the encoding that a web page says it has, None if it says nothing."""
    found = _CHARSET.search(content[:_CHARSET_WITHIN])
    return found.group(1).decode("ascii") if found else None


def read_html(text: str, css: str = "") -> Source:
    """Read a web page: its own text, then the boxes beside it, then how to reach those behind it.

    ``css`` is that of the sheets which lie beside it, as in a book; its own are read in any case.

    Menus, notices of cookies and links for sharing are left out, and of the footer all but numbers
    and addresses; ``furniture`` counts their characters. It has no pages.

    A page with too many tags, or too deeply nested, is read whole as plain text, with a warning.
    Raises DocumentError when the page holds no text of its own.
    """
    lean = lean_markup(text)
    if is_overgrown(lean):
        return _read_whole(lean, text)
    tree: Any = load_html(lean)
    try:
        if tree is not None:
            style_elements(tree, f"{css}\n{sheets_of(text)}")
        pieces = [] if tree is None else _pieces(tree)
    except RecursionError:
        return _read_whole(lean, text)
    kept = {place: list(_kept(pieces, place)) for place in _ORDER}
    if not kept["main"]:
        raise DocumentError("page_without_article")
    known = _metadata(tree)
    notices = (notice_date(piece.block.text) for piece in pieces)
    metadata = replace(
        known, date=next(filter(None, notices), None) or known.date, language=_language(text)
    )
    blocks = _in_order(kept, metadata.title)
    read = {id(piece) for own in kept.values() for piece in own}
    furniture = sum(len(piece.block.text) for piece in pieces if id(piece) not in read)
    return Source(tuple(blocks), metadata, furniture=furniture, struck=_struck(tree))


def _pieces(tree: Any) -> list[Piece]:
    body = tree.find("body")
    body = tree if body is None else body
    places = Places(body)
    return [
        replace(piece, place="gone") if piece.is_link and not places.is_told else piece
        for piece in Reader(places, places.start).read(body)
    ]


def _struck(tree: Any) -> int:
    """Return how many characters are struck out."""
    struck = (element for element in tree.iter(etree.Element) if is_struck(element))
    return sum(len(tidy("".join(element.itertext()))) for element in struck)


def _metadata(tree: Any) -> Metadata:
    for base in list(tree.iter("base")):  # would be taken for the page's own address
        base.drop_tree()
    # Else any year in the text passes for 1 January of that year.
    page: Any = extract_metadata(
        tree, date_config={"extensive_search": False, "original_date": True}
    )
    return Metadata(
        title=own_title(page.title),
        publisher=tidy(page.author or page.sitename or "") or None,
        date=iso_date(page.date or ""),
        url=page.url,
    )


def _kept(pieces: Sequence[Piece], place: Place) -> Iterator[Piece]:
    """Yield what is read of the pieces in a place; a heading only with what stands under it.

    In the page's own text headings with nothing under them are kept, but for those over what is
    left out.
    """
    for i, piece in enumerate(pieces):
        if piece.place != place:
            continue
        if piece.block.kind != "heading":
            if _is_read(piece):
                yield piece
            continue
        below = list(_below(pieces, i))
        if any(map(_is_read, below)) or (place == "main" and not below):
            yield piece


def _below(pieces: Sequence[Piece], at: int) -> Iterator[Piece]:
    """Yield the pieces under the heading that stands there, headings aside."""
    heading = pieces[at]
    for piece in islice(pieces, at + 1, None):
        if piece.block.kind != "heading":
            yield piece
        elif piece.place != heading.place or piece.block.level <= heading.block.level:
            return


def _is_read(piece: Piece) -> bool:
    text = piece.block.text
    if piece.block.kind == "paragraph" and is_furniture(text):
        return False
    if piece.place == "main":
        return True
    if piece.is_link:
        return False
    is_reached = _REACHED.search(_DATES.sub("", text)) is not None
    return piece.place == "aside" or (piece.place == "footer" and is_reached)


def _in_order(kept: dict[Place, list[Piece]], title: str | None) -> Iterator[SourceBlock]:
    """Yield the page's own text, what stands beside it, and its footer.

    What is beside it belongs to no heading of it but the page's own, which is repeated there.
    """
    own = kept["main"]
    top = next((p.block.text for p in own if p.block.level == 1), title)
    is_parted = any(piece.block.level > 1 for piece in own)
    for place in _ORDER:
        blocks = [piece.block for piece in kept[place]]
        has_own = not blocks or blocks[0].level in (1, 2)
        if place != "main" and is_parted and top and not has_own:
            yield SourceBlock("heading", top, 1)
        yield from blocks


def _read_whole(lean: str, text: str) -> Source:
    source = read_plaintext(words_of(lean))
    if not source.blocks:
        raise DocumentError("page_without_text")
    title = _TITLE.search(lean)
    known = Metadata(title=own_title(unescape(title.group(1))) if title else None)
    warning = Message.of("page_too_large_for_article")
    metadata = known.over(source.metadata).over(Metadata(language=_language(text)))
    return replace(source, metadata=metadata, warnings=(warning,))


def _language(text: str) -> str | None:
    found = _LANGUAGE.search(text)
    return found.group(1).lower() if found else None
