"""The documents that an answer quotes or names, as the templates show them. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from klimatsvar.answer.as_text import quoted
from klimatsvar.corpus.about import is_over
from klimatsvar.corpus.links import Link, web_link
from klimatsvar.texts import page_language, texts, written_date
from klimatsvar.types import Citation, Document
from klimatsvar.web.html.addresses import source_address
from klimatsvar.web.html.links import isolated
from klimatsvar.web.html.quoted_parts import Part, parts_of
from klimatsvar.web.html.surroundings import ContextBlock, context
from klimatsvar.web.html.targets import target_year


@dataclass(frozen=True, slots=True)
class Place:
    """Where a statement stands, as the line below a quotation tells it."""

    title: str
    language: str
    """Of the document."""
    place: str
    """Pages or section; empty where neither is known."""
    whose: str
    """Who says it, of what year, and after whom; empty where nothing is known, or where it is told
    right above."""
    address: str
    """Of our page of the source, with the statement marked."""
    replaced_by: str | None
    """Title of the document that replaces this one."""
    lapsed: str
    """That the document holds no more, by its own text; empty where it may hold."""
    ocr: bool
    """It was read off a picture."""


@dataclass(frozen=True, slots=True)
class ShownQuotation:
    """A quotation with where it stands."""

    number: int
    language: str
    parts: tuple[Part, ...]
    source: Place
    also: tuple[Place, ...]
    """Where the same is stated."""
    target: str
    """The year that it sets a target for, in words; empty where it is not certain to set one."""
    left_out: int
    context: tuple[ContextBlock, ...]
    is_editorial: bool
    """Staff wrote it."""
    basis: "Basis | None"
    """What it rests on, where staff wrote it."""


@dataclass(frozen=True, slots=True)
class Basis:
    """The passage that an answer of staff's rests on."""

    quote: str
    source: Place


@dataclass(frozen=True, slots=True)
class Source:
    """A quoted document, with all its quotations in one answer."""

    document: Document
    citations: tuple[Citation, ...]
    details: str
    """Publisher, date, origin and place, as far as they are known."""
    link: Link | None
    replaced_by: str | None
    """Title of the document that replaces this one."""
    lapsed: str
    """That the document holds no more, by its own text; empty where it may hold."""


def shown_quotations(
    citations: Sequence[Citation], documents: Mapping[str, Document], language: str, today: date
) -> list[ShownQuotation]:
    """Return each quotation as it is shown to someone who reads ``language``.

    Below quotations of one document that follow each other, whose words they are is told once.
    """
    shown: list[ShownQuotation] = []
    before = None
    for citation in citations:
        own = _quotation(citation, documents, language, today)
        if citation.document == before:
            own = replace(own, source=replace(own.source, whose=""))
        shown.append(own)
        before = None if citation.also else citation.document
    return shown


def _quotation(
    citation: Citation, documents: Mapping[str, Document], language: str, today: date
) -> ShownQuotation:
    document, words = documents[citation.document], texts(language)
    year = target_year(citation)
    return ShownQuotation(
        number=citation.number,
        language=document.language,
        parts=parts_of(citation, document),
        source=_shown_place(citation, document, language, today),
        also=tuple(_shown_place(c, documents[c.document], language, today) for c in citation.also),
        target=words["target_for"].format(year=year) if year else "",
        left_out=citation.left_out,
        context=context(document, [(citation.start, citation.end)]),
        is_editorial=document.basis is not None,
        basis=_basis(citation.basis, documents, language, today),
    )


def _basis(
    citation: Citation | None, documents: Mapping[str, Document], language: str, today: date
) -> Basis | None:
    if citation is None:
        return None
    document = documents[citation.document]
    return Basis(citation.quote, _shown_place(citation, document, language, today))


def _shown_place(citation: Citation, document: Document, language: str, today: date) -> Place:
    words = texts(language)
    return Place(
        title=isolated(document.title, words),
        language=document.language,
        place=isolated(_place(citation, words), words),
        whose=_whose(citation, words),
        address=source_address(document, citation.start, citation.end, page_language(language)),
        replaced_by=citation.replaced_by,
        lapsed=lapsed(citation.valid_until, words, today),
        ocr=citation.ocr,
    )


def _whose(citation: Citation, words: Mapping[str, str]) -> str:
    """Return who says it and of what year, "enligt Borås Stad, 2024", and after whom."""
    year = (citation.date or "")[:4]
    if year and citation.date_guessed:
        year = words["date_guessed"].format(date=year)
    who = _details([citation.publisher, year], words)
    told = words["according_to"].format(who=who) if citation.publisher else who
    return ", ".join(filter(None, (told, based_on(citation, words))))


def sources_of(
    citations: Sequence[Citation], documents: Mapping[str, Document], language: str, today: date
) -> list[Source]:
    """Return one source a document, in the order of their first quotation.

    A document that says the same as a quoted one is a source of that quotation too, and so is one
    that a quoted answer of staff's rests on.
    """
    of_document: dict[str, list[Citation]] = {}
    for citation in citations:
        for place in (citation, *citation.also, *([citation.basis] if citation.basis else [])):
            of_document.setdefault(place.document, []).append(place)
    return [_source(documents[id_], cited, language, today) for id_, cited in of_document.items()]


def _source(document: Document, cited: Sequence[Citation], language: str, today: date) -> Source:
    words = texts(language)
    first = cited[0]
    places = dict.fromkeys(place for c in cited if (place := _place(c, words)))
    return Source(
        document=document,
        citations=tuple(cited),
        details=_details(
            [first.publisher, shown_date(first, words), based_on(first, words), *places], words
        ),
        link=web_link(first.url),
        replaced_by=first.replaced_by,
        lapsed=lapsed(first.valid_until, words, today),
    )


def _place(citation: Citation, words: Mapping[str, str]) -> str:
    if len(citation.pages) > 1:
        return words["pages"].format(first=citation.pages[0], last=citation.pages[-1])
    if citation.page:
        return words["page"].format(page=citation.page)
    if citation.heading and citation.heading != citation.title:
        return words["heading"].format(heading=isolated(citation.heading, words))
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
        cautions = (own, replaced, source.lapsed)
        lines.append(" ".join(part for part in (numbers, told, *cautions) if part))
    return "\n".join(lines)


def _details(parts: Sequence[str | None], words: Mapping[str, str]) -> str:
    """Return what is known of a source; from the right, each part by itself: else a day after a
    Swedish name would be read with it, apart from its month."""
    return ", ".join(isolated(part, words) for part in parts if part)


def shown_date(dated: Citation | Document, words: Mapping[str, str]) -> str | None:
    """Return the date of a document for residents, None without one; a guess is shown as such."""
    if not dated.date:
        return None
    date = written_date(dated.date, words)
    return words["date_guessed"].format(date=date) if dated.date_guessed else date


def based_on(known: Citation | Document, words: Mapping[str, str]) -> str:
    """Return whose words a document renders, for residents; "" where nobody says so."""
    if known.origin is None:
        return ""
    return words["based_on"].format(origin=isolated(known.origin, words))


def lapsed(until: str | None, words: Mapping[str, str], today: date) -> str:
    """Return that a document holds no more, by its own text; "" where it may hold."""
    if until is None or not is_over(until, today):
        return ""
    return words["lapsed"].format(date=written_date(until, words))
