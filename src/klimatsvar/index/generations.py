"""Generations of the index on disk, and which one serves.

``index/CURRENT`` names the generation that serves, and says "pinned" when staff chose it by
rolling back. A newer one may lie beside it that is not published: it serves when staff say so. A
generation is a folder of its own, named by the moment it was made, and complete when it has its
manifest, which is written last. So a build that is killed at any moment leaves the old index
serving, and at most a folder that the next build removes.
"""

import os
import re
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, TypeAlias

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, ValidationError

from klimatsvar.errors import IndexDamagedError, IndexMissingError, KlimatsvarError
from klimatsvar.system import flush, replace_text

MANIFEST = "manifest.json"
CURRENT = "CURRENT"
_LAST_BUILD = "last-build.json"
_PINNED = "pinned"
_HOLDER = ".building"
_KEPT = 3
_NAME = re.compile(r"\d{8}T\d{6}(?:\.\d{6}|-[0-9a-f]{6})")


@dataclass(frozen=True, slots=True)
class Current:
    """Which generation serves."""

    name: str
    pinned: bool = False
    """Staff chose it by rolling back; it serves until they build again."""


BuildResult: TypeAlias = Literal["built", "unchanged", "gone", "failed"]
"""``gone``: so many files were missing that the old index serves on until staff confirm it."""


class LastBuild(BaseModel):
    """What came of reading the documents the last time, whether or not there is an index."""

    model_config = ConfigDict(frozen=True)

    ended: str
    """ISO 8601, in UTC."""
    result: BuildResult


def write_last_build(folder: Path, result: BuildResult) -> None:
    """Note what came of a build; where nothing can be written, as on a full disk, nothing is."""
    told = LastBuild(ended=datetime.now(UTC).isoformat(timespec="seconds"), result=result)
    with suppress(OSError):
        replace_text(folder / _LAST_BUILD, told.model_dump_json() + "\n")


def read_last_build(folder: Path) -> LastBuild | None:
    """Return what came of the last build; None where nobody can tell."""
    try:
        return LastBuild.model_validate_json((folder / _LAST_BUILD).read_bytes())
    except (OSError, ValidationError):
        return None


def has_index(folder: Path) -> bool:
    """Tell whether some generation serves."""
    try:
        return (folder / CURRENT).is_file()
    except OSError:
        return False


def current(folder: Path) -> Current:
    """Return which generation serves. Raises IndexMissingError or IndexDamagedError."""
    try:
        words = (folder / CURRENT).read_text("utf-8").split()
        return Current(words[0], pinned=words[1:] == [_PINNED])
    except (FileNotFoundError, NotADirectoryError) as error:
        raise IndexMissingError("index_missing", index=folder) from error
    except (OSError, UnicodeDecodeError, IndexError) as error:
        raise IndexDamagedError("pointer_not_read", file=folder / CURRENT) from error


def make_current(folder: Path, generation: Current) -> None:
    """Let ``generation`` serve, from one moment to the next. Raises KlimatsvarError."""
    words = [generation.name, *([_PINNED] if generation.pinned else [])]
    try:
        replace_text(folder / CURRENT, " ".join(words) + "\n")
    except OSError as error:
        raise KlimatsvarError(
            "pointer_not_written", file=folder / CURRENT, reason=error.strerror
        ) from error


def let_serve(folder: Path, name: str) -> None:
    """Let a generation serve, as the newest does; an earlier choice of staff's ends."""
    if not has_index(folder) or current(folder) != Current(name):
        make_current(folder, Current(name))


def latest(folder: Path) -> str:
    """Return the generation that was built last, or an older one if staff rolled back to it.

    Raises IndexMissingError or IndexDamagedError.
    """
    if has_index(folder) and (serving := current(folder)).pinned:
        return serving.name
    made = generations(folder)
    return made[-1].name if made else current(folder).name


def new_name(folder: Path) -> str:
    """Return a name for a new generation; names sort by age, also if the clock was set back."""
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}"
    newest = max((path.name for path in generations(folder)), default="")
    if name > newest:
        return name
    made = datetime.strptime(newest[:15], "%Y%m%dT%H%M%S") + timedelta(seconds=1)
    return f"{made:%Y%m%dT%H%M%S.%f}"


