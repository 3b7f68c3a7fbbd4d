"""Explain an answer: what each stage did with the question, and which stage to look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from klimatsvar.answer.calibration import NEARLY_AS_GOOD, Calibration, Thresholds
from klimatsvar.answer.choose import Fate, Weighed
from klimatsvar.answer.evidence import FEATURES, Evidence
from klimatsvar.answer.search import Query
from klimatsvar.answer.weigh import AHEAD, Considered, Parts
from klimatsvar.index.contract import Store
from klimatsvar.language.terms import terms
from klimatsvar.types import Hit

Verdict: TypeAlias = Literal[
    "none", "limits", "acts", "coverage", "retrieval", "choice", "threshold"
]

_PASSAGES = 10
_SENTENCES = 12
_CONTRIBUTIONS = 3
"""Told, of each of them."""
_UNKNOWN = 0.4
"""Share of the question's stems, by weight, that the corpus lacks when it does not cover it."""
_MISSED = 0.5
"""Share of those it has that the best passage lacks when retrieval did not find them."""
_CORPUS_LANGUAGE = "sv"
"""Questions in other languages share few words with the documents."""
_CLOSE = 1.5
"""A confidence within this factor of a threshold is close to it."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word stem that was searched for."""

    stem: str
    weight: float
    """Inverse document frequency, in nats: rare words weigh more."""
    known: bool
    """A passage has it."""


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage that was found, with its scores as in ``Hit``."""

    document: str
    title: str
    heading: str | None
    score: float
    dense: float
    lexical: float
    sentences: int
    """Of its sentences, how many were weighed."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a feature adds to a sentence's score, beside the mean of all sentences weighed."""

    feature: str
    points: float


@dataclass(frozen=True, slots=True)
class WeighedSentence:
    """A sentence that was weighed, and what became of it, as in ``choose.Weighed``."""

    text: str
    document: str
    score: float
    share: float
    """Of the softmax over all sentences weighed, 0 to 1."""
    contributions: tuple[Contribution, ...]
    """The largest, up or down."""
    fate: Fate
    quotation: int | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """What each stage did with a question; empty from the stage on that it did not reach."""

    question: str
    language: str
    limit: str | None
    """Why it was refused without a search."""
    act: str | None
    """What the turn does, where it asks nothing; what follows is of the question it is about."""
    searched: str | None
    """What was searched for."""
    follow_up: bool
    """It was completed with a question before it."""
    corrected: tuple[tuple[str, str], ...]
    """Words that the corpus has not, each with the one that was searched for instead."""
    local_words: tuple[tuple[str, str], ...]
    """Those of staff's list, likewise."""
    terms: tuple[Term, ...]
    passages: tuple[FoundPassage, ...]
    sentences: tuple[WeighedSentence, ...]
    confidence: float
    thresholds: Thresholds | None
    verdict: Verdict
    """Which stage to look at."""


def explain(
    question: str,
    language: str,
    limit: str | None,
    considered: Considered | None,
    parts: Parts,
    act: str | None = None,
) -> Explanation:
    """Explain what was considered for a question; nothing was if there is a ``limit``, or if the
    turn's ``act`` is about no question before it."""
    if considered is None:
        verdict: Verdict = "acts" if act else "limits"
        return Explanation(
            question, language, limit, act, None, False, (), (), (), (), (), 0.0, None, verdict
        )
    found, index = considered.found, parts.index
    return Explanation(
        question=question,
        language=language,
        limit=limit,
        act=act,
        searched=found.text,
        follow_up=found.after is not None,
        corrected=found.query.mended.corrected,
        local_words=found.query.mended.local,
        terms=_terms(found.query, index),
        passages=_passages(found.hits[:_PASSAGES], considered, index),
        sentences=_sentences(considered, parts.fitted.calibration),
        confidence=considered.confidence,
        thresholds=considered.thresholds,
        verdict="acts" if act else _verdict(considered, language, index),
    )


