"""LlamaIndex: VectorStoreIndex over FAISS, as its guide to the FAISS vector store has it.

The default splitter: sentences, 1,024 tokens a passage, 200 of them overlapping. Prompts by
``query_instruction`` and ``text_instruction``.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import faiss
from llama_index.core import Document, StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.vector_stores.faiss import FaissVectorStore
from texts import BATCH, read_texts

PACKAGES = (
    "llama-index-core",
    "llama-index-embeddings-huggingface",
    "llama-index-vector-stores-faiss",
    "sentence-transformers",
    "torch",
)
_DIMENSION = 384


def load(model: str) -> Any:
    """Return the embedding model."""
    return HuggingFaceEmbedding(
        model_name=model,
        query_instruction="query: ",
        text_instruction="passage: ",
        embed_batch_size=BATCH,
        device="cpu",
    )


def ingest(documents: Path, encoder: Any, folder: Path) -> int:
    """Build the index and persist it."""
    read = [Document(text=text, id_=id) for id, text in read_texts(documents)]
    store = FaissVectorStore(faiss_index=faiss.IndexFlatL2(_DIMENSION))
    context = StorageContext.from_defaults(vector_store=store)
    index = VectorStoreIndex.from_documents(read, storage_context=context, embed_model=encoder)
    index.storage_context.persist(persist_dir=str(folder))
    return len(index.docstore.docs)


def open_index(encoder: Any, folder: Path, count: int) -> dict[str, Callable[[str], list[str]]]:
    """Load the index, as a retriever."""
    store = FaissVectorStore.from_persist_dir(str(folder))
    context = StorageContext.from_defaults(vector_store=store, persist_dir=str(folder))
    index = load_index_from_storage(context, embed_model=encoder)
    retriever = index.as_retriever(similarity_top_k=count)

    def search(question: str) -> list[str]:
        return [found.node.ref_doc_id for found in retriever.retrieve(question)]

    return {"search": search}
