"""For programs: JSON over real HTTP, and the tool by a real client of its protocol."""

import asyncio
import json
import logging
import socket
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult, TextContent, Tool

from klimatsvar.assistant import Assistant
from klimatsvar.errors import SettingsError
from klimatsvar.settings import Settings
from klimatsvar.texts import texts
from klimatsvar.types import Answer, Worded
from klimatsvar.web.log import logging_to
from klimatsvar.web.question_log import questions, verdicts
from serving import made_app, serving

NOT_JSON = texts("sv")["door_not_json"]
QUESTION = "Vilka parter består omställningsteamet av?"
UNANSWERED = "Vad kostar ett månadskort på bussen?"
EMPTY = "Jag hittar ingen fråga i det du skrev. Skriv en fråga med några ord."


@pytest.fixture(scope="module")
def log_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("log")


@pytest.fixture(scope="module")
def url(assistant: Assistant, settings: Settings, log_folder: Path) -> Iterator[str]:
    changed = {"mcp": True, "feedback": True, "log_folder": log_folder, "questions_per_minute": 0}
    with serving(assistant, settings, **changed) as url:
        yield url


def ask(url: str, **sent: Any) -> httpx.Response:
    return httpx.post(f"{url}/api/ask", json=sent)


def printed(answer: Answer) -> dict[str, Any]:
    """Return an answer as `klimatsvar ask --json` prints it, without how long it took."""
    read: dict[str, Any] = json.loads(json.dumps(asdict(answer)))
    return {**read, "timings_ms": None}


@pytest.mark.parametrize("question", [QUESTION, UNANSWERED, "Jag heter 850709-9805"])
def test_an_answer_is_what_the_command_prints(
    url: str, assistant: Assistant, question: str
) -> None:
    given = ask(url, question=question)
    assert (given.status_code, given.headers["content-type"]) == (200, "application/json")
    answer = given.json()
    assert answer["timings_ms"]["total"] > 0
    expected = printed(assistant.ask(question))
    assert {**answer, "timings_ms": None} == expected
    assert list(answer) == list(expected)
    assert [list(c) for c in answer["citations"]] == [list(c) for c in expected["citations"]]
    assert all(c["origin"] for c in (*answer["citations"], *answer["nearby"]))


def test_what_asks_nothing_gets_a_reply(url: str, assistant: Assistant) -> None:
    given = ask(url, question="Hej!").json()
    assert (given["kind"], given["reason"], given["citations"]) == ("reply", "greeting", [])
    assert given["text"].startswith("Hej! Jag svarar på frågor om kommunens klimatarbete")
    again = ask(url, question="Hur vet du det?", history=[QUESTION]).json()
    assert (again["kind"], again["reason"]) == ("grounded", "doubt")
    assert again["citations"] == printed(assistant.ask(QUESTION))["citations"]
    told, failed = asyncio.run(call(url, question="Tack!"))
    assert (json.loads(told)["kind"], failed) == ("reply", False)


def test_earlier_questions_are_taken_into_account(url: str, assistant: Assistant) -> None:
    earlier, question = "Hur många elbussar finns det i Borås?", "Och när började det?"
    assert printed(assistant.ask(question)) != printed(assistant.ask(question, [earlier]))
    answer = ask(url, question=question, history=[earlier]).json()
    assert {**answer, "timings_ms": None} == printed(assistant.ask(question, [earlier]))


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("", EMPTY),
        (" \n ", EMPTY),
        ("Varför? " * 126, "Frågan är för lång. Skriv högst 1000 tecken."),
    ],
)
def test_a_question_that_can_not_be_searched_for_is_400(url: str, question: str, told: str) -> None:
    given = ask(url, question=question)
    assert (given.status_code, given.json()) == (400, {"detail": told})


