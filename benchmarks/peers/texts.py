"""What the peers share. Runs in every environment: standard library only."""

import json
from pathlib import Path

BATCH = 8
"""Texts that a peer encodes at once. Of 4, 8, 10, 16 and 32 on two cores, 4 and 8 took least CPU
time, alike; the libraries' own sizes are 10 and 32."""


def read_texts(path: Path) -> list[tuple[str, str]]:
    """Return each document's id, and its title and text, from a file of one JSON object a line."""
    rows = [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]
    return [(row["id"], f"{row['title']}\n{row['text']}") for row in rows]
