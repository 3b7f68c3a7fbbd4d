"""How many passages have each term: of a document, and added up, of the corpus.

A term is told by a hash of 64 bits, so that a replica holds the counts of a large corpus in memory,
16 bytes a term, and need not ask for those of each question.
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
    terms: int = 0
    """Of all passages together."""

    def plus(self, other: "Totals") -> "Totals":
        """Return both together."""
        return Totals(
            self.passages + other.passages,
            self.sentences + other.sentences,
            self.terms + other.terms,
        )


@dataclass(frozen=True, slots=True)
class Counts:
    """Counted terms and words."""

    totals: Totals
    hashes: Hashes
    """Of the terms, sorted."""
    having: Numbers
    """Passages that have each."""
    words: WordCounts = field(default_factory=dict)
    """To mend questions with."""

    def statistics(self, terms: Sequence[str]) -> Statistics:
        """Return the statistics of passages, as far as these terms need them."""
        asked = list(dict.fromkeys(terms))
        hashes = _hashes(asked)
        places = np.searchsorted(self.hashes, hashes)
        known = [
            (term, place)
            for term, place, hash in zip(asked, places, hashes, strict=True)
            if place < len(self.hashes) and self.hashes[place] == hash
        ]
        counts = self.having[[place for _, place in known]]
        numbers = {term: number for number, (term, _) in enumerate(known)}
        passages = self.totals.passages
        mean_length = max(self.totals.terms, 1) / max(passages, 1)
        return Statistics(numbers, counts, passages, mean_length)

    def to_bytes(self) -> bytes:
        """Return it as bytes."""
        totals = self.totals
        told = [totals.passages, totals.sentences, totals.terms, len(self.hashes), self.words]
        head = json.dumps(told, ensure_ascii=False).encode()
        return b"\0".join((head, self.hashes.tobytes() + self.having.tobytes()))

    @classmethod
    def from_bytes(cls, value: bytes) -> "Counts":
        """Return what ``to_bytes`` gave."""
        head, _, arrays = value.partition(b"\0")
        *totals, terms, words = json.loads(head)
        hashes = np.frombuffer(arrays, np.uint64, terms)
        having = np.frombuffer(arrays, np.int64, offset=8 * terms)
        return cls(Totals(*totals), hashes, having, words)


def counted(encoded: Encoded) -> Counts:
    """Count the terms and words of a document."""
    passages = Counter(term for own in encoded.passage_terms for term in set(own))
    hashes = _hashes(list(passages))
    order = np.argsort(hashes)
    having = np.array(list(passages.values()), np.int64)
    totals = Totals(
        len(encoded.passage_terms),
        len(encoded.sentence_vectors),
        sum(map(len, encoded.passage_terms)),
    )
    document = encoded.document
    words = count_words([(f"{document.title}\n{document.text}", document.language)])
    return Counts(totals, hashes[order], having[order], words)


def added_up(counts: Iterable[Counts]) -> Counts:
    """Return the counts of several documents together."""
    rest = iter(counts)
    totals, words = Totals(), dict[str, Counter[str]]()
    hashes, having = np.empty(0, np.uint64), np.empty(0, np.int64)
    while some := list(islice(rest, _AT_ONCE)):
        every = np.concatenate([hashes, *(one.hashes for one in some)])
        hashes, places = np.unique(every, return_inverse=True)
        summed = np.zeros(len(hashes), np.int64)
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
