"""Read ``dokument.csv``, what staff know about the documents."""

import csv
import unicodedata
from collections.abc import Iterator
from difflib import get_close_matches
from io import StringIO
from pathlib import Path, PurePosixPath

from klimatsvar.corpus.about import iso_date
from klimatsvar.corpus.formats.decode import decode
from klimatsvar.corpus.source import Metadata
from klimatsvar.errors import CorpusError, DocumentError

REGISTER = "dokument.csv"
_COLUMNS = ("fil", "titel", "utgivare", "datum", "länk", "språk", "ersätts av")
_ALIASES = {"ersatts av": "ersätts av", "lank": "länk", "sprak": "språk"}
_SEPARATORS = ";\t,"
_ALIKE = 0.8
"""How like a known column's name a misspelled one is, as difflib's ratio."""


def read_register(folder: Path) -> dict[str, Metadata]:
    """Return what ``dokument.csv`` in ``folder`` says, by document id; empty without the file.

    Raises CorpusError, naming the row, for a header or a file name that can't be right.
    """
    path = folder / REGISTER
    if path.is_symlink():
        raise CorpusError(path, "filen är en länk till en annan plats", "kopiera hit själva filen")
    if not path.is_file():
        return {}
    register: dict[str, Metadata] = {}
    lines: dict[str, int] = {}
    for line, cells in _rows(_text(path), path):
        id = _inside(cells["fil"], path, line)
        if id in register:
            raise CorpusError(
                f"{path}, rad {line}", f"”{id}” står redan på rad {lines[id]}", "ta bort den ena"
            )
        lines[id] = line
        successor = cells["ersätts av"]
        register[id] = Metadata(
            title=cells["titel"] or None,
            publisher=cells["utgivare"] or None,
            date=_date(cells["datum"], path, line),
            url=cells["länk"] or None,
            language=cells["språk"].lower() or None,
            replaced_by=_inside(successor, path, line) if successor else None,
        )
    return register


def _text(path: Path) -> str:
    try:
        return decode(path.read_bytes())
    except DocumentError as error:
        raise CorpusError(path, error.cause, error.remedy) from error
    except OSError as error:
        raise CorpusError(
            path,
            f"filen går inte att öppna ({error.strerror})",
            "stäng den i andra program och kontrollera att du får läsa den",
        ) from error


def _rows(text: str, path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the line number and the cells, by column, of each row that names a file."""
    rows = csv.reader(StringIO(text, newline=""), delimiter=_separator(text))
    try:
        names = _header(rows, path)
        for row in rows:
            given = dict(zip(names, map(_nfc, row), strict=False))
            cells = {name: given.get(name, "") for name in _COLUMNS}
            if cells["fil"]:
                yield rows.line_num, cells
    except csv.Error as error:
        raise CorpusError(
            f"{path}, rad {max(1, rows.line_num)}",
            f"raden går inte att läsa ({error})",
            "rätta citattecknen",
        ) from error


def _separator(text: str) -> str:
    """Return what parts the columns: what stands most often in the first line with something."""
    header = next((line for line in text.splitlines() if line.strip(_SEPARATORS + " ")), "")
    return max(_SEPARATORS, key=header.count)


def _header(rows: Iterator[list[str]], path: Path) -> list[str]:
    """Return the columns' names from the first row with something; others than ours may stand."""
    row = next((row for row in rows if any(map(str.strip, row))), [])
    names = [" ".join(_nfc(name).lower().split()) for name in row]
    names = [_ALIASES.get(name, name) for name in names]
    for name in names:
        likely = get_close_matches(name, _COLUMNS, 1, _ALIKE)
        if likely and likely[0] not in names:
            raise CorpusError(
                path,
                f"kolumnen ”{name}” är okänd",
                f"skriv ”{likely[0]}”, om det är den som menas",
            )
    for name in _COLUMNS:
        if names.count(name) > 1:
            raise CorpusError(path, f"kolumnen ”{name}” finns två gånger", "ta bort den ena")
    if "fil" not in names:
        raise CorpusError(
            path, "kolumnen fil saknas", f"första raden ska vara {';'.join(_COLUMNS)}"
        )
    return names


def _nfc(cell: str) -> str:
    return unicodedata.normalize("NFC", cell.strip())


def _date(cell: str, path: Path, line: int) -> str | None:
    date = iso_date(cell)
    if cell and not date:
        raise CorpusError(
            f"{path}, rad {line}", f"”{cell}” är inget datum", "skriv det som 2026-11-23"
        )
    return date


def _inside(name: str, path: Path, line: int) -> str:
    """Return a file name as a document id. A path out of the corpus raises CorpusError."""
    id = name.replace("\\", "/")
    parts = PurePosixPath(id)
    if parts.is_absolute() or not parts.name or ".." in parts.parts or ":" in parts.parts[0]:
        raise CorpusError(
            f"{path}, rad {line}", f"”{name}” ligger utanför mappen", "ange en fil i mappen"
        )
    return str(parts)
