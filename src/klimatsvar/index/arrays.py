"""Arrays on disk: appended to, then mapped into memory and read where they are needed."""

import math
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Self

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

_VALUES, _STARTS = "values.npy", "starts.npy"
_COPIED_AT_ONCE = 10_000
"""Rows."""


class RowWriter:
    """Appends to an array, of one row each ``shape``, in a file that numpy can open."""

    def __init__(self, file: BinaryIO, dtype: npt.DTypeLike, shape: tuple[int, ...] = ()) -> None:
        """Take an empty file; ``writing_rows`` opens one."""
        self.count = 0
        self._file = file
        self._row = np.empty((0, *shape), dtype)
        self.finish()

    def add(self, rows: Array) -> None:
        """Append rows, shape (rows, *shape)."""
        whole = np.ascontiguousarray(rows, self._row.dtype).reshape(-1, *self._row.shape[1:])
        self._file.write(whole.data if whole.size else b"")
        self.count += len(whole)

    def copy(self, rows: Array, first: int, last: int) -> None:
        """Append the rows ``first`` up to ``last`` of an array.

        Those of a mapped one are read from its file: once looked at, they would stay in memory.
        """
        if not isinstance(rows, np.memmap):
            self.add(rows[first:last])
            return
        size = rows.itemsize * math.prod(rows.shape[1:])
        with Path(str(rows.filename)).open("rb") as file:
            file.seek(rows.offset + first * size)
            for start in range(first, last, _COPIED_AT_ONCE):
                number = min(_COPIED_AT_ONCE, last - start)
                self._file.write(file.read(number * size))
        self.count += last - first

    def finish(self) -> None:
        """Write the number of rows to the file's head, which numpy keeps long enough for any."""
        header = np.lib.format.header_data_from_array_1_0(self._row)
        header["shape"] = (self.count, *self._row.shape[1:])
        self._file.seek(0)
        np.lib.format.write_array_header_1_0(self._file, header)
        self._file.seek(0, 2)


@contextmanager
def writing_rows(
    path: Path, dtype: npt.DTypeLike, shape: tuple[int, ...] = ()
) -> Iterator[RowWriter]:
    """Yield what writes the array of a new file; it is whole when the block ends."""
    with path.open("wb") as file:
        writer = RowWriter(file, dtype, shape)
        yield writer
        writer.finish()


def mapped(path: Path) -> Array:
    """Open an array without reading it. Raises OSError or ValueError when it can't be."""
    array: Array = np.load(path, mmap_mode="r")
    return array


class Ragged:
    """Items of different numbers of values, one after the other, by position."""

    def __init__(self, values: Array, starts: npt.NDArray[np.int64]) -> None:
        """Take all values, and where each item's first stands, with their number at the end."""
        self.values = values
        self.starts = starts

    def __len__(self) -> int:
        """Return the number of items."""
        return len(self.starts) - 1

    def __getitem__(self, item: int) -> Array:
        """Return an item's values."""
        return self.values[self.starts[item] : self.starts[item + 1]]

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Open what ``RaggedWriter`` wrote. Raises OSError or ValueError when it can't."""
        values, starts = mapped(folder / _VALUES), mapped(folder / _STARTS)
        if not len(starts) or starts[-1] != len(values):
            raise ValueError(f"{folder}: {len(values)} values are not as many as were written")
        return cls(values, starts)


class RaggedWriter:
    """Appends items to a ``Ragged``."""

    def __init__(self, values: RowWriter, starts: RowWriter) -> None:
        """Take the writers of its arrays; ``writing_ragged`` opens them."""
        self._values, self._starts = values, starts
        starts.add(np.zeros(1))

    def add(self, item: Array) -> None:
        """Append one item, its values."""
        self._values.add(item)
        self._starts.add(np.array([self._values.count]))

    def add_all(self, values: Array, lengths: npt.NDArray[np.int64]) -> None:
        """Append items, given their values together and the number of each one's."""
        self._starts.add(self._values.count + np.cumsum(lengths))
        self._values.add(values)


@contextmanager
def writing_ragged(folder: Path, dtype: npt.DTypeLike) -> Iterator[RaggedWriter]:
    """Yield what writes a ``Ragged`` into a new folder; it is whole when the block ends."""
    folder.mkdir()
    with ExitStack() as files:
        values = files.enter_context(writing_rows(folder / _VALUES, dtype))
        starts = files.enter_context(writing_rows(folder / _STARTS, np.int64))
        yield RaggedWriter(values, starts)
