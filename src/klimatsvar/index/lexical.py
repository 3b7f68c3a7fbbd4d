"""Lexical search: BM25 over word stems and character n-grams, by bm25s."""

import math
import re
import threading
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Self

import bm25s
import numpy as np
import numpy.typing as npt
import Stemmer

LEXICAL_VERSION = 1
"""Raised when the same text would give other terms."""

# Character n-grams let the parts of Swedish compounds meet: "skyfallsplan" and "skyfall".
_GRAM = 4
_GRAM_FROM = 5
"""Words of at least this many letters are also cut into n-grams."""

# BM25's constants, found with the fusion weight by benchmarks/retrieval.py.
K1 = 0.9
B = 0.4

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


class LexicalIndex:
    """BM25 over a list of texts, by position."""

    def __init__(self, bm25: bm25s.BM25) -> None:
        """Wrap a built ``bm25``; use ``build`` or ``load``."""
        self._bm25 = bm25
        self._count = int(bm25.scores["num_docs"])

    @classmethod
    def build(
        cls, texts: Sequence[str], languages: Sequence[str], k1: float = K1, b: float = B
    ) -> Self:
        """Index the texts, each with its language's stemmer (ISO 639-1).

        ``k1`` and ``b`` are BM25's saturation of repeated terms and normalisation of length.
        """
        bm25 = bm25s.BM25(method="lucene", k1=k1, b=b)
        # A text without terms gets the empty one: bm25s divides by the mean length.
        tokens = [terms(t, language) or [""] for t, language in zip(texts, languages, strict=True)]
        bm25.index(tokens, show_progress=False)
        return cls(bm25)

    def scores(self, query: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return each text's score for the query's terms, shape (texts,).

        It is BM25 divided by its upper bound for this query: 0 when a text has none of the terms,
        near 1 when it has all of them, often. So scores compare between questions too.
        """
        known = self._bm25.get_tokens_ids(list(query))
        if not known:
            return np.zeros(self._count, dtype=np.float32)
        bound = sum(self.weights(query).values())
        return np.asarray(self._bm25.get_scores_from_ids(known) / bound, dtype=np.float32)

    def weights(self, query: Sequence[str]) -> dict[str, float]:
        """Return each term's inverse document frequency; highest for terms that no text has."""
        indptr = self._bm25.scores["indptr"]
        weights = {}
        for term in query:
            id = self._bm25.vocab_dict.get(term)
            texts = 0 if id is None or id + 1 >= len(indptr) else int(indptr[id + 1] - indptr[id])
            weights[term] = math.log(1 + (self._count - texts + 0.5) / (texts + 0.5))
        return weights

    def save(self, folder: Path) -> None:
        """Write the index into ``folder``."""
        self._bm25.save(folder, show_progress=False)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what ``save`` wrote. Raises OSError, KeyError or ValueError when it can't."""
        return cls(bm25s.BM25.load(folder, show_progress=False))
