"""Why the documents don't answer a question, as far as that can be told, and what is nearest.

What is nearest is shown as just that, so it must be about the same thing. Whether it is tells the
best passage's score; the places, years and numbers in it tell the rest.
"""

from typing import Literal, TypeAlias, get_args

from klimatsvar.answer.alike import likeness, numbers_in
from klimatsvar.answer.choose import Quotation
from klimatsvar.answer.consider import Considered
from klimatsvar.answer.evidence import FEATURES
from klimatsvar.types import Citation

Refusal: TypeAlias = Literal["off_subject", "not_told", "other_place", "other_year", "conflicting"]
"""Why a question that was searched for is refused; ``limits`` names why others are."""
REFUSALS: tuple[Refusal, ...] = get_args(Refusal)

NEAR = 0.76
"""Score of the best passage from which it is about what was asked; see docs/retrieval.md."""
_OTHER_YEAR = FEATURES.index("other_year")


def refusal_of(considered: Considered) -> tuple[Refusal, tuple[Citation, ...]]:
    """Return why what was considered does not answer, and the statements nearest to an answer.

    "off_subject": nothing is near, and no statement is. "other_place": the question is about
    another municipality. "other_year": the nearest is about other years than the question.
    "conflicting": the two nearest, of two valid documents, have different numbers.
    "not_told": none of these.
    """
    found, evidence, choice = considered.found, considered.evidence, considered.choice
    if evidence is None or choice is None or found.hits[0].score < NEAR:
        return "off_subject", ()
    first, *further = choice.quotations
    if considered.elsewhere:
        return "other_place", _cited(considered, first)
    if evidence.features[choice.weighed[0].place, _OTHER_YEAR]:
        return "other_year", _cited(considered, first)
    rival = next((quotation for quotation in further if _conflict(first, quotation)), None)
    if rival:
        return "conflicting", _cited(considered, first, rival)
    return "not_told", _cited(considered, first)


def _conflict(one: Quotation, other: Quotation) -> bool:
    contrary = likeness(one.best, other.best) == "contrary"
    return contrary and numbers_in(one.text) != numbers_in(other.text)


def _cited(considered: Considered, *quotations: Quotation) -> tuple[Citation, ...]:
    """Return the citations of the quotations; of one that was not proven there is none."""
    spans = {(q.span.document, q.span.start, q.span.end) for q in quotations}
    return tuple(c for c in considered.citations if (c.document, c.start, c.end) in spans)
