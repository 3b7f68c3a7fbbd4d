"""What residents miss: questions without an answer, and what they thought of the answers."""

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from klimatsvar.staff.desk import Desk, page, words_of
from klimatsvar.web.html.frame import language_of
from klimatsvar.web.question_log import (
    Stats,
    as_csv,
    judged_documents,
    judged_kinds,
    questions,
    stats,
    verdicts,
)

_GROUPS = 100
"""Of questions that are shown; the table to download has all."""


def asked_in_vain(desk: Desk) -> APIRouter:
    """Return the routes."""
    router = APIRouter(include_in_schema=False)
    settings = desk.settings

    def kept() -> Stats | None:
        if not settings.log_questions:
            return None
        return stats(list(questions(settings).read()), list(verdicts(settings).read()))

    @router.get("/fragor")
    def show(request: Request) -> Response:
        judged = list(verdicts(settings).read()) if settings.feedback else None
        found = kept()
        return page(
            request,
            desk,
            "questions.html",
            words_of(request)["questions"],
            found=found,
            groups=[
                ("questions_missed", found.missed[:_GROUPS]),
                ("questions_doubtful", found.doubtful[:_GROUPS]),
            ]
            if found
            else [],
            judged=judged,
            kinds=judged_kinds(judged or ()),
            documents=judged_documents(judged or ()),
        )

    @router.get("/fragor.csv")
    def table(request: Request) -> Response:
        found = kept()
        if found is None:
            raise HTTPException(404)
        table = as_csv(found, language_of(request))
        return Response(
            table.encode("utf-8-sig"),  # the mark by which Excel knows UTF-8
            media_type="text/csv; charset=utf-8",
            headers={"content-disposition": 'attachment; filename="fragor.csv"'},
        )

    return router
