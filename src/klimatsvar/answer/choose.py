"""Choose what is quoted, and say of every sentence weighed what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from klimatsvar.answer.alike import Likeness, likeness
from klimatsvar.answer.calibration import MOST_LIKELY, NEARLY_AS_GOOD
from klimatsvar.answer.evidence import Candidate, Evidence
from klimatsvar.answer.search import best_scores, scores_of_successors
from klimatsvar.answer.spans import (
    Span,
    announces_list,
    list_around,
    list_of_fragment,
    merged,
    span_of,
    stand_together,
    union,
    with_the_one_after,
    with_the_one_before,
)
from klimatsvar.language.terms import terms
from klimatsvar.types import Document

MOST_SOURCES = 3
"""Other documents named for a statement that several have."""
RIVALS = 0.03
"""A further sentence whose odds against the best are this is quoted when it states the same thing
as another document's: another figure or wording alone moves the score so much."""


JOINS = 0.1
"""The best sentence is quoted with its better neighbour when the neighbour's odds are this."""
_SUCCEEDS = 0.5
"""What a replaced document says goes below what its successor says when the latter's odds against
it are this."""

Fate: TypeAlias = Literal[
    "quoted",  # chosen, and stands in a quotation
    "joined",  # stands in a quotation beside a chosen one
    "also",  # the same statement in another document, named as a further source
    "same",  # the same statement once more
    "similar",  # says little that a quoted one does not
    "replaced",  # contradicts a quoted one, out of a document that another replaces
    "less likely",  # its odds are too low
    "asks",  # a question or an announcement
    "enough",  # good, but enough is quoted, or a list is
]


@dataclass(frozen=True, slots=True)
class Quotation:
    """What is quoted: ``text`` is the document's text in ``span``."""

    best: Candidate
    """The best sentence in it."""
    span: Span
    text: str
    also: tuple[Candidate, ...] = ()
    """The same statement in other documents."""
    left_out: int = 0
    """Items of the quoted list that are not in the quotation."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A sentence that was weighed, and what became of it."""

    place: int
    """Position in the evidence."""
    candidate: Candidate
    score: float
    odds: float
    """Against the best, 0 to 1."""
    fate: Fate
    quotation: int | None
    """Number, from 1, of the quotation that it stands in or gave way to."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is quoted, the best first, and every sentence weighed, the best first."""

    quotations: tuple[Quotation, ...]
    weighed: tuple[Weighed, ...]


def prefer_valid(
    evidence: Evidence, scores: npt.NDArray[np.float64], documents: Mapping[str, Document]
) -> npt.NDArray[np.float64]:
    """Return the scores with what is out of date below what took its place.

    A replaced document's sentences go below its successor's best. A statement goes below another
    document's about the same thing if that one is valid and this one replaced, or else newer. Only
    where the other's odds are good enough: it may not answer at all.
    """
    lowered = _capped(evidence, scores, documents)
    of = [documents[candidate.passage.document] for candidate in evidence.candidates]
    near = np.flatnonzero(_odds(lowered, lowered.max()) >= RIVALS)
    newest_first = sorted(
        near.tolist(), key=lambda i: (not of[i].replaced_by, _told_date(of[i])), reverse=True
    )
    for rank, i in enumerate(newest_first):
        for rival in newest_first[:rank]:
            if (
                _out_of_date(of[i], of[rival])
                and _odds(scores[rival], scores[i]) >= RIVALS
                and likeness(evidence.candidates[i], evidence.candidates[rival])
                in ("same", "contrary")
            ):
                lowered[i] = min(lowered[i], np.nextafter(lowered[rival], -np.inf))
    return lowered


def _capped(
    evidence: Evidence, scores: npt.NDArray[np.float64], documents: Mapping[str, Document]
) -> npt.NDArray[np.float64]:
    """Return the scores with each replaced document's sentences below its successor's best."""
    owners = [candidate.passage.document for candidate in evidence.candidates]
    best = best_scores(zip(owners, scores.tolist(), strict=True))
    lowered = scores.copy()

    def successor(id: str) -> str | None:
        return documents[id].replaced_by if id in documents else None

    for i, owner in enumerate(owners):
        for _, rival in scores_of_successors(owner, best, successor):
            if _odds(rival, scores[i]) >= _SUCCEEDS:
                lowered[i] = min(lowered[i], np.nextafter(rival, -np.inf))
    return lowered


