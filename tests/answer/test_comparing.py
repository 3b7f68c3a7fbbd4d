"""Comparisons: which two things are compared, and how each is asked for alone."""

import pytest

from klimatsvar.answer.comparing import Side, alternatives, differing, measured_by
from klimatsvar.model.encoder import Encoder


def texts(sides: tuple[Side, ...]) -> list[str]:
    return [side.text for side in sides]


def alone(sides: tuple[Side, ...]) -> list[str]:
    return [side.alone for side in sides]


@pytest.mark.parametrize(
    "word",
    [
        *"eller or oder vai tai czy lub albo ili mise أم أو یا чи або yoksa veya".split(),
        *("ELLER", "eller också"),
    ],
)
def test_words_that_stand_between_alternatives(word: str) -> None:
    assert texts(alternatives(f"Fick Malmö {word} Stockholm märket?")) == ["Malmö", "Stockholm"]


@pytest.mark.parametrize(
    ("question", "two"),
    [
        ("Gäller lagen eller den andra budgeten?", ["lagen", "andra"]),
        ("Är målet till 2030 eller målet till 2040 hårdast?", ["2030", "2040"]),
        ("Fick Malmö, Lund eller Stockholm märket?", ["Lund", "Stockholm"]),
        ("Vad kostar det för Malmö och Stockholm?", []),  # asks for both, and compares nothing
        ("Eller Stockholm?", []),
        ("Malmö eller?", []),
        ("Malmö eller Malmö?", []),
        ("Vad är en ellermiljö?", []),
    ],
)
def test_which_two_things_are_alternatives(question: str, two: list[str]) -> None:
    assert texts(alternatives(question)) == two


def test_each_alternative_is_asked_for_alone() -> None:
    assert alone(alternatives("Fick Malmö eller Stockholm märket först?")) == [
        "Fick Malmö märket först?",
        "Fick Stockholm märket först?",
    ]


@pytest.mark.parametrize(
    "asks",
    "skillnaden skiljer jämförelse difference differ compared Unterschied vergleiche".split(),
)
def test_words_of_who_asks_how_two_things_differ(asks: str) -> None:
    assert texts(differing(f"{asks} mellan Malmö och Stockholm?")) == ["Malmö", "Stockholm"]


@pytest.mark.parametrize(
    ("question", "each"),
    [
        (
            "Vad är skillnaden mellan Klimatrådet och omställningsteamet?",
            ["Vad är Klimatrådet?", "Vad är omställningsteamet?"],
        ),
        (
            "Vad är skillnaden på Borås Energi och Miljö och Fristadbostäder",
            ["Vad är Borås Energi och Miljö", "Vad är Fristadbostäder"],
        ),
        ("Vad skiljer lagen från målet? Jag undrar.", ["Vad lagen.", "Vad målet."]),
        ("How does Navet differ from St1?", []),  # what differs stands before the word
        (
            "What is the difference between Viable Cities and the EU mission?",
            ["What is the Viable Cities?", "What is the EU mission?"],
        ),
        ("Vad är skillnaden?", []),
        ("Vad är skillnaden mellan Malmö?", []),
        ("Vad är skillnaden mellan Malmö och Malmö?", []),
        ("Vad är skillnaden mellan Malmö och den?", []),
        (
            "Vad är skillnaden mellan Malmö och livet på landet utanför?",
            ["Vad är Malmö?", "Vad är livet på landet utanför?"],
        ),
        (
            "Vad är skillnaden mellan Malmö och livet på landet utanför Lund?",
            ["Vad är Malmö?", "Vad är livet på landet utanför Lund?"],
        ),
        ("Vad är skillnaden mellan Malmö och livet på landet utanför staden Lund?", []),
    ],
)
def test_each_of_two_that_differ_is_asked_for_alone(question: str, each: list[str]) -> None:
    assert alone(differing(question)) == each


@pytest.mark.parametrize(
    ("question", "each"),
    [
        ("Är Borås större än Umeå?", ["Är Borås större?", "Är Umeå större?"]),
        (
            "Är målet till 2030 tuffare i Västra Götaland än i hela Sverige?",
            [
                "Är målet till 2030 tuffare i Västra Götaland?",
                "Är målet till 2030 tuffare i hela Sverige?",
            ],
        ),
        (
            "Hur mycket minskade utsläppen i Borås jämfört med Västra Götaland?",
            [
                "Hur mycket minskade utsläppen i Borås?",
                "Hur mycket minskade utsläppen i Västra Götaland?",
            ],
        ),
        ("Is Borås larger than Umeå?", ["Is Borås larger?", "Is Umeå larger?"]),
        (
            "How many live in Borås compared to Umeå?",
            ["How many live in Borås?", "How many live in Umeå?"],
        ),
        (
            "How many live in Borås compared with Umeå?",
            ["How many live in Borås?", "How many live in Umeå?"],
        ),
        ("Var Borås bättre 2023 än 2020?", ["Var Borås bättre 2023?", "Var Borås bättre 2020?"]),
        ("Är parken längre än en kilometer?", []),  # a measure
        ("Är den klar än?", []),
        ("Än Umeå då?", []),
        ("Är Borås större än det?", []),
        ("Är Borås större än alla de andra städerna i landet?", []),
        ("Är Umeå större än Umeå?", ["Är Umeå större?", "Är Umeå?"]),
    ],
)
def test_each_of_two_that_are_measured_is_asked_for_alone(
    question: str, each: list[str], encoder: Encoder
) -> None:
    assert alone(measured_by(question, encoder)) == each


@pytest.mark.parametrize(("between", "other"), [(18, "Göteborg"), (19, "större")])
def test_the_other_side_is_looked_for_among_twenty_words(
    encoder: Encoder, between: int, other: str
) -> None:
    question = f"Är Göteborg {'och ' * between}större än Stockholm?"
    assert texts(measured_by(question, encoder)) == [other, "Stockholm"]


@pytest.mark.parametrize(
    ("side", "text", "is_named"),
    [
        ("Malmö", "malmo", True),
        ("Malmö", "malmobo", False),
        ("matsvinnet", "matsvinn", True),  # stemming parts some forms of a word
        ("budget", "budgetar", True),
        ("miljö", "miljoprogram", False),
        ("miljöprogram", "miljo", False),
        ("hela Sverige", "sver", True),
        ("koldioxid", "budget", False),
    ],
)
def test_a_side_is_named_in_any_form_of_its_words(side: str, text: str, is_named: bool) -> None:
    assert Side(side, "").is_named_in(["x", text]) is is_named


@pytest.mark.parametrize(
    ("side", "is_name"),
    [("Navet", True), ("hela Sverige", True), ("2017", True), ("umeå", True), ("målet", False)],
)
def test_names_and_numbers_are_told_from_other_words(side: str, is_name: bool) -> None:
    assert Side(side, "").is_name is is_name
