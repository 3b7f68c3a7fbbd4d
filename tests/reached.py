"""How many gold questions were answered, refused and found: counts, to be held from both sides.

OpenVINO computes in eight bits, which round otherwise where the processor has other instructions:
without VNNI, vectors lie further from torch's. Three questions more or less are allowed, around the
middle of what AMD EPYCs with and without VNNI reach. A figure that rises fails too: write down what
is reached, so that it can't be lost unseen.
"""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

from klimatsvar.assistant import Assistant
from klimatsvar.evaluate import GoldQuestion, is_right
from klimatsvar.types import Answer


@dataclass(frozen=True, slots=True)
class Reached:
    """Numbers of questions."""

    sure: int
    """Of the answerable ones, answered surely."""
    answered: int
    """Of the answerable ones, answered surely or possibly."""
    refused: int
    """Of those that no document answers."""
    right_first: int
    """Answered, and the first quotation is right."""
    right_any: int
    """Answered, and one of the quotations is right."""

    def is_near(self, other: "Reached") -> bool:
        """Tell whether no number differs by more than three."""
        pairs = zip(astuple(self), astuple(other), strict=True)
        return all(abs(own - others) <= 3 for own, others in pairs)


def reached(results: Sequence[tuple[GoldQuestion, Answer]]) -> Reached:
    sure = sum(gold.answerable and answer.kind == "grounded" for gold, answer in results)
    answered = [(gold, answer) for gold, answer in results if gold.answerable and answer.citations]
    right = [
        [is_right(gold, c.document, c.start, c.end, c.quote) for c in answer.citations]
        for gold, answer in answered
    ]
    return Reached(
        sure=sure,
        answered=len(answered),
        refused=sum(not gold.answerable and not answer.citations for gold, answer in results),
        right_first=sum(first for first, *_ in right),
        right_any=sum(map(any, right)),
    )


def found_first(results: Sequence[tuple[GoldQuestion, Answer]], assistant: Assistant) -> int:
    """Return for how many answerable questions the best passage is of a document that answers."""
    return sum(
        assistant.search(gold.question, 1)[0].document.id in gold.documents
        for gold, _ in results
        if gold.answerable
    )
