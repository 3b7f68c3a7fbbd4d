"""The documents that an answer quotes or names, as the templates show them. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from klimatsvar.assistant import quoted
from klimatsvar.corpus.links import Link, web_link
from klimatsvar.texts import page_language, texts, written_date
from klimatsvar.types import Citation, Document
from klimatsvar.web.html.addresses import source_address
from klimatsvar.web.html.surroundings import ContextBlock, context


@dataclass(frozen=True, slots=True)
class Source:
    """A quoted document, with all its quotations in one answer."""

    document: Document
    citations: tuple[Citation, ...]
    addresses: tuple[str, ...]
    """Of each quotation's own page."""
    details: str
    """Publisher, date and place, as far as they are known."""
    link: Link | None
    replaced_by: str | None
    """Title of the document that replaces this one."""
    ocr: bool
    """Something quoted was read off a picture."""
    is_basis: bool
    """It is not quoted in the answer, but what staff wrote there rests on it."""
    context: tuple[ContextBlock, ...]


def sources_of(
    citations: Sequence[Citation], documents: Mapping[str, Document], language: str
) -> list[Source]:
    """Return one source a document, in the order of their first quotation.

    A document that says the same as a quoted one is a source of that quotation too, and so is one
    that a quoted answer of staff's rests on.
    """
    bases = {citation.basis for citation in citations if citation.basis}
    of_document: dict[str, list[Citation]] = {}
    for citation in citations:
        for place in (citation, *citation.also, *([citation.basis] if citation.basis else [])):
            of_document.setdefault(place.document, []).append(place)
    return [
        _source(documents[id_], cited, language, is_basis=cited[0] in bases)
        for id_, cited in of_document.items()
    ]


def _source(
    document: Document, cited: Sequence[Citation], language: str, *, is_basis: bool
) -> Source:
    words = texts(language)
    first = cited[0]
    places = dict.fromkeys(place for c in cited if (place := _place(c, words)))
    date = shown_date(first, words)
    return Source(
        document=document,
        citations=tuple(cited),
        addresses=tuple(
            source_address(document, c.start, c.end, page_language(language)) for c in cited
        ),
        details=_details([first.publisher, date, *places], words),
        link=web_link(first.url),
        replaced_by=first.replaced_by,
        ocr=any(c.ocr for c in cited),
        is_basis=is_basis,
        context=context(document, [(c.start, c.end) for c in cited]),
    )


def _place(citation: Citation, words: Mapping[str, str]) -> str:
    if len(citation.pages) > 1:
        return words["pages"].format(first=citation.pages[0], last=citation.pages[-1])
    if citation.page:
        return words["page"].format(page=citation.page)
    if citation.heading and citation.heading != citation.title:
        return words["heading"].format(heading=citation.heading)
    return ""


def as_text(
    question: str,
    told: str,
    citations: Sequence[Citation],
    sources: Sequence[Source],
    words: Mapping[str, str],
) -> str:
    """Return an answer with its sources as text, to be copied; ``told`` is what stands
    above the quotations, a language model's wording or a doubt; it may be empty."""
    above = [told, ""] if told else []
    lines = [question, "", *above, quoted(citations), "", words["sources"]]
    for source in sources:
        numbers = " ".join(f"[{c.number}]" for c in source.citations)
        replaced = words["replaced"].format(title=source.replaced_by) if source.replaced_by else ""
        parts = (source.document.title, source.details, source.link and source.link.url)
        told = ", ".join(part for part in parts if part)
        own = words["editorial"] if source.document.basis else ""
        lines.append(" ".join(part for part in (numbers, told, own, replaced) if part))
    return "\n".join(lines)


_ISOLATED = "\u2068{}\u2069"


def _details(parts: Sequence[str | None], words: Mapping[str, str]) -> str:
    """Return what is known of a source; from the right, each part by itself: else a day after a
    Swedish name would be read with it, apart from its month."""
    form = _ISOLATED if words["direction"] == "rtl" else "{}"
    return ", ".join(form.format(part) for part in parts if part)


def shown_date(dated: Citation | Document, words: Mapping[str, str]) -> str | None:
    """Return the date of a document for residents, None without one; a guess is shown as such."""
    if not dated.date:
        return None
    date = written_date(dated.date, words)
    return words["date_guessed"].format(date=date) if dated.date_guessed else date
