"""Measure builds: memory by number of passages, one changed file among many, and the time left.

    python benchmarks/building.py --data DIR [--small 100 --large 1000] [--keep FOLDER]

Each document is a file of ten paragraphs, of sentences drawn from DIR (see development.py), so that
each paragraph is about a passage. Each build runs in a process of its own. The large corpus and its
index are put into FOLDER, for start.py. Prints markdown.
"""

import argparse
import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from development import files_of
from memory import children_peak, peak

from klimatsvar.evaluate import read_documents
from klimatsvar.ingest.build import ingest
from klimatsvar.ingest.progress import Step
from klimatsvar.language.sentences import split_sentences
from klimatsvar.model.opening import open_encoder
from klimatsvar.settings import Settings

_PARAGRAPHS = 10
_SENTENCES = 7
"""Of a paragraph."""
_TENTH = 0.1


def sentences(data: Path) -> list[str]:
    """Return the sentences of DIR's documents, each once."""
    texts = [d.text for _, _, path in files_of(data) for d in read_documents(path)]
    return list(dict.fromkeys(t[a:b] for t in texts for a, b in split_sentences(t)))


def write(corpus: Path, number: int, drawn_from: Sequence[str], draw: random.Random) -> None:
    """Write a document."""
    paragraphs = (" ".join(draw.choices(drawn_from, k=_SENTENCES)) for _ in range(_PARAGRAPHS))
    text = "\n\n".join((f"# Dokument {number}", *paragraphs))
    (corpus / f"{number:05}.md").write_text(text + "\n", "utf-8")


def build(corpus: Path, index: Path) -> None:
    """Build with the real model, and print what it took as JSON."""
    settings = Settings.load(corpus=corpus, index=index)
    encoder = open_encoder(settings)
    encoder.encode_texts(["Värm upp."])
    before, started = peak(), time.monotonic()
    spent, spent_here = _spent(), time.process_time()
    steps: list[tuple[float, float, Step]] = []
    with children_peak() as largest:
        report = ingest(
            corpus,
            index,
            encoder,
            passage_tokens=settings.passage_tokens,
            progress=lambda step: steps.append((time.monotonic(), time.process_time(), step)),
        )
    seconds = time.monotonic() - started
    clocks = [[at for at, _, _ in steps], [at for _, at, _ in steps]]
    shares = [step.share if step.stage == "encode" else 0 for _, _, step in steps]
    print(
        json.dumps(
            {
                "seconds": seconds,
                "cpu": _spent() - spent,
                "model": before,
                "memory": peak(),
                "worker": largest[0],
                "passages": report.manifest.passages,
                "sentences": report.manifest.sentences,
                "read": report.read,
                "left": left_after_a_tenth(clocks[0], shares, started),
                "left_cpu": left_after_a_tenth(clocks[1], shares, spent_here),
            }
        )
    )


def left_after_a_tenth(times: Sequence[float], shares: Sequence[float], start: float) -> float:
    """Return the time left that was told after a tenth of all time, as a part of the real one."""
    whole = times[-1] - start
    passed, share = next(
        (at - start, share)
        for at, share in zip(times, shares, strict=True)
        if share and at - start >= _TENTH * whole
    )
    return passed * (1 - share) / share / (whole - passed)


def _spent() -> float:
    """Return the CPU seconds of this process and of those that it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def measured(corpus: Path, index: Path) -> dict[str, float]:
    """Build in a new process and return what it took."""
    command = [sys.executable, __file__, "--build", str(corpus), str(index)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(done.stdout))


def row(name: str, took: dict[str, float]) -> str:
    """Return a table row."""
    return (
        f"| {name} | {took['passages']} | {took['sentences']} | {took['seconds']:.1f} "
        f"| {took['cpu']:.1f} | {took['model']} | {took['memory']} | {took['worker']} |"
    )


def main() -> None:
    """Print the tables; with --build, be one of the builds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path)
    parser.add_argument("--small", type=int, default=100, help="documents")
    parser.add_argument("--large", type=int, default=1000, help="documents")
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    parser.add_argument("--build", type=Path, nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.build:
        build(*arguments.build)
        return
    drawn_from = sentences(arguments.data)
    print(
        "| Build | Passages | Sentences | Seconds | CPU seconds | Before it, MiB | At most, MiB "
        "| A reading process, MiB |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    )
    with tempfile.TemporaryDirectory() as folder:
        took = {}
        for name in ("small", "large"):
            corpus = Path(folder) / name
            corpus.mkdir()
            draw, count = random.Random(name), getattr(arguments, name)
            for number in range(count):
                write(corpus, number, drawn_from, draw)
            took[name] = measured(corpus, Path(folder) / f"{name}-index")
            print(row(f"{count} documents", took[name]), flush=True)
        write(corpus, 117, drawn_from, random.Random("changed"))
        again = measured(corpus, Path(folder) / "large-index")
        print(row(f"one of {arguments.large} changed", again))
        if arguments.keep:
            shutil.rmtree(arguments.keep, ignore_errors=True)
            shutil.copytree(Path(folder) / "large", arguments.keep / "corpus")
            shutil.copytree(Path(folder) / "large-index", arguments.keep / "index")
    assert again["read"] == 1
    large = took["large"]
    print(
        f"\nMemory, large against small: {large['memory'] / took['small']['memory']:.2f} ×. "
        f"One changed file: {again['seconds'] / large['seconds']:.1%} of the full build's time, "
        f"{again['cpu'] / large['cpu']:.1%} of its CPU seconds. Time left, told after a tenth of "
        f"the large build: {large['left']:.2f} of what it was."
    )


if __name__ == "__main__":
    main()
