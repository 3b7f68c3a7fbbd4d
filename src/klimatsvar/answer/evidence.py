"""How well each sentence of the best passages fits a question: named features, one row each."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from klimatsvar.answer.search import Query
from klimatsvar.index.contract import Store
from klimatsvar.index.framing import context_of
from klimatsvar.language.lists import any_of, lists
from klimatsvar.language.months import month_names
from klimatsvar.language.names import CAPITALISED
from klimatsvar.language.terms import terms
from klimatsvar.types import Hit, Passage, Sentence

FEATURES = (
    "cosine",  # of the question and the sentence under its title and headings
    "lexical",  # BM25 of the same, as a part of its upper bound
    "passage_cosine",
    "passage_score",  # fused
    "passage_gap",  # to the best passage's score, 0 or below
    "passage_rank",  # 0 is the best
    "stems",  # share of the question's stems, by weight, in the sentence
    "stems_around",  # ... in the sentence, the one before it, its headings or title
    "stems_passage",
    "grams",  # the same of the question's n-grams
    "grams_around",
    "grams_passage",
    "length",  # logarithm of the sentence's characters
    "opens_passage",  # 1 for the first sentence of a passage
    "asks_back",  # 1 for a sentence that is itself a question
    "number",  # 1 when a number is asked for and the sentence has one the question has not
    "time",  # ... a time
    "name",  # ... a person or organisation
    "place",
    "price",
    "unmet",  # 1 when one of these five is asked for and the sentence does not give it
    "other_year",  # 1 when the question names a year and the sentence names others only
    "names_passage",  # share of the question's names and numbers that the passage has; 1 if none
    "heaviest_passage",  # 1 when the passage has the question's stem of most weight
)

_SAME = 0.6
"""Two sentences that share this part of their stems say the same."""

Features = npt.NDArray[np.float64]
"""Shape (candidates, len(FEATURES))."""


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


def gather(query: Query, hits: Sequence[Hit], index: Store) -> Evidence:
    """Return every sentence of the hits' passages with its features."""
    weights = index.weights(query.terms)
    query_stems = sorted((t for t in weights if t[0] != "#"), key=lambda t: -weights[t])
    asked_stems = {term: weight for term, weight in weights.items() if not term.startswith("#")}
    asked_grams = {term: weight for term, weight in weights.items() if term.startswith("#")}
    wanted = _Wanted(query.mended.text)
    best = max((hit.score for hit in hits), default=0.0)
    candidates: list[Candidate] = []
    rows: list[list[float]] = []
    for rank, hit in enumerate(hits):
        passage = index.passages[hit.passage]
        document = index.documents[passage.document]
        kept = index.sentences(hit.passage, query.terms)
        cosines = kept.vectors @ query.vector[0]
        heading = context_of(document.title, passage.headings)
        heading_terms = _document_terms(heading, document.language)
        texts = [document.text[s.start : s.end] for s in passage.sentences]
        sentence_terms = [_document_terms(text, document.language) for text in texts]
        passage_terms = heading_terms.union(*sentence_terms)
        names = _covered(query.names, passage_terms)
        heaviest = float(query_stems[0] in passage_terms) if query_stems else 0.0
        before: frozenset[str] = frozenset()
        for i, (sentence, text) in enumerate(zip(passage.sentences, texts, strict=True)):
            own = sentence_terms[i]
            lead_in = document.text[slice(*sentence.lead_in)] if sentence.lead_in else ""
            around = own | before | heading_terms | _document_terms(lead_in, document.language)
            rows.append(
                [
                    float(cosines[i]),
                    float(kept.lexical[i]),
                    hit.dense,
                    hit.score,
                    hit.score - best,
                    float(rank),
                    *(_share(asked_stems, has) for has in (own, around, passage_terms)),
                    *(_share(asked_grams, has) for has in (own, around, passage_terms)),
                    math.log(len(text)),
                    float(i == 0),
                    float(text.endswith("?")),
                    *(kinds := wanted.given_by(text)),
                    float(wanted.any and not any(kinds)),
                    float(wanted.other_year(text)),
                    names,
                    heaviest,
                ]
            )
            stems = frozenset(term for term in own if not term.startswith("#"))
            candidates.append(Candidate(hit, passage, sentence, text, stems))
            before = own
    return Evidence(tuple(candidates), np.array(rows).reshape(-1, len(FEATURES)))


