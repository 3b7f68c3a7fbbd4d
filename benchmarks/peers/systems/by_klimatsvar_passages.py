"""Klimatsvar's search over passages alone, without the sentences that answers are quoted from.

It finds as Klimatsvar does but can't answer: what the peers' quick-starts do, for comparison.
"""

from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
from by_klimatsvar import PACKAGES, load, searching

from klimatsvar.evaluate import read_documents
from klimatsvar.index.contract import Recipe
from klimatsvar.index.framing import framed
from klimatsvar.index.on_disk import Index
from klimatsvar.index.rows import Encoded, Rows, writing_documents
from klimatsvar.index.writing import new_generation, write_generation
from klimatsvar.ingest.chunk import CHUNKER_VERSION
from klimatsvar.ingest.encode import cut
from klimatsvar.language.terms import terms
from klimatsvar.model.encoder import Encoder
from klimatsvar.settings import PASSAGE_TOKENS, SEARCH_MEMORY_MB

__all__ = ["PACKAGES", "ingest", "load", "open_index"]


def ingest(documents: Path, encoder: Encoder, folder: Path) -> int:
    """Build an index of passages that have no sentences."""
    read = read_documents(documents)
    passages = [
        tuple(replace(p, sentences=()) for p in cut(d, encoder, PASSAGE_TOKENS)) for d in read
    ]
    texts = [
        [framed(d, passage).whole for passage in own] for d, own in zip(read, passages, strict=True)
    ]
    vectors = iter(encoder.encode_texts([text for own in texts for text in own]))
    no_vectors = np.empty((0, encoder.dimension), np.float32)
    with new_generation(folder) as made:
        with writing_documents(made.documents, encoder.dimension) as writer:
            for document, own, spelled in zip(read, passages, texts, strict=True):
                encoded = Encoded(
                    document=document,
                    passages=own,
                    passage_vectors=np.array(list(islice(vectors, len(own)))),
                    sentence_vectors=no_vectors,
                    passage_terms=tuple(tuple(terms(t, document.language)) for t in spelled),
                )
                writer.add(encoded)
        rows = Rows.open(made.documents)
        written = [(rows, position) for position in range(len(read))]
        recipe = Recipe("", CHUNKER_VERSION, PASSAGE_TOKENS)
        manifest = write_generation(made, written, recipe, encoder, memory_mb=SEARCH_MEMORY_MB)
    return manifest.passages


def open_index(encoder: Encoder, folder: Path, count: int) -> dict[str, Callable[[str], list[str]]]:
    """Open what was saved."""
    return {"search": searching(Index.open(folder, encoder), encoder, count)}
