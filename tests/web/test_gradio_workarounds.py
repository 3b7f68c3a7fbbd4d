"""What works around Gradio does what it is for. How calls are counted, ``test_rate.py`` tells; what
is worked around in the browser, ``tests/browser``.
"""

import asyncio
import inspect
import logging
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import uuid4

import gradio as gr
import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from gradio.data_classes import PredictBodyInternal
from gradio.queueing import Queue
from gradio.routes import App
from gradio.server_messages import CloseStreamMessage
from starlette.requests import Request
from starlette.routing import Mount

from klimatsvar.assistant import Assistant
from klimatsvar.settings import Settings
from klimatsvar.suggestions import Suggestions
from klimatsvar.web.app import CSS
from klimatsvar.web.ask.page import build_page
from klimatsvar.web.gate.guard import is_open
from klimatsvar.web.gate.line import Line
from klimatsvar.web.gradio_workarounds.queue import forget_sessions, sent_with, uses_of_sessions
from klimatsvar.web.gradio_workarounds.streams import FollowStreams, Streams
from klimatsvar.web.live import LiveAssistant
from serving import made_app, serving_app

UNANSWERED = "Vad kostar ett månadskort på bussen?"


@pytest.fixture(scope="module")
def app(assistant: Assistant, settings: Settings) -> FastAPI:
    """The app; that it is made at all tells that no warning comes while it is, since one fails a
    test."""
    return made_app(assistant, settings.model_copy(update={"questions_per_minute": 0}))


@pytest.fixture(scope="module")
def url(app: FastAPI) -> Iterator[str]:
    with serving_app(app) as url:
        yield url


def gradio_of(app: FastAPI) -> App:
    """Return Gradio's part of the app."""
    (gradio,) = [r.app for r in app.routes if isinstance(r, Mount) and isinstance(r.app, App)]
    return gradio


def answered(url: str, question: str) -> str:
    """Return the events that lead to an answer."""
    joined = httpx.post(f"{url}/gradio_api/call/ask", json={"data": [question]}).json()
    return httpx.get(f"{url}/gradio_api/call/ask/{joined['event_id']}", timeout=60).text


def test_no_statistics_are_kept_of_who_asked_when(app: FastAPI, url: str) -> None:
    for _ in range(2):
        assert "event: complete" in answered(url, UNANSWERED)
    queue = gradio_of(app).get_blocks()._queue
    assert queue.events_recorded >= 2
    assert len(queue.event_analytics) == 1
    assert queue.cached_event_analytics_summary == {"functions": {}}


def test_an_idle_queue_looks_fifty_times_a_second(assistant: Assistant, settings: Settings) -> None:
    async def made() -> Queue:
        return build_page(
            LiveAssistant(assistant), settings, Line(1), Suggestions(()), Streams()
        )._queue

    assert asyncio.run(made()).sleep_when_free == 0.02
    assert "asyncio.sleep(self.sleep_when_free)" in inspect.getsource(Queue.start_processing)


@pytest.mark.parametrize(
    ("function", "unanswered", "waits"),
    [("typed", set(), True), ("typed", {"an event"}, False), ("further", set(), False)],
)
def test_a_question_joins_the_queue_when_the_page_has_heard_that_the_stream_before_it_has_ended(
    assistant: Assistant,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    function: str,
    unanswered: set[str],
    waits: bool,
) -> None:
    streams, unheard = Streams(), []

    async def push(*_: object) -> None:
        unheard.append("a session" in streams)

    async def join() -> None:
        monkeypatch.setattr(Queue, "push", push)
        page = build_page(LiveAssistant(assistant), settings, Line(1), Suggestions(()), streams)
        (place, *_) = [id for id, fn in page.fns.items() if fn.name == function]
        page._queue.pending_event_ids_session["a session"] = unanswered
        body = PredictBodyInternal(session_hash="a session", fn_index=place, data=[None, None])
        streams.begin("a session")
        streams.end("a session")
        await page._queue.push(body, Request({"type": "http"}), None)

    asyncio.run(join())
    assert unheard == [not waits]


