"""How two sentences stand to each other: whether they state the same, or contrary things."""

import re
from fractions import Fraction
from functools import cache, lru_cache
from typing import Literal, TypeAlias

from klimatsvar.answer.evidence import Candidate
from klimatsvar.language import numbers
from klimatsvar.language.denials import denials_in
from klimatsvar.language.letters import plain
from klimatsvar.language.number_words import ONE, cardinals
from klimatsvar.language.terms import stem

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
    own, others = numbers_in(one.text), numbers_in(other.text)
    denials_differ = _denials(one.text) != _denials(other.text)
    shared = _shared_words(one, other)
    if shared >= _SAME and own == others and not denials_differ:
        return "same"
    elsewhere = one.passage.document != other.passage.document
    if elsewhere and (denials_differ or _disagree(own, others)):
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
    return frozenset(s for s in stems if not s[0].isdigit() and s not in _numeral_stems())


@cache
def _numeral_stems() -> frozenset[str]:
    return frozenset(stem(word, "sv") for word in cardinals("sv"))


@lru_cache(maxsize=10_000)
def _denials(text: str) -> int:
    return denials_in(text)


_LARGEST = 10**300
"""A float holds no larger one; "miljard" said forty times over counts nothing."""


@lru_cache(maxsize=10_000)
def numbers_in(text: str) -> frozenset[float]:
    """Return the values of the numbers in a sentence, in digits or in Swedish words that count.

    Ordinals are left out: who came seventh in one year and tenth in another is no contradiction.
    """
    return frozenset(
        abs(float(value))
        for number in numbers.numbers_in(text, (), "sv")
        if not number.vague and _counts(text[number.start : number.end])
        for value in number.values
        if isinstance(value, Fraction) and abs(value) < _LARGEST
    )


def _counts(number: str) -> bool:
    word = _WORD.match(number)
    return word is None or plain(word[0]) in cardinals("sv") | ONE  # "en miljard"


_WORD = re.compile(r"[^\W\d_]+")
