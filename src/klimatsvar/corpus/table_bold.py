"""Tell which of a table's cells are headers and labels, by their bold letters."""

import re
from collections.abc import Sequence
from dataclasses import replace

from klimatsvar.corpus.table_cells import Row, filled
from klimatsvar.corpus.table_headers import has_figures

_FEWEST_LABELS = 2
_NUMBER = re.compile(r"(?:[A-ZÅÄÖ]{1,2} ?)?\d{1,2}(?:\.\d{1,2})*\.?")


def told_by_bold(rows: Sequence[Row]) -> Sequence[Row]:
    """Return the rows with the cells marked as headers that bold letters tell as such.

    These are labels beside what they stand for, all through the table; or, where the file marks no
    headers, rows in bold over others that aren't.
    """
    if are_labelled(rows):
        return [[replace(cell, is_header=cell.is_bold) for cell in row] for row in rows]
    if any(cell.is_header for row in rows for cell in row):
        return rows
    return [
        [replace(cell, is_header=True) for cell in row] if is_header else row
        for row, is_header in zip(rows, _are_headers(rows), strict=True)
    ]


def are_labelled(rows: Sequence[Row]) -> bool:
    """Tell whether every other cell, from the first of each row, is in bold, and no other is."""
    cells = [filled(row) for row in rows]
    labels = sum((len(row) + 1) // 2 for row in cells)
    return labels >= _FEWEST_LABELS and all(
        cell.is_bold == (place % 2 == 0) for row in cells for place, cell in enumerate(row)
    )


def _are_headers(rows: Sequence[Row]) -> list[bool]:
    """Tell of each row whether it is a header in bold.

    That is the first row of several cells, and each further down that has as many and no figures,
    as a total has.
    """
    cells = [filled(row) for row in rows]
    first = next((i for i, row in enumerate(cells) if len(row) > 1), len(rows))
    bold = [len(row) > 1 and all(cell.is_bold for cell in row) for row in cells]
    found = [False] * len(rows)
    if first == len(rows) or not bold[first] or all(bold[first:]):
        return found
    is_over = False  # a row that is not in bold stands below
    for i in range(len(rows) - 1, -1, -1):
        is_full = len(cells[i]) >= len(cells[first]) or i - 1 == first
        is_other = has_figures([cell.text for cell in rows[i]])
        is_other = is_other or bool(title_in_bold(rows[i], rows[i + 1 :]))
        found[i] = bold[i] and is_over and (i == first or (is_full and not is_other))
        is_over = found[i] or (len(cells[i]) > 1 and not bold[i])
    for i, row in enumerate(rows[:first]):  # a header over several columns, and none other
        found[i] = found[first] and not row[0].blocks and all(cell.is_bold for cell in cells[i])
    return found


def title_in_bold(row: Row, below: Sequence[Row]) -> str:
    """Return the name in bold that a row is, with its number; "" where it is none.

    The row below it has no such name.
    """
    cells = filled(row)
    under = filled(below[0]) if below else []
    if len(under) < 2 or under[0].is_bold or not all(cell.is_bold for cell in cells):
        return ""
    texts = [cell.text for cell in row]
    if len(cells) == 1 and len(row) > 1:
        return texts[0]
    is_numbered = len(cells) == 2 and len(row) > 2 and _NUMBER.fullmatch(texts[0]) is not None
    return " ".join(texts[:2]) if is_numbered and texts[1] else ""
