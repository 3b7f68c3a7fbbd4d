"""Signing in and out."""

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from klimatsvar.language.letters import visible
from klimatsvar.staff import password
from klimatsvar.staff.desk import Desk, page, to, words_of
from klimatsvar.staff.gate import cookie_name, form_of, set_cookie
from klimatsvar.staff.who import who_asks
from klimatsvar.web.gate.rate import Rate

_TRIES_A_MINUTE = 5
"""That one address has."""
_TRIES_IN_ALL = 60
_LONGEST_NAME = 60
_LONGEST_PASSWORD = 1000


def entering(desk: Desk) -> APIRouter:
    """Return the routes."""
    router = APIRouter(include_in_schema=False)
    settings = desk.settings.staff
    by_address, by_all = Rate(_TRIES_A_MINUTE), Rate(_TRIES_IN_ALL)

    def form(request: Request, told: str = "", status: int = 200, name: str = "") -> Response:
        title = words_of(request)["sign_in"]
        return page(request, desk, "sign_in.html", title, status=status, told=told, typed_name=name)

    @router.get("/logga-in")
    def sign_in(request: Request) -> Response:
        if who_asks(request, settings) != "sign_in":
            return to(request, "/dokument")
        return form(request)

    @router.post("/logga-in")
    async def signed_in(request: Request) -> Response:
        words = words_of(request)
        if request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
            return form(request, words["not_from_here"], 403)
        if who_asks(request, settings) != "sign_in":
            return to(request, "/dokument")
        address = request.client.host if request.client else ""
        seconds = by_address.wait(address) or by_all.wait("")
        if seconds:
            response = form(request, words["too_often"].format(seconds=seconds), 429)
            response.headers["retry-after"] = str(seconds)
            return response
        sent = await request.form(max_files=0, max_fields=10)
        name = " ".join(str(sent.get("namn", "")).split())
        given = str(sent.get("losenord", ""))
        may = bool(name) and name.isprintable() and len(name) <= _LONGEST_NAME
        may = may and len(given) <= _LONGEST_PASSWORD
        stamp = password.stamp(settings.folder)
        if not may or not await run_in_threadpool(password.fits, settings.folder, given):
            desk.journal.write(visible(name[:_LONGEST_NAME]), "wrong_password", address)
            return form(request, words["wrong"], 403, name[:_LONGEST_NAME])
        desk.journal.write(name, "sign_in", address)
        desk.sessions.end(request.cookies.get(cookie_name(settings), ""))
        token, _ = desk.sessions.begin(name, "password", stamp)
        response = to(request, "/dokument")
        set_cookie(response, token, request, settings)
        return response

    @router.post("/logga-ut")
    async def sign_out(request: Request) -> Response:
        visit, _ = await form_of(request)
        desk.journal.write(visit.who, "sign_out")
        desk.sessions.end(visit.token)
        response = to(request, "/logga-in")
        set_cookie(response, "", request, settings)
        return response

    return router
