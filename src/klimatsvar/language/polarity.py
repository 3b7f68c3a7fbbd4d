"""Whether a sentence says yes or no, more or less, at least or at most."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Literal, TypeAlias

from klimatsvar.language.lists import (
    LANGUAGES,
    Limits,
    Lists,
    any_of,
    everywhere,
    lists,
    whole_words,
)

Polarity: TypeAlias = Literal["plain", "denied", "guarded", "doubly denied"]
"""Guarded: said with a word such as "utan" or "gratis", which a denial may be worded as. Doubly
denied: with both, as "inte gratis"."""


def _words(choose: Callable[[Lists], Iterable[str]]) -> re.Pattern[str]:
    return whole_words(everywhere(choose))


_NOT_A_DENIAL = _words(lambda own: (*own.sense.not_denials, *own.limits.not_less))
_DENIAL = _words(lambda own: own.sense.denials)
_DENIAL_IN = {code: whole_words(lists(code).sense.own_denials) for code in LANGUAGES}
_COUNTED = whole_words(
    word
    for code in ("sv", "en")
    for word in (*lists(code).sense.denials, *lists(code).sense.counted_denials)
)
_BUT_RATHER = re.compile(r"(?<=,)\s*utan\b|\butan (?=i|på|av|med|till|bara|att|ett|en)\b", re.I)
"""After "inte" the Swedish word for "without" means "but"."""
_GUARD = _words(lambda own: own.sense.guards)
_BUT = any_of(everywhere(lambda own: own.sense.but))
_CONJUNCTION = any_of(everywhere(lambda own: (*own.sense.but, *own.sense.conjunctions)))
_CLAUSE = re.compile(
    rf"(?:[,;]|\s[–—])\s+(?={_CONJUNCTION}\b)|(?<=[.!?;])\s+|\s+(?={_BUT}\b)",
    re.IGNORECASE,
)


def clauses(text: str) -> list[tuple[int, int]]:
    """Return the spans of the parts of a text that are denied each for itself."""
    ends = [(m.start(), m.end()) for m in _CLAUSE.finditer(text)]
    starts = [0, *(end for _, end in ends)]
    return list(zip(starts, [*(start for start, _ in ends), len(text)], strict=True))


@lru_cache(maxsize=5000)
def polarity(text: str, language: str) -> Polarity:
    """Return whether a clause denies something."""
    text = _NOT_A_DENIAL.sub("", text)
    own = _DENIAL_IN.get(language)
    if _DENIAL.search(text) or (own and own.search(text)):
        return "doubly denied" if _GUARD.search(_BUT_RATHER.sub("", text)) else "denied"
    return "guarded" if _GUARD.search(text) else "plain"


def denials_in(text: str) -> int:
    """Return how many words of a Swedish or English text deny, "utan" among them."""
    return len(_COUNTED.findall(text))


_MORE = _words(lambda own: own.sense.more)
_LESS = _words(lambda own: own.sense.less)
_NO_CHANGE = _words(lambda own: own.limits.no_change)
"""A limit, not a change."""


def turned(claimed: str, given: str) -> bool:
    """Tell whether one text speaks only of more, and the other only of less."""
    claimed, given = _NO_CHANGE.sub("", claimed), _NO_CHANGE.sub("", given)
    more, less = bool(_MORE.search(claimed)), bool(_LESS.search(claimed))
    given_more, given_less = bool(_MORE.search(given)), bool(_LESS.search(given))
    return (more and not less and given_less and not given_more) or (
        less and not more and given_more and not given_less
    )


Limit: TypeAlias = Literal["least", "most"]


def _before(choose: Callable[[Limits], Iterable[str]]) -> re.Pattern[str]:
    """Return what finds words right before a number or a date, with fillers between."""
    fillers = any_of(everywhere(lambda own: own.limits.fillers))
    words = any_of(everywhere(lambda own: choose(own.limits)))
    return re.compile(rf"\b{words}(?:\W+{fillers})*\W*$", re.IGNORECASE)


def _right_before(choose: Callable[[Limits], Iterable[str]]) -> re.Pattern[str]:
    words = any_of(everywhere(lambda own: choose(own.limits)))
    return re.compile(rf"\b{words}\W*$", re.IGNORECASE)


def _after(choose: Callable[[Limits], Iterable[str]]) -> re.Pattern[str]:
    """Return what finds words behind a number, with at most three others between."""
    words = any_of(everywhere(lambda own: choose(own.limits)))
    return re.compile(rf"^\W+(?:\w+\W+){{0,3}}?{words}\b", re.IGNORECASE)


_AT_LEAST = _before(lambda limits: limits.at_least)
_AT_MOST = _before(lambda limits: limits.at_most)
_NOT_LESS = _right_before(lambda limits: limits.not_less)
_FROM_BELOW = _after(lambda limits: limits.least_after)
_FROM_ABOVE = _after(lambda limits: limits.most_after)
_DURING = _right_before(lambda limits: limits.during)
"""Of a stretch of time these mean "in the course of" as well."""
_NOT_EARLIER = _before(lambda limits: limits.not_earlier)
_NOT_LATER = _before(lambda limits: limits.not_later)


def limit_at(text: str, start: int, end: int) -> Limit | None:
    """Return what the words around a number make of it: a lower limit, an upper one, or neither."""
    before, after = text[:start], text[end:]
    if _NOT_LESS.search(before):
        return "least"
    if _AT_MOST.search(before):
        return "most"
    if _AT_LEAST.search(before):
        return "least"
    if _FROM_BELOW.search(after):
        return "least"
    return "most" if _FROM_ABOVE.search(after) else None


def may_say_during(text: str, start: int) -> bool:
    """Tell whether the limit before a stretch of time may be none, as in "under tre år"."""
    return bool(_DURING.search(text[:start]))


def limit_of_time(text: str, start: int) -> Limit | None:
    """Return whether the words before a date or a year say that it is not before, or not after."""
    if _NOT_EARLIER.search(text[:start]):
        return "least"
    if _NOT_LATER.search(text[:start]):
        return "most"
    return None
