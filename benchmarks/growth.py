"""Measure what a build needs: memory by number of documents, and what an incremental one saves.

    python benchmarks/growth.py

Each build runs in a process of its own, over small documents that are written for it. Prints
markdown tables.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from memory import children_peak, peak

from klimatsvar.embed import SentenceTransformerEncoder
from klimatsvar.ingest import ingest
from klimatsvar.settings import Settings

_COUNTS = (10, 1000, 5000, 10000)
_INCREMENTAL = 200
_WORDS = (
    "kommunen staden utsläpp buss cykel skog energi värme skola mål plan år minskar ökar bygger "
    "sparar planterar mäter köper delar lånar lagar solceller fjärrvärme klimat budget avtal"
).split()


def write(corpus: Path, number: int, draw: random.Random) -> None:
    """Write a document of a heading and three sentences."""
    told = [" ".join(draw.choices(_WORDS, k=9)).capitalize() + f" {number}." for _ in range(3)]
    text = f"# Dokument {number}\n\n{' '.join(told)}\n"
    (corpus / f"{number:05}.md").write_text(text, "utf-8")


def write_all(corpus: Path, count: int) -> Path:
    """Write ``count`` documents, the same each time; return the folder."""
    corpus.mkdir()
    draw = random.Random(1)
    for number in range(count):
        write(corpus, number, draw)
    return corpus


def build(corpus: Path, index: Path) -> None:
    """Build with the real model, and print what it took as JSON."""
    settings = Settings.load(corpus=corpus, index=index)
    encoder = SentenceTransformerEncoder(settings.model, settings.cache)
    encoder.encode_passages(["Värm upp."])
    before = peak()
    started = time.monotonic()
    with children_peak() as largest:
        report = ingest(corpus, index, encoder, passage_tokens=settings.passage_tokens)
    print(
        json.dumps(
            {
                "seconds": time.monotonic() - started,
                "model": before,
                "memory": peak(),
                "workers": largest[0],
                "documents": report.manifest.documents,
                "reused": report.reused,
            }
        )
    )


def measured(corpus: Path, index: Path) -> dict[str, float]:
    """Build in a new process and return what it took."""
    command = [sys.executable, __file__, "--build", str(corpus), str(index)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(done.stdout))


def growth() -> None:
    """Print memory by number of documents."""
    print("| Documents | Build, MiB | before it, with the model | A reading process, MiB |")
    print("| ---: | ---: | ---: | ---: |")
    for count in _COUNTS:
        with tempfile.TemporaryDirectory() as folder:
            corpus = write_all(Path(folder) / "corpus", count)
            took = measured(corpus, Path(folder) / "index")
            print(
                f"| {took['documents']} | {took['memory']} | {took['model']} | {took['workers']} |",
                flush=True,
            )


def incremental() -> None:
    """Print how a build after one change compares with a full one."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = write_all(Path(folder) / "corpus", _INCREMENTAL)
        full = measured(corpus, Path(folder) / "index")
        write(corpus, 117, random.Random(2))
        again = measured(corpus, Path(folder) / "index")
    assert again["reused"] == _INCREMENTAL - 1
    share = again["seconds"] / full["seconds"]
    print(f"\nOne changed file among {_INCREMENTAL}: {share:.2f} of a full build's time.")


def main() -> None:
    """Print the tables; with --build, be one of the builds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=Path, nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.build:
        build(*arguments.build)
    else:
        growth()
        incremental()


if __name__ == "__main__":
    main()
