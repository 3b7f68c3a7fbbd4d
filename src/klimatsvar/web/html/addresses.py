"""Addresses on this site. Pure.

They are relative to the first page, so that they hold below a root path too; a page that lies
deeper puts ``up(path)`` before them.
"""

from urllib.parse import quote, urlencode

from starlette.types import Scope

from klimatsvar.system import short_hash
from klimatsvar.texts import LANGUAGES
from klimatsvar.types import Document

_DIGITS = 8
"""Hexadecimal digits of a hash: few, since it only tells a change, and people share addresses."""


def home_address(language: str) -> str:
    """Return the address of the first page in a language."""
    return "./" if language == LANGUAGES[0] else language


def question_address(question: str, language: str, followed: str | None = None) -> str:
    """Return the address that asks a question on the first page in a language, after the one that
    it ``followed``."""
    before = {"efter": followed} if followed else {}
    return home_address(language) + "?" + urlencode({"q": question, **before})


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
