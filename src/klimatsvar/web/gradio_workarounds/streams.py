"""How Gradio's streams of answers end, and what joins its queue just then."""

import asyncio
from collections.abc import Collection
from typing import Any
from urllib.parse import parse_qs

import gradio as gr
from gradio.data_classes import PredictBodyInternal
from starlette.types import ASGIApp, Receive, Scope, Send

from klimatsvar.web.gradio_workarounds.paths import is_page_stream

_SECONDS_TO_HEAR = 0.25
"""In which a page hears that its stream has ended. What is sent to it later comes later, on a slow
line too, but a busy browser may take the two in another order."""
_MOST_SECONDS = 0.5
"""That anything waits: where an answer was stopped, a stream stays open with nothing to send."""
_SECONDS_BETWEEN_LOOKS = 0.02


class Streams:
    """Which sessions have a stream of answers whose end their page may not have heard."""

    def __init__(self) -> None:
        """Begin without any."""
        self._streams: dict[str, int] = {}

    def __contains__(self, session: object) -> bool:
        """Tell whether a session has one."""
        return session in self._streams

    def begin(self, session: str) -> None:
        """Note that one begins."""
        self._streams[session] = self._streams.get(session, 0) + 1

    def end(self, session: str) -> None:
        """Note that one has ended, which its page hears a moment later."""
        asyncio.get_running_loop().call_later(_SECONDS_TO_HEAR, self._heard, session)

    def _heard(self, session: str) -> None:
        self._streams[session] -= 1
        if not self._streams[session]:
            del self._streams[session]


class FollowStreams:
    """ASGI middleware: notes in ``streams`` when one begins and ends."""

    def __init__(self, app: ASGIApp, streams: Streams) -> None:
        """Follow those of ``app``."""
        self._app = app
        self._streams = streams

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or not is_page_stream(scope["path"]):
            await self._app(scope, receive, send)
            return
        asked = parse_qs(scope["query_string"].decode("latin-1"))
        session = asked.get("session_hash", [""])[0]
        self._streams.begin(session)
        try:
            await self._app(scope, receive, send)
        finally:
            self._streams.end(session)


def let_streams_end(page: gr.Blocks, streams: Streams, wait_with: Collection[int]) -> None:
    """Let a page hear that its stream of answers has ended before a function of ``wait_with`` joins
    the queue.

    Gradio 6.31 ends the stream when nothing is left to answer. What joins while the page has not
    yet heard so is answered into the ended stream, and the page waits for good: one in seven of the
    questions that are sent the moment that an answer has come. What follows an answer by itself
    joins when the page has heard. While something is left to answer the stream goes on, and nothing
    waits. To be called after ``page.queue``.
    """
    queue = page._queue
    push = queue.push

    async def wait_and_push(body: PredictBodyInternal, *args: Any, **kwargs: Any) -> Any:
        session = body.session_hash or ""
        if body.fn_index in wait_with:
            for _ in range(round(_MOST_SECONDS / _SECONDS_BETWEEN_LOOKS)):
                if session not in streams or queue.pending_event_ids_session.get(session):
                    break
                await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
        return await push(body, *args, **kwargs)

    queue.push = wait_and_push  # type: ignore[method-assign]
