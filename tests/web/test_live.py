"""A running service changes over to a new index without dropping a question."""

import errno
import logging
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from klimatsvar.answer.fitted import Fitted
from klimatsvar.assistant import Assistant
from klimatsvar.errors import IndexDamagedError, StoreError
from klimatsvar.index.generations import Current, current, make_current, roll_back
from klimatsvar.index.on_disk import Index, require_whole
from klimatsvar.ingest.build import ingest
from klimatsvar.opening import serving
from klimatsvar.settings import Settings
from klimatsvar.types import Answer
from klimatsvar.web.live import LiveAssistant
from klimatsvar.web.programs.api import api
from toy import ToyEncoder, write_corpus

QUESTION = "Vilken buss går till jobbet?"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    write_corpus(tmp_path / "corpus", a="# Resor\n\nTa buss nummer 0 till jobbet.")
    settings = Settings.load(corpus=tmp_path / "corpus", index=tmp_path / "index", sure_from=0.0)
    build(settings)
    return settings


def build(settings: Settings) -> None:
    ingest(settings.corpus, settings.index, ToyEncoder(), passage_tokens=50)


def opened(settings: Settings) -> LiveAssistant:
    encoder = ToyEncoder()
    index = Index.open(settings.index, encoder)
    return LiveAssistant(Assistant(index, encoder, Fitted.load(), settings))


def test_questions_are_answered_while_the_index_changes(settings: Settings) -> None:
    live = opened(settings)
    answers: list[tuple[Answer, Assistant]] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            assistant = live.now()
            answers.append((assistant.ask(QUESTION), assistant))

    askers = [threading.Thread(target=ask) for _ in range(3)]
    with live.watching():
        for asker in askers:
            asker.start()
        for number in range(1, 4):
            write_corpus(settings.corpus, a=f"# Resor\n\nTa buss nummer {number} till jobbet.")
            build(settings)
            deadline = time.monotonic() + 5
            while live.now().index.manifest.generation != current(settings.index).name:
                assert time.monotonic() < deadline, "not noticed within 5 seconds"
                time.sleep(0.05)
            now = live.now()
            answers.append((now.ask(QUESTION), now))
            assert answers[-1][0].citations[0].quote.startswith(f"Ta buss nummer {number}")
        done.set()
        for asker in askers:
            asker.join()
    assert {answer.citations[0].quote for answer, _ in answers} == {
        f"Ta buss nummer {number} till jobbet." for number in range(4)
    }
    for answer, assistant in answers:
        (cited,) = answer.citations
        assert assistant.index.documents["a.md"].text[cited.start : cited.end] == cited.quote


def test_going_back_is_noticed_too(settings: Settings) -> None:
    write_corpus(settings.corpus, a="# Resor\n\nTa buss nummer 1 till jobbet.")
    build(settings)
    live = opened(settings)
    roll_back(settings.index, None, require_whole)
    live.refresh()
    assert live.now().ask(QUESTION).citations[0].quote == "Ta buss nummer 0 till jobbet."


def test_an_index_that_can_not_be_opened_is_told_of_once_and_not_used(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    live = opened(settings)
    first = live.now()
    make_current(settings.index, Current("20990101T000000.000000"))
    with caplog.at_level(logging.ERROR):
        live.refresh()
        live.refresh()
    assert live.now() is first
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "the old one answers on" in caplog.text
    make_current(settings.index, Current(first.index.manifest.generation))
    live.refresh()
    assert live.now() is first


def test_the_watch_outlives_a_fault_that_can_not_even_be_told(
    settings: Settings, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    class UntoldError(IndexDamagedError):
        def __str__(self) -> str:  # its words are in a file, and no more files can be opened
            raise OSError(errno.EMFILE, "Too many open files")

    def damaged(_: Assistant) -> bool:
        raise UntoldError("index_gone", index=settings.index)

    live = opened(settings)
    monkeypatch.setattr(Assistant, "is_replaced", damaged)
    live.refresh()
    assert "the new index could not be opened, the old one answers on" in caplog.text


def test_a_folder_that_is_made_anew_leaves_what_is_open_healthy(settings: Settings) -> None:
    live = opened(settings)
    (settings.index / "CURRENT").unlink()
    live.refresh()
    assert live.unreached == 0
    assert health(live, settings)[0] == 200
    assert live.now().ask(QUESTION).citations


@dataclass(slots=True)
class Away:
    """A Milvus that gives no answer for a while, in seconds of a clock of its own."""

    now: float = 1000.0
    seconds: float = 0.0
    """How long a look waits for it."""

    def monotonic(self) -> float:
        return self.now

    def serving(self, _: Settings) -> str:
        self.now += self.seconds
        raise StoreError("milvus_silent", uri="x")


def health(live: LiveAssistant, settings: Settings) -> tuple[int, str, int]:
    app = FastAPI()
    app.include_router(api(live, settings))
    client = TestClient(app)
    assert client.get("/api/alive").status_code == 204
    given = client.get("/api/health")
    told = given.json()
    return given.status_code, told["status"], told["unreached"]


def test_health_tells_that_the_store_is_out_of_reach(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    live = opened(settings)
    away = Away()
    monkeypatch.setattr("klimatsvar.web.live.time", away)
    monkeypatch.setattr("klimatsvar.assistant.serving", away.serving)
    for seconds, told in [
        (10.0, (200, "ok", 10)),  # what a look waits counts too
        (19.0, (200, "ok", 29)),
        (1.0, (503, "unreachable", 30)),
    ]:
        away.seconds = seconds
        live.refresh()
        assert health(live, settings) == told
    monkeypatch.setattr("klimatsvar.assistant.serving", serving)
    live.refresh()
    assert health(live, settings) == (200, "ok", 0)
    assert caplog.messages == [
        "no question can be answered, since the index can't be reached: Milvus at x: doesn't "
        "answer; start it, or mend milvus.uri or the network",
        "the index is reached again, after 30 seconds",
    ]


def test_a_new_index_that_milvus_can_not_open_leaves_the_old_one_healthy(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refused(*_: object) -> None:
        raise StoreError("milvus_failed", uri="x", failed="load_collection")

    live = opened(settings)
    monkeypatch.setattr("klimatsvar.assistant.serving", lambda _: "another")
    monkeypatch.setattr("klimatsvar.assistant.open_store", refused)
    live.refresh()
    assert health(live, settings) == (200, "ok", 0)
    assert "the new index is not used, the old one answers on: Milvus at x" in caplog.text
