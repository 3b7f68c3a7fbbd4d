"""How much is let in: by size, by client and at once."""

import asyncio
import json
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Scope

from klimatsvar.assistant import Assistant
from klimatsvar.settings import Settings
from klimatsvar.texts import texts
from klimatsvar.types import Worded
from klimatsvar.web.gate.door import Door
from klimatsvar.web.gate.line import Line
from klimatsvar.web.gate.rate import Rate
from serving import serving

UNANSWERED = "Vad kostar ett månadskort på bussen?"


def test_a_client_waits_after_its_questions_and_others_do_not() -> None:
    rate = Rate(3)
    assert [rate.wait("192.0.2.1") for _ in range(3)] == [0, 0, 0]
    assert 1 <= rate.wait("192.0.2.1") <= 60
    assert rate.wait("192.0.2.2") == 0


def test_a_client_may_ask_again_a_minute_after_its_first_question() -> None:
    now = 1000.0
    rate = Rate(2, lambda: now)
    assert [rate.wait("192.0.2.1"), rate.wait("192.0.2.1"), rate.wait("192.0.2.1")] == [0, 0, 60]
    now = 1030.5
    assert rate.wait("192.0.2.1") == 30
    now = 1059.9
    assert rate.wait("192.0.2.1") == 1
    now = 1060.0
    assert rate.wait("192.0.2.1") == 0


def test_a_clock_that_is_set_back_locks_nobody_out(monkeypatch: pytest.MonkeyPatch) -> None:
    rate = Rate(1)
    rate.wait("192.0.2.1")
    yesterday = time.time() - 86_400
    monkeypatch.setattr(time, "time", lambda: yesterday)
    assert 1 <= rate.wait("192.0.2.1") <= 60


def test_clients_are_forgotten_when_their_minute_is_over() -> None:
    now = 0.0
    rate = Rate(1, lambda: now)
    for number in range(200):
        now += 1
        rate.wait(f"192.0.2.{number}")
    assert len(rate._windows) == 60


def test_without_a_limit_nobody_waits() -> None:
    rate = Rate(0)
    assert {rate.wait("192.0.2.1") for _ in range(1000)} == {0}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("", "", True),
    ],
)
def test_a_client_can_not_choose_among_addresses_of_its_own(
    one: str, other: str, same: bool
) -> None:
    rate = Rate(1)
    assert rate.wait(one) == 0
    assert (rate.wait(other) > 0) is same


def test_no_address_stands_in_memory() -> None:
    rate = Rate(1)
    rate.wait("192.0.2.1")
    (counted,) = rate._windows
    assert b"192.0.2.1" not in counted
    other = Rate(1)
    other.wait("192.0.2.1")
    assert list(other._windows) != [counted]


@pytest.fixture(scope="module")
def url(assistant: Assistant, settings: Settings) -> Iterator[str]:
    """A server where each client may ask once; clients are told by the proxy's header."""
    with serving(assistant, settings, questions_per_minute=1, mcp=True) as url:
        yield url


def post(url: str, path: str, client: str, **sent: Any) -> httpx.Response:
    return httpx.post(url + path, headers={"x-forwarded-for": client}, timeout=60, **sent)


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/api/ask", {"json": {"question": UNANSWERED}}),
        ("/gradio_api/call/ask", {"json": {"data": [UNANSWERED]}}),
        ("/gradio_api/call/v2/ask", {"json": {"question": UNANSWERED}}),
        ("/mcp", {"json": {"method": "tools/call"}}),
        ("/mcp", {"json": [{"method": "tools/call"}]}),
        ("/mcp", {"json": {"method": ["tools/list"]}}),
        ("/gradio_api/queue/join", {"content": "["}),
        ("/gradio_api/queue/join", {"json": {"fn_index": [1]}}),
        ("/gradio_api/queue/join", {"json": {"api_name": "ask", "data": [UNANSWERED]}}),
    ],
)
def test_every_way_of_asking_is_counted(url: str, path: str, sent: dict[str, Any]) -> None:
    client = f"client {path} {sent}".encode().hex()
    assert post(url, path, client, **sent).status_code != 429
    refused = post(url, path, client, **sent)
    assert refused.status_code == 429
    seconds = int(refused.headers["retry-after"])
    assert 1 <= seconds <= 60
    assert refused.json() == {"detail": texts("sv")["door_too_many"].format(seconds=seconds)}


