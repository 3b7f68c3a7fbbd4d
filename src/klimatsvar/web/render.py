"""Answers as HTML. Pure; every text is escaped by the templates, which are in ``templates/``."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from klimatsvar.answer import is_verbatim
from klimatsvar.limits import LIMITS
from klimatsvar.settings import Contact, Settings
from klimatsvar.texts import FALLBACK, LANGUAGES, texts
from klimatsvar.types import Answer, Citation, Document, Nearest
from klimatsvar.web.context import ContextBlock, context

_TEMPLATES = Environment(
    loader=PackageLoader("klimatsvar.web"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Link:
    """An address that is safe to follow, and the host that the reader sees."""

    url: str
    host: str


@dataclass(frozen=True, slots=True)
class Source:
    """A quoted document, with all its quotations in one answer."""

    document: Document
    citations: tuple[Citation, ...]
    details: str
    """Publisher, date and place, as far as they are known."""
    link: Link | None
    replaced_by: str | None
    """Title of the document that replaces this one."""
    ocr: bool
    """Something quoted was read off a picture."""
    context: tuple[ContextBlock, ...]


@dataclass(frozen=True, slots=True)
class NearDocument:
    """A document to look in when there is no answer."""

    title: str
    language: str
    place: str
    link: Link | None


def render_turn(
    answer: Answer, documents: Mapping[str, Document], contact: Contact, number: int
) -> str:
    """Return a question and its answer as HTML; ``number`` makes the ids unique on the page.

    Citations are checked against ``documents`` once more, and those that fail are left out. An
    answer without a citation that holds is shown as a refusal.
    """
    words = texts(answer.language)
    proven = verified(answer.citations, documents)
    return _TEMPLATES.get_template("turn.html").render(
        words=words,
        number=number,
        language=_frame_language(answer.language),
        question=answer.question,
        question_language=answer.language,
        citations=proven,
        language_of={c.document: documents[c.document].language for c in proven},
        sources=_sources(proven, documents, words),
        reason=answer.reason,
        refusal=_with_numbers_to_call(_refusal(answer, words)),
        nearest=[_near(near, documents, words) for near in answer.nearest],
        contact=contact_line(contact, words),
    )


def render_problem(message: str) -> str:
    """Return a message about a question that was not answered, announced when it appears."""
    return _TEMPLATES.get_template("problem.html").render(message=message)


def render_introduction(settings: Settings, words: Mapping[str, str]) -> str:
    """Return the head of the page."""
    return _TEMPLATES.get_template("introduction.html").render(title=settings.title, words=words)


def render_no_script(settings: Settings, words: Mapping[str, str]) -> str:
    """Return what stands on the page when JavaScript is off."""
    return _TEMPLATES.get_template("no_script.html").render(
        title=settings.title, words=words, contact=contact_line(settings.contact, words)
    )


def verified(
    citations: Sequence[Citation], documents: Mapping[str, Document]
) -> tuple[Citation, ...]:
    """Return the citations that are verbatim in their document at this moment."""
    return tuple(
        c for c in citations if is_verbatim(documents, c.document, c.start, c.end, c.quote)
    )


def status(answer: Answer, documents: Mapping[str, Document]) -> str:
    """Return in a few words what came of the question, for a screen reader."""
    words = texts(answer.language)
    count = len(verified(answer.citations, documents))
    if count:
        return words["answered"].format(count=count)
    return _refusal(answer, words) if answer.reason in LIMITS else words["not_answered"]


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


def _anchor(address: str, text: str) -> Markup:
    return Markup('<a href="{}" rel="noopener noreferrer">{}</a>').format(address, text)


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


def written_date(date: str, words: Mapping[str, str]) -> str:
    """Return an ISO 8601 day, month or year as it is written in running text."""
    found = re.fullmatch(r"(\d{4})-(\d\d)(?:-(\d\d))?", date)
    if not found or not 1 <= int(found[2]) <= 12:
        return date
    year, month = found[1], words["months"].split()[int(found[2]) - 1]
    if not found[3]:
        return words["date_month"].format(month=month, year=year)
    return words["date_day"].format(day=int(found[3]), month=month, year=year)


def _sources(
    citations: Sequence[Citation], documents: Mapping[str, Document], words: Mapping[str, str]
) -> list[Source]:
    """Return one source a document, in the order of their first quotation."""
    of_document: dict[str, list[Citation]] = {}
    for citation in citations:
        of_document.setdefault(citation.document, []).append(citation)
    return [_source(documents[id_], cited, words) for id_, cited in of_document.items()]


def _source(document: Document, cited: Sequence[Citation], words: Mapping[str, str]) -> Source:
    first = cited[0]
    places = dict.fromkeys(place for c in cited if (place := _place(c, words)))
    date = written_date(first.date, words) if first.date else None
    return Source(
        document=document,
        citations=tuple(cited),
        details=", ".join(part for part in (first.publisher, date, *places) if part),
        link=web_link(first.url),
        replaced_by=first.replaced_by,
        ocr=any(c.ocr for c in cited),
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


def _near(
    near: Nearest, documents: Mapping[str, Document], words: Mapping[str, str]
) -> NearDocument:
    document = documents.get(near.document)
    return NearDocument(
        title=near.title,
        language=document.language if document else FALLBACK,
        place=words["page"].format(page=near.page) if near.page else "",
        link=web_link(document.url) if document else None,
    )


def _refusal(answer: Answer, words: Mapping[str, str]) -> str:
    return words.get(f"refused_{answer.reason}", words["refused"])


def _with_numbers_to_call(text: str) -> Markup:
    """Return one of our own texts, escaped, with the numbers for help as links."""
    return Markup(
        re.sub(
            r"\b(?:112|1177|113 13)\b",
            lambda found: _anchor("tel:" + found[0].replace(" ", ""), found[0]),
            str(escape(text)),
        )
    )


def _frame_language(language: str) -> str:
    """Return the language of the texts around an answer to a question in ``language``."""
    return language if language in LANGUAGES else FALLBACK
