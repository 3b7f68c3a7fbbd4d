"""BM25 over the terms of passages.

Terms are numbered. A passage is found by postings (the passages that have a term), which are read
from disk as a question needs them.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TypeAlias

import numpy as np
import numpy.typing as npt

from klimatsvar.index.arrays import Ragged, mapped, writing_rows

# BM25's constants, found with the fusion weight by benchmarks/retrieval.py: how soon repeating a
# term gains no more, and how much long texts are held back.
K1 = 0.9
B = 0.4

_TEXTS, _SCORES = "texts.npy", "scores.npy"
_BLOCK = 500_000
"""Terms looked at together, so that memory stays bounded however many there are."""

Floats: TypeAlias = npt.NDArray[np.float32]
Counts: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Statistics:
    """How many texts have each term, and how long they are."""

    numbers: Mapping[str, int]
    """Of each term."""
    counts: Counts
    """Texts that have a term, by its number."""
    texts: int
    mean_length: float
    """In terms."""

    def weights(self, query: Sequence[str]) -> dict[str, float]:
        """Return each term's inverse document frequency; highest for terms that no text has."""
        weights = {}
        for term in query:
            number = self.numbers.get(term)
            having = 0 if number is None else int(self.counts[number])
            weights[term] = math.log(1 + (self.texts - having + 0.5) / (having + 0.5))
        return weights

    def bound(self, query: Sequence[str]) -> float:
        """Return what no text's score for the query's terms exceeds, if each is there once."""
        return sum(self.weights(query).values())


def saturated(
    times: Floats, lengths: Floats, mean_length: float, k1: float = K1, b: float = B
) -> Floats:
    """Return what a term counts for in texts that have it ``times`` times, by their lengths."""
    held_back = k1 * (1 - b + b * lengths / mean_length)
    return np.asarray(times / (held_back + times), dtype=np.float32)


class PassageTerms:
    """The postings of all passages."""

    def __init__(self, statistics: Statistics, postings: Ragged, scores: Floats) -> None:
        """Take, for each term, the passages that have it, and their scores for it."""
        self._statistics = statistics
        self._postings = postings
        self._scores = scores

    def scores(self, query: Sequence[str]) -> Floats:
        """Return each passage's score for the query's terms, shape (passages,).

        It is BM25 divided by its upper bound for this query: 0 when a text has none of the terms,
        near 1 when it has all of them, often. So scores compare between questions too. A term that
        the query has twice counts twice.
        """
        found = np.zeros(self._statistics.texts, dtype=np.float32)
        numbers = self._statistics.numbers
        for number in (numbers[term] for term in query if term in numbers):
            own = slice(*self._postings.starts[number : number + 2])
            found[self._postings.values[own]] += self._scores[own]
        return found / np.float32(self._statistics.bound(query) or 1)

    def weights(self, query: Sequence[str]) -> dict[str, float]:
        """See ``Statistics``."""
        return self._statistics.weights(query)

    @classmethod
    def load(cls, folder: Path, rows: Ragged, numbers: Mapping[str, int]) -> Self:
        """Open what ``write_postings`` wrote. Raises OSError or ValueError when it can't be."""
        starts, texts = mapped(folder / "starts.npy"), mapped(folder / _TEXTS)
        scores = mapped(folder / _SCORES)
        if not len(texts) == len(scores) == starts[-1] or len(starts) != len(numbers) + 1:
            raise ValueError(f"{folder}: its parts don't fit together")
        counts = np.asarray(np.diff(starts))
        statistics = Statistics(numbers, counts, len(rows), _mean_length(rows))
        return cls(statistics, Ragged(texts, starts), scores)


def write_postings(folder: Path, rows: Ragged, terms: int, k1: float = K1, b: float = B) -> None:
    """Write the postings of ``terms`` terms into a folder, from the terms of each text."""
    counts = _counts(rows, terms)
    starts = np.concatenate([[0], np.cumsum(counts)])
    weights = np.log(1 + (len(rows) - counts + 0.5) / (counts + 0.5))
    mean_length = _mean_length(rows)
    lengths = np.diff(rows.starts)
    filled = starts[:-1].copy()
    np.save(folder / "starts.npy", starts)
    with ExitStack() as files:
        for name, dtype in ((_TEXTS, np.int32), (_SCORES, np.float32)):
            written = files.enter_context(writing_rows(folder / name, dtype))
            for _ in range(0, int(starts[-1]), _BLOCK):
                written.add(np.zeros(min(_BLOCK, int(starts[-1]) - written.count)))
    texts = np.load(folder / _TEXTS, mmap_mode="r+")
    scores = np.load(folder / _SCORES, mmap_mode="r+")
    for own_terms, own_texts, times in _pairs(rows):
        order = np.argsort(own_terms, kind="stable")
        own_terms, own_texts, times = own_terms[order], own_texts[order], times[order]
        found, first, number = np.unique(own_terms, return_index=True, return_counts=True)
        within = np.arange(len(own_terms)) - np.repeat(first, number)
        places = filled[own_terms] + within
        texts[places] = own_texts
        own_lengths = lengths[own_texts].astype(np.float32)
        scores[places] = weights[own_terms] * saturated(
            times.astype(np.float32), own_lengths, mean_length, k1, b
        )
        filled[found] += number
    texts.flush()
    scores.flush()


def _counts(rows: Ragged, terms: int) -> Counts:
    counts = np.zeros(terms, dtype=np.int64)
    for found, _, _ in _pairs(rows):
        counts += np.bincount(found, minlength=terms)
    return counts


def _pairs(rows: Ragged) -> Iterator[tuple[Counts, Counts, Counts]]:
    """Yield term, text and how often the text has the term, for each pair, some texts at a time.

    Sorted by text.
    """
    first = 0
    while first < len(rows):
        most = rows.starts[first] + _BLOCK
        last = max(first + 1, int(np.searchsorted(rows.starts, most, side="right")) - 1)
        values = rows.values[rows.starts[first] : rows.starts[last]].astype(np.int64)
        texts = np.repeat(np.arange(last - first), np.diff(rows.starts[first : last + 1]))
        width = int(values.max(initial=0)) + 1
        pairs, times = np.unique(texts * width + values, return_counts=True)
        yield pairs % width, pairs // width + first, times
        first = last


def _mean_length(rows: Ragged) -> float:
    return max(len(rows.values), 1) / max(len(rows), 1)
