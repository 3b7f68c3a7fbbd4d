"""Read ``dokument.csv``, what staff know about the documents."""

import csv
import unicodedata
from collections.abc import Iterator
from io import StringIO
from pathlib import Path, PurePosixPath

from klimatsvar.corpus.dates import iso_date
from klimatsvar.corpus.decode import decode
from klimatsvar.corpus.source import Metadata
from klimatsvar.errors import CorpusError, DocumentError

REGISTER = "dokument.csv"
_COLUMNS = ("fil", "titel", "utgivare", "datum", "länk", "språk", "ersätts av")


def read_register(folder: Path) -> dict[str, Metadata]:
    """Return what ``dokument.csv`` in ``folder`` says, by document id; empty without the file.

    Raises CorpusError, naming the row, for a header or a file name that can't be right.
    """
    path = folder / REGISTER
    if not path.is_file():
        return {}
    try:
        text = decode(path.read_bytes())
    except DocumentError as error:
        raise CorpusError(f"{path}: {error}") from error
    except OSError as error:
        raise CorpusError(
            f"{path}: filen går inte att öppna ({error.strerror}); stäng den i andra program och "
            "kontrollera dess rättigheter"
        ) from error
    rows = csv.DictReader(StringIO(text, newline=""), delimiter=";")
    names = [
        unicodedata.normalize("NFC", (name or "").strip().lower()) for name in rows.fieldnames or []
    ]
    if "fil" not in names:
        raise CorpusError(
            f"{path}: kolumnen fil saknas; första raden ska vara {';'.join(_COLUMNS)}"
        )
    rows.fieldnames = names
    register: dict[str, Metadata] = {}
    for row in _rows(rows, path):
        cells = {name: (row.get(name) or "").strip() for name in _COLUMNS}
        if not cells["fil"]:
            continue
        id = _inside(cells["fil"], path, rows.line_num)
        if id in register:
            raise CorpusError(
                f"{path}, rad {rows.line_num}: ”{id}” står på en tidigare rad; ta bort den ena"
            )
        successor = cells["ersätts av"]
        register[id] = Metadata(
            title=cells["titel"] or None,
            publisher=cells["utgivare"] or None,
            date=_date(cells["datum"], path, rows.line_num),
            url=cells["länk"] or None,
            language=cells["språk"].lower() or None,
            replaced_by=_inside(successor, path, rows.line_num) if successor else None,
        )
    return register


def _rows(rows: "csv.DictReader[str]", path: Path) -> Iterator[dict[str, str | None]]:
    try:
        yield from rows
    except csv.Error as error:
        raise CorpusError(
            f"{path}, rad {rows.line_num}: går inte att läsa ({error}); rätta citattecknen"
        ) from error


def _date(cell: str, path: Path, line: int) -> str | None:
    date = iso_date(cell)
    if cell and not date:
        raise CorpusError(f"{path}, rad {line}: ”{cell}” är inget datum; skriv det som 2026-11-23")
    return date


def _inside(name: str, path: Path, line: int) -> str:
    """Return a file name as a document id. A path out of the corpus raises CorpusError."""
    id = unicodedata.normalize("NFC", name.replace("\\", "/"))
    parts = PurePosixPath(id)
    if parts.is_absolute() or not parts.name or ".." in parts.parts or ":" in parts.parts[0]:
        raise CorpusError(f"{path}, rad {line}: ”{name}” ligger utanför mappen; ange en fil i den")
    return str(parts)
