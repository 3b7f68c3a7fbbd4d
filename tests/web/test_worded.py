"""Answers in a language model's words, over real HTTP: /enkel, /api/ask, the tool, /integritet."""

import asyncio
import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from gradio_client import Client
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from mcp.types import TextContent
from pydantic import HttpUrl
from starlette.testclient import TestClient

from klimatsvar.answer.fitted import Fitted
from klimatsvar.assistant import Assistant
from klimatsvar.settings import LanguageModel, MilvusServer, Settings
from klimatsvar.suggestions import Suggestions
from klimatsvar.texts import texts
from klimatsvar.types import Worded, Wording
from klimatsvar.web.ask.conversation import (
    Conversation,
    Inquiry,
    go_on,
    in_simple_words,
    written_down,
)
from klimatsvar.web.live import LiveAssistant
from klimatsvar.web.pages.plain import plain_pages
from klimatsvar.web.question_log import questions, verdicts
from serving import serving
from worded import EASY, FALSE, FIRST, QUESTION, SECOND, SIMPLE, WORDING, serving_worded
from wording.scripted import Reply, Scripted

SV = texts("sv")
UNANSWERED = "Vad kostar ett månadskort på bussen?"


@pytest.fixture(scope="module")
def log_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("log")


@pytest.fixture(scope="module")
def served(
    assistant: Assistant, settings: Settings, log_folder: Path
) -> Iterator[tuple[str, Scripted]]:
    changed = {"mcp": True, "feedback": True, "log_questions": True, "log_folder": log_folder}
    with serving_worded(assistant, settings, **changed) as served:
        yield served


@pytest.fixture
def url(served: tuple[str, Scripted]) -> str:
    return served[0]


@pytest.fixture
def model(served: tuple[str, Scripted]) -> Scripted:
    return served[1].says(WORDING)


def plain(url: str, **sent: str) -> str:
    own = {"sec-fetch-site": "same-origin"}
    return httpx.post(f"{url}/enkel", data={"q": QUESTION} | sent, headers=own, timeout=60).text


def worded_in(page: str) -> str:
    """Return the sentences of a page as text, without what tells a number's purpose."""
    found = " ".join(re.findall('<p class="worded"[^>]*>(.*?)</p>', page))
    return re.sub('<span class="unseen">.*?</span> |<[^>]*>', "", unescape(found))


@pytest.mark.usefixtures("model")
def test_the_plain_page_shows_what_is_proven_and_what_proves_it(url: str) -> None:
    page = plain(url)
    assert worded_in(page) == f"{FIRST} [1] {SECOND} [2]"
    assert FALSE not in page
    assert page.count("<blockquote") == 2
    assert "Skrivet av språkmodellen prövad/modell-1 och jämfört med citaten." in page
    assert SV["page_lead_worded"] in page
    assert SV["page_lead"] not in page


def test_the_plain_page_explains_more_simply_and_asks_no_second_time(
    url: str, model: Scripted, settings: Settings, log_folder: Path
) -> None:
    page = plain(url)
    assert '<button form="igen" formaction="enkel" name="enklare" value="1">Förkl' in page
    model.says(SIMPLE)
    simple = plain(url, enklare="1")
    assert worded_in(simple) == f"{EASY} [1]"
    assert '<span class="asked">Enklare förklarat:</span>' in simple
    assert 'formaction="enkel" name="enklare"' not in simple
    assert '<input type="hidden" name="enklare" value="1">' in simple  # in another language too
    plain(url, enklare="1", hjalpte="yes")
    changed = settings.model_copy(update={"log_folder": log_folder})
    assert [line["sources"] for line in verdicts(changed).read()] == [["omstallningsteamet.md"]]
    kept = [line["question"] for line in questions(changed).read()]
    plain(url)
    assert [line["question"] for line in questions(changed).read()] == [*kept, QUESTION]


def test_a_refusal_is_not_put_into_words(url: str, model: Scripted) -> None:
    page = plain(url, q=UNANSWERED)
    assert SV["refused_off_subject"] in page
    assert 'name="enklare"' not in page
    assert model.bodies == []


