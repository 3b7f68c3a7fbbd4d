"""Pages that need no JavaScript: /enkel, /integritet, /tillganglighet."""

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Self, cast, get_args
from urllib.parse import parse_qs, urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool

from klimatsvar.answer.acts import ACTS
from klimatsvar.answer.limits import LIMITS, masked
from klimatsvar.answer.refusals import REFUSALS
from klimatsvar.answer.replies import WITH_EXAMPLES
from klimatsvar.language.detect import detect_language
from klimatsvar.settings import Settings
from klimatsvar.suggestions import Suggestions
from klimatsvar.texts import texts, written_date
from klimatsvar.types import Document, Worded
from klimatsvar.web.carried import bounded
from klimatsvar.web.gate.faults import UnansweredError, unanswered_in
from klimatsvar.web.gate.origin import is_from_own_page
from klimatsvar.web.html.answers import Shown, can_be_simpler, quoted_documents, render_turn, status
from klimatsvar.web.html.around_answers import Question, examples_in, render_introduction
from klimatsvar.web.html.frame import language_of, page
from klimatsvar.web.html.links import contact_line
from klimatsvar.web.live import LiveAssistant
from klimatsvar.web.pages.accessibility import Accessibility, accessibility
from klimatsvar.web.question_log import Verdict, outcome_of, verdicts, write_verdict

PLAIN_CSS = Path(str(files("klimatsvar.web"))) / "assets" / "plain.css"
_TYPED_CHARACTERS = 2000
"""Kept in the box of a question that was too long, so that it can be shortened there."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a resident sent with the form, or asked in the page's address."""

    question: str
    earlier: Sequence[str] = ()
    verdict: Verdict | None = None
    """Whether the answer helped, when it is shown again."""
    simple: bool = False
    """The answer is wanted in simple words."""
    by_form: bool = True
    by_own_page: bool = False
    """A page of this service has sent it, as the browser tells."""

    @classmethod
    def of(cls, body: bytes, settings: Settings, *, by_own_page: bool) -> Self:
        """Read a form; of it only what ``settings`` allow."""
        fields = parse_qs(body.decode("utf-8", "replace"))
        verdict = fields.get("hjalpte", [""])[0]
        return cls(
            fields.get("q", [""])[0],
            fields.get("tidigare", []),
            cast(Verdict, verdict) if settings.feedback and verdict in get_args(Verdict) else None,
            settings.llm is not None and "enklare" in fields,
            by_own_page=by_own_page,
        )


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of a question."""

    worded: Worded | None = None
    turn: str = ""
    """The answer as HTML; empty when there is none."""
    title: str = ""
    """Of the window: the question, or what is wrong with it."""
    problem: str = ""
    """Why it was not answered."""
    counted: bool = False
    """The verdict on it was written down."""
    status: int = 200


def plain_pages(live: LiveAssistant, settings: Settings, suggestions: Suggestions) -> APIRouter:
    """Return the routes."""
    router = APIRouter(include_in_schema=False)

    @router.get("/plain.css")
    def css() -> FileResponse:
        return FileResponse(PLAIN_CSS, media_type="text/css")

    @router.get("/enkel")
    def simple(request: Request, q: str = "") -> HTMLResponse:
        return _simple(request, live, settings, suggestions, Sent(q, by_form=False))

    @router.post("/enkel")
    async def asked(request: Request) -> HTMLResponse:
        # In the body, so that a question stands in no address, no history and no log.
        sent = Sent.of(await request.body(), settings, by_own_page=is_from_own_page(request))
        return await run_in_threadpool(_simple, request, live, settings, suggestions, sent)

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
            lead=words["privacy_lead"].format(service=settings.title, name=_responsible(settings)),
            approval=_approval(settings.approved.privacy, settings, words),
            kept=kept.format(days=settings.log_days),
            mailed=settings.log_questions and bool(settings.report_to),
            feedback=feedback.format(days=settings.log_days),
            machine=_machine(settings, words),
            responsible=_answerable(settings, words),
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
    suggestions: Suggestions,
    sent: Sent,
) -> HTMLResponse:
    """Return the page with the answer to what was sent, or with none if nothing was asked."""
    language = language_of(request)
    words = texts(language)
    asks = bool(sent.question) or sent.by_form
    before = bounded(sent.earlier)
    reply = _ask(live, settings, sent, before, language) if asks else Reply()
    answer = reply.worded.answer if reply.worded else None
    replied = answer is not None and answer.reason in ACTS
    held_back = answer is not None and answer.reason in LIMITS
    judged = settings.feedback and answer is not None and not held_back and not replied
    offered = not asks or (answer is not None and answer.reason in WITH_EXAMPLES)
    told_of_verdict = ""
    if judged and sent.verdict:
        told_of_verdict = words["feedback_thanks" if reply.counted else "feedback_failed"]
    typed = masked(sent.question)[:_TYPED_CHARACTERS]
    again = [("q", typed), *(("tidigare", earlier) for earlier in before)] if asks else []
    if sent.simple:
        again.append(("enklare", "1"))
    return page(
        "plain.html",
        told_of_verdict or reply.title,
        request,
        settings,
        status=reply.status,
        again=again,
        introduction=Markup(render_introduction(settings, language)),
        examples=examples_in(language, settings.examples) if offered else [],
        instead=_instead(reply, before, live, suggestions, language),
        turn=Markup(reply.turn),
        simpler=reply.worded is not None and can_be_simpler(reply.worded, settings),
        judged=judged and not reply.counted,
        told_of_verdict=told_of_verdict,
        problem=reply.problem,
        typed=typed if reply.problem else "",
        carried=bounded([*before, answer.question]) if answer and not replied else before,
        earlier=before,
    )


def _ask(
    live: LiveAssistant, settings: Settings, sent: Sent, earlier: Sequence[str], language: str
) -> Reply:
    # What is judged or explained more simply was asked before.
    assistant = live.unrecorded() if sent.verdict or sent.simple else live.now()
    documents = assistant.index.documents
    try:
        with unanswered_in(language):
            *_, worded = assistant.ask_in_words(
                sent.question, earlier, simple=sent.simple, page=language
            )
            turn = render_turn(worded, documents, settings, 1, today=date.today())
    except UnansweredError as error:
        told = f"{texts(language)['plain_problem']}: {error}"
        return Reply(title=told, problem=str(error), status=error.status)
    counted = False
    if sent.verdict and sent.by_own_page and worded.answer.reason not in (*LIMITS, *ACTS):
        quoted = quoted_documents(Shown.of(worded, documents))
        outcome = outcome_of(worded.answer)
        counted = write_verdict(verdicts(settings), sent.verdict, quoted, outcome)
    return Reply(worded, turn, _title(worded, documents, settings), counted=counted)


def _instead(
    reply: Reply,
    earlier: Sequence[str],
    live: LiveAssistant,
    suggestions: Suggestions,
    language: str,
) -> list[Question]:
    """Return questions that the documents do answer, in place of one that they don't."""
    if reply.worded is None or reply.worded.answer.reason not in REFUSALS:
        return []
    found = suggestions.after([reply.worded.answer], live.unrecorded(), earlier, language)
    return [Question(question, detect_language(question)) for question in found]


