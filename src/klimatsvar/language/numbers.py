"""Numbers in a text as values with units, so that they can be compared however they are written."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias, get_args

from klimatsvar.language.letters import RAISED_FIGURES, RAISED_LETTERS, plain
from klimatsvar.language.lists import (
    LANGUAGES,
    Numbers,
    Unit,
    any_of,
    everywhere,
    lists,
    whole_words,
)
from klimatsvar.language.number_words import ONE, SCALES, SECOND, runs


def _listed(choose: Callable[[Numbers], Iterable[str]]) -> str:
    """Return a regular expression of the words that are chosen in each language."""
    return any_of(everywhere(lambda own: choose(own.numbers)))


def _words_of(unit: Unit, *, phrases: bool) -> re.Pattern[str]:
    """Return what finds a unit's words, or only those of its names that are several words."""
    words = everywhere(lambda own: own.units.get(unit, ()))
    return re.compile(any_of(plain(word) for word in words if (" " in word) is phrases))


# A word of two units, as "prosenttiyksikkö", is of the one that stands first.
_UNITS = {unit: _words_of(unit, phrases=False) for unit in get_args(Unit)}
_UNITS_IN_PHRASES = {unit: _words_of(unit, phrases=True) for unit in get_args(Unit)}
Span: TypeAlias = tuple[int, int]
_MAY_BE_LEFT_OUT = frozenset(["year"])
"""A person "over 70" is over 70 years old."""
_DIGITS = re.compile(
    r"(?<![\w])(?<!\d[.,])(?:(?P<minus>(?<![\w)])[-−–](?=\d))|(?:minus\s))?"
    r"(?P<digits>\d{1,3}(?:[ \u00a0\u202f\u2009'’]\d{3})+(?!\d)(?:[.,]\d+)?"
    r"|\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d{1,3}(?:\.\d{3})+(?:,\d+)?(?!\d)"
    r"|\d+(?:[.,]\d+)?)"
)
# A footnote's mark, as in "25² miljoner"; a raised figure after 10 is a power.
_RAISED = f"[{RAISED_FIGURES}{RAISED_LETTERS}]+"
_NOTED = rf"(?:(?<!(?<!\d)10){_RAISED}(?:,{_RAISED})*+)?+"
_SCALE = re.compile(rf"{_NOTED}[\s-]*([^\W\d_]+)")
_AFTER = re.compile(
    rf"{_NOTED}[\s-]*(percentage points?|per cent|°C|[%€$°]|[^\W\d_]+(?:(?<=m)[23](?!\w))?)"
)
_BEFORE = re.compile(r"(?<!\w)([€$]|SEK|EUR|USD|kr)\s?$")
_OF_A_YEAR = re.compile(
    rf"\s{any_of(everywhere(lambda own: own.dates.year_before))}\s(?:19|20)\d\d\b"
)
"""As in "plats 7 år 2023", which are no seven years."""
_CARRIES = re.compile(rf"\s*(?:[–—-]|{_listed(lambda numbers: numbers.between)})\s*", re.IGNORECASE)
_FRACTIONS: dict[str, int] = {
    word: below
    for language in LANGUAGES
    for below, words in lists(language).numbers.fractions.items()
    for word in words
}
_PART = re.compile(
    rf"(?:\b(?P<many>\w++)[\s-]+)?(?P<part>{any_of(_FRACTIONS)}\b)"
    rf"|\b(?!{_listed(lambda numbers: numbers.not_half)}\b)"
    rf"(?P<half>{_listed(lambda numbers: numbers.half)})\b",
    re.IGNORECASE,
)
_MOST_DIGITS = 40
"""Longer ones count nothing: a code, or a fault of the document; they equal only themselves."""
_TIMES = whole_words(everywhere(lambda own: own.numbers.multiplied))
_HALF_A = re.compile(rf"\b({_listed(lambda numbers: numbers.half_a)})\s(?=\w)", re.IGNORECASE)
_CROWNS = everywhere(lambda own: own.numbers.crowns)


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a text, and where it stands."""

    values: frozenset[Fraction | str]
    """As it can be read: "1,500" is 1500, or a decimal written just so."""
    unit: Unit | None
    start: int
    end: int
    vague: bool = False
    """An article as well as one, or "other" as well as second."""

    @property
    def year(self) -> int | None:
        """The year that it may be."""
        value = next(iter(self.values))
        plausible = (
            len(self.values) == 1 and self.unit in (None, "year") and isinstance(value, Fraction)
        )
        if plausible and isinstance(value, Fraction) and value.denominator == 1:
            return int(value) if 1800 <= value <= 2100 and self.end - self.start == 4 else None
        return None


def western(text: str) -> str:
    """Return the text with western digits and marks in the place of Arabic ones, as long."""
    marks = {"٫": ",", "٬": " ", "٪": "%"}
    return "".join(
        marks.get(char) or (str(int(char)) if char.isdecimal() else char) for char in text
    )


def unit_of(word: str) -> Unit | None:
    """Return the unit that a word names, None if it names none."""
    word = plain(word)
    units = _UNITS_IN_PHRASES if " " in word else _UNITS
    return _named(word, units) or _named(word.removeprefix("ال"), units)


def _named(word: str, units: Mapping[Unit, re.Pattern[str]]) -> Unit | None:
    return next((unit for unit, words in units.items() if words.fullmatch(word)), None)


@lru_cache(maxsize=2000)
def units_in(text: str) -> frozenset[Unit]:
    """Return the units that a text names."""
    found = {unit_of(word) for word in re.findall(r"[%€$°]|[^\W\d_]+", text)}
    return frozenset(unit for unit in found if unit)


def numbers_in(text: str, taken: Sequence[Span], language: str) -> tuple[Number, ...]:
    """Return the numbers of a text with western digits, but for the spans ``taken``, in order."""
    found = _fractions(text, language)
    shares = [(number.start, number.end) for number in found]
    for match in _DIGITS.finditer(text):
        if not _meets(match.span("digits"), [*taken, *shares]):
            values = _readings(match["digits"])
            if match["minus"] or match[0].startswith("minus"):
                values = {
                    -value if isinstance(value, Fraction) else f"-{value}" for value in values
                }
            found.append(_measured(text, *match.span(), values))
    for start, end, spelled in runs(text, language):
        if not _meets((start, end), [*taken, *shares]):
            found.append(_measured(text, start, end, {Fraction(spelled)}))
    known = [*taken, *((number.start, number.end) for number in found)]
    for match in re.finditer(r"[^\W\d_]+", text):
        if not _meets(match.span(), known) and (number := _alone(text, match)):
            found.append(number)
    found = [n for n in found if not any(_within(n, other) for other in found)]
    found.sort(key=lambda number: number.start)
    return tuple(_with_carried_units(text, found))


def _meets(span: Span, spans: Sequence[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in spans)


def _alone(text: str, word: re.Match[str]) -> Number | None:
    """Return what a word such as "miljoner", "en" or "andra" may count when no number is beside."""
    spelled = plain(word[0])
    if spelled in SCALES:
        return _measured(text, *word.span(), {Fraction(SCALES[spelled])}, alone=True)
    if spelled not in ONE | SECOND:
        return None
    value = Fraction(1 if spelled in ONE else 2)
    number = _measured(text, *word.span(), {value})
    return replace(number, vague=value in number.values)  # "en miljon" is a number


def _within(number: Number, other: Number) -> bool:
    return number is not other and other.start <= number.start and number.end <= other.end


def _readings(digits: str) -> set[Fraction | str]:
    digits = re.sub(r"[ \u00a0\u202f\u2009'’]", "", digits)
    if len(digits) > _MOST_DIGITS:
        return {digits}
    if re.fullmatch(r"\d{1,3}[.,]\d{3}", digits):
        # A thousands mark in one language, a decimal one in another, and then with its zeros.
        return {Fraction(re.sub("[.,]", "", digits)), digits.replace(",", ".")}
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", digits):
        return {Fraction(digits.replace(",", ""))}
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", digits):
        return {Fraction(digits.replace(".", "").replace(",", "."))}
    return {Fraction(digits.replace(",", "."))}


def _measured(
    text: str, start: int, end: int, values: set[Fraction | str], *, alone: bool = False
) -> Number:
    """Return the number with the scale and the unit that follow it."""
    while not alone and (scale := _SCALE.match(text, end)):
        if (times := SCALES.get(plain(scale[1]))) is None:
            break
        if any(isinstance(value, str) and len(value) > _MOST_DIGITS for value in values):
            break
        values = {Fraction(value) * times for value in values}
        end = scale.end()
        if plain(scale[1]) in _CROWNS:
            return Number(frozenset(values), "SEK", start, end)
    after = None if _OF_A_YEAR.match(text, end) else _AFTER.match(text, end)
    currency = _BEFORE.search(text[:start])
    unit = unit_of(currency[1]) if currency else unit_of(after[1]) if after else None
    if after and unit is None and (second := _AFTER.match(text, after.end())):
        unit = unit_of(f"{after[1]} {second[1]}")  # "5 punktów procentowych", "40 في المئة"
    return Number(frozenset(values), unit, start, end)


def _with_carried_units(text: str, numbers: Sequence[Number]) -> list[Number]:
    """Give the first number of "20 till 15 procent" the unit of the second."""
    carried: list[Number] = []
    following: Number | None = None
    for number in reversed(numbers):
        gap = text[number.end : following.start] if following else ""
        open_to_it = number.unit is None and not number.vague and not number.year
        if open_to_it and following and _CARRIES.fullmatch(gap):
            number = replace(number, unit=following.unit)
        carried.append(number)
        following = number
    return carried[::-1]


def _fractions(text: str, language: str) -> list[Number]:
    """Return fractions in words as percentages, and words such as "doubled"."""
    found = []
    for match in _PART.finditer(text):
        if match["half"]:
            found.append(_share(Fraction(1, 2), match.span()))
            continue
        below = _FRACTIONS[match["part"].casefold()]
        many = [value for *_, value in runs(match["many"] or "", language)]
        start = match.start() if many or plain(match["many"] or "") in ONE else match.start("part")
        found.append(_share(Fraction(many[0] if many else 1, below), (start, match.end())))
    for match in _HALF_A.finditer(text):
        found.append(_measured(text, *match.span(1), {Fraction(1, 2)}))
    for match in _TIMES.finditer(text):
        found.append(Number(frozenset([f"times {match[0].casefold()[:4]}"]), None, *match.span()))
    return found


def _share(value: Fraction, span: tuple[int, int]) -> Number:
    return Number(frozenset([100 * value]), "percent", *span)


def agree(claimed: Number, given: Number, sentence: str) -> bool:
    """Tell whether a number of a quoted sentence is the one claimed, and of the same unit.

    Where nothing follows the quoted number, as in a table, the sentence may name its unit.
    """
    if not claimed.values & given.values:
        return False
    if given.unit is None:
        return claimed.unit is None or claimed.unit in units_in(sentence)
    if claimed.unit is None:
        return given.unit in _MAY_BE_LEFT_OUT
    return claimed.unit == given.unit
