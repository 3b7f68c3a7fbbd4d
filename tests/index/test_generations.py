"""Generations of the index: which one serves, which are kept, and what killed builds leave."""

import os
import socket
from pathlib import Path

import pytest

from klimatsvar.errors import IndexDamagedError, IndexMissingError, KlimatsvarError
from klimatsvar.index.generations import (
    Current,
    build_lock,
    current,
    generations,
    has_index,
    latest,
    leave_one,
    let_serve,
    make_current,
    new_name,
    prune,
    publish,
    roll_back,
    sweep,
)


def make(folder: Path, count: int) -> list[str]:
    """Make complete but empty generations, the newest serving; return their names."""
    names: list[str] = []
    for _ in range(count):
        name = new_name(folder)
        names.append(name)
        (folder / name).mkdir(parents=True)
        (folder / name / "manifest.json").write_text("{}", "utf-8")
    make_current(folder, Current(names[-1]))
    return names


def whole(generation: Path) -> None:
    """Find nothing wrong."""


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


def test_only_the_one_that_serves_is_left(tmp_path: Path) -> None:
    made = make(tmp_path, 3)
    make_current(tmp_path, Current(made[1], pinned=True))
    leave_one(tmp_path)
    assert names(tmp_path) == [made[1]]
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == [made[1]]


def test_rolling_back_goes_one_back_or_to_the_one_named(tmp_path: Path) -> None:
    made = make(tmp_path, 3)
    assert current(tmp_path) == Current(made[2])
    assert roll_back(tmp_path, None, whole) == current(tmp_path) == Current(made[1], pinned=True)
    assert roll_back(tmp_path, None, whole) == current(tmp_path) == Current(made[0], pinned=True)
    with pytest.raises(IndexMissingError, match=f"no generation is older than {made[0]}"):
        roll_back(tmp_path, None, whole)
    assert roll_back(tmp_path, made[2], whole) == Current(made[2], pinned=True)
    with pytest.raises(IndexMissingError, match="no generation x; `klimatsvar index list`"):
        roll_back(tmp_path, "x", whole)


def test_what_killed_builds_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    made = make(tmp_path, 2)
    half = tmp_path / new_name(tmp_path)
    (half / "passage-terms").mkdir(parents=True)
    (half / "texts.sqlite").write_text("[", "utf-8")
    (tmp_path / ".CURRENT.a1b2c3").write_text("2026", "utf-8")
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
    told = rf"{socket.gethostname()}, pid {os.getpid()}, 20\d\d-.* UTC\); wait until"
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


def test_folders_that_are_no_generations_are_left_alone(tmp_path: Path) -> None:
    for name in ("2019", "2021-handlingar", "web"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").write_text("{}", "utf-8")
    made = make(tmp_path, 4)
    assert names(tmp_path) == made
    sweep(tmp_path)
    prune(tmp_path, made[3])
    assert names(tmp_path) == made[1:]
    assert all((tmp_path / name).is_dir() for name in ("2019", "2021-handlingar", "web"))


def test_a_clock_that_was_set_back_makes_no_older_generation(tmp_path: Path) -> None:
    future = "20990101T000000.000000"
    (tmp_path / future).mkdir()
    (tmp_path / future / "manifest.json").write_text("{}", "utf-8")
    assert new_name(tmp_path) == "20990101T000001.000000"


def test_a_generation_that_can_not_serve_is_not_gone_back_to(tmp_path: Path) -> None:
    made = make(tmp_path, 2)

    def damaged(generation: Path) -> None:
        raise IndexDamagedError("index_file_damaged", file=generation.name)

    with pytest.raises(IndexDamagedError, match=f"{made[0]}: missing or damaged"):
        roll_back(tmp_path, None, damaged)
    assert current(tmp_path) == Current(made[1])
    # A CURRENT that can't be read stops no rollback to a generation that is named.
    (tmp_path / "CURRENT").write_bytes(b"\xff")
    assert roll_back(tmp_path, made[0], whole) == current(tmp_path) == Current(made[0], True)


def test_a_generation_that_is_not_published_serves_when_staff_say_so(tmp_path: Path) -> None:
    made = make(tmp_path, 3)
    make_current(tmp_path, Current(made[0]))
    assert latest(tmp_path) == made[2]
    assert publish(tmp_path, made[1], whole) == current(tmp_path) == Current(made[1])
    assert publish(tmp_path, None, whole) == current(tmp_path) == Current(made[2])
    with pytest.raises(IndexMissingError, match="no generation x"):
        publish(tmp_path, "x", whole)


def test_the_last_generation_is_the_one_that_staff_rolled_back_to(tmp_path: Path) -> None:
    made = make(tmp_path, 2)
    assert latest(tmp_path) == made[1]
    roll_back(tmp_path, None, whole)
    assert latest(tmp_path) == made[0]
    let_serve(tmp_path, made[1])
    assert latest(tmp_path) == current(tmp_path).name == made[1]


def test_where_nothing_was_built_there_is_nothing_to_publish(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match="no index here"):
        publish(tmp_path, None, whole)
    with pytest.raises(IndexMissingError, match="no index here"):
        latest(tmp_path)
