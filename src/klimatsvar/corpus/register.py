"""Read ``dokument.csv``, what staff know about the documents.

A row, or a cell of it, that can't be right is left out and told; only a file or a header that
can't be read costs the whole.
"""

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import islice
from pathlib import Path, PurePosixPath

from klimatsvar.corpus.about import whole_date
from klimatsvar.corpus.formats.decode import decode
from klimatsvar.corpus.links import web_link
from klimatsvar.corpus.source import Metadata
from klimatsvar.errors import CorpusError, DocumentError
from klimatsvar.language.codes import ISO_639_1

REGISTER = "dokument.csv"
COLUMNS = ("fil", "titel", "utgivare", "datum", "länk", "språk", "ersätts av")
_ALIASES = {"ersatts av": "ersätts av", "lank": "länk", "sprak": "språk"}
_SEPARATORS = ";\t,"
_ALIKE = 0.8
"""How like a known column's name a misspelled one is, as difflib's ratio."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A row, or a cell of a row, that is not used. In Swedish."""

    place: str
    """As in "dokument.csv, rad 3, datum"."""
    cause: str
    remedy: str

    def __str__(self) -> str:
        """Return what is wrong and what to do, without the place."""
        return f"{self.cause}; {self.remedy}"


@dataclass(frozen=True, slots=True)
class Row:
    """A row that names a file."""

    number: int
    """Of its first line, from 1."""
    end: int
    """Of its last line."""
    cells: Mapping[str, str]
    """By column's name; all of ``COLUMNS`` are there."""


@dataclass(frozen=True, slots=True)
class Register:
    """What dokument.csv says."""

    known: Mapping[str, Metadata] = field(default_factory=dict)
    """By document id."""
    faults: tuple[Fault, ...] = ()
    unused: tuple[str, ...] = ()
    """Names of the columns that mean nothing to us."""


def read_register(folder: Path) -> Register:
    """Return what ``dokument.csv`` in ``folder`` says; nothing without the file.

    Raises CorpusError for a file or a header that can't be read.
    """
    path = folder / REGISTER
    if path.is_symlink():
        raise CorpusError(path, "filen är en länk till en annan plats", "kopiera hit själva filen")
    return parse(read_text(path), path) if path.is_file() else Register()


def parse(text: str, path: Path) -> Register:
    """Return what the text of ``dokument.csv`` says. Raises CorpusError for a wrong header."""
    lines = text.splitlines(keepends=True)
    top, names = read_header(lines, path)
    rows = Rows(lines, top, names)
    known: dict[str, Metadata] = {}
    numbers: dict[str, int] = {}
    for row in rows:
        number, cells = row.number, row.cells
        id = rows.file(cells["fil"], number, "fil")
        if id is None:
            continue
        if id in known:
            cause = f"”{id}” står redan på rad {numbers[id]}"
            rows.tell(number, "", cause, "ta bort den ena raden")
            continue
        numbers[id] = number
        successor = cells["ersätts av"]
        known[id] = Metadata(
            title=cells["titel"] or None,
            publisher=cells["utgivare"] or None,
            date=rows.date(cells["datum"], number),
            url=rows.link(cells["länk"], number),
            language=rows.language(cells["språk"].lower(), number),
            replaced_by=rows.file(successor, number, "ersätts av") if successor else None,
        )
    unused = tuple(name for name in names if name and name not in COLUMNS)
    return Register(known, tuple(rows.faults), unused)


def is_misnamed_register(path: Path) -> bool:
    """Tell whether a file is meant as dokument.csv, and has another name."""
    name = path.name.casefold()
    if path.name == REGISTER:
        return False
    if name in _MISNAMED:
        return True
    if not re.fullmatch(r"(?:do[ck]ument|register).*\.(?:csv|txt)", name):
        return False
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError:  # reading it tells
        return False
    first = head.replace(b"\0", b"").decode("utf-8-sig", "replace").lstrip().partition("\n")[0]
    columns = {cell.strip(' "\r\ufffd').casefold() for cell in re.split(r"[;,\t]", first)}
    return bool(columns & {"fil", "file", "filnamn"}) and len(columns & _TELLING) > 0


_MISNAMED = frozenset(
    (
        REGISTER,
        f"{REGISTER}.txt",
        f"{REGISTER}.csv",
        "dokument.xlsx",
        "dokument.xls",
        "dokument.ods",
    )
)
_TELLING = frozenset((*COLUMNS[1:], *_ALIASES, "title"))
"""Columns that a table of other things than documents hardly has beside their files."""
_HEAD_BYTES = 2048


def read_text(path: Path) -> str:
    """Return the text of ``dokument.csv``. Raises CorpusError."""
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


