"""Pages that need no JavaScript: /enkel, /integritet, /tillganglighet."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool

from klimatsvar.errors import QuestionError
from klimatsvar.limits import masked
from klimatsvar.live import LiveAssistant
from klimatsvar.settings import Settings
from klimatsvar.texts import texts
from klimatsvar.web.accessibility import Accessibility, accessibility
from klimatsvar.web.faults import log_fault
from klimatsvar.web.frame import language_of, page
from klimatsvar.web.render import (
    contact_line,
    examples_in,
    render_introduction,
    render_turn,
    status,
    written_date,
)

_CSS = Path(str(files("klimatsvar.web"))) / "plain.css"
_MOST_EARLIER = 5
"""Questions that a conversation carries along, in the page itself."""
_EARLIER_CHARACTERS = 1000
"""Of them together; the oldest go first."""
_TYPED_CHARACTERS = 2000
"""Kept in the box of a question that was too long, so that it can be shortened there."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of a question."""

    turn: str = ""
    """The answer as HTML; empty when there is none."""
    told: str = ""
    """What came of it in a few words, for the window's title."""
    question: str = ""
    """As it was answered: masked."""
    problem: str = ""
    """Why it was not answered."""
    status: int = 200


def plain_pages(live: LiveAssistant, settings: Settings) -> APIRouter:
    """Return the routes."""
    router = APIRouter(include_in_schema=False)

    @router.get("/plain.css")
    def css() -> FileResponse:
        return FileResponse(_CSS, media_type="text/css")

    @router.get("/enkel")
    def simple(request: Request, q: str = "") -> HTMLResponse:
        return _simple(request, live, settings, q, ())

    @router.post("/enkel")
    async def asked(request: Request) -> HTMLResponse:
        # In the body, so that a question stands in no address, no history and no log.
        sent = parse_qs((await request.body()).decode("utf-8", "replace"))
        question, earlier = sent.get("q", [""])[0], sent.get("tidigare", [])
        return await run_in_threadpool(_simple, request, live, settings, question, earlier, True)

    @router.get("/integritet")
    def privacy(request: Request) -> HTMLResponse:
        words = texts(language_of(request))
        kept = words["privacy_logged"] if settings.log_questions else words["privacy_unlogged"]
        feedback = words["privacy_feedback"] if settings.feedback else ""
        return page(
            "privacy.html",
            words["privacy_title"],
            request,
            settings,
            kept=kept.format(days=settings.log_days),
            feedback=feedback.format(days=settings.log_days),
            contact=contact_line(settings.contact, words),
        )

    @router.get("/tillganglighet")
    def statement(request: Request) -> HTMLResponse:
        return _statement(request, settings, accessibility())

    return router


def _simple(
    request: Request,
    live: LiveAssistant,
    settings: Settings,
    question: str,
    earlier: Sequence[str],
    sent: bool = False,
) -> HTMLResponse:
    """Return the page with the answer to ``question``, or with none if nothing was asked."""
    language = language_of(request)
    words = texts(language)
    before = _bounded(earlier)
    reply = _ask(live, settings, question, before, language) if question or sent else Reply()
    carried = _bounded([*before, reply.question] if reply.question else before)
    problem = f"{words['plain_problem']}: {reply.problem}" if reply.problem else ""
    return page(
        "plain.html",
        problem or reply.told,
        request,
        settings,
        status=reply.status,
        introduction=Markup(render_introduction(settings, words)),
        examples=[] if question or sent else examples_in(language, settings.examples),
        turn=Markup(reply.turn),
        problem=reply.problem,
        typed=masked(question)[:_TYPED_CHARACTERS] if reply.problem else "",
        carried=carried,
        earlier=before,
    )


def _ask(
    live: LiveAssistant, settings: Settings, question: str, earlier: Sequence[str], language: str
) -> Reply:
    assistant = live.now()
    documents = assistant.index.documents
    try:
        answer = assistant.ask(question, earlier)
        turn = render_turn(answer, documents, settings.contact, 1)
    except QuestionError as error:
        return Reply(problem=str(error), status=400)
    except Exception as error:
        log_fault(error)
        return Reply(problem=texts(language)["failed"], status=500)
    return Reply(turn=turn, told=status(answer, documents), question=answer.question)


def _bounded(questions: Sequence[str]) -> list[str]:
    """Return the newest questions that a page may carry along, masked, oldest first."""
    kept: list[str] = []
    left = _EARLIER_CHARACTERS
    for question in reversed(questions[-_MOST_EARLIER:]):
        left -= len(question)
        if left < 0:
            break
        kept.insert(0, masked(question))
    return kept


def _statement(request: Request, settings: Settings, facts: Accessibility) -> HTMLResponse:
    language = language_of(request)
    words = texts(language)
    tested = words["access_tool"].format(tool=facts.tool, count=facts.violations)
    return page(
        "accessibility.html",
        words["access_title"],
        request,
        settings,
        lead=words["access_lead"].format(service=settings.title, name=settings.contact.name),
        facts=facts,
        gaps=[gap.sv if language == "sv" else gap.en for gap in facts.known_gaps],
        contact=contact_line(settings.contact, words),
        assessed=words["access_self"].format(date=written_date(facts.tested.isoformat(), words)),
        tool=tested if facts.tool else words["access_untested"],
    )