@lru_cache(maxsize=50_000)
def _document_terms(text: str, language: str) -> frozenset[str]:
    """Return the terms of a document's text. What residents type must not be kept like this."""
    return frozenset(terms(text, language))


def _share(asked: dict[str, float], has: frozenset[str]) -> float:
    """Return the share of what is asked for, by weight, that ``has`` covers."""
    total = sum(asked.values())
    return sum(w for term, w in asked.items() if term in has) / total if total else 0.0


def _covered(asked: Sequence[str], has: frozenset[str]) -> float:
    return sum(term in has for term in asked) / len(asked) if asked else 1.0


_ASKS_NUMBER = re.compile(
    r"\bhur (?:många|mycket|stor|hög|lång|gammal|ofta|djup|bred|tung|dyr)|\bvad kosta"
    r"|\b(?:vilken|hur stor) (?:procent|andel|summa|siffra)|\bhow (?:many|much|big|large|long|old)",
    re.I,
)
_ASKS_TIME = re.compile(
    r"\bnär\b|\bvilke[tn] (?:år|datum|dag|månad|århundrade)|\bvilka år|\bwhen\b|\bwhat year", re.I
)
_ASKS_NAME = re.compile(
    r"\bvems?\b|\bvilka (?:är|ingår|deltar|personer)|\bvad (?:heter|hette)|\bwho\b", re.I
)
_ASKS_PLACE = re.compile(
    r"^(?:och |men )?va[rt]t?\b|\bvarifrån|\bvilke[tn] (?:land|stad|ort|plats)|\bwhere\b", re.I
)
_NUMBER = re.compile(rf"\d[\d\s.,]*|\b{any_of(lists('sv').questions.numbers)}\b", re.IGNORECASE)
_TIME = re.compile(
    r"\b(?:1\d|20)\d\d\b|\b\d{1,2}(?:/\d|:\d\d)|-talet\b|århundrade"
    rf"|\b{any_of((*month_names('sv'), *lists('sv').dates.seasons))}\b",
    re.IGNORECASE,
)
_ASKS_PRICE = re.compile(r"\b(?:kosta|pris|avgift|betala|cost|price|fee)", re.I)
_PRICE = re.compile(r"\b(?:kr|kronor|öre|gratis|kostnadsfri\w*|avgiftsfri\w*|euro)\b", re.I)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NAME = re.compile(CAPITALISED)


class _Wanted:
    """What kind of answer a question asks for, and which numbers and names it has itself."""

    def __init__(self, question: str) -> None:
        self._kinds = [
            bool(pattern.search(question))
            for pattern in (_ASKS_NUMBER, _ASKS_TIME, _ASKS_NAME, _ASKS_PLACE, _ASKS_PRICE)
        ]
        self._numbers = _numbers(question)
        self._years = set(_YEAR.findall(question))
        self._words = set(re.findall(r"\w+", question))

    @property
    def any(self) -> bool:
        """Tell whether the question asks for one of the kinds at all."""
        return any(self._kinds)

    def given_by(self, sentence: str) -> list[float]:
        """Return 1 for each kind that is asked for and that the sentence newly gives, else 0."""
        name = any(found not in self._words for found in _NAME.findall(sentence))
        has = (
            bool(_numbers(sentence) - self._numbers),
            bool(_TIME.search(sentence)),
            name,
            name,
            bool(_PRICE.search(sentence)),
        )
        return [float(asked and given) for asked, given in zip(self._kinds, has, strict=True)]

    def other_year(self, sentence: str) -> bool:
        """Tell whether the sentence is about other years than the one asked about."""
        years = set(_YEAR.findall(sentence))
        return bool(self._years and years and not self._years & years)


def _numbers(text: str) -> set[str]:
    return {found.strip(" .,\n").lower() for found in _NUMBER.findall(text)}
