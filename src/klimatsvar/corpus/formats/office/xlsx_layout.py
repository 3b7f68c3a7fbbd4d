"""What openpyxl's quick reader doesn't tell of an Excel sheet: what is hidden or merged."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from lxml import etree
from openpyxl.cell.rich_text import CellRichText
from openpyxl.utils import coordinate_to_tuple, range_boundaries

_HIDDEN = ("1", "true")
_MOST_COLUMNS = 16_384
"""Excel's own limit."""


class Layout(NamedTuple):
    """Of a sheet; rows and columns count from 0."""

    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    merged: Mapping[tuple[int, int], int]
    """By row and first column, over how many columns cells are merged."""
    tall: Mapping[int, Mapping[int, int]]
    """By row and column, over how many rows cells are merged."""
    runs: Mapping[tuple[int, int], CellRichText]
    """By row and column, texts that stand in the cell itself and look different in parts."""


def layout_of(sheet: Any) -> Layout:
    """Return the layout of a worksheet of openpyxl's that is open for reading only."""
    rows: set[int] = set()
    columns: set[int] = set()
    merged: dict[tuple[int, int], int] = {}
    tall: dict[int, dict[int, int]] = {}
    runs: dict[tuple[int, int], CellRichText] = {}
    number = 0
    tags = ("{*}col", "{*}row", "{*}mergeCell", "{*}is")
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
                case "is" if (place := element.getparent().get("r")) and len(element) > 1:
                    row, column = coordinate_to_tuple(place)
                    runs[row - 1, column - 1] = CellRichText.from_tree(element)
                case "mergeCell":
                    left, top, right, bottom = range_boundaries(element.get("ref"))
                    if right > left:
                        merged[top - 1, left - 1] = right - left + 1
                    if bottom > top:
                        tall.setdefault(top - 1, {})[left - 1] = bottom - top + 1
    return Layout(frozenset(rows), frozenset(columns), merged, tall, runs)
