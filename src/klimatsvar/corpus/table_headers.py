"""Tell which of a table's cells are headers, by what stands in them."""

import re
from collections.abc import Sequence
from typing import Literal

_YEAR = re.compile(r"(?:19|20)\d\d")
_DATE = re.compile(r"(?:19|20)\d\d(?:-\d\d){0,2}")
_FIGURE = re.compile(r"[-–−]?\d[\d .,]*%?")
_QUANTITY = re.compile(r"[-–−]?\d")
# "KS 2024-00417", "TN 2023/12", "klimat@exempelstad.se"
_NO_NAME = re.compile(r"^[A-ZÅÄÖ]{1,5}[ -]?(?:19|20)\d\d[-/:]\d+|@|^(?:https?:|www\.)")
_FEWEST = 2
"""Rows of a table of labels: one row alone is cells side by side."""
_LONGEST_LABEL = 40
"""Characters of one of several labels in a row."""

Row = Sequence[str]


def has_figures(row: Row) -> bool:
    """Tell whether there is a number, other than a year, beside the row's first cell."""
    return any(map(is_figure, row[1:]))


def is_figure(cell: str) -> bool:
    """Tell whether a cell is a number, other than a year."""
    return _FIGURE.fullmatch(cell) is not None and not _YEAR.fullmatch(cell)


def is_form(rows: Sequence[Row]) -> bool:
    """Tell whether most of the first cells end in colons, as labels do: "Beslut: 2023-12-08"."""
    labels = [row[0] for row in rows if row and row[0]]
    return sum(label.endswith(":") for label in labels) > len(labels) / 2


def is_labelled(rows: Sequence[Row]) -> bool:
    """Tell whether each row of a table is a label and what it stands for, and none has headers.

    It is a form (``is_form``); or it has two columns, words in the first, and in the second not the
    same kind of thing all the way down below its first cell, as figures below "Ton" are. Where
    neither is sure they are labels: "Nämnd: Ordförande" says little, but "Ordförande – Nämnden: Eva
    Ek" would be wrong. Several labels in a row are told by what the first row has beside them.
    """
    if is_form(rows):
        return True
    if len(rows) < _FEWEST or any(any(row[2:]) for row in rows):
        return _are_several(rows)
    labels = [row[0] for row in rows if row and row[0]]
    if len(labels) < len(rows) or any(_kind(label) != "words" for label in labels):
        return False
    first, *below = (row[1] if len(row) > 1 else "" for row in rows)
    kinds = {_kind(value) for value in below if value}
    if not first or not kinds:
        return False
    return is_value(first) or kinds == {"words"} or len(kinds) > 1


def _are_several(rows: Sequence[Row]) -> bool:
    """Tell whether every other cell is a label: short words, each other than the rest.

    A date, quantity, Dnr or address in the first row tells that it has no headers.
    """
    if len(rows) < _FEWEST or any(len(row) % 2 for row in rows):
        return False
    labels = [label for row in rows for label in row[::2] if label]
    return (
        any(is_value(cell) or _NO_NAME.search(cell) for cell in rows[0][1::2])
        and len(set(labels)) == len(labels)
        and all(len(label) <= _LONGEST_LABEL and _kind(label) == "words" for label in labels)
    )


def is_value(cell: str) -> bool:
    """Tell whether a cell is a date or quantity, which is no header; a year may be one."""
    return _kind(cell) != "words" and not _YEAR.fullmatch(cell)


def _kind(cell: str) -> Literal["date", "quantity", "words"]:
    if _DATE.fullmatch(cell):
        return "date"
    return "quantity" if _QUANTITY.match(cell) else "words"


def fields(rows: Sequence[Row]) -> list[str]:
    """Return rows of labels and what they stand for: "label: value".

    In a form labels have their colons, and other cells get none; several stand in one text.
    """
    if is_form(rows):
        return [*map(_field, rows)]
    cells = ([*row, ""] for row in rows)
    pairs = (pair for row in cells for pair in zip(row[::2], row[1::2], strict=False))
    return [f"{label.rstrip(':')}: {cell}" if cell else label for label, cell in pairs if label]


def _field(row: Row) -> str:
    first, *rest = filter(None, row)
    parts = [first]
    for cell in rest:
        if parts[-1].endswith(":"):
            parts[-1] += f" {cell}"
        else:
            parts.append(cell)
    return "; ".join(parts)


def is_name(cell: str) -> bool:
    """Tell whether a cell has a word in it."""
    return re.search(r"[^\W\d_]{3}", cell) is not None


_AMOUNT = re.compile(r"[<>≤≥~±+−–-]*\s*\d[\d\s.,/]*\s*(?:%|‰|kr|st|ton|kg|kWh|MWh|GWh)?")
_UNIT = re.compile(
    r"%|\b(?:kg|[kMGT]?Wh|[kMG]W|km|m[2²3³]|kr|CO2\w*"
    r"|(?i:ton|gram|kvm|procent|andel|antal|[tm]kr|mnkr|kronor|koldioxidekvivalenter))\b"
)
# "Avgift 350 kr" is a statement; "kr per 100 kg" is a unit.
_STATED = re.compile(
    r"(?<![\d/])(?<!per )\d[\d\s.,]*(?:%|(?:kr|st|ton|kg|kWh|MWh|GWh|mkr|tkr)\b)", re.IGNORECASE
)
_CAPTION = re.compile(r"(?:tabell|figur|diagram|källa|not)\b", re.IGNORECASE)


def names_unit(text: str) -> bool:
    """Tell whether a short text says what figures below it are: "Utsläpp, tusen ton"."""
    return (
        len(text) <= 40
        and _UNIT.search(text) is not None
        and _AMOUNT.fullmatch(text) is None
        and _STATED.search(text) is None
        and _CAPTION.match(text) is None
    )


def are_units(row: Row) -> bool:
    """Tell whether a row has nothing but units, one or more, and no name before them."""
    first, *others = row or [""]
    units = [cell for cell in others if cell]
    return not first and bool(units) and all(map(names_unit, units))


def joined(names: Sequence[Row]) -> list[str]:
    """Return the headers of several rows as one: "Utsläpp (ton), 2022"; one merged counts once."""
    columns = zip(*names, strict=True)
    return [", ".join(name for name in dict.fromkeys(column) if name) for column in columns]
