"""Probe a real service as a stranger would, and say what came of it.

    python benchmarks/probe.py [--questions 3000] [--minutes 10] [--corpus DIR] [--write]

The service is `klimatsvar serve` in a process of its own, with all that can be turned on, asked
over loopback: requests that schemathesis makes from the OpenAPI description, those of
``probe_requests.py``, and then questions in conversations of ten, while its memory is looked at.
Every request by hand carries a word that must be found in no log, no file and no error page.

Each part ends within its share of the minutes, whatever the machine. ``--write`` puts the figures
into docs/operations.md. Exit code 1 if anything was found.
"""

import argparse
import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from textwrap import fill

import httpx
from memory import resident
from probe_requests import MARKER, by_hand, raw

ROOT = Path(__file__).parent.parent
FIGURES = ROOT / "docs" / "operations.md"
HERE = Path(sys.executable).parent
TURNS = 10
"""Questions of a conversation."""
AT_ONCE = 8
MOST_GROWTH = 10
"""MiB that memory may still grow by while the last third of the questions is asked."""
LOOKS = 6
"""Times that the memory is looked at, evenly spread over the questions."""


@dataclass(slots=True)
class Outcome:
    """What came of the probing."""

    generated: Counter[int] = field(default_factory=Counter)
    """Answers to generated requests, by status."""
    by_hand: Counter[int] = field(default_factory=Counter)
    """Answers to requests by hand, by status; 0 where the connection was closed."""
    memory: list[tuple[int, int]] = field(default_factory=list)
    """Questions asked so far, and MiB in use then."""
    seconds: float = 0
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Service:
    """A service that runs, and where what it leaves behind lies."""

    url: str
    process: str
    folder: Path
    """Its log is in ``log.txt``."""


