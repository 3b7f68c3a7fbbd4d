"""Search 100,000 and 1,000,000 vectors: speed, memory and recall against comparing all exactly.

    python benchmarks/vectors.py --data DIR [--counts 100000 1000000] [--memory 512]

The documents of DIR (see development.py) are encoded; each vector is copied and moved by chance
until there are as many as wanted. The questions are DIR's own. Each index is built and searched in
a process of its own. Prints a markdown table.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import faiss
import numpy as np
from development import files_of

from klimatsvar.evaluate import read_documents, read_questions
from klimatsvar.index.arrays import mapped, writing_rows
from klimatsvar.index.contract import VectorSearch
from klimatsvar.index.framing import framed
from klimatsvar.index.vectors import VectorIndex, write_vector_index
from klimatsvar.ingest.encode import cut
from klimatsvar.model.encoder import Vectors
from klimatsvar.model.opening import open_encoder
from klimatsvar.settings import PASSAGE_TOKENS, SEARCH_MEMORY_MB, Settings

_NOISE = 0.3
"""Length of what a copy's vector is moved by; the vector's own is 1."""
_QUESTIONS = 500
_BLOCK = 50_000


def encode(data: Path, folder: Path) -> None:
    """Write the vectors of DIR's passages and questions."""
    encoder = open_encoder(Settings.load())
    texts: list[str] = []
    questions: list[str] = []
    for _, asked, path in files_of(data):
        for document in read_documents(path):
            texts += [framed(document, p).whole for p in cut(document, encoder, PASSAGE_TOKENS)]
        questions += [gold.question for gold in read_questions(asked)]
    drawn = np.random.default_rng(0).permutation(len(questions))[: 2 * _QUESTIONS]
    np.save(folder / "passages.npy", encoder.encode_texts(texts))
    np.save(folder / "questions.npy", encoder.encode_queries([questions[i] for i in drawn]))


def copied(vectors: Vectors, count: int, path: Path) -> None:
    """Write ``count`` vectors, copies of ``vectors`` moved by chance."""
    rng = np.random.default_rng(0)
    with writing_rows(path, np.float32, (vectors.shape[1],)) as writer:
        for start in range(0, count, _BLOCK):
            rows = vectors[np.arange(start, min(start + _BLOCK, count)) % len(vectors)]
            noise = rng.standard_normal(rows.shape, dtype=np.float32)
            moved = rows + _NOISE * noise / np.linalg.norm(noise, axis=1, keepdims=True)
            writer.add(moved / np.linalg.norm(moved, axis=1, keepdims=True))


def build(folder: Path, memory: int) -> dict[str, object]:
    """Build the index, and say what it took. Half of the questions are what it is tried with."""
    vectors, questions = mapped(folder / "vectors.npy"), np.load(folder / "questions.npy")
    started, spent = time.perf_counter(), time.process_time()
    search = write_vector_index(folder / "index.faiss", vectors, questions[_QUESTIONS:], memory)
    return {
        "kind": search.kind,
        "probes": search.probes,
        "recall": search.recall,
        "seconds": time.perf_counter() - started,
        "cpu": time.process_time() - spent,
        "disk": (folder / "index.faiss").stat().st_size / 2**20,
    }


def search(folder: Path, how: VectorSearch) -> dict[str, float]:
    """Search for each question of the other half, and say how long that takes."""
    vectors, questions = mapped(folder / "vectors.npy"), np.load(folder / "questions.npy")
    before, own_before = _resident()
    index = VectorIndex.open(folder / "index.faiss", vectors, how)
    found, seconds = [], []
    for question in questions[:20]:
        index.search(question[None], 100)
    for question in questions[:_QUESTIONS]:
        started = time.perf_counter()
        found.append(index.search(question[None], 100)[1][:10])
        seconds.append(time.perf_counter() - started)
    memory, own = _resident()
    exact = faiss.knn(
        questions[:_QUESTIONS], np.asarray(vectors), 10, metric=faiss.METRIC_INNER_PRODUCT
    )[1]
    flat = []
    whole = np.asarray(vectors)
    for question in questions[:50]:
        started = time.perf_counter()
        faiss.knn(question[None], whole, 100, metric=faiss.METRIC_INNER_PRODUCT)
        flat.append(time.perf_counter() - started)
    p50, p95 = np.percentile(seconds, (50, 95)) * 1000
    flat50, flat95 = np.percentile(flat, (50, 95)) * 1000
    return {
        "recall": float(
            np.mean([len(np.intersect1d(*pair)) / 10 for pair in zip(found, exact, strict=True)])
        ),
        "p50": float(p50),
        "p95": float(p95),
        "flat50": float(flat50),
        "flat95": float(flat95),
        "memory": memory - before,
        "own": own - own_before,
    }


def _resident() -> tuple[float, float]:
    """Return the memory that this process holds, in MiB, and what of it is not a mapped file."""
    pages, shared = map(int, Path("/proc/self/statm").read_text().split()[1:3])
    size = resource.getpagesize() / 2**20
    return pages * size, (pages - shared) * size


def _apart(*arguments: object) -> dict[str, object]:
    command = [sys.executable, __file__, "--apart", *map(str, arguments)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(done.stdout))


def main() -> None:
    """Print the table; with --apart, be one of its processes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path)
    parser.add_argument("--counts", type=int, nargs="*", default=[100_000, 1_000_000])
    parser.add_argument("--memory", type=int, nargs="*", default=[SEARCH_MEMORY_MB], help="MiB")
    parser.add_argument("--apart", nargs="*", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.apart:
        folder, *how = arguments.apart
        if len(how) == 1:
            print(json.dumps(build(Path(folder), int(how[0]))))
        else:
            print(json.dumps(search(Path(folder), VectorSearch(how[0], int(how[1])))))
        return
    print(
        "| Vectors | Memory setting, MiB | Kind | Lists looked into | Build, s | CPU, s "
        "| Disk, MiB | Memory, MiB | Recall@10 | p50, ms | p95, ms | flat p50 | flat p95 |\n"
        f"|{' ---: |' * 2} --- |{' ---: |' * 10}"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        encode(arguments.data, folder)
        for count in arguments.counts:
            copied(np.load(folder / "passages.npy"), count, folder / "vectors.npy")
            for memory in arguments.memory:
                made = _apart(folder, memory)
                took = _apart(folder, made["kind"], made["probes"])
                print(
                    f"| {count} | {memory} | {made['kind']} | {made['probes']} "
                    f"| {made['seconds']:.0f} | {made['cpu']:.0f} | {made['disk']:.0f} "
                    f"| {took['memory']:.0f} ({took['own']:.0f}) | {took['recall']:.3f} "
                    f"| {took['p50']:.1f} | {took['p95']:.1f} | {took['flat50']:.0f} "
                    f"| {took['flat95']:.0f} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
