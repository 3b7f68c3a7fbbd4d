"""The journal, to read."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from klimatsvar.staff.desk import Desk, page, words_of

_SHOWN = 300


def journal(desk: Desk) -> APIRouter:
    """Return the route."""
    router = APIRouter(include_in_schema=False)

    @router.get("/journal")
    def show(request: Request) -> Response:
        lines = desk.journal.newest(_SHOWN)
        title = words_of(request)["journal"]
        return page(request, desk, "journal.html", title, lines=lines, count=_SHOWN)

    return router
