"""The documents: the list, one of them, what was read of it, adding, removing, taking back."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from klimatsvar.corpus.changing import (
    KEPT_DAYS,
    KNOWN,
    cells_of,
    describe,
    forget_removed,
    remove,
    removed,
    restore,
)
from klimatsvar.corpus.editorial import is_editorial
from klimatsvar.corpus.files import corpus_files
from klimatsvar.corpus.register import REGISTER
from klimatsvar.corpus.staff_table import Fault
from klimatsvar.errors import CorpusError
from klimatsvar.review.html import as_html
from klimatsvar.review.reading import choose, parts, read
from klimatsvar.staff.desk import Desk, done, kept, page, to, words_of
from klimatsvar.staff.gate import MOST_FILES, UPLOAD, form_of
from klimatsvar.staff.listing import STATUSES, Listed, found, listed
from klimatsvar.staff.uploads import take_in
from klimatsvar.texts.messages import Message
from klimatsvar.web.html.frame import language_of

_A_PAGE = 100
"""Documents."""
_REVIEW_POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)


def documents(desk: Desk) -> APIRouter:
    """Return the routes."""
    router = APIRouter(include_in_schema=False)
    settings = desk.settings

    def all_of_them() -> list[Listed]:
        return listed(settings)

    @router.get("/")
    def start(request: Request) -> Response:
        return to(request, "/dokument")

    @router.get("/dokument")
    def show_list(request: Request, q: str = "", lage: str = "", sida: int = 1) -> Response:
        every = all_of_them()
        fitting = found(every, q, lage)
        last = max(1, math.ceil(len(fitting) / _A_PAGE))
        number = min(max(sida, 1), last)
        return page(
            request,
            desk,
            "documents.html",
            words_of(request)["documents"],
            documents=fitting[(number - 1) * _A_PAGE : number * _A_PAGE],
            count=len(fitting),
            all=len(every),
            q=q,
            lage=lage,
            statuses=STATUSES,
            earlier=_again(request, number - 1) if number > 1 else "",
            later=_again(request, number + 1) if number < last else "",
        )

    @router.post(UPLOAD)
    async def add_files(request: Request) -> Response:
        visit, form = await form_of(request, most_files=MOST_FILES)
        words = words_of(request)
        files = [f for f in form.getlist("filer") if isinstance(f, UploadFile) and f.filename]
        if not files:
            visit.session.tell(words["add_none"], failed=True)
        try:
            for file in files:
                name = file.filename or ""
                act = partial(take_in, name, file.file, settings, replace="ersatt" in form)
                told = words["added"].format(name=name)
                await run_in_threadpool(done, request, desk, "add", name, act, told)
        finally:
            await form.close()
        return to(request, "/dokument")

    @router.get("/dokument/visa")
    def show(request: Request, fil: str) -> Response:
        return _one(request, fil)

    def _one(
        request: Request,
        id: str,
        typed: Mapping[str, str] | None = None,
        read: Mapping[str, str] | None = None,
        faults: tuple[Fault, ...] = (),
    ) -> Response:
        """Return a document's page. Where nothing was saved, it has what was ``typed`` after the
        form was ``read``, and what others have written meanwhile."""
        every = all_of_them()
        document = next((one for one in every if one.id == id), None)
        if document is None:
            raise HTTPException(404)
        now = cells_of(settings.corpus, id)
        shown = now if typed is None else typed
        return page(
            request,
            desk,
            "document.html",
            document.title,
            status=200 if typed is None else 422,
            document=document,
            cells={name: shown.get(name, "") for name in KNOWN},
            before=now,
            others_wrote={
                name: now.get(name, "")
                for name in KNOWN
                if read is not None and now.get(name, "") != read.get(name, "")
            },
            faults={f.column: str(f.message.told(language_of(request))) for f in faults},
            others=[one for one in every if one.id != id],
            days=KEPT_DAYS,
            written=is_editorial(id),
        )

    @router.post("/dokument/uppgifter")
    async def save(request: Request, fil: str) -> Response:
        visit, form = await form_of(request)
        cells = {name: str(form.get(name, "")) for name in KNOWN}
        before = {name: str(form[f"nu {name}"]) for name in KNOWN if f"nu {name}" in form}
        faults: list[Fault] = []

        def write() -> None:
            faults.extend(_faults(cells, fil, all_of_them()))
            if not faults:
                faults.extend(describe(settings.corpus, fil, cells, before))

        told = words_of(request)["saved"].format(name=fil)
        saved = await run_in_threadpool(done, request, desk, "describe", fil, write, told)
        if faults:
            visit.session.told()  # nothing was saved
        if faults or not saved:
            return await run_in_threadpool(_one, request, fil, cells, before, tuple(faults))
        return to(request, "/dokument/visa", fil=fil)

    @router.get("/dokument/last")
    def show_read(request: Request, fil: str, sida: int | None = None) -> Response:
        words = words_of(request)
        try:
            if not any(file.id == fil for file in corpus_files(settings.corpus)):
                raise HTTPException(404)  # staff see the corpus, and no other file of the machine
            chosen = choose(str(settings.corpus / fil), settings.corpus)
        except CorpusError:
            raise HTTPException(404) from None
        reading = read(chosen, settings)
        last = (reading.document.page_count if reading.document else None) or 0
        if sida is not None and not 1 <= sida <= last:
            raise HTTPException(404)
        links = [(_read_address(request, fil, None), words["read_whole"])] if sida else []
        if sida and sida > 1:
            links.append((_read_address(request, fil, sida - 1), words["previous_page"]))
        if sida and sida < last:
            links.append((_read_address(request, fil, sida + 1), words["next_page"]))
        back = (f"/dokument/visa?{urlencode({'fil': fil})}{_also(request)}", words["facts"])
        cut = parts(reading, desk.encoder(), settings.passage_tokens) if reading.document else []
        html = as_html(
            reading, chosen.file.path, cut, sida, [back, *links], language=language_of(request)
        )
        return HTMLResponse(html, headers={"content-security-policy": _REVIEW_POLICY})

    @router.post("/dokument/ta-bort")
    async def take_away(request: Request, fil: str) -> Response:
        await form_of(request)
        told = words_of(request)["removed_one"].format(name=fil, days=KEPT_DAYS)

        def act() -> None:
            remove(settings.corpus, fil)

        await run_in_threadpool(done, request, desk, "remove", fil, act, told)
        return to(request, "/dokument")

    @router.get("/borttaget")
    def show_removed(request: Request) -> Response:
        forget_removed(settings.corpus, datetime.now(UTC))
        return page(
            request,
            desk,
            "removed.html",
            words_of(request)["removed"],
            removed=removed(settings.corpus),
            days=KEPT_DAYS,
        )

    @router.post("/borttaget/aterta")
    async def take_back(request: Request) -> Response:
        _, form = await form_of(request)
        key = str(form.get("nyckel", ""))
        one = next((one for one in removed(settings.corpus) if one.key == key), None)
        name = one.id if one else key
        told = words_of(request)["restored"].format(name=name)

        def act() -> None:
            restore(settings.corpus, key)

        await run_in_threadpool(done, request, desk, "restore", name, act, told)
        return to(request, "/borttaget")

    return router


def _faults(cells: Mapping[str, str], id: str, every: list[Listed]) -> list[Fault]:
    """Return what is wrong with what replaces a document; dokument.csv may name a later file."""
    successor = cells["ersätts av"]
    if successor == id:
        told = Message.of("replaces_itself")
    elif successor and successor not in {one.id for one in every}:
        told = Message.of("no_such_document", file=successor)
    else:
        return []
    return [Fault(REGISTER, 0, "ersätts av", told)]


def _again(request: Request, number: int) -> str:
    kept_of = {k: v for k, v in request.query_params.items() if k != "sida"}
    return "?" + urlencode({**kept_of, "sida": number})


def _also(request: Request) -> str:
    return kept(request).replace("?", "&")


def _read_address(request: Request, id: str, number: int | None) -> str:
    query = {"fil": id} | ({"sida": str(number)} if number else {})
    return f"/dokument/last?{urlencode(query)}{_also(request)}"
