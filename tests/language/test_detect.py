"""Which language a question is in."""

import pytest

from klimatsvar.language import detect as detecting
from klimatsvar.language.detect import detect_language


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Vilka parter ingår i omställningsteamet?", "sv"),
        ("va kosta busskort", "sv"),
        ("Klimatneutrala Boras 2030", "sv"),
        ("Which partners are in the transition team?", "en"),
        ("What is the carbon budget?", "en"),
        ("Kuinka paljon päästöjen pitää vähentyä vuodessa?", "fi"),
        ("ما هو عقد المناخ؟", "ar"),
        ("Ile miast bierze udział w programie?", "pl"),
        ("Wie viele Städte nehmen am Programm teil?", "de"),
        ("Was ist ein Starkregen?", "de"),
        ("Wo ist die Bibliothek?", "de"),
        ("Was ist Viable Cities?", "de"),  # names leave but the function words
        ("Wann ist SM-veckan?", "de"),
        ("Was Borås first?", "en"),  # in English, "was" is one too
        ("Vad betyder IST?", "sv"),
        ("Šta je klimatski ugovor?", "bs"),
        ("Koliko košta karta?", "bs"),
        ("Waa maxay qandaraaska cimilada?", "so"),
        ("What about buses?", "en"),
        ("Gdzie?", "pl"),
        ("Co to jest fjärrvärme?", "pl"),  # a Swedish word among its function words
        ("Kada je skyfall?", "bs"),
        ("goorma?", "so"),
        ("Why not?", "en"),
        ("And in 2040?", "en"),
        ("Och 2040?", "sv"),
        ("i kronor?", "sv"),
        ("Vad är Viable Cities?", "sv"),
        ("Navet Science Center", "sv"),
        ("vem ritade prasthojden", "sv"),
        ("2030", "sv"),
    ],
)
def test_language_of_a_question(question: str, language: str) -> None:
    assert detect_language(question) == language


@pytest.mark.parametrize(
    ("text", "on_swedish", "on_english"),
    [
        ("Hej!", "sv", "en"),
        ("Thanks", "sv", "en"),  # six letters
        ("Tänkte", "sv", "sv"),
        ("👍", "sv", "en"),
        ("2030", "sv", "en"),
        ("Kiitos", "fi", "fi"),  # so sure that it needs no more
        ("شكرا", "ar", "ar"),  # in another script
        ("Tack så mycket", "sv", "sv"),
    ],
)
def test_what_is_too_short_to_tell_is_in_the_pages_language(
    text: str, on_swedish: str, on_english: str
) -> None:
    assert (detect_language(text), detect_language(text, "en")) == (on_swedish, on_english)


@pytest.mark.parametrize(
    "question",
    [
        "Hvor mange elbusser er der i Borås?",  # looked German
        "tak for hjælpen",
        "hvem bestemmer det",
        "Hvor mye koster den?",
        "hvorfor det?",
    ],
)
def test_who_asks_in_danish_or_norwegian_reads_swedish(question: str) -> None:
    assert detect_language(question) == "sv"


@pytest.mark.parametrize(
    ("turn", "before", "language"),
    [
        ("Summarise", "en", "en"),
        ("Summarise", None, "sv"),
        ("I mean cars", "en", "en"),
        ("a u Fristadu?", "bs", "bs"),
        ("how many", "en", "en"),
        ("hur många då", "en", "sv"),
        ("Vad kostar det?", "en", "sv"),
        ("och i Fristad då?", "en", "sv"),
        ("what about bikes", "sv", "en"),
        ("Kuinka paljon se maksaa?", "en", "fi"),
    ],
)
def test_what_may_be_in_the_language_before_is(
    turn: str, before: str | None, language: str
) -> None:
    assert detect_language(turn, before=before) == language


def test_what_is_surely_swedish_loads_no_large_detector(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detecting, "_careful", lambda: pytest.fail("loaded"))
    assert detect_language("Vilka parter ingår i omställningsteamet?") == "sv"


def test_what_the_quick_detector_mistakes_is_looked_at_again() -> None:
    [first, *_] = detecting._quick().compute_language_confidence_values("Klimatneutrala Boras")
    assert first.language.name == "BOSNIAN"
    assert detect_language("Klimatneutrala Boras") == "sv"
