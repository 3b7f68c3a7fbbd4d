"""What is known of a document, as staff are told it, each with where it came from."""

from collections.abc import Mapping
from dataclasses import dataclass

from klimatsvar.corpus.known import Origin
from klimatsvar.corpus.read import Reading
from klimatsvar.corpus.register import REGISTER
from klimatsvar.types import Document


@dataclass(frozen=True, slots=True)
class Fact:
    """Something known of a document."""

    name: str
    value: str
    origin: str = ""
    """Where it came from; empty where that goes without saying."""


def facts(reading: Reading, words: Mapping[str, str]) -> list[Fact]:
    """Return what is known of the document that was read, and what is not, in ``review_texts``."""
    document, origins = reading.document, reading.origins
    if document is None or origins is None:
        return []

    def told(name: str, value: str | None, origin: Origin | None) -> Fact:
        return Fact(words[name], value or words["missing"], _origin(origin, words))

    date = written_date(document.date, document.date_guessed, words)
    found = [
        told("title", document.title, origins.title),
        told("date", date, origins.date),
        told("publisher", document.publisher, origins.publisher),
        *([told("origin", document.origin, origins.origin)] if document.origin else []),
        Fact(words["language"], document.language),
    ]
    if document.url:
        found.append(Fact(words["link"], document.url))
    if document.replaced_by:
        found.append(Fact(words["replaced_by"], document.replaced_by))
    if document.valid_until:
        found.append(told("valid_until", document.valid_until, "text"))
    if document.page_count is not None:
        found.append(Fact(words["pages"], _pages(document, words)))
    return found


def written_date(date: str | None, is_guessed: bool, words: Mapping[str, str]) -> str | None:
    """Return a document's date as staff are shown it, marked where it is a guess."""
    return words["date_guessed"].format(date=date) if date and is_guessed else date


def _origin(origin: Origin | None, words: Mapping[str, str]) -> str:
    if origin == "register":
        return REGISTER
    return words[f"from_{origin.replace(' ', '_')}"] if origin else ""


def _pages(document: Document, words: Mapping[str, str]) -> str:
    with_text = {page.number for page in document.pages}
    empty = (document.page_count or 0) - len(with_text)
    told = [str(document.page_count)]
    if empty:
        told.append(words["pages_empty"].format(count=empty))
    if document.ocr_pages:
        told.append(words["pages_ocr"].format(count=len(document.ocr_pages)))
    return ", ".join(told)
