"""Builds that are killed, or run out of disk: the old index serves on, and the next one works."""

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from klimatsvar.index.generations import current, generations
from klimatsvar.index.on_disk import Index, current_generation
from klimatsvar.ingest.build import ingest
from klimatsvar.types import Passage
from processes import children, workers
from toy import ToyEncoder, write_corpus

SCRIPT = Path(__file__).parents[1] / "build_toy.py"
KILLS = 4
"""``make soak`` kills 20 builds with the real encoder."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    text = "Ta buss till jobbet. Ta cykel till skolan. Gå i skog och mark.\n\n"
    texts = {f"d{i:02}": f"# Dokument {i}\n\n{text * 20}" for i in range(50)}
    corpus = write_corpus(folder / "corpus", **texts)
    ingest(corpus, folder / "index", ToyEncoder(), passage_tokens=50)
    return folder


@pytest.fixture
def corpus(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built / "corpus", tmp_path / "corpus"))


@pytest.fixture
def index(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built / "index", tmp_path / "index"))


def start(corpus: Path, index: Path, *most: str) -> "subprocess.Popen[str]":
    """Start a build and return when it begins."""
    process = subprocess.Popen(
        [sys.executable, SCRIPT, corpus, index, *most],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def passages(index: Path) -> tuple[Passage, ...]:
    """Open the index that serves, whole, and return what it finds."""
    opened = Index.open(index, ToyEncoder())
    assert all(
        opened.documents[p.document].text[p.start : p.end] == p.text for p in opened.passages
    )
    return opened.passages[:]


def test_a_build_killed_at_any_moment_loses_nothing(corpus: Path, index: Path) -> None:
    process = start(corpus, index)
    began = time.monotonic()
    process.communicate()
    seconds = time.monotonic() - began
    assert process.returncode == 0
    moments = random.Random(20261123)
    old = passages(index)
    for kill in range(KILLS):
        # Every build has something new to write, so that the old and the new are told apart.
        write_corpus(corpus, ny=f"# Ny {kill}\n\nBuss nummer {kill} i skog.")
        before = current(index)
        process = start(corpus, index)
        time.sleep(moments.uniform(0, seconds))
        process.kill()
        process.communicate()
        found = passages(index)
        assert (found == old) == (current(index) == before)
        old = found
    ingest(corpus, index, ToyEncoder(), passage_tokens=50)
    assert any(f"Buss nummer {KILLS - 1} i skog." in p.text for p in passages(index))
    complete = {path.name for path in generations(index)}
    assert {path.name for path in index.iterdir() if path.is_dir()} == complete
    assert len(complete) <= 3


@pytest.mark.parametrize("share", [0.02, 0.5, 0.99])
def test_a_full_disk_leaves_the_old_index_serving(corpus: Path, index: Path, share: float) -> None:
    generation, manifest = current_generation(index)
    sizes = [(generation / name).stat().st_size for name in manifest.files]
    write_corpus(corpus, ny="# Ny\n\nBuss i skog.")
    process = start(corpus, index, str(int(max(sizes) * share)))
    _, message = process.communicate()
    assert process.returncode == 1
    assert "the old index still serves; free some disk space" in message
    assert current_generation(index) == (generation, manifest)
    assert [path for path in index.iterdir() if path.is_dir()] == [generation]
    ingest(corpus, index, ToyEncoder(), passage_tokens=50)
    assert current_generation(index)[1].documents == 51


def test_the_workers_of_a_killed_build_end(corpus: Path, index: Path) -> None:
    text = "Mycket text, som tar sin tid att läsa.\n\n"
    (corpus / "stor.txt").write_text(text * 400_000, "utf-8")
    process = start(corpus, index)
    while not (reading := workers(process.pid)):
        time.sleep(0.02)
    started = [*children(process.pid), *reading]
    process.send_signal(signal.SIGKILL)
    process.communicate()
    deadline = time.monotonic() + 30
    while any(is_running(pid) for pid in started):
        assert time.monotonic() < deadline, "a worker lives on"
        time.sleep(0.1)


def is_running(pid: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