def test_the_page_is_counted_by_its_questions_only(url: str) -> None:
    functions = httpx.get(f"{url}/config").json()["dependencies"]
    (asking,) = [made["id"] for made in functions if made["api_name"] == "ask"]
    starting_anew = [
        made["id"] for made in functions if made["inputs"] == [] and made["backend_fn"]
    ]
    assert starting_anew
    for id in starting_anew * 2:
        body = {"fn_index": id, "data": [], "session_hash": "page"}
        assert post(url, "/gradio_api/queue/join", "page", json=body).status_code == 200
    body = {"fn_index": asking, "data": [UNANSWERED, None], "session_hash": "page"}
    assert post(url, "/gradio_api/queue/join", "page", json=body).status_code == 200
    assert post(url, "/gradio_api/queue/join", "page", json=body).status_code == 429


def test_calls_that_ask_nothing_are_counted_generously_and_are_small(url: str) -> None:
    functions = httpx.get(f"{url}/config").json()["dependencies"]
    (quiet, *_) = [made["id"] for made in functions if made["inputs"] == [] and made["backend_fn"]]

    def call(number: int, padding: str = "") -> int:
        body = {"fn_index": quiet, "data": [padding], "session_hash": f"quiet {number}"}
        return post(url, "/gradio_api/queue/join", "quiet", json=body).status_code

    assert call(0, "a" * 16 * 1024) == 413
    assert [call(number) for number in range(1, 31)] == [200] * 29 + [429]


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/mcp", {"method": "ping"}),
        ("/gradio_api/cancel", {"session_hash": "a", "fn_index": 1, "event_id": "a"}),
        ("/gradio_api/reset", {"event_id": "a"}),
    ],
)
def test_what_asks_nothing_elsewhere_is_counted_so_too(
    url: str, path: str, sent: dict[str, Any]
) -> None:
    client = f"quiet {path}"
    assert post(url, path, client, json={**sent, "padding": "a" * 16 * 1024}).status_code == 413
    given = [post(url, path, client, json=sent).status_code for _ in range(30)]
    assert [status == 429 for status in given] == [False] * 29 + [True]
    assert post(url, "/api/ask", client, json={"question": UNANSWERED}).status_code == 200


