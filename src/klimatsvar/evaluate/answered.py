"""Count over questions and the answers that the assistant gave."""

from collections.abc import Sequence
from dataclasses import dataclass

from klimatsvar.evaluate.gold import GoldQuestion, is_right
from klimatsvar.evaluate.metrics import share
from klimatsvar.types import Answer, Citation


@dataclass(frozen=True, slots=True)
class Figures:
    """How well a set of questions was answered. Shares from 0 to 1; nan where nothing counts."""

    answerable: int
    unanswerable: int
    answered: float
    """Share of the answerable questions that got an answer."""
    refused: float
    """Share of the unanswerable questions that were refused."""
    right_first: float
    """Share of the answers to answerable questions whose first quotation is right."""
    right_any: float
    """Share of these answers with a right quotation."""


def figures(answered: Sequence[tuple[GoldQuestion, Answer]]) -> Figures:
    """Count over questions and the answers they got."""
    answerable = [(gold, answer) for gold, answer in answered if gold.answerable]
    shown = [(gold, answer) for gold, answer in answerable if answer.citations]
    refused = [not answer.citations for gold, answer in answered if not gold.answerable]

    def right(gold: GoldQuestion, cited: Sequence[Citation]) -> bool:
        return any(is_right(gold, c.document, c.start, c.end, c.quote) for c in cited)

    return Figures(
        answerable=len(answerable),
        unanswerable=len(refused),
        answered=share(len(shown), len(answerable)),
        refused=share(sum(refused), len(refused)),
        right_first=share(sum(right(g, a.citations[:1]) for g, a in shown), len(shown)),
        right_any=share(sum(right(g, a.citations) for g, a in shown), len(shown)),
    )
