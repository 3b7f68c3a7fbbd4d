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
        ("sjunde plats 2023, tionde plats 2021", {2023, 2021}),
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
        ("Resan är utan kostnad.", "Resan är inte utan kostnad.", "contrary"),
        ("Borås kom på sjunde plats.", "Borås kom på tionde plats.", "similar"),
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


SHARED = "buss cykel skog park damm tak vägg".split()
ONE, OTHER = "golv dörr".split(), "skola gata bro".split()


@pytest.mark.parametrize(
    ("shared", "one", "other", "numbers", "expected"),
    [
        (4, 2, 2, ("11", "12"), "contrary"),  # 4 of 8 words
        (4, 2, 3, ("11", "12"), "apart"),  # 4 of 9
        (4, 1, 0, ("11", "11"), "same"),  # 4 of 5
        (7, 1, 1, ("11", "11"), "similar"),  # 7 of 9
    ],
)
def test_the_words_that_two_sentences_share_decide(
    shared: int, one: int, other: int, numbers: tuple[str, str], expected: str
) -> None:
    texts = [
        " ".join(["Vi", "har", number, *SHARED[:shared], *own]) + "."
        for number, own in zip(numbers, (ONE[:one], OTHER[:other]), strict=True)
    ]
    first, second = evidence(prose(texts[0], "a.md"), prose(texts[1], "b.md")).candidates
    assert (likeness(first, second), likeness(second, first)) == (expected, expected)


@pytest.mark.parametrize(
    ("number", "expected"),
    [("1899", "similar"), ("1900", "contrary"), ("2100", "contrary"), ("2101", "similar")],
)
def test_only_a_year_is_contrary_to_a_year(number: str, expected: str) -> None:
    one, other = (
        prose("Det röda huset vid torget är från 1950.", "a.md"),
        prose(f"Det röda huset vid torget är från {number}.", "b.md"),
    )
    first, second = evidence(one, other).candidates
    assert (likeness(first, second), likeness(second, first)) == (expected, expected)


DENIALS = (
    "inte ej icke aldrig ingen inget inga ingenting ingenstans varken utan not no never none"
    " nothing nobody neither nor cannot nowhere"
).split()


@pytest.mark.parametrize("denial", [*DENIALS, "Inte", "isn't"])
def test_a_denial_is_contrary_to_what_it_denies(denial: str) -> None:
    one, other = prose("Resan är gratis.", "a.md"), prose(f"Resan är {denial} gratis.", "b.md")
    first, second = evidence(one, other).candidates
    assert likeness(first, second) == "contrary"


def test_a_word_that_holds_a_denial_is_none() -> None:
    one, other = prose("Resan är gratis.", "a.md"), prose("Resan är ingenjörens gratis.", "b.md")
    first, second = evidence(one, other).candidates
    assert likeness(first, second) == "similar"


UNITS = "två tre fyra fem sex sju åtta nio".split()


def test_numerals_up_to_99_are_read() -> None:
    teens = "tio elva tolv tretton fjorton femton sexton sjutton arton nitton".split()
    tens = "tjugo trettio fyrtio femtio sextio sjuttio åttio nittio".split()
    words = {word: value for value, word in enumerate([*UNITS, *teens], start=2)}
    for value, ten in zip(range(20, 100, 10), tens, strict=True):
        words |= {ten: value, f"{ten}en": value + 1, f"{ten}ett": value + 1}
        words |= {ten + unit: value + i for i, unit in enumerate(UNITS, start=2)}
    assert {word: numbers_in(f"De är {word} hus.") for word in words} == {
        word: {value} for word, value in words.items()
    }


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("hundra", 100),
        ("tusen", 1_000),
        ("miljon", 1_000_000),
        ("miljoner", 1_000_000),
        ("miljard", 1_000_000_000),
        ("miljarder", 1_000_000_000),
    ],
)
def test_scales_multiply_and_stand_alone(word: str, value: int) -> None:
    assert numbers_in(f"Det är {word} kronor.") == {value}
    assert numbers_in(f"Det är 2,5 {word} kronor.") == {2.5 * value}
    assert numbers_in(f"Det är tre {word.upper()} kronor.") == {3 * value}


def test_digits_and_words_without_end_are_compared_too() -> None:
    assert numbers_in("9" * 40) == {float("9" * 40)}
    assert numbers_in(f"{'9' * 41} och {'1' * 9000} av 5") == {5.0}
    assert numbers_in("å" * 70_000 + " 7") == {7.0}
    assert numbers_in(f"{'9' * 9000} miljoner av 5") == {1_000_000.0, 5.0}
    assert numbers_in(f"1 {'miljard ' * 40}") == frozenset()
