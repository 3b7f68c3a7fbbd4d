"""Plant faults in a small index, and check it."""

import json
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import astuple
from pathlib import Path
from typing import Any, NamedTuple

from klimatsvar.check import check, open_parts
from klimatsvar.check.finding import Finding as Found
from klimatsvar.index.generations import current
from klimatsvar.system import file_sha256
from toy import ToyEncoder

REBUILD = "kör `klimatsvar ingest --full`"
UPDATE = "kör `klimatsvar ingest`"
TOKENS = 50


class Finding(NamedTuple):
    """What a check finds, as it is told in Swedish."""

    level: str
    file: str
    message: str
    remedy: str


def told(found: Iterable[Found]) -> list[Finding]:
    """Return what a check finds in Swedish."""
    return [Finding(one.level, *astuple(one.told("sv"))) for one in found]


def findings(
    corpus: Path, index: Path, encoder: ToyEncoder | None = None, tokens: int = TOKENS
) -> list[Finding]:
    """Return all that a check finds."""
    return told(check(open_parts(index), corpus, encoder or ToyEncoder(), tokens))


def generation(index: Path) -> Path:
    """Return the folder of the generation that serves."""
    return index / current(index).name


def edit(path: Path, change: Callable[[Any], object]) -> None:
    """Change a JSON file of a generation in place; its hash is as the manifest says."""
    content = json.loads(path.read_text("utf-8"))
    change(content)
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    if path.name != "manifest.json":
        note_hash(path)


def edit_text(folder: Path, table: str, position: int, change: Callable[[Any], object]) -> None:
    """Change a document or passage of a generation in place; its hash is as the manifest says."""
    path = folder / "texts.sqlite"
    with closing(sqlite3.connect(path)) as connection, connection:
        row = f"FROM {table} WHERE position = ?"
        [[content]] = connection.execute(f"SELECT content {row}", [position])
        changed = json.loads(content)
        change(changed)
        update = f"UPDATE {table} SET content = ? WHERE position = ?"
        connection.execute(update, [json.dumps(changed), position])
    note_hash(path)


def note_hash(path: Path) -> None:
    """Let the manifest say that the file is as it was written."""
    folder = next(parent for parent in path.parents if (parent / "manifest.json").exists())
    name = path.relative_to(folder).as_posix()
    edit(folder / "manifest.json", lambda made: made["files"].update({name: file_sha256(path)}))


def head(title: str, date: str, more: str = "") -> str:
    """Return the lines at the top of a markdown file that say what it is."""
    return f"---\ntitle: {title}\ndate: {date}\nurl: https://example.org/{title}\n{more}---\n"