@pytest.mark.parametrize(
    ("content", "place", "told"),
    [
        ("{}", ["body", "question"], "Field required"),
        ("fråga", ["body"], NOT_JSON),
        ('{"question": NaN}', ["body"], NOT_JSON),
        ('{"question": -Infinity}', ["body"], NOT_JSON),
        ('{"question": 1e999}', ["body"], NOT_JSON),
        ('{"question": "\\ud800"}', ["body"], NOT_JSON),
        ('{"question": "a", "history": ["\\udc00"]}', ["body"], NOT_JSON),
        ('{"question": "a", "\\udc00": 1}', ["body"], NOT_JSON),
        ('{"question": ' + "[" * 20 + "]" * 20 + "}", ["body"], NOT_JSON),
        ('{"question": ' + "[" * 60_000, ["body"], NOT_JSON),
        (
            '{"question": ' + "[" * 19 + "]" * 19 + "}",
            ["body", "question"],
            "Input should be a valid string",
        ),
        ('{"question": 1}', ["body", "question"], "Input should be a valid string"),
        (
            '{"question": "a", "history": "b"}',
            ["body", "history"],
            "Input should be a valid list",
        ),
        (
            json.dumps({"question": "a", "history": ["b"] * 31}),
            ["body", "history"],
            "List should have at most 30 items after validation, not 31",
        ),
        ('{"question": "a", "x": 1}', ["body", "x"], "Extra inputs are not permitted"),
    ],
)
def test_what_is_malformed_is_422(
    url: str, content: str, place: list[str | int], told: str
) -> None:
    headers = {"content-type": "application/json"}
    given = httpx.post(f"{url}/api/ask", content=content, headers=headers)
    assert given.status_code == 422
    (fault,) = given.json()["detail"]
    assert (fault["loc"], fault["msg"]) == (place, told)


@pytest.mark.parametrize("path", ["/api/feedback", "/mcp", "/gradio_api/call/ask"])
@pytest.mark.parametrize("content", ["{", '{"a": NaN}', '{"a": ' + "[" * 30 + "]" * 30 + "}"])
def test_what_is_no_json_is_taken_nowhere(url: str, path: str, content: str) -> None:
    given = httpx.post(url + path, content=content)
    assert (given.status_code, given.json()["detail"][0]["msg"]) == (422, NOT_JSON)


def test_half_a_sign_that_the_page_sends_is_left_out(url: str) -> None:
    content = '{"data": ["Vilka parter består omställningsteamet av?\\ud83d"]}'
    headers = {"content-type": "application/json"}
    with httpx.Client(base_url=f"{url}/gradio_api/call", headers=headers, timeout=60) as client:
        event = client.post("/ask", content=content).json()["event_id"]
        events = client.get(f"/ask/{event}").text
    assert "event: complete" in events
    assert "fffd" not in events


def test_earlier_questions_are_cleaned_as_questions_are(assistant: Assistant) -> None:
    earlier, question = "Hur många elbussar finns det i Borås?", "Och när började det?"
    expected = printed(assistant.ask(question, [earlier]))
    sent = [f" {earlier}\ud800\n", "", " ", "a" * 1001]
    assert printed(assistant.ask(question, sent)) == expected


def test_a_question_is_only_taken_as_json_by_post(url: str) -> None:
    assert httpx.get(f"{url}/api/ask", params={"question": QUESTION}).status_code == 404
    assert httpx.post(f"{url}/api/ask", data={"question": QUESTION}).status_code == 422


def test_health_tells_which_index_answers(url: str, assistant: Assistant) -> None:
    info = assistant.index.manifest.info
    told = httpx.get(f"{url}/api/health").json()
    assert 0 <= told.pop("age") < 24 * 3600
    assert told == {
        "status": "ok",
        "unreached": 0,
        "last_build": None,
        "generation": info.generation,
        "built": info.built,
        "corpus": info.corpus,
        "documents": len(assistant.index.documents),
        "passages": len(assistant.index.passages),
    }


def references(part: object) -> Iterator[str]:
    """Return every "$ref" in a JSON document."""
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"]
        for value in part.values():
            yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


