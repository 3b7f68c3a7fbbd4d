"""How much memory processes use, and have used at most (Linux)."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_SECONDS_BETWEEN_LOOKS = 0.1


def peak(process: str = "self") -> int:
    """Return the largest resident memory of a process so far, in MiB; 0 if it is gone."""
    return _told("VmHWM", process)


def resident(process: str = "self") -> int:
    """Return the resident memory of a process now, in MiB; 0 if it is gone."""
    return _told("VmRSS", process)


def _told(name: str, process: str) -> int:
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith(name)), 0)


def _children() -> list[str]:
    """Return the ids of the child processes."""
    found = []
    for task in Path("/proc/self/task").iterdir():
        with suppress(OSError):  # the thread may have ended meanwhile
            found += (task / "children").read_text().split()
    return found


@contextmanager
def children_peak() -> Iterator[list[int]]:
    """Yield a list whose one item grows to the largest memory of any child process, in MiB.

    getrusage would count what a child shared with its parent before it began its own work.
    """
    largest = [0]
    done = threading.Event()

    def watch() -> None:
        while not done.wait(_SECONDS_BETWEEN_LOOKS):
            largest[0] = max([largest[0], *map(peak, _children())])

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield largest
    finally:
        done.set()
        watcher.join()
