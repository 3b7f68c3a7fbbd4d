"""The figures that the gold questions reach over the starter corpus, as ``make run`` serves it."""

from collections import Counter
from pathlib import Path

import pytest

from gold_parts import Told, read_parts, told
from klimatsvar.answer.refusals import REFUSALS
from klimatsvar.assistant import Assistant
from klimatsvar.evaluate import GoldQuestion, read_questions
from klimatsvar.types import Answer
from reached import Reached, reached

GOLD = Path(__file__).parent / "gold" / "questions.jsonl"


@pytest.fixture(scope="module")
def results(assistant: Assistant) -> list[tuple[GoldQuestion, Answer]]:
    return [(gold, assistant.ask(gold.question, gold.history)) for gold in read_questions(GOLD)]


Results = list[tuple[GoldQuestion, Answer]]


def test_the_questions_are_as_many_and_as_mixed_as_promised(results: Results) -> None:
    assert Counter(gold.answerable for gold, _ in results) == {True: 65, False: 20}
    assert {gold.language for gold, _ in results} == {"sv", "en", "fi", "ar", "pl"}
    assert sum(bool(gold.history) for gold, _ in results) == 5


def test_the_figures_hold(results: Results) -> None:
    assert reached(results).is_near(
        Reached(sure=59, answered=65, refused=17, right_first=60, right_any=63)
    )


def test_comparisons_and_questions_for_yes_or_no_are_answered(assistant: Assistant) -> None:
    asked = read_questions(GOLD.with_name("comparisons.jsonl"))
    assert reached([(gold, assistant.ask(gold.question)) for gold in asked]).is_near(
        Reached(sure=23, answered=24, refused=1, right_first=21, right_any=23)
    )


def test_parts_of_a_question_are_answered_or_said_to_be_missing(assistant: Assistant) -> None:
    results = [(one, assistant.ask(one.question)) for one in read_parts("parts")]
    assert told(results).is_near(Told(right=38, quoted=57, missing=11, in_vain=0))
    alike = [(one, answer) for one, answer in results if one.kind == "one"]
    assert told(alike) == Told(right=7, quoted=7, missing=0, in_vain=0)


def test_every_quotation_is_verbatim(results: Results, assistant: Assistant) -> None:
    cited = [c for _, answer in results for c in answer.citations]
    assert len(cited) > 50
    for c in cited:
        assert assistant.index.documents[c.document].text[c.start : c.end] == c.quote


def test_a_refusal_names_a_contact_and_the_nearest_documents_if_any_are_near(
    results: Results,
) -> None:
    refused = [answer for _, answer in results if answer.kind == "refused"]
    assert len(refused) >= 10
    assert {len(answer.nearest) for answer in refused} == {0, 3}
    for answer in refused:
        assert answer.citations == ()
        assert len(answer.nearest) in ((0, 3) if answer.reason == "off_subject" else (3,))
        assert answer.reason in REFUSALS
        assert bool(answer.nearby) is (answer.reason != "off_subject")
        assert "kommunens kontaktcenter" in answer.text


def test_the_language_of_every_question_is_recognised(results: Results) -> None:
    assert [gold.id for gold, answer in results if answer.language != gold.language] == []
