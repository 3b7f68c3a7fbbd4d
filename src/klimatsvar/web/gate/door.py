"""The door that questions come in by: how large, how often, and how many at once.

Every way of asking is covered here, so that the pages behind need not think of it: the page's own
queue, /api, /enkel and the tool. Those who wait stand in one line and know their place.
"""

import asyncio
import ipaddress
import json
import math
import re
import secrets
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from hashlib import blake2b
from typing import Any, Literal, TypeAlias
from urllib.parse import parse_qs

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from klimatsvar.settings import Settings
from klimatsvar.web.html.links import inner_path

MOST_WAITING = 100
"""Questions that may wait; further ones are told that the service is busy."""


class Line:
    """One for the whole service, whichever way one asks. For one event loop."""

    def __init__(self, at_once: int, most_waiting: int = MOST_WAITING) -> None:
        """Serve ``at_once`` people at the same time and let ``most_waiting`` others wait."""
        self._at_once = at_once
        self._most = at_once + most_waiting
        self._people: list[object] = []
        self._moves = asyncio.Event()

    @property
    def full(self) -> bool:
        """Nobody else may join."""
        return len(self._people) >= self._most

    def join(self) -> object:
        """Take the last place and return a ticket, to be given back with ``leave``."""
        ticket = object()
        self._people.append(ticket)
        return ticket

    def leave(self, ticket: object) -> None:
        """Give the place to the next."""
        self._people.remove(ticket)
        self._moves.set()
        self._moves = asyncio.Event()  # those who wait now were woken; others wait for the next

    async def places(self, ticket: object) -> AsyncIterator[int]:
        """Yield the ticket's place among those who wait, 1 the next, as it changes; end when it is
        its turn."""
        told = None
        while (place := self._people.index(ticket) + 1 - self._at_once) > 0:
            moves = self._moves
            if place != told:
                yield (told := place)
            await moves.wait()


_PREFIX = 64
"""Bits of an IPv6 address that one household or office shares; it chooses the rest as it likes."""


class Rate:
    """Counts in memory, by a hash of the address that nothing outside this process can make."""

    def __init__(self, per_minute: int) -> None:
        """Allow ``per_minute`` questions in the minute after a client's first; 0 for any number."""
        self._limit = RateLimitItemPerMinute(per_minute) if per_minute else None
        self._counts = FixedWindowRateLimiter(MemoryStorage())
        self._key = secrets.token_bytes(16)

    def wait(self, address: str) -> int:
        """Count a question, and return after how many seconds it may be asked; 0 for now."""
        if self._limit is None:
            return 0
        client = blake2b(_network(address).encode(), key=self._key).hexdigest()
        if self._counts.hit(self._limit, client):
            return 0
        again = self._counts.get_window_stats(self._limit, client).reset_time
        return max(1, math.ceil(again - time.time()))


def _network(address: str) -> str:
    """Return what the addresses of one client have in common."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, _PREFIX), strict=False))


_MOST_BYTES = 64 * 1024
"""Of what is sent with a request: more than any question needs."""
_PAGES_A_QUESTION = 4
"""Pages of sources that one may open for each question that one may ask: their pictures take
longer than an answer to make."""
_BUSY_SECONDS = 10
"""After which one who met a busy service is asked to try again."""

_GRADIO = re.compile(r"/gradio_api/(?:queue/join|call/.+|run/.+)")
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
        """Let questions wait in ``line``. Count no calls of the Gradio functions with the ids
        ``quiet``: they ask nothing."""
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
        elif not asks or _GRADIO.fullmatch(path):  # the page waits itself, and shows one's place
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
        if path == "/gradio_api/queue/join":
            return _sent(body).get("fn_index") not in self._quiet
        if path == "/mcp":
            return _sent(body).get("method") not in _QUIET_METHODS
        return path.startswith("/api/") or bool(_GRADIO.fullmatch(path))


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
