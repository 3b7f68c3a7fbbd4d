"""Write down all that residents get for the gold questions, to compare two versions of the program.

``python tools/answers.py before.jsonl`` in one checkout, ``python tools/answers.py after.jsonl`` in
the other, and ``diff before.jsonl after.jsonl``: each line is one answer of ``/api/ask``, one page
of ``/enkel`` or one page of a source, less what differs from run to run (times, the index' name).
"""

import argparse
import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from rich.progress import track

GOLD = Path(__file__).resolve().parent.parent / "tests/gold"
_CHANGING = re.compile(r'nonce="[^"]*"|\d{8}T\d{6}\.\d+|"(?:built|total|corpus)": ?"?[\w.:+-]+"?')


@contextmanager
def served(port: int) -> Iterator[str]:
    """Serve this checkout's page and yield its address."""
    program = [sys.executable, "-c", "from klimatsvar.cli import main; main()"]
    chosen = {"KLIMATSVAR_ENCODER": "openvino", "KLIMATSVAR_QUESTIONS_PER_MINUTE": "0"}
    process = subprocess.Popen([*program, "serve", "--port", str(port)], env=chosen | os.environ)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                fetched(f"{url}/api/health")
                break
            except OSError:
                time.sleep(0.5)
        yield url
    finally:
        process.terminate()
        process.wait()


def fetched(url: str, body: Any = None) -> str:
    """Return what the address answers, also when that is an error."""
    data = None if body is None else json.dumps(body).encode()
    asked = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(asked, timeout=60) as response:
            return str(response.read().decode())
    except urllib.error.HTTPError as error:
        return f"{error.code} {error.read().decode()}"


def same_each_time(text: str) -> str:
    """Return the text without what differs from run to run."""
    return _CHANGING.sub("", text)


def questions() -> list[tuple[str, Any]]:
    """Return the rows that ask something, each with its file's name, but for those kept aside."""
    rows = [
        (path.stem, json.loads(line))
        for path in sorted(GOLD.glob("*.jsonl"))
        if not path.stem.endswith("-held")
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return [(name, row) for name, row in rows if "question" in row]


def answers(url: str) -> Iterator[dict[str, str]]:
    """Yield a row for each gold question and each source that an answer names."""
    sources: set[str] = set()
    for name, row in track(questions(), "Asking", console=None):
        asked = {"question": row["question"], "history": row["history"]}
        answer = fetched(f"{url}/api/ask", asked)
        fields = [("q", asked["question"]), *(("tidigare", turn) for turn in asked["history"])]
        page = fetched(f"{url}/enkel?{urlencode(fields)}")
        sources |= set(re.findall(r'href="(/kalla/[^"#?]+)', page))
        yield {
            "id": f"{name}/{row['id']}",
            "api": same_each_time(answer),
            "page": same_each_time(page),
        }
    for source in sorted(sources):
        yield {"id": source, "page": same_each_time(fetched(url + source))}


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("to", type=Path, help="file to write")
    parser.add_argument("--port", type=int, default=7899)
    told = parser.parse_args()
    with served(told.port) as url, told.to.open("w", encoding="utf-8") as file:
        for row in answers(url):
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
