"""Look the corpus over before reading: which files there are, and which have changed."""

from dataclasses import dataclass
from pathlib import Path

from klimatsvar.corpus.files import CorpusFile, corpus_files
from klimatsvar.corpus.pdf.ocr import ocr_available
from klimatsvar.corpus.read import READER_VERSION
from klimatsvar.corpus.register import read_register
from klimatsvar.corpus.source import Metadata
from klimatsvar.hashing import file_sha256, short_hash


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read."""

    file: CorpusFile
    known: Metadata
    """What dokument.csv says of it."""
    key: str
    """Hash of all that decides what reading it gives; equal keys give equal documents."""


@dataclass(frozen=True, slots=True)
class Scan:
    """The corpus folder at one moment."""

    tasks: tuple[Task, ...]
    """Sorted by id."""
    missing: tuple[str, ...]
    """Ids of files that dokument.csv names and the folder lacks, sorted."""

    @property
    def digest(self) -> str:
        """Hash of all files and what is known of them."""
        lines = "\n".join(f"{task.file.id} {task.key}" for task in self.tasks)
        return short_hash(lines)


def scan(folder: Path) -> Scan:
    """Return what there is to read in ``folder``. Raises CorpusError."""
    register = read_register(folder)
    files = corpus_files(folder)
    known = [register.get(file.id, Metadata()) for file in files]
    tasks = [Task(file, row, _key(file, row)) for file, row in zip(files, known, strict=True)]
    return Scan(tuple(tasks), tuple(sorted(register.keys() - {file.id for file in files})))


def _key(file: CorpusFile, known: Metadata) -> str:
    try:
        content = file.refused or file_sha256(file.path)
    except OSError:
        content = "unreadable"  # reported when it is read
    return short_hash(f"{READER_VERSION} {ocr_available()} {file.id} {content} {known}")
