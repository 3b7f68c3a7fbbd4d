"""The answers that staff write themselves: the list, the form, and taking one away."""

from collections.abc import Mapping
from datetime import date

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from klimatsvar.corpus.changing import KEPT_DAYS, remove
from klimatsvar.corpus.editorial import is_editorial
from klimatsvar.corpus.source import tidy
from klimatsvar.corpus.written_answers import WrittenAnswer, write_answer, written_answers
from klimatsvar.errors import KlimatsvarError
from klimatsvar.staff.answers import faults_of, sources, text_of
from klimatsvar.staff.desk import Desk, done, page, to, told_in, words_of
from klimatsvar.staff.gate import form_of
from klimatsvar.staff.listing import listed

_HEAD = ("fråga", "dokument", "stycke", "datum")
"""What the form has above the answer itself."""


def answers(desk: Desk) -> APIRouter:
    """Return the routes."""
    router = APIRouter(include_in_schema=False)
    settings = desk.settings

    @router.get("/svar")
    def show(request: Request) -> Response:
        written = {answer.id: answer for answer in written_answers(settings.corpus)}
        every = [(one, written[one.id]) for one in listed(settings) if one.id in written]
        return page(request, desk, "answers.html", words_of(request)["answers"], answers=every)

    @router.get("/svar/skriv")
    def begin(request: Request) -> Response:
        return _form(request, desk, _new(""))

    @router.post("/svar/skriv")
    async def begin_from(request: Request) -> Response:
        _, form = await form_of(request)
        return await run_in_threadpool(_form, request, desk, _new(str(form.get("fraga", ""))))

    @router.get("/svar/andra")
    def change(request: Request, fil: str) -> Response:
        answer = _of(desk, fil)
        if answer is None:
            raise HTTPException(404)
        return _form(request, desk, answer)

    @router.post("/svar/spara")
    async def save(request: Request) -> Response:
        _, form = await form_of(request)
        words = words_of(request)
        answer = await run_in_threadpool(_sent, desk, form)
        if "visa" in form:
            return await run_in_threadpool(_form, request, desk, answer, text=True)
        faults = await run_in_threadpool(_checked, request, desk, answer)
        if faults:
            return await run_in_threadpool(_form, request, desk, answer, faults)

        def act() -> None:
            write_answer(settings.corpus, answer)

        told = words["answer_saved"].format(question=answer.question)
        about = answer.id or answer.question
        if await run_in_threadpool(done, request, desk, "write_answer", about, act, told):
            return to(request, "/svar")
        return await run_in_threadpool(_form, request, desk, answer)  # as it was typed

    @router.post("/svar/ta-bort")
    async def take_away(request: Request, fil: str) -> Response:
        await form_of(request)
        if not is_editorial(fil):
            raise HTTPException(404)
        told = words_of(request)["removed_one"].format(name=fil, days=KEPT_DAYS)

        def act() -> None:
            remove(settings.corpus, fil)

        await run_in_threadpool(done, request, desk, "remove", fil, act, told)
        return to(request, "/svar")

    return router


def _new(question: str) -> WrittenAnswer:
    """Return an answer to write to a resident's question, which may lack its mark."""
    question = tidy(question)
    asked = question if question.endswith("?") or not question else question.rstrip(".! ") + "?"
    return WrittenAnswer({"fråga": asked, "datum": date.today().isoformat()}, "")


def _of(desk: Desk, id: str) -> WrittenAnswer | None:
    """Return the answer of a file, None where there is none any more."""
    return next((one for one in written_answers(desk.settings.corpus) if one.id == id), None)


def _sent(desk: Desk, form: FormData) -> WrittenAnswer:
    """Return what a form says, over what else the answer's file has above it."""
    id = str(form.get("fil", ""))
    now = _of(desk, id)
    before: Mapping[str, str] = now.values if now else {}
    typed = {name: tidy(str(form.get(name, ""))) for name in _HEAD}
    text = str(form.get("svar", "")).replace("\r\n", "\n")
    return WrittenAnswer({**before, **typed}, text, id, str(form.get("version", "")))


def _checked(request: Request, desk: Desk, answer: WrittenAnswer) -> dict[str, str]:
    try:
        faults = faults_of(answer, sources(listed(desk.settings)), desk.settings)
    except KlimatsvarError as error:
        return {"dokument": told_in(request, error)}
    return {name: told_in(request, fault) for name, fault in faults.items()}


def _form(
    request: Request,
    desk: Desk,
    answer: WrittenAnswer,
    faults: Mapping[str, str] | None = None,
    *,
    text: bool = False,
) -> Response:
    words = words_of(request)
    documents = sources(listed(desk.settings))
    chosen = next((one for one in documents if one.id == answer.values.get("dokument")), None)
    return page(
        request,
        desk,
        "answer.html",
        words["answer_change" if answer.id else "answer_write"],
        status=422 if faults else 200,
        answer=answer,
        documents=documents,
        faults=faults or {},
        shown=text_of(desk.settings, chosen) if text and chosen else "",
    )
