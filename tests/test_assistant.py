"""Asking the starter corpus, as a resident does."""

import pytest

from klimatsvar.assistant import Assistant
from klimatsvar.errors import QuestionError


def test_the_parties_of_the_team_are_quoted_word_for_word(assistant: Assistant) -> None:
    answer = assistant.ask("Vilka parter ingår i omställningsteamet?")
    first = answer.citations[0]
    assert (answer.kind, answer.language, answer.reason) == ("grounded", "sv", None)
    assert first.quote == (
        "Omställningsteamet består av fem parter: Borås Stad, Borås Energi och Miljö AB, "
        "Science Park Borås, Navet Science Center och Fristadbostäder AB."
    )
    assert (first.number, first.document, first.title) == (
        1,
        "omstallningsteamet.md",
        "Borås omställningsteam",
    )
    assert answer.text.startswith(f"”{first.quote}” [1]")


def test_what_the_documents_do_not_say_is_refused_in_swedish(assistant: Assistant) -> None:
    answer = assistant.ask("Vad kostar ett månadskort på bussen?")
    assert (answer.kind, answer.citations, answer.reason) == ("refused", (), "not_found")
    assert answer.text == (
        "Jag hittar inget säkert svar på den frågan i dokumenten. "
        "Vill du fråga en människa? Kontakta kommunens kontaktcenter."
    )
    assert answer.nearest[0].document == "kollektivtrafik-och-elbussar.md"


def test_a_refusal_is_in_the_language_of_the_question(assistant: Assistant) -> None:
    answer = assistant.ask("Where can I renew my passport?")
    assert (answer.kind, answer.language) == ("refused", "en")
    assert answer.text.startswith("I find no certain answer to that question")


def test_a_figure_from_a_table_carries_its_row_and_page(assistant: Assistant) -> None:
    answer = assistant.ask("Hur många ton växthusgaser släppte Borås ut 2023?")
    assert "2023 – Ton växthusgaser: 227 397" in [c.quote for c in answer.citations]
    (row,) = [c for c in answer.citations if c.quote.startswith("2023")]
    assert (row.document, row.page) == ("utslapp-i-boras.pdf", 2)


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("", "Jag hittar ingen fråga"),
        (" \n\t ", "Jag hittar ingen fråga"),
        ("?!", "Jag hittar ingen fråga"),
        ("vad " * 25_000, "Frågan är för lång. Skriv högst 1000 tecken."),
        ("what is the plan " * 6_000, "The question is too long. Write at most 1000 characters."),
    ],
)
def test_what_can_not_be_asked(assistant: Assistant, question: str, message: str) -> None:
    with pytest.raises(QuestionError, match=message):
        assistant.ask(question)


def test_half_a_surrogate_pair_in_a_question_is_left_out(assistant: Assistant) -> None:
    answer = assistant.ask("Hur lång är Viskans park?\ud800")
    assert (answer.question, answer.kind) == ("Hur lång är Viskans park?", "grounded")


def test_search_gives_passages_best_first(assistant: Assistant) -> None:
    found = assistant.search("elbussar linje 2", 3)
    assert found[0].document.id == "kollektivtrafik-och-elbussar.md"
    assert [f.hit.score for f in found] == sorted((f.hit.score for f in found), reverse=True)
