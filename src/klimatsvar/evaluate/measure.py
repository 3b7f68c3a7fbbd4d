"""Ask gold questions and measure finding, quoting, refusing and the time it takes."""

import random
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from klimatsvar.answer.consider import consider
from klimatsvar.answer.weigh import Considered, Parts
from klimatsvar.evaluate.gold import CountDone, GoldQuestion, is_right
from klimatsvar.evaluate.metrics import (
    DEPTH,
    Curve,
    Proportion,
    Ranked,
    percentiles,
    ranking_figures,
    refusal_figures,
    risk_coverage,
)
from klimatsvar.index.contract import Store
from klimatsvar.types import AnswerKind

_RANKED = 8000
"""Passages that documents are ranked by, at most: as many as Milvus gives for one question."""
_QUOTATIONS = 3
"""Quotations among which ``quote@any`` looks for a right one."""
KINDS = ("answerable", "unanswerable", "removed")
"""Of questions: those with an answer, without one, and with theirs taken out of the search."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question asked once."""

    gold: GoldQuestion
    kind: str
    """One of KINDS."""
    confidence: float
    shown_as: AnswerKind
    right: tuple[bool, ...]
    """For each of the first quotations, before any refusal, whether it answers."""
    milliseconds: float

    @property
    def answered(self) -> bool:
        """Quotations are shown, surely or possibly."""
        return self.shown_as != "refused"


@dataclass(frozen=True, slots=True)
class Shown:
    """What residents are shown of some questions, as sure or as sure or possible."""

    right: Proportion
    """Of the questions with an answer: one of the quotations shown is right."""
    wrong: Proportion
    """Of what is shown: none of the quotations is right."""
    in_vain: Proportion
    """Of the questions without an answer: quotations are shown all the same."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How well questions were answered. Shares from 0 to 1; nan where nothing counts."""

    asked: Mapping[str, int]
    """How many questions, by KINDS."""
    retrieval: Mapping[str, Mapping[str, float]]
    """``ranking_figures`` of dense, lexical and fused search, over answerable questions."""
    answers: Mapping[str, float]
    """Over answerable questions: quote@1 and quote@any before any refusal, share answered."""
    refusal: Mapping[str, float]
    """``refusal_figures`` over all questions; to refuse is right for unanswerable and removed."""
    refusal_by_kind: Mapping[str, Mapping[str, float]]
    """The same of answerable questions and those of one other kind, where there are any."""
    sure: Shown
    """Over all questions: what is shown as the answer."""
    possible: Shown
    """The same, with what is shown as what may be the answer."""
    groups: Mapping[str, tuple[Shown, Shown]]
    """Both, by kind of question and by language; those that are told."""
    curve: Curve
    """Over all questions; an answer to one that is not answerable is wrong."""
    latency_ms: Mapping[str, float]
    """Per question, from text to quotations: p50 and p95."""
    questions_per_second: float
    """Asked one after the other."""


def sample(
    questions: Mapping[int, GoldQuestion], limit: int | None, seed: int
) -> list[GoldQuestion]:
    """Return the questions in their order, or ``limit`` of them drawn with ``seed``."""
    numbers = sorted(questions)
    if limit is not None and limit < len(numbers):
        numbers = sorted(random.Random(seed).sample(numbers, limit))
    return [questions[number] for number in numbers]


def evaluate(
    questions: Sequence[GoldQuestion],
    parts: Parts,
    *,
    remove_gold: bool = False,
    progress: CountDone | None = None,
) -> Evaluation:
    """Ask at least one question, and measure.

    With ``remove_gold`` each answerable question is asked once more without the documents that
    answer it.
    """
    rankings = _Rankings(parts.index)
    outcomes: list[Outcome] = []
    _ask(questions[0], parts)  # loads what is loaded at first use
    for done, gold in enumerate(questions, start=1):
        outcome, considered = _ask(gold, parts)
        outcomes.append(outcome)
        if gold.answerable:
            rankings.add(gold, considered)
            if remove_gold:
                outcomes.append(_ask(gold, parts, without=gold.documents)[0])
        if progress:
            progress(done, len(questions))
    return _summary(outcomes, rankings)


def _ask(
    gold: GoldQuestion, parts: Parts, without: Sequence[str] = ()
) -> tuple[Outcome, Considered]:
    start = time.perf_counter()
    question = gold.question.strip()
    considered = consider(
        question,
        gold.history,
        parts,
        count=len(parts.index.passages),
        without=without,
    )
    milliseconds = (time.perf_counter() - start) * 1000
    own_kind = "answerable" if gold.answerable else "unanswerable"
    outcome = Outcome(
        gold=gold,
        kind="removed" if without else own_kind,
        confidence=considered.confidence,
        shown_as=considered.kind,
        right=tuple(
            gold.answerable and is_right(gold, c.document, c.start, c.end, c.quote)
            for c in considered.citations[:_QUOTATIONS]
        ),
        milliseconds=milliseconds,
    )
    return outcome, considered


