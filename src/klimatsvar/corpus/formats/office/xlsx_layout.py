"""What of an Excel sheet is hidden, and what is merged: openpyxl's quick reader tells neither."""

from typing import Any, NamedTuple

from lxml import etree
from openpyxl.utils import range_boundaries

_HIDDEN = ("1", "true")
_MOST_COLUMNS = 16_384
"""Excel's own limit."""


class Layout(NamedTuple):
    """Of a sheet; rows and columns count from 0."""

    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    merged: frozenset[tuple[int, int]]
    """The rows and first columns of cells that are merged over several columns."""


def layout_of(sheet: Any) -> Layout:
    """Return the layout of a worksheet of openpyxl's that is open for reading only."""
    rows: set[int] = set()
    columns: set[int] = set()
    merged: set[tuple[int, int]] = set()
    number = 0
    tags = ("{*}col", "{*}row", "{*}mergeCell")
    with sheet._get_source() as source:
        for _, element in etree.iterparse(source, events=("end",), tag=tags):
            is_hidden = element.get("hidden") in _HIDDEN
            match etree.QName(element).localname:
                case "col":
                    first, last = int(element.get("min")), int(element.get("max"))
                    columns.update(range(first - 1, min(last, _MOST_COLUMNS)) if is_hidden else ())
                case "row":
                    number = int(element.get("r", number + 1))
                    rows.update({number - 1} if is_hidden else ())
                    element.clear()
                case _:
                    left, top, right, _ = range_boundaries(element.get("ref"))
                    merged.update({(top - 1, left - 1)} if right > left else ())
    return Layout(frozenset(rows), frozenset(columns), frozenset(merged))