def _terms(query: Query, index: Store) -> tuple[Term, ...]:
    """Return the question's stems, those of most weight first."""
    nowhere = "\0"  # in no text
    weights = index.weights((*query.terms, nowhere))
    stems = [stem for stem in dict.fromkeys(query.terms) if not stem.startswith("#")]
    told = [Term(stem, weights[stem], weights[stem] < weights[nowhere]) for stem in stems]
    return tuple(sorted(told, key=lambda term: -term.weight))


def _passages(
    hits: Sequence[Hit], considered: Considered, index: Store
) -> tuple[FoundPassage, ...]:
    choice = considered.choice
    weighed = [w.candidate.hit.passage for w in choice.weighed] if choice else []
    told = []
    for hit in hits:
        passage = index.passages[hit.passage]
        told.append(
            FoundPassage(
                document=passage.document,
                title=index.documents[passage.document].title,
                heading=passage.headings[-1] if passage.headings else None,
                score=hit.score,
                dense=hit.dense,
                lexical=hit.lexical,
                sentences=weighed.count(hit.passage),
            )
        )
    return tuple(told)


def _sentences(considered: Considered, calibration: Calibration) -> tuple[WeighedSentence, ...]:
    if considered.evidence is None or considered.choice is None:
        return ()
    total = sum(weighed.odds for weighed in considered.choice.weighed)
    return tuple(
        WeighedSentence(
            text=weighed.candidate.text,
            document=weighed.candidate.passage.document,
            score=weighed.score,
            share=weighed.odds / total,
            contributions=_contributions(weighed, considered, considered.evidence, calibration),
            fate=weighed.fate,
            quotation=weighed.quotation,
        )
        for weighed in considered.choice.weighed[:_SENTENCES]
    )


def _contributions(
    weighed: Weighed, considered: Considered, evidence: Evidence, calibration: Calibration
) -> tuple[Contribution, ...]:
    beside_mean = evidence.features[weighed.place] - evidence.features.mean(axis=0)
    weights = calibration.weights_for(evidence).ranking
    told = [
        Contribution(name, float(weights.get(name, 0.0) * value))
        for name, value in zip(FEATURES, beside_mean, strict=True)
    ]
    if weighed.place in considered.below:
        told.append(Contribution("asked_by_heading", AHEAD))
    largest = sorted(told, key=lambda c: -abs(c.points))[:_CONTRIBUTIONS]
    return tuple(c for c in largest if c.points)


def _verdict(considered: Considered, language: str, index: Store) -> Verdict:
    """Return the stage to look at.

    Words tell coverage and retrieval only for questions in the documents' language.
    """
    if considered.evidence is None or considered.choice is None:
        return "coverage"
    confidence, thresholds = considered.confidence, considered.thresholds
    close = any(
        threshold / _CLOSE <= confidence < threshold * _CLOSE
        for threshold in (thresholds.sure, thresholds.possible)
    )
    if considered.shown:
        rivals = [
            w for w in considered.choice.weighed if w.odds >= NEARLY_AS_GOOD and not w.quotation
        ]
        return "threshold" if close else "choice" if rivals else "none"
    asked = _terms(considered.found.query, index) if language == _CORPUS_LANGUAGE else ()
    if _weight([t for t in asked if not t.known]) > _UNKNOWN * _weight(asked):
        return "coverage"
    known = [term for term in asked if term.known]
    has = _stems_of(considered, index)
    if _weight([t for t in known if t.stem not in has]) > _MISSED * _weight(known):
        return "retrieval"
    return "threshold" if close else "choice"


def _weight(told: Sequence[Term]) -> float:
    return sum(term.weight for term in told)


def _stems_of(considered: Considered, index: Store) -> set[str]:
    """Return the stems of the best passage, its headings and its document's title."""
    passage = index.passages[considered.found.hits[0].passage]
    document = index.documents[passage.document]
    text = " ".join([document.title, *passage.headings, passage.text])
    return set(terms(text, document.language))
