"""What a table's cells mean: which are its header, which lines are one row, and a row as text.

A table row becomes text that stands on its own, each figure with its column's header and, where
the table names one for all its figures, the unit::

    2022 – Utsläpp (ton): 195 210; Förändring: −7,8 %
    Tusen ton: Transporter – 2022: 160; 2023: 155

the first cell, then ``header: cell`` for each of the others; empty cells are left out. A row across
the table that names those below it, "3.1 Cykelvägar", is their heading.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from klimatsvar.corpus.formats.pdf.joining import join_in_cell
from klimatsvar.corpus.formats.pdf.lines import BULLETS, DASHES, Segment
from klimatsvar.corpus.table_groups import filled_down, is_total
from klimatsvar.corpus.table_headers import fields, is_labelled, is_name, names_unit
from klimatsvar.corpus.tables import row_text
from klimatsvar.types import BlockKind


@dataclass(frozen=True, slots=True)
class Column:
    """Where a column's text stands."""

    left: float
    right: float

    def overlaps(self, segment: Segment) -> bool:
        """Tell whether a segment stands, in part, above or below the column."""
        return segment.x0 < self.right and self.left < segment.x1

    def aligns(self, segment: Segment) -> bool:
        """Tell whether a segment begins, ends or has its middle where the column has."""
        left, right = segment.x0 - self.left, segment.x1 - self.right
        return min(abs(left), abs(right), abs(left + right) / 2) < _ASIDE

    def distance(self, x0: float, x1: float) -> float:
        """Return how far to the side of the column something from ``x0`` to ``x1`` stands."""
        return max(self.left - x1, x0 - self.right, 0.0)


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of a table and the title that stands across it above them, "" if none does."""

    title: str
    rows: tuple[tuple[str, ...], ...]
    header: tuple[str, ...] = ()
    """Of its own, below another one of the table."""


@dataclass(frozen=True, slots=True)
class Table:
    """Cells by row and column. Every row has as many cells as there are columns."""

    columns: tuple[Column, ...]
    header: tuple[str, ...]
    """Empty if the table has none."""
    sections: tuple[Section, ...]
    unit: str = ""
    """What a line above the table says that its figures are."""
    size: float = 0.0
    """Of its letters."""
    is_guessed: bool = False
    """Whether nothing but its place tells that its header is one."""
    is_form: bool = False
    """Whether each row is a label, as its letters tell, and what it stands for."""
    is_list: bool = False
    """Whether each cell is a statement of its own."""
    is_drawn: bool = False
    """Whether its columns are drawn cells, as wide as they are."""

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The rows of all sections."""
        return tuple(row for section in self.sections for row in section.rows)

    def parts(self) -> Iterator[tuple[BlockKind, str]]:
        """Yield the sections' titles as headings and the text of each row, but the header's.

        A row that names a unit and leaves what the header asks of it empty says nothing, and is
        left out. Rows of a form read "label: value", as in other formats, and a chart's legend is
        a list of its labels.
        """
        if self._is_legend:
            yield from (
                ("item", cell) for column in zip(*self.rows, strict=True) for cell in column
            )
            return
        if self._has_labels:
            yield from (("row", text) for text in fields(self.rows))
            return
        unit = self.header[0] if self.header and names_unit(self.header[0]) else self.unit
        names = [name.rstrip(":") for name in self.header]
        for section in self._with_total:
            names = [name.rstrip(":") for name in section.header] or names
            if section.title:
                yield "heading", section.title
            for named, cells in with_units(filled_down(section.rows), unit):
                unit = named
                text = row_text(names, cells)
                if text and not self._is_idle(cells):
                    yield "row", f"{unit.rstrip(':')}: {text}" if unit else text

    @property
    def _with_total(self) -> tuple[Section, ...]:
        """The sections; a total of all of them, below the last one, is one of its own."""
        if not self._titled or not is_total([section.rows for section in self.sections]):
            return self.sections
        *others, last = self.sections
        total = last.rows[-1]
        return (*others, replace(last, rows=last.rows[:-1]), Section(total[0], (total,)))

    @property
    def _has_labels(self) -> bool:
        """Tell whether each row is a label and what it stands for."""
        if self.is_form:
            return True
        short = all(len(row[0]) <= LONGEST_LABEL for row in self.rows)
        return not (self.header or self.unit or self._titled) and short and is_labelled(self.rows)

    @property
    def _is_legend(self) -> bool:
        """Tell whether each cell is a share and what has it: none is about another."""
        if self.is_list:
            return True
        cells = [cell for row in self.rows for cell in row]
        return not self.header and not self._titled and all(map(_SHARE.fullmatch, cells))

    @property
    def _titled(self) -> bool:
        return any(section.title for section in self.sections)

    def has_mark(self, mark: str) -> bool:
        """Tell whether a cell ends with the mark that a line below begins with: a note on it."""
        cells = (cell for row in (self.last_header, *self.rows) for cell in row)
        return mark[-1:] in ("*", ")") and any(c != mark and c.endswith(mark) for c in cells)

    @property
    def idle(self) -> int:
        """How many rows say nothing."""
        return sum(map(self._is_idle, self.rows))

    def _is_idle(self, cells: tuple[str, ...]) -> bool:
        """Tell whether a row is a name alone, below a header that asks for words about it.

        In a table of figures such a name stands over the rows below it.
        """
        name, *rest = cells
        headed = bool(self.header) and all(self.header)
        if len(cells) < 3 or any(rest) or not headed or not is_bare_name(name):
            return False
        asked = [cell for row in self.rows for cell in row[1:] if cell]
        worded = sum(map(is_name, asked))
        return 2 * worded > len(asked) or not asked

    def lists_pages(self) -> bool:
        """Tell whether it has the form of a table of contents: titles and rising numbers."""
        if (
            len(self.columns) != 2
            or self.header
            or not all(row[1].isdecimal() for row in self.rows)
        ):
            return False
        numbers = [int(row[1]) for row in self.rows]
        return numbers == sorted(numbers)

    def after(self, before: "Table") -> "Table":
        """Return this table with the header of the one it continues, on the page before."""
        header = before.last_header
        if not self._fits(before) or not header:
            return self
        if self.header != header and self.header:
            self = self.unheaded()
        sections = tuple(
            replace(section, rows=tuple(row for row in section.rows if row != header))
            for section in self.sections
        )
        unit = self.unit or before.unit
        return replace(self, header=header, sections=sections, unit=unit)

    @property
    def last_header(self) -> tuple[str, ...]:
        """The header of its last rows."""
        return next((s.header for s in reversed(self.sections) if s.header), self.header)

    def _fits(self, before: "Table") -> bool:
        """Tell whether it has another's columns, and no header but its.

        A first row that is no header by its letters is a row, below a header that is one by its.
        """
        same = len(self.columns) == len(before.columns) and all(
            one.left < other.right and other.left < one.right
            for one, other in zip(self.columns, before.columns, strict=True)
        )
        is_row = self.is_guessed and not (before.is_guessed and self.is_headed)
        return same and (self.header in ((), before.last_header) or is_row)

    @property
    def is_headed(self) -> bool:
        """Tell whether what stands below its header looks like something that it names."""
        return heads_figures(self.header, list(self.rows)) or heads_texts(self.header, self.rows)

    def unheaded(self) -> "Table":
        """Return the table with its header as its first row."""
        first, *others = self.sections
        return replace(
            self,
            header=(),
            sections=(replace(first, rows=(self.header, *first.rows)), *others),
            is_guessed=False,
        )

    def mended(self, below: "Table") -> "tuple[Table, Table]":
        """Return this table and the one below a page break, a row that it tore made whole."""
        if not self.sections or not below.sections or not below._fits(self):
            return self, below
        if below.header and below.header != self.last_header:
            below = below.unheaded()
        *above, last = self.sections
        first, *others = below.sections
        rows, rest = list(last.rows), [row for row in first.rows if row != self.last_header]
        named = all(not row[0] or row[0][0].isupper() for row in self.rows)
        while named and rows and rest and not first.title and is_torn(rows[-1], rest[0]):
            rows[-1] = stacked([rows[-1], rest.pop(0)], len(self.columns))
        if len(rest) == len(first.rows):
            return self, below
        whole = replace(self, sections=(*above, replace(last, rows=tuple(rows))))
        return whole, replace(below, sections=(replace(first, rows=tuple(rest)), *others))


