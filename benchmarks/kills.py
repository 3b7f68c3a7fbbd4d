"""Kill real builds at random moments, and see that the old index serves and the next build works.

    python benchmarks/kills.py [--kills 20]

Each build is `klimatsvar ingest --full` of corpus/, in a process of its own, with the real model,
killed with SIGKILL at a random moment of the time that a whole build takes. After each kill the
index is opened and every passage held against its document. Exit code 1 if anything was lost.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from klimatsvar.index.generations import current
from klimatsvar.index.on_disk import Index
from klimatsvar.model.by_torch import SentenceTransformerEncoder
from klimatsvar.settings import Settings

ROOT = Path(__file__).parent.parent


def start(index: Path) -> "subprocess.Popen[bytes]":
    """Start a build."""
    command = [
        *(str(Path(sys.executable).with_name("klimatsvar")), "ingest", "--full"),
        *("--corpus", str(ROOT / "corpus"), "--index", str(index)),
    ]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def is_whole(index: Path, encoder: SentenceTransformerEncoder) -> bool:
    """Tell whether the index opens and every passage is verbatim in its document."""
    opened = Index.open(index, encoder)
    return all(
        opened.documents[p.document].text[p.start : p.end] == p.text for p in opened.passages
    )


def main() -> None:
    """Build, kill, look; print what came of each kill."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=20)
    kills = parser.parse_args().kills
    settings = Settings.load()
    encoder = SentenceTransformerEncoder(settings.model, settings.cache)
    draw = random.Random()
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder)
        started = time.monotonic()
        start(index).wait()
        seconds = time.monotonic() - started
        lost = swapped = 0
        for kill in range(1, kills + 1):
            before = current(index)
            process = start(index)
            moment = draw.uniform(0, seconds)
            time.sleep(moment)
            process.kill()
            process.wait()
            whole = is_whole(index, encoder)
            lost += not whole
            swapped += current(index) != before
            print(
                f"{kill}: killed after {moment:.1f} s, {'whole' if whole else 'LOST'}", flush=True
            )
        start(index).wait()
        works = is_whole(index, encoder)
    print(
        f"{kills} kills in builds of {seconds:.0f} s: {lost} indexes lost, {swapped} builds had "
        f"just ended; the next build {'works' if works else 'FAILS'}"
    )
    sys.exit(bool(lost) or not works)


if __name__ == "__main__":
    main()
