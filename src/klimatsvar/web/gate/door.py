"""The door that questions come in by: how large, how often, and how many at once.

Every way of asking is covered here, so that the pages behind need not think of it: the page's own
queue, /api, /enkel and the tool.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, TypeAlias
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from klimatsvar.settings import Settings
from klimatsvar.web.gate.line import Line
from klimatsvar.web.gate.rate import Rate
from klimatsvar.web.gradio_workarounds import called, is_call
from klimatsvar.web.html.addresses import inner_path

_MOST_BYTES = 64 * 1024
"""Of what is sent with a request: more than any question needs."""
_PAGES_A_QUESTION = 4
"""Pages of sources that one may open for each question that one may ask: their pictures take
longer than an answer to make."""
_BUSY_SECONDS = 10
"""After which one who met a busy service is asked to try again."""

_SOURCE = re.compile(r"/(?:kalla|sida)/.+")
_QUIET_METHODS = ("initialize", "notifications/initialized", "ping", "tools/list")
"""What programs say before they ask."""


Reason: TypeAlias = Literal["too_large", "too_many", "too_many_sources", "busy"]
"""Why a request is not taken."""
Refuse: TypeAlias = Callable[[Scope, Reason, int], ASGIApp]
"""Gives the answer to such a request; the number is of seconds to wait."""


class Door:
    """ASGI middleware: refuses what is too large or too much, in plain words."""

    def __init__(
        self, app: ASGIApp, settings: Settings, line: Line, quiet: Sequence[int], refuse: Refuse
    ) -> None:
        """Let questions wait in ``line``. Count no calls of the functions of the page with the
        ids ``quiet``: they ask nothing."""
        self._app = app
        self._refuse = refuse
        self._questions = Rate(settings.questions_per_minute)
        self._sources = Rate(settings.questions_per_minute * _PAGES_A_QUESTION)
        self._line = line
        self._quiet = quiet

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = b""
        if scope["method"] == "POST":
            read = await _read(receive)
            if read is None:
                await self._refuse(scope, "too_large", 0)(scope, receive, send)
                return
            body, receive = read, _again(read, receive)
        path = inner_path(scope)
        asks = self._asks(path, scope, body)
        seconds = 0
        if asks or _SOURCE.fullmatch(path):
            rate = self._questions if asks else self._sources
            seconds = rate.wait(scope["client"][0] if scope.get("client") else "")
        if seconds:
            reason: Reason = "too_many" if asks else "too_many_sources"
            await self._refuse(scope, reason, seconds)(scope, receive, send)
        elif not asks or is_call(path):  # the page waits itself, and shows one's place
            await self._app(scope, receive, send)
        elif self._line.full:
            await self._refuse(scope, "busy", _BUSY_SECONDS)(scope, receive, send)
        else:
            await self._in_turn(scope, receive, send)

    async def _in_turn(self, scope: Scope, receive: Receive, send: Send) -> None:
        ticket = self._line.join()
        try:
            async for _ in self._line.places(ticket):
                pass
            await self._app(scope, receive, send)
        finally:
            self._line.leave(ticket)

    def _asks(self, path: str, scope: Scope, body: bytes) -> bool:
        """Tell whether a request is a question, or a verdict, which is counted like one."""
        if path == "/enkel":
            query = parse_qs(scope["query_string"].decode("latin-1"))
            return scope["method"] == "POST" or "q" in query
        if scope["method"] != "POST":
            return False
        if is_call(path):
            return called(path, _sent(body)) not in self._quiet
        if path == "/mcp":
            return _sent(body).get("method") not in _QUIET_METHODS
        return path.startswith("/api/")


async def _read(receive: Receive) -> bytes | None:
    """Return what was sent with a request, or None if it is too large."""
    body = b""
    more = True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > _MOST_BYTES:
            return None
    return body


def _again(body: bytes, receive: Receive) -> Receive:
    """Return a ``receive`` that gives what has been read once more."""
    unread = True

    async def receive_again() -> Message:
        nonlocal unread
        if unread:
            unread = False
            return {"type": "http.request", "body": body, "more_body": False}
        return await receive()

    return receive_again


def _sent(body: bytes) -> Mapping[str, Any]:
    """Return a JSON object that was sent; an empty one for anything else."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return sent if isinstance(sent, dict) else {}
