"""What is kept of a web page, and by which name."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from lxml import html
from lxml.etree import ParserError

from klimatsvar.corpus.formats.decode import decode
from klimatsvar.corpus.formats.html.page import declared_charset
from klimatsvar.corpus.read import LOADERS
from klimatsvar.errors import DocumentError
from klimatsvar.system import short_hash

_LONGEST_NAME = 100
_LEFT_OUT = (
    "//comment() | //script[not(@type='application/ld+json')] | //style | //noscript | //iframe"
    " | //object | //embed | //form | //svg | //template | //link | //base | //nav"
    " | //meta[@charset or @http-equiv]"
)
"""Of a page: what it does and how it looks, and its menus; what is read of it stays."""


def kept_page(content: bytes, content_type: str) -> bytes:
    """Return a page's own content as HTML in UTF-8. Raises DocumentError."""
    named = re.search(r"charset=[\"']?([\w-]+)", content_type, re.I)
    text = decode(content, named[1] if named else declared_charset(content))
    try:
        tree = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    except (ParserError, ValueError, RecursionError) as error:
        raise DocumentError("page_without_text") from error
    for part in tree.xpath(_LEFT_OUT):
        part.drop_tree()
    for element in tree.iter("*"):
        for name in [name for name in element.attrib if name.startswith("on") or name == "style"]:
            del element.attrib[name]
    head = tree.find("head")
    if head is not None:
        head.insert(0, html.Element("meta", charset="utf-8"))
    made: bytes = html.tostring(tree, encoding="utf-8", doctype="<!doctype html>")
    return made + b"\n"


def page_name(address: str) -> str:
    """Return what a page's file is called, without a suffix: its path, so that staff know it."""
    parts = urlsplit(address)
    path = unquote(parts.path).strip("/")
    if PurePosixPath(path).suffix.lower() in LOADERS:
        path = str(PurePosixPath(path).with_suffix(""))
    name = re.sub(r"[^\w.]+", "-", path).strip("-._") or "start"
    if name.upper() == "README" or parts.query or len(name) > _LONGEST_NAME:
        name = f"{name[-_LONGEST_NAME:].lstrip('-._')}-{short_hash(address)[:8]}"
    return name


def changed_on(modified: str) -> str | None:
    """Return the day of a Last-Modified header; None for today's, which a page has that is made
    when it is asked for."""
    try:
        day = parsedate_to_datetime(modified).date()
    except ValueError:
        return None
    return day.isoformat() if day < datetime.now(UTC).date() else None
