"""How Gradio's queue takes calls, and what is kept of the sessions that they are for."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import gradio as gr
from fastapi import HTTPException, Request
from gradio.data_classes import PredictBodyInternal
from gradio.utils import LRUCache

_SECONDS_BETWEEN_LOOKS = 0.02


def look_less_often_for_questions(page: gr.Blocks) -> None:
    """Look fifty times a second whether a question waits in the queue of ``page``.

    Gradio 6.31 looks a thousand times, which keeps an idle machine busy and is no better for
    people. To be called after ``page.queue``, which makes a new queue.
    """
    page._queue.sleep_when_free = _SECONDS_BETWEEN_LOOKS


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
