"""Turns that ask nothing, as the assistant answers them."""

import pytest

from klimatsvar.answer.fitted import Fitted
from klimatsvar.assistant import Assistant
from klimatsvar.errors import QuestionError
from klimatsvar.settings import Settings
from klimatsvar.texts import texts

TEAM = "Vilka parter består omställningsteamet av?"
UNANSWERED = "Vad kostar ett månadskort på bussen?"
EXAMPLES = [TEAM, "What is Viable Cities?", "Vad är Klimatrådet?", "Vad är biogas?", "Vem äger?"]


def with_examples(assistant: Assistant, settings: Settings, examples: list[str]) -> Assistant:
    own = settings.model_copy(update={"examples": examples})
    return Assistant(assistant.index, assistant._encoder, Fitted.load(), own)


@pytest.fixture(scope="module")
def offering(assistant: Assistant, settings: Settings) -> Assistant:
    """The assistant with example questions."""
    return with_examples(assistant, settings, EXAMPLES)


def test_a_greeting_is_replied_to_with_three_examples(offering: Assistant) -> None:
    answer = offering.ask("Hej")
    assert (answer.kind, answer.reason, answer.language) == ("reply", "greeting", "sv")
    assert (answer.confidence, answer.citations, answer.nearest) == (0.0, (), ())
    assert answer.text == (
        "Hej! Jag svarar på frågor om kommunens klimatarbete, med citat ur dokumenten. "
        "Vad vill du veta?\n"
        "Du kan till exempel fråga:\n"
        f"– {TEAM}\n– Vad är Klimatrådet?\n– Vad är biogas?"
    )
    english = offering.ask("Hi!", page="en")
    assert english.text.endswith("For example, you can ask:\n– What is Viable Cities?")


def test_without_examples_in_the_language_the_first_are_offered(offering: Assistant) -> None:
    """As text and to programs alike."""
    words, answer = texts("ar"), offering.ask("مرحبا")
    offered = [f"– {example}" for example in EXAMPLES[:3]]
    heading = f"{words['examples_heading']}:"
    assert answer.text == "\n".join([words["reply_greeting"], heading, *offered])
    assert answer.examples == tuple(EXAMPLES[:3])


def test_without_examples_none_are_offered(assistant: Assistant, settings: Settings) -> None:
    answer = with_examples(assistant, settings, []).ask("مرحبا")
    assert (answer.text, answer.examples) == (texts("ar")["reply_greeting"], ())


@pytest.mark.parametrize(
    ("turn", "offered"),
    [
        ("Hej", [0, 2, 3]),
        (UNANSWERED, [0, 2, 3]),
        ("Who won the world cup in 1958?", [1]),
        ("من فاز بكأس العالم 1958؟", [0, 1, 2]),  # in no language of the examples
        ("Tack!", []),
        (TEAM, []),
        ("Hur många cyklar i Borås 2025?", []),  # the documents are near
    ],
)
def test_programs_get_examples_after_a_greeting_and_off_the_subject(
    offering: Assistant, turn: str, offered: list[int]
) -> None:
    assert offering.ask(turn).examples == tuple(EXAMPLES[number] for number in offered)


@pytest.mark.parametrize(
    "turn", ["Kan jag prata med en människa?", "Det svarade inte på min fråga"]
)
def test_who_wants_a_person_is_told_whom_to_contact(assistant: Assistant, turn: str) -> None:
    assert assistant.ask(turn, [TEAM]).text.endswith(
        "\nVill du fråga en människa? Kontakta kommunens kontaktcenter."
    )


def test_the_last_answer_is_shown_once_more(assistant: Assistant) -> None:
    before = assistant.ask(TEAM)
    for turn, act in (
        ("Upprepa", "repeat"),
        ("Hur vet du det?", "doubt"),
        ("Förklara enklare", "simpler"),
    ):
        answer = assistant.ask(turn, [UNANSWERED, TEAM])
        assert (answer.question, answer.kind, answer.reason) == (turn, "grounded", act)
        assert (answer.citations, answer.confidence) == (before.citations, before.confidence)
        assert answer.text == f"{texts('sv')[f'reply_{act}']}\n{before.text}"
        alone = assistant.ask(turn)
        assert (alone.kind, alone.text) == ("reply", texts("sv")["reply_nothing"])
        refused = assistant.ask(turn, [TEAM, UNANSWERED])
        assert (refused.kind, refused.text) == ("reply", texts("sv")["reply_nothing"])


