"""Folders that are made once and then only read: they appear whole or not at all."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock


def made_once(
    folder: Path, is_complete: Callable[[Path], bool], make: Callable[[Path], None]
) -> Path:
    """Return ``folder``, having ``make`` make it first if it isn't complete.

    When two processes ask at once, one makes it and the other waits. Raises OSError.
    """
    if is_complete(folder):  # before the lock, so that a finished cache may be read-only
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_name(f"{folder.name}.lock")):
        if not is_complete(folder):
            make(folder)
    return folder


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """Yield an empty folder beside ``folder`` that takes its place when the block ends well.

    The caller sees to it that only one process does so at a time.
    """
    # The name is fixed, so that what a killed process left behind is removed here.
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        unfinished.mkdir()
        yield unfinished
        if folder.exists():
            shutil.rmtree(folder)
        unfinished.replace(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
