"""Measure how well questions are answered whose right answers are known: `klimatsvar eval`.

``gold`` reads such questions, ``measure`` asks them of an index and counts with ``metrics``,
``plot`` draws, and ``worded`` counts over answers in a language model's words.
"""

from klimatsvar.evaluate.gold import (
    CountDone,
    GoldAnswer,
    GoldQuestion,
    is_right,
    read_documents,
    read_numbered,
    read_questions,
    require_documents,
)
from klimatsvar.evaluate.measure import Evaluation, Shown, evaluate, sample
from klimatsvar.evaluate.metrics import Proportion
from klimatsvar.evaluate.worded import WordedEvaluation, evaluate_wording

__all__ = [
    "CountDone",
    "Evaluation",
    "GoldAnswer",
    "GoldQuestion",
    "Proportion",
    "Shown",
    "WordedEvaluation",
    "evaluate",
    "evaluate_wording",
    "is_right",
    "read_documents",
    "read_numbered",
    "read_questions",
    "require_documents",
    "sample",
]
