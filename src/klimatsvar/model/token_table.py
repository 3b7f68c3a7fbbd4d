"""A model's token embeddings in eight bits, read from disk where they are needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TokenTable:
    """A row of whole numbers for each token, and what they are multiplied by."""

    rows: npt.NDArray[np.int8]
    """Shape (tokens, size)."""
    scales: Floats
    """Shape (tokens, 1)."""

    @classmethod
    def of(cls, embeddings: Floats) -> Self:
        """Return the table of embeddings, shape (tokens, size)."""
        scales = np.abs(embeddings).max(axis=1, keepdims=True) / 127
        rows = np.round(embeddings / np.maximum(scales, 1e-12)).astype(np.int8)
        return cls(rows, scales.astype(np.float32))

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Map the table that ``save`` wrote into memory; only rows that are used are read."""
        return cls(
            np.load(folder / "embeddings.npy", mmap_mode="r"), np.load(folder / "scales.npy")
        )

    def save(self, folder: Path) -> None:
        """Write the table into a folder."""
        np.save(folder / "embeddings.npy", self.rows)
        np.save(folder / "scales.npy", self.scales)

    def embedded(
        self, ids: Sequence[list[int]], length: int
    ) -> tuple[Floats, npt.NDArray[np.int64]]:
        """Return the texts' embeddings, shape (texts, length, size), and 1 for each token."""
        found = np.zeros((len(ids), length, self.rows.shape[1]), np.float32)
        there = np.zeros((len(ids), length), np.int64)
        for text, own in enumerate(ids):
            np.multiply(self.rows[own], self.scales[own], out=found[text, : len(own)])
            there[text, : len(own)] = 1
        return found, there
