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
    try:
        for row in rows:
            if len(row) > _MOST_COLUMNS:
                raise DocumentError("csv_row_too_wide", row=rows.line_num, columns=len(row))
            yield [tidy(cell) for cell in row]
    except csv.Error as error:
        raise DocumentError("csv_row_not_read", row=max(1, rows.line_num), reason=error) from error


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
