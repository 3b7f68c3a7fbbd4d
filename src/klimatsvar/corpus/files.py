"""Find the files of the corpus. Nothing outside the folder is ever opened."""

import os
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from klimatsvar.corpus.register import REGISTER
from klimatsvar.errors import CorpusError


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A file that is meant as a document."""

    id: str
    """Its path below the corpus folder, with forward slashes, in Unicode NFC."""
    path: Path
    refused: str | None = None
    """In Swedish, why it is not opened."""


def corpus_files(folder: Path) -> list[CorpusFile]:
    """Return the files below ``folder`` that are meant as documents, sorted by id.

    Hidden files, ``dokument.csv`` and README files are not. Symbolic links, unreadable folders,
    and files whose names differ in their Unicode form alone are named, but refused. Raises
    CorpusError when the folder is missing or has no files.
    """
    if not folder.is_dir():
        raise CorpusError(
            f"{folder}: mappen finns inte; skapa den och lägg dokument i den, eller ange en annan "
            "mapp med --corpus"
        )
    files: dict[str, CorpusFile] = {}
    for path, refused in sorted(_walk(folder), key=lambda found: str(found[0])):
        id = document_id(folder, path)
        if id in files:
            refused = "en annan fil har samma namn, skrivet med andra tecken; byt namn på den ena"
            id = f"{id} ({len(files) + 1})"
        files[id] = CorpusFile(id, path, refused)
    if not files:
        raise CorpusError(
            f"{folder}: inga dokument; lägg filer i mappen och kör `klimatsvar ingest`"
        )
    return sorted(files.values(), key=lambda file: file.id)


def document_id(folder: Path, path: Path) -> str:
    """Return the path below ``folder``, with forward slashes, in Unicode NFC.

    Bytes that are no text in the file system's encoding become replacement characters.
    """
    name = os.fsencode(path.relative_to(folder).as_posix()).decode("utf-8", "replace")
    return unicodedata.normalize("NFC", name)


def _walk(folder: Path) -> Iterator[tuple[Path, str | None]]:
    """Yield each file that is meant as a document, and why it must not be opened."""
    closed: list[OSError] = []
    for root, folders, names in os.walk(folder, onerror=closed.append):
        folders[:] = [name for name in folders if not _is_hidden(name)]
        for name in [*folders, *names]:
            path = Path(root, name)
            if path.is_symlink() and not _is_hidden(name):
                yield path, "filen är en länk till en annan plats; kopiera hit själva filen"
            elif path.is_file() and _is_meant(path.relative_to(folder)):
                yield path, None
    for error in closed:
        yield Path(error.filename), "mappen går inte att öppna; kontrollera att du får läsa den"


def _is_meant(relative: Path) -> bool:
    name = relative.name
    return not _is_hidden(name) and str(relative) != REGISTER and relative.stem.upper() != "README"


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "~$"))
