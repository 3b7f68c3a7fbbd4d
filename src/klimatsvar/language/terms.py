"""The search terms of a text: word stems and character n-grams."""

import re
import threading
import unicodedata
from functools import lru_cache

import Stemmer

LEXICAL_VERSION = 1
"""Raised when the same text would give other terms."""

# Character n-grams let the parts of Swedish compounds meet: "skyfallsplan" and "skyfall".
_GRAM = 4
_GRAM_FROM = 5
"""Words of at least this many letters are also cut into n-grams."""

_WORD = re.compile(r"\w+(?:[.,:]\d+)*")
_LANGUAGES = {
    "ar": "arabic",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "sv": "swedish",
}

# Question words and function words: they say what kind of answer is wanted, not what about.
STOPWORDS = frozenset(
    """
    jag du han hon den det de vi ni dem oss er mig dig sig min din sin mitt ditt sitt mina dina
    sina en ett och att i på av som för med är var till om men så har hade inte från vid eller
    blir bli blev nu då ut upp när hur vad vem vilka vilken vilket varför vart vars man kan ska
    skall skulle kommer finns finnas få får fick gör göra mycket många någon något några mer
    också bara alla sedan än där här under över mellan efter vara varit ha haft detta denna
    dessa ju väl vill the a an of to in is are was were what which who how when where why do
    does did and or for on at by with from it its be has have can will much many there this that
    i you my we
    """.split()
)


def terms(text: str, language: str = "sv") -> list[str]:
    """Return the search terms of a text: word stems, then ``#``-marked n-grams of long words.

    Letters are compared without their marks ("Boras" meets "Borås"), so that a keyboard without
    Swedish letters does.
    """
    words = [word for word in _words(text) if word not in STOPWORDS]
    stems = [stem(word, language) for word in words]
    grams = [
        "#" + folded[i : i + _GRAM]
        for word in words
        if len(word) >= _GRAM_FROM and word.isalpha()
        for folded in [fold(word)]
        for i in range(len(folded) - _GRAM + 1)
    ]
    return stems + grams


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text).replace("\xad", "").lower())


@lru_cache(maxsize=100_000)
def stem(word: str, language: str) -> str:
    with _stemming:
        stem = _stemmer(_LANGUAGES.get(language, "swedish")).stemWord(word)
    return fold(stem)


# A Stemmer must not be used by two threads at once.
_stemming = threading.Lock()


@lru_cache
def _stemmer(algorithm: str) -> "Stemmer.Stemmer":
    return Stemmer.Stemmer(algorithm)


def fold(word: str) -> str:
    if word.isascii():
        return word
    decomposed = unicodedata.normalize("NFD", word)
    return "".join(char for char in decomposed if not unicodedata.combining(char))
