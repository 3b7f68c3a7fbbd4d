"""Measure how well questions are answered whose right answers are known: `klimatsvar eval`.

``gold`` reads such questions, ``measure`` asks them of an index and counts with ``metrics``,
``plot`` draws, and ``worded`` counts over answers in a language model's words.
"""

from collections.abc import Sequence
from pathlib import Path

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
from klimatsvar.index.contract import Recipe
from klimatsvar.index.on_disk import Index
from klimatsvar.index.rows import Rows, writing_documents
from klimatsvar.index.writing import new_generation, write_generation
from klimatsvar.ingest.chunk import CHUNKER_VERSION
from klimatsvar.ingest.encode import Cut, cut, encode
from klimatsvar.model.encoder import Encoder
from klimatsvar.settings import SEARCH_MEMORY_MB
from klimatsvar.types import Document

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
    memory_mb: int = SEARCH_MEMORY_MB,
    progress: CountDone | None = None,
) -> Index:
    """Build an index of ``documents`` under ``folder`` and open it.

    ``folder`` must stay for as long as the index is used.
    """
    cuts = [Cut(document, cut(document, encoder, passage_tokens)) for document in documents]
    with new_generation(folder) as made:
        with writing_documents(made.documents, encoder.dimension) as writer:
            for encoded in encode(cuts, encoder):
                done = writer.add(encoded) + 1
                if progress:
                    progress(done, len(documents))
        rows = Rows.open(made.documents)
        sources = [(rows, position) for position in range(len(documents))]
        recipe = Recipe("", CHUNKER_VERSION, passage_tokens)
        write_generation(made, sources, recipe, encoder, memory_mb=memory_mb)
    return Index.open(folder, encoder)
