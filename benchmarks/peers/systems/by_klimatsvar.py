"""Klimatsvar as it is: passages and sentences are encoded."""

from collections.abc import Callable
from pathlib import Path

from klimatsvar.answer.fitted import Fitted
from klimatsvar.answer.search import make_query, retrieve
from klimatsvar.assistant import Assistant
from klimatsvar.evaluate import read_documents
from klimatsvar.index.on_disk import Index
from klimatsvar.ingest.build import index_documents
from klimatsvar.model.encoder import Encoder
from klimatsvar.model.opening import open_encoder
from klimatsvar.settings import BUNDLED_MODEL_ID, PASSAGE_TOKENS, Settings

PACKAGES = ("klimatsvar", "openvino", "faiss-cpu", "torch")


def load(_: str) -> Encoder:
    """Return the encoder of the bundled model, which is the model that the peers have."""
    return open_encoder(Settings.load(model=BUNDLED_MODEL_ID))


def ingest(documents: Path, encoder: Encoder, folder: Path) -> int:
    """Build the index."""
    read = read_documents(documents)
    index = index_documents(read, folder, encoder, passage_tokens=PASSAGE_TOKENS)
    return len(index.passages)


def open_index(encoder: Encoder, folder: Path, count: int) -> dict[str, Callable[[str], list[str]]]:
    """Open the index: search like the peers, and answer."""
    index = Index.open(folder, encoder)
    assistant = Assistant(index, encoder, Fitted.load(), Settings.load())

    def answer(question: str) -> list[str]:
        return [citation.document for citation in assistant.ask(question).citations]

    return {"search": searching(index, encoder, count), "answer": answer}


def searching(index: Index, encoder: Encoder, count: int) -> Callable[[str], list[str]]:
    """Return the search of an index, from a question to the documents of the best passages."""

    def search(question: str) -> list[str]:
        query = make_query(question, question, encoder, index.vocabulary)
        return [index.passages[hit.passage].document for hit in retrieve(query, index, count)]

    return search
