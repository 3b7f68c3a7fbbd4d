"""Questions with gold answers: ask them of an index, and measure how well they are answered.

``gold`` reads them, ``measure`` asks them and counts with ``metrics``,
``plot`` draws. ``answered`` counts over finished answers.
"""

from collections.abc import Sequence
from pathlib import Path

from klimatsvar.chunk import CHUNKER_VERSION
from klimatsvar.content import build_content, cut
from klimatsvar.embed import Encoder, Progress
from klimatsvar.evaluate.answered import Figures, figures
from klimatsvar.evaluate.gold import (
    GoldAnswer,
    GoldQuestion,
    is_right,
    read_documents,
    read_numbered,
    read_questions,
    require_documents,
)
from klimatsvar.evaluate.measure import Evaluation, evaluate, sample
from klimatsvar.evaluate.worded import WordedEvaluation, evaluate_wording
from klimatsvar.index.store import Index, Recipe, write_generation
from klimatsvar.types import Document

__all__ = [
    "Evaluation",
    "Figures",
    "GoldAnswer",
    "GoldQuestion",
    "WordedEvaluation",
    "evaluate",
    "evaluate_wording",
    "figures",
    "index_documents",
    "is_right",
    "read_documents",
    "read_numbered",
    "read_questions",
    "require_documents",
    "sample",
]


def index_documents(
    documents: Sequence[Document],
    folder: Path,
    encoder: Encoder,
    *,
    passage_tokens: int,
    progress: Progress,
) -> Index:
    """Build an index of ``documents`` under ``folder`` and open it."""
    passages = [p for document in documents for p in cut(document, encoder, passage_tokens)]
    content = build_content(documents, passages, encoder, progress=progress)
    write_generation(folder, content, Recipe("", CHUNKER_VERSION, passage_tokens), encoder)
    return Index.open(folder, encoder)
