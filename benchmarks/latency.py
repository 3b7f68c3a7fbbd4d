"""Say how long a question takes by the size of the corpus, the model warm.

    python benchmarks/latency.py --data DIR [--passages 10000] [--encoder torch]

Encodes the documents of DIR (see development.py) once. A larger corpus is made of copies of them
whose vectors are moved a little by chance, so that no two are the same. Each question is asked
alone. CPU seconds are of all threads.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from development import files_of

from klimatsvar.answer.fitted import Fitted
from klimatsvar.assistant import Assistant
from klimatsvar.evaluate import read_documents, read_questions
from klimatsvar.index.contract import Recipe
from klimatsvar.index.on_disk import Index
from klimatsvar.index.rows import Encoded, Rows, writing_documents
from klimatsvar.index.writing import new_generation, write_generation
from klimatsvar.ingest.encode import Cut, cut, encode
from klimatsvar.model.encoder import Encoder, Vectors
from klimatsvar.model.opening import open_encoder
from klimatsvar.settings import PASSAGE_TOKENS, SEARCH_MEMORY_MB, Settings

_NOISE = 0.3
"""Length of what a copy's vector is moved by; the vector's own is 1."""


def read(folder: Path, encoder: Encoder) -> list[Encoded]:
    """Return the documents of all collections in ``folder``, encoded."""
    documents = [d for _, _, path in files_of(folder) for d in read_documents(path)]
    return list(encode((Cut(d, cut(d, encoder, PASSAGE_TOKENS)) for d in documents), encoder))


def copy(encoded: Encoded, number: int, draw: np.random.Generator) -> Encoded:
    """Return a copy of a document, with another id and other vectors."""
    id = f"{encoded.document.id}@{number}"
    return replace(
        encoded,
        document=replace(encoded.document, id=id),
        passages=tuple(replace(passage, document=id) for passage in encoded.passages),
        passage_vectors=_moved(encoded.passage_vectors, draw),
        sentence_vectors=_moved(encoded.sentence_vectors, draw),
    )


def _moved(vectors: Vectors, draw: np.random.Generator) -> Vectors:
    noise = draw.standard_normal(vectors.shape, dtype=np.float32)
    moved = vectors + _NOISE * noise / np.linalg.norm(noise, axis=1, keepdims=True)
    return np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True))


def build(documents: Sequence[Encoded], count: int, folder: Path, encoder: Encoder) -> Index:
    """Build an index of copies of the documents, of at least ``count`` passages."""
    copies = -(-count // sum(len(encoded.passages) for encoded in documents))
    draw = np.random.default_rng(0)
    with new_generation(folder) as made:
        with writing_documents(made.documents, encoder.dimension) as writer:
            for number in range(copies):
                for encoded in documents:
                    writer.add(copy(encoded, number, draw))
        rows = Rows.open(made.documents)
        written = [(rows, position) for position in range(copies * len(documents))]
        write_generation(
            made, written, Recipe("", 0, PASSAGE_TOKENS), encoder, memory_mb=SEARCH_MEMORY_MB
        )
    return Index.open(folder, encoder)


def measure(
    documents: Sequence[Encoded], count: int, encoder: Encoder, questions: list[str]
) -> None:
    """Print a row: how long the questions took."""
    with tempfile.TemporaryDirectory() as folder:
        index = build(documents, count, Path(folder), encoder)
        assistant = Assistant(index, encoder, Fitted.load(), Settings())
        for question in questions[:20]:
            assistant.ask(question)
        wall, cpu = [], []
        for question in questions:
            started, spent = time.perf_counter(), time.process_time()
            assistant.ask(question)
            wall.append((time.perf_counter() - started) * 1000)
            cpu.append((time.process_time() - spent) * 1000)
    p50, p95 = np.percentile(wall, (50, 95))
    cpu50, cpu95 = np.percentile(cpu, (50, 95))
    _, passages, sentences = index.rows.counts
    print(
        f"| {passages} | {sentences} | {p50:.0f} | {p95:.0f} | {cpu50:.0f} | {cpu95:.0f} |",
        flush=True,
    )


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--passages", type=int, nargs="*", default=[1000, 10_000])
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--encoder", help="torch or openvino")
    arguments = parser.parse_args()
    encoder = open_encoder(Settings.load(encoder=arguments.encoder))
    asked = [g.question for _, path, _ in files_of(arguments.data) for g in read_questions(path)]
    questions = random.Random(0).sample(asked, arguments.questions)
    documents = read(arguments.data, encoder)
    print("| Passages | Sentences | p50, ms | p95, ms | CPU p50, ms | CPU p95, ms |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: |")
    for passages in arguments.passages:
        measure(documents, passages, encoder, questions)


if __name__ == "__main__":
    main()
