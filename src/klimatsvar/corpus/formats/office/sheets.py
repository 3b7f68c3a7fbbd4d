"""Rows of a sheet as blocks: what stands above its tables, and their rows with their headers."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise

from klimatsvar.corpus.headings import BOLD_LEVEL, looks_like_heading
from klimatsvar.corpus.source import SourceBlock
from klimatsvar.corpus.table_bold import are_labelled, title_in_bold, told_by_bold
from klimatsvar.corpus.table_cells import LONGEST_CELL, Below, Cell
from klimatsvar.corpus.table_cells import Row as Cells
from klimatsvar.corpus.table_groups import is_total
from klimatsvar.corpus.table_headers import (
    Row,
    fields,
    has_figures,
    is_figure,
    is_labelled,
    is_name,
    joined,
)
from klimatsvar.corpus.tables import is_marked, pairs, row_blocks

_LONGEST_TITLE = 120


class Marked(str):
    """A cell's text that looks as names do: all of it in bold, or merged over columns."""


def sheet_blocks(rows: Iterable[Row], level: int) -> list[SourceBlock]:
    """Return the blocks of a sheet; its title is a heading of ``level``.

    Empty rows part tables from each other. In each, lines of one cell above the first row of
    several are text, the last of them a heading if it looks like one; the sheet's first line is
    its title. That row of several holds the headers; if it has figures, the headers are those of
    the table before, or there are none, as in a table of labels. A line of one cell above headers
    that come again is a heading too.
    """
    blocks: list[SourceBlock] = []
    headers: Row = ()
    for table in _tables(rows):
        height = next((i for i, row in enumerate(table) if _filled(row) > 1), len(table))
        lines = [next(filter(None, row)) for row in table[:height]]
        for below, line in zip(range(len(lines) - 1, -1, -1), lines, strict=True):
            is_title = not blocks and len(line) <= _LONGEST_TITLE and not line.endswith((".", ":"))
            is_over = not below and height < len(table) and looks_like_heading(line)
            blocks.append(
                SourceBlock("heading", line, level)
                if is_title
                else SourceBlock("heading", line, BOLD_LEVEL)
                if is_over
                else SourceBlock("paragraph", line)
            )
        body = table[height:]
        looks = _looks(body)
        is_headed = bool(looks) and is_marked(looks[0])
        if are_labelled(looks):
            blocks += [SourceBlock("row", text) for text in fields(pairs(looks))]
            continue
        if len(body) > 1 and not is_headed and is_labelled(body):
            headers = ()
        elif len(body) > 1 and (is_headed or not has_figures(body[0])):
            headers, rest = _headers(body)
            body, looks = rest, looks[len(body) - len(rest) :]
        blocks += _rows_below(body, looks, headers)
    return blocks


def _looks(rows: list[Row]) -> Sequence[Cells]:
    """Return the cells of rows, headers told by how they look, as far down as any is marked.

    One row more is among them: all others look as it does.
    """
    numbered = enumerate(rows, start=1)
    last = max((i for i, row in numbered if any(isinstance(c, Marked) for c in row)), default=0)
    return told_by_bold([[*map(_cell, row)] for row in rows[: last + 1]])


def _cell(text: str) -> Cell:
    parts = (SourceBlock("paragraph", text),) if text else ()
    return Cell(parts, is_bold=isinstance(text, Marked))


def _rows_below(rows: list[Row], looks: Sequence[Cells], headers: Row) -> Iterator[SourceBlock]:
    """Yield the rows below their headers, new ones where their bold letters tell some.

    A name in bold over rows, or a line above the same headers, is a heading, and so is the name of
    a total of all at the end.
    """
    groups: list[list[Row]] = [[]]
    rows = [[*map(_repeated, row)] for row in rows]
    for i, row in enumerate(rows):
        look = looks[i] if i < len(looks) else ()
        name = title_in_bold(look, looks[i + 1 : i + 2]) if look else ""
        if headers and rows[i + 1 : i + 2] == [headers] and _filled(row) == 1:
            name = next(filter(None, row))
        is_header = not name and bool(look) and is_marked(look)
        if not name and not is_header:
            groups[-1].append(row)
            continue
        yield from row_blocks(groups[-1], headers=headers)
        groups.append([])
        if name:
            yield SourceBlock("heading", name, BOLD_LEVEL)
        else:
            headers = row
    total = groups[-1].pop() if is_total(groups) else ()
    yield from row_blocks(groups[-1], headers=headers)
    if total:
        yield SourceBlock("heading", total[0], BOLD_LEVEL)
        yield from row_blocks([total], headers=headers)


