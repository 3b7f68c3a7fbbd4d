"""Why the documents don't answer a question, as far as that can be told, and what is nearest.

What is nearest is shown as just that, so it must be about the same thing, and state something.
Whether it is tells the best passage's score; the places, years and numbers in it tell the rest.
Where even that passage has nothing to do with the question, no document is called near.
"""

from collections.abc import Sequence
from typing import Literal, TypeAlias, get_args

from klimatsvar.answer.alike import likeness, numbers_in
from klimatsvar.answer.choose import Quotation
from klimatsvar.answer.evidence import FEATURES
from klimatsvar.answer.weigh import Considered
from klimatsvar.language.sentences import is_ended
from klimatsvar.types import Citation, Hit

Refusal: TypeAlias = Literal["off_subject", "not_told", "other_place", "other_year", "conflicting"]
"""Why a question that was searched for is refused; ``limits`` names why others are."""
REFUSALS: tuple[Refusal, ...] = get_args(Refusal)

NEAR = 0.72
"""Score of the best passage from which it is about what was asked; see docs/retrieval.md."""
FAR = 0.68
"""Score of the best passage below which its document has nothing to do with the question."""
_OTHER_YEAR = FEATURES.index("other_year")


def refusal_of(considered: Considered) -> tuple[Refusal, tuple[Citation, ...]]:
    """Return why what was considered does not answer, and the statements nearest to an answer.

    "off_subject": nothing is near, and no statement is. "other_place": the question is about
    another municipality. "other_year": the nearest is about other years than the question.
    "conflicting": the two nearest, of two valid documents, have different numbers.
    "not_told": none of these.
    """
    found, evidence, choice = considered.found, considered.evidence, considered.choice
    if evidence is None or choice is None or _best(found.hits) < NEAR:
        return "off_subject", ()
    stated = _stated(choice.quotations, considered.citations)
    nearest = tuple(citation for _, citation in stated[:1])
    if considered.elsewhere:
        return "other_place", nearest
    if evidence.features[choice.weighed[0].place, _OTHER_YEAR]:
        return "other_year", nearest
    rivals = (citation for own, citation in stated[1:] if _conflict(stated[0][0], own))
    if rival := next(rivals, None):
        return "conflicting", (*nearest, rival)
    return "not_told", nearest


def is_far(considered: Considered) -> bool:
    """Tell whether no document is worth naming: examples of what can be asked serve better."""
    hits = considered.found.hits
    return not hits or _best(hits) < FAR


def _best(hits: Sequence[Hit]) -> float:
    """Return the best score: the first hit may be of the municipality that is asked about alone."""
    return max(hit.score for hit in hits)


def _conflict(one: Quotation, other: Quotation) -> bool:
    contrary = likeness(one.best, other.best) == "contrary"
    return contrary and numbers_in(one.text) != numbers_in(other.text)


def _stated(
    quotations: Sequence[Quotation], citations: Sequence[Citation]
) -> list[tuple[Quotation, Citation]]:
    """Return the quotations that state something, with their citations; of one that was not proven
    there is none."""
    cited = {(c.document, c.start, c.end): c for c in citations}
    places = ((q, (q.span.document, q.span.start, q.span.end)) for q in quotations)
    proven = ((q, cited[place]) for q, place in places if place in cited)
    return [(q, citation) for q, citation in proven if _states(citation)]


def _states(citation: Citation) -> bool:
    """Tell whether a quotation is a statement, a whole list or rows of a table: not a name, a line
    without an end, or a question."""
    quote = citation.quote
    is_sentence = is_ended(quote) and not quote.endswith("?")
    is_list = "\n" in quote and not citation.left_out
    return is_sentence or is_list or citation.is_table
