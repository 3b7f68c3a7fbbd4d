"""Talk to a server that speaks OpenAI's chat completions, with a deadline over everything.

Each request runs in a thread and an event loop of its own, since only there can it be ended at
any point: while connecting, between two pieces, or in the middle of one. Ending it closes the
connection, and the server stops generating.
"""

import asyncio
import contextlib
import logging
import queue
import ssl
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Sequence
from typing import Any, cast

import httpx2
import openai
from openai.types.chat import ChatCompletionChunk, ChatCompletionMessageParam

from klimatsvar.settings import LanguageModel
from klimatsvar.wording.chat import FailureReason, Message, ModelFailure, Schema

_MOST_CHARACTERS = 20_000
"""Of one answer; what is asked for has a tenth of that."""
_MOST_BYTES = 2_000_000
"""Of one answer as it is sent: each of its characters may come in a line of its own."""
_SECONDS_BETWEEN_LOOKS = 0.05
"""How often it is looked whether to stop."""
_REFUSES_OPTIONS = frozenset({400, 404, 422})
"""How servers answer to a schema or a temperature that they don't take."""
_NO_KEY = "none"
"""Servers that need no key get this; the library can't leave it out."""
_HEADERS = frozenset(
    "host accept authorization connection content-length content-type user-agent".split()
)
"""Those that are sent."""

_log = logging.getLogger(__name__)


class Client:
    """One server and one model. Safe to use from several threads."""

    def __init__(self, settings: LanguageModel) -> None:
        """Take where to ask whom; nothing is sent yet."""
        self.model = settings.model
        self._base_url = str(settings.base_url)
        self._key = settings.api_key.get_secret_value() if settings.api_key else _NO_KEY
        self._tls = ssl.create_default_context()
        self._takes_options = True

    def stream(
        self,
        messages: Sequence[Message],
        schema: Schema,
        seconds: float,
        stop: threading.Event | None = None,
    ) -> Generator[str]:
        """Yield what the model answers, in pieces, asked to keep to ``schema``.

        Closing the iterator or setting ``stop`` ends the request. Raises ModelFailure, also when
        ``seconds`` have passed since the start.
        """
        with _Request(self._pieces(messages, schema), seconds) as request:
            yield from request.pieces(stop or threading.Event())

    async def _pieces(self, messages: Sequence[Message], schema: Schema) -> AsyncGenerator[str]:
        async with (
            openai.DefaultAsyncHttpxClient(
                trust_env=False,  # no proxy: nobody but the server gets to see a question
                follow_redirects=False,
                transport=_Bounded(verify=self._tls, trust_env=False),
                timeout=None,  # the whole has a deadline
                event_hooks={"request": [_without_needless_headers]},
            ) as http,
            openai.AsyncOpenAI(
                base_url=self._base_url, api_key=self._key, max_retries=0, http_client=http
            ) as client,
            await self._answer(client, messages, schema) as answer,
        ):
            async for chunk in answer:
                for choice in chunk.choices:
                    content = choice.delta.content
                    if content and isinstance(content, str):
                        yield content

    async def _answer(
        self, client: openai.AsyncOpenAI, messages: Sequence[Message], schema: Schema
    ) -> openai.AsyncStream[ChatCompletionChunk]:
        """Begin an answer, without options where the server takes it only so."""
        options = {"temperature": 0, "response_format": _response_format(schema)}

        async def ask(**options: Any) -> openai.AsyncStream[ChatCompletionChunk]:
            return await client.chat.completions.create(
                model=self.model,
                messages=cast("Sequence[ChatCompletionMessageParam]", messages),
                stream=True,
                extra_body=options,
            )

        if self._takes_options:
            try:
                return await ask(**options)
            except openai.APIStatusError as error:
                if error.status_code not in _REFUSES_OPTIONS:
                    raise
        answer = await ask()
        self._takes_options = False
        return answer


class _Request:
    """A request that runs in a thread, told piece by piece through a queue."""

    def __init__(self, pieces: AsyncGenerator[str], seconds: float) -> None:
        self._told: queue.SimpleQueue[tuple[str | None, FailureReason | None]] = queue.SimpleQueue()
        """Pieces; then, last, (None, why there are no more)."""
        try:
            self._loop = asyncio.new_event_loop()
            self._task = self._loop.create_task(self._tell(pieces, seconds))
            threading.Thread(target=self._run, name="language model", daemon=True).start()
        except (OSError, RuntimeError) as error:  # no more files, or threads
            raise ModelFailure("unreachable") from error

    def __enter__(self) -> "_Request":
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(RuntimeError):  # it has ended, and its loop is closed
            self._loop.call_soon_threadsafe(self._task.cancel)

    def pieces(self, stop: threading.Event) -> Generator[str]:
        """Yield the pieces as they come. Raises ModelFailure."""
        while not stop.is_set():
            try:
                piece, reason = self._told.get(timeout=_SECONDS_BETWEEN_LOOKS)
            except queue.Empty:
                continue
            if reason:
                raise ModelFailure(reason)
            if piece is None:
                return
            yield piece
        raise ModelFailure("stopped")

    def _run(self) -> None:
        with contextlib.closing(self._loop):
            with contextlib.suppress(asyncio.CancelledError):
                self._loop.run_until_complete(self._task)
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())

    async def _tell(self, pieces: AsyncGenerator[str], seconds: float) -> None:
        reason: FailureReason | None = "stopped"
        try:
            async with asyncio.timeout(seconds), contextlib.aclosing(pieces):
                characters = 0
                async for piece in pieces:
                    characters += len(piece)
                    if characters > _MOST_CHARACTERS:
                        raise ModelFailure("too_long")
                    self._told.put((piece, None))
            reason = None
        except Exception as error:  # whatever a server sends, an answer comes of it
            reason = _reason(error)
            status = getattr(error, "status_code", type(error).__name__)
            _log.warning("the language model gave no answer: %s (%s)", reason, status)
        finally:
            self._told.put((None, reason))


class _Bounded(httpx2.AsyncHTTPTransport):
    """Reads no more of an answer than memory has room for, whatever the server sends."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        response = await super().handle_async_request(request)
        if "content-encoding" in response.headers:  # not asked for; it could swell
            raise ModelFailure("malformed")
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        response.stream = _Counted(response.stream)
        return response


class _Counted(httpx2.AsyncByteStream):
    """A stream that ends with a ModelFailure after ``_MOST_BYTES``."""

    def __init__(self, stream: httpx2.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        read = 0
        async for chunk in self._stream:
            read += len(chunk)
            if read > _MOST_BYTES:
                raise ModelFailure("too_long")
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()


async def _without_needless_headers(request: httpx2.Request) -> None:
    """Take out what the library adds about the machine, and from other services' variables."""
    for name in request.headers.keys() - _HEADERS:
        del request.headers[name]


def _response_format(schema: Schema) -> dict[str, Any]:
    described = {"name": "answer", "strict": True, "schema": schema}
    return {"type": "json_schema", "json_schema": described}


def _reason(error: Exception) -> FailureReason:
    match error:
        case ModelFailure():
            return error.reason
        case TimeoutError() | openai.APITimeoutError():
            return "timeout"
        case openai.APIConnectionError(__cause__=ModelFailure() as failure):
            return failure.reason
        case openai.APIConnectionError():
            return "unreachable" if isinstance(error.__cause__, httpx2.ConnectError) else "cut_off"
        case openai.RateLimitError():
            return "rate_limited"
        case openai.APIError():
            return "http_error"
    return "malformed"
