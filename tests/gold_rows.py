"""Rows of files of gold questions and documents, to write and to change."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

DOCUMENTS = [
    {"id": "a", "title": "A", "text": "En buss går."},
    {"id": "b", "title": "B", "text": "Buss och cykel samsas."},
    {"id": "c", "title": "C", "text": "Cykel lånas ut."},
    {"id": "d", "title": "D", "text": "I skog finns älg."},
]


def question(id: str, text: str, document: str | None, *answers: Any, **more: Any) -> Any:
    """Return a row of a questions file; each answer is a text and its start."""
    return {
        "id": id,
        "question": text,
        "document": document,
        "answerable": bool(answers),
        "answers": [{"text": words, "start": start} for words, start in answers],
        **more,
    }


def write(path: Path, rows: Iterable[Any]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path
