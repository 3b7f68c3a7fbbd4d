"""What is known of each language: word lists out of ``words/``, one TOML file a language.

A list is a text of words parted by commas. In those that are searched for in a text an asterisk
stands for any letters or none, a question mark for one letter and square brackets for one of the
letters in them; ``any_of`` makes a regular expression of them.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal, TypeAlias

from annotated_types import Len
from pydantic import AfterValidator, BeforeValidator, TypeAdapter, ValidationError, with_config

Unit: TypeAlias = Literal[
    "percentage point", "percent", "SEK", "EUR", "USD", "t", "kg", "km", "m", "cm", "mm", "GWh",
    "MWh", "kWh", "TWh", "degree", "year", "month", "week", "day", "hour", "minute",
]  # fmt: skip
Rate: TypeAlias = Literal["year", "quarter", "month", "week", "day", "hour", "minute"]
Actor: TypeAlias = Literal[
    "government", "state", "parliament", "county board", "region", "municipality"
]


def _parted(text: object) -> object:
    """Return the entries of a list. Raises ValueError where one is empty, or there twice."""
    if not isinstance(text, str):
        return text
    entries = [" ".join(entry.split()) for entry in text.split(",")] if text.strip() else []
    if "" in entries:
        raise ValueError("two commas with nothing between")
    if twice := {entry for entry in entries if entries.count(entry) > 1}:
        raise ValueError(f"more than once: {', '.join(sorted(twice))}")
    return tuple(entries)


def _in_lower_case(entries: tuple[str, ...]) -> tuple[str, ...]:
    if large := [entry for entry in entries if entry != entry.lower()]:
        raise ValueError(f"not in lower case: {', '.join(large)}")
    return entries


_Entries: TypeAlias = Annotated[tuple[str, ...], BeforeValidator(_parted)]
Words: TypeAlias = Annotated[_Entries, AfterValidator(_in_lower_case)]


@with_config(extra="forbid")
@dataclass(frozen=True, slots=True)
class Dates:
    """Days, months and how often things happen; the keys are explained in each file."""

    months: Annotated[tuple[Words, ...], Len(12, 12)]
    month_abbreviations: Annotated[tuple[Words, ...], Len(0, 12)]
    month_endings: Words
    months_only_beside_figures: Words
    weekdays: Annotated[tuple[Words, ...], Len(7, 7)]
    weekday_endings: Words
    between: Words
    of: Words
    year_before: Words
    per: Words
    not_per: Words
    rates: Mapping[Rate, Words]


@with_config(extra="forbid")
@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers in words, and what stands between and behind numbers."""

    spelled_by: _Entries
    read_everywhere: bool
    one: Words
    second: Words
    only_here: Words
    never: Words
    joiners: Words
    crowns: Words
    tails: Words
    thousand_within: Words
    hundred_within: Words
    between: Words
    half: Words
    not_half: Words
    half_a: Words
    multiplied: Words
    words: Mapping[int, Words]
    scales: Mapping[int, Words]
    fractions: Mapping[int, Words]


@with_config(extra="forbid")
@dataclass(frozen=True, slots=True)
class Names:
    """What tells names from other words with a capital, and names that languages differ in."""

    function_words: Words
    subjects: Words
    endings: Words
    prefixes: Words
    stoplist: str
    nouns_before: Words
    noun_endings: Words
    nouns: Words
    polite: Words
    translated: Mapping[str, Words]
    actors: Mapping[Actor, Words]


@with_config(extra="forbid")
@dataclass(frozen=True, slots=True)
class Statements:
    """Denials, and what is to be reached."""

    denials: Words
    targets: Words


@with_config(extra="forbid")
@dataclass(frozen=True, slots=True)
class Sentences:
    """Where sentences end."""

    abbreviations: Words
    may_end: Words
    months_without_stop: Words


@with_config(extra="forbid")
@dataclass(frozen=True, slots=True)
class Questions:
    """The words of questions."""

    stopwords: Words
    goes_on: Words
    alternatives: Words
    differs: Words
    differs_from: Words
    than: Words
    begins_stating: Words
    begins_pointing_back: Words
    asks_for_several: Words


@with_config(extra="forbid")
@dataclass(frozen=True, slots=True)
class Lists:
    """All lists of a language."""

    dates: Dates
    numbers: Numbers
    units: Mapping[Unit, Words]
    names: Names
    statements: Statements
    sentences: Sentences
    questions: Questions


_LISTS = TypeAdapter(Lists)
_FOLDER = files(__package__).joinpath("words")
LANGUAGES = tuple(
    sorted(file.name.removesuffix(".toml") for file in _FOLDER.iterdir() if file.is_file())
)
"""ISO 639-1 codes of the languages that have lists."""


@cache
def lists(language: str) -> Lists:
    """Return the lists of one of ``LANGUAGES``. Raises ValueError where its file can't be read."""
    return read(_FOLDER.joinpath(f"{language}.toml").read_text("utf-8"), f"{language}.toml")


def read(content: str, name: str) -> Lists:
    """Read a file of lists. Raises ValueError, which says what is wrong in the file ``name``."""
    try:
        return _LISTS.validate_python(tomllib.loads(content))
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, f['loc']))}: {f['msg']}" for f in error.errors())
        raise ValueError(f"{name}: {'; '.join(faults)}") from error


def everywhere(choose: Callable[[Lists], Iterable[str]]) -> tuple[str, ...]:
    """Return what ``choose`` picks from the lists of each language, each entry once."""
    return tuple(dict.fromkeys(word for code in LANGUAGES for word in choose(lists(code))))


def any_of(entries: Iterable[str]) -> str:
    """Return a regular expression that matches each entry, longer ones first, in one group."""
    ordered = sorted(entries, key=lambda entry: (-len(entry), entry))
    return f"(?:{'|'.join(map(_expression, ordered))})" if ordered else "(?!)"


def whole_words(entries: Iterable[str]) -> re.Pattern[str]:
    """Return what finds each entry as whole words, whatever its case."""
    return re.compile(rf"\b{any_of(entries)}\b", re.IGNORECASE)


def _expression(entry: str) -> str:
    return re.sub(r"\[[^\]]+\]|.", _translated, entry)


def _translated(found: re.Match[str]) -> str:
    sign = found[0]
    return {"*": r"\w*", "?": r"\w"}.get(sign) or (sign if len(sign) > 1 else re.escape(sign))
