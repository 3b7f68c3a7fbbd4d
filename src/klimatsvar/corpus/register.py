"""Read ``dokument.csv``, what staff know about the documents."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from klimatsvar.corpus.about import whole_date
from klimatsvar.corpus.links import web_link
from klimatsvar.corpus.source import LONGEST_ORIGIN, Metadata
from klimatsvar.corpus.staff_table import Fault, Form, StaffTable, as_row
from klimatsvar.language.codes import ISO_639_1

REGISTER = "dokument.csv"
FORM = Form(
    columns=("fil", "titel", "utgivare", "ursprung", "datum", "länk", "språk", "ersätts av"),
    key="fil",
    without_key="row_without_file",
    aliases={"ersatts av": "ersätts av", "lank": "länk", "sprak": "språk"},
)


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
    table = StaffTable.open(folder / REGISTER, FORM)
    return parse(table) if table else Register()


def parse(table: StaffTable) -> Register:
    """Return what the rows of ``dokument.csv`` say."""
    known: dict[str, Metadata] = {}
    numbers: dict[str, int] = {}
    for row in table:
        number, cells = row.number, row.cells
        id = table.file(cells["fil"], number, "fil")
        if id is None:
            continue
        if id in known:
            table.tell(number, "", "row_twice", what=id, first=numbers[id])
            continue
        numbers[id] = number
        successor = cells["ersätts av"]
        known[id] = Metadata(
            title=cells["titel"] or None,
            publisher=cells["utgivare"] or None,
            date=_date(cells["datum"], table, number),
            url=_link(cells["länk"], table, number),
            language=_language(cells["språk"].lower(), table, number),
            replaced_by=table.file(successor, number, "ersätts av") if successor else None,
            origin=_origin(cells["ursprung"], table, number),
        )
    return Register(known, tuple(table.faults), table.unused)


def _date(cell: str, table: StaffTable, number: int) -> str | None:
    try:
        date = whole_date(cell)
    except ValueError:
        table.tell(number, "datum", "date_not_in_calendar", date=cell)
        return None
    if cell and date is None:
        table.tell(number, "datum", "date_wrong", date=cell)
    return date


def _link(cell: str, table: StaffTable, number: int) -> str | None:
    if not cell or web_link(cell):
        return cell or None
    if re.fullmatch(r"(?:[\w-]+\.)+[a-zåäö]{2,}(?:[/?#]\S*)?", cell, re.I):
        table.tell(number, "länk", "link_without_https", link=cell)
    else:
        table.tell(number, "länk", "link_wrong", link=cell)
    return None


def _language(cell: str, table: StaffTable, number: int) -> str | None:
    if not cell or re.split("[-_]", cell)[0] in ISO_639_1:
        return cell.replace("_", "-") or None
    table.tell(number, "språk", "language_wrong", language=cell)
    return None


def _origin(cell: str, table: StaffTable, number: int) -> str | None:
    if len(cell) <= LONGEST_ORIGIN:
        return cell or None
    table.tell(number, "ursprung", "origin_long", most=LONGEST_ORIGIN)
    return None


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
    columns = set(as_row(first))
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
_TELLING = frozenset((*FORM.columns[1:], *FORM.aliases, "title"))
"""Columns that a table of other things than documents hardly has beside their files."""
_HEAD_BYTES = 2048
