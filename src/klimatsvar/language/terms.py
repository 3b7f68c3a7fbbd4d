"""The search terms of a text: word stems and character n-grams."""

import re
import threading
import unicodedata
from functools import lru_cache

import Stemmer

from klimatsvar.language.letters import RAISED_FIGURES, RAISED_LETTERS, without_marks
from klimatsvar.language.lists import everywhere

LEXICAL_VERSION = 3
"""Raised when the same text would give other terms."""

# Character n-grams let the parts of Swedish compounds meet: "skyfallsplan" and "skyfall".
_GRAM = 4
_GRAM_FROM = 5
"""Words of at least this many letters are also cut into n-grams."""

_WORD = re.compile(r"\w+(?:[.,:]\d+)*")
# A raised figure after a number or a word is a footnote's mark or a power, and no part of it:
# "2030¹" is found by "2030". After a unit it is one: "m²" is found by "m2".
# A raised letter is always a mark.
_MARK = re.compile(
    rf"(?:(?<=\d)|(?<=[^\W{RAISED_FIGURES}]{{3}}))(?=[{RAISED_FIGURES}])"
    rf"|(?<=[^\W{RAISED_LETTERS}])(?=[{RAISED_LETTERS}])"
)
_LANGUAGES = {
    "ar": "arabic",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "sv": "swedish",
}

STOPWORDS = frozenset(everywhere(lambda own: own.questions.stopwords))
"""Question words and function words: they say what kind of answer is wanted, not what about."""


def terms(text: str, language: str = "sv") -> list[str]:
    """Return the search terms of a text: word stems, then ``#``-marked n-grams of long words.

    Letters are compared without their marks ("Boras" meets "Borås"), so that a keyboard without
    Swedish letters does.
    """
    grams = [
        "#" + folded[i : i + _GRAM]
        for word in _telling(text)
        if len(word) >= _GRAM_FROM and word.isalpha()
        for folded in [without_marks(word)]
        for i in range(len(folded) - _GRAM + 1)
    ]
    return word_stems(text, language) + grams


def word_stems(text: str, language: str = "sv") -> list[str]:
    """Return the stems of the words of a text that tell something."""
    return [stem(word, language) for word in _telling(text)]


def _telling(text: str) -> list[str]:
    return [word for word in _words(text) if word not in STOPWORDS]


def _words(text: str) -> list[str]:
    text = unicodedata.normalize("NFKC", _MARK.sub(" ", text))
    return _WORD.findall(text.replace("\xad", "").lower())


@lru_cache(maxsize=100_000)
def stem(word: str, language: str) -> str:
    with _stemming:
        stem = _stemmer(_LANGUAGES.get(language, "swedish")).stemWord(word)
    return without_marks(stem)


# A Stemmer must not be used by two threads at once.
_stemming = threading.Lock()


@lru_cache
def _stemmer(algorithm: str) -> "Stemmer.Stemmer":
    return Stemmer.Stemmer(algorithm)
