"""A quotation as it is shown: running text, and rows of a table as a table again. Pure.

Every word that is shown is a part of the verified quotation: what stood between two cells is left
out, and nothing is put in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

from klimatsvar.corpus.tables import AFTER_FIRST_CELL, AFTER_HEADER, BETWEEN_CELLS
from klimatsvar.types import Citation, Document


@dataclass(frozen=True, slots=True)
class Text:
    """Words that stand so in the document."""

    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A table row: its first cell, and the others with their headers."""

    first: str
    cells: tuple[tuple[str, str], ...]
    """Header and cell."""

    @classmethod
    def of(cls, text: str) -> "Row":
        """Read a row back from its text, which ``corpus.tables.row_text`` writes."""
        before, told, _ = text.partition(AFTER_HEADER)
        first, found, _ = before.rpartition(AFTER_FIRST_CELL)
        rest = text[len(first) + len(AFTER_FIRST_CELL) :] if found else text
        if not told:
            return cls(text, ())
        cells: list[tuple[str, str]] = []
        for piece in rest.split(BETWEEN_CELLS):
            header, is_named, cell = piece.partition(AFTER_HEADER)
            if is_named:
                cells.append((header, cell))
            elif cells:  # the cell before had the mark within
                header, cell = cells[-1]
                cells[-1] = (header, f"{cell}{BETWEEN_CELLS}{piece}")
            else:
                cells.append(("", piece))
        return cls(first, tuple(cells))


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one table that follow each other, or one alone."""

    rows: tuple[Row, ...]

    @property
    def headers(self) -> tuple[str, ...]:
        """Of all columns but the first, in the order in which the rows name them."""
        return tuple(dict.fromkeys(header for row in self.rows for header, _ in row.cells))


Part: TypeAlias = Text | Table


def parts_of(citation: Citation, document: Document) -> tuple[Part, ...]:
    """Return a quotation's text, and what of it are whole rows of a table."""
    if not citation.is_table:
        return (Text(citation.quote),)
    start, end = citation.start, citation.end
    parts: list[Part] = []
    for is_table, run in groupby(document.blocks_in(start, end), lambda block: block.kind == "row"):
        spans = [(max(block.start, start), min(block.end, end)) for block in run]
        if is_table:
            parts += _tables([Row.of(document.text[a:b]) for a, b in spans])
        else:
            parts.append(Text(document.text[spans[0][0] : spans[-1][1]]))
    return tuple(parts)


def _tables(rows: Sequence[Row]) -> list[Table]:
    """Return the rows as one table, or each as its own where a header doesn't tell a column."""
    named = [[header for header, _ in row.cells] for row in rows]
    is_one = all(names and len(names) == len(set(names)) for names in named)
    return [Table(tuple(rows))] if is_one else [Table((row,)) for row in rows]
