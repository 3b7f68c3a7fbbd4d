"""Files of JSON lines, one file a day, that only their owner may read and that don't stay long."""

import json
import logging
import os
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from klimatsvar.errors import KlimatsvarError

_log = logging.getLogger(__name__)


class Journal:
    """The lines named ``name`` in ``folder``, each kept for ``days`` days. Safe to use from
    threads: a line is written whole, at the end."""

    def __init__(self, folder: Path, name: str, days: int) -> None:
        """Take where the lines are, or will be when ``prepare`` has been called."""
        self._folder = folder
        self._name = name
        self._days = days

    def prepare(self) -> None:
        """Make the folder. Raises KlimatsvarError if nothing can be written there."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            writable = os.access(self._folder, os.W_OK | os.X_OK)
        except OSError:
            writable = False
        if not writable:
            raise KlimatsvarError(
                f"{self._folder}: can't be written to; set `log_folder` to a folder that can"
            )

    def write(self, day: date, line: Mapping[str, Any]) -> None:
        """Add a line to the day's file. A fault is told to the operator and not raised: nobody is
        to go without an answer because a disk is full."""
        text = json.dumps({"day": day.isoformat(), **line}, ensure_ascii=False) + "\n"
        try:
            file = os.open(self._path(day), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(file, text.encode())
            finally:
                os.close(file)
        except OSError as error:
            _log.error("%s: a line could not be written: %s", self._folder, error.strerror)

    def read(self) -> Iterator[dict[str, Any]]:
        """Return the lines, oldest first. Raises KlimatsvarError for one that is not JSON."""
        for _, path in self._files():
            for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
                try:
                    yield json.loads(line)
                except ValueError as error:
                    raise KlimatsvarError(
                        f"{path}, line {number}: not JSON; remove the line"
                    ) from error

    def forget(self, today: date) -> None:
        """Remove the files that have been kept long enough; tell the operator if one can't be."""
        for day, path in self._files():
            if (today - day).days < self._days:
                continue
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                _log.error("%s: could not be removed: %s", path, error.strerror)

    def _path(self, day: date) -> Path:
        return self._folder / f"{self._name}-{day.isoformat()}.jsonl"

    def _files(self) -> list[tuple[date, Path]]:
        return sorted(
            (date.fromisoformat(path.stem.removeprefix(f"{self._name}-")), path)
            for path in self._folder.glob(f"{self._name}-????-??-??.jsonl")
        )
