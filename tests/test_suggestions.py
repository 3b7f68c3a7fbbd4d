"""Questions to go on with: from the documents or staff, answered, and not yet asked."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from klimatsvar.assistant import Assistant
from klimatsvar.settings import Settings
from klimatsvar.suggestions import MOST, Suggestions, names_its_subject
from klimatsvar.types import Answer
from klimatsvar.web.ask.conversation import Conversation, Inquiry, go_on
from klimatsvar.web.ask.handlers import Asking
from klimatsvar.web.gate.line import Line
from klimatsvar.web.live import LiveAssistant

QUESTION = "Vad är ett klimatkontrakt?"
NEAR = "Vad är Klimatkontrakt 2030?"
FURTHER = "När skrev Borås under sina klimatkontrakt?"
UNANSWERED = "Vad kostar ett månadskort på bussen?"
PARK = "Vad är Viskans park?"


def after(assistant: Assistant, *asked: str, examples: Sequence[str] = ()) -> tuple[str, ...]:
    """Return what is suggested after questions, the last of them the newest."""
    return Suggestions(examples).after([assistant.ask(question) for question in asked], assistant)


def test_suggestions_are_headings_of_the_documents_that_say_something_else(
    assistant: Assistant,
) -> None:
    suggested = after(assistant, QUESTION)
    assert suggested[0] == FURTHER
    headings = {passage.headings[-1] for passage in assistant.index.passages if passage.headings}
    assert set(suggested) <= headings
    said = {citation.quote for citation in assistant.ask(QUESTION).citations}
    for suggestion in suggested:
        quotes = {citation.quote for citation in assistant.ask(suggestion).citations}
        assert quotes - said
        said |= quotes


def test_what_has_been_asked_is_not_suggested(assistant: Assistant) -> None:
    assert FURTHER not in after(assistant, FURTHER.upper(), QUESTION)


def test_the_same_in_other_words_is_not_suggested(assistant: Assistant) -> None:
    examples = (NEAR, QUESTION)
    assert NEAR in after(assistant, FURTHER, examples=(NEAR,))
    assert NEAR not in after(assistant, QUESTION, examples=examples)
    assert NEAR not in after(assistant, QUESTION, FURTHER, examples=examples)
    # ... in another document, in other words
    team = "Vilka parter består omställningsteamet av?"
    assert "Vilka är med i Borås omställningsteam?" not in after(assistant, team)
    # ... nor are two suggestions that ask the same.
    assert len({NEAR, QUESTION} & set(after(assistant, FURTHER, examples=examples))) == 1


def test_examples_fill_up_if_they_are_on_the_subject_answered_and_in_the_language(
    assistant: Assistant,
) -> None:
    near = "What is Klimatkontrakt 2030?"
    examples = (
        QUESTION,
        "How much is a monthly bus ticket?",
        "How many electric buses are there in Borås?",
        near,
    )
    assert after(assistant, "What is Viable Cities?", examples=examples) == (near,)
    assert len(after(assistant, QUESTION, examples=examples)) <= MOST


def test_suggestions_are_on_the_subject(assistant: Assistant) -> None:
    suggested = after(assistant, "Hur lång blir Viskans park?", examples=(QUESTION,))
    assert len(suggested) >= 2
    assert all("Viskans park" in suggestion for suggestion in suggested)
    assert after(assistant, "Hur många elbussar finns det i Borås?", examples=(QUESTION,)) == ()


def test_off_the_subject_the_examples_tell_what_can_be_asked(assistant: Assistant) -> None:
    english = "How many electric buses are there in Borås?"
    assert after(assistant, UNANSWERED, examples=(english, QUESTION)) == (QUESTION,)
    assert after(assistant, QUESTION, UNANSWERED, examples=(QUESTION, NEAR)) == (NEAR,)
    # ... in the page's language where there are none in the question's
    asked = [assistant.ask("Ile kosztuje bilet miesięczny na autobus?")]
    assert asked[0].reason == "off_subject"
    suggestions = Suggestions((QUESTION, english))
    assert suggestions.after(asked, assistant) == (QUESTION,)
    assert suggestions.after(asked, assistant, page="en") == (english,)


def test_a_follow_up_is_followed_by_what_it_is_about(assistant: Assistant) -> None:
    answer = assistant.ask("Hur lång blir den?", [PARK])
    suggested = Suggestions(()).after([answer], assistant, [PARK])
    assert suggested[:2] == ("Var ligger Viskans park?", "När är hela Viskans park klar?")
    assert PARK not in suggested


def test_a_refusal_is_followed_by_what_the_documents_answer_about_it(assistant: Assistant) -> None:
    assert after(assistant, "Hur många cyklar i Borås 2025?") == (
        "Hur bra är Borås för den som cyklar?",
    )


@pytest.mark.parametrize(
    ("heading", "title", "complete"),
    [
        ("När är hela parken klar?", "Viskans park – en ny park genom Borås", False),
        ("När är hela Viskans park klar?", "Viskans park – en ny park genom Borås", True),
        ("Vem hämtar soporna?", "Sortera avfall i Borås", True),
        ("Behövs bygglov för solceller?", "Om solceller", True),
        ("Vad kostar solceller?", "Gratis solceller", False),
        ("Vad är det?", "", True),
    ],
)
def test_a_heading_that_leaves_its_subject_to_the_title_is_told(
    heading: str, title: str, complete: bool
) -> None:
    assert names_its_subject(heading, title) is complete


def test_nothing_is_suggested_after_a_question_that_is_held_back(assistant: Assistant) -> None:
    answer = replace(assistant.ask(QUESTION), reason="emergency")
    assert Suggestions(()).after([answer], assistant) == ()


def test_after_a_greeting_come_the_examples_in_its_language(assistant: Assistant) -> None:
    examples = (QUESTION, "How does the city work?", NEAR, FURTHER, UNANSWERED)
    assert after(assistant, "Hej", examples=examples) == (QUESTION, NEAR, FURTHER)
    assert after(assistant, "Tack!", examples=examples) == ()
    assert after(assistant, "مرحبا", examples=examples) == (QUESTION, NEAR, FURTHER)


def test_what_is_shown_once_more_is_followed_by_what_the_question_was(assistant: Assistant) -> None:
    again = assistant.ask("Upprepa", [QUESTION])
    suggested = Suggestions(()).after([assistant.ask(QUESTION), again], assistant)
    assert suggested == after(assistant, QUESTION)
    assert Suggestions(()).after([again], assistant) == ()


def test_small_talk_is_shown_but_is_no_question_of_the_conversation(
    assistant: Assistant, settings: Settings
) -> None:
    now = Conversation()
    for turn in (QUESTION, "Tack!"):
        (now,) = go_on(now, Inquiry(turn, now.questions), assistant, settings, "sv")
    assert now.questions == (QUESTION,)
    assert [answer.question for answer in now.answers] == [QUESTION, "Tack!"]


def test_what_is_tried_out_is_not_kept(assistant: Assistant, settings: Settings) -> None:
    live = LiveAssistant(assistant)
    kept: list[str] = []
    live.record(lambda answer: kept.append(answer.question))
    (conversation,) = go_on(Conversation(), Inquiry(QUESTION), live.now(), settings, "sv")
    page = Asking(live, settings, Line(1), Suggestions(()), "sv")
    assert FURTHER in page.further(conversation)
    assert kept == [QUESTION]
    # As it goes on where a browser was: what was asked before counts, and is not suggested.
    again = Inquiry(QUESTION, (FURTHER,))
    (resumed,) = go_on(Conversation(1, (FURTHER,)), again, live.now(), settings, "sv")
    assert FURTHER not in page.further(resumed)


def test_trying_out_is_done_once_an_index(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []
    real = assistant.ask

    def counted(question: str, history: Sequence[str] = ()) -> Answer:
        tried.append(question)
        return real(question, history)

    answer = assistant.ask(QUESTION)
    monkeypatch.setattr(assistant, "ask", counted)
    suggestions = Suggestions(())
    first = suggestions.after([answer], assistant)
    assert set(first) <= set(tried)
    count = len(tried)
    assert suggestions.after([replace(answer, language="en")], assistant) == ()
    assert len(tried) == count
    # The same conversation costs no search any more, and is not kept for that.
    monkeypatch.setattr(assistant, "search", None)
    assert suggestions.after([answer], assistant) == first
    assert QUESTION not in str(suggestions._found)
    for other in ([FURTHER], [QUESTION]):
        with pytest.raises(TypeError):
            suggestions.after([answer], assistant, other)
