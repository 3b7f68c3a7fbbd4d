"""Klimatsvar's search over passages alone, without the sentences that answers are quoted from.

It finds as Klimatsvar does but can't answer: what the peers' quick-starts do, for comparison.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import faiss
from by_klimatsvar import PACKAGES, PASSAGE_TOKENS, load, searching
from pydantic import TypeAdapter

from klimatsvar.content import cut, passage_text
from klimatsvar.embed import Encoder
from klimatsvar.evaluate import read_documents
from klimatsvar.index.lexical import LexicalIndex
from klimatsvar.spelling import Vocabulary
from klimatsvar.types import Document, Passage

__all__ = ["PACKAGES", "ingest", "load", "open_index"]

_DOCUMENTS = TypeAdapter(tuple[Document, ...])
_PASSAGES = TypeAdapter(tuple[Passage, ...])


@dataclass(frozen=True)
class PassageIndex:
    """What ``retrieve`` needs of an index."""

    documents: dict[str, Document]
    passages: tuple[Passage, ...]
    passage_vectors: faiss.Index
    passage_terms: LexicalIndex

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of the documents and their titles."""
        return Vocabulary((f"{d.title}\n{d.text}", d.language) for d in self.documents.values())


def ingest(documents: Path, encoder: Encoder, folder: Path) -> int:
    """Encode the passages, and save them with their vectors and terms."""
    read = tuple(read_documents(documents))
    owned = [(d, passage) for d in read for passage in cut(d, encoder, PASSAGE_TOKENS)]
    texts = [passage_text(d, passage) for d, passage in owned]
    vectors = faiss.IndexFlatIP(encoder.dimension)
    vectors.add(encoder.encode_passages(texts))
    faiss.write_index(vectors, str(folder / "passages.faiss"))
    LexicalIndex.build(texts, [d.language for d, _ in owned]).save(folder / "terms")
    passages = tuple(passage for _, passage in owned)
    (folder / "documents.json").write_bytes(_DOCUMENTS.dump_json(read))
    (folder / "passages.json").write_bytes(_PASSAGES.dump_json(passages))
    return len(passages)


def open_index(encoder: Encoder, folder: Path, count: int) -> dict[str, Callable[[str], list[str]]]:
    """Open what was saved."""
    read = _DOCUMENTS.validate_json((folder / "documents.json").read_bytes())
    index = PassageIndex(
        documents={document.id: document for document in read},
        passages=_PASSAGES.validate_json((folder / "passages.json").read_bytes()),
        passage_vectors=faiss.read_index(str(folder / "passages.faiss")),
        passage_terms=LexicalIndex.load(folder / "terms"),
    )
    return {"search": searching(index, encoder, count)}