def test_stopping_before_anything_was_asked_is_no_fault(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    functions = httpx.get(f"{url}/config").json()["dependencies"]
    for made in functions:
        if made["backend_fn"] and made["api_name"] != "ask":
            data = [""] * len(made["inputs"])
            body = {"fn_index": made["id"], "data": data, "session_hash": f"empty {made['id']}"}
            assert post(url, "/gradio_api/queue/join", "empty", json=body).status_code in (200, 429)
    assert "could not be answered" not in caplog.text


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_plain_page_says_so_in_a_page(url: str, method: str) -> None:
    headers = {"x-forwarded-for": f"plain {method}"}

    def ask(language: str = "") -> httpx.Response:
        key = "params" if method == "GET" else "data"
        path = f"/enkel?lang={language}" if method == "POST" else "/enkel"
        sent: dict[str, Any] = {key: {"q": UNANSWERED, "lang": language}}
        return httpx.request(method, url + path, headers=headers, **sent)

    assert ask().status_code == 200
    for language in ("sv", "en"):
        refused = ask(language)
        assert (refused.status_code, refused.headers["content-type"]) == (
            429,
            "text/html; charset=utf-8",
        )
        told = texts(language)["door_too_many"].format(seconds=refused.headers["retry-after"])
        assert f'<html lang="{language}">' in refused.text
        assert f"<p>{told}</p>" in refused.text
    assert httpx.get(f"{url}/enkel", headers=headers).status_code == 200


def test_what_asks_nothing_is_not_counted(url: str) -> None:
    for path in ("/", "/page.css", "/api/health", "/api/openapi.json", "/enkel", "/config"):
        for _ in range(2):
            given = httpx.get(url + path, headers={"x-forwarded-for": "a reader"})
            assert given.status_code == 200
    hello = {"method": "initialize"}
    assert [post(url, "/mcp", "a reader", json=hello).status_code == 429 for _ in range(3)] == [
        False
    ] * 3
    assert post(url, "/api/ask", "a reader", json={"question": UNANSWERED}).status_code == 200


def test_the_message_is_in_the_language_of_the_browser(url: str) -> None:
    headers = {"x-forwarded-for": "english", "accept-language": "en-GB,sv;q=0.5"}
    for _ in range(2):
        given = httpx.post(f"{url}/api/ask", json={"question": UNANSWERED}, headers=headers)
    assert given.json()["detail"].startswith("You have asked many questions in a short time. Wait ")


SOURCE = "/kalla/omstallningsteamet.md"


def test_sources_have_a_larger_number_of_their_own(url: str) -> None:
    client = {"x-forwarded-for": "a reader of sources"}
    for path in (SOURCE, "/sida/handlingsplan-oversikt.pdf?sida=1", SOURCE, SOURCE):
        assert httpx.get(url + path, headers=client).status_code != 429
    for language in ("sv", "en"):
        refused = httpx.get(f"{url}{SOURCE}?lang={language}", headers=client)
        assert refused.status_code == 429
        told = texts(language)["door_too_many_sources"]
        assert f"<p>{told.format(seconds=refused.headers['retry-after'])}</p>" in refused.text
        assert texts(language)["door_back"] not in refused.text
    listed = httpx.get(f"{url}/dokument", headers=client)
    assert texts("sv")["door_too_many_sources"].partition("{")[0] in listed.text
    assert listed.headers["content-type"].startswith("text/html")
    picture = httpx.get(f"{url}/sida/handlingsplan-oversikt.pdf?sida=1", headers=client)
    assert picture.status_code == 429
    assert httpx.get(f"{url}/enkel", params={"q": UNANSWERED}, headers=client).status_code == 200
    assert httpx.get(url + SOURCE, headers={"x-forwarded-for": "another"}).status_code == 200


def test_only_a_trusted_proxy_tells_who_asks(assistant: Assistant, settings: Settings) -> None:
    with serving(assistant, settings, questions_per_minute=1, trusted_proxies=()) as url:
        sent = {"json": {"question": UNANSWERED}}
        assert post(url, "/api/ask", "192.0.2.1", **sent).status_code == 200
        assert post(url, "/api/ask", "192.0.2.2", **sent).status_code == 429


@pytest.mark.parametrize("path", ["/api/ask", "/enkel", "/gradio_api/queue/join", "/mcp"])
@pytest.mark.parametrize("chunked", [False, True])
def test_what_is_too_large_is_not_taken(url: str, path: str, chunked: bool) -> None:
    large = b"a" * (64 * 1024 + 1)
    given = post(
        url, path, "large", content=iter([large[:40000], large[40000:]]) if chunked else large
    )
    assert given.status_code == 413
    assert texts("sv")["door_too_large"] in given.text


def test_what_is_just_not_too_large_is_taken(url: str) -> None:
    sent = json.dumps({"question": "a" * (64 * 1024 - 16)})
    assert len(sent) == 64 * 1024
    headers = {"content-type": "application/json", "x-forwarded-for": "not large"}
    given = httpx.post(f"{url}/api/ask", content=sent, headers=headers)
    assert given.status_code == 400
    assert given.json() == {"detail": texts("en")["too_long"].format(limit=1000)}


def test_so_many_are_answered_at_once_whichever_way_they_ask(
    assistant: Assistant, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = assistant.ask_in_words
    pairs = threading.Barrier(2)
    lock = threading.Lock()
    inside = [0, 0]

    def ask(question: str, history: Sequence[str] = (), **how: Any) -> Iterator[Worded]:
        with lock:
            inside[0] += 1
            inside[1] = max(inside)
        pairs.wait(timeout=30)  # breaks unless another is answered at the same time
        worded = list(real(question, history, **how))
        pairs.wait(timeout=30)
        with lock:
            inside[0] -= 1
        yield from worded

    monkeypatch.setattr(assistant, "ask_in_words", ask)
    with (
        serving(assistant, settings, questions_per_minute=0, answers_at_once=2) as url,
        ThreadPoolExecutor(9) as residents,
        httpx.Client(base_url=url, timeout=60) as client,
    ):

        def by_api() -> bool:
            given = client.post("/api/ask", json={"question": UNANSWERED})
            return given.json()["kind"] == "refused"

        def on_plain_page() -> bool:
            return "konversation" in client.post("/enkel", data={"q": UNANSWERED}).text

        def on_page() -> bool:
            joined = client.post("/gradio_api/call/ask", json={"data": [UNANSWERED]}).json()
            events = client.get(f"/gradio_api/call/ask/{joined['event_id']}").text
            return "event: complete" in events

        asking = [residents.submit(way) for way in (by_api, on_plain_page, on_page) * 2]
        assert [answered.result() for answered in asking] == [True] * 6
    assert inside == [0, 2]


def test_what_is_sent_too_slowly_is_not_waited_for() -> None:
    refused: list[str] = []

    def refuse(scope: Scope, reason: str, seconds: int) -> ASGIApp:
        refused.append(f"{scope['path']} {reason} {seconds}")
        return PlainTextResponse("")

    async def slowly() -> None:
        pieces = 0

        async def receive() -> dict[str, Any]:
            nonlocal pieces
            pieces += 1
            if pieces > 2:
                await asyncio.Event().wait()  # the rest never comes
            return {"type": "http.request", "body": b"{", "more_body": True}

        async def send(_: object) -> None: ...

        async def app(*_: object) -> None:
            raise AssertionError("what has not come can't be answered")

        asked = Door(app, Settings(), Line(1), (), refuse, seconds_to_send=0.01)
        scope = {"type": "http", "method": "POST", "query_string": b"", "headers": []}
        for path in ("/api/ask", "/enkel", "/mcp", "/gradio_api/queue/join"):
            await asked({**scope, "path": path}, receive, send)

    asyncio.run(slowly())
    assert refused == [
        f"{path} too_slow 0" for path in ("/api/ask", "/enkel", "/mcp", "/gradio_api/queue/join")
    ]


def test_nobody_waits_behind_too_many() -> None:
    refused: list[str] = []

    def refuse(scope: Scope, reason: str, seconds: int) -> ASGIApp:
        refused.append(f"{scope['path']} {reason} {seconds}")
        return PlainTextResponse("")

    async def three() -> None:
        go_on = asyncio.Event()

        async def app(*_: object) -> None:
            await go_on.wait()

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"{}"}

        async def send(_: object) -> None: ...

        asked = Door(app, Settings(), Line(at_once=1, most_waiting=1), (), refuse)
        scope: Scope = {"type": "http", "method": "POST", "query_string": b"", "headers": []}
        tasks = []
        for path in ("/api/1", "/api/2", "/api/3", "/gradio_api/call/4"):
            scope = {**scope, "path": path}
            tasks.append(asyncio.create_task(asked(scope, receive, send)))
            await asyncio.sleep(0)
        go_on.set()
        await asyncio.gather(*tasks)
        await asked({**scope, "path": "/api/5"}, receive, send)

    asyncio.run(three())
    assert refused == ["/api/3 busy 10"]
