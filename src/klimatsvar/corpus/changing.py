"""Change the corpus: add a file, say what is known of it, remove it, and take it back.

What is removed lies in a hidden folder of the corpus for 30 days, with its row of dokument.csv.
Each change is made whole or not at all, one at a time.
"""

import json
import os
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath

from klimatsvar.corpus.files import CorpusFile, corpus_files, staff_table_meant
from klimatsvar.corpus.holding import holding
from klimatsvar.corpus.read import LOADERS
from klimatsvar.corpus.register import FORM, REGISTER, is_misnamed_register
from klimatsvar.corpus.staff_rows import DOCUMENTS, TABLES, Kind, save, write_table
from klimatsvar.corpus.staff_table import Fault, Row, StaffTable, tidy
from klimatsvar.errors import CorpusError
from klimatsvar.system import flush, replace_text

KEPT_DAYS = 30
"""For which what is removed can be taken back."""
KNOWN = FORM.columns[1:]
"""Names of the cells that a row has beside the file's name."""

_REMOVED = ".borttaget"
_FACTS = "uppgifter.json"
_LONGEST_NAME = 200
"""Bytes; file systems take some more."""


@dataclass(frozen=True, slots=True)
class Removed:
    """A file that was removed and can be taken back."""

    key: str
    """Names this removal."""
    id: str
    day: str
    """On which it was removed, ISO 8601."""
    row: Mapping[str, str] | None
    """What dokument.csv said of it."""


def cells_of(corpus: Path, id: str) -> dict[str, str]:
    """Return what dokument.csv says of a file, as it stands there; empty without a row.

    Raises CorpusError.
    """
    row = _row(DOCUMENTS.open(corpus), id)
    return {name: row.cells[name] for name in KNOWN} if row else {}


def describe(
    corpus: Path, id: str, cells: Mapping[str, str], before: Mapping[str, str] | None = None
) -> tuple[Fault, ...]:
    """Write what is known of a file into dokument.csv; return what is wrong with it.

    Where anything is wrong nothing is written. ``cells`` are by the names of ``KNOWN``; a row
    without any is left out. Other rows and columns stay as they are. Raises CorpusError, also when
    the row is not ``before`` any more, since someone else has changed it.
    """
    with holding(corpus):
        _existing(corpus, id)
        if before is not None and cells_of(corpus, id) != dict(before):
            raise CorpusError("described_meanwhile", table=REGISTER, file=id)
        return _write_row(corpus, id, {name: tidy(cells.get(name, "")) for name in KNOWN})


def add(corpus: Path, name: str, source: Path, *, replace: bool = False) -> str:
    """Copy the file at ``source`` into the corpus under ``name``, and return its id.

    A file of that name is kept as if it were removed, with ``replace``. Raises CorpusError when
    there is one without it, when no file may be called so, or when it can't be written.
    """
    id = checked_name(name)
    temporary = corpus / f".{secrets.token_hex(8)}"
    with holding(corpus):
        target = corpus / id
        if os.path.lexists(target):
            if not replace:
                raise CorpusError("name_taken", file=id)
            _existing(corpus, id)
        try:
            shutil.copyfile(source, temporary)
            flush(temporary)
            if os.path.lexists(target):
                _set_aside(corpus, target, id, None)
            temporary.replace(target)
            flush(corpus)
        finally:
            temporary.unlink(missing_ok=True)
    return id


def write_file(corpus: Path, id: str, content: bytes) -> None:
    """Write a file of the corpus whole, or not at all, with the folders above it.

    For what comes from elsewhere and is there still: nothing is kept of what it replaces. Raises
    CorpusError.
    """
    temporary = corpus / f".{secrets.token_hex(8)}"
    with holding(corpus):
        target = corpus / id
        try:
            temporary.write_bytes(content)
            flush(temporary)
            target.parent.mkdir(parents=True, exist_ok=True)
            temporary.replace(target)
            flush(target.parent)
        finally:
            temporary.unlink(missing_ok=True)


def checked_name(name: str) -> str:
    """Return the name that a file has in the corpus. Raises CorpusError if it can't have it."""
    id = tidy(name)
    suffix = PurePosixPath(id).suffix.lower()
    if suffix not in LOADERS:
        known = ", ".join(sorted(LOADERS))
        if not suffix:
            raise CorpusError("name_without_suffix", file=id, known=known)
        raise CorpusError("kind_not_read", file=id, suffix=suffix, known=known)
    hidden = id.startswith((".", "~$")) or PurePosixPath(id).stem.upper() == "README"
    if hidden or id != PurePosixPath(id).name or not id.isprintable() or set(id) & set('\\:*?"<>|'):
        raise CorpusError("name_not_allowed", file=id)
    if len(id.encode("utf-8", "replace")) > _LONGEST_NAME:
        raise CorpusError("name_too_long", file=f"{id[:40]}…")
    if id.casefold() == REGISTER or is_misnamed_register(Path(id)):
        raise CorpusError("name_of_register", file=id)
    if table := staff_table_meant(id):
        raise CorpusError("name_of_table", file=id, table=table)
    return id


