"""For programs: questions and answers as JSON."""

from dataclasses import dataclass, fields
from typing import Any, Literal

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, ConfigDict, Field

from klimatsvar.index.generations import LastBuild, read_last_build
from klimatsvar.settings import Settings
from klimatsvar.texts import LANGUAGES, texts
from klimatsvar.types import Answer, Worded, Wording
from klimatsvar.web.gate.faults import UnansweredError, unanswered_in
from klimatsvar.web.gate.origin import is_from_own_page
from klimatsvar.web.live import LiveAssistant
from klimatsvar.web.programs.watching import age
from klimatsvar.web.question_log import Outcome, Verdict, verdicts, write_verdict

_VERSION = "1"
"""Of these routes; which release answers is no stranger's business."""
_MOST_EARLIER = 30
"""Earlier questions that may be sent along."""
_MOST_SOURCES = 20
"""Documents that a verdict may name."""
_MOST_UNREACHED = 30
"""Seconds that Milvus may give no answer, as while it moves to another machine."""


class Question(BaseModel):
    """What ``POST /api/ask`` takes."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(examples=["Vilka parter består omställningsteamet av?"])
    history: list[str] = Field(
        default=[], max_length=_MOST_EARLIER, description="Earlier questions, oldest first."
    )


class WordedQuestion(Question):
    """What ``POST /api/ask`` takes where a language model is set."""

    simple: bool = Field(default=False, description="Word the answer in simple language.")


@dataclass(frozen=True, slots=True)
class WordedAnswer(Answer):
    """What it gives there."""

    wording: Wording | None
    """Null for a refusal; without sentences where none was proven, and then ``fallback`` says
    why."""


class Feedback(BaseModel):
    """What ``POST /api/feedback`` takes."""

    model_config = ConfigDict(extra="forbid")

    verdict: Verdict = Field(description="Whether the answer helped.")
    sources: list[str] = Field(
        max_length=_MOST_SOURCES, description="Ids of the documents that the answer quoted."
    )
    kind: Outcome | None = Field(
        default=None, description="What the answer was, or why there was none."
    )


class Health(BaseModel):
    """What ``GET /api/health`` gives."""

    status: Literal["ok", "unreachable"]
    unreached: int = Field(
        description="Seconds since the store of the index stopped answering; 0 while it answers."
    )
    generation: str = Field(description="The index that answers.")
    built: str
    age: int = Field(description="Seconds since it was built.")
    last_build: LastBuild | None = Field(
        description="When documents were last read, and what came of it; null if nobody can tell."
    )
    corpus: str = Field(description="Hash of the corpus as it was indexed.")
    documents: int
    passages: int


class Problem(BaseModel):
    """Why there is no answer."""

    detail: str


_PROBLEMS: dict[int | str, dict[str, Any]] = {
    408: {"model": Problem, "description": "What was sent took too long."},
    413: {"model": Problem, "description": "More was sent than any question needs."},
    429: {"model": Problem, "description": "Too many questions; `Retry-After` says when."},
    500: {"model": Problem, "description": "A fault on our side."},
    503: {"model": Problem, "description": "Too many ask at the moment."},
}


def api(live: LiveAssistant, settings: Settings) -> APIRouter:
    """Return the routes."""
    router = APIRouter(prefix="/api")

    asking = router.post(
        "/ask",
        name="ask",
        responses={400: {"model": Problem, "description": "Empty or too long."}, **_PROBLEMS},
    )

    def answered(asked: Question, *, simple: bool = False) -> Worded:
        try:
            with unanswered_in(LANGUAGES[0]):
                *_, worded = live.now().ask_in_words(asked.question, asked.history, simple=simple)
        except UnansweredError as error:
            raise HTTPException(error.status, str(error)) from error
        return worded

    def ask(asked: Question) -> Answer:
        """Answer a question with quotations (kind "grounded"), with quotations that may answer it
        (kind "possible"), or refuse (kind "refused"), which is an answer too. A turn that asks
        nothing gets a reply (kind "reply") to what it does ("reason"), or the answer before it once
        more."""
        return answered(asked).answer

    def ask_in_words(asked: WordedQuestion) -> WordedAnswer:
        """Answer a question with quotations (kind "grounded"), and with sentences of a language
        model that they prove; with quotations alone that may answer it (kind "possible"); or refuse
        (kind "refused"), which is an answer too. A turn that asks nothing gets a reply (kind
        "reply") to what it does ("reason"), or the answer before it once more."""
        worded = answered(asked, simple=asked.simple)
        answer = {field.name: getattr(worded.answer, field.name) for field in fields(Answer)}
        return WordedAnswer(**answer, wording=worded.wording)

    asking(ask if settings.llm is None else ask_in_words)

    @router.get("/alive", status_code=204)
    async def alive() -> None:
        """Tell that the service runs, also while its index can't be reached: starting it anew
        would not help then."""

    @router.get(
        "/health",
        responses={503: {"model": Health, "description": "The index can't be reached."}},
    )
    def health(response: Response) -> Health:
        """Tell from which index questions are answered, and whether it can be reached."""
        index, unreached = live.now().index, live.unreached
        reached = unreached < _MOST_UNREACHED
        response.status_code = 200 if reached else 503
        return Health(
            status="ok" if reached else "unreachable",
            unreached=round(unreached),
            generation=index.manifest.generation,
            built=index.manifest.built,
            age=age(index.manifest.built),
            last_build=read_last_build(settings.index) if settings.store == "faiss" else None,
            corpus=index.manifest.corpus,
            documents=len(index.documents),
            passages=len(index.passages),
        )

    if settings.feedback:
        journal = verdicts(settings)

        @router.post(
            "/feedback",
            status_code=204,
            responses={
                400: {"model": Problem, "description": "Unknown documents."},
                403: {"model": Problem, "description": "Not sent by a page of ours."},
                **_PROBLEMS,
            },
        )
        def feedback(given: Feedback, request: Request) -> None:
            """Count whether an answer helped. The verdict, the documents, the kind of answer and
            the day are kept.

            Taken from our own pages only, as browsers tell by `Sec-Fetch-Site` or `Origin`.
            """
            if not is_from_own_page(request):
                raise HTTPException(403, "a verdict is given on our own pages")
            if not live.now().index.documents.keys() >= set(given.sources):
                raise HTTPException(400, "sources: not ids of documents that are searched")
            if not write_verdict(journal, given.verdict, given.sources, given.kind):
                raise HTTPException(500, texts(LANGUAGES[0])["feedback_failed"])

    described = get_openapi(title=settings.title, version=_VERSION, routes=list(router.routes))

    @router.get("/openapi.json", include_in_schema=False)
    def openapi() -> dict[str, Any]:
        return described

    return router
