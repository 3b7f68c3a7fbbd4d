"""Let residents ask a real service all at once, and say how long they wait.

    python benchmarks/residents.py [--residents 20] [--seconds 120]

The service is `klimatsvar serve` over corpus/ in a process of its own, without the limit of
questions per minute, asked over loopback. Each resident asks the questions of tests/gold, one after
the other without a pause: in turn on the page (as its JavaScript does), by /api/ask and on /enkel.
Exit code 1 if any was not answered.
"""

import argparse
import asyncio
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import get_args

import httpx
import numpy as np
from memory import peak

from klimatsvar.types import AnswerKind

ROOT = Path(__file__).parent.parent
KLIMATSVAR = Path(sys.executable).with_name("klimatsvar")
SECONDS_TO_ANSWER = 60

Ask = Callable[[httpx.AsyncClient, str], Awaitable[bool]]
"""Asks a question and tells whether it was answered, or refused with reason."""


@contextmanager
def served() -> Iterator[tuple[str, str]]:
    """Build the index, serve it, and yield the address and the id of the process."""
    with tempfile.TemporaryDirectory() as folder:
        settings = ["--corpus", str(ROOT / "corpus"), "--index", folder]
        subprocess.run([KLIMATSVAR, "ingest", *settings], check=True, stdout=subprocess.DEVNULL)
        service = subprocess.Popen(
            [KLIMATSVAR, "serve", "--port", "0", *settings],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "KLIMATSVAR_QUESTIONS_PER_MINUTE": "0"},
        )
        try:
            assert service.stdout is not None
            yield service.stdout.readline().split()[-1], str(service.pid)
        finally:
            service.terminate()
            service.wait()


async def ask_page(client: httpx.AsyncClient, question: str) -> bool:
    """Ask as the page does."""
    joined = await client.post("/gradio_api/call/ask", json={"data": [question]})
    events = await client.get(f"/gradio_api/call/ask/{joined.json()['event_id']}")
    return "event: complete" in events.text and 'class=\\"turn\\"' in events.text


async def ask_api(client: httpx.AsyncClient, question: str) -> bool:
    """Ask as a program does."""
    given = await client.post("/api/ask", json={"question": question})
    return given.status_code == 200 and given.json()["kind"] in get_args(AnswerKind)


async def ask_plain(client: httpx.AsyncClient, question: str) -> bool:
    """Ask as the page without JavaScript does."""
    given = await client.post("/enkel", data={"q": question})
    return given.status_code == 200 and 'class="turn"' in given.text


KINDS: dict[str, Ask] = {"page": ask_page, "/api/ask": ask_api, "/enkel": ask_plain}


async def reside(
    number: int,
    url: str,
    questions: list[str],
    until: float,
    waits: dict[str, list[float]],
    errors: "Counter[str]",
) -> None:
    """Ask until the time ``until`` of the monotonic clock; add seconds waited, and errors."""
    draw = random.Random(number)
    kinds = itertools.islice(itertools.cycle(KINDS.items()), number, None)
    async with httpx.AsyncClient(base_url=url, timeout=SECONDS_TO_ANSWER) as client:
        for name, ask in kinds:
            if time.monotonic() > until:
                return
            started = time.monotonic()
            try:
                answered = await ask(client, draw.choice(questions))
            except (httpx.HTTPError, ValueError, KeyError) as error:
                errors[f"{name}: {type(error).__name__}"] += 1
                continue
            if answered:
                waits[name].append(time.monotonic() - started)
            else:
                errors[f"{name}: not answered"] += 1


async def reside_all(
    url: str, residents: int, seconds: float
) -> tuple[dict[str, list[float]], "Counter[str]"]:
    """Let all residents ask, and return the seconds waited by kind, and the errors."""
    lines = (ROOT / "tests" / "gold" / "questions.jsonl").read_text("utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    waits: dict[str, list[float]] = defaultdict(list)
    errors: Counter[str] = Counter()
    until = time.monotonic() + seconds
    await asyncio.gather(
        *(reside(number, url, questions, until, waits, errors) for number in range(residents))
    )
    return waits, errors


def main() -> None:
    """Serve, ask, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--residents", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=120)
    given = parser.parse_args()
    with served() as (url, process):
        before = peak(process)
        waits, errors = asyncio.run(reside_all(url, given.residents, given.seconds))
        after = peak(process)
    print(f"{given.residents} residents, {given.seconds:.0f} s, {os.cpu_count()} cores")
    print("| Asked on | Answers | Median, s | 95 %, s | Longest, s |")
    print("| --- | --- | --- | --- | --- |")
    for name, taken in waits.items():
        middle, late = np.percentile(taken, [50, 95])
        print(f"| {name} | {len(taken)} | {middle:.2f} | {late:.2f} | {max(taken):.2f} |")
    answered = sum(map(len, waits.values()))
    print(f"{answered / given.seconds:.1f} answers a second; errors: {dict(errors) or 'none'}")
    print(f"Memory of the service at most: {after} MiB, {before} MiB before the first question")
    sys.exit(bool(errors) or not answered)


if __name__ == "__main__":
    main()