def test_a_model_that_fails_leaves_the_quotations_and_a_note(url: str, model: Scripted) -> None:
    model.says(Reply(status=500))
    page = plain(url)
    assert 'class="worded"' not in page
    assert f'<p class="told unseen">{SV["answer_intro"]}</p>\n<div' in page
    assert f'<p class="told">{SV["not_worded"]}</p>' in page


def test_what_a_model_writes_shows_as_its_characters(url: str, model: Scripted) -> None:
    hostile = "<script>alert(1)</script> [x](javascript:a) ![](http://evil.example/a.png)"
    model.says(WORDING.replace(FIRST, hostile), WORDING)
    page = plain(url)
    assert "<script" not in page
    assert "evil.example" not in "".join(re.findall('(?:src|href)="[^"]*"', page))


@pytest.mark.usefixtures("model")
def test_programs_get_the_wording_beside_the_answer(url: str, assistant: Assistant) -> None:
    answer = httpx.post(f"{url}/api/ask", json={"question": QUESTION}).json()
    wording = answer.pop("wording")
    assert [s["text"] for s in wording["sentences"]] == [FIRST, SECOND]
    assert [s["citations"] for s in wording["sentences"]] == [[1], [2]]
    assert (wording["model"], wording["dropped"], wording["done"]) == ("prövad/modell-1", 1, True)
    assert answer["text"] == assistant.ask(QUESTION).text
    refused = httpx.post(f"{url}/api/ask", json={"question": UNANSWERED}).json()
    assert (refused["kind"], refused["wording"]) == ("refused", None)


def test_programs_may_ask_for_simple_words(url: str, model: Scripted) -> None:
    sent = {"question": QUESTION, "simple": True}
    wording = httpx.post(f"{url}/api/ask", json=sent).json()["wording"]
    assert wording["simple"] is True
    assert len(model.bodies) == 1


def schemas(url: str) -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(f"{url}/api/openapi.json").json()["components"]["schemas"]
    return found


def test_the_description_tells_of_wordings_only_where_a_model_is_set(
    url: str, assistant: Assistant, settings: Settings
) -> None:
    described = schemas(url)
    assert "wording" in described["WordedAnswer"]["required"]
    assert "simple" in described["WordedQuestion"]["properties"]
    with serving(assistant, settings, mcp=True) as plain_url:
        described = schemas(plain_url)
        assert not {"Wording", "WordedAnswer", "WordedQuestion"} & set(described)
        sent = {"question": QUESTION, "simple": True}
        assert httpx.post(f"{plain_url}/api/ask", json=sent).status_code == 422
        answer = httpx.post(f"{plain_url}/api/ask", json={"question": QUESTION}).json()
        assert "wording" not in answer
        assert "wording" not in asyncio.run(tool(plain_url))[0]
        page = httpx.post(f"{plain_url}/enkel", data={"q": QUESTION, "enklare": "1"}).text
        assert page == httpx.post(f"{plain_url}/enkel", data={"q": QUESTION}).text
        assert "enkla" not in page.replace("enkla sid", "")


async def tool(url: str) -> tuple[str, dict[str, Any]]:
    """Return how the tool is described, and what it tells."""
    async with (
        streamable_http_client(f"{url}/mcp") as (read, write, _),
        ClientSession(read, write) as session,
    ):
        await session.initialize()
        (described,) = (await session.list_tools()).tools
        (content,) = (await session.call_tool("ask", {"question": QUESTION})).content
        assert isinstance(content, TextContent)
        return described.description or "", json.loads(content.text)


@pytest.mark.usefixtures("model")
def test_the_tool_gives_the_wording_too(url: str) -> None:
    described, told = asyncio.run(tool(url))
    assert '"wording", if there is one, says the same in sentences of a language model' in described
    assert [s["text"] for s in told["wording"]["sentences"]] == [FIRST, SECOND]


