"""What is known of a document, as staff are told it: in Swedish, each with where it came from."""

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


_ORIGINS: dict[Origin, str] = {
    "register": REGISTER,
    "front matter": "överst i filen",
    "page": "webbsidans uppgifter om sig själv",
    "text": "dokumentets text",
    "properties": "filens egenskaper, som program skriver",
    "name": "filens namn",
}


def facts(reading: Reading) -> list[Fact]:
    """Return what is known of the document that was read, and what is not."""
    document, origins = reading.document, reading.origins
    if document is None or origins is None:
        return []

    def told(name: str, value: str | None, origin: Origin | None) -> Fact:
        return Fact(name, value or "saknas", _ORIGINS[origin] if origin else "")

    found = [
        told("Titel", document.title, origins.title),
        told("Datum", written_date(document.date, document.date_guessed), origins.date),
        told("Utgivare", document.publisher, origins.publisher),
        Fact("Språk", document.language),
    ]
    if document.url:
        found.append(Fact("Länk", document.url))
    if document.replaced_by:
        found.append(Fact("Ersatt av", document.replaced_by))
    if document.valid_until:
        found.append(Fact("Gäller till och med", document.valid_until, _ORIGINS["text"]))
    if document.page_count is not None:
        found.append(Fact("Sidor", _pages(document)))
    return found


def written_date(date: str | None, is_guessed: bool) -> str | None:
    """Return a document's date as staff are shown it, marked where it is a guess."""
    return f"{date} (gissning)" if date and is_guessed else date


def _pages(document: Document) -> str:
    with_text = {page.number for page in document.pages}
    empty = (document.page_count or 0) - len(with_text)
    told = [str(document.page_count)]
    if empty:
        told.append(f"{empty} utan text")
    if document.ocr_pages:
        told.append(f"{len(document.ocr_pages)} lästa ur bild (OCR)")
    return ", ".join(told)
