"""Arrays on disk."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from klimatsvar.index.arrays import Ragged, mapped, writing_ragged, writing_rows

ITEMS = st.lists(st.integers(0, 4).flatmap(lambda size: arrays(np.int32, size)), max_size=9)


def test_rows_are_read_as_they_were_added(tmp_path: Path) -> None:
    with writing_rows(tmp_path / "rows.npy", np.float32, (3,)) as writer:
        for rows in (np.eye(3), np.empty((0, 3)), np.ones((70_000, 3))):
            writer.add(rows)
        assert writer.count == 70_003
    rows = mapped(tmp_path / "rows.npy")
    assert (rows.shape, rows.dtype) == ((70_003, 3), np.float32)
    assert np.array_equal(rows[:3], np.eye(3))
    assert rows[3:].min() == 1


def test_rows_are_copied_from_another_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("klimatsvar.index.arrays._COPIED_AT_ONCE", 2)
    one = np.arange(30, dtype=np.float32).reshape(10, 3)
    np.save(tmp_path / "one.npy", one)
    with writing_rows(tmp_path / "other.npy", np.float32, (3,)) as writer:
        writer.copy(mapped(tmp_path / "one.npy"), 4, 9)
        writer.copy(mapped(tmp_path / "one.npy"), 0, 0)
        writer.copy(mapped(tmp_path / "one.npy"), 9, 10)
    assert np.array_equal(mapped(tmp_path / "other.npy"), one[4:])


def test_no_rows_are_an_empty_array(tmp_path: Path) -> None:
    with writing_rows(tmp_path / "rows.npy", np.int32):
        pass
    assert mapped(tmp_path / "rows.npy").shape == (0,)


@given(ITEMS)
def test_items_are_read_as_they_were_added(
    tmp_path_factory: pytest.TempPathFactory, items: list[np.ndarray]
) -> None:
    folder = tmp_path_factory.mktemp("items")
    with writing_ragged(folder / "one", np.int32) as writer:
        for item in items:
            writer.add(item)
    one = Ragged.load(folder / "one")
    assert [one[i].tolist() for i in range(len(one))] == [item.tolist() for item in items]
    with writing_ragged(folder / "other", np.int32) as writer:
        writer.add(np.array([7, 8]))
        writer.add_all(one.values, np.diff(one.starts))
    other = Ragged.load(folder / "other")
    assert [other[i].tolist() for i in range(len(other))] == [
        [7, 8],
        *(item.tolist() for item in items),
    ]


def test_a_file_with_too_few_values_is_refused(tmp_path: Path) -> None:
    with writing_ragged(tmp_path / "items", np.int32) as writer:
        writer.add(np.array([1]))
    np.save(tmp_path / "items" / "starts.npy", np.array([0, 2]))
    with pytest.raises(ValueError, match="1 values are not as many as were written"):
        Ragged.load(tmp_path / "items")
