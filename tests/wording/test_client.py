"""The client against a server of prepared answers, over a real socket."""

import logging
import socket
import threading
from collections.abc import Iterator

import pytest

from klimatsvar.settings import LanguageModel
from klimatsvar.wording.chat import ModelFailure
from klimatsvar.wording.client import Client
from klimatsvar.wording.prompt import SENTENCES
from wording.scripted import MODEL, Break, Reply, Scripted, scripted

MESSAGES = [{"role": "user", "content": "En hemlig fråga"}]
LONG = 60.0
"""Seconds that no test here takes."""


@pytest.fixture(scope="module")
def running() -> Iterator[Scripted]:
    with scripted() as script:
        yield script


@pytest.fixture
def server(running: Scripted) -> Scripted:
    return running.says("aldrig")


def answered(client: Client, seconds: float = LONG) -> tuple[list[str], str | None]:
    """Return the pieces of an answer, and the reason why there are no more."""
    pieces = []
    try:
        pieces.extend(client.stream(MESSAGES, SENTENCES, seconds))
    except ModelFailure as failure:
        return pieces, failure.reason
    return pieces, None


def test_pieces_come_as_the_server_sends_them(server: Scripted) -> None:
    more = threading.Event()
    server.says(Reply(["Bor", "ås", more, "!"]))
    pieces = Client(server.settings()).stream(MESSAGES, SENTENCES, LONG)
    assert [next(pieces), next(pieces)] == ["Bor", "ås"]
    more.set()
    assert list(pieces) == ["!"]


def test_the_request_says_what_is_wanted_and_nothing_of_the_machine(
    server: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "another-service")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Other: secret")
    server.says("Hej")
    assert answered(Client(server.settings(api_key="nyckel"))) == (["Hej"], None)
    [body], [headers] = server.bodies, server.headers
    assert body == {
        "model": MODEL,
        "messages": MESSAGES,
        "stream": True,
        "temperature": 0,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "answer", "strict": True, "schema": SENTENCES},
        },
    }
    assert headers.pop("user-agent").startswith("AsyncOpenAI/")
    assert headers.keys() == {
        "host",
        "accept",
        "authorization",
        "connection",
        "content-length",
        "content-type",
    }
    assert headers["authorization"] == "Bearer nyckel"


def test_no_proxy_gets_to_see_a_question(server: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        address = f"http://127.0.0.1:{proxy.getsockname()[1]}"
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, address)
        server.says("Hej")
        assert answered(Client(server.settings())) == (["Hej"], None)


@pytest.mark.parametrize("status", [400, 404, 422])
def test_a_server_that_takes_no_schema_is_asked_without_from_then_on(
    server: Scripted, status: int
) -> None:
    server.says(Reply(["Hej"], refuses="response_format", refused_with=status))
    client = Client(server.settings())
    assert answered(client) == (["Hej"], None)
    assert answered(client) == (["Hej"], None)
    assert ["response_format" in body for body in server.bodies] == [True, False, False]


def test_a_server_that_refuses_once_is_asked_with_the_schema_again(server: Scripted) -> None:
    server.says(Reply(status=400), Reply(status=400), "Hej")
    client = Client(server.settings())
    assert answered(client) == ([], "http_error")
    assert answered(client) == (["Hej"], None)
    assert ["response_format" in body for body in server.bodies] == [True, False, True]


@pytest.mark.parametrize(
    ("status", "reason"),
    [(429, "rate_limited"), (401, "http_error"), (500, "http_error"), (503, "http_error")],
)
def test_a_server_that_refuses_is_asked_once(server: Scripted, status: int, reason: str) -> None:
    server.says(Reply(status=status, headers={"Retry-After": "1"}))
    assert answered(Client(server.settings())) == ([], reason)
    assert len(server.bodies) == 1


def test_a_redirect_is_not_followed(server: Scripted) -> None:
    server.says(Reply(status=307, headers={"Location": server.url + "/chat/completions"}))
    assert answered(Client(server.settings())) == ([], "http_error")
    assert len(server.bodies) == 1


