"""The door that questions come in by: how large, how often, and how many at once.

Every way of asking is covered here, so that the pages behind need not think of it: the page's own
queue, /api, /enkel and the tool.
"""

import asyncio
import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Literal, TypeAlias
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from klimatsvar.settings import Settings
from klimatsvar.web.gate.line import Line
from klimatsvar.web.gate.rate import Rate
from klimatsvar.web.gradio_workarounds.paths import called, is_call, is_ending
from klimatsvar.web.html.addresses import inner_path

_MOST_BYTES = 64 * 1024
"""Of what is sent with a request: more than any question needs."""
_MOST_QUIET_BYTES = 16 * 1024
"""Of what is sent with a call that asks nothing: Gradio keeps it with the session."""
_SECONDS_TO_SEND = 20
"""For all that is sent with a request; also on a slow line 64 KiB take less."""
_PAGES_A_QUESTION = 4
"""Pages of sources that one may open for each question that one may ask: their pictures take
longer than an answer to make."""
_QUIET_CALLS_A_QUESTION = 30
"""Calls that ask nothing, for each question: the page makes some ten around each."""
_BUSY_SECONDS = 10
"""After which one who met a busy service is asked to try again."""

_DEEPEST = 20
"""Lists and objects in each other that are read."""

_SOURCE = re.compile(r"/(?:kalla|sida)/.+|/dokument")
_QUIET_METHODS = ("initialize", "notifications/initialized", "ping", "tools/list")
"""What programs say before they ask."""


Reason: TypeAlias = Literal[
    "too_large", "too_slow", "not_json", "too_many", "too_many_sources", "busy"
]
"""Why a request is not taken."""
Refuse: TypeAlias = Callable[[Scope, Reason, int], ASGIApp]
"""Gives the answer to such a request; the number is of seconds to wait."""


class Door:
    """ASGI middleware: refuses what is too large or too much, in plain words."""

    def __init__(
        self,
        app: ASGIApp,
        settings: Settings,
        line: Line,
        quiet: Sequence[int],
        refuse: Refuse,
        seconds_to_send: float = _SECONDS_TO_SEND,
    ) -> None:
        """Let questions wait in ``line``. Calls of the functions of the page with the ids
        ``quiet`` ask nothing, and are counted by themselves."""
        self._app = app
        self._refuse = refuse
        self._questions = Rate(settings.questions_per_minute)
        self._sources = Rate(settings.questions_per_minute * _PAGES_A_QUESTION)
        self._quiet_calls = Rate(settings.questions_per_minute * _QUIET_CALLS_A_QUESTION)
        self._line = line
        self._quiet = quiet
        self._seconds_to_send = seconds_to_send

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = inner_path(scope)
        body = b""
        if scope["method"] == "POST":
            try:
                async with asyncio.timeout(self._seconds_to_send):
                    read = await _read(receive)
            except TimeoutError:
                await self._refuse(scope, "too_slow", 0)(scope, receive, send)
                return
            if read is None:
                await self._refuse(scope, "too_large", 0)(scope, receive, send)
                return
            body = _without_halves(read) if is_call(path) else read
            receive = _again(body, receive)
        sent = _read_json(body) if _takes_json(path) and body else {}
        asks = self._asks(path, scope, sent)
        counted = self._counted(path, asks)
        seconds = counted.wait(scope["client"][0] if scope.get("client") else "") if counted else 0
        if seconds:
            reason: Reason = "too_many_sources" if counted is self._sources else "too_many"
            await self._refuse(scope, reason, seconds)(scope, receive, send)
        elif counted is self._quiet_calls and len(body) > _MOST_QUIET_BYTES:
            await self._refuse(scope, "too_large", 0)(scope, receive, send)
        elif sent is _NO_JSON:
            await self._refuse(scope, "not_json", 0)(scope, receive, send)
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

    def _counted(self, path: str, asks: bool) -> Rate | None:
        """Return what counts a request, None for one that costs little."""
        if asks:
            return self._questions
        if is_call(path) or path == "/mcp":
            return self._quiet_calls
        return self._sources if _SOURCE.fullmatch(path) else None

    def _asks(self, path: str, scope: Scope, sent: object) -> bool:
        """Tell whether a request is a question, or a verdict, which is counted like one."""
        if path == "/enkel":
            query = parse_qs(scope["query_string"].decode("latin-1"))
            return scope["method"] == "POST" or "q" in query
        if scope["method"] != "POST":
            return False
        if is_call(path):
            return not is_ending(path) and called(path, _members(sent)) not in self._quiet
        if path == "/mcp":
            return _members(sent).get("method") not in _QUIET_METHODS
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


_NO_JSON: Final = object()


def _takes_json(path: str) -> bool:
    return path == "/mcp" or path.startswith("/api/") or is_call(path)


def _read_json(body: bytes) -> object:
    """Return what was sent, or ``_NO_JSON``.

    Python reads more than JSON: NaN and infinite numbers, which can't be written again, and halves
    of surrogate pairs, which can't be encoded.
    """
    try:
        sent = json.loads(body, parse_constant=_no_number, parse_float=_finite)
        json.dumps(sent, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):
        return _NO_JSON
    return sent if _is_shallow(sent, _DEEPEST) else _NO_JSON


_HALF = re.compile(rb"\\u[dD][89a-fA-F]")


def _without_halves(body: bytes) -> bytes:
    """Return what a page sent without halves of surrogate pairs, as where a sign was cut in two."""
    if not _HALF.search(body):
        return body
    try:
        return json.dumps(json.loads(body), ensure_ascii=False).encode("utf-8", "ignore")
    except (ValueError, RecursionError):
        return body


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number in JSON")


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError("a number is too large")
    return number


def _is_shallow(sent: object, deepest: int) -> bool:
    if not isinstance(sent, (list, dict)):
        return True
    inner = sent.values() if isinstance(sent, dict) else sent
    return deepest > 0 and all(_is_shallow(each, deepest - 1) for each in inner)


def _members(sent: object) -> Mapping[str, Any]:
    """Return a JSON object's members; none for anything else."""
    return sent if isinstance(sent, dict) else {}
