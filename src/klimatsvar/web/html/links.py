"""Links in texts, to the web and to people, and addresses on this site. Pure.

The site's own are relative to the first page, so that they hold below a root path too; a page that
lies deeper puts ``up(path)`` before them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

from markupsafe import Markup, escape
from starlette.types import Scope

from klimatsvar.settings import Contact
from klimatsvar.system import short_hash
from klimatsvar.texts import LANGUAGES
from klimatsvar.types import Document


@dataclass(frozen=True, slots=True)
class Link:
    """An address that is safe to follow, and the host that the reader sees."""

    url: str
    host: str


def web_link(url: str | None) -> Link | None:
    """Return a link for an absolute http or https address, None for anything else."""
    if not url or not url.isprintable() or any(char.isspace() for char in url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host:
        return None
    return Link(url, host.removeprefix("www."))


def contact_line(contact: Contact, words: Mapping[str, str]) -> Markup:
    """Return the sentence that says how to reach a person, with links."""
    ways = [Markup("{}").format(contact.name)]
    if contact.phone:
        ways.append(_anchor("tel:" + re.sub(r"[^\d+]", "", contact.phone), contact.phone))
    if contact.email:
        ways.append(_anchor("mailto:" + contact.email, contact.email))
    if contact.url:
        link = web_link(contact.url)
        ways.append(_anchor(link.url, link.host) if link else Markup("{}").format(contact.url))
    return Markup(words["refused_contact"]).format(contact=Markup(", ").join(ways))


def with_numbers_to_call(text: str) -> Markup:
    """Return one of our own texts, escaped, with the numbers for help as links."""
    return Markup(
        re.sub(
            r"\b(?:112|1177|113 13)\b",
            lambda found: _anchor("tel:" + found[0].replace(" ", ""), found[0]),
            str(escape(text)),
        )
    )


def _anchor(address: str, text: str) -> Markup:
    return Markup('<a href="{}" rel="noopener noreferrer">{}</a>').format(address, text)


_DIGITS = 8
"""Hexadecimal digits of a hash: few, since it only tells a change, and people share addresses."""


def home_address(language: str) -> str:
    """Return the address of the first page in a language."""
    return "./" if language == LANGUAGES[0] else language


def question_address(question: str, language: str) -> str:
    """Return the address that asks a question on the first page in a language."""
    return home_address(language) + "?" + urlencode({"q": question})


def source_address(document: Document, start: int, end: int, language: str = LANGUAGES[0]) -> str:
    """Return the address of the page that shows ``document.text[start:end]`` in its surroundings.

    It carries what tells later whether the file and the quotation are still what they were.
    ``language`` is that of the texts around the quotation.
    """
    query = _query(document, start, end)
    if language != LANGUAGES[0]:
        query["lang"] = language
    return f"{document_address(document)}?{urlencode(query)}"


def document_address(document: Document) -> str:
    """Return the address of the page that shows how the document begins."""
    return f"kalla/{quote(document.id)}"


def picture_address(document: Document, page: int, start: int, end: int) -> str:
    """Return the address of a picture of a page with the lines of a quotation marked."""
    query = {"sida": str(page), **_query(document, start, end)}
    return f"sida/{quote(document.id)}?{urlencode(query)}"


def _query(document: Document, start: int, end: int) -> dict[str, str]:
    return {
        "fran": str(start),
        "till": str(end),
        "version": version(document),
        "citat": fingerprint(document.text[start:end]),
    }


def file_address(document: Document, page: int | None = None) -> str:
    """Return the address of the file itself, opened at a page where it is a PDF."""
    return f"dokument/{quote(document.id)}" + (f"#page={page}" if page else "")


def version(document: Document) -> str:
    """Return a few digits that change when the file does."""
    return document.sha256[:_DIGITS]


def fingerprint(quotation: str) -> str:
    """Return a few digits that change when the quotation does."""
    return short_hash(quotation)[:_DIGITS]


def up(path: str) -> str:
    """Return what leads from the page at ``path``, as in ``/kalla/a/b.md``, to the first page."""
    return "../" * (path.count("/") - 1)


def inner_path(scope: Scope) -> str:
    """Return the path of a request without the one that a proxy serves the page below."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", "")) or "/"
