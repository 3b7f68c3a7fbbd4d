"""The word vectors of all sentences, read from disk as they are needed."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from klimatsvar.words import WordVectors

_VECTORS, _STARTS = "vectors.npy", "starts.npy"


class WordIndex:
    """The word vectors of each sentence, by position."""

    def __init__(self, vectors: WordVectors, starts: npt.NDArray[np.int64]) -> None:
        """Take all vectors, and the row of each sentence's first with their number at the end."""
        self._vectors = vectors
        self._starts = starts

    def __len__(self) -> int:
        """Return the number of sentences."""
        return len(self._starts) - 1

    def __iter__(self) -> Iterator[WordVectors]:
        """Yield each sentence's word vectors, in order."""
        return (self[sentence] for sentence in range(len(self)))

    def __getitem__(self, sentence: int) -> WordVectors:
        """Return a sentence's word vectors."""
        return self._vectors[self._starts[sentence] : self._starts[sentence + 1]]

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Open what ``save_words`` wrote. Raises OSError or ValueError when it can't."""
        vectors = np.load(folder / _VECTORS, mmap_mode="r")
        starts = np.load(folder / _STARTS)
        if starts[-1] != len(vectors):
            raise ValueError(f"{folder}: {len(vectors)} words where {starts[-1]} were written")
        return cls(vectors, starts)


def save_words(folder: Path, sentences: Sequence[WordVectors], dimension: int) -> None:
    """Write the word vectors of each sentence, of ``dimension``, into a new ``folder``."""
    folder.mkdir()
    starts = np.cumsum([0, *map(len, sentences)], dtype=np.int64)
    np.save(folder / _STARTS, starts)
    # One sentence after the other, so that they are not in memory twice.
    with (folder / _VECTORS).open("wb") as file:
        header = np.lib.format.header_data_from_array_1_0(np.empty((0, dimension), np.int8))
        np.lib.format.write_array_header_1_0(
            file, {**header, "shape": (int(starts[-1]), dimension)}
        )
        for vectors in sentences:
            file.write(vectors.tobytes())
