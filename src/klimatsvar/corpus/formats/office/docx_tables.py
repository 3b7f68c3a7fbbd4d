"""The rows of a Word table, with merged cells in the columns where they begin."""

from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

from klimatsvar.corpus.formats.office.docx_styles import is_on, value

_WRAPPERS = {qn(f"w:{name}") for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml")}
_MOST_COLUMNS = 63
"""Word's own limit."""


def read_rows(table: Any) -> Iterator[tuple[list[Any], bool]]:
    """Yield each row's cells, the ``w:tc`` elements, by column of the table's grid.

    A cell merged over columns stands in its first, None in the others; one merged over rows
    stands in each of them. With them comes whether the row is repeated on each page, as headers
    are. Deleted rows are left out.
    """
    above: list[Any] = []
    for row in _unwrapped(table, qn("w:tr")):
        properties = row.find(qn("w:trPr"))
        if properties is not None and properties.find(qn("w:del")) is not None:
            continue
        cells: list[Any] = [None] * _number(properties, "w:gridBefore", 0)
        for cell in _unwrapped(row, qn("w:tc")):
            column = len(cells)
            width = _number(cell.find(qn("w:tcPr")), "w:gridSpan", 1)
            if _continues(cell) and column < len(above) and above[column] is not None:
                cell = above[column]
            cells += [cell, *[None] * (width - 1)]
        above = cells[:_MOST_COLUMNS]
        yield above, bool(is_on(properties, "w:tblHeader"))


def _unwrapped(element: Any, tag: str) -> Iterator[Any]:
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _unwrapped(child, tag)


def _continues(cell: Any) -> bool:
    """Tell whether the cell is a lower part of one merged over rows."""
    properties = cell.find(qn("w:tcPr"))
    merge = None if properties is None else properties.find(qn("w:vMerge"))
    return merge is not None and merge.get(qn("w:val"), "continue") == "continue"


def _number(properties: Any, name: str, default: int) -> int:
    text = value(properties, name) or ""
    return min(int(text), _MOST_COLUMNS) if text.isdecimal() and len(text) < 9 else default
