"""Generations of the index: which one serves, which are kept, and what killed builds leave."""

import os
import socket
from pathlib import Path

import pytest

from klimatsvar.errors import IndexMissingError, KlimatsvarError
from klimatsvar.index.generations import (
    Current,
    build_lock,
    current,
    generations,
    has_index,
    make_current,
    new_name,
    prune,
    roll_back,
    sweep,
)


def make(folder: Path, count: int) -> list[str]:
    """Make complete but empty generations, the newest serving; return their names."""
    names = [new_name() for _ in range(count)]
    for name in names:
        (folder / name).mkdir(parents=True)
        (folder / name / "manifest.json").write_text("{}", "utf-8")
    make_current(folder, Current(names[-1]))
    return names


def names(folder: Path) -> list[str]:
    return [path.name for path in generations(folder)]


def test_the_newest_three_and_the_one_that_serves_are_kept(tmp_path: Path) -> None:
    made = make(tmp_path, 5)  # all within a second
    prune(tmp_path, made[4])
    assert names(tmp_path) == made[2:]
    prune(tmp_path, made[2])
    assert names(tmp_path) == made[2:]
    more = make(tmp_path, 1)
    prune(tmp_path, made[2])
    assert names(tmp_path) == [made[2], made[4], *more]


def test_rolling_back_goes_one_back_or_to_the_one_named(tmp_path: Path) -> None:
    made = make(tmp_path, 3)
    assert current(tmp_path) == Current(made[2])
    assert roll_back(tmp_path) == current(tmp_path) == Current(made[1], pinned=True)
    assert roll_back(tmp_path) == current(tmp_path) == Current(made[0], pinned=True)
    with pytest.raises(IndexMissingError, match=f"no generation is older than {made[0]}"):
        roll_back(tmp_path)
    assert roll_back(tmp_path, made[2]) == Current(made[2], pinned=True)
    with pytest.raises(IndexMissingError, match="no generation x; `klimatsvar index list`"):
        roll_back(tmp_path, "x")


def test_what_killed_builds_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    made = make(tmp_path, 2)
    half = tmp_path / new_name()
    (half / "passage-terms").mkdir(parents=True)
    (half / "documents.json").write_text("[", "utf-8")
    (tmp_path / "CURRENT.a1b2c3").write_text("2026", "utf-8")
    (tmp_path / "README.md").write_text("Läs mig.", "utf-8")
    (tmp_path / "mina anteckningar").mkdir()
    sweep(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        *made,
        "CURRENT",
        "README.md",
        "mina anteckningar",
    ]
    assert current(tmp_path) == Current(made[1])


def test_a_second_build_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    told = rf"process {os.getpid()} on {socket.gethostname()} since 20\d\d-.* UTC\); wait until"
    with build_lock(tmp_path), pytest.raises(KlimatsvarError, match=told), build_lock(tmp_path):
        pass
    with build_lock(tmp_path):
        pass
    assert not has_index(tmp_path)


def test_a_folder_that_can_not_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("en fil", "utf-8")
    told = r"index: can't be written \(File exists\); mend the folder's rights"
    with pytest.raises(KlimatsvarError, match=told), build_lock(tmp_path / "index"):
        pass
