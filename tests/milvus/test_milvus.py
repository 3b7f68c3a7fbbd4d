"""The index in Milvus: generations, failures and corpora kept apart, on a real milvus-lite."""

import random
import socket
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import grpc
import pytest
from pymilvus import MilvusException

from in_milvus import read_here, settings_of
from klimatsvar.answer.fitted import Fitted
from klimatsvar.assistant import Assistant
from klimatsvar.corpus.read import Reading
from klimatsvar.errors import (
    CorpusError,
    IndexDamagedError,
    IndexMismatchError,
    IndexMissingError,
    StoreError,
)
from klimatsvar.index.contract import Store
from klimatsvar.index.on_disk import Index
from klimatsvar.ingest.build import ingest as build_on_disk
from klimatsvar.language.terms import terms
from klimatsvar.milvus import client
from klimatsvar.milvus.build import Shard, fill, ingest, prepare
from klimatsvar.milvus.client import Milvus, connected
from klimatsvar.milvus.finishing import finish
from klimatsvar.milvus.generations import Generations
from klimatsvar.milvus.records import Records, record
from klimatsvar.milvus.schema import Names, create, position
from klimatsvar.milvus.store import MilvusStore
from klimatsvar.milvus.writing import Writer, begun
from klimatsvar.settings import MilvusServer, Settings
from klimatsvar.texts.messages import Message
from klimatsvar.web.live import LiveAssistant
from telling import raises
from toy import ToyEncoder, write_corpus

QUESTION = "Vilken buss går till jobbet?"


@pytest.fixture(scope="module")
def uri(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("milvus") / "toy.db")


@pytest.fixture(autouse=True)
def _read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("klimatsvar.ingest.reading.read_files", read_here)


def opened(settings: Settings) -> Assistant:
    encoder = ToyEncoder()
    return Assistant(MilvusStore.open(settings, encoder), encoder, Fitted.load(), settings)


def quoted(settings: Settings) -> str:
    return opened(settings).ask(QUESTION).citations[0].quote


def corpus(folder: Path, number: int) -> Path:
    return write_corpus(
        folder,
        a=f"# Resor\n\nTa buss nummer {number} till jobbet.",
        b="# Natur\n\nI skog och mark finns stigar.",
    )


def test_a_build_takes_over_and_can_be_taken_back(tmp_path: Path, uri: str) -> None:
    settings = settings_of(corpus(tmp_path / "corpus", 1), uri, corpus_name="generations")
    generations = Generations.of(settings)
    first = ingest(settings.corpus, settings, ToyEncoder())
    assert (first.read, first.reused, first.unchanged) == (2, 0, False)
    live = LiveAssistant(opened(settings))

    corpus(tmp_path / "corpus", 2)
    second = ingest(settings.corpus, settings, ToyEncoder())
    assert (second.read, second.reused) == (1, 1)  # b.md was taken over
    assert live.now().ask(QUESTION).citations[0].quote == "Ta buss nummer 1 till jobbet."
    live.refresh()
    answer = live.now().ask(QUESTION)
    assert answer.citations[0].quote == "Ta buss nummer 2 till jobbet."
    assert answer.index.generation == second.manifest.generation
    assert opened(settings).search("stigar", 1)[0].document.id == "b.md"

    assert generations.roll_back(None).name == first.manifest.generation
    assert generations.serving().pinned
    live.refresh()
    assert live.now().ask(QUESTION).citations[0].quote == "Ta buss nummer 1 till jobbet."
    with pytest.raises(IndexMissingError, match="no generation is older"):
        generations.roll_back(None)
    with pytest.raises(IndexMissingError, match="no generation x; `klimatsvar index list`"):
        generations.roll_back("x")

    again = ingest(settings.corpus, settings, ToyEncoder())
    assert (again.unchanged, again.manifest) == (True, second.manifest)
    assert not generations.serving().pinned


def test_what_was_built_anew_serves_on_when_nothing_changes(tmp_path: Path, uri: str) -> None:
    folder = corpus(tmp_path / "corpus", 1)
    settings = settings_of(folder, uri, corpus_name="anew")
    first = ingest(folder, settings, ToyEncoder()).manifest.generation
    second = ingest(folder, settings, ToyEncoder(), full=True).manifest.generation
    assert second != first
    again = ingest(folder, settings, ToyEncoder())
    assert (again.unchanged, again.manifest.generation) == (True, second)
    assert Generations.of(settings).serving().name == second