@pytest.mark.usefixtures("model")
def test_a_program_on_the_pages_endpoint_gets_the_whole_answer(url: str) -> None:
    client = Client(url, verbose=False, analytics_enabled=False)
    try:
        assert worded_in(client.predict(QUESTION, api_name="/ask")[0]) == (
            f"{FIRST} [1] {SECOND} [2]"
        )
    finally:
        client.close()


class Writes(Assistant):
    """An assistant whose answers are worded as given."""

    def __init__(self, real: Assistant, *wordings: Wording) -> None:
        super().__init__(real.index, real._encoder, Fitted.load(), real._settings)
        self._wordings = wordings

    def ask_in_words(self, question: str, *_: Any, **__: Any) -> Iterator[Worded]:
        answer = self.ask(question)
        yield Worded(answer)
        for wording in self._wordings:
            yield Worded(answer, wording)


def test_a_conversation_is_as_it_was_until_the_answer_is_written(
    assistant: Assistant, settings: Settings
) -> None:
    settings = settings.model_copy(
        update={"llm": LanguageModel(base_url=HttpUrl("http://127.0.0.1:1"), model="m")}
    )
    documents = assistant.index.documents
    begun = Wording("m", False, (), assistant.ask(QUESTION).citations, 0, False, None, None)
    (before,) = go_on(Conversation(), Inquiry(UNANSWERED), assistant, settings, "sv")
    writes = Writes(assistant, begun)
    first, second, last = go_on(before, Inquiry(QUESTION, (UNANSWERED,)), writes, settings, "sv")
    assert first.turns == second.turns == before.turns
    assert first.writing is not None
    assert (last.writing, last.asked) == (None, 2)
    # Stopped before the first sentence, it is the answer alone.
    stopped = written_down(first, documents, settings, "sv")
    assert stopped.asked == 2
    assert SV["answer_intro"] in stopped.html
    assert SV["not_worded"] not in stopped.html
    assert written_down(last, documents, settings, "sv") == last
    assert in_simple_words(last, 2) == Inquiry(QUESTION, (UNANSWERED,), simple=True)
    assert (in_simple_words(last, 0), in_simple_words(last, 3)) == (None, None)


@pytest.mark.parametrize(
    ("base_url", "told"),
    [
        (
            "http://127.0.0.1:8080/v1",
            "en språkmodell, m&lt;1&gt;, svaret. Dina frågor",
        ),
        ("http://[::1]:8080/v1", "Dina frågor skickas inte till någon annan."),
        ("http://localhost/v1", "Dina frågor skickas inte till någon annan."),
        ("https://llm.example/v1", "m&lt;1&gt;, på servern llm.example formulerar svaret. Dit"),
        ("https://127.evil.example/v1", "på servern 127.evil.example formulerar svaret."),
    ],
)
def test_privacy_says_where_questions_are_sent(
    assistant: Assistant, settings: Settings, base_url: str, told: str
) -> None:
    llm = LanguageModel(base_url=HttpUrl(base_url), model="m<1>")
    app = FastAPI()
    changed = settings.model_copy(update={"llm": llm})
    app.include_router(plain_pages(LiveAssistant(assistant), changed, Suggestions(())))
    page = TestClient(app).get("/integritet").text
    assert told in page
    assert ("skickas inte till någon annan" in page) is ("Dit skickas" not in page)


@pytest.mark.parametrize(
    ("uri", "is_told"),
    [("https://milvus.example:19530", True), ("http://127.0.0.1:19530", False), ("a.db", False)],
)
def test_privacy_says_that_another_server_searches(
    assistant: Assistant, settings: Settings, uri: str, is_told: bool
) -> None:
    changed = {"store": "milvus", "milvus": MilvusServer(uri=uri)}
    app = FastAPI()
    changed_settings = settings.model_copy(update=changed)
    app.include_router(plain_pages(LiveAssistant(assistant), changed_settings, Suggestions(())))
    page = TestClient(app).get("/integritet").text
    assert ("i en databas på servern milvus.example. Dit skickas orden" in page) is is_told
