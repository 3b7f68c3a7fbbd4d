"""Numbers, dates and the like as values, however they are written."""

from fractions import Fraction

import pytest

from klimatsvar.language.dates import dates_in, periods_claimed, periods_given, weekdays_in
from klimatsvar.language.number_words import runs
from klimatsvar.wording.claims import claims


def numbers(text: str, language: str = "sv") -> list[tuple[float | str, str | None]]:
    found = claims(text, language).numbers
    return [
        (max(float(v) for v in number.values if isinstance(v, Fraction)), number.unit)
        for number in found
        if not number.vague
    ]


@pytest.mark.parametrize(
    ("text", "language", "value", "unit"),
    [
        ("tjugotre städer", "sv", 23, None),
        ("23 städer", "sv", 23, None),
        ("etthundratjugo bussar", "sv", 120, None),
        ("twenty-three cities", "en", 23, None),
        ("dreiundzwanzig Städte", "de", 23, None),
        ("kahdessakymmenessäkolmessa kaupungissa", "fi", 23, None),
        ("dwadzieścia trzy miasta", "pl", 23, None),
        ("dvadeset i tri grada", "bs", 23, None),
        ("ثلاثة وعشرون مدينة", "ar", 23, None),
        ("٢٣ مدينة", "ar", 23, None),
        ("saddex magaalo", "so", 3, None),
        ("3,5 procent", "sv", 3.5, "percent"),
        ("3.5 %", "en", 3.5, "percent"),
        ("3,5 prosenttia", "fi", 3.5, "percent"),
        ("3,5 procentenheter", "sv", 3.5, "percentage point"),
        ("tusen kronor", "sv", 1000, "SEK"),
        ("1 000 kr", "sv", 1000, "SEK"),
        ("2,1 miljoner kronor", "sv", 2_100_000, "SEK"),
        ("SEK 2.1 million", "en", 2_100_000, "SEK"),
        ("2 100 000 kronor", "sv", 2_100_000, "SEK"),
        ("en miljon ton", "sv", 1_000_000, "t"),
        ("5 miljarder euro", "sv", 5_000_000_000, "EUR"),
        ("en fjärdedel", "sv", 25, "percent"),
        ("tre fjärdedelar", "sv", 75, "percent"),
        ("hälften", "sv", 50, "percent"),
        ("en halv meter", "sv", 0.5, "m"),
        ("−5 grader", "sv", -5, "degree"),
        ("sjunde plats", "sv", 7, None),
        ("sjundeplatsen", "sv", 7, None),
        ("7:e plats", "sv", 7, None),
        ("ett 40-tal", "sv", 40, None),
        ("1990-talet", "sv", 1990, None),
        ("ett dussin städer", "sv", 12, None),
        ("two dozen cities", "en", 24, None),
        ("ein Dutzend Städte", "de", 12, None),
        ("ett tjog städer", "sv", 20, None),
    ],
)
def test_a_number_is_read(text: str, language: str, value: float, unit: str | None) -> None:
    assert numbers(text, language) == [(value, unit)]


def test_the_first_of_two_takes_the_unit_of_the_second() -> None:
    assert numbers("från 20 till 15 procent") == [(20, "percent"), (15, "percent")]


def test_a_word_with_digits_is_no_number() -> None:
    assert numbers("CO2 och St1") == []


def test_articles_are_no_number_words_and_words_of_other_languages_neither() -> None:
    assert list(runs("en stad och ett annat hus", "sv")) == []
    assert list(runs("ten dom", "pl")) == []
    assert [value for *_, value in runs("ten buses", "en")] == [10]


@pytest.mark.parametrize(
    "text",
    [
        "2023-12-08",
        "8 december 2023",
        "den 8:e december 2023",
        "8/12 2023",
        "8.12.2023",
        "December 8, 2023",
        "the 8th of December 2023",
        "8. joulukuuta 2023",
        "8. Dezember 2023",
        "8 grudnia 2023 r.",
        "8. decembra 2023",
        "8 ديسمبر 2023",
        "8 Diseembar 2023",
    ],
)
def test_a_date_is_read_in_any_form(text: str) -> None:
    assert [(d.year, d.month, d.day) for d in dates_in(text)] == [(2023, 12, 8)]


def test_the_days_of_a_span_are_read() -> None:
    found = dates_in("3–9 februari 2025, och från den 23 maj till den 31 augusti 2022")
    assert [(d.year, d.month, d.day) for d in found] == [
        (2025, 2, 3),
        (2025, 2, 9),
        (2022, 5, 23),
        (2022, 8, 31),
    ]


def test_a_day_that_no_month_has_is_no_date() -> None:
    assert dates_in("45 december 2023")[0].day is None
    assert dates_in("it may be so") == ()


@pytest.mark.parametrize(
    "text", ["på fredagen", "on Friday", "perjantaina", "w piątek", "am Freitag"]
)
def test_a_day_of_the_week_is_read(text: str) -> None:
    assert weekdays_in(text) == {4}


def test_how_often_is_read_and_today_is_no_rate() -> None:
    assert periods_claimed("på ett dygn, per person och månad") == {"day", "month"}
    assert periods_claimed("weekly") == {"week"}
    assert periods_claimed("i dag och i år") == set()
    assert periods_given("16 procent om året") >= {"year"}
