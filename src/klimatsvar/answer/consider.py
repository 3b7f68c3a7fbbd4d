"""Consider a question: as a whole, or by its parts, whose answers are put together."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from klimatsvar.answer import followup
from klimatsvar.answer.calibration import MOST_LIKELY
from klimatsvar.answer.choose import Choice, Quotation, Weighed
from klimatsvar.answer.cite import cite
from klimatsvar.answer.comparing import Side, alternatives, differing, measured_by
from klimatsvar.answer.evidence import Candidate, Evidence, Features
from klimatsvar.answer.followup import Search
from klimatsvar.answer.halves import ANSWERED, as_told, standing_alone
from klimatsvar.answer.weigh import Considered, Parts, weigh
from klimatsvar.index.contract import Store
from klimatsvar.index.framing import context_of
from klimatsvar.language.terms import word_stems
from klimatsvar.types import Document


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
        return weigh(found, question, parts)

    def considered(alone: str) -> Considered:
        encoder, index, follow_ups = parts.encoder, parts.index, parts.fitted.follow_ups
        return weigh(
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
    return _with_both_sides(weigh(found, question, parts), question, considered, parts)


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