def _out_of_date(document: Document, other: Document) -> bool:
    """Tell whether a document is replaced and the other is not, or else the other is newer."""
    if bool(document.replaced_by) != bool(other.replaced_by):
        return bool(document.replaced_by)
    date, later = _told_date(document), _told_date(other)
    known = min(len(date), len(later))  # "2023" is not before "2023-05"
    return date[:known] < later[:known]


def _told_date(document: Document) -> str:
    """Return the date that somebody has told, empty without one."""
    return "" if document.date_guessed else document.date or ""


def _odds(score: npt.ArrayLike, best: npt.ArrayLike) -> npt.NDArray[np.float64]:
    return np.asarray(np.exp(np.subtract(score, best)))


def choose(
    question: str,
    evidence: Evidence,
    scores: npt.NDArray[np.float64],
    documents: Mapping[str, Document],
    needed: Mapping[int, str] = MappingProxyType({}),
) -> Choice:
    """Choose what answers together, out of at least one candidate.

    ``needed`` has the positions of those that answer a part of the question, with that part, or
    with nothing for a side of a comparison: they say enough, also where they say little that
    another does not, and bring their list as the best sentence does.

    The best sentence comes first. A line that announces a list brings the list, and a question for
    several things the list that the best stands in; that is the whole answer, but for what is
    ``needed``. Else the best brings its better neighbour, and further sentences are added only when
    they are nearly as good and say something else. An item that states nothing alone is quoted with
    its list, and a sentence that points back ("Tillsammans utgör de …") with the one before it.
    What stands side by side is quoted as one.
    """
    order = [int(place) for place in np.argsort(-scores, kind="stable")]
    ranked = [evidence.candidates[place] for place in order]
    odds = _odds(scores[order], scores[order[0]]).tolist()
    whole = list_around(question, ranked[0], documents[ranked[0].passage.document])
    own = with_the_one_after(ranked[0], frozenset(terms(question)))
    listed = whole or list_of_fragment(ranked[0], documents[ranked[0].passage.document])
    spans = [listed or _with_neighbour(own, ranked, odds, documents)]
    fates: list[_Judged] = [("quoted", None)]
    said = _standing_in(spans, ranked)
    for rank, candidate in enumerate(ranked[1:], start=1):
        replaced = bool(documents[candidate.passage.document].replaced_by)
        part = needed.get(order[rank])
        fate, gave_way = _judge(
            candidate, odds[rank], said, replaced=replaced, needed=part is not None
        )
        span = _brought(candidate, part, documents) if fate == "quoted" else None
        if fate == "quoted" and span is None:
            fate = "asks"
        elif span and ((whole and part is None) or len(spans) == MOST_LIKELY):
            fate, span = "enough", None
        fates.append((fate, gave_way))
        if span:
            spans.append(span)
            said = _standing_in(spans, ranked)
    quotations = [
        Quotation(
            best=next(c for c in ranked if span.has(c)),
            span=span,
            text=documents[span.document].text[span.start : span.end],
            also=() if whole else _same_elsewhere(span, ranked, fates),
            left_out=span.left_out,
        )
        for span in _in_order(merged(spans, documents), ranked)
    ]
    weighed = (
        Weighed(
            place, candidate, float(scores[place]), odd, *_outcome(rank, ranked, fates, quotations)
        )
        for rank, (place, candidate, odd) in enumerate(zip(order, ranked, odds, strict=True))
    )
    return Choice(tuple(quotations), tuple(weighed))


def _brought(
    candidate: Candidate, part: str | None, documents: Mapping[str, Document]
) -> Span | None:
    """Return what is quoted for a further sentence, needed for a ``part`` of the question or not.

    None for a question, and for an announcement but of a list that answers the part.
    """
    document = documents[candidate.passage.document]
    listed = None if part is None else list_around(part, candidate, document)
    if listed is None and not _tells(candidate):
        return None
    return listed or list_of_fragment(candidate, document) or with_the_one_before(candidate)


