"""The tables that staff keep beside the documents, row by row: words, passages, test questions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from klimatsvar.corpus.changing import replace_table
from klimatsvar.corpus.staff_rows import TEST_QUESTIONS, UNQUOTED, WORDS, Kind, rows_of, write_row
from klimatsvar.corpus.staff_table import Fault
from klimatsvar.staff.desk import Desk, done, page, to, words_of
from klimatsvar.staff.gate import Visit, form_of
from klimatsvar.staff.listing import listed
from klimatsvar.staff.uploads import take_table
from klimatsvar.texts.messages import Message, told_each
from klimatsvar.web.html.frame import language_of


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as a page."""

    kind: Kind
    key: str
    """Of the page's texts."""
    fields: Mapping[str, str]
    """Keys of the columns' names, by column."""
    required: tuple[str, ...]
    """Columns that a row must have."""


_SHOWN: Final = {
    "ordlista": Shown(
        WORDS, "words", {"ord": "words_word", "betyder": "words_meaning"}, ("ord", "betyder")
    ),
    "citera-inte": Shown(
        UNQUOTED,
        "unquoted",
        {
            "fil": "document",
            "text": "unquoted_text",
            "rubrik": "unquoted_heading",
            "anledning": "unquoted_reason",
        },
        ("fil",),
    ),
    "testfragor": Shown(
        TEST_QUESTIONS,
        "tests",
        {"fråga": "questions_question", "svar": "tests_answer", "fil": "document"},
        ("fråga", "svar"),
    ),
}
"""By the end of the page's address."""


def tables(desk: Desk) -> APIRouter:
    """Return the routes."""
    router = APIRouter(include_in_schema=False)

    @router.get("/tabell")
    def first(request: Request) -> Response:
        return to(request, f"/tabell/{next(iter(_SHOWN))}")

    @router.get("/tabell/{name}")
    def show(request: Request, name: str, rad: int = 0) -> Response:
        return _show(request, desk, name, rad=rad)

    @router.post("/tabell/{name}/spara")
    async def save(request: Request, name: str) -> Response:
        visit, form = await form_of(request)
        shown, words = _chosen(name), words_of(request)
        cells, before = _cells(form, shown, ""), _before(form, shown)
        faults = await run_in_threadpool(_faults, desk, shown, cells)
        told = words["row_saved"].format(row=_told(cells))

        def act() -> None:
            faults.extend(write_row(desk.settings.corpus, shown.kind, cells, before))

        about = f"{shown.kind.name}: {_told(cells)}"
        if not faults:
            saved = await run_in_threadpool(done, request, desk, "write_row", about, act, told)
            if saved and not faults:
                return to(request, f"/tabell/{name}")
            if faults:
                visit.session.told()  # nothing was saved
        return await run_in_threadpool(
            _show, request, desk, name, typed=cells, before=before, faults=faults
        )

    @router.post("/tabell/{name}/ladda-upp")
    async def upload(request: Request, name: str) -> Response:
        visit, form = await form_of(request, most_files=1)
        shown, words = _chosen(name), words_of(request)
        file = form.get("fil")
        try:
            if not isinstance(file, UploadFile) or not file.filename:
                visit.session.tell(words["add_none"], failed=True)
                return to(request, f"/tabell/{name}")
            take = partial(take_table, file.filename, file.file, shown.kind, desk.settings)
            return await replaced(request, visit, name, take)
        finally:
            await form.close()

    @router.post("/tabell/{name}/flytta-hit")
    async def move_here(request: Request, name: str) -> Response:
        visit, _ = await form_of(request)
        shown, corpus = _chosen(name), desk.settings.corpus
        table = await run_in_threadpool(rows_of, corpus, shown.kind)
        take = partial(replace_table, corpus, shown.kind, corpus / table.name)
        return await replaced(request, visit, name, take)

    async def replaced(
        request: Request,
        visit: Visit,
        name: str,
        take: Callable[[], tuple[Fault, ...]],
    ) -> Response:
        """Let another table take the place of this one, and tell what is wrong with it."""
        words, kind = words_of(request), _chosen(name).kind
        faults: list[Fault] = []

        def act() -> None:
            faults.extend(take())

        told = words["table_replaced"].format(name=kind.name)
        await run_in_threadpool(done, request, desk, "replace_table", kind.name, act, told)
        if faults:
            visit.session.told()  # nothing was saved
            return await run_in_threadpool(_show, request, desk, name, not_taken=faults)
        return to(request, f"/tabell/{name}")

    @router.post("/tabell/{name}/ta-bort")
    async def take_away(request: Request, name: str) -> Response:
        _, form = await form_of(request)
        shown = _chosen(name)
        before = _before(form, shown) or {}

        def act() -> None:
            write_row(desk.settings.corpus, shown.kind, {}, before)

        told = words_of(request)["row_removed"].format(row=_told(before))
        about = f"{shown.kind.name}: {_told(before)}"
        await run_in_threadpool(done, request, desk, "remove_row", about, act, told)
        return to(request, f"/tabell/{name}")

    return router