def test_what_a_killed_process_left_of_a_file_is_taken_out(
    tmp_path: Path, uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_of(corpus(tmp_path / "corpus", 1), uri, corpus_name="left")

    class Killed(BaseException):
        pass

    def killing(self: Milvus, method: str, *values: Any, **given: Any) -> Any:
        if method == "upsert" and values[1][0].get("kind") == "file":
            raise Killed
        return do(self, method, *values, **given)

    do = Milvus.do
    with monkeypatch.context() as patch:
        patch.setattr(Milvus, "do", killing)
        with pytest.raises(Killed):
            ingest(settings.corpus, settings, ToyEncoder())

    def failing(files: Any, *limits: object) -> Iterator[Reading]:
        for reading in read_here(files, *limits):
            yield (
                reading
                if reading.id == "a.md"
                else Reading(reading.id, None, (Message.of("file_crashed_reader"),))
            )

    monkeypatch.setattr("klimatsvar.ingest.reading.read_files", failing)
    report = ingest(settings.corpus, settings, ToyEncoder())
    assert report.manifest.counts == (1, 1, 1)
    assert [file.status for file in report.files] == ["searchable", "skipped"]
    generations = Generations.of(settings)
    names = generations.names(report.manifest.generation)
    records = Records(generations.milvus, names.records)
    assert [records.names(kind) for kind in ("document", "counts", "passage")] == [
        ["a.md"],
        ["a.md"],
        ["0"],
    ]


def test_a_process_that_comes_late_changes_nothing(
    tmp_path: Path, uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "# Resor\n\nTa buss till jobbet."
    settings = settings_of(
        write_corpus(tmp_path / "corpus", a=text, b=text), uri, corpus_name="late"
    )
    late = prepare(settings.corpus, settings, ToyEncoder())
    close = Writer.close

    def closing(writer: Writer) -> None:
        """Close after another process has done it all."""
        monkeypatch.setattr(Writer, "close", close)
        assert ingest(settings.corpus, settings, ToyEncoder()).manifest.counts == (1, 1, 1)
        close(writer)

    monkeypatch.setattr(Writer, "close", closing)
    assert fill(late, Shard()) == 2  # read in vain
    assert late.generations.serving().name == late.generation
    names = late.generations.names(late.generation)
    assert late.generations.milvus.count(names.passages) == 1
    assert fill(late, Shard()) == 0


def test_what_another_process_has_written_meanwhile_stays(
    tmp_path: Path, uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_of(corpus(tmp_path / "corpus", 1), uri, corpus_name="taken")
    late = prepare(settings.corpus, settings, ToyEncoder())

    def looking(*given: Any) -> dict[str, list[int]]:
        """Look what is there after another process has done it all."""
        monkeypatch.setattr("klimatsvar.milvus.build.begun", begun)
        assert ingest(settings.corpus, settings, ToyEncoder()).manifest.counts == (2, 2, 2)
        found = begun(*given)
        assert found == {"a.md": [0], "b.md": [position(1, 0)]}
        return found

    monkeypatch.setattr("klimatsvar.milvus.build.begun", looking)
    assert fill(late, Shard()) == 0
    assert quoted(settings) == "Ta buss nummer 1 till jobbet."
    assert len(opened(settings).search("stigar", 9)) == 2


def test_of_two_that_finish_the_second_undoes_nothing(
    tmp_path: Path, uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_of(corpus(tmp_path / "corpus", 1), uri, corpus_name="second")
    count_rows = Milvus.count

    def counting(self: Milvus, collection: str) -> int:
        """Count wrongly, after another process has finished."""
        monkeypatch.setattr(Milvus, "count", count_rows)
        assert ingest(settings.corpus, settings, ToyEncoder()).manifest.counts == (2, 2, 2)
        return count_rows(self, collection) + 1

    monkeypatch.setattr(Milvus, "count", counting)
    second = ingest(settings.corpus, settings, ToyEncoder())
    assert second.manifest.counts == (2, 2, 2)
    assert Generations.of(settings).is_closed(second.manifest.generation)
    assert quoted(settings) == "Ta buss nummer 1 till jobbet."


def test_a_build_that_is_killed_while_it_takes_out_a_torn_file_goes_on(
    tmp_path: Path, uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_of(corpus(tmp_path / "corpus", 1), uri, corpus_name="tearing")
    build = prepare(settings.corpus, settings, ToyEncoder())
    assert fill(build, Shard()) == 2
    names = build.generations.names(build.generation)
    build.generations.milvus.do("delete", names.passages, [0])

    class Killed(BaseException):
        pass

    def killed(*_: object) -> None:
        raise Killed

    # The first time nothing is to be taken out; the second, its record is gone already.
    for function in ("begun", "take_out"):
        with monkeypatch.context() as patch:
            if function == "take_out":
                patch.setattr("klimatsvar.milvus.finishing._completed", lambda *_: None)
            patch.setattr(f"klimatsvar.milvus.finishing.{function}", killed)
            with pytest.raises(Killed):
                finish(build)
    assert ingest(settings.corpus, settings, ToyEncoder()).manifest.counts == (2, 2, 2)


def test_a_build_that_another_removed_says_so(tmp_path: Path, uri: str) -> None:
    settings = settings_of(corpus(tmp_path / "corpus", 1), uri, corpus_name="slow")
    slow = prepare(settings.corpus, settings, ToyEncoder(), anew=True)
    ingest(settings.corpus, settings, ToyEncoder())
    with pytest.raises(StoreError, match="is gone; another build was done before this one"):
        fill(slow, Shard())


def test_generations_of_another_version_are_passed_over(tmp_path: Path, uri: str) -> None:
    settings = settings_of(corpus(tmp_path / "corpus", 1), uri, corpus_name="other")
    generations = Generations.of(settings)
    made = ingest(settings.corpus, settings, ToyEncoder()).manifest.generation
    generations.milvus.do(
        *("alter_collection_properties", generations.names(made).passages),
        {"klimatsvar.manifest": '{"generation": "g1"}'},
    )
    assert generations.complete() == []
    with pytest.raises(IndexDamagedError, match="has no manifest; run `klimatsvar ingest"):
        MilvusStore.open(settings, ToyEncoder())
    corpus(tmp_path / "corpus", 2)
    ingest(settings.corpus, settings, ToyEncoder())
    assert quoted(settings) == "Ta buss nummer 2 till jobbet."
    # Replicas of that version may still ask it.
    assert generations.milvus.properties(generations.names(made).passages) is not None


def test_a_file_that_could_not_be_read_is_tried_again(
    tmp_path: Path, uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = corpus(tmp_path / "corpus", 1)
    settings = settings_of(folder, uri, corpus_name="again")

    tries = count(1)

    def read(files: Any, *limits: object) -> Iterator[Reading]:
        for reading in read_here(files, *limits):
            told = Reading(reading.id, None, (Message.of("file_too_slow", seconds=next(tries)),))
            yield told if reading.id == "b.md" else reading

    with monkeypatch.context() as patch:
        patch.setattr("klimatsvar.ingest.reading.read_files", read)
        first = ingest(folder, settings, ToyEncoder())
        again = ingest(folder, settings, ToyEncoder())
    assert [file.status for file in first.files] == ["searchable", "skipped"]
    assert (again.unchanged, again.read, again.manifest) == (True, 1, first.manifest)

    mended = ingest(folder, settings, ToyEncoder())
    assert [file.status for file in mended.files] == ["searchable", "searchable"]
    assert (mended.unchanged, mended.read, mended.reused) == (False, 1, 1)
    assert mended.manifest.generation != first.manifest.generation
    last = ingest(folder, settings, ToyEncoder())
    assert (last.unchanged, last.read, last.manifest) == (True, 0, mended.manifest)
    assert opened(settings).search("stigar", 1)[0].document.id == "b.md"


def test_a_word_without_end_stops_no_build(tmp_path: Path, uri: str) -> None:
    endless = "å" * 70_000 + " " + "".join(random.Random(1).choices("abcdeåäö", k=20_000))
    folder = write_corpus(
        tmp_path / "c", a=f"# Odd\n\n{endless}", b="# Resor\n\nTa buss nummer 1 till jobbet."
    )
    settings = settings_of(folder, uri, corpus_name="endless")
    assert ingest(folder, settings, ToyEncoder()).manifest.documents == 2
    assert quoted(settings) == "Ta buss nummer 1 till jobbet."


def test_no_records_are_left_by_a_build_that_is_killed_while_it_cleans_up(
    tmp_path: Path, uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_of(corpus(tmp_path / "corpus", 1), uri, corpus_name="killed")
    generations = Generations.of(settings)
    ingest(settings.corpus, settings, ToyEncoder())
    corpus(tmp_path / "corpus", 2)
    half = prepare(settings.corpus, settings, ToyEncoder())
    corpus(tmp_path / "corpus", 3)

    class Killed(BaseException):
        pass

    def killing(self: Milvus, method: str, *values: Any, **given: Any) -> Any:
        if method == "drop_collection" and done:
            raise Killed
        done.extend(values if method == "drop_collection" else ())
        return do(self, method, *values, **given)

    done: list[str] = []
    do = Milvus.do
    with monkeypatch.context() as patch:
        patch.setattr(Milvus, "do", killing)
        with pytest.raises(Killed):
            ingest(settings.corpus, settings, ToyEncoder())
    assert done == [generations.names(half.generation).records]
    assert ingest(settings.corpus, settings, ToyEncoder()).unchanged
    left = set(generations.milvus.do("list_collections"))
    assert not left & set(generations.names(half.generation).both)


def test_three_generations_are_kept(tmp_path: Path, uri: str) -> None:
    settings = settings_of(corpus(tmp_path / "corpus", 1), uri, corpus_name="kept")
    generations = Generations.of(settings)
    made = [ingest(settings.corpus, settings, ToyEncoder()).manifest.generation]
    for _ in range(3):
        build = prepare(settings.corpus, settings, ToyEncoder(), anew=True)
        assert fill(build, Shard()) == 0  # all is taken over
        finish(build)
        made.append(build.generation)
    assert [manifest.generation for manifest in generations.complete()] == made[1:]
    left = set(generations.milvus.do("list_collections"))
    assert not left & set(generations.names(made[0]).both)
    assert left >= set(generations.names(made[1]).both)
    assert generations.roll_back(made[1]).name == made[1]  # which was not in memory any more
    assert quoted(settings) == "Ta buss nummer 1 till jobbet."


def test_a_build_that_is_not_whole_does_not_serve(tmp_path: Path, uri: str) -> None:
    settings = settings_of(corpus(tmp_path / "corpus", 1), uri, corpus_name="failing")
    generations = Generations.of(settings)
    ingest(settings.corpus, settings, ToyEncoder())
    corpus(tmp_path / "corpus", 2)
    half = prepare(settings.corpus, settings, ToyEncoder())
    with pytest.raises(StoreError, match=r"2 of 2 files are missing \(a\.md, b\.md\).*none"):
        finish(half)
    fill(half, Shard(1, 2))
    with pytest.raises(StoreError, match=r"1 of 2 files are missing \(a\.md\).*shard: 1/2: 1;"):
        finish(half)
    fill(half, Shard(2, 2))
    names = generations.names(half.generation)
    generations.milvus.do("delete", names.passages, filter='document == "a.md"')
    with pytest.raises(StoreError, match=r"1 file is not whole \(a\.md\)"):
        finish(half)
    assert quoted(settings) == "Ta buss nummer 1 till jobbet."

    corpus(tmp_path / "corpus", 3)
    ingest(settings.corpus, settings, ToyEncoder())
    assert quoted(settings) == "Ta buss nummer 3 till jobbet."
    assert not set(generations.milvus.do("list_collections")) & set(names.both)


@pytest.mark.parametrize("collection", ["passages", "records"])
def test_a_file_that_is_not_whole_is_read_anew(tmp_path: Path, uri: str, collection: str) -> None:
    settings = settings_of(corpus(tmp_path / "corpus", 1), uri, corpus_name=f"torn{collection}")
    build = prepare(settings.corpus, settings, ToyEncoder())
    assert fill(build, Shard()) == 2
    milvus, names = build.generations.milvus, build.generations.names(build.generation)
    if collection == "passages":
        milvus.do("delete", names.passages, [0])
    else:
        Records(milvus, names.records).delete("counts", ["a.md"])
    with pytest.raises(StoreError, match=r"not whole \(a\.md\); run `klimatsvar ingest"):
        ingest(settings.corpus, settings, ToyEncoder())
    mended = ingest(settings.corpus, settings, ToyEncoder())
    assert (mended.read, mended.manifest.counts) == (1, (2, 2, 2))
    assert quoted(settings) == "Ta buss nummer 1 till jobbet."


def test_a_file_with_the_text_of_another_is_left_out(tmp_path: Path, uri: str) -> None:
    text = "# Resor\n\nTa buss till jobbet."
    settings = settings_of(
        write_corpus(tmp_path / "corpus", c=text, d=text), uri, corpus_name="copies"
    )
    build = prepare(settings.corpus, settings, ToyEncoder())
    for number in (2, 1):  # neither shard sees both
        assert fill(build, Shard(number, 2)) == 1
    files, manifest = finish(build)
    assert [file.status for file in files] == ["searchable", "duplicate"]
    assert manifest.counts == (1, 1, 1)
    store = MilvusStore.open(settings, ToyEncoder())
    assert list(store.documents) == ["c.md"]
    assert "d.md" not in store.documents
    # A build after it reads the copy again: it may be the one that is searched now.
    write_corpus(settings.corpus, c="# Natur\n\nI skog finns stigar.")
    assert ingest(settings.corpus, settings, ToyEncoder()).manifest.counts == (2, 2, 2)


def test_no_question_of_one_corpus_sees_another(tmp_path: Path, uri: str) -> None:
    settings = [
        settings_of(corpus(tmp_path / name, number), uri, corpus_name=name)
        for number, name in enumerate(("boras", "boras2"))
    ]
    for one in settings:
        ingest(one.corpus, one, ToyEncoder())
    for number, one in enumerate(settings):
        assert quoted(one) == f"Ta buss nummer {number} till jobbet."
        assistant = opened(one)
        assert len(assistant.search(QUESTION, 100)) == 2
        assert len(Generations.of(one).complete()) == 1
    third = settings_of(tmp_path / "boras", uri, corpus_name="bor")
    with pytest.raises(IndexMissingError, match="no index of the corpus bor; run `klimatsvar"):
        MilvusStore.open(third, ToyEncoder())


def test_scores_are_those_of_the_index_on_disk(tmp_path: Path, uri: str) -> None:
    """Its ranks differ where milvus-lite's BM25 does; there are too few here."""
    settings = settings_of(
        write_corpus(
            tmp_path / "corpus",
            a="# Resor\n\nTa buss till jobbet, buss varje dag. Ta buss eller cykel till skolan.",
            b="# Natur\n\nI skog och mark finns stigar. En buss går till skogen.",
        ),
        uri,
        corpus_name="scores",
        index=tmp_path / "index",
    )
    ingest(settings.corpus, settings, ToyEncoder())
    build_on_disk(settings.corpus, settings.index, ToyEncoder(), passage_tokens=50)
    stores: list[Store] = [
        Index.open(settings.index, ToyEncoder()),
        MilvusStore.open(settings, ToyEncoder()),
    ]
    for question in ("buss skolan", "stigar", "ingenting av detta", "buss buss"):
        query = ToyEncoder().encode_queries([question])
        asked = terms(question)
        near = [sorted(store.near(query, asked, 9), key=lambda n: n.passage) for store in stores]
        told = [[(n.document, n.cosine, n.lexical) for n in found] for found in near]
        assert told[1] == told[0]
        assert stores[1].weights(asked) == stores[0].weights(asked)
        for one, other in zip(*near, strict=True):
            vectors = [
                store.sentence_vectors(n.passage).tolist()
                for store, n in zip(stores, (one, other), strict=True)
            ]
            assert vectors[1] == vectors[0]


def test_another_model_is_told_apart(tmp_path: Path, uri: str) -> None:
    settings = settings_of(corpus(tmp_path / "corpus", 1), uri, corpus_name="model")
    ingest(settings.corpus, settings, ToyEncoder())
    with pytest.raises(IndexMismatchError, match=r"toy \(toy-1\), but toy \(other\).*ingest"):
        MilvusStore.open(settings, ToyEncoder("other"))
    assert ingest(settings.corpus, settings, ToyEncoder("other")).read == 2


def test_nothing_to_search_is_told_and_does_not_serve(tmp_path: Path, uri: str) -> None:
    settings = settings_of(write_corpus(tmp_path / "c", a="# Bara"), uri, corpus_name="empty")
    with raises(CorpusError, match="ingen av mappens 1 fil gick att läsa"):
        ingest(settings.corpus, settings, ToyEncoder())
    with pytest.raises(IndexMissingError):
        Generations.of(settings).serving()


def test_values_of_any_length_and_name_are_kept(uri: str) -> None:
    milvus = connected(MilvusServer(uri=uri))
    names = Names("records", "g1")
    create(milvus, names, 3, "HNSW")
    milvus.do("load_collection", names.records)
    long = random.Random(1).randbytes(150_000)
    odd = 'å "b" \\ c\nd%'
    rows = [*record("a", odd, long), *record("a", "b", b""), *record("c", odd, b"other")]
    assert len(rows) > 4
    milvus.do("upsert", names.records, rows)
    records = Records(milvus, names.records)
    assert records.get("a", [odd, "b", "missing"]) == {odd: long, "b": b""}
    assert dict(records.every("a")) == {odd: long, "b": b""}
    records.delete("a", [odd])
    assert records.names("a") == ["b"]
    assert records.get("c", [odd]) == {odd: b"other"}


def test_diskann_is_not_had_with_milvus_lite(tmp_path: Path, uri: str) -> None:
    settings = settings_of(corpus(tmp_path / "c", 1), uri, milvus={"uri": uri, "index": "DISKANN"})
    with pytest.raises(StoreError, match="milvus-lite has no DISKANN; choose HNSW"):
        prepare(settings.corpus, settings, ToyEncoder())


class Failing:
    """A client that fails so many times."""

    def __init__(self, error: Exception, times: int) -> None:
        self.error, self.left = error, times
        self.loaded: list[str] = []

    def load_collection(self, name: str, timeout: float, _async: bool) -> None:
        assert timeout > 0
        assert _async  # a question is asked again meanwhile
        self.loaded.append(name)

    def query(self, name: str, timeout: float) -> str:
        assert timeout > 0
        if self.left:
            self.left -= 1
            raise self.error
        return f"rows of {name}"


class Status(grpc.RpcError, grpc.Call):
    """As gRPC raises it; abstract methods are of no use here."""

    __abstractmethods__ = frozenset()

    def __init__(self, status: grpc.StatusCode) -> None:
        self.status = status

    def code(self) -> grpc.StatusCode:
        return self.status


def wrong_token() -> MilvusException:
    """As pymilvus raises it while it connects: with the code of a server that is gone."""
    error = MilvusException(2, "Fail connecting to server")
    error.__cause__ = Status(grpc.StatusCode.UNAUTHENTICATED)
    return error


STARTING = "empty grpc client: failed to connect 192.0.2.2:53100, reason: connection error"
"""Said by Milvus 2.3.5 after it was killed and started again."""


@pytest.mark.parametrize(
    "error",
    [
        MilvusException(2, "gone"),
        MilvusException(8, "slower"),
        MilvusException(65_535, STARTING),
        MilvusException(1, "wait for loading collection timeout, collection: b"),
        Status(grpc.StatusCode.UNAVAILABLE),
    ],
)
def test_what_is_transient_is_tried_again(error: Exception) -> None:
    failing: Any = Failing(error, 2)
    assert Milvus(failing, "http://a", 5).do("query", "b") == "rows of b"
    failing.left = 100
    with pytest.raises(StoreError, match=r"^Milvus at http://a: doesn't answer; start it"):
        Milvus(failing, "http://a", 0.2).do("query", "b")


def test_what_is_not_loaded_is_loaded() -> None:
    failing: Any = Failing(MilvusException(101, "not loaded"), 1)
    assert Milvus(failing, "http://a", 5).do("query", "b") == "rows of b"
    assert failing.loaded == ["b"]


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (MilvusException(1100, "bad filter"), r"query \(code 1100\): .*bad filter.* failed"),
        (MilvusException(65_535, "NaN"), r"query \(code 65535\): .*NaN.* failed"),
        (MilvusException(1, "auth check failure"), "refuses the token; mend KLIMATSVAR_MILVUS"),
        (Status(grpc.StatusCode.PERMISSION_DENIED), "refuses the token; mend KLIMATSVAR_MILVUS"),
        (wrong_token(), "refuses the token; mend KLIMATSVAR_MILVUS"),
    ],
)
def test_what_is_not_transient_is_told_at_once(error: Exception, told: str) -> None:
    failing: Any = Failing(error, 1)
    with pytest.raises(StoreError, match=told):
        Milvus(failing, "http://a", 5).do("query", "b")
    assert failing.left == 0


def test_nobody_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "_ASKING_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(StoreError, match=f"Milvus at http://127.0.0.1:{port}: doesn't answer"):
        connected(MilvusServer(uri=f"http://127.0.0.1:{port}"))
