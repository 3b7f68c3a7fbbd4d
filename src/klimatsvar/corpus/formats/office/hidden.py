"""The rows and columns of an Excel sheet that are hidden: openpyxl's quick reader tells none."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from lxml import etree

_HIDDEN = ("1", "true")
_MOST_COLUMNS = 16_384
"""Excel's own limit."""


class Hidden(NamedTuple):
    """Numbers of a sheet's hidden rows and columns, from 1."""

    rows: frozenset[int]
    columns: frozenset[int]


def hidden_in(sheet: Any) -> Hidden:
    """Return what is hidden in a worksheet of openpyxl's that is open for reading only."""
    rows: set[int] = set()
    columns: set[int] = set()
    number = 0
    with sheet._get_source() as source:
        for _, element in etree.iterparse(source, events=("end",), tag=("{*}col", "{*}row")):
            is_hidden = element.get("hidden") in _HIDDEN
            if etree.QName(element).localname == "col":
                first, last = int(element.get("min")), int(element.get("max"))
                columns.update(range(first, min(last, _MOST_COLUMNS) + 1) if is_hidden else ())
            else:
                number = int(element.get("r", number + 1))
                rows.update({number} if is_hidden else ())
                element.clear()
    return Hidden(frozenset(rows), frozenset(columns))


def without(row: Sequence[str], columns: frozenset[int]) -> list[str]:
    """Return a row's cells without those in the hidden columns."""
    return [cell for column, cell in enumerate(row, 1) if column not in columns]