def _repeated(cell: str) -> str:
    """Return what stands in a cell, or in the one above that is merged over it."""
    is_short = isinstance(cell, Below) and len(cell.above) <= LONGEST_CELL
    return str(cell.above) if isinstance(cell, Below) and is_short else cell


def without_gaps(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield the rows, of each run of empty ones only the first."""
    for has_text, run in groupby(rows, any):
        yield from run if has_text else [()]


def _tables(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Yield the runs of rows that have something in them, without the tables' empty columns."""
    kept = list(without_gaps(rows))
    columns = sorted({i for row in kept if _filled(row) > 1 for i, cell in enumerate(row) if cell})
    full = len(columns) if columns == list(range(len(columns))) else None
    for has_text, group in groupby(kept, any):
        run = list(group)
        if has_text and (beside := _beside(run)):
            for table in beside:
                yield from _tables(table)
        elif has_text:
            yield [row if len(row) == full else _in_columns(row, columns) for row in run]


def _beside(rows: list[Row]) -> list[list[Row]]:
    """Return the tables that stand beside each other in these rows; none where it is one table.

    An empty column parts them. One table may have such a column too: two have names in the first
    column of each, and the same first header, titles of their own or different heights.
    """
    filled = sorted({i for row in rows for i, cell in enumerate(row) if cell})
    starts = [i for before, i in pairwise([-2, *filled]) if i - before > 1]
    edges = [*starts, filled[-1] + 1]
    parts = [[row[left:right] for row in rows] for left, right in pairwise(edges)]
    tables = [[row for row in part if any(row)] for part in parts]
    if len(tables) < 2 or not all(map(_is_named, tables)):
        return []
    heads = {next(row[0] for row in table if _filled(row) > 1) for table in tables}
    titled = all(_filled(table[0]) == 1 for table in tables)
    return tables if len(heads) == 1 or titled or len(set(map(len, tables))) > 1 else []


def _is_named(table: list[Row]) -> bool:
    """Tell whether there are two rows or more below headers, each with a name first.

    One that is merged over rows stands in the first of them, with other names beside it.
    """
    rows = [row for row in table if _filled(row) > 1]
    named = [row[0] and not is_figure(row[0]) for row in rows]
    below = [not row[0] and is_name(row[1]) for row in rows]
    is_whole = all(own or under for own, under in zip(named, below, strict=True))
    return len(rows) > 2 and sum(map(bool, named)) > 2 and is_whole and not has_figures(rows[0])


def _in_columns(row: Row, columns: list[int]) -> Row:
    """Return the cells of these columns; a cell alone in another comes first."""
    cells = [row[i] if i < len(row) else "" for i in columns]
    return cells if any(cells) else [next(filter(None, row)), *cells[1:]]


def _headers(body: list[Row]) -> tuple[Row, list[Row]]:
    """Return the headers and the rows below them.

    Headers of two rows, the upper over several columns, are joined: "Utsläpp, ton", "Utsläpp, %".
    The first column has its header in one of the rows. Where that is the upper one, with gaps that
    the lower fills, or merged down with another, figures below them are no condition.
    """
    upper, lower, *rest = body
    is_double = not has_figures(lower) and bool(upper[0]) != bool(lower[0])
    spans = upper[0] and any(below and not above for above, below in zip(upper, lower, strict=True))
    merged, again = _below(lower), _below(rest[1]) if rest[1:] else []
    hangs = merged[:1] == [0] and len(merged) > 1 and merged != again  # else they are groups
    if not (is_double and rest and (spans or hangs or has_figures(rest[0]))):
        return upper, body[1:]
    spread: list[str] = []
    for above, below in zip(upper, lower, strict=True):
        spread.append(above or (spread[-1] if len(spread) > 1 and below else ""))
    return joined([spread, lower]), rest


def _below(row: Row) -> list[int]:
    """Return the places of a row that cells above it are merged over."""
    return [place for place, cell in enumerate(row) if isinstance(cell, Below)]


def _filled(row: Row) -> int:
    return sum(map(bool, row))
