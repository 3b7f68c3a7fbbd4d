"""How many passages and sentences have each term: of a document, and added up, of the corpus.

A term is told by a hash of 64 bits, so that a replica holds the counts of a large corpus in memory,
24 bytes a term, and need not ask for those of each question.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
import numpy.typing as npt

from klimatsvar.index.lexical import Statistics
from klimatsvar.index.rows import Encoded
from klimatsvar.language.spelling import WordCounts, count_words

_AT_ONCE = 500
"""Documents added up together."""

Hashes = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Totals:
    """Of a document or a corpus."""

    passages: int = 0
    sentences: int = 0
    passage_terms: int = 0
    """Terms of all passages together."""
    sentence_terms: int = 0

    def plus(self, other: "Totals") -> "Totals":
        """Return both together."""
        return Totals(
            self.passages + other.passages,
            self.sentences + other.sentences,
            self.passage_terms + other.passage_terms,
            self.sentence_terms + other.sentence_terms,
        )


@dataclass(frozen=True, slots=True)
class Counts:
    """Counted terms and words."""

    totals: Totals
    hashes: Hashes
    """Of the terms, sorted."""
    having: Numbers
    """Shape (terms, 2): passages and sentences that have each."""
    words: WordCounts = field(default_factory=dict)
    """To mend questions with."""

    def passages(self, terms: Sequence[str]) -> Statistics:
        """Return the statistics of passages, as far as these terms need them."""
        totals = self.totals
        return self._of(terms, 0, totals.passages, totals.passage_terms)

    def sentences(self, terms: Sequence[str]) -> Statistics:
        """Return the statistics of sentences, as far as these terms need them."""
        totals = self.totals
        return self._of(terms, 1, totals.sentences, totals.sentence_terms)

    def _of(self, terms: Sequence[str], column: int, texts: int, lengths: int) -> Statistics:
        asked = list(dict.fromkeys(terms))
        hashes = _hashes(asked)
        places = np.searchsorted(self.hashes, hashes)
        known = [
            (term, place)
            for term, place, hash in zip(asked, places, hashes, strict=True)
            if place < len(self.hashes) and self.hashes[place] == hash
        ]
        counts = self.having[[place for _, place in known], column].astype(np.int64)
        numbers = {term: number for number, (term, _) in enumerate(known)}
        return Statistics(numbers, counts, texts, max(lengths, 1) / max(texts, 1))

    def to_bytes(self) -> bytes:
        """Return it as bytes."""
        totals = self.totals
        told = [
            *(totals.passages, totals.sentences, totals.passage_terms, totals.sentence_terms),
            len(self.hashes),
            self.words,
        ]
        head = json.dumps(told, ensure_ascii=False).encode()
        return b"\0".join((head, self.hashes.tobytes() + self.having.tobytes()))

    @classmethod
    def from_bytes(cls, value: bytes) -> "Counts":
        """Return what ``to_bytes`` gave."""
        head, _, arrays = value.partition(b"\0")
        *totals, terms, words = json.loads(head)
        hashes = np.frombuffer(arrays, np.uint64, terms)
        having = np.frombuffer(arrays, np.int64, offset=8 * terms).reshape(-1, 2)
        return cls(Totals(*totals), hashes, having, words)


def counted(encoded: Encoded) -> Counts:
    """Count the terms and words of a document."""
    passages = Counter(term for own in encoded.passage_terms for term in set(own))
    sentences = Counter(term for own in encoded.sentence_terms for term in set(own))
    terms = list(passages | sentences)
    hashes = _hashes(terms)
    order = np.argsort(hashes)
    having = np.array([(passages[term], sentences[term]) for term in terms], np.int64)
    totals = Totals(
        len(encoded.passage_terms),
        len(encoded.sentence_terms),
        sum(map(len, encoded.passage_terms)),
        sum(map(len, encoded.sentence_terms)),
    )
    document = encoded.document
    words = count_words([(f"{document.title}\n{document.text}", document.language)])
    return Counts(totals, hashes[order], having.reshape(-1, 2)[order], words)


def added_up(counts: Iterable[Counts]) -> Counts:
    """Return the counts of several documents together."""
    rest = iter(counts)
    totals, words = Totals(), dict[str, Counter[str]]()
    hashes, having = np.empty(0, np.uint64), np.empty((0, 2), np.int64)
    while some := list(islice(rest, _AT_ONCE)):
        every = np.concatenate([hashes, *(one.hashes for one in some)])
        hashes, places = np.unique(every, return_inverse=True)
        summed = np.zeros((len(hashes), 2), np.int64)
        np.add.at(summed, places, np.concatenate([having, *(one.having for one in some)]))
        having = summed
        for one in some:
            totals = totals.plus(one.totals)
            for language, own in one.words.items():
                words.setdefault(language, Counter()).update(own)
    return Counts(totals, hashes, having, words)


def _hashes(terms: Sequence[str]) -> Hashes:
    digests = (hashlib.blake2b(term.encode(), digest_size=8).digest() for term in terms)
    return np.frombuffer(b"".join(digests), np.uint64)