def test_the_openapi_document_describes_these_routes_and_no_others(url: str) -> None:
    document = httpx.get(f"{url}/api/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert document["info"] == {"title": "Klimatsvar", "version": "1"}
    operations = {path: list(methods) for path, methods in document["paths"].items()}
    assert operations == {
        "/api/ask": ["post"],
        "/api/alive": ["get"],
        "/api/health": ["get"],
        "/api/feedback": ["post"],
    }
    schemas = document["components"]["schemas"]
    assert list(schemas["Answer"]["properties"]) == list(Answer.__dataclass_fields__)
    assert {f"#/components/schemas/{name}" for name in schemas} == set(references(document))
    responses = document["paths"]["/api/ask"]["post"]["responses"]
    assert set(responses) == {"200", "400", "408", "413", "422", "429", "500", "503"}


def test_a_fault_is_told_without_the_question(
    assistant: Assistant,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*asked: object, **_: object) -> Iterator[Worded]:
        raise RuntimeError(f"secret {asked}")

    monkeypatch.setattr(assistant, "ask_in_words", broken)
    with serving(assistant, settings) as url, caplog.at_level(logging.DEBUG):
        given = ask(url, question="Min hemliga fråga?")
    assert (given.status_code, given.json()) == (500, {"detail": texts("sv")["failed"]})
    assert "a question could not be answered: RuntimeError" in caplog.text
    assert "hemliga" not in caplog.text


def judge(url: str, sent: dict[str, Any], **headers: str) -> httpx.Response:
    """Send a verdict as a page of ours does, or with other headers."""
    from_own_page = headers or {"sec-fetch-site": "same-origin"}
    return httpx.post(f"{url}/api/feedback", json=sent, headers=from_own_page)


def test_a_verdict_is_kept_with_the_documents_and_the_day_only(
    url: str, settings: Settings, log_folder: Path
) -> None:
    sources = [citation["document"] for citation in ask(url, question=QUESTION).json()["citations"]]
    given = judge(url, {"verdict": "yes", "sources": sources, "kind": "grounded"})
    assert (given.status_code, given.content) == (204, b"")
    judge(url, {"verdict": "no", "sources": []})  # as from a page that was opened long ago
    journal = verdicts(settings.model_copy(update={"log_folder": log_folder}))
    kept = list(journal.read())
    day = date.today().isoformat()
    once = list(dict.fromkeys(sources))
    assert kept == [
        {"day": day, "verdict": "yes", "sources": once, "kind": "grounded"},
        {"day": day, "verdict": "no", "sources": []},
    ]
    assert not list(log_folder.glob("questions-*"))


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [
        ("sec-fetch-site", "cross-site", 403),
        ("sec-fetch-site", "none", 403),
        ("origin", "https://evil.example", 403),
        ("origin", "null", 403),
        ("origin", "https://[", 403),
        ("accept", "*/*", 403),
        ("origin", "{url}", 204),
    ],
)
def test_a_verdict_is_taken_from_our_own_pages_only(
    url: str, header: str, value: str, status: int
) -> None:
    sent = {"verdict": "yes", "sources": []}
    assert judge(url, sent, **{header: value.format(url=url)}).status_code == status


def test_a_verdict_that_could_not_be_written_is_told(
    assistant: Assistant, settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "log"
    with serving(assistant, settings, feedback=True, log_folder=folder) as url:
        folder.rmdir()
        given = judge(url, {"verdict": "yes", "sources": []})
    assert (given.status_code, given.json()["detail"]) == (500, texts("sv")["feedback_failed"])


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"verdict": "yes", "sources": ["Sven bor på Storgatan 1"]}, 400),
        ({"verdict": "Sven", "sources": []}, 422),
        ({"verdict": "yes"}, 422),
        ({"verdict": "yes", "sources": [], "comment": "Sven"}, 422),
        ({"verdict": "yes", "sources": [], "kind": "Sven"}, 422),
        ({"verdict": "yes", "sources": [], "kind": "personal_data"}, 422),
    ],
)
def test_nothing_else_than_a_verdict_can_be_kept(
    url: str, log_folder: Path, sent: dict[str, object], status: int
) -> None:
    assert judge(url, sent).status_code == status
    assert not [file for file in log_folder.iterdir() if "Sven" in file.read_text("utf-8")]


def test_whichever_way_it_is_asked_a_question_is_kept_when_that_is_on(
    assistant: Assistant, settings: Settings, tmp_path: Path
) -> None:
    changed = {"log_questions": True, "log_folder": tmp_path / "log", "mcp": True}
    journal = questions(settings.model_copy(update=changed))
    journal.prepare()
    journal.write(date(2020, 1, 1), {"question": "Gammal?"})
    with serving(assistant, settings, **changed) as url:
        asked = [f"{UNANSWERED} {way}" for way in ("api", "enkel", "länk", "sida", "verktyg")]
        ask(url, question=asked[0])
        httpx.post(f"{url}/enkel", data={"q": asked[1]})
        httpx.get(f"{url}/enkel", params={"q": asked[2]})
        joined = httpx.post(f"{url}/gradio_api/call/ask", json={"data": [asked[3]]}).json()
        assert httpx.get(f"{url}/gradio_api/call/ask/{joined['event_id']}").status_code == 200
        asyncio.run(call(url, question=asked[4]))
    assert [line["question"] for line in journal.read()] == asked


def test_feedback_and_the_tool_are_off_unless_turned_on(
    assistant: Assistant, settings: Settings
) -> None:
    with serving(assistant, settings) as url:
        given = httpx.post(f"{url}/api/feedback", json={"verdict": "yes", "sources": []})
        assert given.status_code == 404
        assert httpx.post(f"{url}/mcp", json={}).status_code == 404
        assert "/api/feedback" not in httpx.get(f"{url}/api/openapi.json").json()["paths"]


