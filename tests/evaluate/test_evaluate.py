"""Measuring, on a corpus whose figures are worked out by hand."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gold_rows import DOCUMENTS, question, write
from klimatsvar.answer.calibration import Calibration, Thresholds, Weighing, Weights
from klimatsvar.answer.consider import consider
from klimatsvar.answer.fitted import Fitted
from klimatsvar.answer.followup import FollowUps
from klimatsvar.answer.weigh import Parts
from klimatsvar.assistant import Assistant
from klimatsvar.evaluate import (
    Evaluation,
    GoldQuestion,
    Proportion,
    Shown,
    evaluate,
    read_documents,
    read_numbered,
    read_questions,
    sample,
)
from klimatsvar.ingest.build import index_documents
from klimatsvar.model.encoder import Encoder
from klimatsvar.settings import Settings
from toy import ToyEncoder

GOLD = Path(__file__).parents[1] / "gold" / "questions.jsonl"

# The toy encoder's cosines with the documents a, b, c, d are, by the words buss, cykel, skog:
QUESTIONS = [
    question("q1", "Var går en buss?", "a", ("buss", 3)),  # 1, 0.71, 0, 0
    question("q2", "Hur samsas buss?", "b", ("samsas", 15)),  # the same
    question("q3", "Finns älg?", "d", ("älg", 13)),  # 0, 0, 0, 0
    question("q4", "Vad kostar en cykel?", None),  # 0, 0.71, 1, 0
    question("q5", "Vem vann matchen?", None),  # 0, 0, 0, 0
    question("q6", "Vilka samsas?", "b", ("Buss och cykel", 0)),  # 0, 0, 0, 0
]


FIRST_FROM, FOLLOW_UPS_FROM = Thresholds(0.5, 0.5), Thresholds(0.6, 0.4)


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    """Sentences are ranked by cosine c, and the confidence is 1 / (1 + exp(2 - 4c))."""
    documents = read_documents(write(tmp_path / "documents.jsonl", DOCUMENTS))
    index = index_documents(
        documents, tmp_path / "index", ToyEncoder(), passage_tokens=50, progress=lambda *_: None
    )
    weights = Weights({"cosine": 1.0}, {"cosine": 4.0}, -2.0)
    weighing = Weighing("", weights, weights, FIRST_FROM)
    again = Weights({"cosine": 1.0}, {"cosine": 4.0, "again": -2.0}, -2.0)
    follow_up = Weighing("", again, again, FOLLOW_UPS_FROM)
    calibration = Calibration(weighing, follow_up)
    goes_on = FollowUps("toy-1", ("^och",), np.array([0, 0, 0, 0, 0, 2.0]), -1.0, 0.5)
    fitted = replace(Fitted.load(), calibration=calibration, follow_ups=goes_on)
    return Parts(index, ToyEncoder(), fitted)


@pytest.fixture
def gold(tmp_path: Path) -> list[GoldQuestion]:
    return list(read_numbered(write(tmp_path / "questions.jsonl", QUESTIONS)).values())


CERTAIN, HALF_CERTAIN, UNCERTAIN = 0.8808, 0.6960, 0.1192  # cosine 1, 0.71 and 0
AGAIN = 0.5  # what is certain, less what is taken from what answered the question before


def second(discount: int) -> float:
    return 1 / math.log2(discount + 1)


def test_the_right_documents_are_found(parts: Parts, gold: list[GoldQuestion]) -> None:
    found = evaluate(gold, parts).retrieval
    # q1, q2, q3 and q6 have their document at these ranks; equal scores in the corpus's order.
    expected = {"dense": (1, 2, 4, 2), "lexical": (1, 1, 1, 1), "fused": (1, 2, 1, 1)}
    for name, ranks in expected.items():
        assert found[name] == pytest.approx(
            {
                "ndcg@10": sum(second(rank) for rank in ranks) / 4,
                "recall@1": sum(rank == 1 for rank in ranks) / 4,
                "recall@5": 1.0,
                "recall@10": 1.0,
                "mrr@10": sum(1 / rank for rank in ranks) / 4,
            }
        )


def test_quotations_are_judged_before_a_refusal(parts: Parts, gold: list[GoldQuestion]) -> None:
    # q2 is answered from a first, then from b. q3 and q6 are refused, but would be right.
    assert [consider(g.question, (), parts, count=99).confidence for g in gold] == [
        CERTAIN, CERTAIN, UNCERTAIN, CERTAIN, UNCERTAIN, UNCERTAIN
    ]  # fmt: skip
    assert evaluate(gold, parts).answers == {"quote@1": 0.75, "quote@any": 1.0, "answered": 0.5}


def test_refusals(parts: Parts, gold: list[GoldQuestion]) -> None:
    found = evaluate(gold, parts)
    # q3, q5 and q6 are refused; q4 and q5 should be.
    assert found.asked == {"answerable": 4, "unanswerable": 2, "removed": 0}
    assert found.refusal == pytest.approx(
        {"precision": 1 / 3, "recall": 1 / 2, "f1": 2 / 5, "auroc": 4 / 8}
    )
    assert found.refusal_by_kind == {"unanswerable": found.refusal}


def test_what_is_shown_as_sure_and_as_possible(parts: Parts, gold: list[GoldQuestion]) -> None:
    # q1 and q2 (right among its two quotations) are sure, and q4 in vain; all others are possible.
    kinds = {"q1": "where", "q3": "where", "q4": "other-year"}
    asked = [replace(g, kind=kinds.get(g.id, ""), language=g.id[:1]) for g in gold]
    found = evaluate(asked, replace(parts, possible_from=UNCERTAIN))
    assert found.sure == Shown(Proportion(2, 4), Proportion(1, 3), Proportion(1, 2))
    assert found.possible == Shown(Proportion(4, 4), Proportion(2, 6), Proportion(2, 2))
    assert found.groups == {
        "other-year": (
            Shown(Proportion(0, 0), Proportion(1, 1), Proportion(1, 1)),
            Shown(Proportion(0, 0), Proportion(1, 1), Proportion(1, 1)),
        ),
        "where": (
            Shown(Proportion(1, 2), Proportion(0, 1), Proportion(0, 0)),
            Shown(Proportion(2, 2), Proportion(0, 2), Proportion(0, 0)),
        ),
    }
    told = evaluate([replace(g, language="en" if g.id == "q5" else "sv") for g in gold], parts)
    assert list(told.groups) == ["sv", "en"]


def test_risk_and_coverage(parts: Parts, gold: list[GoldQuestion]) -> None:
    curve = evaluate(gold, parts).curve
    # First q1 (right), q2 and q4 (wrong), then q3 and q6 (right) and q5 (wrong).
    assert curve.coverage.tolist() == [0.5, 1.0]
    assert curve.risk.tolist() == pytest.approx([2 / 3, 1 / 2])
    assert [curve.risk_at(c) for c in (0.1, 0.5, 0.6, 1)] == pytest.approx(
        [2 / 3, 2 / 3, 1 / 2, 1 / 2]
    )


def test_questions_without_their_documents(parts: Parts, gold: list[GoldQuestion]) -> None:
    without = [
        consider(g.question, (), parts, count=99, without=g.documents) for g in gold if g.answerable
    ]
    # q1 finds b instead of a, q2 still finds a.
    assert [c.confidence for c in without] == [HALF_CERTAIN, CERTAIN, UNCERTAIN, UNCERTAIN]
    found = evaluate(gold, parts, remove_gold=True)
    assert found.asked == {"answerable": 4, "unanswerable": 2, "removed": 4}
    assert found.retrieval == evaluate(gold, parts).retrieval
    assert found.answers == evaluate(gold, parts).answers
    # q3 and q6 are refused both times, and q5.
    assert found.refusal == pytest.approx(
        {"precision": 3 / 5, "recall": 3 / 6, "f1": 6 / 11, "auroc": (4 + 9) / 24}
    )
    assert found.refusal_by_kind["removed"] == pytest.approx(
        {"precision": 1 / 2, "recall": 1 / 2, "f1": 1 / 2, "auroc": 9 / 16}
    )
    assert found.refusal_by_kind["unanswerable"] == evaluate(gold, parts).refusal
    assert found.curve.coverage.tolist() == [0.4, 0.5, 1.0]
    assert found.curve.risk.tolist() == pytest.approx([3 / 4, 4 / 5, 7 / 10])


def test_every_document_that_answers_is_taken_out(parts: Parts) -> None:
    ids = ("c", "a", "b")
    (hit,) = consider("Var går en buss?", (), parts, count=99, without=ids).found.hits
    assert parts.index.passages[hit.passage].document == "d"
    nothing = consider("Var går en buss?", (), parts, count=99, without=(*ids, "d"))
    assert (nothing.citations, nothing.confidence, nothing.shown) == ((), 0.0, ())


def test_a_threshold_that_is_set_counts(parts: Parts, gold: list[GoldQuestion]) -> None:
    lower = Parts(parts.index, parts.encoder, parts.fitted, sure_from=UNCERTAIN)
    assert evaluate(gold, lower).answers["answered"] == 1.0
    assert math.isnan(evaluate(gold, lower).refusal["precision"])
    assert evaluate(gold, lower).refusal["recall"] == 0.0


def test_earlier_questions_count(parts: Parts) -> None:
    alone = consider("Och var går den?", (), parts, count=99)
    after = consider("Och var går den?", ("Hur samsas cykel?",), parts, count=99)
    assert (alone.confidence, after.confidence) == (UNCERTAIN, AGAIN)


def test_follow_ups_have_thresholds_of_their_own_but_where_they_are_set(parts: Parts) -> None:
    before = ("Hur samsas cykel?",)

    def thresholds(question: str, parts: Parts, rewritten: str | None = None) -> Thresholds:
        return consider(question, before, parts, count=99, rewritten=rewritten).thresholds

    assert thresholds("Var går den?", parts) == FIRST_FROM
    assert thresholds("Och var går den?", parts) == FOLLOW_UPS_FROM
    assert thresholds("Och var går den?", parts, "Var går en cykel?") == FIRST_FROM  # in full
    set_by_hand = replace(parts, sure_from=0.9, possible_from=0.2)
    for asked in ("Var går den?", "Och var går den?"):
        assert thresholds(asked, set_by_hand) == Thresholds(0.9, 0.2)


def test_only_unanswerable_questions(parts: Parts, gold: list[GoldQuestion]) -> None:
    found = evaluate([g for g in gold if not g.answerable], parts)
    figures = [*found.retrieval["fused"].values(), *found.answers.values(), found.refusal["auroc"]]
    assert all(math.isnan(figure) for figure in figures)
    assert (found.refusal["precision"], found.refusal["recall"]) == (1.0, 0.5)


def test_only_answerable_questions(parts: Parts, gold: list[GoldQuestion]) -> None:
    found = evaluate([g for g in gold if g.answerable], parts)
    assert all(math.isnan(figure) for figure in found.refusal.values())
    assert found.refusal_by_kind == {}


def test_time_and_progress_are_told(parts: Parts, gold: list[GoldQuestion]) -> None:
    steps: list[tuple[int, int]] = []
    found: Evaluation = evaluate(gold, parts, progress=lambda *step: steps.append(step))
    assert steps == [(done, 6) for done in range(1, 7)]
    assert 0 < found.latency_ms["p50"] <= found.latency_ms["p95"]
    assert found.questions_per_second > 0


def test_it_answers_as_the_assistant_does(
    assistant: Assistant, encoder: Encoder, settings: Settings
) -> None:
    open_handed = settings.model_copy(update={"sure_from": 0.0})
    telling = Assistant(assistant.index, encoder, Fitted.load(), open_handed)
    parts = Parts(assistant.index, encoder, Fitted.load())
    asked = read_questions(GOLD)
    chosen = [*asked[:8], *asked[26:29], *(q for q in asked if q.history or q.language == "en")]
    for gold in chosen:
        told = telling.ask(gold.question, gold.history)
        shown = replace(parts, sure_from=0.0)
        ours = consider(gold.question, gold.history, shown, count=40)
        assert (ours.citations, ours.confidence) == (told.citations, told.confidence), gold.id
        ours = consider(gold.question, gold.history, parts, count=40)
        assert ours.kind == assistant.ask(gold.question, gold.history).kind, gold.id


def test_a_sample_is_the_same_for_the_same_seed(gold: list[GoldQuestion]) -> None:
    numbered = dict(enumerate(gold * 5, start=1))
    assert sample(numbered, None, 0) == sample(numbered, 30, 0) == gold * 5
    drawn = [q.id for q in sample(numbered, 10, 1)]
    assert drawn == [q.id for q in sample(numbered, 10, 1)]
    assert drawn != [q.id for q in sample(numbered, 10, 2)]
    assert len(drawn) == 10