def test_a_question_waits_no_longer_than_needed_for_a_stream_that_does_not_end(
    assistant: Assistant, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    streams, joined = Streams(), []

    async def push(*_: object) -> None:
        joined.append("a session" in streams)

    async def join() -> None:
        monkeypatch.setattr(Queue, "push", push)
        page = build_page(LiveAssistant(assistant), settings, Line(1), Suggestions(()), streams)
        (place, *_) = [id for id, fn in page.fns.items() if fn.name == "typed"]
        body = PredictBodyInternal(session_hash="a session", fn_index=place, data=[None, None])
        streams.begin("a session")
        await page._queue.push(body, Request({"type": "http"}), None)

    asyncio.run(join())
    assert joined == [True]


def test_the_end_of_each_stream_is_noted(app: FastAPI, url: str) -> None:
    (streams,) = [
        made.kwargs["streams"] for made in app.user_middleware if made.cls is FollowStreams
    ]
    functions = httpx.get(f"{url}/config").json()["dependencies"]
    (quiet, *_) = [made["id"] for made in functions if made["inputs"] == [] and made["backend_fn"]]
    body = {"fn_index": quiet, "data": [], "session_hash": "followed"}
    httpx.post(f"{url}/gradio_api/queue/join", json=body)
    where = {"session_hash": "followed"}
    with httpx.stream("GET", f"{url}/gradio_api/queue/data", params=where) as stream:
        assert any("close_stream" in line for line in stream.iter_lines())
        assert "followed" in streams
    while "followed" in streams:
        time.sleep(0.01)


def test_the_server_ends_at_once_while_a_page_is_open(
    assistant: Assistant, settings: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    with ExitStack() as closing:
        with serving_app(made_app(assistant, settings)) as url:
            page = httpx.stream("GET", f"{url}/gradio_api/heartbeat/page", timeout=60)
            lines = closing.enter_context(page).iter_lines()
            assert next(lines) == "data: ALIVE"
        assert capfd.readouterr().err == ""  # where the server would say that it waited in vain


def test_forgotten_sessions_are_gone_with_answers_that_nobody_has_read(app: FastAPI) -> None:
    page = gradio_of(app).get_blocks()
    queue = page._queue
    for session in ("old", "new"):
        assert page.state_holder[session].components
        queue.pending_messages_per_session[session] = asyncio.Queue()
        queue.pending_event_ids_session[session] = {f"{session} event"}
    before = uses_of_sessions(page)
    queue.pending_messages_per_session["new"].put_nowait(CloseStreamMessage())
    after = uses_of_sessions(page)
    assert (before["old"] == after["old"], before["new"] == after["new"]) == (True, False)
    forget_sessions(page, ["old"])
    assert uses_of_sessions(page).keys() & {"old", "new"} == {"new"}
    assert "old" not in page.state_holder
    forget_sessions(page, ["new", "never seen"])


def test_an_answer_that_nobody_read_is_handed_out_to_nobody_later(app: FastAPI, url: str) -> None:
    page = gradio_of(app).get_blocks()
    joined = httpx.post(f"{url}/gradio_api/call/ask", json={"data": [UNANSWERED]}).json()
    address = f"{url}/gradio_api/call/ask/{joined['event_id']}"
    while page._queue.pending_messages_per_session[joined["event_id"]].empty():
        time.sleep(0.01)
    forget_sessions(page, uses_of_sessions(page))
    assert "event: complete" not in httpx.get(address).text


def test_a_call_with_too_few_values_is_refused(url: str, caplog: pytest.LogCaptureFixture) -> None:
    functions = httpx.get(f"{url}/config").json()["dependencies"]
    (asking,) = [made["id"] for made in functions if made["api_name"] == "ask"]
    (in_browser, *_) = [made["id"] for made in functions if not made["backend_fn"]]
    for function, data, status in (
        (asking, [], 422),
        (asking, ["Varför?"], 422),
        (in_browser, [], 404),
        (asking, [None, None], 200),  # nothing was written, and so it is told
    ):
        body = {"fn_index": function, "data": data, "session_hash": f"few {data}"}
        assert httpx.post(f"{url}/gradio_api/queue/join", json=body).status_code == status
    where = {"session_hash": "few [None, None]"}
    assert '"success":true' in httpx.get(f"{url}/gradio_api/queue/data", params=where).text
    assert "could not be answered" not in caplog.text


def test_a_session_that_reads_no_answer_may_not_go_on_asking(url: str) -> None:
    functions = httpx.get(f"{url}/config").json()["dependencies"]
    (quiet, *_) = [made["id"] for made in functions if made["inputs"] == [] and made["backend_fn"]]
    body = {"fn_index": quiet, "data": [], "session_hash": "reads nothing"}
    given = [httpx.post(f"{url}/gradio_api/queue/join", json=body).status_code for _ in range(21)]
    assert given == [200] * 20 + [429]


@pytest.mark.parametrize("session", ["", "a" * 101])
def test_a_session_that_no_client_makes_is_refused(
    url: str, session: str, caplog: pytest.LogCaptureFixture
) -> None:
    functions = httpx.get(f"{url}/config").json()["dependencies"]
    (asking,) = [made["id"] for made in functions if made["api_name"] == "ask"]
    body = {"fn_index": asking, "data": ["Varför?", None], "session_hash": session}
    assert httpx.post(f"{url}/gradio_api/queue/join", json=body).status_code == 422
    assert "could not be answered" not in caplog.text


@pytest.mark.parametrize("where", ["queue/join", "call/ask"])
def test_nothing_that_is_sent_is_taken_for_a_file(
    app: FastAPI, url: str, where: str, tmp_path: Path
) -> None:
    page = gradio_of(app).get_blocks()
    secret = tmp_path / f"{uuid4()}.txt"
    secret.write_text("lösenord", "utf-8")
    file = {"path": str(secret), "meta": {"_type": "gradio.FileData"}}
    (asking,) = [id for id, made in page.fns.items() if made.api_name == "ask"]
    body = {"data": [file, None], "fn_index": asking, "session_hash": f"file {where}"}
    given = httpx.post(f"{url}/gradio_api/{where}", json=body)
    assert given.status_code == 200
    read = f"{url}/gradio_api/call/ask/{given.json()['event_id']}"
    assert "event: complete" in httpx.get(read, timeout=60).text
    caches = {Path(block.GRADIO_CACHE) for block in page.blocks.values()}
    assert [found for cache in caches for found in cache.rglob(secret.name)] == []


@pytest.mark.parametrize("path", ["/gradio_api/cancel", "/gradio_api/reset"])
@pytest.mark.parametrize("sent", [b'{"event_id": NaN}', b'{"event_id": 1e999}', b"[" * 9000])
def test_what_ends_a_call_is_json_too(url: str, path: str, sent: bytes) -> None:
    headers = {"content-type": "application/json"}
    assert httpx.post(url + path, content=sent, headers=headers).status_code == 422


def test_the_page_is_the_same_whichever_of_gradios_pages_an_address_names(url: str) -> None:
    for query in ("page=saknas", "page=en", "deep_link=a"):
        given = httpx.get(f"{url}/?{query}")
        assert (given.status_code, '<body lang="sv"' in given.text) == (200, True)


@pytest.mark.parametrize(
    ("sent", "given"),
    [({"question": "Varför?"}, {"question": "Varför?"}), (None, {}), (["question"], {}), ("a", {})],
)
def test_what_a_program_sends_with_an_event_is_an_object_or_nothing(
    sent: object, given: dict[str, str]
) -> None:
    assert sent_with(gr.EventData(None, sent)) == given


def test_a_fault_in_gradio_is_told_without_the_question(
    url: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def broken(*given: object) -> None:
        raise ValueError(given)

    monkeypatch.setattr("klimatsvar.web.ask.handlers.go_on", broken)
    functions = httpx.get(f"{url}/config").json()["dependencies"]
    (asking,) = [made["id"] for made in functions if made["api_name"] == "ask"]
    sent = {"fn_index": asking, "data": ["Min hemliga fråga?", None], "session_hash": "broken"}
    with caplog.at_level(logging.WARNING):
        assert httpx.post(f"{url}/gradio_api/queue/join", json=sent).status_code == 200
        events = httpx.get(f"{url}/gradio_api/queue/data", params={"session_hash": "broken"}).text
    assert '"success":false' in events
    assert "a question could not be answered: ValueError" in caplog.text
    assert "hemliga" not in caplog.text + "".join(capfd.readouterr())


def test_gradio_prints_faults_in_no_other_module() -> None:
    printing = {
        path.stem
        for path in Path(gr.__file__).parent.glob("*.py")
        if "traceback.print_exc()" in path.read_text("utf-8")
    }
    # The last two while the program's own files change, and when a screen is recorded.
    assert printing == {"queueing", "routes", "route_utils", "utils", "screen_recording_utils"}


def path_of(route: Any) -> str:
    """Return the path of a route, with x for what varies."""
    return re.sub("{[^}]+}", "x", route.path).rstrip("/") or "/"


def test_of_gradios_routes_only_those_that_the_page_needs_are_open(app: FastAPI, url: str) -> None:
    found = {path_of(context) for context in iter_route_contexts(gradio_of(app).routes)}
    assert len(found) > 50
    assert {path for path in found if is_open(path)} == {
        "/",
        "/en",
        "/assets/x",
        "/config",
        "/favicon.ico",
        "/gradio_api/app_id",
        "/gradio_api/call/v2/x",
        "/gradio_api/call/v2/x/x",
        "/gradio_api/call/x",
        "/gradio_api/call/x/x",
        "/gradio_api/cancel",
        "/gradio_api/heartbeat/x",
        "/gradio_api/info",
        "/gradio_api/queue/data",
        "/gradio_api/queue/join",
        "/gradio_api/reset",
        "/gradio_api/startup-events",
        "/robots.txt",
        "/static/x",
        "/svelte/x",
        "/theme.css",
    }
    for path in found:
        if not is_open(path):
            for method in ("GET", "POST"):
                given = httpx.request(method, url + path)
                assert (given.status_code, given.content) == (404, b""), path


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/upload",
        "/gradio_api/deep_link?session_hash=a",
        "/gradio_api/startup-events/",  # leads on to whatever host was asked for
        "/gradio_api/file=/etc/hostname",
        "/gradio_api/proxy=https://example.org/",
        "/gradio_api/runs",
        "/gradio_api/openapi.json",
        "/monitoring",
        "/docs",
        "/login",
    ],
)
def test_what_gradio_offers_and_residents_do_not_need_is_closed(url: str, path: str) -> None:
    assert httpx.get(url + path).status_code == 404
    assert httpx.post(url + path).status_code == 404


@pytest.mark.parametrize("name", ["x-forwarded-host", "x-gradio-server"])
def test_nobody_tells_the_page_another_host(url: str, name: str) -> None:
    for path in ("/", "/config"):
        assert "evil" not in httpx.get(url + path, headers={name: "https://evil.example"}).text


@pytest.mark.parametrize(("path", "language"), [("/", "sv"), ("/en", "en")])
def test_the_page_is_in_its_language_and_names_no_other_host(
    url: str, path: str, language: str
) -> None:
    page = re.sub(r"<a [^>]*>", "", httpx.get(url + path).text)
    assert re.search(rf'<html\s+lang="{language}"', page)
    assert re.search(rf'<body lang="{language}"', page)
    assert "<base" not in page
    assert "manifest" not in page
    assert set(re.findall(r"https?://[^/\"'\\\s]+", page)) == {url}


@pytest.mark.parametrize("path", ["/", "/en"])
def test_header_and_footer_stand_outside_what_gradio_makes(url: str, path: str) -> None:
    page = httpx.get(url + path).text
    assert re.search(r'<body[^>]*><a class="skip" href="#innehall">', page)
    assert re.search(r"</gradio-app>.*<footer class=\"bottom\">.*</noscript>.*</body>", page, re.S)
    head, body = page.split("</head>")
    # What is read first waits for no other request.
    assert f"<style>{CSS.read_text('utf-8')}</style><script nonce=" in head
    assert "<link" not in head
    assert 'defer src="page.js"></script>' in head.split("window.gradio_config")[0]
    assert "interactive-widget=resizes-content" in head
    # What Gradio's looks need is asked for when there is something to read.
    assert 'href="./assets/' not in re.sub(r"<script[^>]*>", "", head)
    assert re.search(r'<link rel="stylesheet"[^>]* href="./assets/[^>]*></body>', body)


def test_every_script_of_the_page_has_the_nonce_of_its_own_answer(url: str) -> None:
    nonces = set()
    for _ in range(2):
        answer = httpx.get(url)
        found = re.search("'nonce-([^']+)'", answer.headers["content-security-policy"])
        assert found
        assert answer.text.count("<script") == answer.text.count(f'<script nonce="{found[1]}"') > 0
        nonces.add(found[1])
    assert len(nonces) == 2
