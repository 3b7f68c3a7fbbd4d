"""Haystack: words and vectors of the in-memory store, as its tutorial on hybrid retrieval has it.

The tutorial's splitter: 512 words a passage, 32 of them overlapping. Its ranker, a second model, is
left out: the two rankings are fused by their ranks. Prompts by ``prefix``.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers.in_memory import (
    InMemoryBM25Retriever,
    InMemoryEmbeddingRetriever,
)
from haystack.components.writers import DocumentWriter
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)
from texts import BATCH, read_texts

PACKAGES = ("haystack-ai", "sentence-transformers-haystack", "sentence-transformers", "torch")
_STORE = "documents.json"


def load(model: str) -> Any:
    """Return the two embedders, of passages and of questions; they share one loaded model."""
    shared = {"model": model, "normalize_embeddings": True, "progress_bar": False}
    passages = SentenceTransformersDocumentEmbedder(prefix="passage: ", batch_size=BATCH, **shared)
    questions = SentenceTransformersTextEmbedder(prefix="query: ", **shared)
    passages.warm_up()
    questions.warm_up()
    return passages, questions


def ingest(documents: Path, encoder: Any, folder: Path) -> int:
    """Run the indexing pipeline and save the store."""
    store = InMemoryDocumentStore()
    indexing = Pipeline()
    splitter = DocumentSplitter(split_by="word", split_length=512, split_overlap=32)
    indexing.add_component("splitter", splitter)
    indexing.add_component("embedder", encoder[0])
    indexing.add_component("writer", DocumentWriter(store))
    indexing.connect("splitter", "embedder")
    indexing.connect("embedder", "writer")
    read = [Document(content=text, meta={"document": id}) for id, text in read_texts(documents)]
    indexing.run({"splitter": {"documents": read}})
    store.save_to_disk(str(folder / _STORE))
    return int(store.count_documents())


def open_index(encoder: Any, folder: Path, count: int) -> dict[str, Callable[[str], list[str]]]:
    """Load the store, and return the hybrid pipeline."""
    store = InMemoryDocumentStore.load_from_disk(str(folder / _STORE))
    asking = Pipeline()
    asking.add_component("embedder", encoder[1])
    asking.add_component("dense", InMemoryEmbeddingRetriever(store, top_k=count))
    asking.add_component("lexical", InMemoryBM25Retriever(store, top_k=count))
    joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=count)
    asking.add_component("joiner", joiner)
    asking.connect("embedder", "dense")
    asking.connect("dense", "joiner")
    asking.connect("lexical", "joiner")

    def search(question: str) -> list[str]:
        found = asking.run({"embedder": {"text": question}, "lexical": {"query": question}})
        return [document.meta["document"] for document in found["joiner"]["documents"]]

    return {"search": search}
