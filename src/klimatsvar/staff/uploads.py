"""Take files in: each is read as a build reads it, and only one that can be read is kept."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from klimatsvar.corpus.changing import add, checked_name
from klimatsvar.corpus.files import CorpusFile
from klimatsvar.corpus.source import Metadata
from klimatsvar.errors import CorpusError
from klimatsvar.review.reading import Chosen, read
from klimatsvar.settings import Settings
from klimatsvar.staff.password import make_folder


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


def require_readable(path: Path, settings: Settings) -> None:
    """Raise CorpusError, with the reason, for a file that gives nothing to search."""
    chosen = Chosen(CorpusFile(path.name, path), Metadata(), is_in_corpus=False)
    reading = read(chosen, settings)
    if reading.document is None:
        raise CorpusError("upload_not_read", file=path.name, reasons=reading.warnings)
