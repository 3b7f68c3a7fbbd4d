"""What a text claims that can be held against another: its dates, numbers and names."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from klimatsvar.language.dates import Date, dates_in
from klimatsvar.language.letters import fold
from klimatsvar.language.name_forms import same
from klimatsvar.language.names import Name, names_in, words_in
from klimatsvar.language.numbers import Number, agree, numbers_in, western

Item: TypeAlias = Number | Date | Name


@dataclass(frozen=True, slots=True)
class Claims:
    """What was read off a text. All places are in ``text``, which has western digits."""

    text: str
    dates: tuple[Date, ...]
    numbers: tuple[Number, ...]
    """Years among them, but not the parts of dates."""
    names: tuple[Name, ...]
    """Words with a capital, also those that only begin a sentence."""
    words: frozenset[str]


@lru_cache(maxsize=2000)
def claims(text: str, language: str) -> Claims:
    """Read a text in a language (ISO 639-1)."""
    text = western(text)
    dates = dates_in(text)
    spans = [(date.start, date.end) for date in dates]
    return Claims(
        text=text,
        dates=dates,
        numbers=numbers_in(text, spans, language),
        names=names_in(text),
        words=frozenset(words_in(text)),
    )


def has(quoted: Claims, item: Item) -> bool:
    """Tell whether a quoted text has the number, date or name."""
    if isinstance(item, Name):
        return any(same(item.word, word) for word in quoted.words)
    if isinstance(item, Date):
        return any(item.stands_in(date) for date in quoted.dates)
    if item.year:
        years = [date.year for date in quoted.dates] + [number.year for number in quoted.numbers]
        return item.year in years
    return any(agree(item, number, quoted.text) for number in quoted.numbers)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of a document, folded, by how they are written within sentences."""

    ordinary: frozenset[str]
    """Without a capital."""
    named: frozenset[str]
    """Never without one."""


@lru_cache(maxsize=64)
def vocabulary(text: str) -> Vocabulary:
    """Return the words of a document's text."""
    ordinary = frozenset(fold(word) for word in words_in(text) if word[0].islower())
    named = {fold(name.word) for name in names_in(text) if not name.first}
    return Vocabulary(ordinary, frozenset(named - ordinary))
