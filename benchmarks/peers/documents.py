"""What the peers share. Runs in every environment: standard library only."""

import json
from pathlib import Path

BATCH = 8
"""Texts that a peer encodes at once: the size that takes least CPU time of 4, 8, 10, 16 and 32 on
two cores, by sentence-transformers over sorted texts; their own are 10 to 32."""


def read_texts(path: Path) -> list[tuple[str, str]]:
    """Return each document's id, and its title and text, from a file of one JSON object a line."""
    rows = [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]
    return [(row["id"], f"{row['title']}\n{row['text']}") for row in rows]
