"""Let one system ingest or answer, alone in this process, and write what it took.

    python measured.py TASK

TASK is a JSON file, see ``Task``. Runs in every environment: standard library only. A system is a
module under systems/ with

* ``PACKAGES``: the packages whose versions are told;
* ``load(model)``: return the encoder, from a sentence-transformers folder;
* ``ingest(documents, encoder, folder)``: cut and encode the documents of a file of one JSON object
  a line, save a searchable index into an empty folder, and return the number of passages;
* ``open_index(encoder, folder, count)``: open it, and return the ways to ask by name. Each takes a
  question and returns document ids: "search" those of the ``count`` best passages, best first.

The libraries are imported with the module, so that importing counts as part of the start.
"""

import importlib
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

_WARMING = 20
"""Questions asked before the clock runs."""
_DEPTH = 10
"""Documents kept of what a question finds: as many as nDCG@10 counts."""


@dataclass(frozen=True)
class Task:
    """What is asked of a system; all paths are absolute."""

    step: str
    """The name of a function of this module: "ingest" or "ask"."""
    system: str
    """The name of its module."""
    model: str
    folder: str
    """Of the index."""
    documents: str
    questions: list[str]
    count: int
    """Passages that a search returns."""
    result: str
    """The JSON file to write."""


class Clock:
    """Wall and CPU seconds since it was made; those of all threads."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def read(self) -> dict[str, float]:
        """Return the seconds so far."""
        return {"wall": time.perf_counter() - self._wall, "cpu": time.process_time() - self._cpu}


def ingest(task: Task) -> dict[str, Any]:
    """Build the index, and return what it took."""
    whole = Clock()
    system = importlib.import_module(task.system)
    encoder = system.load(task.model)
    loaded = Clock()
    passages = system.ingest(Path(task.documents), encoder, Path(task.folder))
    files = [path for path in Path(task.folder).rglob("*") if path.is_file()]
    return {
        "whole": whole.read(),
        "loaded": loaded.read(),
        "passages": passages,
        "memory_mb": memory_mb("VmHWM"),
        "disk_mb": sum(path.stat().st_size for path in files) / 1e6,
        "versions": {name: version(name) for name in system.PACKAGES},
    }


def ask(task: Task) -> dict[str, Any]:
    """Open the index and ask the questions, one after the other, in each way there is."""
    start = Clock()
    system = importlib.import_module(task.system)
    ways = system.open_index(system.load(task.model), Path(task.folder), task.count)
    ways["search"](task.questions[0])
    first = start.read()
    return {"first": first, "ways": {name: _asked(task, way) for name, way in ways.items()}}


def _asked(task: Task, way: Callable[[str], list[str]]) -> dict[str, Any]:
    for question in task.questions[:_WARMING]:
        way(question)
    taken, found = [], []
    for question in task.questions:
        clock = Clock()
        documents = way(question)
        taken.append(clock.read())
        found.append(list(dict.fromkeys(documents))[:_DEPTH])
    return {
        "milliseconds": [each["wall"] * 1000 for each in taken],
        "cpu_milliseconds": [each["cpu"] * 1000 for each in taken],
        "found": found,
        "memory_mb": memory_mb("VmRSS"),
    }


def memory_mb(kind: str) -> float:
    """Return this process's resident memory in MB: VmRSS now, VmHWM the most so far (Linux)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith(kind))


def main() -> None:
    """Do the task."""
    task = Task(**json.loads(Path(sys.argv[1]).read_text("utf-8")))
    sys.path.insert(0, str(Path(__file__).parent / "systems"))
    result = {"ingest": ingest, "ask": ask}[task.step](task)
    Path(task.result).write_text(json.dumps(result), "utf-8")


if __name__ == "__main__":
    main()
