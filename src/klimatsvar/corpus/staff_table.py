"""Tables that staff keep beside the documents, as CSV: read row by row, kindly and strictly.

A row, or a cell of it, that can't be right is left out and told; only a file or a header that
can't be read costs the whole.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Self

from klimatsvar.corpus.formats.decode import decode
from klimatsvar.errors import CorpusError, DocumentError
from klimatsvar.texts.messages import Message

_SEPARATORS = ";\t,"
_ALIKE = 0.8
"""How like a known column's name a misspelled one is, as difflib's ratio."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A row of staff's tables, or a cell of a row, that is not used."""

    table: str
    row: int
    column: str
    """Empty where the row as a whole is at fault."""
    message: Message

    @property
    def place(self) -> Message:
        """Where it is, as in "dokument.csv, rad 3, datum"."""
        where = {"table": self.table, "row": self.row}
        if self.column:
            return Message.of("place_of_cell", column=self.column, **where)
        return Message.of("place_of_row", **where)

    @property
    def in_row(self) -> Message:
        """What is wrong, with the row and the column where it is."""
        where = {"row": self.row, "fault": self.message}
        if self.column:
            return Message.of("in_cell", column=self.column, **where)
        return Message.of("in_row", **where)


@dataclass(frozen=True, slots=True)
class Form:
    """What a table of one kind looks like."""

    columns: tuple[str, ...]
    key: str
    """The column that every row must have, and every header."""
    without_key: str
    """Of the message that tells of a row without it."""
    aliases: Mapping[str, str]
    """Other names of the columns."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row that can be one."""

    number: int
    """Of its first line, from 1."""
    end: int
    """Of its last line."""
    cells: Mapping[str, str]
    """By column's name; all of the form's are there, and what else the header names."""


class StaffTable:
    """The rows below the header of a table, and what is found wrong with them."""

    def __init__(self, lines: Sequence[str], path: Path, form: Form) -> None:
        """Take the lines, with their ends. Raises CorpusError when the header can't be read."""
        self.faults: list[Fault] = []
        self.lines, self.name, self._form = lines, path.name, form
        self.separator = _separator(lines)
        self.top, self.names = _header(lines, path, form)
        """Lines up to the end of the header, and its names."""

    @classmethod
    def open(cls, path: Path, form: Form) -> Self | None:
        """Read a file, the first sheet of a workbook, None where there is none.

        Raises CorpusError for one that can't be read.
        """
        if path.is_symlink():
            raise CorpusError("table_is_link", table=path)
        if not path.is_file():
            return None
        is_workbook = path.suffix.lower() == ".xlsx"
        lines = _of_workbook(path) if is_workbook else read_text(path).splitlines(keepends=True)
        return cls(lines, path, form)

    @property
    def unused(self) -> tuple[str, ...]:
        """Names of the columns that mean nothing to us."""
        return tuple(name for name in self.names if name and name not in self._form.columns)

    def __iter__(self) -> Iterator[Row]:
        """Yield each row that can be one."""
        form, at = self._form, self.top
        while at < len(self.lines):
            number = at + 1
            # From here on each time, so that a quote that never ends costs its own line alone.
            reader = csv.reader(islice(self.lines, at, None), delimiter=self.separator, strict=True)
            try:
                row = [tidy(cell) for cell in next(reader)]
            except csv.Error as error:
                self.tell(number, "", "row_not_read", reason=error)
                at += 1
                continue
            at += reader.line_num
            extra = [cell for cell in _beyond(row, self.names) if cell]
            cells = dict(zip(self.names, row, strict=False))
            cells = dict.fromkeys(form.columns, "") | cells
            if extra:
                self.tell(number, "", "row_too_wide", cell=extra[0])
            elif cells[form.key]:
                yield Row(number, at, cells)
            elif any(cells[name] for name in form.columns):
                self.tell(number, "", form.without_key)

    def with_row(self, row: Row | None, cells: Mapping[str, str]) -> tuple[str, int]:
        """Return the table's text with ``cells`` in the place of ``row``, and that row's number.

        Without ``row`` they come last; without ``cells`` the row is left out. Columns of the form
        that the header lacks are added to it. Other rows, and other columns, stay as they are.
        """
        lines, sep = list(self.lines), self.separator
        missing = [name for name in self._form.columns if name not in self.names]
        if missing:
            header = lines[self.top - 1].rstrip("\r\n")
            lines[self.top - 1] = header + sep + sep.join(missing) + "\n"
        known = {**(row.cells if row else {}), **cells}
        made = [as_line([known.get(name, "") for name in (*self.names, *missing)], sep)]
        if row:
            lines[row.number - 1 : row.end] = made if cells else []
            return "".join(lines), row.number
        if not lines[-1].endswith("\n"):
            lines[-1] += "\n"
        return "".join([*lines, *made]), len(lines) + 1

    def tell(self, number: int, column: str, key: str, /, **fields: object) -> None:
        """Note, by a message's key, what is wrong with a row, or with what it has in a column."""
        self.faults.append(Fault(self.name, number, column, Message.of(key, **fields)))

    def file(self, name: str, number: int, column: str) -> str | None:
        """Return a file name as a document id, None for a path out of the corpus."""
        id = name.replace("\\", "/")
        parts = PurePosixPath(id)
        if parts.is_absolute() or not parts.name or ".." in parts.parts or ":" in parts.parts[0]:
            self.tell(number, column, "file_outside", file=name)
            return None
        return str(parts)


