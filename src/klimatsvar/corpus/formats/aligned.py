"""Tables in plain text, whose columns are set with spaces, tabs or dots."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from klimatsvar.corpus.source import SourceBlock, tidy
from klimatsvar.corpus.table_cells import Cell, Note
from klimatsvar.corpus.tables import table_parts

_GAP = 2
"""Spaces between two cells."""
_APART = re.compile(r"(?<=\S)(?: {2,}|\t+)(?=\S)")
_DOTS = re.compile(r"(?:\.[ .]*){4,}|…{2,}")
_LONGEST = 1000
"""Characters of a line; a longer one is running text."""
_MOST_LINES = 2000


def find_table(lines: Sequence[str]) -> tuple[int, int, list[list[str]]] | None:
    """Return a table's first line, the line after its last, and its cells by row; None without one.

    Two lines or more have several cells, at least half of all, and the same blank columns part
    the cells of all of them. Lines with one cell, above and below, are none of its.
    """
    if len(lines) > _MOST_LINES or max(map(len, lines), default=0) > _LONGEST:
        return None
    dotted = [_DOTS.sub(lambda dots: " " * len(dots[0]), line) for line in lines]
    parted = [i for i, line in enumerate(dotted) if has_cells(line)]
    if len(parted) < 2 or 2 * len(parted) < len(lines):
        return None
    first, last = parted[0], parted[-1] + 1
    band = dotted[first:last]
    rows = _by_tabs(band) or _by_spaces([line.expandtabs() for line in band])
    several = [row for row in rows if sum(map(bool, map(str.strip, row))) > 1]
    is_prose = all(row[0].rstrip().endswith((".", "!", "?", ",")) for row in several)
    return (first, last, rows) if len(several) > 1 and not is_prose else None


def has_cells(line: str) -> bool:
    """Tell whether a line may have several cells: wide spaces or tabs are in it."""
    return len(line) <= _LONGEST and _APART.search(line.strip()) is not None


def table_blocks(rows: Sequence[Sequence[str]]) -> Iterator[SourceBlock]:
    """Yield the blocks of a table without marks of any kind."""
    for part in table_parts([[_cell(text) for text in row] for row in rows]):
        if not isinstance(part, Note):
            yield part


def _cell(text: str) -> Cell:
    words = tidy(text)
    return Cell((SourceBlock("paragraph", words),) if words else ())


def _by_tabs(lines: Sequence[str]) -> list[list[str]]:
    """Return the cells between tabs, none where the lines have not all as many of them."""
    counts = {line.count("\t") for line in lines}
    return [line.split("\t") for line in lines] if len(counts) == 1 and counts != {0} else []


def _by_spaces(lines: Sequence[str]) -> list[list[str]]:
    """Return the cells between the columns that are blank in all lines."""
    filled = sorted({i for line in lines for i, char in enumerate(line) if char != " "})
    starts = [after for before, after in pairwise(filled) if after - before > _GAP]
    edges = [0, *starts, max(map(len, lines))]
    return [[line[left:right] for left, right in pairwise(edges)] for line in lines]
