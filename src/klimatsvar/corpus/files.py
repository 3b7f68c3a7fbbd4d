"""Find the files of the corpus. Nothing outside the folder is ever opened."""

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from klimatsvar.corpus.register import REGISTER, is_misnamed_register
from klimatsvar.corpus.staff_questions import QUESTIONS
from klimatsvar.corpus.unquoted import UNQUOTED
from klimatsvar.corpus.word_list import WORD_LIST
from klimatsvar.errors import CorpusError
from klimatsvar.language.letters import fold
from klimatsvar.texts.messages import Message

_MOST_BYTES = 500_000_000
"""Larger files are refused, since hashing them would hold every build and every start."""

_TABLES = frozenset((REGISTER, UNQUOTED, WORD_LIST, *QUESTIONS))
"""What staff keep at the top of the folder, which is no document."""
_BY_STEM = {Path(name).stem: name for name in (UNQUOTED, WORD_LIST, QUESTIONS[0])}
_OF_TABLES = ("csv", "csv.csv", "csv.txt", "ods", "xls", "xlsx")
"""What the names of tables end with that staff have saved in another way than is meant."""
# Line breaks and other controls, and marks that turn the direction of what follows.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A file that is meant as a document."""

    id: str
    """Its path below the corpus folder, with forward slashes, in Unicode NFC."""
    path: Path
    refused: Message | None = None
    """Why it is not opened."""


def corpus_files(folder: Path) -> list[CorpusFile]:
    """Return the files below ``folder`` that are meant as documents, sorted by id.

    Hidden files, staff's tables (as ``dokument.csv``) and README files are not. Links to what lies
    elsewhere, unreadable folders, names with line breaks or hidden marks, and files whose names
    differ in their Unicode form alone are named, but refused. Raises CorpusError when the folder is
    missing or has no files.
    """
    if not folder.is_dir():
        raise CorpusError("corpus_missing", corpus=folder)
    files: dict[str, CorpusFile] = {}
    found = sorted(_walk(folder), key=lambda found: str(found[0]))
    linked = _linked_outside([path for path, refused in found if not refused])
    for path, refused in found:
        id = document_id(folder, path)
        if _UNSEEN.search(str(path.relative_to(folder))):
            refused = Message.of("name_odd")
        if path in linked:
            refused = Message.of("file_hard_linked")
        if id in files:
            refused = Message.of("name_alike")
            id = next(f"{id} ({n})" for n in count(2) if f"{id} ({n})" not in files)
        files[id] = CorpusFile(id, path, refused)
    if not files:
        raise CorpusError("corpus_empty", corpus=folder)
    return sorted(files.values(), key=lambda file: file.id)


def document_id(folder: Path, path: Path) -> str:
    """Return the path below ``folder``, with forward slashes, in Unicode NFC.

    Bytes that are no text in the file system's encoding become replacement characters, and so do
    line breaks and marks that nobody sees.
    """
    name = os.fsencode(path.relative_to(folder).as_posix()).decode("utf-8", "replace")
    return unicodedata.normalize("NFC", _UNSEEN.sub("\ufffd", name))


def _linked_outside(paths: list[Path]) -> set[Path]:
    """Return the files that have more names than these: they lie elsewhere too."""
    known: dict[Path, tuple[tuple[int, int], int]] = {}
    for path in paths:
        with suppress(OSError):  # gone, or told of when it is read
            stat = path.lstat()
            if stat.st_nlink > 1:
                known[path] = (stat.st_dev, stat.st_ino), stat.st_nlink
    here = Counter(place for place, _ in known.values())
    return {path for path, (place, names) in known.items() if names > here[place]}


def _walk(folder: Path) -> Iterator[tuple[Path, Message | None]]:
    """Yield each file that is meant as a document, and why it must not be opened."""
    waiting = [folder]  # no recursion, since folders can be nested without end
    while waiting:
        here = waiting.pop()
        try:
            with os.scandir(here) as found:
                entries = list(found)
        except OSError:
            yield here, Message.of("folder_not_opened")
            continue
        for entry in entries:
            path = Path(entry.path)
            if _is_hidden(entry.name):
                continue
            if _is_folder(entry):
                waiting.append(path)
            elif _is_meant(path.relative_to(folder)) or entry.is_symlink():
                refused = _refusal(entry)
                if not refused and here == folder and is_misnamed_register(path):
                    refused = Message.of("register_misnamed", table=REGISTER)
                if not refused and here == folder and (name := staff_table_meant(entry.name)):
                    refused = Message.of("table_misnamed", table=name)
                yield path, refused


def staff_table_meant(name: str) -> str | None:
    """Return which of staff's tables a file is meant as, None for a document.

    The register is known by more than its name: see ``is_misnamed_register``.
    """
    stem, _, ending = fold(name).partition(".")
    return _BY_STEM.get(stem) if ending in _OF_TABLES else None


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:  # some file systems must be asked, and may refuse; _refusal says so
        return False


def _refusal(entry: "os.DirEntry[str]") -> Message | None:
    """Return why a file must not be opened, None if it may."""
    try:
        if entry.is_symlink():
            return Message.of("file_linked")
        if not entry.is_file(follow_symlinks=False):
            return Message.of("file_odd")
        if entry.stat(follow_symlinks=False).st_size > _MOST_BYTES:
            return Message.of("file_too_large", most=_MOST_BYTES // 10**6)
    except OSError:
        return Message.of("file_not_reached")
    return None


def _is_meant(relative: Path) -> bool:
    name = relative.name
    if _is_hidden(name) or relative.stem.upper() == "README":
        return False
    return str(relative) not in _TABLES


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "~$"))


def file_size(path: Path) -> int:
    """Return a file's size in bytes, 0 when it is gone."""
    try:
        return path.lstat().st_size
    except OSError:
        return 0
