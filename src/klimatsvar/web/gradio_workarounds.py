"""All that works around Gradio: what it has no setting for is changed here and nowhere else.

Each function names the version of Gradio that it was last needed with, and why;
``tests/web/test_gradio_workarounds.py`` fails where one no longer does what it is for. What is
worked around in the browser stands in ``assets/gradio_workarounds.js`` and ``progress.js``; what is
hidden of Gradio's looks, in ``page.css``.
"""

import asyncio
import os
import re
import sys
import warnings
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import gradio as gr
from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.responses import PlainTextResponse
from gradio import processing_utils, queueing, route_utils, routes
from gradio.data_classes import PredictBodyInternal
from gradio.route_utils import FnIndexInferError
from gradio.utils import LRUCache
from starlette.routing import Mount

# The server.


def keep_no_statistics() -> None:
    """Let pages that are made from now on sum up no earlier events.

    Gradio 6.31 does so with pandas after each answer, for a monitoring page that is off, and
    remembers who asked when. It takes this from the environment alone.
    """
    os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(sys.maxsize)
    os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"


def log_faults_with(log: Callable[[BaseException], None]) -> None:
    """Hand ``log`` what Gradio would print.

    Gradio 6.31 prints a fault with its message, which may show what it was given to work on.
    """

    def print_exc() -> None:
        error = sys.exc_info()[1]
        if error is not None:
            log(error)

    for module in (queueing, routes, route_utils):
        module.traceback = SimpleNamespace(print_exc=print_exc)  # type: ignore[attr-defined]


def take_nothing_for_a_file() -> None:
    """Let no value that is sent be taken for a file.

    Where a value says that it is one, Gradio 6.31 copies any file that the service may read, its
    environment too, into a folder of its own, or fetches it from the address that it names: which
    files may be, it asks only where it has started the server. The page takes no files.
    """
    of_files = processing_utils.client_utils  # type: ignore[attr-defined]
    of_files.is_file_obj_with_meta = lambda _: False


