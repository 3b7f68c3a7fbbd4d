"""What a build changes, beside the one that serves; and whether too much is gone to go on."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from klimatsvar.corpus.scan import Scan
from klimatsvar.errors import GoneError
from klimatsvar.texts.messages import Message
from klimatsvar.types import FileReport

_FEWEST = 10
"""Files of a corpus in which a share of them that is gone is suspicious."""
_MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Changes:
    """The files of a build, told apart by what has become of them since the one before."""

    new: tuple[str, ...]
    """Ids, sorted, as all of these."""
    changed: tuple[str, ...]
    """Those that give another document: another text, or other facts about it."""
    unchanged: tuple[str, ...]
    removed: tuple[FileReport, ...]
    """As they were reported before."""

    @classmethod
    def between(cls, before: Sequence[FileReport], files: Sequence[FileReport]) -> Self:
        """Return what changed from one report to the next."""
        known = _by_id(before)
        now = _by_id(files)
        both = known.keys() & now.keys()
        changed = {id for id in both if known[id].content != now[id].content}
        return cls(
            new=tuple(sorted(now.keys() - known.keys())),
            changed=tuple(sorted(changed)),
            unchanged=tuple(sorted(both - changed)),
            removed=tuple(known[id] for id in sorted(known.keys() - now.keys())),
        )


def _by_id(files: Sequence[FileReport]) -> dict[str, FileReport]:
    return {file.id: file for file in files if file.is_file}


def require_there(
    before: Sequence[FileReport], scanned: Scan, corpus: Path, most_gone: float
) -> None:
    """Raise GoneError when more than a share, 0 to 1, of a corpus of ten files or more is gone.

    So looks a shared folder that is connected by half. A file that was only given another name or
    place is not gone.
    """
    known = _by_id(before)
    ids = {task.file.id for task in scanned.tasks}
    contents = {task.sha256 for task in scanned.tasks if task.sha256}
    gone = [id for id, file in known.items() if id not in ids and file.sha256 not in contents]
    if len(known) < _FEWEST or len(gone) <= most_gone * len(known):
        return
    more = len(gone) - _MOST_NAMED
    named = ", ".join(gone[:_MOST_NAMED])
    raise GoneError(
        "too_many_gone",
        corpus=corpus,
        gone=len(gone),
        known=len(known),
        named=Message.of("and_more", named=named, more=more) if more > 0 else named,
    )
