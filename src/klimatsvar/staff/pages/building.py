"""Build, try what was built, publish it, and go back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from klimatsvar.building import told_of
from klimatsvar.errors import IndexDamagedError, KlimatsvarError
from klimatsvar.index.contract import read_manifest
from klimatsvar.index.generations import (
    Current,
    current,
    generations,
    has_index,
    publish,
    roll_back,
)
from klimatsvar.index.on_disk import require_whole
from klimatsvar.ingest.build import Report
from klimatsvar.ingest.progress import Step
from klimatsvar.staff.builds import Failed, Running
from klimatsvar.staff.desk import Desk, done, fragment, page, to, told_in, words_of
from klimatsvar.staff.gate import form_of
from klimatsvar.staff.listing import built
from klimatsvar.types import Answer

_LOOKED_AT = 200
"""Lines of the journal, to find the last build."""

Kept: TypeAlias = Literal["serves", "chosen", "waits", "newer", "old", "damaged"]


@dataclass(frozen=True, slots=True)
class Version:
    """A generation that is kept."""

    name: str
    built: str
    documents: int | None
    state: Kept


def building(desk: Desk) -> APIRouter:
    """Return the routes."""
    router = APIRouter(include_in_schema=False)
    settings = desk.settings

    @router.get("/bygge")
    def show(request: Request) -> Response:
        state = desk.builder.state
        tested = state.tested if isinstance(state, Report) else ()
        made = built(settings.index)
        return page(
            request,
            desk,
            "build.html",
            words_of(request)["build"],
            state=state,
            running=isinstance(state, Running),
            progress=_progress(state, words_of(request)),
            failed=isinstance(state, Failed),
            why=told_in(request, state.why) if isinstance(state, Failed) else "",
            interrupted=_interrupted(desk),
            tested=len(tested),
            wrong=[told_in(request, told_of(one)) for one in tested if not one.is_right],
            built=made,
            damaged=told_in(request, made.damaged) if made.damaged else "",
            auto_publish=settings.auto_publish,
            versions=_versions(desk),
        )

    @router.get("/bygge/lage")
    def progress(request: Request) -> Response:
        state = desk.builder.state
        if not isinstance(state, Running):
            return Response(status_code=204)
        return fragment(
            request, "progress.html", state=state, progress=_progress(state, words_of(request))
        )

    @router.post("/bygge/starta")
    async def start(request: Request) -> Response:
        visit, form = await form_of(request)
        words = words_of(request)
        wanted = {
            "publish": form.get("publicera") == "1",
            "full": "allt" in form,
            "gone_is_meant": "borta" in form,
        }
        state = desk.builder.state
        if isinstance(state, Running):
            visit.session.tell(words["build_running"].format(user=state.who), failed=True)
            return to(request, "/bygge")

        def act() -> None:
            if not desk.builder.start(visit.who, **wanted):
                raise KlimatsvarError("build_running_here", user=_builds(desk))

        await run_in_threadpool(done, request, desk, "build", "", act, words["build_started"])
        return to(request, "/bygge")

    @router.post("/bygge/publicera")
    async def publish_one(request: Request) -> Response:
        return await choose(request, "publish", publish, "published")

    @router.post("/bygge/tillbaka")
    async def go_back(request: Request) -> Response:
        return await choose(request, "roll_back", roll_back, "went_back")

    async def choose(
        request: Request, what: str, serve: Callable[..., Current], told: str
    ) -> Response:
        _, form = await form_of(request)
        name = str(form.get("version", ""))
        if not name:
            raise HTTPException(404)

        def act() -> None:
            serve(settings.index, name, require_whole)

        words = words_of(request)
        text = words[told].format(name=name)
        await run_in_threadpool(done, request, desk, what, name, act, text)
        return to(request, "/bygge")

    @router.get("/prova")
    def try_it(request: Request) -> Response:
        return _tried(request, desk, "", None, None, "")

    @router.post("/prova")
    async def ask(request: Request) -> Response:
        _, form = await form_of(request)
        question = str(form.get("fraga", ""))
        return await run_in_threadpool(_asked, request, desk, question)

    return router


def _asked(request: Request, desk: Desk, question: str) -> Response:
    """Ask what waits to be published, and what serves; nobody keeps the question."""
    made = built(desk.settings.index)
    try:
        serving = desk.assistant(made.serving).ask(question) if made.serving else None
        new = desk.assistant(made.latest).ask(question) if made.waits and made.latest else None
    except KlimatsvarError as error:
        return _tried(request, desk, question, None, None, told_in(request, error))
    return _tried(request, desk, question, new, serving, "")


def _tried(
    request: Request,
    desk: Desk,
    question: str,
    new: Answer | None,
    serving: Answer | None,
    problem: str,
) -> Response:
    return page(
        request,
        desk,
        "try.html",
        words_of(request)["try"],
        built=built(desk.settings.index),
        question=question,
        answers=[("try_new", new), ("try_serving", serving)],
        problem=problem,
    )


def _builds(desk: Desk) -> str:
    state = desk.builder.state
    return state.who if isinstance(state, Running) else ""


def _progress(state: object, words: dict[str, str]) -> str:
    """Return how far a build has come, in words."""
    step: Step | None = state.step if isinstance(state, Running) else None
    if step is None:
        return words["build_waits"]
    told = words[f"build_{step.stage}"]
    return told.format(done=step.done, total=step.total, pages=step.pages)


def _interrupted(desk: Desk) -> Any:
    """Return the journal's line of a build that never ended, None if the last one did."""
    if isinstance(desk.builder.state, Running):
        return None
    lines = desk.journal.newest(_LOOKED_AT)
    last = next((line for line in lines if line["what"] in ("build", "built")), None)
    return last if last and last["what"] == "build" and "failed" not in last else None


def _versions(desk: Desk) -> list[Version]:
    """Return what is kept, the newest first."""
    folder = desk.settings.index
    serving = current(folder) if has_index(folder) else None
    paths = generations(folder)[::-1]
    found = []
    for number, path in enumerate(paths):
        if serving and path.name == serving.name:
            state: Kept = "chosen" if serving.pinned else "serves"
        elif serving and path.name < serving.name:
            state = "old"
        else:
            state = "newer" if number or (serving and serving.pinned) else "waits"
        try:
            manifest = read_manifest(path)
        except IndexDamagedError:
            found.append(Version(path.name, "", None, "damaged"))
            continue
        when = manifest.built[:16].replace("T", " ") + " UTC"
        found.append(Version(path.name, when, manifest.documents, state))
    return found
