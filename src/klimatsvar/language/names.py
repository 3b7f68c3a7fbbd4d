"""Names in a text, and whether another text has them, inflected or in another language."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from babel import Locale

from klimatsvar.language.dates import is_month, weekday_of
from klimatsvar.language.name_words import (
    ACTORS,
    FUNCTION_WORDS,
    GERMAN_LICENCE,
    GERMAN_NOUN,
    SUBJECTS,
    TRANSLATED,
    frequent,
)
from klimatsvar.language.numbers import unit_of

_WORD = re.compile(r"[^\W_]+")
_STARTS = re.compile(r"(?:[.!?:…]\s|\n)[\s\"'”“’‘«»„(–—•-]*$")
_LOOK_BACK = 12
"""Letters before a word that tell whether it begins a sentence."""
_ENDINGS = frozenset(
    """
    s n en et ens ets ns na nas er ers erna ernas ar arna arnas or orna
    in ssa ssä sta stä iin an ään lle lla llä lta ltä on een seen ksi a ä ta tä ia ien ia ina iä
    u em om ie i y owi ach ami ów e ima es
    """.split()
)
"""What Swedish, Finnish, Polish, Bosnian and German sentences add to a name."""
_SHORTEST = 3
"""Letters of a name that can be inflected without a mark between."""
_ALIKE = 5
"""Letters that two forms of an ordinary word begin with alike."""
_LOCALES = ("sv", "en", "fi", "de", "pl", "bs", "so", "ar", "es", "uk", "tr", "fa")
_CURRENCIES = frozenset(["SEK", "EUR", "USD"])


@dataclass(frozen=True, slots=True)
class Name:
    """One word of a name, and where it stands."""

    word: str
    start: int
    end: int
    first: bool
    """It begins a sentence, where any word has a capital."""


def fold(word: str) -> str:
    """Return the word without case and without marks on its letters."""
    split = unicodedata.normalize("NFKD", re.sub("[أإآ]", "ا", word).casefold())
    return "".join(char for char in split if unicodedata.category(char) != "Mn")


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
    known = not word.isascii() and word[0].lower() == word[0].upper() and bool(_meaning(word))
    return mixed or capital or known


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
    if name.first and (word.casefold() in FUNCTION_WORDS or fold(word) in vocabulary):
        return True
    polite = language == "de" and word in ("Sie", "Ihr", "Ihre", "Ihren", "Ihrem", "Ihnen")
    if polite or (name.first and re.match(r" Sie\b", text[name.end :])):
        return True
    if (name.first or language == "de") and actors_in(word):
        return True  # who does it is held against the quotes for itself
    if fold(word) in named or _meaning(word):
        return False
    if language == "de" and _is_german_noun(name, text):
        return True
    if name.first and word.casefold() in frequent(language) | SUBJECTS:
        return True
    return name.first and any(begin_alike(fold(word), other) for other in vocabulary)


_ACTORS = {actor: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for actor, words in ACTORS.items()}


def actors_in(text: str) -> set[str]:
    """Return the kinds of those who do things, as the state and the municipality, in a text."""
    return {actor for actor, words in _ACTORS.items() if words.search(text)}


def known(word: str) -> bool:
    """Tell whether a word is a name that some languages write in their own way."""
    return _meaning(word) is not None


def begin_alike(one: str, other: str) -> bool:
    """Tell whether two folded words look like forms of one ordinary word."""
    shorter = min(len(one), len(other))
    letters = max(_ALIKE, shorter - 2)
    return one == other or (shorter >= _ALIKE and one[:letters] == other[:letters])


def is_content(word: str) -> bool:
    """Tell whether a word is neither a number nor one that any sentence has."""
    return not word[0].isdigit() and word.casefold() not in FUNCTION_WORDS


def _is_german_noun(name: Name, text: str) -> bool:
    before = re.findall(r"[\w%]+", text[: name.start])[-2:]
    if GERMAN_NOUN.fullmatch(name.word.casefold()):
        return True
    if not before:
        return False
    if text[name.start - 1 : name.start] == "-":  # the kind of thing: "EU-Mission"
        return True
    last = before[-1]
    adjective = last[0].islower() and re.search(r"(?:(?<![td])e|en|er|es|em)$", last)
    licensed = last.casefold() in GERMAN_LICENCE or last[0].isdigit()
    plural_verb = last.endswith("en") and before[0].casefold() not in GERMAN_LICENCE
    return licensed or bool(adjective and not plural_verb)


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    names: dict[str, str] = {}
    for language in _LOCALES:
        for code, name in Locale(language).territories.items():
            if code.isalpha() and re.fullmatch(r"[^\W\d_]{3,}", name):
                names.setdefault(fold(name), code)
    return names


@lru_cache(maxsize=5000)
def _meaning(word: str) -> str | None:
    """Return what a name that differs by language stands for; None for another word."""
    folded = fold(word)
    forms = [folded]
    if not folded.isascii():  # Arabic writes "and", "in", "to" and "the" with the word
        forms += [folded.removeprefix(p) for p in ("و", "ب", "ل", "ال", "وال", "بال", "لل", "في")]
    for form in forms:
        for names in TRANSLATED:
            if any(_is_form(form, fold(name)) for name in names.split()):
                return names
        if form in _countries():
            return _countries()[form]
    return None


def _is_form(word: str, name: str) -> bool:
    return word == name or (len(name) >= _SHORTEST and inflected(word, name))


def inflected(word: str, name: str) -> bool:
    """Tell whether the folded ``word`` is ``name`` with an ending of some language."""
    rest = word.removeprefix(name)
    return len(name) >= _SHORTEST and rest != word and rest in _FOLDED_ENDINGS


_FOLDED_ENDINGS = frozenset(fold(ending) for ending in _ENDINGS)


def same(one: str, other: str) -> bool:
    """Tell whether two words are forms of one name."""
    a, b = fold(one), fold(other)
    if a == b or inflected(a, b) or inflected(b, a):
        return True
    if len(a) > _SHORTEST < len(b) and a[:-1] == b[:-1] and a[-1] + b[-1] in ("aa", "an", "na"):
        return True
    meaning = _meaning(one)
    return meaning is not None and meaning == _meaning(other)


def stands_in(name: Name, given: Iterable[str]) -> bool:
    """Tell whether one of the given words is the name.

    Words without a capital count when they are the very word, since "Mark" is not "marken", or
    when the name begins a sentence.
    """
    for word in given:
        capital = word[0].isupper() or word[0].lower() == word[0].upper() or name.first
        if fold(word) == fold(name.word) and (capital or len(word) > _ALIKE):
            return True
        if capital and same(name.word, word):
            return True
    return False


def neighbours(names: Sequence[Name], text: str) -> list[tuple[Name, Name]]:
    """Return the pairs of names with nothing but white space between them."""
    pairs = pairwise(names)
    return [(a, b) for a, b in pairs if text[a.end : b.start].isspace()]
