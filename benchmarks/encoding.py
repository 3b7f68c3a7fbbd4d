"""Measure encoding by OpenVINO against sentence-transformers' by torch, as ratios in one run.

    python benchmarks/encoding.py --data DIR [--passages 1000]

DIR as in development.py; its documents are cut into passages, those of 150 to 250 tokens are used.
Each encoder has a process of its own, and they take turns, 200 passages or 20 questions each, so
that what else the machine does slows both. The first questions of a turn are not counted: until
then the other's numbers lie in the processor's caches. Torch computes in 32 bits with its own
number of threads, and in the batch size that is fastest here. Prints markdown tables.
"""

import argparse
import os

os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # else torch's threads wait in circles
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from klimatsvar.evaluate import read_documents, read_questions
from klimatsvar.ingest.encode import cut
from klimatsvar.model.opening import open_encoder
from klimatsvar.settings import BUNDLED_MODEL_ID, Settings

TURN = 200
"""Passages encoded before it is the other's turn."""
SIZES = (4, 8, 16, 32, 64)
QUESTIONS = 200
QUESTIONS_A_TURN = 20
UNCOUNTED = 3
"""Of them, at first."""

Encode = Callable[[Sequence[str], int], Any]
"""Takes texts with their prompts, and a batch size."""
_encode: Encode
"""This process's."""


def load(kind: str) -> None:
    """Load this process's encoder."""
    global _encode
    if kind == "torch":
        from sentence_transformers import SentenceTransformer

        from klimatsvar.model.bundled import ensure_bundled_model

        folder = ensure_bundled_model(Settings.load().cache)
        model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)

        def by_torch(texts: Sequence[str], size: int) -> Any:
            return model.encode(list(texts), batch_size=size, show_progress_bar=False)

        _encode = by_torch
    else:
        encoder = open_encoder(Settings.load(model=BUNDLED_MODEL_ID, encoder="openvino"))

        def by_openvino(texts: Sequence[str], _: int) -> Any:
            plain = [text.partition(": ")[2] for text in texts]  # it sets the prompts itself
            asked = texts[0].startswith("query: ")
            return encoder.encode_queries(plain) if asked else encoder.encode_texts(plain)

        _encode = by_openvino


def timed(texts: Sequence[str], size: int) -> tuple[float, float]:
    """Return the wall and CPU seconds that encoding the texts takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    _encode(texts, size)
    return time.perf_counter() - wall, time.process_time() - cpu


def peak() -> float:
    """Return the most memory that this process has used, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def passages(data: Path, number: int) -> list[str]:
    """Return passages of 150 to 250 tokens, drawn from all of the documents."""
    encoder = open_encoder(Settings.load(model=BUNDLED_MODEL_ID, encoder="openvino"))
    found: list[str] = []
    for path in sorted(data.glob("*.documents.jsonl")):
        for document in read_documents(path):
            texts = [passage.text for passage in cut(document, encoder, 220)]
            found += [
                text
                for text, tokens in zip(texts, encoder.count_tokens(texts), strict=True)
                if 150 <= tokens <= 250
            ]
    return [found[i] for i in np.random.default_rng(0).permutation(len(found))[:number]]


def row(name: str, torch: Sequence[float], openvino: Sequence[float]) -> str:
    """Return a table row: sums, their ratio, and the turns' lowest and highest ratio."""
    ratios = sorted(t / o for t, o in zip(torch, openvino, strict=True))
    whole = sum(torch) / sum(openvino)
    return (
        f"| {name} | {sum(torch):.2f} | {sum(openvino):.2f} | {whole:.1f} × "
        f"| {ratios[0]:.1f}–{ratios[-1]:.1f} × |"
    )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--passages", type=int, default=1000)
    arguments = parser.parse_args()
    texts = ["passage: " + text for text in passages(arguments.data, arguments.passages)]
    path = sorted(arguments.data.glob("*.questions.jsonl"))[0]
    questions = ["query: " + question.question for question in read_questions(path)[:QUESTIONS]]
    pools = {
        kind: ProcessPoolExecutor(1, get_context("spawn"), load, (kind,))
        for kind in ("torch", "openvino")
    }

    def run(kind: str, texts: Sequence[str], size: int = 32) -> tuple[float, float]:
        return pools[kind].submit(timed, texts, size).result()

    for kind in pools:
        run(kind, texts[:TURN])  # warm
    size = min(SIZES, key=lambda size: run("torch", texts[:64], size)[0])
    turns: dict[str, list[tuple[float, float]]] = {kind: [] for kind in pools}
    for start in range(0, len(texts), TURN):
        for kind in pools:
            turns[kind].append(run(kind, texts[start : start + TURN], size))
    asked: dict[str, list[tuple[float, float]]] = {kind: [] for kind in pools}
    for start in range(0, len(questions), QUESTIONS_A_TURN):
        for kind in pools:
            turn = [[question] for question in questions[start : start + QUESTIONS_A_TURN]]
            asked[kind] += [run(kind, question) for question in turn][UNCOUNTED:]

    packages = ", ".join(f"{name} {version(name)}" for name in ("openvino", "torch"))
    load_average = os.getloadavg()[1]
    print(f"{os.cpu_count()} cores, load {load_average:.1f}, {packages}, Python {sys.version[:6]}")
    print(f"\n{len(texts)} passages; torch in batches of {size}\n")
    print("| Seconds | torch | OpenVINO | ratio | of a turn |\n| --- | --- | --- | --- | --- |")
    for name, column in (("wall", 0), ("CPU", 1)):
        print(row(name, *([turn[column] for turn in turns[kind]] for kind in pools)))
    print("\n| One question, median ms | torch | OpenVINO | ratio |\n| --- | --- | --- | --- |")
    for name, column in (("wall", 0), ("CPU", 1)):
        one, other = (
            statistics.median(taken[column] * 1000 for taken in asked[kind]) for kind in pools
        )
        print(f"| {name} | {one:.1f} | {other:.1f} | {one / other:.1f} × |")
    memory = {kind: pool.submit(peak).result() for kind, pool in pools.items()}
    print("\n| Most memory, MB | torch | OpenVINO |\n| --- | --- | --- |")
    print(f"| | {memory['torch']:.0f} | {memory['openvino']:.0f} |")
    for pool in pools.values():
        pool.shutdown()


if __name__ == "__main__":
    main()