class _Rankings:
    """The documents that answerable questions found, by each kind of search."""

    def __init__(self, index: Store) -> None:
        self._index = index
        self._places = {id: place for place, id in enumerate(index.documents)}
        self._ranked: dict[str, list[Ranked]] = {"dense": [], "lexical": [], "fused": []}

    def add(self, gold: GoldQuestion, considered: Considered) -> None:
        """Rank the documents by their best passage, for each kind of search."""
        query, hits = considered.found.query, considered.found.hits
        count = min(len(self._index.passages), _RANKED)
        near = self._index.near(query.vector, query.terms, count)
        owners = {one.passage: one.document for one in near}
        scores = {
            "dense": [(one.document, one.cosine) for one in near],
            # One that shares no term with the question is not found.
            "lexical": [(one.document, one.lexical) for one in near if one.lexical],
            "fused": [(owners[hit.passage], hit.score) for hit in hits],
        }
        for name, scored in scores.items():
            self._ranked[name].append(Ranked(self._best(scored), gold.documents))

    def _best(self, scored: Iterable[tuple[str, float]]) -> list[str]:
        """Return the best documents by their passages' scores; ties in index order."""
        best: dict[str, float] = {}
        for id, score in scored:
            best[id] = max(score, best.get(id, score))
        return sorted(best, key=lambda id: (-best[id], self._places[id]))[:DEPTH]

    def figures(self) -> dict[str, dict[str, float]]:
        return {name: ranking_figures(ranked) for name, ranked in self._ranked.items()}


def _summary(outcomes: Sequence[Outcome], rankings: _Rankings) -> Evaluation:
    answerable = [o for o in outcomes if o.kind == "answerable"]
    asked = {kind: sum(o.kind == kind for o in outcomes) for kind in KINDS}
    seconds = sum(o.milliseconds for o in outcomes) / 1000
    return Evaluation(
        asked=asked,
        retrieval=rankings.figures(),
        answers={
            "quote@1": _share([any(o.right[:1]) for o in answerable]),
            "quote@any": _share([any(o.right) for o in answerable]),
            "answered": _share([o.answered for o in answerable]),
        },
        refusal=_refusal(outcomes),
        refusal_by_kind={
            kind: _refusal([o for o in outcomes if o.kind in ("answerable", kind)])
            for kind in KINDS[1:]
            if asked[kind]
        },
        sure=_shown(outcomes, ("grounded",)),
        possible=_shown(outcomes, ("grounded", "possible")),
        groups=_groups(outcomes),
        curve=risk_coverage(
            np.array([o.confidence for o in outcomes]),
            np.array([o.kind == "answerable" and any(o.right[:1]) for o in outcomes]),
        ),
        latency_ms=percentiles([o.milliseconds for o in outcomes]),
        questions_per_second=len(outcomes) / seconds,
    )


def _shown(outcomes: Sequence[Outcome], kinds: tuple[AnswerKind, ...]) -> Shown:
    """Count over the answers of some kinds."""
    answerable = [o for o in outcomes if o.kind == "answerable"]
    others = [o for o in outcomes if o.kind != "answerable"]
    shown = [o for o in outcomes if o.shown_as in kinds]
    right = sum(o.kind == "answerable" and any(o.right) for o in shown)
    return Shown(
        right=Proportion(right, len(answerable)),
        wrong=Proportion(len(shown) - right, len(shown)),
        in_vain=Proportion(sum(o.shown_as in kinds for o in others), len(others)),
    )


def _groups(outcomes: Sequence[Outcome]) -> dict[str, tuple[Shown, Shown]]:
    kinds: dict[str, list[Outcome]] = {}
    languages: dict[str, list[Outcome]] = {}
    for o in outcomes:
        kinds.setdefault(o.gold.kind, []).append(o)
        languages.setdefault(o.gold.language, []).append(o)
    told = {**{name: kinds[name] for name in sorted(kinds) if name}, **_several(languages)}
    return {
        name: (_shown(own, ("grounded",)), _shown(own, ("grounded", "possible")))
        for name, own in told.items()
    }


def _several(groups: dict[str, list[Outcome]]) -> dict[str, list[Outcome]]:
    """Return the groups, the largest first; none where all are in one."""
    ordered = sorted(groups, key=lambda name: (-len(groups[name]), name))
    return {name: groups[name] for name in ordered} if len(ordered) > 1 else {}


def _refusal(outcomes: Sequence[Outcome]) -> dict[str, float]:
    return refusal_figures(
        np.array([o.kind == "answerable" for o in outcomes]),
        np.array([not o.answered for o in outcomes]),
        np.array([o.confidence for o in outcomes]),
    )


def _share(counted: Sequence[bool]) -> float:
    return sum(counted) / len(counted) if counted else float("nan")