_ASIDE = 1.5
"""Points."""
LONGEST_LABEL = 40
"""Characters; in columns without lines around them longer ones are texts, not labels."""
_FIGURE = re.compile(
    r"[<>≤≥~±+−–-]*\s*\d[\d\s.,/]*\s*(?:%|‰|kr|st|ton|kg|kWh|MWh|GWh)?\s?[*†‡]{0,3}"
)
_SHARE = re.compile(r"\d[\d.,]* ?% \D+|\D+ \d[\d.,]* ?%")
_YEAR = re.compile(r"(?:19|20)\d\d")


def with_units(rows: Sequence[tuple[str, ...]], unit: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return each row with the unit that it stands under, "" if none.

    A row that is one merged cell with a unit in it names the unit of all rows below, and is none.
    """
    found: list[tuple[str, tuple[str, ...]]] = []
    for i, cells in enumerate(rows):
        named = merged_unit(cells)
        below = rows[i + 1] if i + 1 < len(rows) else ()
        if named and any(below) and not merged_unit(below):
            unit = named
        elif any(cells):
            found.append((unit, cells))
    return found


def merged_unit(cells: tuple[str, ...]) -> str:
    """Return the unit that a row is a merged cell for, "" if it is a row of figures."""
    filled = [cell for cell in cells if cell]
    alone = len(filled) == 1 and cells[0][:1].isupper()
    merged = alone or (len(filled) > 1 and len(set(filled)) == 1)
    return filled[0] if merged and names_unit(filled[0]) else ""


def is_bare_name(cell: str) -> bool:
    """Tell whether a cell alone in its row may be a unit's name: short, no sentence, no remark."""
    return len(cell) <= 40 and cell[:1].isupper() and re.search(r"[\d:;?!]|[.,]$", cell) is None


def stacked(lines: Sequence[tuple[str, ...]], width: int) -> tuple[str, ...]:
    """Join the lines of a row into one, cell by cell."""
    cells = [""] * width
    for line in lines:
        for i, text in enumerate(line):
            cells[i] = join_in_cell(cells[i], text)
    return tuple(cell.removesuffix("\xad") for cell in cells)


def heads_figures(first: tuple[str, ...], rest: list[tuple[str, ...]]) -> bool:
    """Tell whether the first line names columns of figures below it."""
    figures = 0
    for i in range(1, len(first)):
        column = [cells[i] for cells in rest if cells[i]]
        if not column or sum(bool(_FIGURE.fullmatch(c)) for c in column) < 0.7 * len(column):
            continue
        years = sum(bool(_YEAR.fullmatch(cell)) for cell in column)
        figure = _FIGURE.fullmatch(first[i])
        if first[i] and first[i] in DASHES:
            return False  # no name, but nothing to tell
        if figure and (not _YEAR.fullmatch(first[i]) or 2 * years > len(column)):
            return False
        figures += bool(first[i])
    return figures > 0


def heads_texts(first: tuple[str, ...], rest: Sequence[tuple[str, ...]]) -> bool:
    """Tell whether the first line names three columns or more, at least one of longer texts."""
    short = all(cell and len(cell) <= 30 and cell[-1] not in ".,;:" for cell in first)
    if not short or len(first) < 3 or len(rest) < 2 or any(map(_FIGURE.fullmatch, first)):
        return False
    lengths = ([len(cells[i]) for cells in rest if cells[i]] for i in range(len(first)))
    return any(
        column and median(column) >= max(25, 2 * len(cell))
        for cell, column in zip(first, lengths, strict=True)
    )


def is_one_row(lines: Sequence[tuple[str, ...]]) -> bool:
    """Tell whether lines between two rules may be one row: few of them, or surely one."""
    return is_surely_one_row(lines) or (len(lines) <= 3 and len(lines[0]) <= 3)


def is_surely_one_row(lines: Sequence[tuple[str, ...]]) -> bool:
    """Tell whether lines between two rules are one row: at most one fills it, or the text flows."""
    full = sum(3 * sum(map(bool, line)) > 2 * len(line) for line in lines)
    return full <= 1 or all(_flows(above, line) for above, line in pairwise(lines))


def _flows(above: tuple[str, ...], line: tuple[str, ...]) -> bool:
    """Tell whether any cell of a line goes on in mid-sentence with the cell above it."""
    return any(
        cell and (cell[0].islower() or upper[-1:] in ("-", "\u2010", "\xad", ","))
        for upper, cell in zip(above, line, strict=True)
        if upper
    )


def is_torn(above: tuple[str, ...], row: tuple[str, ...]) -> bool:
    """Tell whether a line is the rest of a row: it goes on in mid-sentence, with no new name."""
    filled = [(upper, cell) for upper, cell in zip(above, row, strict=True) if cell]
    return (
        not row[0][:1].isupper()
        and not any(cell[0] in BULLETS for _, cell in filled)
        and all(upper and upper[-1] not in ".:;" for upper, _ in filled)
        and any(cell[0].islower() for _, cell in filled)
        and not all(upper[-1].isdigit() and cell[-1].isdigit() for upper, cell in filled)
        and not any(_FIGURE.fullmatch(upper) or _FIGURE.fullmatch(row[0]) for upper, _ in filled)
    )


def goes_on(line: tuple[str, ...], before: tuple[str, ...]) -> bool:
    """Tell whether a line close below another holds more of its cells, not a row of its own."""
    if not line[0] and merged_unit(before):
        return False
    if not line[0]:
        figures = [i for i, text in enumerate(line) if _FIGURE.fullmatch(text)]
        whole = all(line[i] for i, text in enumerate(before) if text and i > 0)
        # Figures in all columns are a row of their own, below a merged first cell.
        return not (whole and len(figures) >= 2 and all(before[i] for i in figures))
    filled = [i for i, text in enumerate(line) if text]
    return all(before[i] for i in filled) and len(filled) <= sum(map(bool, before))
