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
from dataclasses import replace
from pathlib import Path

import numpy as np
from development import files_of

from klimatsvar.assistant import Assistant
from klimatsvar.calibration import Calibration
from klimatsvar.content import build_content, cut, framed, passage_text
from klimatsvar.embed import Encoder, Vectors
from klimatsvar.encoders import open_encoder
from klimatsvar.evaluate import read_documents, read_questions
from klimatsvar.index.lexical import LexicalIndex
from klimatsvar.index.store import Content, Index, Recipe, write_generation
from klimatsvar.settings import Settings

_NOISE = 0.3
"""Length of what a copy's vector is moved by; the vector's own is 1."""


def read(folder: Path, encoder: Encoder) -> Content:
    """Return the documents of all collections in ``folder``, encoded."""
    documents = [d for _, _, path in files_of(folder) for d in read_documents(path)]
    passages = [p for d in documents for p in cut(d, encoder, 200)]
    return build_content(documents, passages, encoder)


def copied(content: Content, count: int) -> Content:
    """Return at least ``count`` passages, made of copies of the content's documents."""
    copies = -(-count // len(content.passages))
    documents = [
        replace(d, id=f"{d.id}@{copy}") for copy in range(copies) for d in content.documents
    ]
    passages = [
        replace(p, document=f"{p.document}@{copy}")
        for copy in range(copies)
        for p in content.passages
    ]
    by_id = {document.id: document for document in documents}
    texts = [passage_text(by_id[p.document], p) for p in passages]
    sentences = [framed(by_id[p.document], p, s).text for p in passages for s in p.sentences]
    return Content(
        documents=documents,
        passages=passages,
        passage_vectors=_moved(content.passage_vectors, copies),
        sentence_vectors=_moved(content.sentence_vectors, copies),
        sentence_words=[*content.sentence_words] * copies,
        passage_terms=LexicalIndex.build(texts, ["sv"] * len(texts)),
        sentence_terms=LexicalIndex.build(sentences, ["sv"] * len(sentences)),
    )


def _moved(vectors: Vectors, copies: int) -> Vectors:
    rng = np.random.default_rng(0)
    every = np.tile(vectors, (copies, 1))
    noise = rng.standard_normal(every.shape, dtype=np.float32)
    every += _NOISE * noise / np.linalg.norm(noise, axis=1, keepdims=True)
    return every / np.linalg.norm(every, axis=1, keepdims=True)


def measure(content: Content, encoder: Encoder, questions: list[str]) -> None:
    """Print a row: how long the questions took."""
    with tempfile.TemporaryDirectory() as folder:
        write_generation(Path(folder), content, Recipe("", 0, 200), encoder)
        index = Index.open(Path(folder), encoder)
        assistant = Assistant(index, encoder, Calibration.load(), Settings())
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
    sentences = len(content.sentence_vectors)
    print(
        f"| {len(content.passages)} | {sentences} | {p50:.0f} | {p95:.0f} "
        f"| {cpu50:.0f} | {cpu95:.0f} |",
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
    content = read(arguments.data, encoder)
    print("| Passages | Sentences | p50, ms | p95, ms | CPU p50, ms | CPU p95, ms |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: |")
    for passages in arguments.passages:
        measure(copied(content, passages), encoder, questions)


if __name__ == "__main__":
    main()
