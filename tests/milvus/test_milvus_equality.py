"""The same questions get the same answers from Milvus as from the index on disk."""

import json
from pathlib import Path

import pytest

from in_milvus import copied
from klimatsvar.answer.fitted import Fitted
from klimatsvar.answer.search import make_query
from klimatsvar.assistant import Assistant
from klimatsvar.index.on_disk import Index
from klimatsvar.milvus.schema import position
from klimatsvar.model.encoder import Encoder
from klimatsvar.settings import MilvusServer, Settings

GOLD = Path(__file__).parents[1] / "gold"


@pytest.fixture(scope="module")
def in_milvus(
    assistant: Assistant,
    settings: Settings,
    encoder: Encoder,
    tmp_path_factory: pytest.TempPathFactory,
) -> Assistant:
    server = MilvusServer(uri=str(tmp_path_factory.mktemp("milvus") / "gold.db"))
    changed = settings.model_copy(update={"store": "milvus", "milvus": server})
    assert isinstance(assistant.index, Index)
    store = copied(assistant.index, changed, encoder)
    return Assistant(store, encoder, Fitted.load(), changed)


def asked(name: str) -> list[tuple[str, list[str]]]:
    lines = (GOLD / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [(row["question"], row["history"]) for row in map(json.loads, lines)]


@pytest.mark.parametrize(
    ("name", "step"), [("questions", 4), ("conversations", 12), ("languages", 12)]
)
def test_answers_citations_offsets_and_refusals_are_the_same(
    assistant: Assistant, in_milvus: Assistant, name: str, step: int
) -> None:
    for question, history in asked(name)[::step]:
        one, other = (each.ask(question, history) for each in (assistant, in_milvus))
        assert other.citations == one.citations, question
        assert (other.kind, other.text, other.reason) == (one.kind, one.text, one.reason), question
        assert other.confidence == pytest.approx(one.confidence, abs=2e-4), question
        assert [near.document for near in other.nearest] == [
            near.document for near in one.nearest
        ], question
    assert in_milvus.index.manifest.counts == assistant.index.manifest.counts


def test_nearly_the_same_passages_are_found_with_the_same_scores(
    assistant: Assistant, in_milvus: Assistant, encoder: Encoder
) -> None:
    assert isinstance(assistant.index, Index)
    texts = assistant.index.rows.texts
    shares = []
    for question, _ in asked("questions")[::4]:
        query = make_query(question, question, encoder, assistant.index.vocabulary)
        one, other = (
            {
                near.passage: (near.cosine, near.lexical)
                for near in each.index.near(query.vector, query.terms, 100)
            }
            for each in (assistant, in_milvus)
        )
        ranks = {
            place: position(rank, place - first)
            for rank, first in enumerate(texts.first_passages[:-1])
            for place in range(first, texts.first_passages[rank + 1])
        }
        both = [place for place in one if ranks[place] in other]
        shares.append(len(both) / len(one))
        for place in both:
            assert other[ranks[place]] == pytest.approx(one[place], abs=2e-6), question
    assert min(shares) > 0.9
    assert sum(shares) / len(shares) > 0.97
