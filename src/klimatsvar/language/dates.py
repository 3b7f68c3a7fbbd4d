"""Dates in a text, in any of the forms and languages that answers are written in."""

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import get_args

from klimatsvar.language.letters import RAISED_FIGURES, RAISED_LETTERS
from klimatsvar.language.lists import LANGUAGES, Rate, any_of, everywhere, lists
from klimatsvar.language.months import months, months_not_alone
from klimatsvar.language.numbers import unit_of, units_in


@dataclass(frozen=True, slots=True)
class Date:
    """A day, a month or a day of the year, and where it stands; None for what is not given."""

    year: int | None
    month: int
    day: int | None
    start: int
    end: int

    def stands_in(self, other: "Date") -> bool:
        """Tell whether the other date says all that this one does."""
        return (
            self.year in (None, other.year)
            and self.month == other.month
            and self.day in (None, other.day)
        )


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    month = rf"(?P<month>{any_of(months())})"
    day = r"(?P<day>[0-3]?\d)"
    between = any_of(everywhere(lambda own: own.dates.between))
    first = rf"(?:(?P<first>[0-3]?\d)\.?(?:\s?[–—-]\s?|\s{between}\s))?"
    year = r"(?P<year>(?:19|20)\d\d)"
    which = any_of(everywhere(lambda own: own.dates.of))
    before_year = any_of(everywhere(lambda own: (*own.dates.of, *own.dates.year_before)))
    of = rf"(?:st|nd|rd|th|:[ae])?\.?\s(?:{which}\s)?"
    # Of a word, though a footnote's mark may follow.
    end = rf"(?![^\W{RAISED_FIGURES}{RAISED_LETTERS}])"
    return tuple(
        re.compile(rf"(?<![\w.,]){form}{end}", re.IGNORECASE)
        for form in (
            rf"{year}-(?P<month>[01]\d)-{day}",
            rf"{first}{day}[./]\s?(?P<month>1[0-2]|0?[1-9])(?:[./-]\s?|\s){year}",
            rf"{day}/(?P<month>1[0-2]|0?[1-9])(?!\d)",
            rf"{first}{day}{of}{month}\.?(?:,?\s(?:{which}\s)?{year})?",
            rf"{month}\s{first}{day}(?:st|nd|rd|th)?(?:,\s|\s){year}",
            rf"{month}\s{day}(?:st|nd|rd|th)?(?=[\s,.;:)]|$)",
            rf"{month},?\s(?:{before_year}\s)?{year}",
            rf"{month}",
        )
    )


def dates_in(text: str) -> tuple[Date, ...]:
    """Return the dates of a text with western digits, in order; a year alone is a number.

    Of "3–9 februari 2025" both days are returned. A date that leaves out its year, as the first of
    "från den 23 maj till den 31 augusti 2022", gets that of the next.
    """
    found: list[Date] = []
    taken = [False] * len(text)
    for form in _forms():
        for match in form.finditer(text):
            start, end = match.span()
            if any(taken[start:end]) or not (dates := _read(match)):
                continue
            taken[start:end] = [True] * (end - start)
            found += dates
    found.sort(key=lambda date: (date.start, date.day or 0))
    return tuple(_with_year(date, found[place + 1 :]) for place, date in enumerate(found))


def _read(match: re.Match[str]) -> list[Date]:
    parts = match.groupdict()
    word = parts["month"].casefold()
    month = int(word) if word.isdigit() else months()[word]
    alone = match.end() - match.start() == len(word)
    days: list[int | None] = [int(parts[name]) for name in ("first", "day") if parts.get(name)]
    if (alone and word in months_not_alone()) or any(d and not 1 <= d <= 31 for d in days):
        return []
    year = int(parts["year"]) if parts.get("year") else None
    return [Date(year, month, day, *match.span()) for day in days or [None]]


def _with_year(date: Date, following: list[Date]) -> Date:
    year = date.year or next((other.year for other in following if other.year), None)
    return replace(date, year=year)


@cache
def _weekdays() -> dict[str, int]:
    days: dict[str, int] = {}
    for language in LANGUAGES:
        dates = lists(language).dates
        for day, forms in enumerate(dates.weekdays):
            for form in forms:
                days |= dict.fromkeys([form, *map(form.__add__, dates.weekday_endings)], day)
    return days


def weekday_of(word: str) -> int | None:
    """Return the day of the week that a word names, 0 for Monday; None if it names none."""
    return _weekdays().get(word.casefold())


def weekdays_in(text: str) -> set[int]:
    """Return the days of the week that a text names."""
    days = (weekday_of(word) for word in re.findall(r"[^\W\d_]+", text))
    return {day for day in days if day is not None}


_PERIODS = frozenset(["year", "month", "week", "day", "hour", "minute"])


_PER = re.compile(
    rf"\b(?!{any_of(everywhere(lambda own: own.dates.not_per))}\b)"
    rf"{any_of(everywhere(lambda own: own.dates.per))}\s+(?=([^\W\d_]+))",
    re.IGNORECASE,
)


def periods_claimed(text: str) -> set[str]:
    """Return the times, such as an hour, that a text says something happens in, or how often."""
    after = {unit_of(found[1]) for found in _PER.finditer(text)}
    return {unit for unit in after if unit in _PERIODS} | _rates_in(text)


def periods_given(text: str) -> set[str]:
    """Return the times that a text names at all."""
    return set(units_in(text)) | _rates_in(text)


def _rates_in(text: str) -> set[str]:
    words = re.findall(r"[^\W\d_]+", text.casefold())
    return {unit for unit, rate in _RATES.items() if any(map(rate.fullmatch, words))}


def _words_of(rate: Rate) -> re.Pattern[str]:
    return re.compile(any_of(everywhere(lambda own: own.dates.rates.get(rate, ()))))


_RATES = {rate: _words_of(rate) for rate in get_args(Rate)}
