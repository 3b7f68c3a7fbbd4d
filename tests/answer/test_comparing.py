"""Comparisons: which two things are compared, and how each is asked for alone."""

import pytest

from klimatsvar.answer.comparing import Side, sides


def compared(question: str) -> list[str]:
    return [side.stem for side in sides(question)]


@pytest.mark.parametrize(
    "word",
    [
        *"eller or oder vai tai czy lub albo ili mise أم أو یا чи або yoksa veya".split(),
        *("ELLER", "eller också"),
    ],
)
def test_words_that_stand_between_two_things(word: str) -> None:
    assert compared(f"Fick Malmö {word} Stockholm märket?") == ["malmo", "stockholm"]


@pytest.mark.parametrize(
    "asks",
    "skillnaden skiljer jämförelse difference differ compared Unterschied vergleiche".split(),
)
def test_words_of_who_asks_how_two_things_differ(asks: str) -> None:
    assert compared(f"{asks} mellan Malmö och Stockholm?") == ["malmo", "stockholm"]


@pytest.mark.parametrize(
    ("question", "two"),
    [
        ("Gäller lagen eller den andra budgeten?", ["lag", "andr"]),
        ("Är målet till 2030 eller målet till 2040 hårdast?", ["2030", "2040"]),
        ("Fick Malmö, Lund eller Stockholm märket?", ["lund", "stockholm"]),
        ("Vad kostar det för Malmö och Stockholm?", []),  # asks for both, and compares nothing
        ("Eller Stockholm?", []),
        ("Malmö eller?", []),
        ("Malmö eller Malmö?", []),
        ("Vad är en ellermiljö?", []),
    ],
)
def test_which_two_things_are_compared(question: str, two: list[str]) -> None:
    assert compared(question) == two


def test_each_side_is_asked_for_alone() -> None:
    assert [side.alone for side in sides("Fick Malmö eller Stockholm märket först?")] == [
        "Fick Malmö märket först?",
        "Fick Stockholm märket först?",
    ]


@pytest.mark.parametrize(
    ("side", "text", "is_named"),
    [
        ("malmo", "malmo", True),
        ("malmo", "malmobo", False),
        ("matsvinnet", "matsvinn", True),  # stemming parts some forms of a word
        ("kontra", "kontrakt", True),
        ("kontr", "kontrakt", False),
        ("kontrakt", "kontr", False),
        ("koldioxid", "budget", False),
    ],
)
def test_a_side_is_named_in_any_form_of_its_word(side: str, text: str, is_named: bool) -> None:
    assert Side(side, "").is_named_in(["x", text]) is is_named