def replace_table(corpus: Path, kind: Kind, source: Path) -> tuple[Fault, ...]:
    """Put the table at ``source``, CSV or a workbook, in the place of one of staff's, as CSV;
    return what is wrong with its rows.

    Where anything is wrong nothing is written. What was there is kept as if it were removed. Raises
    CorpusError for a file or a header that can't be read.
    """
    with holding(corpus):
        table = StaffTable.open(source, kind.form)
        if table is None:
            raise CorpusError("table_vanished", file=source.name)
        faults = tuple(kind.faults(table))
        if not faults:
            # Whatever happens meanwhile there is a table, the old one or the new one.
            target, new = corpus / kind.name, corpus / f".{secrets.token_hex(8)}"
            try:
                write_table(new, "".join(table.lines))
                if target.is_file():
                    _set_aside(corpus, target, kind.name, None, copied=True)
                new.replace(target)
                flush(corpus)
            finally:
                new.unlink(missing_ok=True)
            if kind.other and (corpus / kind.other).is_file():
                _set_aside(corpus, corpus / kind.other, kind.other, None)
        return faults


def remove(corpus: Path, id: str) -> Removed:
    """Take a file and its row out of the corpus; both are kept for 30 days. Raises CorpusError."""
    with holding(corpus):
        file = _existing(corpus, id)
        row = cells_of(corpus, id) or None
        removed = _set_aside(corpus, file.path, id, row)
        if row:
            _write_row(corpus, id, {})
        return removed


def removed(corpus: Path) -> list[Removed]:
    """Return what can be taken back, the newest first."""
    found = []
    for facts in sorted((corpus / _REMOVED).glob(f"*/{_FACTS}"), reverse=True):
        found.append(Removed(**json.loads(facts.read_text("utf-8"))))
    return found


def restore(corpus: Path, key: str) -> str:
    """Take a removed file back, with its row, and return its id. Raises CorpusError."""
    with holding(corpus):
        chosen = next((one for one in removed(corpus) if one.key == key), None)
        if chosen is None:
            raise CorpusError("nothing_to_restore", removed=key)
        target = corpus / chosen.id
        table = next((kind for kind in TABLES if chosen.id in kind.names), None)
        if table:  # what it was before takes the place of what it is
            _set_table_aside(corpus, table)
        if os.path.lexists(target):
            raise CorpusError("restored_name_taken", file=chosen.id)
        folder = corpus / _REMOVED / key
        target.parent.mkdir(parents=True, exist_ok=True)
        (folder / PurePosixPath(chosen.id).name).replace(target)
        if chosen.row and not cells_of(corpus, chosen.id):
            _write_row(corpus, chosen.id, chosen.row)
        shutil.rmtree(folder, ignore_errors=True)
        return chosen.id


def forget_removed(corpus: Path, now: datetime) -> None:
    """Delete for good what was removed more than 30 days before ``now``."""
    oldest = (now - timedelta(days=KEPT_DAYS)).date().isoformat()
    for one in removed(corpus):
        if one.day < oldest:
            shutil.rmtree(corpus / _REMOVED / one.key, ignore_errors=True)


def _set_aside(
    corpus: Path, path: Path, id: str, row: Mapping[str, str] | None, *, copied: bool = False
) -> Removed:
    """Move a file to where removed ones are kept, or only a copy of it."""
    now = datetime.now(UTC)
    key = f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
    made = Removed(key, id, now.date().isoformat(), row)
    folder = corpus / _REMOVED / key
    folder.mkdir(parents=True)
    replace_text(folder / _FACTS, json.dumps(asdict(made), ensure_ascii=False, indent=2))
    kept = folder / PurePosixPath(id).name
    if copied:
        shutil.copyfile(path, kept)
    else:
        path.replace(kept)
    return made


def _set_table_aside(corpus: Path, kind: Kind) -> None:
    """Set aside the files of a table that are there."""
    for name in kind.names:
        if (corpus / name).is_file():
            _set_aside(corpus, corpus / name, name, None)


def _existing(corpus: Path, id: str) -> CorpusFile:
    file = next((file for file in corpus_files(corpus) if file.id == id), None)
    if file is None:
        raise CorpusError("document_gone", file=id)
    return file


def _row(table: StaffTable, id: str) -> Row | None:
    return next((r for r in table if table.file(r.cells["fil"], r.number, "fil") == id), None)


def _write_row(corpus: Path, id: str, cells: Mapping[str, str]) -> tuple[Fault, ...]:
    """Write a row, or leave it out where it says nothing; return what is wrong with it."""
    table = DOCUMENTS.open(corpus)
    row = _row(table, id)
    given = {"fil": id, **{name: cells.get(name, "") for name in KNOWN}}
    known = {**(row.cells if row else {}), **given}
    if any(value for name, value in known.items() if name != "fil"):
        return save(corpus, DOCUMENTS, table, row, given)
    return save(corpus, DOCUMENTS, table, row, {}) if row else ()
