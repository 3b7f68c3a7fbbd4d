"""A question's words against those of the corpus: which it has, and which seem misspelled.

A word that the corpus has is never changed. One that it has not is searched for as the corpus
writes it with marks on its letters ("utslapp": "utsläpp"), else as the nearest word of the corpus.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from klimatsvar.index.lexical import STOPWORDS, fold, stem

_WORD = re.compile(r"[^\W\d_]+")
_FAULTS = ((8, 2), (5, 1))
"""Words of so many letters may have so many faults: shorter ones have too many neighbours."""
_NEIGHBOURS = 10
"""The nearest words, of which the most frequent is taken among equally near ones."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a question, in lower case, without the small words that every text has."""

    text: str
    """The question with its misspelled words mended: for searching, never for showing."""
    known: tuple[str, ...]
    """Those that the corpus has, in this or another form."""
    unknown: tuple[str, ...]
    """Those that it has not, nor anything near."""
    corrected: tuple[tuple[str, str], ...]
    """Those that it has not, each with the word of the corpus that is searched for instead."""


class Vocabulary:
    """The words of a corpus."""

    def __init__(self, texts: Iterable[str], languages: Collection[str] = ("sv",)) -> None:
        """Collect the words of ``texts``; ``languages`` (ISO 639-1) say how they are inflected."""
        counts = Counter(word for text in texts for word in _WORD.findall(text.lower()))
        self._languages = languages
        self._counts = counts
        self._stems = {stem(word, language) for word in counts for language in languages}
        self._written: dict[str, str] = {}  # by the word without marks: its most frequent form
        self._by_letter: dict[str, list[str]] = defaultdict(list)
        for word, _ in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
            folded = fold(word)
            if folded not in self._written:
                self._written[folded] = word
                self._by_letter[folded[:1]].append(folded)

    def read(self, question: str) -> Wording:
        """Return the question's words as the corpus knows them."""
        known: list[str] = []
        unknown: list[str] = []
        corrected: list[tuple[str, str]] = []

        def mended(found: re.Match[str]) -> str:
            word = found[0].lower()
            if word in STOPWORDS:
                return found[0]
            if word in self._counts:
                known.append(word)
                return found[0]
            written = self._written.get(fold(word))
            if written is None and self._has_form_of(word):
                known.append(word)
                return found[0]
            meant = written or self._nearest(fold(word))
            if meant is None:
                unknown.append(word)
                return found[0]
            corrected.append((word, meant))
            return meant

        text = _WORD.sub(mended, question)
        return Wording(text, tuple(known), tuple(unknown), tuple(corrected))

    def _has_form_of(self, word: str) -> bool:
        return any(stem(word, language) in self._stems for language in self._languages)

    def _nearest(self, word: str) -> str | None:
        """Return the nearest word with the same first letter, where faults are rare."""
        faults = next((faults for letters, faults in _FAULTS if len(word) >= letters), 0)
        if not faults:
            return None
        found = process.extract(
            word,
            self._by_letter.get(word[0], ()),
            scorer=OSA.distance,
            score_cutoff=faults,
            limit=_NEIGHBOURS,
        )
        best = min(found, key=lambda near: (near[1], near[2]), default=None)
        return self._written[best[0]] if best else None
