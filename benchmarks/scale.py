"""100,000 passages in both stores: time to build, disk, memory, time to ask, recall.

    python benchmarks/scale.py --data DIR [--passages 100000] [--questions 200]

The documents of DIR (see development.py) are repeated, each time with their sentences in another
order, until there are as many passages as wanted. They are encoded by adding up a vector for each
term, in place of a model, whose time is the same for both stores (see encoding.py) and would hide
what they take: so times are of reading, cutting, finding terms and writing. Each store is built and
asked in a process of its own; Milvus is `milvus-lite server` in another. Questions are sentences
of the documents, every other word of them. Prints a markdown table.
"""

import argparse
import json
import multiprocessing
import os
import random
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from development import files_of

from klimatsvar.answer.fitted import Fitted
from klimatsvar.assistant import Assistant
from klimatsvar.evaluate import read_documents
from klimatsvar.index.on_disk import Index
from klimatsvar.ingest.build import ingest as build_on_disk
from klimatsvar.language.sentences import split_sentences
from klimatsvar.language.terms import terms
from klimatsvar.model.encoder import Framed, Progress, Vectors
from klimatsvar.opening import open_store
from klimatsvar.settings import PASSAGE_TOKENS, Settings
from klimatsvar.system import short_hash

_DIMENSION = 384
_SENTENCES_A_FILE = 400
_NEAREST = 10


class Summing:
    """An encoder that adds up a vector for each term."""

    model = fingerprint = "summing"
    dimension = _DIMENSION
    max_tokens = 480
    judges_claims = False

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        rows = np.array([sum(map(_of_term, terms(text)), np.zeros(_DIMENSION)) for text in texts])
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows / np.where(lengths == 0, 1, lengths), np.float32)

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        return self.encode_queries(texts).reshape(-1, _DIMENSION)

    def encode_passages(
        self, passages: Sequence[Framed], progress: Progress | None = None
    ) -> list[Vectors]:
        if progress:
            progress(len(passages), sum(len(passage.whole) for passage in passages))
        return [self.encode_texts([passage.whole, *passage.alone()]) for passage in passages]

    def read(self, *_: object) -> None:
        return None

    def proves(self, *_: object) -> float:
        raise NotImplementedError  # it judges no claims

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text) // 5 + 2 for text in texts]


@lru_cache(maxsize=300_000)
def _of_term(term: str) -> npt.NDArray[np.float64]:
    return np.random.default_rng(int(short_hash(term), 16)).standard_normal(_DIMENSION)


def write_corpus(data: Path, folder: Path, passages: int) -> list[str]:
    """Write files of about so many passages; return their sentences."""
    sentences = [
        document.text[start:end]
        for _, _, path in files_of(data)
        for document in read_documents(path)
        for start, end in split_sentences(document.text)
    ]
    draw = random.Random(0)
    characters, number = 0, 0
    folder.mkdir()
    while characters < passages * _CHARACTERS:
        draw.shuffle(sentences)
        for start in range(0, len(sentences), _SENTENCES_A_FILE):
            text = " ".join(sentences[start : start + _SENTENCES_A_FILE])
            (folder / f"{number:06}.md").write_text(f"# Del {number}\n\n{text}", "utf-8")
            characters += len(text)
            number += 1
            if characters >= passages * _CHARACTERS:
                break
    return sentences


_CHARACTERS = 850
"""Of a passage, about."""


def measure(store: str, folder: Path, uri: str, questions: list[str]) -> dict[str, Any]:
    """Build and ask one store, and return what it took."""
    settings = Settings.load(
        store=store, corpus=folder / "corpus", index=folder / "index", milvus={"uri": uri}
    )
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as alone:
        built = alone.submit(build, settings).result()
    return {**built, **_asked(settings, questions)}


def build(settings: Settings) -> dict[str, Any]:
    """Build a store, and return what it took this process."""
    encoder = Summing()
    started = time.monotonic()
    if settings.store == "faiss":
        build_on_disk(settings.corpus, settings.index, encoder, passage_tokens=PASSAGE_TOKENS)
    else:
        from klimatsvar.milvus.build import ingest as build_in_milvus

        build_in_milvus(settings.corpus, settings, encoder)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"build s": round(time.monotonic() - started), "build, peak MB": peak}


def _asked(settings: Settings, questions: list[str]) -> dict[str, Any]:
    script = [sys.executable, __file__, "--ask", settings.model_dump_json()]
    given = json.dumps(questions)
    told = subprocess.run(script, input=given, stdout=subprocess.PIPE, text=True, check=True).stdout
    found: dict[str, Any] = json.loads(told)
    return found


