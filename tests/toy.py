"""An encoder whose neighbours can be worked out by hand, and a corpus to go with it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from klimatsvar.model.encoder import Framed, Progress, Vectors

AXES = ("buss", "cykel", "skog")


class ToyEncoder:
    """Counts the words of ``AXES`` in a text; its cosines are exact."""

    model = "toy"
    dimension = len(AXES)
    max_tokens = 100

    def __init__(self, fingerprint: str = "toy-1") -> None:
        self.fingerprint = fingerprint

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        rows = [[text.lower().count(axis) for axis in AXES] for text in texts]
        counts = np.array(rows, dtype=float).reshape(-1, len(AXES))
        lengths = np.linalg.norm(counts, axis=1, keepdims=True)
        return np.asarray(counts / np.where(lengths == 0, 1, lengths), dtype=np.float32)

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        return self.encode_queries(texts)

    def encode_passages(
        self, passages: Sequence[Framed], progress: Progress | None = None
    ) -> list[Vectors]:
        if progress and passages:
            progress(len(passages), sum(len(passage.whole) for passage in passages))
        return [self.encode_queries([passage.whole, *passage.alone()]) for passage in passages]

    def read(self, *_: object) -> None:
        return None

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) + 2 for text in texts]


def write_two(folder: Path) -> Path:
    """Write two documents, of two passages and three sentences; return the folder."""
    return write_corpus(
        folder,
        a="# Resor\n\nTa buss till jobbet. Ta buss eller cykel till skolan.",
        b="# Natur\n\nI skog och mark finns stigar.",
    )


def write_corpus(folder: Path, **texts: str) -> Path:
    """Write each text as a markdown file NAME.md; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.md").write_text(text, "utf-8")
    return folder
