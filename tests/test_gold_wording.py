"""The figures that misspelled questions and those in other languages reach, as served."""

from pathlib import Path

import pytest

from klimatsvar.assistant import Assistant
from klimatsvar.evaluate import GoldQuestion, read_questions
from klimatsvar.types import Answer
from reached import Reached, found_first, reached

GOLD = Path(__file__).parent / "gold"

Results = list[tuple[GoldQuestion, Answer]]


def asked(name: str, assistant: Assistant) -> Results:
    return [(gold, assistant.ask(gold.question)) for gold in read_questions(GOLD / name)]


@pytest.fixture(scope="module")
def foreign(assistant: Assistant) -> Results:
    return asked("languages.jsonl", assistant)


@pytest.fixture(scope="module")
def misspelled(assistant: Assistant) -> Results:
    return asked("spelling.jsonl", assistant)


def test_every_language_has_its_questions(foreign: Results) -> None:
    for language in ("en", "fi", "ar", "pl", "de", "bs", "so"):
        of_language = [gold.answerable for gold, _ in foreign if gold.language == language]
        assert (of_language.count(True), of_language.count(False)) == (7, 2), language


def test_the_language_of_every_question_is_recognised(foreign: Results) -> None:
    assert [gold.id for gold, answer in foreign if answer.language != gold.language] == []


def test_foreign_questions_find_the_swedish_source(foreign: Results, assistant: Assistant) -> None:
    assert abs(found_first(foreign, assistant) - 48) <= 1
    assert reached(foreign).is_near(
        Reached(sure=43, answered=49, refused=12, right_first=47, right_any=48)
    )


def test_misspelled_questions_find_their_source(misspelled: Results, assistant: Assistant) -> None:
    assert len(misspelled) == 62
    assert abs(found_first(misspelled, assistant) - 51) <= 2


def test_misspelled_questions_are_answered(misspelled: Results) -> None:
    assert reached(misspelled).is_near(
        Reached(sure=47, answered=52, refused=9, right_first=50, right_any=52)
    )


def test_a_misspelled_question_is_shown_as_it_was_typed(misspelled: Results) -> None:
    assert [answer.question for _, answer in misspelled] == [g.question for g, _ in misspelled]