def ask(settings: Settings, questions: list[str]) -> dict[str, Any]:
    """Open a store and ask it; return times, memory, and what is nearest by cosine."""
    encoder = Summing()
    before = _memory("self")
    started = time.monotonic()
    store = open_store(settings, encoder)
    opened = time.monotonic() - started
    assistant = Assistant(store, encoder, Fitted.load(), settings)
    near, whole, nearest, answered = [], [], [], []
    for question in questions:
        vector, asked = encoder.encode_queries([question]), terms(question)
        started = time.perf_counter()
        found = store.near(vector, asked, 100)
        near.append(time.perf_counter() - started)
        best = sorted(found, key=lambda one: -one.cosine)[:_NEAREST]
        nearest.append([round(one.cosine, 5) for one in best])
        started = time.perf_counter()
        answer = assistant.ask(question)
        whole.append(time.perf_counter() - started)
        answered.append([[c.document, c.start, c.end] for c in answer.citations])
    return {
        "open s": round(opened, 2),
        "process MB": _memory("self"),
        "of these for the store": _memory("self") - before,
        **{f"near p{p} ms": round(1000 * float(np.percentile(near, p)), 1) for p in (50, 95)},
        **{f"answer p{p} ms": round(1000 * float(np.percentile(whole, p)), 1) for p in (50, 95)},
        "nearest": nearest,
        "answered": answered,
        "passages": len(store.passages),
    }


def _memory(process: str) -> int:
    """Return a process' resident memory in MB."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


def _size(folder: Path) -> int:
    """Return what a folder takes on disk in MB."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) // 2**20


def exact(folder: Path, questions: list[str]) -> list[list[float]]:
    """Return the cosines of each question's nearest passages, by comparing all."""
    vectors = Index.open(folder / "index", Summing()).rows.passage_vectors
    found = []
    for question in questions:
        cosines = np.sort(vectors @ Summing().encode_queries([question])[0])[::-1]
        found.append([round(float(cosine), 5) for cosine in cosines[:_NEAREST]])
    return found


def recall(found: list[list[float]], wanted: list[list[float]]) -> float:
    """Return the share of the nearest that were found: by cosine, since several may be equal."""
    shares = [
        sum(cosine >= least[-1] - 2e-5 for cosine in own) / len(least)
        for own, least in zip(found, wanted, strict=True)
    ]
    return round(float(np.mean(shares)), 4)


def main() -> None:
    """Build and ask both stores, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--ask", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.ask:
        settings = Settings.model_validate_json(given.ask)
        print(json.dumps(ask(settings, json.load(sys.stdin))))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        sentences = write_corpus(given.data, folder / "corpus", given.passages)
        draw = random.Random(1)
        asked = draw.sample([s for s in sentences if len(s.split()) > 8], given.questions)
        questions = [" ".join(sentence.split()[::2]) for sentence in asked]
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "milvus_lite", "server", "--max-workers", "1"]
        command += ["--data-dir", str(folder / "milvus.db"), "--host", "127.0.0.1"]
        found = {"faiss": measure("faiss", folder, "unused.db", questions)}
        print(json.dumps(_without_lists(found["faiss"])), flush=True)
        server = subprocess.Popen([*command, "--port", str(port)], stdout=subprocess.DEVNULL)
        try:
            found["milvus"] = measure("milvus", folder, f"http://127.0.0.1:{port}", questions)
            found["milvus"]["server MB"] = _memory(str(server.pid))
        finally:
            server.send_signal(signal.SIGINT)
            server.wait()
        wanted = exact(folder, questions)
        for name, part in (("faiss", "index"), ("milvus", "milvus.db")):
            found[name]["disk MB"] = _size(folder / part)
            found[name]["recall@10"] = recall(found[name]["nearest"], wanted)
    pairs = zip(found["faiss"]["answered"], found["milvus"]["answered"], strict=True)
    same = float(np.mean([one == other for one, other in pairs]))
    print(f"the same citations from both: {same:.3f} of {given.questions}\n")
    print("| | faiss | milvus-lite |\n|---|---|---|")
    for name in dict.fromkeys([*found["faiss"], *found["milvus"]]):
        if name not in ("nearest", "answered"):
            cells = (str(found[store].get(name, "")) for store in found)
            print(f"| {name} | {' | '.join(cells)} |")


def _without_lists(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if not isinstance(value, list)}


if __name__ == "__main__":
    main()
