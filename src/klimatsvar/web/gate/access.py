"""Requests counted and, where that is set, logged: never who asked, nor what."""

import logging
import re
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from klimatsvar.web.html.addresses import inner_path
from klimatsvar.web.metrics import Counts

_log = logging.getLogger(__name__)

# What comes after these may be an event's or a document's name.
_NAMED = re.compile(r"(/(?:kalla|sida|dokument|assets|static|svelte|gradio_api/\w+))/.*")


class Access:
    """ASGI middleware within the guard, which lets only paths in that there are."""

    def __init__(self, app: ASGIApp, counts: Counts, logged: bool) -> None:
        """With ``logged`` write a line a request."""
        self._app = app
        self._counts = counts
        self._logged = logged

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.monotonic()
        status = 0  # where nothing is sent, the asker has gone

        told = False

        def tell() -> None:
            nonlocal told
            if told:
                return
            told = True
            self._counts.requested(status)
            if self._logged:
                path = _NAMED.sub(r"\1/*", inner_path(scope))
                took = round((time.monotonic() - started) * 1000)
                _log.info("%s %s %d %d ms", scope["method"], path, status, took)

        async def forward(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            elif message["type"] == "http.response.body" and not message.get("more_body"):
                tell()  # before its end is sent, so that lines stand in the order of answers
            await send(message)

        try:
            await self._app(scope, receive, forward)
        except Exception:
            status = status or 500  # the guard will answer so
            raise
        finally:
            tell()
