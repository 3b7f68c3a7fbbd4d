"""Questions to go on with: from the documents or staff, answered, and not yet asked."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from klimatsvar.assistant import Assistant
from klimatsvar.types import Answer
from klimatsvar.web.suggestions import MOST, Suggestions

QUESTION = "Vad är ett klimatkontrakt?"
NEAR = "Vad är Klimatkontrakt 2030?"
UNANSWERED = "Vad kostar ett månadskort på bussen?"


def after(
    assistant: Assistant, question: str, *asked: str, examples: Sequence[str] = ()
) -> tuple[str, ...]:
    return Suggestions(examples).after(assistant.ask(question), (question, *asked), assistant)


def test_suggestions_are_headings_of_the_documents_that_say_something_else(
    assistant: Assistant,
) -> None:
    suggested = after(assistant, QUESTION)
    assert suggested[0] == NEAR
    headings = {passage.headings[-1] for passage in assistant.index.passages if passage.headings}
    assert set(suggested) <= headings
    said = {citation.quote for citation in assistant.ask(QUESTION).citations}
    for suggestion in suggested:
        quotes = {citation.quote for citation in assistant.ask(suggestion).citations}
        assert quotes - said
        said |= quotes


def test_what_has_been_asked_is_not_suggested(assistant: Assistant) -> None:
    assert NEAR not in after(assistant, QUESTION, NEAR.upper())


def test_examples_fill_up_if_they_are_answered_and_in_the_language_of_the_question(
    assistant: Assistant,
) -> None:
    english = "How many electric buses are there in Borås?"
    examples = (QUESTION, "How much is a monthly bus ticket?", english)
    assert after(assistant, "What is a climate contract?", examples=examples) == (english,)
    assert len(after(assistant, QUESTION, examples=examples)) <= MOST


def test_nothing_is_suggested_after_a_question_that_is_held_back(assistant: Assistant) -> None:
    answer = replace(assistant.ask(QUESTION), reason="emergency")
    assert Suggestions(()).after(answer, (), assistant) == ()


def test_trying_out_is_done_once_an_index_and_is_not_recorded(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []
    real = Assistant.ask

    def counted(self: Assistant, question: str, history: Sequence[str] = ()) -> Answer:
        tried.append(question)
        return real(self, question, history)

    answer = assistant.ask(QUESTION)
    monkeypatch.setattr(Assistant, "ask", counted)
    monkeypatch.setattr(assistant, "ask", None)  # what a page that logs would call
    suggestions = Suggestions(())
    first = suggestions.after(answer, (QUESTION,), assistant)
    assert set(first) <= set(tried)
    count = len(tried)
    assert suggestions.after(answer, (QUESTION,), assistant) == first
    assert len(tried) == count
