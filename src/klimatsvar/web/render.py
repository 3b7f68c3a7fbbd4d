"""Answers as HTML. Pure; every text is escaped by the templates, which are in ``templates/``."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode, urlsplit

from markupsafe import Markup, escape

from klimatsvar.answer import is_verbatim
from klimatsvar.assistant import quoted
from klimatsvar.language import detect_language
from klimatsvar.limits import LIMITS
from klimatsvar.settings import Contact, Settings
from klimatsvar.texts import FALLBACK, LANGUAGES, texts
from klimatsvar.types import Answer, Citation, Document, Nearest
from klimatsvar.web.addresses import file_address, source_address
from klimatsvar.web.context import ContextBlock, context
from klimatsvar.web.templating import TEMPLATES


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
    addresses: tuple[str, ...]
    """Of each quotation's own page."""
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
    address: str
    host: str
    """Of another site; empty for this one."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question that can be asked with a click."""

    text: str
    language: str


def render_turn(
    answer: Answer,
    documents: Mapping[str, Document],
    contact: Contact,
    number: int,
    page: str | None = None,
) -> str:
    """Return a question and its answer as HTML; ``number`` makes the ids unique on the page.

    Citations are checked against ``documents`` once more, and those that fail are left out. An
    answer without a citation that holds is shown as a refusal. ``page`` is the language of a page
    with JavaScript; there the answer can be copied, printed and linked to.
    """
    words = texts(answer.language)
    language = frame_language(answer.language)
    proven = verified(answer.citations, documents)
    sources = _sources(proven, documents, language)
    linked = page is not None and answer.reason not in LIMITS
    return TEMPLATES.get_template("turn.html").render(
        words=words,
        number=number,
        language=language,
        question=answer.question,
        question_language=answer.language,
        citations=proven,
        language_of={c.document: documents[c.document].language for c in proven},
        sources=sources,
        copied=_as_text(answer.question, proven, sources, words) if proven else "",
        address=question_address(answer.question, page) if page and linked else None,
        reason=answer.reason,
        refusal=_with_numbers_to_call(_refusal(answer, words)),
        nearest=[
            _near(near, documents[near.document], words)
            for near in answer.nearest
            if near.document in documents
        ],
        count=len(documents),
        contact=contact_line(contact, words),
    )


def render_problem(message: str) -> str:
    """Return a message about a question that was not answered, announced when it appears."""
    return TEMPLATES.get_template("problem.html").render(message=message)


def render_introduction(settings: Settings, words: Mapping[str, str]) -> str:
    """Return what the page says before the first question."""
    logged = words["page_logged"].format(days=settings.log_days)
    return TEMPLATES.get_template("introduction.html").render(
        title=settings.title,
        words=words,
        privacy=logged if settings.log_questions else words["page_privacy"],
    )


def render_examples(examples: Sequence[str], page: str) -> str:
    """Return staff's examples for the page in a language, as buttons."""
    questions = examples_in(page, examples)
    return _questions("exempel-rubrik", texts(page)["examples_heading"], questions)


def examples_in(page: str, examples: Sequence[str]) -> list[Question]:
    """Return the examples for a page in ``page``: those in that language, and on the English page
    those in languages that no page has."""
    questions = [Question(example, detect_language(example)) for example in examples]
    return [question for question in questions if frame_language(question.language) == page]


def render_suggestions(suggestions: Sequence[str], language: str, page: str) -> str:
    """Return questions in ``language`` to go on with, as buttons."""
    questions = [Question(suggestion, language) for suggestion in suggestions]
    return _questions("vidare-rubrik", texts(page)["further_heading"], questions)


def _questions(id: str, heading: str, questions: Sequence[Question]) -> str:
    return TEMPLATES.get_template("questions.html").render(
        id=id, heading=heading, questions=questions
    )


def render_progress(message: str) -> str:
    """Return how far it has come with a question, while it can still be stopped."""
    return TEMPLATES.get_template("progress.html").render(message=message)


def render_top(page: str) -> str:
    """Return what stands before the page in a language: a skip link and the header."""
    return TEMPLATES.get_template("page_top.html").render(
        words=texts(page),
        language=page,
        translations=[
            (code, texts(code)["language_name"], home_address(code)) for code in LANGUAGES
        ],
    )


def render_bottom(settings: Settings, page: str) -> str:
    """Return what stands after it: the footer, and what there is without JavaScript."""
    return TEMPLATES.get_template("page_bottom.html").render(
        title=settings.title,
        words=(words := texts(page)),
        keep=_language_query(page),
        contact=contact_line(settings.contact, words),
    )


def home_address(language: str) -> str:
    """Return the address of the page in a language, relative to any of these pages."""
    return "./" if language == LANGUAGES[0] else language


def question_address(question: str, language: str) -> str:
    """Return the address that asks a question on the page in a language."""
    return home_address(language) + "?" + urlencode({"q": question})


def _language_query(language: str) -> str:
    return "" if language == LANGUAGES[0] else f"?lang={language}"


def verified(
    citations: Sequence[Citation], documents: Mapping[str, Document]
) -> tuple[Citation, ...]:
    """Return the citations that are verbatim in their document at this moment."""
    return tuple(
        replace(c, also=verified(c.also, documents))
        for c in citations
        if is_verbatim(documents, c.document, c.start, c.end, c.quote)
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
    citations: Sequence[Citation], documents: Mapping[str, Document], language: str
) -> list[Source]:
    """Return one source a document, in the order of their first quotation.

    A document that says the same as a quoted one is a source of that quotation too.
    """
    of_document: dict[str, list[Citation]] = {}
    for citation in citations:
        for place in (citation, *citation.also):
            of_document.setdefault(place.document, []).append(place)
    return [_source(documents[id_], cited, language) for id_, cited in of_document.items()]


def _source(document: Document, cited: Sequence[Citation], language: str) -> Source:
    words = texts(language)
    first = cited[0]
    places = dict.fromkeys(place for c in cited if (place := _place(c, words)))
    date = written_date(first.date, words) if first.date else None
    return Source(
        document=document,
        citations=tuple(cited),
        addresses=tuple(source_address(document, c.start, c.end, language) for c in cited),
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


def _near(near: Nearest, document: Document, words: Mapping[str, str]) -> NearDocument:
    link = web_link(document.url)
    return NearDocument(
        title=near.title,
        language=document.language,
        place=words["page"].format(page=near.page) if near.page else "",
        address=link.url if link else file_address(document, near.page),
        host=link.host if link else "",
    )


def _as_text(
    question: str,
    citations: Sequence[Citation],
    sources: Sequence[Source],
    words: Mapping[str, str],
) -> str:
    """Return an answer with its sources as text, to be copied."""
    lines = [question, "", quoted(citations), "", words["sources"]]
    for source in sources:
        numbers = " ".join(f"[{c.number}]" for c in source.citations)
        replaced = words["replaced"].format(title=source.replaced_by) if source.replaced_by else ""
        parts = (source.document.title, source.details, source.link and source.link.url)
        told = ", ".join(part for part in parts if part)
        lines.append(f"{numbers} {told} {replaced}".rstrip())
    return "\n".join(lines)


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


def frame_language(language: str) -> str:
    """Return the language of the texts around an answer to a question in ``language``."""
    return language if language in LANGUAGES else FALLBACK