def generations(folder: Path) -> list[Path]:
    """Return the folders of the complete generations, oldest first."""
    return sorted(
        path.parent
        for path in folder.glob(f"*/{MANIFEST}")
        if _NAME.fullmatch(path.parent.name)  # staff may keep folders of their own here
    )


def roll_back(folder: Path, to: str | None, require_whole: Callable[[Path], object]) -> Current:
    """Let an older generation serve, and return it; the one before the current if none is named.

    ``require_whole`` raises if the generation in a folder can't serve. Raises IndexMissingError
    when there is no such generation.
    """
    with build_lock(folder):
        chosen = Current(to or _before(folder), pinned=True)
        _choose(folder, chosen, require_whole)
    return chosen


def publish(folder: Path, name: str | None, require_whole: Callable[[Path], object]) -> Current:
    """Let a generation serve that was built and not published, and return it; the newest if none
    is named.

    ``require_whole`` and what is raised are as for ``roll_back``.
    """
    with build_lock(folder):
        newest = generations(folder)[-1:]
        chosen = Current(name or (newest[0].name if newest else current(folder).name))
        _choose(folder, chosen, require_whole)
    return chosen


def _choose(folder: Path, chosen: Current, require_whole: Callable[[Path], object]) -> None:
    if chosen.name not in [path.name for path in generations(folder)]:
        raise IndexMissingError("no_generation", index=folder, generation=chosen.name)
    require_whole(folder / chosen.name)
    make_current(folder, chosen)


def _before(folder: Path) -> str:
    """Return the name of the generation before the one that serves."""
    serving = current(folder).name
    older = [path.name for path in generations(folder) if path.name < serving]
    if not older:
        raise IndexMissingError("none_older", index=folder, serving=serving)
    return older[-1]


def sweep(folder: Path) -> None:
    """Remove what builds that were killed have left. Only to be called under the lock."""
    for path in folder.iterdir():
        with suppress(OSError):  # what can't be removed does no harm
            if path.name.startswith(f".{CURRENT}."):
                path.unlink()
            elif _NAME.fullmatch(path.name) and not (path / MANIFEST).exists():
                shutil.rmtree(path, ignore_errors=True)


def leave_one(folder: Path) -> None:
    """Remove all generations but the one that serves. Raises KlimatsvarError while one is built."""
    with build_lock(folder):
        sweep(folder)
        prune(folder, current(folder).name, kept=1)


def prune(folder: Path, serving: str, kept: int = _KEPT) -> None:
    """Remove all but the generation that serves and the newest others, ``kept`` together."""
    others = [path for path in generations(folder) if path.name != serving]
    for old in others[: max(0, len(others) + 1 - kept)]:
        with suppress(OSError):
            (old / MANIFEST).unlink()  # first, so that half of it never counts as complete
        shutil.rmtree(old, ignore_errors=True)


@contextmanager
def build_lock(folder: Path) -> Iterator[None]:
    """Hold the folder's lock while building; a second build is told who holds it, and stops."""
    lock = FileLock(folder / ".lock")
    holder = folder / _HOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(blocking=False)
    except Timeout as error:
        if who := _holding(holder):
            raise KlimatsvarError("another_build", index=folder, who=who) from error
        raise KlimatsvarError("another_build_starts", index=folder) from error
    except OSError as error:
        raise KlimatsvarError(
            "index_folder_not_written", index=folder, reason=error.strerror
        ) from error
    who = f"{socket.gethostname()}, pid {os.getpid()}"
    with suppress(OSError):  # the disk may be full; who builds is only said, not needed
        holder.write_text(f"{who}, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC", "utf-8")
    try:
        yield
    finally:
        with suppress(OSError):
            holder.unlink()
        lock.release()


def _holding(holder: Path) -> str:
    """Return who holds the lock, empty where that isn't said yet."""
    try:
        return holder.read_text("utf-8")
    except OSError:
        return ""


def sync(folder: Path) -> None:
    """Flush every file of the folder to disk, so that CURRENT never names half a generation."""
    for path in [*folder.rglob("*"), folder]:
        flush(path)
