"""What is shown of a question that is not answered, as the template shows it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup

from klimatsvar.answer.cite import is_verbatim
from klimatsvar.answer.refusals import REFUSALS
from klimatsvar.settings import Settings
from klimatsvar.texts import page_language
from klimatsvar.types import Answer, Citation, Document, Nearest
from klimatsvar.web.html.addresses import source_address
from klimatsvar.web.html.links import with_numbers_to_call


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a document, to be read on the page of its own."""

    title: str
    language: str
    page: str
    """Which page it stands on, where there are pages."""
    address: str
    quote: str = ""
    """What stands there, verbatim; empty where a document is only named."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal, and what helps further."""

    told: Markup
    nearby: tuple[Place, ...]
    """Statements about the same thing that do not answer."""
    nearest: tuple[Place, ...]
    """Documents to look in."""
    mail: str
    """Address of a message with the question to the contact; empty where there is none."""


def refused(
    answer: Answer,
    documents: Mapping[str, Document],
    settings: Settings,
    words: Mapping[str, str],
) -> Refused:
    """Return what is shown of a refusal; of what it quotes, only what is verbatim now."""
    language = page_language(answer.language)

    def place(near: Citation | Nearest, quote: str = "") -> Place:
        document = documents[near.document]
        return Place(
            title=near.title,
            language=document.language,
            page=words["page"].format(page=near.page) if near.page else "",
            address=source_address(document, near.start, near.end, language),
            quote=quote,
        )

    email = settings.contact.email if answer.reason in REFUSALS else None
    return Refused(
        told=with_numbers_to_call(why_refused(answer, words)),
        nearby=tuple(
            place(c, c.quote)
            for c in answer.nearby
            if is_verbatim(documents, c.document, c.start, c.end, c.quote)
        ),
        nearest=tuple(place(near) for near in answer.nearest if near.document in documents),
        mail=mail_address(email, settings.title, answer.question) if email else "",
    )


def why_refused(answer: Answer, words: Mapping[str, str]) -> str:
    """Return why a question is not answered."""
    return words.get(f"refused_{answer.reason}", words["refused"])


def mail_address(email: str, subject: str, body: str) -> str:
    """Return the address that begins a message in the resident's own mail program."""
    return f"mailto:{quote(email, safe='@')}?subject={quote(subject)}&body={quote(body)}"