@pytest.mark.parametrize(
    ("reply", "pieces", "reason"),
    [
        (Reply(["Bor", Break()]), ["Bor"], "cut_off"),
        (Reply([]), [], None),
        (Reply(["Bor", b"data: {nonsense\n\n"]), ["Bor"], "malformed"),
        (Reply([b'data: {"choices": 3}\n\n']), [], "malformed"),
        (Reply([b'data: {"choices": [{"delta": {"content": ["x"]}}]}\n\n']), [], None),
        (Reply([b'data: {"choices": []}\n\n', "a"]), ["a"], None),
        (Reply([b'data: {"error": {"message": "no"}}\n\n']), [], "http_error"),
        (Reply([b"\xff\xfe\n\n"]), [], "malformed"),
    ],
    ids="cut empty no-json no-choices no-text no-choice error no-utf8".split(),
)
def test_a_broken_answer_is_named(
    server: Scripted, reply: Reply, pieces: list[str], reason: str | None
) -> None:
    server.says(reply)
    assert answered(Client(server.settings())) == (pieces, reason)


def test_a_line_without_end_is_cut(server: Scripted) -> None:
    server.says(Reply([b"x" * 100_000] * 100))
    assert answered(Client(server.settings())) == ([], "too_long")


def test_an_answer_without_end_is_cut(server: Scripted) -> None:
    server.says(Reply(["x" * 1000] * 1000))
    pieces, reason = answered(Client(server.settings()))
    assert (len(pieces), reason) == (20, "too_long")


@pytest.mark.parametrize("slow", ["connecting", "first", "between", "trickling"])
def test_the_deadline_counts_over_everything(server: Scripted, slow: str) -> None:
    never = threading.Event()
    parts = {"first": [never], "between": ["a", never], "trickling": [0.01, "a"] * 100_000}
    with socket.create_server(("127.0.0.1", 0)) as mute:  # takes connections, and says nothing
        if slow == "connecting":
            client = Client(server.settings(base_url=f"http://127.0.0.1:{mute.getsockname()[1]}"))
        else:
            server.says(Reply(parts[slow]))
            client = Client(server.settings())
        pieces, reason = answered(client, seconds=1)
    assert reason == "timeout"
    assert set(pieces) == (set() if slow in ("connecting", "first") else {"a"})
    if slow != "connecting":
        assert server.left.wait(LONG)


@pytest.mark.parametrize("base_url", ["http", "https", "http://no.such.invalid"])
def test_a_server_that_is_not_there_is_unreachable(base_url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    if "." not in base_url:
        base_url = f"{base_url}://127.0.0.1:{port}"
    settings = LanguageModel(base_url=f"{base_url}/v1", model=MODEL)
    assert answered(Client(settings)) == ([], "unreachable")


def test_setting_stop_ends_the_request_at_the_server(server: Scripted) -> None:
    stop = threading.Event()
    server.says(Reply(["a", threading.Event()]))
    pieces = Client(server.settings()).stream(MESSAGES, SENTENCES, LONG, stop)
    assert next(pieces) == "a"
    stop.set()
    with pytest.raises(ModelFailure, match="stopped"):
        next(pieces)
    assert server.left.wait(LONG)


def test_closing_the_iterator_ends_the_request_at_the_server(server: Scripted) -> None:
    server.says(Reply(["a", threading.Event()]))
    pieces = Client(server.settings()).stream(MESSAGES, SENTENCES, LONG)
    assert next(pieces) == "a"
    pieces.close()
    assert server.left.wait(LONG)


def test_nothing_typed_and_no_key_is_logged(
    server: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = Client(server.settings(api_key="sekretnyckel"))
    for reply in (Reply(["Svar"]), Reply(status=500), Reply(["Svar", b"data: {Svar\n\n"])):
        server.says(reply)
        answered(client)
    told = "\n".join(f"{record.getMessage()} {record.exc_text}" for record in caplog.records)
    assert "the language model gave no answer: http_error (500)" in told
    for private in ("hemlig", "sekretnyckel", "Svar"):
        assert private not in told
