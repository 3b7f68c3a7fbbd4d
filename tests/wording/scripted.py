"""A model server that answers with what a test has prepared, over a real socket.

It speaks OpenAI's chat completions, streamed: ``POST /v1/chat/completions``.
"""

import asyncio
import json
import socket
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from klimatsvar.settings import LanguageModel

MODEL = "prövad/modell-1"


class Break:
    """The connection breaks here."""


Part: TypeAlias = str | bytes | threading.Event | Break | float
"""Text that the model writes, bytes as they are sent, something to wait for, an end without an
end, or a pause in seconds."""


@dataclass
class Reply:
    """One answer of the server."""

    parts: Sequence[Part] = ()
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    refuses: str | None = None
    """A field of the request; with it, the answer is ``refused_with`` instead."""
    refused_with: int = 400


@dataclass
class Scripted:
    """What a running server is asked, and what it answers."""

    url: str = ""
    replies: list[Reply] = field(default_factory=list)
    """In order; the last one is given again and again."""
    bodies: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    waiting: threading.Event = field(default_factory=threading.Event)
    """An answer has come to something it waits for."""
    left: threading.Event = field(default_factory=threading.Event)
    """An asker went away in the middle of an answer."""

    def says(self, *replies: Reply | str) -> "Scripted":
        """Answer with these from now on, and forget what was asked before."""
        self.replies = [Reply([reply]) if isinstance(reply, str) else reply for reply in replies]
        self.bodies.clear()
        self.headers.clear()
        self.waiting.clear()
        self.left.clear()
        return self

    def settings(self, **changed: Any) -> LanguageModel:
        """Return settings for this server."""
        return LanguageModel(**{"base_url": self.url, "model": MODEL, "seconds": 10} | changed)

    async def answer(self, request: Request) -> Response:
        """Answer one request."""
        self.bodies.append(body := await request.json())
        self.headers.append(dict(request.headers))
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if reply.refuses in body:
            return _error(reply.refused_with, {})
        if reply.status != 200:
            return _error(reply.status, reply.headers)
        return StreamingResponse(self._stream(reply), media_type="text/event-stream")

    async def _stream(self, reply: Reply) -> AsyncIterator[bytes]:
        try:
            yield _event({"role": "assistant", "content": ""})
            for part in reply.parts:
                if isinstance(part, threading.Event):
                    self.waiting.set()
                    while not part.is_set():
                        await asyncio.sleep(0.01)
                elif isinstance(part, Break):
                    raise ConnectionResetError
                elif isinstance(part, float):
                    await asyncio.sleep(part)
                else:
                    yield part if isinstance(part, bytes) else _event({"content": part})
            yield _event({}, finish_reason="stop")
            yield b"data: [DONE]\n\n"
        except asyncio.CancelledError:
            self.left.set()
            raise


@contextmanager
def scripted() -> Iterator[Scripted]:
    """Serve prepared answers on a free port."""
    script = Scripted()
    app = Starlette(routes=[Route("/v1/chat/completions", script.answer, methods=["POST"])])
    config = uvicorn.Config(app, log_level="critical", ws="none", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        script.url = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield script
        finally:
            server.should_exit = True
            thread.join()


def _event(delta: dict[str, Any], finish_reason: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    chunk = {"id": "1", "object": "chat.completion.chunk", "model": MODEL, "choices": [choice]}
    return f"data: {json.dumps(chunk)}\n\n".encode()


def _error(status: int, headers: dict[str, str]) -> Response:
    return JSONResponse({"error": {"message": "no", "type": "no"}}, status, headers)


def sentences(*drafts: tuple[str, Sequence[tuple[int, str]]]) -> str:
    """Return an answer as it is asked for: texts, each with passage numbers and quotes."""
    return json.dumps(
        {
            "sentences": [
                {"text": text, "support": [{"passage": n, "quote": quote} for n, quote in support]}
                for text, support in drafts
            ]
        },
        ensure_ascii=False,
    )
