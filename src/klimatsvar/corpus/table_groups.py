"""Rows below a name: which it holds for, and where a total of the whole table ends the last."""

from collections.abc import Sequence
from decimal import Decimal

from klimatsvar.corpus.table_headers import Row, is_figure, is_name

_LONGEST_NAME = 300
"""Characters."""
_FEWEST_SUMMED = 3
"""Figures of a group, from which the last may add up the others."""


def filled_down(rows: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return the rows with a name that stands in the first cell for several of them in each.

    A row with an empty first cell belongs to the name above it if both name something in the
    second, but for a last one that adds up all of the table. A text too long for a name is not
    repeated.
    """
    filled: list[tuple[str, ...]] = []
    groups: list[list[Row]] = []
    for i, cells in enumerate(rows):
        above = filled[-1] if filled else cells
        is_below = len(cells) > 2 and not cells[0] and is_name(cells[1])
        is_below = is_below and len(above) > 2 and is_name(above[1])
        if groups and not cells[0]:
            groups[-1].append(cells)
        else:
            groups.append([cells])
        if is_below and len(above[0]) <= _LONGEST_NAME:
            is_last = i == len(rows) - 1
            cells = cells if is_last and is_total(groups) else (above[0], *cells[1:])
        filled.append(cells)
    return filled


def is_total(groups: Sequence[Sequence[Row]]) -> bool:
    """Tell whether the last row adds up all groups of rows, in one of its columns.

    Only figures tell: a sum of the last group alone may have the same words before it. Each group
    may end with a sum of its own.
    """
    filled = [group for group in groups if group]
    if len(filled) < 2 or len(filled[-1]) < 2:
        return False
    *others, (*own, last) = filled
    return any(
        total is not None and _adds_up(total, [_column(g, column) for g in (*others, own)])
        for column, total in enumerate(map(_figure, last))
        if column
    )


def _adds_up(total: Decimal, groups: Sequence[Sequence[Decimal]]) -> bool:
    """Tell whether a figure is the sum of all groups' figures, and not of the last group's alone.

    Where it is both the other groups have nothing, and nothing is told.
    """
    whole = [sum(group, Decimal()) for group in groups]
    parts = [sum(_without_sum(group), Decimal()) for group in groups]
    return any(total == sum(sums) != sums[-1] for sums in (whole, parts))


def _without_sum(figures: Sequence[Decimal]) -> Sequence[Decimal]:
    *others, last = figures or [Decimal()]
    return others if len(figures) >= _FEWEST_SUMMED and sum(others) == last else figures


def _column(group: Sequence[Row], column: int) -> list[Decimal]:
    cells = (row[column] for row in group if column < len(row))
    return [figure for figure in map(_figure, cells) if figure is not None]


def _figure(cell: str) -> Decimal | None:
    """Return the number that a cell is, None for anything else and for a share."""
    text = cell.strip()
    if not is_figure(text) or text.endswith("%"):
        return None
    plain = text.replace(" ", "").replace(",", ".").replace("−", "-").replace("–", "-")
    return Decimal(plain) if plain.count(".") < 2 and plain[-1].isdigit() else None