@contextmanager
def mounted_quietly() -> Iterator[None]:
    """Mount a page of several languages without a warning.

    Gradio 6.31 warns that it can't render several pages on the server, also where it is told not
    to.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "SSR mode is not supported")
        yield


def let_go_of_open_pages(app: FastAPI) -> None:
    """Close the connections of open pages, so that ``app`` can end.

    Each page holds one for good; Gradio 6.31 closes them only where it has started the server.
    """
    for route in app.routes:
        if isinstance(route, Mount) and isinstance(route.app, routes.App):
            route.app.stop_event.set()


# The queue and the sessions.

_SECONDS_BETWEEN_LOOKS = 0.02


def look_less_often_for_questions(page: gr.Blocks) -> None:
    """Look fifty times a second whether a question waits in the queue of ``page``.

    Gradio 6.31 looks a thousand times, which keeps an idle machine busy and is no better for
    people. To be called after ``page.queue``, which makes a new queue.
    """
    page._queue.sleep_when_free = _SECONDS_BETWEEN_LOOKS


_SECONDS_TO_CLOSE, _SECONDS_TO_HEAR = 0.5, 0.25
_SECONDS_OF_AN_ANSWER = 10
_MOST_WAITS = 4


def let_streams_close(page: gr.Blocks, wait_with: Collection[int]) -> None:
    """Let a session's stream of answers close before a function of ``wait_with`` joins the queue.

    Gradio 6.31 ends the stream when nothing is left to answer. What joins while the page has not
    yet heard so is answered into the closed stream, and the page waits for good: once in some fifty
    times, when a button is pressed the moment that an answer has come. What follows by itself joins
    when the page has heard.
    While something is left to answer the stream stays open, and nothing waits. To be called after
    ``page.queue``.
    """
    queue, last_used = page._queue, page.state_holder.time_last_used
    push = queue.push

    async def wait(session: str) -> None:
        before = None
        for _ in range(_MOST_WAITS):  # what follows an answer may have been asked for meanwhile
            used = last_used.get(session)
            if used in (None, before) or queue.pending_event_ids_session.get(session):
                return
            since = (datetime.now() - used).total_seconds()
            if since < _SECONDS_OF_AN_ANSWER:  # when it was used last is told, not when it ended
                await asyncio.sleep(max(_SECONDS_TO_CLOSE - since, _SECONDS_TO_HEAR))
            before = used

    async def wait_and_push(body: PredictBodyInternal, *args: Any, **kwargs: Any) -> Any:
        if body.fn_index in wait_with:
            await wait(body.session_hash or "")
        return await push(body, *args, **kwargs)

    queue.push = wait_and_push  # type: ignore[method-assign]


def uses_of_sessions(page: gr.Blocks) -> dict[str, object]:
    """Return of each session what differs after each use: of its values, of its answers to read.

    Gradio 6.31 keeps the last values of every session's components in memory until 10,000 newer
    sessions have come, and answers that nobody has read until 2,000 have.
    """
    holder, queue = page.state_holder, page._queue
    with holder.lock:
        used = dict(holder.time_last_used)
    unread = {
        session: len(events)
        for session, events in queue.pending_event_ids_session.items()
        if events
    }
    waiting = {
        session: messages.qsize()
        for session, messages in queue.pending_messages_per_session.items()
    }
    sessions = {**used, **unread, **waiting}
    return {
        session: (used.get(session), unread.get(session, 0), waiting.get(session, 0))
        for session in sessions
    }


_COMING = 10
"""Sessions that may come at the same time, before others have gone for them."""


def keep_at_most(page: gr.Blocks, sessions: int, used: Callable[[str, str], Iterable[str]]) -> None:
    """Keep so many sessions of ``page``. ``used`` is told each session that a call is for, with the
    address that it came from, and returns those that must go.

    Gradio 6.31 keeps 10,000, whoever made them, and can be told otherwise only where it starts the
    server. To be called after ``page.queue``, and before the page is mounted.
    """
    queue = page._queue
    page.state_session_capacity = sessions + _COMING
    queue.pending_messages_per_session = LRUCache(sessions + _COMING)
    push = queue.push

    async def push_and_make_room(
        body: PredictBodyInternal, request: Request, username: str | None
    ) -> Any:
        joined = await push(body, request, username)
        if body.session_hash:
            address = request.client.host if request.client else ""
            forget_sessions(page, used(body.session_hash, address))
        return joined

    queue.push = push_and_make_room  # type: ignore[method-assign]


def miss_unknown_functions(app: FastAPI) -> None:
    """Answer 404 where a program calls a function by a name that there is not.

    Gradio 6.31 fails instead.
    """

    def missing(_: Request, __: Exception) -> Response:
        return PlainTextResponse("", 404)

    for route in app.routes:
        if isinstance(route, Mount) and isinstance(route.app, routes.App):
            route.app.add_exception_handler(FnIndexInferError, missing)


def forget_sessions(page: gr.Blocks, sessions: Iterable[str]) -> None:
    """Drop what is kept of the sessions, answers that nobody has read among it.

    Gradio 6.31 would hand those out to whoever asks for the session.
    """
    holder, queue = page.state_holder, page._queue
    for session in sessions:
        with holder.lock:
            holder.time_last_used.pop(session, None)
            holder.session_data.pop(session, None)
        if session in queue.pending_messages_per_session:
            del queue.pending_messages_per_session[session]
        for id in queue.pending_event_ids_session.pop(session, ()):
            event = queue.event_ids_to_events.pop(id, None)
            if event is not None:
                event.alive = False  # what it may still be working on is sent to nobody


_LONGEST_SESSION = 100
"""Letters of a session's name; browsers make ten or so, programs 36."""


def refuse_misshapen(page: gr.Blocks) -> None:
    """Refuse calls of functions that there are not here (404), with too few values, or for a
    session without a name or with one that no client makes (422).

    Gradio 6.31 takes them, and fails with a fault as if it were its own. To be called after
    ``page.queue``.
    """
    queue = page._queue
    push = queue.push

    async def push_or_refuse(body: PredictBodyInternal, *args: Any, **kwargs: Any) -> Any:
        called = page.fns.get(body.fn_index) if body.fn_index is not None else None
        if called is None or not called.fn:  # what runs in the browser alone has none
            raise HTTPException(404)
        session = body.session_hash  # None where a program leaves it to Gradio
        if session is not None and not 0 < len(session) <= _LONGEST_SESSION:
            raise HTTPException(422)
        if len(body.data) < len(called.inputs):
            raise HTTPException(422)
        return await push(body, *args, **kwargs)

    queue.push = push_or_refuse  # type: ignore[method-assign]


def limit_unread(page: gr.Blocks, most: int) -> None:
    """Let no session have more than ``most`` questions whose answers nobody has read.

    Gradio 6.31 keeps all answers. To be called after ``page.queue``.
    """
    queue = page._queue
    push = queue.push

    async def push_or_refuse(body: PredictBodyInternal, *args: Any, **kwargs: Any) -> Any:
        unread = queue.pending_event_ids_session.get(body.session_hash or "", ())
        if len(unread) >= most:
            raise HTTPException(429)
        return await push(body, *args, **kwargs)

    queue.push = push_or_refuse  # type: ignore[method-assign]


def sent_with(event: gr.EventData) -> Mapping[str, Any]:
    """Return what a script of the page gave to ``trigger``; nothing for anything but an object.

    Gradio 6.31 offers each value as an attribute, and fails where a program sent something else.
    """
    return event._data if isinstance(event._data, dict) else {}