def _standing_in(spans: Sequence[Span], ranked: Sequence[Candidate]) -> dict[int, Candidate]:
    """Return the sentences that stand in the spans, by rank."""
    return {rank: c for rank, c in enumerate(ranked) if any(span.has(c) for span in spans)}


_Judged: TypeAlias = tuple[Fate, int | None]
"""A sentence's fate, and the rank of the one that it gives way to."""


def _judge(
    candidate: Candidate,
    odds: float,
    said: Mapping[int, Candidate],
    *,
    replaced: bool,
    needed: bool,
) -> _Judged:
    """Judge a sentence beside what the quotations so far say, by rank.

    ``replaced`` tells that another document replaces its own, and ``needed`` that it answers a
    part of the question.
    """
    first: dict[Likeness, int] = {}
    for rank, other in said.items():
        if candidate is other:
            return "joined", None
        first.setdefault(likeness(candidate, other), rank)
    if "same" in first:
        return "same", first["same"]
    if odds < (RIVALS if "contrary" in first else NEARLY_AS_GOOD):
        return "less likely", None
    if "similar" in first and not needed:
        return "similar", first["similar"]
    if "contrary" in first and replaced:
        return "replaced", first["contrary"]
    return "quoted", None


def _outcome(
    rank: int,
    ranked: Sequence[Candidate],
    fates: Sequence[_Judged],
    quotations: Sequence[Quotation],
) -> tuple[Fate, int | None]:
    """Return a sentence's fate in the end, and the number of the quotation that it concerns."""
    fate, gave_way = fates[rank]
    for number, quotation in enumerate(quotations, start=1):
        if quotation.span.has(ranked[rank]):
            return ("quoted" if fate == "quoted" else "joined"), number
        if any(source is ranked[rank] for source in quotation.also):
            return "also", number
    for number, quotation in enumerate(quotations, start=1):
        if gave_way is not None and quotation.span.has(ranked[gave_way]):
            return fate, number
    return fate, None


def _same_elsewhere(
    span: Span, ranked: Sequence[Candidate], fates: Sequence[_Judged]
) -> tuple[Candidate, ...]:
    """Return what chosen sentences of ``span`` say in other documents, one sentence of each."""
    found: dict[str, Candidate] = {}
    for candidate, (fate, gave_way) in zip(ranked, fates, strict=True):
        if fate == "same" and gave_way is not None and candidate.passage.document != span.document:
            chosen = fates[gave_way][0] == "quoted" and span.has(ranked[gave_way])
            if chosen:
                found.setdefault(candidate.passage.document, candidate)
    return tuple(found.values())[:MOST_SOURCES]


def _tells(candidate: Candidate) -> bool:
    return not candidate.text.endswith("?") and not announces_list(candidate)


def _with_neighbour(
    own: Span,
    ranked: Sequence[Candidate],
    odds: Sequence[float],
    documents: Mapping[str, Document],
) -> Span:
    """Return ``own``, the best sentence's, with its better neighbour, if that is likely enough."""
    for candidate, chance in zip(ranked[1:], odds[1:], strict=True):
        if chance < JOINS:
            break
        if _tells(candidate) and stand_together(own, other := span_of(candidate), documents):
            return union(own, other)
    return own


def _in_order(spans: Sequence[Span], ranked: Sequence[Candidate]) -> list[Span]:
    """Return the spans with the best sentence's first, then by passage in the order of the text.

    The passages are in the order of their best chosen sentence.
    """
    rank = {span: next(i for i, c in enumerate(ranked) if span.has(c)) for span in spans}
    passage = {span: ranked[i].hit.passage for span, i in rank.items()}
    best_of = {
        passage[span]: rank[span] for span in sorted(spans, key=rank.__getitem__, reverse=True)
    }
    return sorted(spans, key=lambda s: (rank[s] > 0, best_of[passage[s]], s.start))
