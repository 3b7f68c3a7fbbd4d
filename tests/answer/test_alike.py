"""How sentences stand to each other."""

import pytest

from klimatsvar.answer.alike import likeness, numbers_in
from weighing import evidence, prose


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("227 397 ton år 2023", {227397, 2023}),
        ("År 2023 100 bussar", {2023, 100}),
        ("29,5 procent och 29.5 %", {29.5}),
        ("Tolv bussar, tjugotvå tåg", {12, 22}),
        ("1,5 miljoner eller 1 500 000", {1_500_000}),
        ("tre tusen och en miljard", {3_000, 1_000_000_000}),
        ("12 hundra kronor", {1_200}),
        ("2023-12-08 kl. 08:30", {2023, 12, 8, 30}),
        ("5km av CO2 och H2O", {5}),
        ("en park med ett hus och sexan", set()),
    ],
)
def test_numbers_are_read_by_their_value(text: str, numbers: set[float]) -> None:
    assert numbers_in(text) == numbers


BUS = "Elva elbussar går på linje 2 i Borås sedan sommaren 2019."


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (BUS, BUS, "same"),
        (BUS, "Sedan sommaren 2019 går 11 elbussar på linje 2 i Borås.", "same"),
        (BUS, "Tolv elbussar går på linje 2 i Borås sedan sommaren 2019.", "contrary"),
        ("Resan är gratis.", "Resan är inte gratis.", "contrary"),
        ("Resan är aldrig gratis.", "Resan är inte gratis.", "similar"),
        ("Elva elbussar går i Borås.", "Tolv elbussar rullar i Borås.", "contrary"),
        ("Elva elbussar går i Borås.", "I Borås går elbussar.", "similar"),
        ("Elva elbussar går i Borås.", "Elbussar går i Borås (2023).", "similar"),
        ("Borås blir neutralt 2030.", "Borås blir neutralt 2045.", "contrary"),
        ("Elva elbussar går i Borås.", "Fem träd står i parken.", "apart"),
        ("2023.", "2023.", "same"),
        ("2023.", "2024.", "apart"),
        ("Och vi?", "Elva elbussar går i Borås.", "apart"),
    ],
)
def test_likeness_of_two_documents_sentences(one: str, other: str, expected: str) -> None:
    first, second = evidence(prose(one, "a.md"), prose(other, "b.md")).candidates
    assert (likeness(first, second), likeness(second, first)) == (expected, expected)


def test_other_figures_in_the_same_document_are_no_contradiction() -> None:
    rows = prose("Stadens utsläpp var 12 ton 2020. Stadens utsläpp var 11 ton 2021.")
    first, second = evidence(rows).candidates
    assert likeness(first, second) == "similar"