class Rows:
    """The rows below the header, and what is found wrong with them."""

    def __init__(self, lines: Sequence[str], top: int, names: Sequence[str]) -> None:
        self.faults: list[Fault] = []
        self._lines, self._top, self._names = lines, top, names
        self._separator = separator(lines)

    def __iter__(self) -> Iterator[Row]:
        """Yield each row that can be one."""
        at = self._top
        while at < len(self._lines):
            number = at + 1
            # From here on each time, so that a quote that never ends costs its own line alone.
            reader = csv.reader(
                islice(self._lines, at, None), delimiter=self._separator, strict=True
            )
            try:
                row = [tidy(cell) for cell in next(reader)]
            except csv.Error as error:
                self.tell(number, "", f"raden går inte att läsa ({error})", "rätta citattecknen")
                at += 1
                continue
            at += reader.line_num
            extra = [cell for cell in _beyond(row, self._names) if cell]
            cells = dict(zip(self._names, row, strict=False))
            cells = dict.fromkeys(COLUMNS, "") | cells
            if extra:
                cause = f"raden har fler celler än det finns kolumner (”{extra[0]}”)"
                remedy = "ta bort cellen, eller sätt citattecken om den text som skulle hållas ihop"
                self.tell(number, "", cause, remedy)
            elif cells["fil"]:
                yield Row(number, at, cells)
            elif any(cells[name] for name in COLUMNS):
                remedy = "skriv filens namn i kolumnen fil, eller töm raden"
                self.tell(number, "", "raden säger inte vilken fil den gäller", remedy)

    def tell(self, number: int, column: str, cause: str, remedy: str) -> None:
        """Note what is wrong with a row, or with what it has in a column."""
        place = f"{REGISTER}, rad {number}" + (f", {column}" if column else "")
        self.faults.append(Fault(place, cause, remedy))

    def file(self, name: str, number: int, column: str) -> str | None:
        """Return a file name as a document id, None for a path out of the corpus."""
        id = name.replace("\\", "/")
        parts = PurePosixPath(id)
        if parts.is_absolute() or not parts.name or ".." in parts.parts or ":" in parts.parts[0]:
            self.tell(number, column, f"”{name}” ligger utanför mappen", "ange en fil i mappen")
            return None
        return str(parts)

    def date(self, cell: str, number: int) -> str | None:
        try:
            date = whole_date(cell)
        except ValueError:
            self.tell(number, "datum", f"”{cell}” finns inte i kalendern", "rätta datumet")
            return None
        if cell and date is None:
            remedy = "skriv det som 2026-11-23, 2026-11 eller 2026"
            self.tell(number, "datum", f"”{cell}” är inget datum", remedy)
        return date

    def link(self, cell: str, number: int) -> str | None:
        if not cell or web_link(cell):
            return cell or None
        if re.fullmatch(r"(?:[\w-]+\.)+[a-zåäö]{2,}(?:[/?#]\S*)?", cell, re.I):
            cause, remedy = f"länken ”{cell}” saknar https://", f"skriv https://{cell}"
        else:
            cause = f"”{cell}” är ingen länk till en webbsida"
            remedy = "skriv en adress som börjar med https://"
        self.tell(number, "länk", cause, remedy)
        return None

    def language(self, cell: str, number: int) -> str | None:
        if not cell or re.split("[-_]", cell)[0] in ISO_639_1:
            return cell.replace("_", "-") or None
        remedy = "skriv sv för svenska eller en för engelska, eller lämna cellen tom"
        self.tell(number, "språk", f"”{cell}” är ingen kod för ett språk", remedy)
        return None


def _beyond(row: Sequence[str], names: Sequence[str]) -> Iterator[str]:
    """Yield the cells that stand under no column's name."""
    for place, cell in enumerate(row):
        if place >= len(names) or not names[place]:
            yield cell


def separator(lines: Sequence[str]) -> str:
    """Return what parts the columns: what stands most often in the first line with something."""
    header = next((line for line in lines if line.strip(_SEPARATORS + " \r\n")), "")
    return max(_SEPARATORS, key=header.count)


def read_header(lines: Sequence[str], path: Path) -> tuple[int, list[str]]:
    """Return how many lines the header ends after, and its names; others than ours may stand."""
    rows = csv.reader(iter(lines), delimiter=separator(lines))
    try:
        row = next((row for row in rows if any(map(str.strip, row))), [])
    except csv.Error as error:
        raise CorpusError(
            f"{path}, rad {max(1, rows.line_num)}",
            f"raden går inte att läsa ({error})",
            "rätta citattecknen",
        ) from error
    names = [" ".join(tidy(name).lower().split()) for name in row]
    names = [_ALIASES.get(name, name) for name in names]
    for name in names:
        likely = get_close_matches(name, COLUMNS, 1, _ALIKE)
        if likely and likely[0] not in names:
            raise CorpusError(
                path,
                f"kolumnen ”{name}” är okänd",
                f"skriv ”{likely[0]}”, om det är den som menas",
            )
    for name in COLUMNS:
        if names.count(name) > 1:
            raise CorpusError(path, f"kolumnen ”{name}” finns två gånger", "ta bort den ena")
    if "fil" not in names:
        raise CorpusError(path, "kolumnen fil saknas", f"första raden ska vara {';'.join(COLUMNS)}")
    return rows.line_num, names


def tidy(cell: str) -> str:
    """Return a cell's text in Unicode NFC, on one line."""
    return unicodedata.normalize("NFC", " ".join(cell.split()))
