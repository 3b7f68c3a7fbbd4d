"""Rerank hits with a cross-encoder, which reads the question and a passage together.

Only imported when one is set: it takes as many readings of the model as there are hits.
"""

import threading
from collections.abc import Sequence
from pathlib import Path

from sentence_transformers import CrossEncoder

from klimatsvar.errors import ModelError
from klimatsvar.index.contract import Store
from klimatsvar.index.framing import passage_text
from klimatsvar.types import Hit


class Reranker:
    """A sentence-transformers CrossEncoder. Safe to use from several threads."""

    def __init__(self, model: str) -> None:
        """Load ``model``, a folder or a model id; a folder needs no network. Raises ModelError."""
        try:
            self._model = CrossEncoder(model, device="cpu", local_files_only=Path(model).is_dir())
        except (OSError, ValueError) as error:
            raise ModelError(
                model,
                f"can't be loaded as a sentence-transformers CrossEncoder ({error})",
                'give another id or folder, or leave "reranker" out',
            ) from error
        # A fast tokenizer raises "already borrowed" when two threads use it at once.
        self._one_at_a_time = threading.Lock()

    def reordered(self, question: str, hits: Sequence[Hit], index: Store) -> list[Hit]:
        """Return the hits, the best by the model's score first; equal ones in their order.

        The hits are unchanged: their scores are still those of the search.
        """
        if not hits:
            return []
        passages = [index.passages[hit.passage] for hit in hits]
        pairs = [(question, passage_text(index.documents[p.document], p)) for p in passages]
        with self._one_at_a_time:
            scores = self._model.predict(pairs, show_progress_bar=False)
        order = sorted(range(len(hits)), key=lambda place: -float(scores[place]))
        return [hits[place] for place in order]