def as_row(text: str) -> list[str]:
    """Return the cells of a line, whatever parts them; quotes are taken off."""
    return [cell.strip(' "\r\ufffd').casefold() for cell in re.split(r"[;,\t]", text)]


def as_line(cells: Sequence[str], separator: str) -> str:
    """Return the line of CSV that has these cells, with its end."""
    line = io.StringIO()
    csv.writer(line, delimiter=separator, lineterminator="\n").writerow(cells)
    return line.getvalue()


def read_text(path: Path) -> str:
    """Return the text of a table. Raises CorpusError."""
    try:
        return decode(path.read_bytes())
    except DocumentError as error:
        raise CorpusError("table_not_read", table=path, fault=error) from error
    except OSError as error:
        raise CorpusError("table_not_opened", table=path, reason=error.strerror) from error


def _of_workbook(path: Path) -> list[str]:
    """Return the rows of a workbook's first sheet as the lines of a CSV file."""
    from klimatsvar.corpus.formats.office.xlsx import first_sheet  # loads what few tables need

    try:
        rows = first_sheet(path)
    except DocumentError as error:
        raise CorpusError("table_not_read", table=path, fault=error) from error
    return [as_line([" ".join(cell.split()) for cell in row], ";") for row in rows]


def _beyond(row: Sequence[str], names: Sequence[str]) -> Iterator[str]:
    """Yield the cells that stand under no column's name."""
    for place, cell in enumerate(row):
        if place >= len(names) or not names[place]:
            yield cell


def _separator(lines: Sequence[str]) -> str:
    """Return what parts the columns: what stands most often in the first line with something."""
    header = next((line for line in lines if line.strip(_SEPARATORS + " \r\n")), "")
    return max(_SEPARATORS, key=header.count)


def _header(lines: Sequence[str], path: Path, form: Form) -> tuple[int, list[str]]:
    """Return how many lines the header ends after, and its names; others than ours may stand."""
    rows = csv.reader(iter(lines), delimiter=_separator(lines))
    try:
        row = next((row for row in rows if any(map(str.strip, row))), [])
    except csv.Error as error:
        raise CorpusError(
            "header_not_read", table=path, row=max(1, rows.line_num), reason=error
        ) from error
    names = [" ".join(tidy(name).lower().split()) for name in row]
    names = [form.aliases.get(name, name) for name in names]
    for name in names:
        likely = get_close_matches(name, form.columns, 1, _ALIKE)
        if likely and likely[0] not in names:
            raise CorpusError("column_unknown", table=path, column=name, likely=likely[0])
    for name in form.columns:
        if names.count(name) > 1:
            raise CorpusError("column_twice", table=path, column=name)
    if form.key not in names:
        raise CorpusError(
            "column_missing", table=path, column=form.key, header=";".join(form.columns)
        )
    return rows.line_num, names


def tidy(cell: str) -> str:
    """Return a cell's text in Unicode NFC, on one line."""
    return unicodedata.normalize("NFC", " ".join(cell.split()))
