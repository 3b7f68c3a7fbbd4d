"""What is shown of a question that is not answered, as the template shows it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from markupsafe import Markup

from klimatsvar.answer.limits import LIMITS
from klimatsvar.answer.refusals import REFUSALS
from klimatsvar.settings import Settings
from klimatsvar.texts import answer_language, page_language
from klimatsvar.types import Answer, Citation, Document
from klimatsvar.web.html.addresses import source_address
from klimatsvar.web.html.links import with_numbers_to_call
from klimatsvar.web.html.sources import ShownQuotation, shown_quotations


@dataclass(frozen=True, slots=True)
class Near:
    """A document near a question, opened at the passage that is nearest."""

    title: str
    language: str
    page: str
    """Which page it stands on, where there are pages."""
    address: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal, and what helps further."""

    told: Markup
    nearby: tuple[ShownQuotation, ...]
    """Statements about the same thing that do not answer."""
    nearest: tuple[Near, ...]
    """Other documents to look in."""
    searched: bool
    """The documents were searched: the question was not held back."""
    mail: str
    """Address of a message with the question to the contact; empty where there is none."""


def refused(
    answer: Answer,
    nearby: Sequence[Citation],
    documents: Mapping[str, Document],
    settings: Settings,
    words: Mapping[str, str],
    today: date,
) -> Refused:
    """Return what is shown of a refusal; ``nearby`` are those of its statements that hold now."""
    language = answer_language(answer.language)
    quoted = {citation.document for citation in nearby}
    others = (near for near in answer.nearest if near.document not in quoted)
    email = settings.contact.email if answer.reason in REFUSALS else None
    return Refused(
        told=with_numbers_to_call(why_refused(answer, words)),
        nearby=tuple(shown_quotations(nearby, documents, language, today)),
        nearest=tuple(
            Near(
                title=near.title,
                language=document.language,
                page=words["page"].format(page=near.page) if near.page else "",
                address=source_address(document, near.start, near.end, page_language(language)),
            )
            for near in others
            if (document := documents.get(near.document))
        ),
        searched=answer.reason not in LIMITS,
        mail=mail_address(email, settings.title, answer.question) if email else "",
    )


def why_refused(answer: Answer, words: Mapping[str, str]) -> str:
    """Return why a question is not answered."""
    return words.get(f"refused_{answer.reason}", words["refused"])


def mail_address(email: str, subject: str, body: str) -> str:
    """Return the address that begins a message in the resident's own mail program."""
    return f"mailto:{quote(email, safe='@')}?subject={quote(subject)}&body={quote(body)}"
