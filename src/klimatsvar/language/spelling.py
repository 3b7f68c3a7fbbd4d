"""A question's words against those of the corpus: which it has, and which seem misspelled.

Local words that staff have listed are first read as the corpus' words. Then a word that the corpus
has is never changed. One that it has not is searched for as the corpus writes it with marks on
its letters ("utslapp": "utsläpp"), else as the nearest word of the corpus. But a word that the
language has is none that is misspelled, whatever is near it: "plast" is not "plats"; nor is a name
a word that is none: "Kinna" is not "kunna". Only where
nothing in a question has a mark can it be another without its marks: "far" is "får" then. Of a
question in a language that no document has, nothing but names are mended ("Boras").
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from rapidfuzz import process
from rapidfuzz.distance import OSA

from klimatsvar.language.detect import detect_language
from klimatsvar.language.dictionary import is_compound, is_word
from klimatsvar.language.letters import without_marks
from klimatsvar.language.local_words import LocalWords, WordPairs
from klimatsvar.language.terms import STOPWORDS, stem, terms

WordCounts: TypeAlias = Mapping[str, Mapping[str, int]]
"""How often each word occurs, by language (ISO 639-1)."""

_WORD = re.compile(r"[^\W\d_]+")
_FAULTS = ((8, 2), (5, 1))
"""Words of so many letters may have so many faults: shorter ones have too many neighbours."""
_FAULTS_OF_COMPOUNDS = 1
"""A compound of two words may be right: "klimatgäng" is not "klimatlag"."""


def _composed(text: str) -> str:
    """Return the text with each letter and its marks as one character, or words would be cut."""
    return unicodedata.normalize("NFC", text)


def count_words(texts: Iterable[tuple[str, str]]) -> WordCounts:
    """Count the words of texts, each given with its language (ISO 639-1)."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for text, language in texts:
        counts[language].update(_WORD.findall(_composed(text).lower()))
    return counts


@dataclass(frozen=True, slots=True)
class Mended:
    """A question with its misspelled words mended: for searching, never for showing."""

    text: str
    corrected: tuple[tuple[str, str], ...]
    """Words that the corpus has not, in lower case, each with the one that took its place."""
    local: tuple[tuple[str, str], ...] = ()
    """Local words, likewise."""


class Vocabulary:
    """The words of a corpus."""

    def __init__(self, words: WordCounts, local: WordPairs = ()) -> None:
        """Take the words of the corpus, and staff's local words with what they mean."""
        counts: Counter[str] = Counter()
        self._stems: dict[str, set[str]] = {}  # by language
        for language, own in words.items():
            counts.update(own)
            self._stems[language] = {stem(word, language) for word in own}
        self._counts = counts
        self._written: dict[str, str] = {}  # by the word without marks: its most frequent form
        self._by_letter: dict[str, list[str]] = defaultdict(list)
        for word, _ in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
            folded = without_marks(word)
            if folded not in self._written:
                self._written[folded] = word
                self._by_letter[folded[:1]].append(folded)
        self._local = LocalWords(local, self._has_form_of)
        self._is_word("a")  # loads the dictionaries now, so that no resident waits for them

    def read(self, question: str) -> Mended:
        """Return the question in the words of the corpus."""
        known, local = self._local.read(_composed(question))
        corrected: list[tuple[str, str]] = []

        def mended(found: re.Match[str]) -> str:
            meant = self._meant(found)
            if meant is None:
                return found[0]
            corrected.append((found[0].lower(), meant))
            return meant

        return Mended(_WORD.sub(mended, known), tuple(corrected), local)

    def _meant(self, found: re.Match[str]) -> str | None:
        """Return the corpus' word that is meant; None where a word is what it seems."""
        word, question = found[0].lower(), found.string
        if word in STOPWORDS or word in self._counts:
            return None
        folded = without_marks(word)
        written = self._written.get(folded)
        if written is None and self._has_form_of(word):
            return None
        if self._is_word(word):
            meant = written if question == without_marks(question) else None
        else:
            meant = written or self._nearest(word, folded)
            is_name = found[0][0].isupper() and question[: found.start()].strip()
            if is_name and meant and not written and self._is_word(meant):
                return None
        # Another language's words are near the corpus' by chance: "viele" is not "ville".
        if meant and self._is_foreign(question[: found.start()] + question[found.end() :]):
            return written if found[0][0].isupper() else None
        return meant

    def _is_word(self, word: str) -> bool:
        return any(is_word(word, language) for language in self._stems)

    def _is_foreign(self, text: str) -> bool:
        return detect_language(text) not in self._stems

    def terms(self, text: str) -> tuple[str, ...]:
        """Return the search terms of a question, whose words may be of any language.

        A word is stemmed as each language in which the corpus then has it; as Swedish if none.
        """
        stemmed = [(terms(text, language), stems) for language, stems in self._stems.items()]
        found: list[str] = []
        for place, swedish in enumerate(terms(text)):
            known = (own[place] for own, stems in stemmed if own[place] in stems)
            found += dict.fromkeys(known) or [swedish]
        return tuple(found)

    def _has_form_of(self, word: str) -> bool:
        word = word.lower()
        return any(stem(word, language) in stems for language, stems in self._stems.items())

    def _nearest(self, word: str, folded: str) -> str | None:
        """Return the nearest word with the same first letter, where faults are rare.

        ``folded`` is the word without marks. Of equally near ones it is the most frequent, which
        comes first in what is looked through.
        """
        faults = next((faults for letters, faults in _FAULTS if len(word) >= letters), 0)
        if faults and any(is_compound(word, language) for language in self._stems):
            faults = _FAULTS_OF_COMPOUNDS
        if not faults:
            return None
        same_letter = self._by_letter.get(folded[0], ())
        best = process.extractOne(folded, same_letter, scorer=OSA.distance, score_cutoff=faults)
        return self._written[best[0]] if best else None
