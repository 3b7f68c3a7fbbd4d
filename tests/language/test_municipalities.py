"""Which municipalities a text names."""

import pytest

from klimatsvar.language.municipalities import (
    _known,
    is_named,
    municipalities_in,
    municipality_of,
)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Hur mycket släpper Alingsås ut?", {"Alingsås"}),
        ("vad gör göteborgs politiker, och MALMÖ?", {"Göteborg", "Malmö"}),
        ("vilken plats kom trollhattan på", {"Trollhättan"}),
        ("What place did Ulricehamn get?", {"Ulricehamn"}),
        ("Bor du i Upplands Väsby eller Lilla Edet?", {"Upplands Väsby", "Lilla Edet"}),
        ("tåget till upplands vasby", {"Upplands Väsby"}),
        ("Dals-Eds kommun", {"Dals-Ed"}),
        ("från Habo till Håbo", {"Habo", "Håbo"}),
        ("Vad vill Vara kommun vara?", {"Vara"}),
        ("Vad lovar marks kommun?", {"Mark"}),
        ("Jag bor i Mark.", {"Mark"}),
        ("Vara bäst? Mark är dyr. Berg och lund.", set()),
        ("hur mycket mark äger kommunen?", set()),
        ("We are here, och hon fick mala kaffe.", set()),
        ("Kalmarunionen och göteborgare", set()),
        ("boråſ, men inte sıgtuna", {"Borås"}),  # letters that only look alike to a pattern
        ("Kommunens utsläpp", set()),
        ("", set()),
    ],
)
def test_they_are_found_whatever_their_endings(text: str, named: set[str]) -> None:
    assert municipalities_in(text) == named


def test_there_are_as_many_as_in_sweden() -> None:
    names, other_words, _ = _known()
    assert len(set(names.values())) == 290
    assert other_words < set(names.values())


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Klimatplan för Ekbys kommun\nI Ekby bor 900 personer.", "ekby i dag"),
        ("Borås Stad växer. Trollhättans Stad och Borås samarbetar.", "vad gör BORÅS?"),
        (
            "Planen gäller i Ekby kommun. Se ekby-energi.se, info@ekby.se.",
            "Ekbys mål",
        ),
    ],
)
def test_a_document_is_of_the_municipality_that_it_names_most(text: str, named: str) -> None:
    assert is_named(municipality_of(f"{text} Så är det i Ekby eller Borås."), named)
    assert not is_named(municipality_of(text), "Hur går det i Norrby?")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Vår kommun är vår. Vår plan gäller.",
        "Varje kommun gör sitt. Varje år.",
        "Energi Kommunens mål. Energi sparas.",
        "Ekby kommun antog planen.",  # once, as another's may be
        "Nya kommuner och nya städer. Nya mål, nya Stad.",
    ],
)
def test_most_words_before_a_municipality_name_none(text: str) -> None:
    assert municipality_of(text) == ""
    assert not is_named("", "Vår energi i Ekby")
