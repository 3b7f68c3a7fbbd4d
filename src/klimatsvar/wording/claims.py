"""What a text claims that can be held against another: its dates, numbers and names."""

from dataclasses import dataclass
from functools import lru_cache

from klimatsvar.language.dates import Date, dates_in
from klimatsvar.language.letters import fold
from klimatsvar.language.names import Name, names_in, words_in
from klimatsvar.language.numbers import Number, numbers_in, western
from klimatsvar.language.polarity import Polarity, clauses, polarity


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a text that is denied for itself: ``text[start:end]``."""

    start: int
    end: int
    polarity: Polarity


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
    clauses: tuple[Clause, ...]


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
        clauses=tuple(
            Clause(start, end, polarity(text[start:end], language)) for start, end in clauses(text)
        ),
    )


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