@contextmanager
def served(corpus: Path) -> Iterator[Service]:
    """Serve with all that can be turned on, but the log of questions; wait until it answers."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "tmp").mkdir()
        own = {
            "KLIMATSVAR_CORPUS": str(corpus),
            "KLIMATSVAR_INDEX": str(folder / "index"),
            "KLIMATSVAR_LOG_FOLDER": str(folder / "log"),
            "KLIMATSVAR_QUESTIONS_PER_MINUTE": "0",
            "KLIMATSVAR_FEEDBACK": "true",
            "KLIMATSVAR_MCP": "true",
            "KLIMATSVAR_ACCESS_LOG": "true",
            "KLIMATSVAR_METRICS_TOKEN": "the probe knows it",
            "TMPDIR": str(folder / "tmp"),
        }
        with (folder / "log.txt").open("wb") as log:
            program = "from klimatsvar.cli import main; main()"
            service = subprocess.Popen(
                [sys.executable, "-c", program, "serve", "--port", "0"],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env={**os.environ, **own},
            )
            try:
                assert service.stdout is not None
                told = (line for line in service.stdout if line.startswith("Klimatsvar svarar"))
                url = next(told, "").split()[-1:]
                if not url:
                    sys.exit(f"the service did not start: {(folder / 'log.txt').read_text()}")
                yield Service(url[0], str(service.pid), folder)
            finally:
                service.terminate()
                service.wait()


def generate(service: Service, seconds: int, outcome: Outcome) -> None:
    """Let schemathesis make requests from the description."""
    har = service.folder / "requests.har"
    done = subprocess.run(
        [
            *(HERE / "schemathesis", "run", f"{service.url}/api/openapi.json"),
            *("--checks", "not_a_server_error,response_schema_conformance"),
            *("--phases", "examples,coverage,fuzzing", "--mode", "all", "--seed", "1"),
            *("--max-time", str(seconds), "--continue-on-failure", "--request-timeout", "60"),
            *("--report", "har", "--report-har-path", har),
        ],
        cwd=service.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if har.exists():
        entries = json.loads(har.read_text("utf-8"))["log"]["entries"]
        outcome.generated.update(entry["response"]["status"] for entry in entries)
    if done.returncode or not outcome.generated:
        outcome.faults.append(f"schemathesis: {done.stdout[-3000:]}{done.stderr[-500:]}")


def ask_by_hand(service: Service, seconds: float, outcome: Outcome) -> None:
    """Send the requests that were thought of, and hold what comes back against what may."""
    until = time.monotonic() + seconds
    with httpx.Client(base_url=service.url, timeout=60) as client:
        for name, made in by_hand():
            if time.monotonic() > until:
                break  # the machine is too busy for all of them; their number is told
            try:
                given = client.send(client.build_request(**made))
            except httpx.HTTPError as error:
                outcome.faults.append(f"{name}: {type(error).__name__}")
                continue
            outcome.by_hand[given.status_code] += 1
            if given.status_code >= 500:
                outcome.faults.append(f"{name}: {given.status_code}")
            # /enkel keeps a question that could not be asked in its box, to be mended there.
            is_page = given.headers.get("content-type", "").startswith("text/")
            is_page = is_page and made["url"] != "/enkel"
            if given.status_code >= 400 and is_page and MARKER in given.text:
                outcome.faults.append(f"{name}: the error page has what was typed")
    host, port = service.url.removeprefix("http://").split(":")
    for name, status in raw(host, int(port)):
        outcome.by_hand[status] += 1
        if status >= 500:
            outcome.faults.append(f"{name}: {status}")


def search_written(service: Service, outcome: Outcome) -> None:
    """Look for what was typed in all that the service has written, and for faults in its log."""
    marker = MARKER.encode()
    files = [path for path in service.folder.rglob("*") if path.is_file()]
    for path in files:
        if path.suffix != ".har" and marker in path.read_bytes():
            outcome.faults.append(f"{path.relative_to(service.folder)} has what was typed")
    for line in (service.folder / "log.txt").read_text("utf-8").splitlines():
        if " error " in line:
            outcome.faults.append(f"in the log: {line}")


async def converse(service: Service, count: int, seconds: float, outcome: Outcome) -> None:
    """Ask in conversations of ten, several at once, until ``count`` or the time is over."""
    lines = (ROOT / "tests/gold/questions.jsonl").read_text("utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    until, asked, shown = time.monotonic() + seconds, 0, 0.0
    outcome.memory.append((0, resident(service.process)))
    sessions = iter(range(-(-count // TURNS)))

    async def reside(client: httpx.AsyncClient, ask: int) -> None:
        nonlocal asked, shown
        for session in sessions:
            for turn in range(TURNS):
                if time.monotonic() > until:
                    return
                question = questions[(session * TURNS + turn) % len(questions)]
                if not await ask_once(client, ask, session, question):
                    outcome.faults.append(f"no answer to question {asked + 1}")
                asked += 1
                if asked % max(1, count // LOOKS) == 0:
                    outcome.memory.append((asked, resident(service.process)))
                if time.monotonic() > shown + 10:
                    shown = time.monotonic()
                    left = max(0, until - shown)
                    print(f"{asked} of {count} questions; {left:.0f} s left at most", flush=True)

    async with httpx.AsyncClient(base_url=service.url, timeout=120) as client:
        functions = (await client.get("/config")).json()["dependencies"]
        (ask,) = (made["id"] for made in functions if made["api_name"] == "ask")
        await asyncio.gather(*(reside(client, ask) for _ in range(AT_ONCE)))
    if outcome.memory[-1][0] != asked:
        outcome.memory.append((asked, resident(service.process)))
    at_two_thirds = next(mib for number, mib in outcome.memory if number >= asked * 2 / 3)
    if asked >= 1000 and outcome.memory[-1][1] > at_two_thirds + MOST_GROWTH:
        outcome.faults.append(f"memory still grows: {outcome.memory}")


async def ask_once(client: httpx.AsyncClient, ask: int, session: int, question: str) -> bool:
    """Ask as the page does, in a conversation; tell whether an answer came.

    From as many addresses as there are conversations, of which one address may have but half.
    """
    where = {"session_hash": f"probe{session}"}
    sent = {"fn_index": ask, "data": [question, None], **where}
    whence = {"x-forwarded-for": f"2001:db8:{session:x}::1"}
    joined = await client.post("/gradio_api/queue/join", json=sent, headers=whence)
    if joined.status_code != 200:
        return False
    answered = False
    async with client.stream("GET", "/gradio_api/queue/data", params=where) as events:
        async for line in events.aiter_lines():
            answered = answered or ("process_completed" in line and "turn" in line)
            if "close_stream" in line:
                break
    return answered


def told(outcome: Outcome, corpus: str) -> str:
    """Return the figures, for docs/operations.md."""
    generated, made, memory = outcome.generated, outcome.by_hand, outcome.memory
    looks = ", ".join(f"{mib} after {number}" for number, mib in memory[1:])
    paragraphs = (
        f"Measured on {date.today()} on a machine with {os.cpu_count()} cores and other work going "
        f"on (load {os.getloadavg()[0]:.0f}), in {outcome.seconds / 60:.0f} minutes{corpus}:",
        "",
        f"- {generated.total()} requests generated from the OpenAPI description: "
        f"{_statuses(generated)}",
        f"- {made.total()} requests by hand, through every entry, right and malformed: "
        f"{_statuses(made)}",
        f"- memory, MiB: {memory[0][1]} before the first question, {looks}, in conversations of "
        f"{TURNS}",
        "- found amiss, also what was typed in a log, a file or an error page, and faults in the "
        f"log: {len(outcome.faults) or 'nothing'}",
    )
    return (
        "\n".join(
            fill(text, 100, subsequent_indent="  " * text.startswith("-")) for text in paragraphs
        )
        + "\n"
    )


def _statuses(counted: "Counter[int]") -> str:
    parts = (f"{count} × {status or 'closed'}" for status, count in sorted(counted.items()))
    return ", ".join(parts) or "none"


def write(figures: str) -> None:
    """Put the figures into the place that the docs have for them."""
    text = FIGURES.read_text("utf-8")
    begin, end = "<!-- make probe -->\n", "<!-- end -->"
    written = re.sub(f"{begin}.*?{end}", lambda _: begin + figures + end, text, flags=re.DOTALL)
    FIGURES.write_text(written, "utf-8")


def main() -> None:
    """Serve, probe, and tell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--questions", type=int, default=3000)
    parser.add_argument("--minutes", type=float, default=10, help="for requests and questions")
    parser.add_argument("--corpus", type=Path, default=ROOT / "corpus")
    parser.add_argument("--write", action="store_true", help="into docs/operations.md")
    given = parser.parse_args()
    outcome = Outcome()
    print("The service starts …", flush=True)
    with served(given.corpus.resolve()) as service:
        started = time.monotonic()
        print("Requests by hand …", flush=True)
        quarter = given.minutes * 60 / 4
        ask_by_hand(service, quarter, outcome)
        print("Requests that are generated …", flush=True)
        generate(service, round(quarter), outcome)
        left = given.minutes * 60 - (time.monotonic() - started)
        asyncio.run(converse(service, given.questions, left, outcome))
        search_written(service, outcome)
        outcome.seconds = time.monotonic() - started
    figures = told(outcome, "" if given.corpus == ROOT / "corpus" else ", over a small corpus")
    print(f"\n{figures}")
    print("\n".join(outcome.faults))
    if given.write:
        write(figures)
    sys.exit(bool(outcome.faults))


if __name__ == "__main__":
    main()
