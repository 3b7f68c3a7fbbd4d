"""The months by their names, in every language."""

from collections.abc import Mapping
from functools import cache
from itertools import chain

from klimatsvar.language.lists import LANGUAGES, everywhere, lists


@cache
def month_numbers(language: str) -> Mapping[str, int]:
    """Return the months of a language by their names and abbreviations, without endings."""
    dates = lists(language).dates
    return {
        form: month
        for names in (dates.months, dates.month_abbreviations)
        for month, forms in enumerate(names, start=1)
        for form in forms
    }


def month_names(language: str) -> tuple[str, ...]:
    """Return the names of a language's months, in every form, without abbreviations."""
    return tuple(chain.from_iterable(lists(language).dates.months))


@cache
def months() -> Mapping[str, int]:
    """Return the months of all languages by their names, in every form, and abbreviations."""
    found: dict[str, int] = {}
    for language in LANGUAGES:
        found |= month_numbers(language)
        for name in month_names(language):
            for ending in lists(language).dates.month_endings:
                found.setdefault(name + ending, month_numbers(language)[name])
    return found


@cache
def months_not_alone() -> frozenset[str]:
    """Return the months that may be other words: they are months only beside a day or a year."""
    short = everywhere(lambda own: chain.from_iterable(own.dates.month_abbreviations))
    return frozenset((*short, *everywhere(lambda own: own.dates.months_only_beside_figures)))


def is_month(word: str) -> bool:
    """Tell whether a word is a month's name in some language."""
    return word.casefold() in months()
