"""What is known of a document, as staff are told it, each with where it came from."""

from collections.abc import Mapping
from dataclasses import dataclass

from klimatsvar.corpus.known import FoundIn
from klimatsvar.corpus.read import Reading
from klimatsvar.corpus.register import REGISTER
from klimatsvar.types import Document


@dataclass(frozen=True, slots=True)
class Fact:
    """Something known of a document."""

    name: str
    value: str
    found_in: str = ""
    """Where it came from; empty where that goes without saying."""


def facts(reading: Reading, words: Mapping[str, str]) -> list[Fact]:
    """Return what is known of the document that was read, and what is not, in ``review_texts``."""
    document, where_found = reading.document, reading.where_found
    if document is None or where_found is None:
        return []

    def told(name: str, value: str | None, found_in: FoundIn | None) -> Fact:
        return Fact(words[name], value or words["missing"], _place(found_in, words))

    date = written_date(document.date, document.date_guessed, words)
    found = [
        told("title", document.title, where_found.title),
        told("date", date, where_found.date),
        told("publisher", document.publisher, where_found.publisher),
        *([told("origin", document.origin, where_found.origin)] if document.origin else []),
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


def _place(found_in: FoundIn | None, words: Mapping[str, str]) -> str:
    if found_in == "register":
        return REGISTER
    return words[f"from_{found_in.replace(' ', '_')}"] if found_in else ""


def _pages(document: Document, words: Mapping[str, str]) -> str:
    with_text = {page.number for page in document.pages}
    empty = (document.page_count or 0) - len(with_text)
    told = [str(document.page_count)]
    if empty:
        told.append(words["pages_empty"].format(count=empty))
    if document.ocr_pages:
        told.append(words["pages_ocr"].format(count=len(document.ocr_pages)))
    return ", ".join(told)