# The paths and the headers.

_NEEDED = re.compile(
    r"/(?:en|config|theme\.css|favicon\.ico|robots\.txt)?"
    r"|/(?:assets|static|svelte)/.+"
    r"|/gradio_api/(?:info|app_id|startup-events|cancel|reset)"
    r"|/gradio_api/queue/(?:join|data)|/gradio_api/(?:call|heartbeat)/.+"
)
_CALL = re.compile(r"/gradio_api/(?:queue/join|call/.+|cancel|reset)")
_ENDING = ("/gradio_api/cancel", "/gradio_api/reset")
_BELIEVED = {b"x-forwarded-host", b"x-forwarded-proto", b"x-gradio-server"}


def is_needed(path: str) -> bool:
    """Tell whether the page or gradio_client needs a path of Gradio's.

    Gradio 6.31 has more of them, for uploads, saved sessions and proxying, and can't be told to
    leave them out.
    """
    return _NEEDED.fullmatch(path) is not None


def is_call(path: str) -> bool:
    """Tell whether what is sent to a path calls a function of the page, or ends such a call.

    Gradio 6.31 has no limit on how often a client may, and several paths that do.
    """
    return _CALL.fullmatch(path) is not None


def is_ending(path: str) -> bool:
    """Tell whether what is sent to a path ends a call, and so calls nothing."""
    return path in _ENDING


def is_stream(path: str) -> bool:
    """Tell whether what a path answers may go on for good: Gradio's answers, as they come."""
    return path.startswith("/gradio_api/")


def called(path: str, sent: Mapping[str, Any]) -> Any:
    """Return the id of the function that a call names, None if it names none by id.

    Only the page itself does so, when it joins the queue (Gradio 6.31).
    """
    return sent.get("fn_index") if path == "/gradio_api/queue/join" else None


def without_believed(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return the headers of a request without those from which the page would take its address.

    Gradio 6.31 believes them from anyone. What a trusted proxy says is in the scope already.
    """
    return [pair for pair in headers if pair[0] not in _BELIEVED]


# The HTML of the page.


def in_language(html: str, language: str) -> str:
    """Return the page with the language that it is in.

    Gradio 6.31 says English of each, and gives the page's element the browser's language later;
    the script puts that right with what ``body`` says.
    """
    html = html.replace('lang="en"', f'lang="{language}"', 1)
    return html.replace("<body", f'<body lang="{language}"', 1)


def without_other_hosts(html: str) -> str:
    """Return the page without previews for other sites.

    Gradio 6.31 names itself and pictures on hosts of its maker's there.
    """
    return re.sub(r'<meta\s+(?:property="og|name="twitter):[^>]*>\s*', "", html)


def without_base_and_manifest(html: str) -> str:
    """Return the page without a base for its links, and without a link that leads nowhere.

    With the ``base`` of Gradio 6.31 a link to a source on the page would load the page anew. Its
    manifest is for pages that can be installed, and is linked where that is turned off too.
    """
    return re.sub(r"<base [^>]*>\s*|<link\s+rel=\"manifest\"[^>]*>\s*", "", html)


def with_own_head(html: str, head: str, stylesheet: str, script: str) -> str:
    """Return the page with ``head`` in its own, a link to a stylesheet, and a script that runs
    before Gradio's; a keyboard on the screen makes the page smaller, and covers nothing.

    Gradio 6.31 would rewrite the selectors of a stylesheet that is given to it, and runs a script
    only after its own.
    """
    ours = (
        f'{head}<link rel="stylesheet" href="{stylesheet}"><script defer src="{script}"></script>'
    )
    html = html.replace("shrink-to-fit=no", "interactive-widget=resizes-content", 1)
    return html.replace("<script", f"{ours}<script", 1)  # after its styles, which ours are above


def styles_last(html: str) -> str:
    """Return the page with Gradio's stylesheets at its end.

    Gradio 6.31 has them in the head, where all that there is to read would wait for them.
    """
    links = re.findall(r'<link rel="stylesheet"[^>]*>', html)
    for link in links:
        html = html.replace(link, "")
    return html.replace("</body>", f"{''.join(links)}</body>", 1)


def surrounded(html: str, top: str, bottom: str) -> str:
    """Return the page with HTML before and after what Gradio makes.

    Gradio 6.31 has a place only within its own element, and shows it when its scripts have run.
    """
    html = re.sub(r"<body[^>]*>", lambda body: body[0] + top, html, count=1)
    return html.replace("</body>", f"{bottom}</body>", 1)


def with_nonce(html: str, nonce: str) -> str:
    """Return the page with each script marked as its own, so that the policy lets it run.

    Gradio 6.31 writes its settings into scripts on the page, and marks none.
    """
    return html.replace("<script", f'<script nonce="{nonce}"')
