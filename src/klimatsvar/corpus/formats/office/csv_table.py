"""Read tables that are saved as text: csv with semicolons, commas or tabs."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from io import StringIO

from klimatsvar.corpus.formats.office.sheets import sheet_blocks
from klimatsvar.corpus.headings import top_heading
from klimatsvar.corpus.source import Metadata, Source, tidy
from klimatsvar.errors import DocumentError

_SEPARATORS = ";\t,|"
_ODD = "~^¦:"
"""Separators of few programs: each line has to have as many."""
# The line by which a file tells Excel its separator.
_TOLD = re.compile(r"\s*\"?sep=(\S|\t)\"?[ \t]*(?:\n|$)", re.IGNORECASE)
_WHOLE = re.compile(r"[-−]?\d{1,3}(?: ?\d{3})*|\d\d?")
_DECIMALS = re.compile(r"\d\d?")
_SAMPLE_LINES = 50
_SAMPLE_CHARS = 100_000
_MOST_COLUMNS = 16_384
"""As many as a spreadsheet has."""


def read_csv(text: str) -> Source:
    """Read a table saved as text; lines above it are its title and text about it.

    A row is a block with its header's cells; there are no pages.

    Raises DocumentError, naming the line, for a cell or row too long to be one.
    """
    blocks = sheet_blocks(_rows(text), level=1)
    return Source(tuple(blocks), Metadata(title=top_heading(blocks)))


def _rows(text: str) -> Iterator[list[str]]:
    told = _TOLD.match(text)
    mark = told[1] if told else separator(text)
    rows = csv.reader(StringIO(text[told.end() :] if told else text, newline=""), delimiter=mark)
    width = 0
    try:
        for row in rows:
            if len(row) > _MOST_COLUMNS:
                raise DocumentError("csv_row_too_wide", row=rows.line_num, columns=len(row))
            cells = [tidy(cell) for cell in row]
            width = width or (len(cells) if sum(map(bool, cells)) > 1 else 0)
            yield _with_decimals(cells, width) if mark == "," else cells
    except csv.Error as error:
        raise DocumentError("csv_row_not_read", row=max(1, rows.line_num), reason=error) from error


def _with_decimals(cells: list[str], width: int) -> list[str]:
    """Return a row with its decimal commas, where they have parted all of its figures in two.

    Then it has so many cells more than the first one, ``width``.
    """
    more = len(cells) - width
    places = [i for i, cell in enumerate(cells) if _WHOLE.fullmatch(cell)]
    pairs = [*zip(places[::2], places[1::2], strict=False)]
    is_parted = all(b == a + 1 and _DECIMALS.fullmatch(cells[b]) for a, b in pairs)
    if not width or more < 1 or len(places) != 2 * more or not is_parted:
        return cells
    firsts = {a for a, _ in pairs}
    joined = [f"{c},{cells[i + 1]}" if i in firsts else c for i, c in enumerate(cells)]
    return [cell for i, cell in enumerate(joined) if i - 1 not in firsts]


def separator(text: str) -> str:
    """Return the separator that parts most of the first lines into equally many cells."""
    lines = text[:_SAMPLE_CHARS].splitlines()[:_SAMPLE_LINES]
    filled = [line for line in lines if line.strip()]
    odd = [mark for mark in _ODD if filled and _agreeing(filled, mark) == len(filled)]
    marks = _SEPARATORS + "".join(odd)
    return max(marks, key=lambda mark: _agreeing(lines, mark))


def _agreeing(lines: list[str], mark: str) -> int:
    """Return how many lines have the number of cells that most of them have."""
    try:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=mark) if len(row) > 1)
    except csv.Error:
        return 0
    return max(widths.values(), default=0)
