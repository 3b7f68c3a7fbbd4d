"""What stands before the staff pages: who may, how much may be sent, and headers on each answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import FormData, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from klimatsvar.settings import StaffPages
from klimatsvar.staff.password import stamp
from klimatsvar.staff.sessions import Session, Sessions
from klimatsvar.staff.who import PEER, Closed, Who, who_asks

VISIT: Final = "klimatsvar.visit"
"""Where a request's scope has the Visit."""
OPEN: Final = ("/logga-in", "/staff.css", "/plain.css", "/page.css", "/staff.js", "/favicon.ico")
"""What is shown to those who have not signed in."""
UPLOAD: Final = "/dokument/lagg-till"

MOST_UPLOADED: Final = 500_000_000
"""Bytes of files that are sent at once; a larger file is no document for a build either."""
_MOST_BYTES = 256 * 1024
"""Of what is sent with any other form."""
MOST_FILES: Final = 100

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class Visit:
    """A request of someone who may."""

    who: str
    session: Session
    token: str
    """Of the session's cookie."""


class Peer:
    """ASGI middleware that keeps where a request came from, before a proxy's word is taken."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap ``app``."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] in ("http", "websocket"):
            scope = {**scope, PEER: scope["client"][0] if scope.get("client") else ""}
        await self._app(scope, receive, send)


class Gate:
    """ASGI middleware: nobody gets further who may not."""

    def __init__(
        self,
        app: ASGIApp,
        settings: StaffPages,
        sessions: Sessions,
        refuse: Callable[[Request, Closed], Response],
    ) -> None:
        """Keep staff in ``sessions``; ``refuse`` makes the page for those who may not."""
        self._app = app
        self._settings = settings
        self._cookie = cookie_name(settings)
        self._sessions = sessions
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        path = scope["path"]
        most = MOST_UPLOADED if path == UPLOAD else _MOST_BYTES
        found = self._visit(request)
        if not isinstance(found, Visit) and path not in OPEN:
            await self._refused(request, found)(scope, receive, _with_headers(send))
            return
        scope = {**scope, VISIT: found if isinstance(found, Visit) else None}
        is_new = isinstance(found, Visit) and request.cookies.get(self._cookie) != found.token
        cookie = (
            _cookie(self._cookie, found.token, scope) if isinstance(found, Visit) and is_new else ""
        )
        await self._app(scope, _bounded(receive, most), _with_headers(send, cookie))

    def _visit(self, request: Request) -> Visit | Closed:
        """Return who visits, in their session, which may begin now."""
        told = who_asks(request, self._settings)
        token = request.cookies.get(self._cookie, "")
        session = self._sessions.find(token, stamp(self._settings.folder))
        if isinstance(told, Who):
            if session is None or (session.user, session.way) != (told.user, told.way):
                token, session = self._sessions.begin(told.user, told.way, None)
            return Visit(told.user, session, token)
        if told == "sign_in" and session is not None and session.way == "password":
            return Visit(session.user, session, token)
        return told

    def _refused(self, request: Request, why: Closed) -> Response:
        if why == "sign_in" and request.method == "GET":
            keep = f"?{request.url.query}" if request.query_params.keys() == {"lang"} else ""
            return RedirectResponse(f"/logga-in{keep}", 303)
        return self._refuse(request, why)


def cookie_name(settings: StaffPages) -> str:
    """Return the name of the session's cookie: browsers send cookies to every port of a machine, so
    those of several departments' pages need names of their own."""
    return f"klimatsvar_staff_{settings.port}"


def _cookie(name: str, token: str, scope: Scope) -> str:
    """Return the cookie's header: this site's alone, not for scripts, and gone with the browser."""
    secure = "; Secure" if scope["scheme"] == "https" else ""
    return f"{name}={token}; Path=/; HttpOnly; SameSite=Strict{secure}"


def set_cookie(response: Response, token: str, request: Request, settings: StaffPages) -> None:
    """Begin a session with an answer; with an empty token, end it."""
    cookie = _cookie(cookie_name(settings), token, request.scope)
    response.headers.append("set-cookie", cookie)


def _with_headers(send: Send, cookie: str = "") -> Send:
    async def forward(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.setdefault("content-security-policy", _POLICY)
            headers["x-content-type-options"] = "nosniff"
            headers["referrer-policy"] = "same-origin"
            headers["cross-origin-opener-policy"] = "same-origin"
            headers.setdefault("cache-control", "no-store")
            if cookie:
                headers.append("set-cookie", cookie)
        await send(message)

    return forward


def _bounded(receive: Receive, most: int) -> Receive:
    """Return a ``receive`` that stops at more than ``most`` bytes."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise HTTPException(413)
        return message

    return counted


async def form_of(request: Request, *, most_files: int = 0) -> tuple[Visit, FormData]:
    """Return who sends a form, and the form. Raises HTTPException if it isn't this session's, or if
    there is no room for it.

    Whoever takes files closes the form.
    """
    visit = request.scope[VISIT]
    try:
        form = await request.form(max_files=most_files, max_fields=100)
    except OSError as error:  # large files are kept on disk while they are sent
        raise HTTPException(507) from error
    if visit is None or not visit.session.made_form(form.get("csrf")):
        await form.close()
        raise HTTPException(403)
    return visit, form
