"""Consider a question: what it finds, what would be quoted, and how certain that is to answer.

Where the documents ask the question themselves, in a heading, what stands below it answers: staff
who write "Vad är Viskans park?" above two sentences have said what answers that question. So when a
resident asks just that, what stands below goes before all else.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from klimatsvar.answer import followup
from klimatsvar.answer.announcing import LAST
from klimatsvar.answer.calibration import MOST_LIKELY, Thresholds
from klimatsvar.answer.choose import (
    Choice,
    Quotation,
    Weighed,
    choose,
    prefer_valid,
)
from klimatsvar.answer.cite import cite
from klimatsvar.answer.comparing import Side, alternatives, differing, measured_by
from klimatsvar.answer.elsewhere import is_elsewhere, of_others, own_first
from klimatsvar.answer.evidence import Candidate, Evidence, Features, gather, read
from klimatsvar.answer.fitted import Fitted
from klimatsvar.answer.followup import Search, what_it_adds
from klimatsvar.answer.halves import (
    ANSWERED,
    as_told,
    missing,
    raised,
    standing_alone,
    weigh_halves,
)
from klimatsvar.answer.search import Query
from klimatsvar.index.contract import Store
from klimatsvar.index.framing import context_of
from klimatsvar.language.terms import word_stems
from klimatsvar.model.encoder import QueryEncoder
from klimatsvar.types import AnswerKind, Citation, Document, Passage

PASSAGES = 12
"""The best passages found, whose sentences are weighed for an answer."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What considering needs."""

    index: Store
    encoder: QueryEncoder
    fitted: Fitted
    sure_from: float | None = None
    """Set by the operator instead of the calibrated threshold, as is the next."""
    possible_from: float | None = None

    @property
    def thresholds(self) -> Thresholds:
        """The calibrated thresholds, or those set instead of them."""
        fitted = self.fitted.calibration.thresholds
        return Thresholds(
            sure=fitted.sure if self.sure_from is None else self.sure_from,
            possible=fitted.possible if self.possible_from is None else self.possible_from,
        )


@dataclass(frozen=True, slots=True)
class Considered:
    """A question, what it found and what would be quoted."""

    found: Search
    confidence: float
    """0 to 1, rounded to four decimals; 0 when nothing was found."""
    thresholds: Thresholds
    citations: tuple[Citation, ...]
    """Whether or not the confidence reaches a threshold."""
    evidence: Evidence | None = None
    """The sentences weighed; None when nothing was found."""
    choice: Choice | None = None
    """What became of each of them."""
    below: frozenset[int] = frozenset()
    """Those, by position in the evidence, whose heading asks the question."""
    missing: tuple[str, ...] = ()
    """Parts of the question that no quotation answers."""
    elsewhere: bool = False
    """Whether the question is about another municipality than what would be quoted."""

    @property
    def kind(self) -> AnswerKind:
        """Whether the quotations answer, may answer, or are not shown."""
        return self.thresholds.kind_of(self.confidence) if self.citations else "refused"

    @property
    def shown(self) -> tuple[Citation, ...]:
        """The quotations that answer or may answer; none when the answer is a refusal."""
        return () if self.kind == "refused" else self.citations

    def passages(self, documents: Mapping[str, Document]) -> tuple[Passage, ...]:
        """Return the passages to answer from: the quoted ones, then the others that were weighed.

        Those of replaced documents are left out where they are not quoted.
        """
        weighed = self.evidence.candidates if self.evidence else ()
        passages = dict.fromkeys(candidate.passage for candidate in weighed)
        quoted = {p for p in passages if any(_overlap(p, c) for c in self.citations)}
        others = (p for p in passages if not documents[p.document].replaced_by)
        return tuple(dict.fromkeys((*(p for p in passages if p in quoted), *others)))


def _overlap(passage: Passage, citation: Citation) -> bool:
    same = passage.document == citation.document
    return same and passage.start < citation.end and citation.start < passage.end