def test_the_tool_is_the_only_one_and_tells_what_it_takes(url: str) -> None:
    (tool,) = asyncio.run(tools(url))
    assert tool.name == "ask"
    assert tool.description is not None
    assert tool.description.startswith("Answer a resident's question")
    assert tool.inputSchema == {
        "type": "object",
        "properties": {
            "question": {
                "type": "string",
                "description": "The question as the resident put it, in any language.",
            },
            "history": {
                "type": "array",
                "items": {"type": "string"},
                "description": "The resident's earlier questions, oldest first.",
            },
        },
        "required": ["question"],
        "additionalProperties": False,
    }


def test_the_tool_answers_as_the_api_does(url: str, assistant: Assistant) -> None:
    told, failed = asyncio.run(call(url, question=QUESTION))
    assert not failed
    assert {**json.loads(told), "timings_ms": None} == printed(assistant.ask(QUESTION))


def test_the_tool_tells_why_it_can_not_answer(url: str) -> None:
    assert asyncio.run(call(url, question=" ")) == (EMPTY, True)
    told, failed = asyncio.run(call(url, text="?"))
    assert failed
    assert "'question' is a required property" in told


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("prompts/get", {"name": "a"}),
        ("resources/read", {"uri": "file:///etc/passwd"}),
        ("resources/list", {}),
    ],
)
def test_a_program_leads_the_service_to_no_other_host(
    url: str, method: str, params: dict[str, str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        elsewhere.setblocking(False)
        host = "{}:{}".format(*elsewhere.getsockname())
        sent = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        headers = {"accept": "application/json, text/event-stream", "host": host}
        told = httpx.post(f"{url}/mcp", json=sent, headers=headers, timeout=20).text
        assert "Method not found" in told
        with pytest.raises(BlockingIOError):
            elsewhere.accept()


def test_the_tool_takes_nothing_else(url: str) -> None:
    told, failed = asyncio.run(call(url, question=QUESTION, answer="ja"))
    assert failed
    assert "('answer' was unexpected)" in told


MARKER = "Hemlis Hemlisson"


@pytest.mark.parametrize(
    "message",
    [
        {"method": "tools/call", "params": {"name": "ask", "arguments": MARKER}},
        {"method": "tools/call", "params": {"name": "ask", "arguments": {"question": [MARKER]}}},
        {"method": "tools/call", "params": {"name": MARKER, "arguments": {"question": MARKER}}},
        {"method": MARKER, "params": {"question": MARKER}},
        {"method": "notifications/cancelled", "params": {"requestId": [MARKER], "reason": MARKER}},
        {"method": "ping", "params": MARKER},
        {"method": "tools/call", "params": {"name": "ask", "arguments": {"question": MARKER}}},
    ],
)
def test_nothing_that_a_program_sends_is_logged(
    url: str, message: dict[str, object], capfd: pytest.CaptureFixture[str]
) -> None:
    log = StringIO()
    with logging_to(log):
        headers = {"accept": "application/json, text/event-stream"}
        sent = {"jsonrpc": "2.0", "id": 1, **message}
        httpx.post(f"{url}/mcp", json=sent, headers=headers, timeout=20)
    assert MARKER not in log.getvalue() + "".join(capfd.readouterr())


def test_the_tool_without_its_package_is_explained(
    assistant: Assistant, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server.fastmcp.server", None)
    remedy = "run `pip install 'mcp<2,>=1.21'` or leave out the setting"
    with pytest.raises(SettingsError, match=f"^mcp: the package for it is missing; {remedy}$"):
        made_app(assistant, settings.model_copy(update={"mcp": True}))


async def tools(url: str) -> list[Tool]:
    async with (
        streamable_http_client(f"{url}/mcp") as (read, write, _),
        ClientSession(read, write) as session,
    ):
        await session.initialize()
        return (await session.list_tools()).tools


async def call(url: str, **arguments: str) -> tuple[str, bool]:
    """Return what the tool tells, and whether it failed."""
    async with (
        streamable_http_client(f"{url}/mcp") as (read, write, _),
        ClientSession(read, write) as session,
    ):
        await session.initialize()
        result: CallToolResult = await session.call_tool("ask", dict(arguments))
        (content,) = result.content
        assert isinstance(content, TextContent)
        return content.text, result.isError
