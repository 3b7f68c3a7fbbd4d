"""Take files in: each is read as a build reads it, and only one that can be read is kept."""

import shutil
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import BinaryIO

from klimatsvar.corpus.changing import add, checked_name, replace_table
from klimatsvar.corpus.files import CorpusFile
from klimatsvar.corpus.source import Metadata
from klimatsvar.corpus.staff_rows import Kind
from klimatsvar.corpus.staff_table import Fault
from klimatsvar.errors import CorpusError
from klimatsvar.language.letters import visible
from klimatsvar.review.reading import Chosen, read
from klimatsvar.settings import Settings
from klimatsvar.staff.password import make_folder

_OF_TABLES = (".xlsx", ".csv", ".txt")


def take_in(name: str, content: BinaryIO, settings: Settings, *, replace: bool = False) -> str:
    """Add a file to the corpus and return its id.

    It is first read in a process with a build's limits, so that what could not be searched is told
    at once and not kept. Raises CorpusError.
    """
    checked_name(name)
    try:
        make_folder(settings.staff.folder)
        with TemporaryDirectory(dir=settings.staff.folder) as folder:
            path = Path(folder) / checked_name(name)
            with path.open("wb") as file:
                shutil.copyfileobj(content, file)
            require_readable(path, settings)
            return add(settings.corpus, name, path, replace=replace)
    except OSError as error:
        raise CorpusError("upload_not_saved", file=name, reason=error.strerror) from error


def take_table(name: str, content: BinaryIO, kind: Kind, settings: Settings) -> tuple[Fault, ...]:
    """Put a file in the place of one of staff's tables, and return what is wrong with its rows.

    Where anything is wrong nothing is kept. Raises CorpusError.
    """
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in _OF_TABLES:
        raise CorpusError("no_table", file=visible(name), kinds=", ".join(_OF_TABLES))
    try:
        make_folder(settings.staff.folder)
        with TemporaryDirectory(dir=settings.staff.folder) as folder:
            path = Path(folder) / f"tabellen{suffix}"
            with path.open("wb") as file:
                shutil.copyfileobj(content, file)
            return replace_table(settings.corpus, kind, path)
    except OSError as error:
        raise CorpusError("upload_not_saved", file=name, reason=error.strerror) from error


def require_readable(path: Path, settings: Settings) -> None:
    """Raise CorpusError, with the reason, for a file that gives nothing to search."""
    chosen = Chosen(CorpusFile(path.name, path), Metadata(), is_in_corpus=False)
    reading = read(chosen, settings)
    if reading.document is None:
        raise CorpusError("upload_not_read", file=path.name, reasons=reading.warnings)