def consider(
    question: str,
    history: Sequence[str],
    parts: Parts,
    *,
    count: int,
    without: Collection[str] = (),
    rewritten: str | None = None,
) -> Considered:
    """Find the ``count`` best passages for a question and weigh their sentences.

    ``history`` holds the questions before it, oldest first, and ``rewritten`` the question as a
    language model completed it by them. Documents with the ids ``without`` are passed over, as if
    they were not in the corpus.

    Of a question that two can be made of, each of which can be understood alone, and of a
    comparison, each part is considered apart. Where none is answered, the whole is considered.
    """
    found = followup.search(
        question,
        history,
        parts.encoder,
        parts.index,
        count,
        parts.fitted.follow_ups,
        without,
        rewritten,
    )
    if found.after:
        return _weigh(found, question, parts)

    def considered(alone: str) -> Considered:
        encoder, index, follow_ups = parts.encoder, parts.index, parts.fitted.follow_ups
        return _weigh(
            followup.search(alone, (), encoder, index, count, follow_ups, without), alone, parts
        )

    halves = standing_alone(question, parts.fitted, parts.encoder)
    told = [(half, own := considered(half), _is_answered(own)) for half in halves]
    told += [
        (side.text, own := considered(side.alone), _tells_of(side, own, parts.index))
        for side in (() if halves else differing(question))
    ]
    answered = [(own, 1) for _, own, is_answered in told if is_answered]
    if answered:
        lacking = tuple(as_told(text) for text, _, is_answered in told if not is_answered)
        return _together(found, answered, lacking, parts.index.documents)
    return _with_both_sides(_weigh(found, question, parts), question, considered, parts)


def _with_both_sides(
    whole: Considered, question: str, considered: Callable[[str], Considered], parts: Parts
) -> Considered:
    """Return the answer to a comparison with what tells of the side that it leaves out, or with
    that side missing if it is a name.

    Where the whole is refused, what answers the sides is the answer.
    """
    if whole.choice is None:
        return whole
    index, measured = parts.index, measured_by(question, parts.encoder)
    if whole.kind == "refused":
        told = [
            (side, own := considered(side.alone), _tells_of(side, own, index)) for side in measured
        ]
        answered = [(own, 1) for _, own, is_told in told if is_told]
        lacking = [side for side, _, is_told in told if not is_told]
        if not answered or any(side not in measured[1:] or not side.is_name for side in lacking):
            return whole
        texts = tuple(side.text for side in lacking)
        return _together(whole.found, answered, texts, index.documents)
    said = {stem for one in whole.choice.quotations for stem in word_stems(one.text)}
    compared = measured or alternatives(question)
    left_out = [side for side in compared if not side.is_named_in(said)]
    if len(left_out) != 1:
        return whole
    own = considered(left_out[0].alone)
    if not _tells_of(left_out[0], own, index):
        lacks = left_out[0] in measured[1:] and left_out[0].is_name
        return replace(whole, missing=(left_out[0].text,)) if lacks else whole
    both = _together(whole.found, [(whole, MOST_LIKELY), (own, 1)], whole.missing, index.documents)
    return replace(both, confidence=whole.confidence, below=whole.below)


def _is_answered(considered: Considered) -> bool:
    return considered.kind != "refused" and considered.confidence >= ANSWERED


def _tells_of(side: Side, considered: Considered, index: Store) -> bool:
    """Tell whether a side of a comparison, asked for alone, is answered: surely, or by a sentence
    that names it, itself or above it."""
    if not _is_answered(considered) or considered.kind == "grounded":
        return _is_answered(considered)
    assert considered.choice is not None
    best = considered.choice.quotations[0].best
    document = index.documents[best.passage.document]
    above = context_of(document.title, best.passage.headings)
    return side.is_named_in(best.stems.union(word_stems(above, document.language)))


def _together(
    found: Search,
    answers: Sequence[tuple[Considered, int]],
    lacking: tuple[str, ...],
    documents: Mapping[str, Document],
) -> Considered:
    """Return one answer: the first quotations of each, as many as told, as certain as the least
    certain."""
    candidates: list[Candidate] = []
    features: list[Features] = []
    weighed: list[Weighed] = []
    quotations: list[Quotation] = []
    is_read = True
    for own, most in answers:
        assert own.evidence is not None
        assert own.choice is not None
        numbers: dict[int | None, int] = {}
        for number, quotation in enumerate(own.choice.quotations[:most], start=1):
            same = (n for n, told in enumerate(quotations) if quotation.span.overlaps(told.span))
            numbers[number] = 1 + next(same, len(quotations))
            if numbers[number] > len(quotations):
                quotations.append(quotation)
        weighed += [
            replace(one, place=one.place + len(candidates), quotation=numbers.get(one.quotation))
            for one in own.choice.weighed
        ]
        candidates += own.evidence.candidates
        features.append(own.evidence.features)
        is_read &= own.evidence.is_read
    least = min((own for own, _ in answers), key=lambda own: own.confidence)
    return Considered(
        found,
        least.confidence,
        least.thresholds,
        cite(quotations, documents),
        Evidence(tuple(candidates), np.vstack(features), is_read),
        Choice(tuple(quotations), tuple(weighed)),
        missing=lacking,
    )


