"""Look the corpus over before reading: which files there are, and which have changed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from klimatsvar.corpus.files import CorpusFile, corpus_files
from klimatsvar.corpus.formats.office.renewed import libreoffice
from klimatsvar.corpus.formats.pdf.ocr import ocr_version
from klimatsvar.corpus.read import READER_VERSION
from klimatsvar.corpus.register import Register, read_register
from klimatsvar.corpus.source import Metadata
from klimatsvar.corpus.staff_questions import read_staff_questions
from klimatsvar.corpus.staff_table import Fault
from klimatsvar.corpus.unquoted import UNQUOTED, UnquotedTable, read_unquoted
from klimatsvar.corpus.word_list import read_word_list
from klimatsvar.language.local_words import WordPairs
from klimatsvar.system import file_sha256, short_hash
from klimatsvar.texts.messages import Message

_LIBRARIES = (
    *("lxml", "markdown-it-py", "odfdo", "openpyxl", "pillow", "pypdf", "pypdfium2", "python-docx"),
    *("python-oxmsg", "python-pptx", "PyYAML", "simplemma", "striprtf", "trafilatura"),
)
"""Another version of one of them may read the same file differently."""


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read."""

    file: CorpusFile
    known: Metadata
    """What staff's tables say of it."""
    sha256: str
    """Of the file's bytes; empty when it is not to be opened."""
    key: str
    """Hash of all that decides what reading it gives; equal keys give equal documents."""


@dataclass(frozen=True, slots=True)
class Scan:
    """The corpus folder at one moment."""

    tasks: tuple[Task, ...]
    """Sorted by id."""
    missing: tuple[str, ...]
    """Ids of files that dokument.csv names and the folder lacks, sorted."""
    faults: tuple[Fault, ...] = ()
    """What of staff's tables is not used."""
    local_words: WordPairs = ()
    """Of ordlista.csv."""

    @property
    def digest(self) -> str:
        """Hash of all files and what is known of them."""
        lines = "\n".join(f"{task.file.id} {task.key}" for task in self.tasks)
        return short_hash(lines)


def scan(folder: Path, sha256: Callable[[Path], str] = file_sha256) -> Scan:
    """Return what there is to read in ``folder``. Raises CorpusError.

    ``sha256`` gives the hash of a file's bytes, and raises OSError where it can't.
    """
    register, unquoted = read_register(folder), read_unquoted(folder)
    words, questions = read_word_list(folder), read_staff_questions(folder)
    known = _known(register, unquoted)
    files = corpus_files(folder)
    tasks = [_task(file, known.get(file.id, Metadata()), sha256) for file in files]
    ids = {file.id for file in files}
    missing = tuple(sorted(register.known.keys() - ids))
    astray = tuple(
        Fault(UNQUOTED, number, "fil", Message.of("file_of_row_missing", file=id))
        for id, number in unquoted.rows.items()
        if id not in ids
    )
    faults = (*register.faults, *unquoted.faults, *astray, *words.faults, *questions.faults)
    return Scan(tuple(tasks), missing, faults, words.words)


def known_by_staff(folder: Path) -> Mapping[str, Metadata]:
    """Return what staff's tables say of each document, by id. Raises CorpusError."""
    return _known(read_register(folder), read_unquoted(folder))


def _known(register: Register, unquoted: UnquotedTable) -> dict[str, Metadata]:
    known = dict(register.known)
    for id, passages in unquoted.passages.items():
        known[id] = replace(known.get(id, Metadata()), unquoted=passages)
    return known


def _task(file: CorpusFile, known: Metadata, sha256: Callable[[Path], str]) -> Task:
    try:
        hashed = "" if file.refused else sha256(file.path)
    except OSError:
        hashed = ""  # reported when it is read
    return Task(file, known, hashed, short_hash(f"{_readers()} {file.id} {hashed} {known}"))


@lru_cache(maxsize=1)
def _readers() -> str:
    """Return which versions of what read the files."""
    libraries = " ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return f"{READER_VERSION} {ocr_version()} {bool(libreoffice())} {libraries}"
