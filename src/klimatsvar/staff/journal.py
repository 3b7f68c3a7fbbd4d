"""Who did what, and when: lines that are only ever added to."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from klimatsvar.errors import KlimatsvarError
from klimatsvar.settings import Language
from klimatsvar.staff.password import make_folder
from klimatsvar.system import add_line
from klimatsvar.texts.messages import Message

_FILE = "journal.jsonl"


class Journal:
    """The journal in a folder. Safe to use from threads and processes."""

    def __init__(self, folder: Path, language: Language = "sv") -> None:
        """Take the folder, made with the first line, and the language in which it says why."""
        self._folder, self._language = folder, language

    def write(self, who: str, what: str, about: str = "", failed: Message | None = None) -> None:
        """Add what ``who`` does, before it is done; or that it failed, and why.

        Raises KlimatsvarError when it can't be written: nothing is done that isn't on record.
        """
        line = {"when": datetime.now(UTC).isoformat(timespec="seconds"), "who": who, "what": what}
        why = str(failed.told(self._language)) if failed else ""
        more = {"about": about, "failed": why}
        text = json.dumps(line | {k: v for k, v in more.items() if v}, ensure_ascii=False)
        try:
            make_folder(self._folder)
            add_line(self._folder / _FILE, text)
        except OSError as error:
            raise KlimatsvarError(
                "journal_not_written", file=self._folder / _FILE, reason=error.strerror
            ) from error

    def newest(self, count: int) -> list[Mapping[str, str]]:
        """Return the last lines, the newest first. A line that can't be read is left out."""
        try:
            lines = (self._folder / _FILE).read_text("utf-8", "replace").rstrip("\n").split("\n")
        except FileNotFoundError:
            return []
        found = []
        for line in reversed(lines[-count:]):
            try:
                found.append(json.loads(line))
            except ValueError:
                continue
        return found
