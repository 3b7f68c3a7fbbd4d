"""Pages that tell of the service: /om, /dokument, and what is shown where there is no page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.types import Scope

from klimatsvar.errors import SettingsError
from klimatsvar.settings import Settings
from klimatsvar.texts import texts, written_date
from klimatsvar.types import Document
from klimatsvar.web.html.addresses import document_address
from klimatsvar.web.html.frame import language_of, page, preferred_language
from klimatsvar.web.html.links import contact_line
from klimatsvar.web.html.sources import based_on, lapsed, shown_date
from klimatsvar.web.live import LiveAssistant

_AT_A_TIME = 100
"""Documents on a page: each is read whole."""
_MOST_DIGITS = 9
"""Of a number in an address."""
_DEEPEST = 20
"""Folders in an address that a page is shown for: its links lead up through each."""


class Share(BaseModel):
    """A share of some questions, 0 to 1."""

    model_config = ConfigDict(frozen=True)

    share: float = Field(ge=0, le=1)


class Shown(BaseModel):
    """What was right and wrong of what was shown."""

    model_config = ConfigDict(frozen=True)

    right: Share
    wrong_of_shown: Share


class Figures(BaseModel):
    """Of what ``klimatsvar eval --json`` prints, what residents are told."""

    model_config = ConfigDict(frozen=True)

    questions: int
    sure: Shown
    sure_or_possible: Shown

    @classmethod
    def read(cls, path: Path) -> "Figures":
        """Read a file. Raises SettingsError where it is none of ours."""
        try:
            return cls.model_validate_json(path.read_text("utf-8"))
        except (OSError, ValidationError, UnicodeDecodeError) as error:
            raise SettingsError("figures_wrong", file=path) from error


@dataclass(frozen=True, slots=True)
class Listed:
    """A document, as the list shows it."""

    title: str
    language: str
    address: str
    details: str
    """Who published it and when, and whose words it renders."""
    replaced_by: str | None
    """Title of the document that replaces it."""
    lapsed: str
    """That it holds no more, by its own text; empty where it may hold."""


def about_pages(live: LiveAssistant, settings: Settings) -> APIRouter:
    """Return the routes. Raises SettingsError where the figures that are set can't be read."""
    router = APIRouter(include_in_schema=False)
    figures = Figures.read(settings.figures) if settings.figures else None

    @router.get("/om")
    def about(request: Request) -> HTMLResponse:
        language = language_of(request)
        words = texts(language)
        index = live.now().index
        return page(
            "about.html",
            words["om_title"],
            request,
            settings,
            knows=words["om_knows_what"].format(
                count=len(index.documents), date=written_date(index.manifest.built[:10], words)
            ),
            about=settings.about.in_language(language),
            machine=_worded(words) if settings.llm else "",
            right=_right(figures, words),
            contact=contact_line(settings.contact, words),
        )

    @router.get("/dokument")
    def documents(request: Request, efter: str = "") -> HTMLResponse:
        # Who changes the address by hand sees the first page, not what is wrong with it.
        first = int(efter[:_MOST_DIGITS]) if efter.isdecimal() else 0
        return _documents(request, live, settings, first)

    return router


def _worded(words: Mapping[str, str]) -> str:
    from klimatsvar.wording.entailment import Fitted  # where a language model is set

    fitted = Fitted.load()
    share = round(100 * fitted.false_shown / fitted.false)
    return words["om_worded"].format(false=fitted.false, share=share)


def _right(figures: Figures | None, words: Mapping[str, str]) -> str:
    if figures is None:
        return words["om_right_unmeasured"]
    return words["om_right_figures"].format(
        questions=figures.questions,
        sure=round(100 * (1 - figures.sure.wrong_of_shown.share)),
        shown=round(100 * (1 - figures.sure_or_possible.wrong_of_shown.share)),
        answered=round(100 * figures.sure_or_possible.right.share),
    )


def _documents(
    request: Request, live: LiveAssistant, settings: Settings, first: int
) -> HTMLResponse:
    language = language_of(request)
    words = texts(language)
    documents = live.now().index.documents
    here = [documents[id] for id in islice(documents, first, first + _AT_A_TIME)]
    titles = {
        id: documents[id].title
        for document in here
        if (id := document.replaced_by) is not None and id in documents
    }

    def listed(document: Document) -> Listed:
        details = (document.publisher, shown_date(document, words), based_on(document, words))
        return Listed(
            title=document.title,
            language=document.language,
            address=document_address(document),
            details=", ".join(filter(None, details)),
            replaced_by=titles.get(document.replaced_by or "", document.replaced_by),
            lapsed=lapsed(document.valid_until, words, date.today()),
        )

    def elsewhere(start: int) -> str:
        kept = {"lang": language} if "lang" in request.query_params else {}
        return "?" + urlencode({"efter": max(start, 0), **kept})

    return page(
        "documents.html",
        words["documents_title"],
        request,
        settings,
        lead=words["documents_lead"].format(count=len(documents)),
        about=settings.about.in_language(language),
        shown=sorted(map(listed, here), key=lambda one: _sorted_by(one.title)),
        before=elsewhere(first - _AT_A_TIME) if first else None,
        after=elsewhere(first + _AT_A_TIME) if first + _AT_A_TIME < len(documents) else None,
    )


def _sorted_by(title: str) -> str:
    """Return what titles are sorted by: å, ä and ö come last, in this order."""
    return title.casefold().translate(str.maketrans("åäö", "{|}"))


def not_found(settings: Settings, scope: Scope) -> Response:
    """Return the answer to a request for what there is not: a page for people."""
    request = Request(scope)
    if not is_for_people(request):
        return PlainTextResponse("", 404)
    language = preferred_language(request)
    title = texts(language)["missing_title"]
    return page("not_found.html", title, request, settings, status=404, language=language)


def is_for_people(request: Request) -> bool:
    """Tell whether a page is to be shown where there is nothing."""
    takes_pages = "text/html" in request.headers.get("accept", "")
    return request.method == "GET" and takes_pages and request.scope["path"].count("/") <= _DEEPEST
