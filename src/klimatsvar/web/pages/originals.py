"""The files that documents were read from."""

from pathlib import Path

from klimatsvar.corpus.files import corpus_files
from klimatsvar.errors import CorpusError
from klimatsvar.settings import Originals
from klimatsvar.system import file_sha256
from klimatsvar.types import Document


def original(corpus: Path, document: Document) -> Path | None:
    """Return the document's file, None if it is gone.

    The folder is walked as when it is indexed, so nothing outside it, no link and no hidden file
    can be returned, whatever the document's id is.
    """
    try:
        files = corpus_files(corpus)
    except CorpusError:
        return None
    return next((file.path for file in files if file.id == document.id and not file.refused), None)


def is_offered(document: Document, which: Originals) -> bool:
    """Tell whether residents may have the document's file, of those that the setting names.

    One with comments, tracked changes or what is hidden is theirs only where all are.
    """
    if which == "all" or which == "none" or document.has_aside:
        return which == "all"
    return which == "clean" or is_pdf(document)


def is_pdf(document: Document) -> bool:
    """Tell whether the document's file is a PDF."""
    return document.id.lower().endswith(".pdf")


def is_unchanged(file: Path, document: Document) -> bool:
    """Tell whether the file is still what the document was read from."""
    try:
        return file_sha256(file) == document.sha256
    except OSError:
        return False
