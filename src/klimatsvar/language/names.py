"""Names in a text.

Two ideas of a name, for two purposes. A question, or a sentence weighed for an answer, is looked
through for ``CAPITALISED``: quick, and right most of the time. A language model's sentence is read
by ``names_in``, which takes every word that may be a name, and ``ordinary`` tells which are none.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import get_args

from justext import get_stoplist

from klimatsvar.language.dates import weekday_of
from klimatsvar.language.letters import fold, plain
from klimatsvar.language.lists import LANGUAGES, Actor, any_of, everywhere, lists, whole_words
from klimatsvar.language.months import is_month
from klimatsvar.language.name_forms import ALIKE, begin_alike, known, same
from klimatsvar.language.numbers import unit_of

CAPITALISED = r"(?<=[^\s.:!?] )[A-ZÅÄÖ]\w+"
"""Regular expression of a word with a capital that does not begin a sentence."""
_WORD = re.compile(r"[^\W_]+")
_STARTS = re.compile(r"(?:[.!?:…]\s|\n)[\s\"'”“’‘«»„(–—•-]*$")
_LOOK_BACK = 12
"""Letters before a word that tell whether it begins a sentence."""
_CURRENCIES = frozenset(["SEK", "EUR", "USD"])
_FUNCTION_WORDS = frozenset(map(plain, everywhere(lambda own: own.names.function_words)))
_SUBJECTS = frozenset(map(plain, everywhere(lambda own: own.names.subjects)))
_GERMAN = lists("de").names
_POLITE = frozenset(map(str.capitalize, _GERMAN.polite))
_BEFORE_NOUNS = frozenset(map(plain, _GERMAN.nouns_before))
_NOUN = re.compile(
    rf"\w+{any_of(map(plain, _GERMAN.noun_endings))}s?|\w*{any_of(map(plain, _GERMAN.nouns))}"
)


@dataclass(frozen=True, slots=True)
class Name:
    """One word of a name, and where it stands."""

    word: str
    start: int
    end: int
    first: bool
    """It begins a sentence, where any word has a capital."""


def words_in(text: str) -> list[str]:
    """Return the words of a text, hyphened ones in parts."""
    return _WORD.findall(unicodedata.normalize("NFKC", text))


def names_in(text: str) -> tuple[Name, ...]:
    """Return the words of a text that have a capital, or letters and digits, or are known places.

    The caller tells which of those that begin a sentence, and which German nouns, are no names.
    """
    return tuple(
        Name(match[0], match.start(), match.end(), _begins_a_sentence(text, match.start()))
        for match in _WORD.finditer(text)
        if _looks_like_a_name(match[0])
    )


def _begins_a_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - _LOOK_BACK) : start]
    return bool(_STARTS.search(before if start > _LOOK_BACK else f"\n{before}"))


def _looks_like_a_name(word: str) -> bool:
    mixed = any(c.isdigit() for c in word) and word[0].isalpha()
    capital = any(char.isupper() for char in word) and not word[0].isdigit()
    place = not word.isascii() and word[0].lower() == word[0].upper() and known(word)
    return mixed or capital or place


def ordinary(
    name: Name, text: str, language: str, vocabulary: frozenset[str], named: frozenset[str]
) -> bool:
    """Tell whether a capital is due to the word's place, or to German.

    ``vocabulary`` are the words that the documents write without a capital, ``named`` those that
    they write with one within a sentence; both folded.
    """
    word = name.word
    if is_month(word) or weekday_of(word) is not None or word == "I":
        return True  # days of the week are held against the quotes for themselves
    if unit_of(word) and (not word.isupper() or word in _CURRENCIES):
        return True
    if any(char.isupper() or char.isdigit() for char in word[1:]):
        return False
    if name.first and (plain(word) in _FUNCTION_WORDS or fold(word) in vocabulary):
        return True
    polite = language == "de" and word in _POLITE
    if polite or (name.first and re.match(r" Sie\b", text[name.end :])):
        return True
    if (name.first or language == "de") and actors_in(word):
        return True  # who does it is held against the quotes for itself
    if fold(word) in named or known(word):
        return False
    if language == "de" and _is_german_noun(name, text):
        return True
    if name.first and (plain(word) in _SUBJECTS or word.casefold() in _frequent(language)):
        return True
    return name.first and any(begin_alike(fold(word), other) for other in vocabulary)


def _words_of(actor: Actor) -> re.Pattern[str]:
    return whole_words(everywhere(lambda own: own.names.actors.get(actor, ())))


_ACTORS = {actor: _words_of(actor) for actor in get_args(Actor)}


def actors_in(text: str) -> set[Actor]:
    """Return the kinds of those who do things, as the state and the municipality, in a text."""
    return {actor for actor, words in _ACTORS.items() if words.search(text)}


def _is_german_noun(name: Name, text: str) -> bool:
    before = re.findall(r"[\w%]+", text[: name.start])[-2:]
    if _NOUN.fullmatch(plain(name.word)):
        return True
    if not before:
        return False
    if text[name.start - 1 : name.start] == "-":  # the kind of thing: "EU-Mission"
        return True
    last = before[-1]
    adjective = last[0].islower() and re.search(r"(?:(?<![td])e|en|er|es|em)$", last)
    licensed = plain(last) in _BEFORE_NOUNS or last[0].isdigit()
    plural_verb = last.endswith("en") and plain(before[0]) not in _BEFORE_NOUNS
    return licensed or bool(adjective and not plural_verb)


def stands_in(name: Name, given: Iterable[str]) -> bool:
    """Tell whether one of the given words is the name.

    Words without a capital count when they are the very word, since "Mark" is not "marken", or
    when the name begins a sentence.
    """
    for word in given:
        capital = word[0].isupper() or word[0].lower() == word[0].upper() or name.first
        if fold(word) == fold(name.word) and (capital or len(word) > ALIKE):
            return True
        if capital and same(name.word, word):
            return True
    return False


def neighbours(names: Sequence[Name], text: str) -> list[tuple[Name, Name]]:
    """Return the pairs of names with nothing but white space between them."""
    pairs = pairwise(names)
    return [(a, b) for a, b in pairs if text[a.end : b.start].isspace()]


@cache
def _frequent(language: str) -> frozenset[str]:
    """Return the most frequent words of a language, in lower case; names are among them."""
    listed = lists(language).names.stoplist if language in LANGUAGES else ""
    return get_stoplist(listed) if listed else frozenset()
