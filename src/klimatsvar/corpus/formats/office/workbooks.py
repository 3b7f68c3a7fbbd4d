"""Workbooks, whatever program wrote them: their sheets without what is hidden, and their title."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from klimatsvar.corpus.formats.office.sheets import sheet_blocks, without_gaps
from klimatsvar.corpus.headings import top_heading
from klimatsvar.corpus.source import Metadata, Source, SourceBlock
from klimatsvar.corpus.table_cells import Below, Covered
from klimatsvar.corpus.table_headers import Row
from klimatsvar.texts.messages import Message

_MOST_CELLS = 1_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a sheet, as the file has it."""

    cells: Row
    is_hidden: bool = False
    repeats: int = 1
    struck: int = 0
    """Characters that are struck out, and left out of the cells."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that is shown, or the name of one that isn't."""

    name: str
    lines: Iterable[Line] | None
    hidden: Set[int] = frozenset()
    """The columns that aren't shown, from 0."""


def workbook_source(sheets: Sequence[Sheet], metadata: Metadata) -> Source:
    """Return what the sheets say; the names of several are headings.

    Hidden sheets, rows and columns, and what lies beyond a million cells, are left out and told.
    """
    warnings = [Message.of("sheet_hidden", sheet=s.name) for s in sheets if s.lines is None]
    shown = [sheet for sheet in sheets if sheet.lines is not None]
    is_several = len(shown) > 1
    blocks: list[SourceBlock] = []
    struck = 0
    for sheet in shown:
        left_out = _LeftOut()
        rows = list(without_gaps(shown_rows(sheet, left_out)))
        if is_several and any(map(any, rows)):
            blocks.append(SourceBlock("heading", sheet.name, 1))
        blocks += sheet_blocks(rows, level=2 if is_several else 1)
        warnings += left_out.warnings
        struck += left_out.struck
    title = None if is_several else top_heading(blocks)
    metadata = metadata.over(Metadata(title=title))
    return Source(tuple(blocks), metadata, warnings=tuple(warnings), struck=struck)


@dataclass(slots=True)
class _LeftOut:
    """What of a sheet is not read."""

    warnings: list[Message] = field(default_factory=list)
    struck: int = 0


def shown_rows(sheet: Sheet, left_out: _LeftOut | None = None) -> Iterator[Row]:
    """Yield the shown cells of each row; of a hidden row none."""
    told = left_out or _LeftOut()
    rows = cells = hidden = 0
    for line in sheet.lines or ():
        cells += len(line.cells) * line.repeats
        if cells > _MOST_CELLS:
            told.warnings.append(Message.of("sheet_cut_short", sheet=sheet.name, rows=rows))
            break
        rows += line.repeats
        kept = [cell for i, cell in enumerate(line.cells) if i not in sheet.hidden]
        kept = [] if line.is_hidden else kept
        hidden += sum(map(bool, line.cells)) - sum(map(bool, kept))
        told.struck += line.struck
        yield from [kept] * line.repeats
    if hidden:
        told.warnings.append(Message.of("cells_hidden", sheet=sheet.name, cells=hidden))


def with_covered(texts: Row, spans: Mapping[int, int]) -> list[str]:
    """Return a row's texts with the places told that a cell to their left is merged over.

    ``spans`` are over how many columns the cells of columns are merged.
    """
    told = [*texts]
    for column, columns in spans.items():
        if columns > 1 and told[column]:
            told += [""] * (column + columns - len(told))
            for i in range(column + 1, column + columns):
                told[i] = told[i] or Covered()
    return told


@dataclass(slots=True)
class Merged:
    """Cells that are merged over rows, as far down as a sheet has been read."""

    open: dict[int, tuple[int, str]] = field(default_factory=dict)
    """By column, how many rows below still have the cell, and what stands in it."""

    def below(self, texts: Row, heights: Mapping[int, int]) -> list[str]:
        """Return a row's texts with the places told that cells above it are merged over.

        ``heights`` are over how many rows the cells of columns are merged.
        """
        told = [*texts]
        for column, (rows, text) in [*self.open.items()]:
            told += [""] * (column + 1 - len(told))
            told[column] = told[column] or Below.of(text)
            self.open[column] = rows - 1, text
            if rows == 1:
                del self.open[column]
        for column, rows in heights.items():
            if rows > 1 and column < len(texts) and texts[column]:
                self.open[column] = rows - 1, texts[column]
        return told