def _chosen(name: str) -> Shown:
    if name not in _SHOWN:
        raise HTTPException(404)
    return _SHOWN[name]


def _cells(form: FormData, shown: Shown, prefix: str) -> dict[str, str]:
    return {column: str(form.get(prefix + column, "")).strip() for column in shown.fields}


def _before(form: FormData, shown: Shown) -> dict[str, str] | None:
    """Return what the row said that a form changes; None for a new one."""
    is_old = any(f"nu {column}" in form for column in shown.fields)
    return _cells(form, shown, "nu ") if is_old else None


def _told(cells: Mapping[str, str]) -> str:
    return "; ".join(cell for cell in cells.values() if cell)


def _faults(desk: Desk, shown: Shown, cells: Mapping[str, str]) -> list[Fault]:
    """Return what the table itself can't tell: what is missing, or names no document."""
    name = shown.kind.name
    missing = [column for column in shown.required if not cells[column]]
    faults = [Fault(name, 0, column, Message.of("field_empty")) for column in missing]
    id = cells.get("fil", "")
    if id and id not in {one.id for one in listed(desk.settings)}:
        faults.append(Fault(name, 0, "fil", Message.of("no_such_document", file=id)))
    return faults


def _show(
    request: Request,
    desk: Desk,
    name: str,
    *,
    rad: int = 0,
    typed: Mapping[str, str] | None = None,
    before: Mapping[str, str] | None = None,
    faults: list[Fault] | None = None,
    not_taken: Sequence[Fault] = (),
) -> Response:
    """Return a table's page, with the form for row ``rad``, from 1, or for a new one; ``not_taken``
    is what is wrong with a table that was sent."""
    shown, words = _chosen(name), words_of(request)
    corpus = desk.settings.corpus
    table = rows_of(corpus, shown.kind)
    if 0 < rad <= len(table.rows):
        typed = before = table.rows[rad - 1]
    language = language_of(request)
    by_field = {fault.column: str(fault.message.told(language)) for fault in faults or ()}
    editable = table.name == shown.kind.name
    changing = ("row_change", "remove_button") if editable else ()
    return page(
        request,
        desk,
        "table.html",
        words[shown.key],
        status=422 if faults or not_taken else 200,
        tables=[(address, words[other.key]) for address, other in _SHOWN.items()],
        address=name,
        shown=shown,
        table=table,
        editable=editable,
        headers=[words[key] for key in (*shown.fields.values(), *changing)],
        typed=typed or {},
        before=before,
        faults={k: v for k, v in by_field.items() if k in shown.fields},
        not_taken=told_each([fault.in_row for fault in not_taken], language),
        problems=[v for k, v in by_field.items() if k not in shown.fields],
        documents=listed(desk.settings) if "fil" in shown.fields else [],
    )
