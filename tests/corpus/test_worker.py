"""Files read in worker processes: no file can crash, hang or starve a build."""

import os
import re
import signal
import threading
import time
from pathlib import Path

import pytest

from klimatsvar.corpus.files import CorpusFile
from klimatsvar.corpus.read import Reading
from klimatsvar.corpus.source import Metadata
from klimatsvar.corpus.worker import Limits, _workers, read_files
from klimatsvar.settings import READ_MEMORY_MB, READ_SECONDS
from klimatsvar.texts.messages import Message
from processes import workers
from telling import told

LIMITS = Limits(READ_SECONDS, READ_MEMORY_MB)


def read(folder: Path, limits: Limits = LIMITS) -> list[Reading]:
    """Return the readings of the folder's files, sorted by id."""
    files = [CorpusFile(path.name, path) for path in sorted(folder.iterdir())]
    readings = read_files([(file, Metadata()) for file in files], limits)
    return sorted(readings, key=lambda reading: reading.id)


def write(folder: Path, count: int) -> None:
    for i in range(count):
        (folder / f"{i:03}.md").write_text(f"Text {i}.", "utf-8")


def test_every_file_is_read_once(tmp_path: Path) -> None:
    write(tmp_path, 300)  # more than are given to the workers at once
    (tmp_path / "999.png").write_bytes(bytes(100_000))  # too much for one worker
    readings = read(tmp_path)
    assert [r.id for r in readings] == [*(f"{i:03}.md" for i in range(300)), "999.png"]
    assert [r.document.text for r in readings if r.document] == [f"Text {i}." for i in range(300)]


def test_little_is_read_by_one_worker(tmp_path: Path) -> None:
    files = [CorpusFile(name, tmp_path / name) for name in ("a.md", "b.md", "gone.md")]
    for file, size in zip(files, (60_000, 40_000), strict=False):
        file.path.write_bytes(bytes(size))
    assert _workers(files) == 1
    files[0].path.write_bytes(bytes(60_001))
    assert _workers(files) == min(3, 4, os.cpu_count() or 1)


def test_no_file_needs_no_worker() -> None:
    assert list(read_files([], LIMITS)) == []


def test_too_much_time_costs_one_warning(tmp_path: Path) -> None:
    write(tmp_path, 20)
    # A file that never ends: reading waits for the rest of it.
    os.mkfifo(tmp_path / "010.txt")
    readings = read(tmp_path, Limits(1, 1024, patience=3))
    lost = [r for r in readings if not r.document]
    assert lost == [Reading("010.txt", None, (Message.of("file_too_slow", seconds="1"),))]
    assert len(readings) == 21


def test_too_much_processor_time_costs_one_warning(tmp_path: Path) -> None:
    write(tmp_path, 3)
    (tmp_path / "010.txt").write_text("Text.\n\n" * 1_000_000, "utf-8")
    readings = read(tmp_path, Limits(1, 1024, patience=60))
    assert [r.id for r in readings if not r.document] == ["010.txt"]
    assert told(readings[-1].warnings) == (
        "filen tog mer än 1 sekunder att läsa; dela upp den, eller höj read_seconds i "
        "klimatsvar.toml",
    )


def test_too_much_memory_costs_one_warning(tmp_path: Path) -> None:
    write(tmp_path, 20)
    (tmp_path / "010.txt").write_bytes(b"Mycket text. " * 10_000_000)
    readings = read(tmp_path, Limits(60, 150))
    assert [r for r in readings if not r.document] == [
        Reading("010.txt", None, (Message.of("file_needs_memory"),))
    ]
    assert len(readings) == 21


def test_where_a_fault_was_raised_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(tmp_path, 1)
    file = CorpusFile("000.md", tmp_path / "000.md")
    broken = Metadata(language=7)  # type: ignore[arg-type]
    [reading] = read_files([(file, broken)], LIMITS)
    assert told(reading.warnings) == ("filen går inte att läsa (AttributeError); spara om den",)
    [logged] = caplog.messages
    assert re.fullmatch(
        r"000\.md: AttributeError in /\S+/read\.py:\d+, in _read < /\S+/read\.py:\d+, in read_file"
        r"; report it if other programs can open the file",
        logged,
    )


def test_a_crash_costs_one_warning(tmp_path: Path) -> None:
    write(tmp_path, 20)
    fifo = tmp_path / "010.txt"
    os.mkfifo(fifo)
    killer = threading.Thread(target=kill_reader, args=(fifo,))
    killer.start()
    readings = read(tmp_path)
    killer.join()
    lost = [r for r in readings if not r.document]
    assert [r.id for r in lost] == ["010.txt"]
    assert told(lost[0].warnings)[0].startswith("filen fick läsningen att krascha")
    assert len(readings) == 21


def test_a_worker_that_is_killed_between_two_files_costs_nothing(tmp_path: Path) -> None:
    write(tmp_path, 230)  # more than are given out at once
    files = [CorpusFile(path.name, path) for path in sorted(tmp_path.iterdir())]
    readings = read_files([(file, Metadata()) for file in files], LIMITS)
    found = [next(readings)]
    time.sleep(2)  # the rest of those given out are done, and the workers idle
    os.kill(workers(os.getpid())[0], signal.SIGKILL)
    time.sleep(1)  # the pool notices
    found += readings
    assert sorted(r.id for r in found) == [file.id for file in files]
    assert all(r.document for r in found)


def kill_reader(fifo: Path) -> None:
    """Kill the process that reads ``fifo``, as soon as there is one."""
    while True:
        try:  # refused until somebody reads
            writer = os.open(fifo, os.O_WRONLY | os.O_NONBLOCK)
            break
        except OSError:
            time.sleep(0.05)
    while not (readers := [pid for pid in workers(os.getpid()) if has_open(pid, fifo)]):
        time.sleep(0.05)
    os.kill(readers[0], signal.SIGKILL)
    os.close(writer)


def has_open(pid: int, path: Path) -> bool:
    """Tell whether a process has a file open."""
    return any(descriptor.resolve() == path for descriptor in Path(f"/proc/{pid}/fd").iterdir())
