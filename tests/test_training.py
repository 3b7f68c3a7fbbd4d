"""What the encoder is tuned on, and what a step lowers, worked out by hand."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

sys.path.insert(0, str(Path(__file__).parents[1] / "training"))

from examples import Example, examples
from fit import fit
from passages import SIDES, Passage, Question, read_claims, read_passages
from read import Batch as Read
from read import drift_of
from tune import PASSAGES, Batch, Batches, Encoded, losses

from klimatsvar.answer.evidence import FEATURES
from toy import ToyEncoder
from weighing import evidence, prose

TEXT = "Bussen går. Cykeln står.\nSkogen växer – 2024: 10"


def written(folder: Path, *ids: str, title: str = "Plan > Resor") -> Path:
    """Write documents of the same text, each with an answered question and a near miss."""
    documents = [{"id": id, "title": title, "text": TEXT} for id in ids]
    questions = [
        {
            "id": f"{id}-{answerable}",
            "question": f"Vad gör {id}?",
            "document": id,
            "answerable": answerable,
            "answers": [{"text": "Cykeln", "start": 12}] if answerable else [],
        }
        for id in ids
        for answerable in (True, False)
    ]
    for name, rows in (("documents", documents), ("questions", questions)):
        text = "\n".join(json.dumps(row) for row in rows)
        (folder / f"{name}.jsonl").write_text(text, "utf-8")
    return folder / "documents.jsonl"


def test_a_passage_has_its_sentences_and_what_is_asked_of_it(tmp_path: Path) -> None:
    (passage,) = read_passages([written(tmp_path, "B1")])
    assert passage.framed().whole == f"Plan – Resor\n{TEXT}"
    assert passage.framed().alone() == [
        "Plan – Resor: Bussen går.",
        "Plan – Resor: Cykeln står.",
        "Plan – Resor: Skogen växer – 2024: 10",
    ]
    assert passage.questions == (Question("Vad gör B1?", (1,)), Question("Vad gör B1?", ()))
    assert (passage.group, passage.set, passage.city) == ("Plan", tmp_path.name, "")
    assert 0 <= passage.side < SIDES


def test_passages_of_a_document_share_a_side(tmp_path: Path) -> None:
    assert len({p.side for p in read_passages([written(tmp_path, "A1", "A2", "A3")])}) == 1
    articles = read_passages([written(tmp_path, "Ek#1", "Ek#2", "Lind#1", title="")])
    assert articles[0].side == articles[1].side
    single = read_passages([written(tmp_path, "swe#1", "swe#2", "swe#3", title="")])
    assert len({passage.side for passage in single}) > 1


def test_a_quotation_is_a_passage_of_one_sentence_that_proves_claims(tmp_path: Path) -> None:
    alone = [
        {
            "document": "a/plan.md#2",
            "title": "Plan > Mål",
            "quote": "Målet nås. Kanske.",
            "claim": claim,
            "proven": proven,
        }
        for claim, proven in (("Målet nås.", True), ("Målet missas.", False))
    ]
    claims = [{"claim": "Vägen är klar.", "proven": True, "kind": "near"}]
    ours = {"document": "a/plan.md#1", "lines": [0, 2], "claims": claims}
    document = {"id": "a/plan.md#1", "title": "Plan > Väg", "text": "Klar.\nDyr.\nVäg 1."}
    for name, rows in (
        ("own.documents.jsonl", [document]),
        ("own.claims.jsonl", [ours]),
        ("claims.jsonl", alone),
    ):
        (tmp_path / name).write_text("\n".join(map(json.dumps, rows)), "utf-8")
    one, other = read_claims([tmp_path / "own.claims.jsonl", tmp_path / "claims.jsonl"])
    assert (one.title, one.text, one.spans) == ("Plan – Väg", "Klar.\nVäg 1.", ((0, 12),))
    assert one.questions == (Question("Vägen är klar.", (0,)),)
    assert (other.title, other.text) == ("Plan – Mål", "Målet nås. Kanske.")
    assert other.questions == (Question("Målet nås.", (0,)), Question("Målet missas.", ()))
    assert (one.side, one.city) == (other.side, other.city)


def test_an_invented_city_is_told_by_an_id_or_by_the_title(tmp_path: Path) -> None:
    ids = ("A1", "ekby/plan.md#1", "ekby/buss.md#1")
    found = read_passages([written(tmp_path, *ids)])
    assert [passage.city for passage in found] == ["Plan", "ekby", "ekby"]


def passage(title: str, city: str = "") -> Passage:
    questions = (
        *(Question(f"{n}?", (0,)) for n in range(9)),
        *(Question(f"{n}!", ()) for n in range(9)),
    )
    return Passage("k", title, "En. Två.", ((0, 3), (4, 8)), questions, 9, city)


def test_a_batch_is_of_near_passages_and_mixes_what_is_asked() -> None:
    vectors = np.eye(40, dtype=np.float32)
    batch = Batches([passage(f"T{n}") for n in range(40)], vectors, seed=1).draw()
    assert len({p.title for p in batch.passages}) == PASSAGES
    for place in range(PASSAGES):
        own = [bool(q.sentences) for at, q in batch.asked if at == place]
        assert (own.count(True), own.count(False)) == (6, 2)
    assert not batch.masked.any()


def test_another_invented_city_is_no_negative_where_it_resembles() -> None:
    vectors = np.array([[1, 0], [1, 0], [0, 1], [0.6, 0.8]], dtype=np.float32)
    titles = ("Ekby", "Lindby", "Ekby", "Lindby")
    batches = Batches([passage(t, city=t) for t in titles], vectors, seed=1)
    masked = batches.draw()
    order = [titles.index(p.title) for p in masked.passages]
    assert len(order) == 4
    assert masked.masked.sum() == 2  # the first two, each for the other


def test_a_step_lowers_what_does_not_answer() -> None:
    class Net:
        none = torch.tensor(0.8)

    batch = Batch(
        [passage("A")], [(0, Question("?", (0,))), (0, Question("!", ()))], np.zeros((1, 1), bool)
    )

    def told(first: float, second: float) -> list[float]:
        """Losses where both questions have these cosines with the two sentences."""
        sentences = torch.tensor([[first, 0.0], [second, 0.0]])
        questions = torch.tensor([[1.0, 0.0], [1.0, 0.0]])
        owners = torch.tensor([0, 0])
        encoded = Encoded(torch.ones(1, 2), sentences, questions, owners)
        told = losses(Net(), encoded, batch)  # type: ignore[arg-type]
        return [float(told[name]) for name in ("passages", "sentences", "none")]

    assert told(0.8, 0.8) == pytest.approx([0.0, np.log(2), np.log(3)])
    assert told(0.9, 0.7)[1] < 0.001  # the right sentence far ahead
    assert told(0.7, 0.9)[1] == pytest.approx(10, abs=0.001)  # a fifth of a cosine at 0.02


def test_for_a_near_miss_none_is_ahead_of_other_passages_too() -> None:
    class Net:
        none = torch.tensor(0.8)

    passages, asked = [passage("A"), passage("B")], [(0, Question("!", ()))]
    cosines = torch.tensor([[0.0], [0.0], [0.8], [0.8]])
    encoded = Encoded(torch.ones(2, 1), cosines, torch.ones(1, 1), torch.tensor([0, 0, 1, 1]))

    def told(*, masked: bool) -> float:
        others = np.array([[False, masked], [masked, False]])
        return float(losses(Net(), encoded, Batch(passages, asked, others))["none"])  # type: ignore[arg-type]

    assert told(masked=False) == pytest.approx(np.log(3))
    assert told(masked=True) == pytest.approx(0, abs=1e-6)


def test_what_is_off_the_subject_need_not_find_its_passage() -> None:
    class Net:
        none = torch.tensor(0.8)

    asked = [(0, Question("?", (0,))), (0, Question("!", (), off_subject=True))]
    vectors = torch.tensor([[1.0, 0.0], [0.0, 1.0]])
    encoded = Encoded(
        vectors, vectors, torch.tensor([[1.0, 0.0], [0.0, 1.0]]), torch.tensor([0, 1])
    )
    batch = Batch([passage("A"), passage("B")], asked, np.zeros((2, 2), bool))
    assert float(losses(Net(), encoded, batch)["passages"]) == pytest.approx(0, abs=1e-6)  # type: ignore[arg-type]


def test_a_question_is_asked_with_its_passage_and_without_but_not_of_other_invented_cities() -> (
    None
):
    def two(title: str, city: str) -> Passage:
        questions = (Question("Går en buss?", (0,)), Question("Hur mår ek?", ()))
        text, spans = "En buss går. I skog växer ek.", ((0, 12), (13, 29))
        return Passage("k", title, text, spans, questions, 0, city)

    ekby, lindby = two("Ekby", "ekby"), two("Lindby", "lindby")
    found = examples([ekby, lindby, two("Fakta", "")], ToyEncoder())
    assert [(e.group, e.kind, e.right.tolist()) for e in found[:3]] == [
        ("Ekby", "answered", [True, False, False, False]),
        ("Ekby", "removed", [False, False]),
        ("Ekby", "near miss", [False] * 4),
    ]
    assert [(e.kind, len(e.right), int(e.right.sum())) for e in found[6:]] == [
        ("answered", 6, 1),
        ("removed", 4, 0),
        ("near miss", 6, 0),
    ]


class _Telling(torch.nn.Module):
    """A reader that tells every question the same."""

    def __init__(self, *log_odds: float) -> None:
        super().__init__()
        self._told = torch.tensor([[[*log_odds, 0.0]] * 3])

    def forward(self, _: Read) -> torch.Tensor:
        return self._told


def test_a_reader_that_tells_the_same_has_not_drifted() -> None:
    asked = torch.tensor([[[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]])  # the third row is padding
    batch = Read(*[torch.zeros(1)] * 2, asked, *[torch.zeros(1)] * 2)
    before, now = _Telling(2.0, -1.0), _Telling(0.5, -1.0)
    assert float(drift_of(before(batch), before, batch)) == 0
    first, second = (torch.log_softmax(one(batch)[0, 0], 0) for one in (before, now))
    differs = float((first.exp() * (first - second)).sum())
    assert float(drift_of(now(batch), before, batch)) == pytest.approx(2 * differs)


def example(read: float, right: int) -> Example:
    weighed = evidence(prose("Bussen går.", "a.md"), prose("Cykeln står.", "b.md"))
    weighed.features[:, FEATURES.index("read")] = [read, -read]
    weighed.features[:, FEATURES.index("met")] = [0.3, 0.1]
    kind = "near miss" if right < 0 else "answered"
    return Example("toy", "g", kind, weighed, np.arange(2) == right)


def test_weights_that_are_pulled_hard_stay_where_they_were(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    missed = example(0.1, -1)
    near = fit([example(1.0, 0), example(2.0, 0), example(-1.0, 1), example(1.0, 1), missed])
    others = [example(1.0, 1), example(2.0, 1), example(-1.0, 0), example(1.0, 0), missed]
    read = FEATURES.index("read")
    assert fit(others, near=near).ranking[read] < near.ranking[read] - 0.1
    monkeypatch.setattr("fit.PULL", 1e6)
    assert fit(others, near=near).ranking == pytest.approx(near.ranking, abs=1e-3)