def test_an_answer_is_framed_in_the_language_that_is_asked_for(assistant: Assistant) -> None:
    answer = assistant.ask("På arabiska, tack", [TEAM])
    assert (answer.language, answer.reason) == ("ar", "language")
    assert answer.text.splitlines()[0] == texts("ar")["reply_language"]
    assert answer.citations == assistant.ask(TEAM).citations


def test_what_was_shown_in_a_language_is_repeated_in_it(assistant: Assistant) -> None:
    earlier = "Which partners are in the transition team?"
    assert assistant.ask("Upprepa", [earlier]).language == "en"


def test_a_follow_up_leans_on_no_small_talk(assistant: Assistant) -> None:
    earlier, question = "Vilken plats fick Borås i Kommunvelometern 2023?", "Och 2020 då?"
    between = assistant.ask(question, [earlier, "Tack!", "ok"])
    assert between.citations == assistant.ask(question, [earlier]).citations
    assert "plats 22 av 40" in between.text


def test_what_is_held_back_goes_before(assistant: Assistant) -> None:
    assert assistant.ask("Hej, det brinner i köket!").reason == "emergency"


def test_nothing_at_all_is_no_turn(assistant: Assistant) -> None:
    with pytest.raises(QuestionError, match="I find no question"):
        assistant.ask(" ", page="en")


def test_what_asks_nothing_is_explained(assistant: Assistant) -> None:
    alone = assistant.explain("Tack!")[1]
    assert (alone.act, alone.limit, alone.searched, alone.verdict) == ("thanks", None, None, "acts")
    again = assistant.explain("Upprepa", [TEAM])[1]
    assert (again.act, again.searched, again.verdict) == ("repeat", TEAM, "acts")


@pytest.mark.parametrize(("before", "language"), [("Mikä on Navet?", "fi"), (TEAM, "sv")])
def test_what_is_too_short_to_tell_goes_on_in_the_language_before(
    assistant: Assistant, before: str, language: str
) -> None:
    assert assistant.ask("2030?", [before], page="en").language == language
    assert assistant.ask("2030?", page="en").language == "en"


def test_a_language_is_gone_on_in_over_a_turn_that_does_not_tell_it(assistant: Assistant) -> None:
    asked = ["How many electric buses are there?", "Summarise"]
    assert assistant.ask("cars", asked).language == "en"
    assert assistant.ask("cars", asked[1:]).language == "sv"
    assert assistant.ask("Hur många bilar?", asked).language == "sv"


ADVICE = "Är energirådgivningen gratis?"


UNKNOWN = "Vi har inte hittat kontaktuppgifter till energi- och klimatrådgivningen i Borås."


@pytest.mark.parametrize(
    ("turn", "quote"), [("Telefon?", f"{UNKNOWN} Fråga Borås Stad."), ("Phone?", UNKNOWN)]
)
def test_after_a_question_a_word_asks_how_to_reach_what_it_was_about(
    assistant: Assistant, turn: str, quote: str
) -> None:
    assert assistant.ask(turn).kind in ("reply", "refused")  # both say how to reach a person
    answer = assistant.ask(turn, [ADVICE])
    assert answer.kind in ("possible", "grounded")
    assert answer.citations[0].quote == quote


@pytest.mark.parametrize("turn", ["Telefon", "Kan jag prata med en människa?", "Vem ringer jag?"])
def test_who_wants_a_person_is_told_how_to_reach_one(assistant: Assistant, turn: str) -> None:
    answer = assistant.ask(turn, [ADVICE])
    assert (answer.kind, answer.reason) == ("reply", "human")
