"""The figures that the gold questions reach over the starter corpus."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from klimatsvar.assistant import Assistant
from klimatsvar.evaluate import GoldQuestion, read_questions
from klimatsvar.types import Answer

GOLD = Path(__file__).parent / "gold" / "questions.jsonl"


@dataclass(frozen=True)
class Result:
    gold: GoldQuestion
    answer: Answer


@pytest.fixture(scope="module")
def results(assistant: Assistant) -> list[Result]:
    return [Result(g, assistant.ask(g.question, g.history)) for g in read_questions(GOLD)]


def answerable(results: Sequence[Result]) -> list[Result]:
    return [result for result in results if result.gold.answerable]


def test_the_questions_are_as_many_and_as_mixed_as_promised(results: list[Result]) -> None:
    languages = {r.gold.language for r in results}
    assert len(answerable(results)) == 65
    assert len(results) - len(answerable(results)) == 20
    assert languages == {"sv", "en", "fi", "ar", "pl"}
    assert sum(bool(r.gold.history) for r in results) == 5


def test_every_gold_answer_stands_in_its_document(
    results: list[Result], assistant: Assistant
) -> None:
    documents = assistant.index.documents
    for gold in (r.gold for r in answerable(results)):
        text = documents[gold.documents[0]].text.lower()
        assert any(answer.text.lower() in text for answer in gold.answers), gold.id


def test_every_quotation_is_verbatim(results: list[Result], assistant: Assistant) -> None:
    cited = [c for r in results for c in r.answer.citations]
    assert cited
    for c in cited:
        assert assistant.index.documents[c.document].text[c.start : c.end] == c.quote


def test_a_refusal_names_the_nearest_documents_and_a_contact(results: list[Result]) -> None:
    refused = [r.answer for r in results if r.answer.kind == "refused"]
    assert refused
    for answer in refused:
        assert (answer.citations, answer.reason, len(answer.nearest)) == ((), "not_found", 3)
        assert "kontaktcenter" in answer.text


def test_the_language_of_the_question_is_recognised(results: list[Result]) -> None:
    assert [r.gold.id for r in results if r.answer.language != r.gold.language] == []
