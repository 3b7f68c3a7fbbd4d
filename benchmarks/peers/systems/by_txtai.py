"""txtai: a hybrid index that keeps its texts, as the project's introduction has it.

Texts are indexed whole, each one passage. Words and vectors weigh a half each, the default. Prompts
by ``instructions``.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from texts import BATCH, read_texts
from txtai import Embeddings

PACKAGES = ("txtai", "faiss-cpu", "transformers", "torch")


def load(model: str) -> Any:
    """Return an index without documents, which holds the model."""
    settings = {
        "path": model,
        "hybrid": True,
        "content": True,
        "instructions": {"query": "query: ", "data": "passage: "},
        "encodebatch": BATCH,
        "gpu": False,
    }
    return Embeddings(settings, models={})  # keeps the model, so that opening needn't load it again


def ingest(documents: Path, encoder: Any, folder: Path) -> int:
    """Index the documents and save the index."""
    encoder.index(read_texts(documents))
    encoder.save(str(folder))
    return int(encoder.count())


def open_index(encoder: Any, folder: Path, count: int) -> dict[str, Callable[[str], list[str]]]:
    """Load the index."""
    encoder.load(str(folder))

    def search(question: str) -> list[str]:
        return [found["id"] for found in encoder.search(question, count)]

    return {"search": search}