def _title(worded: Worded, documents: Mapping[str, Document], settings: Settings) -> str:
    """Return the question; or, where it was held back or not answered, what came of it first."""
    answer = worded.answer
    told = status(worded, documents, settings)
    if answer.reason in LIMITS:
        return told
    return answer.question if Shown.of(worded, documents).citations else f"{told} {answer.question}"


def _answerable(settings: Settings, words: Mapping[str, str]) -> list[str]:
    """Return who answers for personal data, as far as that is set, and whom to complain to."""
    privacy = settings.privacy
    told = {
        "privacy_controller": privacy.controller or settings.organisation,
        "privacy_officer": privacy.officer,
        "privacy_basis": privacy.legal_basis,
        "privacy_authority": privacy.authority,
    }
    return [words[key].format(value) for key, value in told.items() if value]


def _machine(settings: Settings, words: Mapping[str, str]) -> str:
    """Return who makes the answers, and where questions are sent."""
    told = words["privacy_machine"]
    if settings.llm:
        host = settings.llm.base_url.host or ""
        told = words["privacy_model_here" if _is_here(host) else "privacy_model_elsewhere"]
        told = told.format(model=settings.llm.model, host=host)
    searched = urlsplit(settings.milvus.uri).hostname if settings.milvus else None
    if settings.store == "milvus" and searched and not _is_here(searched):
        told += " " + words["privacy_search_elsewhere"].format(host=searched)
    return told


def _is_here(host: str) -> bool:
    """Tell whether a host is this machine."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _responsible(settings: Settings) -> str:
    return settings.organisation or settings.contact.name


def _approval(approved: date | None, settings: Settings, words: Mapping[str, str]) -> str:
    """Return when the organisation approved what a page says in its name."""
    name = _responsible(settings)
    if approved is None:
        return words["page_not_approved"].format(name=name)
    return words["page_approved"].format(name=name, date=written_date(approved.isoformat(), words))


def _statement(request: Request, settings: Settings, facts: Accessibility) -> HTMLResponse:
    language = language_of(request)
    words = texts(language)
    tested = words["access_tool"].format(tool=facts.tool, count=facts.violations)
    return page(
        "accessibility.html",
        words["access_title"],
        request,
        settings,
        lead=words["access_lead"].format(service=settings.title, name=_responsible(settings)),
        facts=facts,
        gaps=[gap.sv if language == "sv" else gap.en for gap in facts.known_gaps],
        contact=contact_line(settings.contact, words),
        approval=_approval(settings.approved.accessibility, settings, words),
        assessed=words["access_self"].format(date=written_date(facts.tested.isoformat(), words)),
        tool=tested if facts.tool else words["access_untested"],
    )
