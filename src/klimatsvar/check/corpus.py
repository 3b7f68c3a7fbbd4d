"""Check the corpus on disk against the index: new, changed and gone files."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from klimatsvar.check.finding import Finding, error, from_corpus_error, warning
from klimatsvar.check.opened import Parts
from klimatsvar.corpus.files import CorpusFile, corpus_files
from klimatsvar.corpus.register import REGISTER, Register, read_register
from klimatsvar.corpus.scan import scan
from klimatsvar.corpus.staff_table import Fault
from klimatsvar.errors import CorpusError
from klimatsvar.system import file_sha256
from klimatsvar.types import FileReport


@dataclass(frozen=True, slots=True)
class Folder:
    """The corpus folder, as far as it can be read."""

    files: dict[str, CorpusFile]
    """By id."""
    register: Register | None
    """What dokument.csv says; None without that file, or when it is wrong."""
    keys: dict[str, str]
    """Each file's key, as in ``FileReport``; empty when one of staff's tables is wrong."""
    faults: tuple[Fault, ...] = ()
    """Rows of staff's tables that are not used."""


def look(folder: Path) -> tuple[Folder | None, list[Finding]]:
    """Return what there is in the corpus folder, None if it can't be used, and what is wrong."""
    findings: list[Finding] = []
    register: Register | None = None
    try:
        files = {file.id: file for file in corpus_files(folder)}
        try:
            register = read_register(folder) if (folder / REGISTER).is_file() else None
            scanned = scan(folder)
            keys = {task.file.id: task.key for task in scanned.tasks}
            return Folder(files, register, keys, scanned.faults), []
        except CorpusError as fault:
            findings.append(from_corpus_error(fault))
            return Folder(files, None, {}), findings
    except CorpusError as fault:
        return None, [*findings, from_corpus_error(fault)]
    except OSError as fault:
        return None, [*findings, error(folder, "corpus_not_read", reason=fault.strerror)]


def check_corpus(folder: Folder, parts: Parts) -> Iterator[Finding]:
    """Check that the index was made of the files in the folder, as they are now.

    What is quoted though it has changed or gone is an error, unless staff chose an older
    generation. Where one of staff's tables is wrong, changed files can't be told.
    """
    if parts.report is None:
        return
    known = {file.id: file for file in parts.report if file.key}
    hashes = {document.id: document.sha256 for document in parts.documents or ()}
    outdated = warning if parts.pinned else error
    for id in sorted(known.keys() | folder.files.keys()):
        if id not in known:
            yield warning(id, "file_new")
        elif id not in folder.files:
            if known[id].status == "searchable":
                yield outdated(id, "file_gone_but_quoted")
            else:
                yield warning(id, "file_gone")
        elif folder.keys.get(id, known[id].key) != known[id].key:
            if id not in hashes:
                yield warning(id, "file_changed")
            elif _sha256(folder.files[id]) != hashes[id]:
                yield outdated(id, "file_changed_but_quoted")
            else:
                yield warning(id, "file_described_anew")
        elif known[id].status == "skipped":
            yield _skipped(known[id])


def _skipped(file: FileReport) -> Finding:
    return warning(file.id, "file_skipped", reasons=(*file.warnings, *file.remarks))


def _sha256(file: CorpusFile) -> str | None:
    try:
        return None if file.refused else file_sha256(file.path)
    except OSError:
        return None
