"""Measure a cold start, what serving takes and how soon the page is there (Linux).

    python benchmarks/start.py [--rounds 5] [--encoder torch] [--large FOLDER | --page]

Builds an index in a temporary folder. A cold `klimatsvar ask` takes turns with `python -c "import
sentence_transformers"`, so that what else the machine does slows both; then `klimatsvar serve` is
started and asked three questions, also over what building.py kept in FOLDER. Seconds of the
processor and the most memory are the kernel's, of the whole process. Chromium opens the page as on
a phone with a slow line, each time with an empty cache; ``--page`` measures that alone. Prints
markdown tables.
"""

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

from memory import resident
from playwright.sync_api import Browser, ViewportSize, sync_playwright

_REPOSITORY = Path(__file__).parent.parent
_KLIMATSVAR = (str(Path(sys.executable).with_name("klimatsvar")),)  # as `make setup` installs it
_QUESTIONS = (
    "Vilka parter består omställningsteamet av?",
    "How many electric buses are there in Borås?",
    "Vem vann fotbolls-VM 1958?",
)
_PAGES = ("/", "/en", "/enkel")
_SLOW = {"latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
"""Milliseconds that each request waits, and bytes a second."""
_PHONE: ViewportSize = {"width": 390, "height": 844}
_PAINTED = """new Promise(done => new PerformanceObserver(list => {
  const [first] = list.getEntriesByName("first-contentful-paint");
  if (first) done(first.startTime);
}).observe({type: "paint", buffered: true}))"""
"""Milliseconds until there is something to read; what is typed can be told of before."""
_PATIENCE = 120
"""Seconds that serving may take to begin."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a process took."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds, of all its threads."""
    memory: float
    """Resident at most, MB."""


def run(command: Sequence[str]) -> Taken:
    """Run a command to its end. Raises CalledProcessError when it fails."""
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=_REPOSITORY, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Taken(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def cold(index: Path, rounds: int) -> None:
    """Print what a cold question and the import take, and their ratios."""
    commands = {
        "`klimatsvar ask`": (*_KLIMATSVAR, "ask", _QUESTIONS[0], "--index", str(index)),
        "`import sentence_transformers`": (sys.executable, "-c", "import sentence_transformers"),
    }
    for command in commands.values():
        run(command)  # so that files are read from memory, of both
    taken: dict[str, list[Taken]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            taken[name].append(run(command))
    print(f"Median of {rounds} rounds, and the least and the most:\n")
    print("| What | wall s | CPU s | most memory, MB |\n| --- | --- | --- | --- |")
    for name, all_taken in taken.items():
        walls, cpus, memories = zip(*((t.wall, t.cpu, t.memory) for t in all_taken), strict=True)
        print(f"| {name} | {_spread(walls)} | {_spread(cpus)} | {max(memories):.0f} |")
    asked, imported = taken.values()
    pairs = list(zip(asked, imported, strict=True))
    wall = statistics.median(one.wall / other.wall for one, other in pairs)
    cpu = statistics.median(one.cpu / other.cpu for one, other in pairs)
    print(f"| ratio, median of the rounds' | {wall:.2f} × | {cpu:.2f} × | |")


def _spread(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.2f} ({min(values):.2f}–{max(values):.2f})"


def served(corpus: Path, index: Path) -> None:
    """Print what serving takes until the first answer, and its memory after three."""
    started = time.perf_counter()
    with _served(corpus, index) as (url, process):
        address = f"{url}/api"
        ready = time.perf_counter() - started
        seconds, memory = [], []
        for question in _QUESTIONS:
            _ask(f"{address}/ask", question)
            seconds.append(time.perf_counter() - started)
            memory.append(resident(str(process.pid)))
        passages = json.load(urlopen(f"{address}/health"))["passages"]
    print(f"\n| `klimatsvar serve`, {passages} passages | |\n| --- | --- |")
    print(f"| ready after, s | {ready:.2f} |")
    print(f"| first answer after, s | {seconds[0]:.2f} |")
    print(f"| resident after one question, MB | {memory[0]} |")
    print(f"| resident after {len(memory)} questions, MB | {memory[-1]} |")


@contextmanager
def _served(corpus: Path, index: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Serve, and yield the address, once it answers, and the process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    folders = ("--corpus", str(corpus), "--index", str(index))
    command = (*_KLIMATSVAR, "serve", "--port", url.rpartition(":")[2], *folders)
    quiet = subprocess.DEVNULL
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=_REPOSITORY, stdout=quiet, stderr=quiet)
    try:
        while not _is_there(f"{url}/api/health"):
            if process.poll() is not None or time.perf_counter() - started > _PATIENCE:
                raise SystemExit(f"`klimatsvar serve` did not answer at {url}; run it by hand")
            time.sleep(0.05)
        yield url, process
    finally:
        process.terminate()
        process.wait()


def _is_there(address: str) -> bool:
    try:
        with urlopen(address) as answer:
            return bool(answer.status == 200)
    except URLError:
        return False


def _ask(address: str, question: str) -> None:
    body = json.dumps({"question": question}).encode()
    with urlopen(Request(address, body, {"Content-Type": "application/json"})) as answer:
        if not json.load(answer)["text"]:
            raise SystemExit(f"{question}: an answer without text")


def page(corpus: Path, index: Path, rounds: int) -> None:
    """Print when there is something to read, and to type into, on a slow line."""
    program = shutil.which("chromium")
    if program is None:
        raise SystemExit("Chromium is missing: run `make system`")
    print(f"\n400 ms and 50 kB/s; median of {rounds} rounds, and the least and the most:\n")
    print("| Page | something to read, s | to type into, s | Gradio's box, s |")
    print("| --- | --- | --- | --- |")
    with _served(corpus, index) as (url, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        _opened(browser, url, _PAGES[0])  # so that the server has met a browser
        for path in _PAGES:
            taken = zip(*(_opened(browser, url, path) for _ in range(rounds)), strict=True)
            print(f"| `{path}` | {' | '.join(map(_spread, taken))} |")
        browser.close()


def _opened(browser: Browser, url: str, path: str) -> tuple[float, float, float]:
    """Open a page, type into it as soon as that can be done, and return the seconds until there
    was something to read, until that was typed, and until Gradio's box had it."""
    with browser.new_context(base_url=url, viewport=_PHONE) as context:
        page = context.new_page()
        line = context.new_cdp_session(page)
        line.send("Network.enable")
        line.send("Network.emulateNetworkConditions", {"offline": False, **_SLOW})
        started = time.perf_counter()
        page.goto(path, wait_until="commit")
        page.locator("textarea").first.press_sequentially("Vad")
        typed = time.perf_counter() - started
        last = page.locator("#fraga textarea" if path != "/enkel" else "textarea")
        last.wait_for()
        there = time.perf_counter() - started
        if last.input_value() != "Vad":
            raise SystemExit(f"{path}: what was typed is lost")
        painted: float = page.evaluate(_PAINTED)
        return painted / 1000, typed, there


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--encoder", default="openvino", help="openvino or torch")
    parser.add_argument("--large", type=Path, metavar="FOLDER")
    parser.add_argument("--page", action="store_true", help="how soon the page is there, alone")
    arguments = parser.parse_args()
    os.environ["KLIMATSVAR_ENCODER"] = arguments.encoder
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder, "index")
        run((*_KLIMATSVAR, "ingest", "--index", str(index)))
        packages = ", ".join(f"{name} {version(name)}" for name in ("openvino", "torch"))
        load_average = os.getloadavg()[1]
        print(f"{os.cpu_count()} cores, load {load_average:.1f}, encoder {arguments.encoder},")
        print(f"{packages}, Python {sys.version.split()[0]}\n")
        if not arguments.page:
            cold(index, arguments.rounds)
            served(_REPOSITORY / "corpus", index)
        page(_REPOSITORY / "corpus", index, arguments.rounds)
    if arguments.large:
        served(arguments.large / "corpus", arguments.large / "index")


if __name__ == "__main__":
    main()