def _weigh(found: Search, question: str, parts: Parts) -> Considered:
    index, fitted, thresholds = parts.index, parts.fitted, parts.thresholds
    calibration = fitted.calibration
    if not found.hits:
        return Considered(found, 0.0, thresholds, ())
    found = replace(found, hits=own_first(found.query, found.hits, index, PASSAGES))
    hits = found.hits[:PASSAGES]
    evidence = gather(found.query, hits, index)
    evidence = read(found.query, evidence, calibration.rank(evidence), index, parts.encoder)
    announces = fitted.announcing.told(evidence, index, parts.encoder.fingerprint)
    others = of_others(found.query, evidence, index) & (found.after is not None)
    ranked, known = calibration.rank(evidence) - LAST * (announces | others), None
    if found.after and not found.in_full:
        adds, known = what_it_adds(question, found.after, hits, calibration, index, parts.encoder)
        ranked += adds
    scores = prefer_valid(evidence, ranked, index.documents)
    confidence = calibration.confidence_of(evidence, scores, known)
    below = below_the_question(evidence, found.query, index.documents) & ~announces
    if below.any():
        confidence = max(confidence, CONFIDENCE)
        scores = prefer_valid(evidence, _ahead(ranked, evidence, below), index.documents)
    asked = weigh_halves(found, evidence, scores, announces, fitted, index, parts.encoder)
    lacking = missing(asked)
    if lacking:
        answered = [part for part in asked if part.is_answered]
        confidence = max(confidence, min(part.confidence for part in answered))
        scores[[part.best for part in answered]] += AHEAD
    needed = {part.best: part.text for part in asked if part.finds_its_own}
    scores = raised(scores, needed)
    first = int(np.argmax(scores))
    passage = evidence.candidates[first].passage
    elsewhere = not below.any() and (others[first] or is_elsewhere(found.query, passage, index))
    confidence = 0.0 if elsewhere or announces[first] else round(confidence, 4)
    choice = choose(question, evidence, scores, index.documents, needed)
    citations = cite(choice.quotations, index.documents)
    places = frozenset(below.nonzero()[0].tolist())
    return Considered(
        found, confidence, thresholds, citations, evidence, choice, places, lacking, elsewhere
    )


AHEAD = 10.0
"""Added to the scores, in log-odds: nothing else is as likely then."""
CONFIDENCE = 0.9
"""Of an answer below such a heading, at least; set, not fitted: see docs/retrieval.md."""

_WORD = re.compile(r"\w+")


def below_the_question(
    evidence: Evidence, query: Query, documents: Mapping[str, Document]
) -> npt.NDArray[np.bool_]:
    """Tell of each candidate whether the heading right above it asks this question.

    It may be asked in the resident's words or as it was mended. Case and punctuation may differ,
    but for the question mark of the heading. What stands in a document that another replaces does
    not count.
    """
    asked = [_words(query.asked), _words(query.mended.text)]

    def is_below(passage: Passage) -> bool:
        asks = bool(passage.headings) and _asks(passage.headings[-1], asked)
        return asks and documents[passage.document].replaced_by is None

    return np.array([is_below(candidate.passage) for candidate in evidence.candidates], bool)


def _ahead(
    scores: npt.NDArray[np.float64], evidence: Evidence, below: npt.NDArray[np.bool_]
) -> npt.NDArray[np.float64]:
    """Return the scores with those below the heading ahead, a passage's first one first."""
    raised = scores + AHEAD * below
    passages = np.array([candidate.hit.passage for candidate in evidence.candidates])
    for passage in set(passages[below]):
        (places,) = ((passages == passage) & below).nonzero()
        raised[places[0]] = raised[places].max()
    return raised


def _asks(heading: str, asked: Collection[list[str]]) -> bool:
    return heading.rstrip().endswith("?") and _words(heading) in asked


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
