"""Several processes over one Milvus server: they share a build, and answer while it changes."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from in_milvus import free_port, milvus_server, settings_of
from klimatsvar.milvus import client
from klimatsvar.milvus.build import ingest, prepare
from klimatsvar.milvus.finishing import finish
from klimatsvar.milvus.generations import Generations
from klimatsvar.milvus.records import Records
from klimatsvar.milvus.store import MilvusStore
from klimatsvar.milvus.writing import filed
from toy import ToyEncoder, write_corpus

HERE = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def uri(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with milvus_server(tmp_path_factory.mktemp("milvus")) as uri:
        yield uri


@contextmanager
def running(script: str, *arguments: object) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, str(HERE / script), *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def said(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def test_two_processes_share_a_build_and_one_that_is_killed_goes_on(
    tmp_path: Path, uri: str
) -> None:
    texts = {name: f"# Resor\n\nTa buss nummer {name} till jobbet." for name in "abcdefgh"}
    corpus = write_corpus(tmp_path / "corpus", **texts)  # five of them in the second shard
    settings = settings_of(corpus, uri)
    with (
        running("shard_toy.py", corpus, uri, "2/2", 2) as killed,
        running("shard_toy.py", corpus, uri, "1/2") as other,
    ):
        assert said(killed) == "waiting"
        killed.kill()
        assert said(other) == "read 3"
        assert other.wait() == 0
    build = prepare(corpus, settings, ToyEncoder())
    names = build.generations.names(build.generation)
    # The second of the two that were written has no record yet.
    assert len(filed(Records(build.generations.milvus, names.records))) == 3 + 1
    with running("shard_toy.py", corpus, uri, "2/2") as again:
        assert said(again) == "read 4"  # of five
        assert again.wait() == 0
    files, manifest = finish(build)
    assert manifest.counts == (8, 8, 8)
    assert all(file.status == "searchable" for file in files)
    store = MilvusStore.open(settings, ToyEncoder())
    assert list(store.documents) == [f"{name}.md" for name in "abcdefgh"]
    found = store.near(ToyEncoder().encode_queries(["buss"]), ["buss"], 100)
    assert sorted(near.document for near in found) == list(store.documents)


def test_replicas_answer_while_the_alias_switches(tmp_path: Path, uri: str) -> None:
    corpus = write_corpus(tmp_path / "corpus", a="# Resor\n\nTa buss nummer 0 till jobbet.")
    settings = settings_of(corpus, uri, corpus_name="default")
    made = [ingest(corpus, settings, ToyEncoder()).manifest.generation]
    answers: list[dict[str, Any]] = []
    done = threading.Event()

    def ask(url: str) -> None:
        with httpx.Client(base_url=url, timeout=30) as client:
            while not done.is_set():
                asked = {"question": "Vilken buss går till jobbet?"}
                answers.append(client.post("/api/ask", json=asked).raise_for_status().json())

    with ExitStack() as stack:
        replicas = [stack.enter_context(running("serve_toy.py", corpus, uri, 0)) for _ in range(2)]
        urls = [said(replica).rpartition(" ")[2] for replica in replicas]
        threads = [threading.Thread(target=ask, args=(url,)) for url in urls]
        for thread in threads:
            thread.start()
        try:
            for number in (1, 2):
                write_corpus(corpus, a=f"# Resor\n\nTa buss nummer {number} till jobbet.")
                made.append(ingest(corpus, settings, ToyEncoder()).manifest.generation)
                wait_for(urls, made[-1])
            back = Generations.of(settings).roll_back(None).name
            assert back == made[1]
            wait_for(urls, back)
        finally:
            assert all(thread.is_alive() for thread in threads), "a question failed"
            done.set()
            for thread in threads:
                thread.join()
    assert len(answers) > 20
    for answer in answers:  # of one generation each, and of each that served
        number = made.index(answer["index"]["generation"])
        assert answer["citations"][0]["quote"] == f"Ta buss nummer {number} till jobbet."
    assert {answer["index"]["generation"] for answer in answers} == set(made)


def test_a_server_that_is_killed_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "_ASKING_SECONDS", 60)
    corpus = write_corpus(tmp_path / "corpus", a="# Resor\n\nTa buss till jobbet.")
    port = free_port()
    with milvus_server(tmp_path, port) as uri:
        settings = settings_of(corpus, uri)
        ingest(corpus, settings, ToyEncoder())
        store = MilvusStore.open(settings, ToyEncoder())
    generations = Generations.of(settings)
    names = generations.names(store.manifest.generation)
    found: list[list[str]] = []

    def ask() -> None:
        near = store.near(ToyEncoder().encode_queries(["buss"]), ["buss"], 10)
        found.append([one.document for one in near])

    def read() -> None:
        found.append(Records(generations.milvus.patient(60), names.records).names("document"))

    threads = [threading.Thread(target=one) for one in (ask, read)]
    for thread in threads:
        thread.start()
    with milvus_server(tmp_path, port):
        for thread in threads:
            thread.join()
    assert found == [["a.md"], ["a.md"]]


def wait_for(urls: list[str], generation: str) -> None:
    deadline = time.monotonic() + 20
    while {health(url) for url in urls} != {generation}:
        assert time.monotonic() < deadline, "not noticed by all"
        time.sleep(0.1)


def health(url: str) -> str:
    told: dict[str, Any] = httpx.get(f"{url}/api/health", timeout=30).json()
    return str(told["generation"])
