"""LangChain: FAISS with HuggingFaceEmbeddings and the splitter of its tutorial on retrieval.

RecursiveCharacterTextSplitter, 1,000 characters a passage, 200 of them overlapping. Prompts by the
arguments that are handed on to sentence-transformers. langchain-community, which has the FAISS
store, says that it is no longer actively maintained.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter
from texts import BATCH, read_texts

PACKAGES = (
    "langchain-core",
    "langchain-community",
    "langchain-huggingface",
    "langchain-text-splitters",
    "faiss-cpu",
    "sentence-transformers",
    "torch",
)


def load(model: str) -> Any:
    """Return the embedding model."""
    return HuggingFaceEmbeddings(
        model_name=model,
        model_kwargs={"device": "cpu"},
        encode_kwargs={"prompt": "passage: ", "batch_size": BATCH},
        query_encode_kwargs={"prompt": "query: "},
    )


def ingest(documents: Path, encoder: Any, folder: Path) -> int:
    """Build the vector store and save it."""
    read = [Document(text, metadata={"id": id}) for id, text in read_texts(documents)]
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    passages = splitter.split_documents(read)
    FAISS.from_documents(passages, encoder).save_local(str(folder))
    return len(passages)


def open_index(encoder: Any, folder: Path, count: int) -> dict[str, Callable[[str], list[str]]]:
    """Load the vector store."""
    store = FAISS.load_local(str(folder), encoder, allow_dangerous_deserialization=True)

    def search(question: str) -> list[str]:
        return [found.metadata["id"] for found in store.similarity_search(question, k=count)]

    return {"search": search}
