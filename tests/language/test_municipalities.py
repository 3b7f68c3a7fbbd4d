"""Which municipalities a text names."""

import pytest

from klimatsvar.language.municipalities import _known, municipalities_in


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
