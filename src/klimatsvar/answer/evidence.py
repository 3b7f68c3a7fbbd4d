"""How well each sentence of the best passages fits a question: named features, one row each."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from klimatsvar.answer.search import Query
from klimatsvar.index.contract import Store
from klimatsvar.index.framing import context_of, framed
from klimatsvar.language.terms import word_stems
from klimatsvar.model.encoder import QueryEncoder
from klimatsvar.types import Hit, Passage, Sentence

FEATURES = (
    "cosine",  # of the question and the sentence under its title and headings
    "passage_cosine",
    "passage_lexical",  # BM25, as a part of its upper bound
    "met",  # share of the question's stems, by weight, in the sentence, before or above it
    "names",  # share of the question's names and numbers that the passage has; 1 if none
    "other_year",  # 1 when the question names a year and the sentence names others only
    "read",  # log-odds that it answers, by the reader; UNREAD where that has not read it
    # Of what follows up another question; else 0:
    "alone",  # score for it alone, less the score for the question before it
    "subject",  # how much less that question is about the passage than about the best; 0 at most
    "subject_unmet",  # the same, where the passage has none of that question's words
    "again",  # 1 when it is what answers that question best
)

UNREAD = -8.0
"""Of a sentence of a passage that the reader does not get to read."""
OF_FOLLOW_UPS = slice(FEATURES.index("alone"), len(FEATURES))
"""Places in FEATURES of what only follow-ups have."""
READ = 5
"""Passages that the reader reads: those of the best sentences."""

_SAME = 0.6
"""Two sentences that share this part of their stems say the same."""

Features = npt.NDArray[np.float64]
"""Shape (candidates, len(FEATURES))."""
Scores = npt.NDArray[np.float64]
"""Shape (candidates,)."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that could be quoted."""

    hit: Hit
    passage: Passage
    sentence: Sentence
    text: str
    stems: frozenset[str]

    def says_the_same(self, other: "Candidate") -> bool:
        """Tell whether the two share most of the stems of the shorter."""
        shared = len(self.stems & other.stems)
        return bool(shared) and shared >= _SAME * min(len(self.stems), len(other.stems))


@dataclass(frozen=True, slots=True)
class Evidence:
    """The candidates of a question, in rank order of their passages, and their features."""

    candidates: tuple[Candidate, ...]
    features: Features
    is_read: bool = False
    """The reader has read the best passages."""
    follows_up: bool = False
    """It is of a question that follows up another, and has what that adds."""


def gather(query: Query, hits: Sequence[Hit], index: Store) -> Evidence:
    """Return every sentence of the hits' passages with its features."""
    asked = {term: w for term, w in index.weights(query.terms).items() if term[0] != "#"}
    years = _years(query.mended.text)
    candidates: list[Candidate] = []
    rows: list[list[float]] = []
    for hit in hits:
        passage = index.passages[hit.passage]
        document = index.documents[passage.document]
        cosines = index.sentence_vectors(hit.passage) @ query.vector[0]
        above = _stems(context_of(document.title, passage.headings), document.language)
        texts = [document.text[s.start : s.end] for s in passage.sentences]
        stems = [_stems(text, document.language) for text in texts]
        names = _share(dict.fromkeys(query.names, 1.0), above.union(*stems), of_nothing=1.0)
        before: frozenset[str] = frozenset()
        for i, (sentence, text) in enumerate(zip(passage.sentences, texts, strict=True)):
            lead_in = document.text[slice(*sentence.lead_in)] if sentence.lead_in else ""
            around = stems[i] | before | above | _stems(lead_in, document.language)
            own_years = _years(text)
            rows.append(
                [
                    float(cosines[i]),
                    hit.dense,
                    hit.lexical,
                    _share(asked, around, of_nothing=0.0),
                    names,
                    float(bool(years and own_years and not years & own_years)),
                    UNREAD,
                    *(0.0 for _ in FEATURES[OF_FOLLOW_UPS]),
                ]
            )
            candidates.append(Candidate(hit, passage, sentence, text, stems[i]))
            before = stems[i]
    return Evidence(tuple(candidates), np.array(rows).reshape(-1, len(FEATURES)))


def read(
    query: Query,
    evidence: Evidence,
    scores: Scores,
    index: Store,
    encoder: QueryEncoder,
    most: int = READ,
) -> Evidence:
    """Return the evidence with what the reader makes of the passages of the best sentences, of
    ``most`` of them.

    Of a model without a reader it is returned as it is.
    """
    places = [evidence.candidates[i].hit.passage for i in np.argsort(-scores)]
    best = list(dict.fromkeys(places))[:most]
    passages = [index.passages[place] for place in best]
    told = encoder.read(
        query.mended.text, [framed(index.documents[own.document], own) for own in passages]
    )
    if told is None:
        return evidence
    features = evidence.features.copy()
    of = np.array([candidate.hit.passage for candidate in evidence.candidates])
    for place, log_odds in zip(best, told, strict=True):
        features[of == place, FEATURES.index("read")] = log_odds
    return replace(evidence, features=features, is_read=True)


@lru_cache(maxsize=50_000)
def _stems(text: str, language: str) -> frozenset[str]:
    """Return the stems of a document's text. What residents type must not be kept like this."""
    return frozenset(word_stems(text, language))


def _share(asked: Mapping[str, float], has: frozenset[str], *, of_nothing: float) -> float:
    """Return the share of what is asked for, by weight, that ``has`` covers."""
    total = sum(asked.values())
    return sum(w for term, w in asked.items() if term in has) / total if total else of_nothing


YEAR = re.compile(r"(?<!\w)(?:19|20)\d\d(?!\d)")  # a footnote's mark may follow


def _years(text: str) -> set[str]:
    return set(YEAR.findall(text))
