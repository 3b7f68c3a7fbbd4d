"""The cells of a table, as any format gives them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from klimatsvar.corpus.source import SourceBlock


class Covered(str):
    """The text, which is none, of a place that the cell to its left is merged over."""


class Below(str):
    """The text, which is none, of a place below a cell that is merged over rows."""

    above: str
    """What stands in the cell."""

    @classmethod
    def of(cls, text: str) -> "Below":
        """Return the place below a cell with that text."""
        place = cls()
        place.above = text
        return place


_COVERED = Covered()


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote's or endnote's text, following the block that refers to it."""

    text: str


LONGEST_CELL = 300
"""Characters of a cell that is alone in its row, or repeated for each row it is merged over."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a table's cell."""

    parts: tuple[SourceBlock | Note, ...] = ()
    is_repeated: bool = False
    """Whether it is the lower part of a cell merged over rows."""
    columns: int = 1
    """How many columns it is merged over; empty cells follow it in the others."""
    is_header: bool = False
    """Whether the file says that it is one; where none is, the headers are told by their place."""
    is_bold: bool = False
    """Whether all that stands in it is in bold."""

    @property
    def blocks(self) -> list[SourceBlock]:
        """The cell's blocks, without its notes."""
        return [part for part in self.parts if isinstance(part, SourceBlock)]

    @property
    def text(self) -> str:
        """The cell's words on one line, items of a list set apart; a long text is not repeated."""
        text = ""
        last = ""
        for block in self.blocks:
            text += ("; " if last == block.kind == "item" else " ") if text else ""
            text += block.text
            last = block.kind
        return "" if self.is_repeated and len(text) > LONGEST_CELL else text


Row: TypeAlias = Sequence[Cell]


def filled(row: Row) -> list[Cell]:
    """Return a row's cells that have something in them."""
    return [cell for cell in row if cell.blocks]


def texts_of(row: Row) -> list[str]:
    """Return the texts of a row's cells, with ``Covered`` where one is merged over columns."""
    texts: list[str] = []
    ends = 0
    for place, cell in enumerate(row):
        text = cell.text.strip()
        texts.append(text if text or place >= ends else _COVERED)
        if text:
            ends = place + cell.columns
    return texts
