"""How two sentences stand to each other: whether they state the same, or contrary things."""

import re
from functools import lru_cache
from typing import Literal, TypeAlias

from klimatsvar.answer.evidence import Candidate
from klimatsvar.language.terms import terms

Likeness: TypeAlias = Literal["same", "contrary", "similar", "apart"]

_SAME = 0.8
"""Sentences that have this part of all their words in common can be the same statement."""
_ABOUT_THE_SAME = 0.5
"""... can be statements about the same thing."""


def likeness(one: Candidate, other: Candidate) -> Likeness:
    """Tell how two sentences stand to each other.

    "same": the same statement, with the same numbers. "contrary": another document's statement of
    the same thing with another number, or its denial. "similar": one says little that the other
    does not. "apart": none of these.
    """
    if one.text == other.text:
        return "same"
    if not (one.stems and other.stems):
        return "apart"
    numbers, others = numbers_in(one.text), numbers_in(other.text)
    denials_differ = _denials(one.text) != _denials(other.text)
    shared = _shared_words(one, other)
    if shared >= _SAME and numbers == others and not denials_differ:
        return "same"
    elsewhere = one.passage.document != other.passage.document
    if elsewhere and (denials_differ or _disagree(numbers, others)):
        return "contrary" if shared >= _ABOUT_THE_SAME else "apart"
    return "similar" if one.says_the_same(other) else "apart"


def _disagree(numbers: frozenset[float], others: frozenset[float]) -> bool:
    """Tell whether each has a number that the other has not: a year against a year, or another
    number against another. A count and the date of a statement don't disagree."""
    only, others_only = numbers - others, others - numbers
    years, others_years = set(filter(_is_year, only)), set(filter(_is_year, others_only))
    return bool((years and others_years) or (only - years and others_only - others_years))


def _is_year(number: float) -> bool:
    return number in range(1900, 2101)


def _shared_words(one: Candidate, other: Candidate) -> float:
    """Return the share of both sentences' words, numbers aside, that they have in common."""
    words, others = _words(one.stems), _words(other.stems)
    return len(words & others) / len(words | others) if words | others else 0.0


@lru_cache(maxsize=10_000)
def _words(stems: frozenset[str]) -> frozenset[str]:
    return frozenset(s for s in stems if not s[0].isdigit() and s not in _NUMERAL_STEMS)


_DENIAL = re.compile(
    r"\b(?:inte|ej|icke|aldrig|ingen|inget|inga|ingenting|varken|utan|not|no|never|none)\b|n't\b",
    re.I,
)


@lru_cache(maxsize=10_000)
def _denials(text: str) -> int:
    return len(_DENIAL.findall(text))


def _numerals() -> dict[str, int]:
    """Return the Swedish numerals up to 99 but "en" and "ett", which are articles too."""
    units = "ett två tre fyra fem sex sju åtta nio".split()
    teens = "tio elva tolv tretton fjorton femton sexton sjutton arton nitton".split()
    tens = "tjugo trettio fyrtio femtio sextio sjuttio åttio nittio".split()
    values = {word: value for value, word in enumerate([*units, *teens], start=1) if value > 1}
    for value, ten in enumerate(tens, start=2):
        values[ten] = 10 * value
        values[ten + "en"] = 10 * value + 1
        values |= {ten + unit: 10 * value + i for i, unit in enumerate(units, start=1)}
    return values


_NUMERALS = _numerals()
_SCALES = {
    "hundra": 100,
    "tusen": 1_000,
    "miljon": 1_000_000,
    "miljoner": 1_000_000,
    "miljard": 1_000_000_000,
    "miljarder": 1_000_000_000,
}
_NUMERAL_STEMS = frozenset(t for t in terms(" ".join([*_NUMERALS, *_SCALES])) if t[0] != "#")
_SCALE = rf"(?P<scale>{'|'.join(_SCALES)})\b"
# Not the digits of "CO2". A space parts groups of three digits, but not a year from a number.
_NUMBER = re.compile(
    r"(?:(?<![\w.,])(?P<digits>(?:\d{1,3}(?:\ \d{3})+(?!\d)|\d+)(?:[.,]\d+)?)"
    rf"|\b(?P<word>{'|'.join(_NUMERALS)})\b)(?:\s+{_SCALE})?"
    rf"|\b{_SCALE.replace('scale', 'alone')}",
    re.I,
)


@lru_cache(maxsize=10_000)
def numbers_in(text: str) -> frozenset[float]:
    """Return the values of the numbers in a sentence, in digits or in Swedish words."""
    values = set()
    for found in _NUMBER.finditer(text):
        digits, word, scale, alone = found.group("digits", "word", "scale", "alone")
        if digits:
            value = float(digits.replace(" ", "").replace(",", "."))
        else:
            value = float(_NUMERALS[word.lower()]) if word else 1.0
        values.add(value * _SCALES.get((scale or alone or "").lower(), 1))
    return frozenset(values)
