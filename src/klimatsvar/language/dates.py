"""Dates in a text, in any of the forms and languages that answers are written in."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from babel import Locale

from klimatsvar.language.numbers import unit_of, units_in

_LANGUAGES = ("sv", "en", "fi", "de", "pl", "bs", "hr", "so", "ar", "es", "uk", "tr", "fa")
_CASES = "|s|n|ssa|sta|hun|a|u|om|ie|iem|e|er|es"
"""Endings that months take in sentences."""
_ALSO_OTHER_WORDS = frozenset(["may", "march", "mai", "mart", "lut", "maja"])
"""Months only beside a day or a year."""


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


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    names: dict[str, int] = {"augusti": 8, "sept": 9, "okt": 10}
    for language in _LANGUAGES:
        for use in Locale(language).months.values():
            for month, name in use["wide"].items():
                name = name.casefold()
                for case in _CASES.split("|") if name.isascii() or language == "pl" else [""]:
                    names.setdefault(name + case, month)
    for name in [name for name in names if name.endswith("bar")]:  # decembar, od decembra
        names |= {name[:-2] + ending: names[name] for ending in ("ra", "ru", "rom")}
    for month, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1):
        names.setdefault(name, month)
    for form, month in [("styczniu", 1), ("lutym", 2), ("marcu", 3), ("kwietniu", 4), ("maju", 5)]:
        names.setdefault(form, month)
    for form, month in [("czerwcu", 6), ("lipcu", 7), ("sierpniu", 8), ("wrześniu", 9)]:
        names.setdefault(form, month)
    for form, month in [("październiku", 10), ("listopadzie", 11), ("grudniu", 12)]:
        names.setdefault(form, month)
    return {name: month for name, month in names.items() if not name.isdigit()}


@lru_cache(maxsize=1)
def _forms() -> tuple[re.Pattern[str], ...]:
    month = rf"(?P<month>{'|'.join(sorted(map(re.escape, _months()), key=len, reverse=True))})"
    day = r"(?P<day>[0-3]?\d)"
    first = r"(?:(?P<first>[0-3]?\d)\.?(?:\s?[–—-]\s?|\s(?:och|and|und|to|till|bis|ja|i|do|و)\s))?"
    year = r"(?P<year>(?:19|20)\d\d)"
    of = r"(?:st|nd|rd|th|:[ae])?\.?\s(?:of\s|de\s)?"
    return tuple(
        re.compile(rf"(?<![\w.,]){form}(?!\w)", re.IGNORECASE)
        for form in (
            rf"{year}-(?P<month>[01]\d)-{day}",
            rf"{first}{day}[./]\s?(?P<month>1[0-2]|0?[1-9])(?:[./-]\s?|\s){year}",
            rf"{day}/(?P<month>1[0-2]|0?[1-9])(?!\d)",
            rf"{first}{day}{of}{month}\.?(?:,?\s(?:of\s|de\s)?{year})?",
            rf"{month}\s{first}{day}(?:st|nd|rd|th)?(?:,\s|\s){year}",
            rf"{month}\s{day}(?:st|nd|rd|th)?(?=[\s,.;:)]|$)",
            rf"{month},?\s(?:of\s|de\s|vuonna\s|roku\s|godine\s|عام\s)?{year}",
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
    month = int(word) if word.isdigit() else _months()[word]
    alone = match.end() - match.start() == len(word)
    days: list[int | None] = [int(parts[name]) for name in ("first", "day") if parts.get(name)]
    if (alone and word in _ALSO_OTHER_WORDS | {*_SHORT}) or any(
        d and not 1 <= d <= 31 for d in days
    ):
        return []
    year = int(parts["year"]) if parts.get("year") else None
    return [Date(year, month, day, *match.span()) for day in days or [None]]


_SHORT = "jan feb mar apr may jun jul aug sep oct nov dec sept okt".split()


def _with_year(date: Date, following: list[Date]) -> Date:
    year = date.year or next((other.year for other in following if other.year), None)
    return replace(date, year=year)


def is_month(word: str) -> bool:
    """Tell whether a word is a month's name in some language."""
    return word.casefold() in _months()


_DAY_ENDINGS = frozenset("|s|en|ens|ar|arna|na|sin|isin|ta|n|e|es|a".split("|"))
_DAYS_INFLECTED = (
    "poniedziałku poniedziałki ponedjeljka ponedjeljkom",
    "wtorku wtorki utorka utorkom",
    "środę środy środach srijedu srijede srijedom",
    "czwartku czwartki četvrtka četvrtkom",
    "piątku piątki petka petkom",
    "sobotę soboty sobocie subotu subote subotom",
    "niedzielę niedziele niedzieli nedjelju nedjelje nedjeljom",
)
"""Of Polish and Bosnian, from Monday on."""


@lru_cache(maxsize=1)
def _weekdays() -> dict[str, int]:
    names = {form: day for day, forms in enumerate(_DAYS_INFLECTED) for form in forms.split()}
    for language in _LANGUAGES:
        for use in Locale(language).days.values():
            for day, name in use["wide"].items():
                names.setdefault(name.casefold(), day)
    return names


@lru_cache(maxsize=5000)
def weekday_of(word: str) -> int | None:
    """Return the day of the week that a word names, 0 for Monday; None if it names none."""
    word = word.casefold()
    for ending in _DAY_ENDINGS:
        stem = word.removesuffix(ending)
        if stem in _weekdays() and stem + ending == word:
            return _weekdays()[stem]
    return None


def weekdays_in(text: str) -> set[int]:
    """Return the days of the week that a text names."""
    days = (weekday_of(word) for word in re.findall(r"[^\W\d_]+", text))
    return {day for day in days if day is not None}


_PERIODS = frozenset(["year", "month", "week", "day", "hour", "minute"])
_RATES = {
    "year": "årlig annual yearly vuosittai vuodessa jährlich rocz godišnj sanadkii sannadkii anual"
    " سنوي السنة",
    "quarter": "kvartal quarter neljännesvuo quartal kwarta",
    "month": "månatlig månadsvi monthly kuukausittai kuukaudessa monatlich miesięczn mjesečn"
    " mensual شهري",
    "week": "veckovi weekly viikoittai viikossa wöchentlich tygodniow sedmičn semanal أسبوعي",
    "day": "dagl daily dygnet päivittäi päivässä vuorokau täglich dzien dnevn diario يومي",
    "hour": "timvi hourly tunnissa stündlich godzin satu",
    "minute": "minuutissa",
}
"""Beginnings of words that say how often, or in what time."""
_PER = re.compile(
    r"\b(?:per|om|och|and|en|ett|varje|varannan|vart|vartannat|hela|a|an|one|each|every|whole|pro"
    r"|je|und|ein|eine|einem|einer|eines|einen|pr|na|za|jeden|jedną|jednej|jednu|jednom|co|svake"
    r"|svaki|por|cada|un|una|joka|yhden|yhdessä|i(?!\s(?:dag|år|månad)\b))\s+(?=([^\W\d_]+))",
    re.I,
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
    return {
        unit
        for unit, beginnings in _RATES.items()
        if any(word.startswith(tuple(beginnings.split())) for word in words)
    }
