"""Read Excel workbooks: the values that a reader sees in the sheets, row by row."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
from openpyxl.cell.rich_text import CellRichText

from klimatsvar.corpus.about import own_title
from klimatsvar.corpus.formats.office.archive import (
    FAULTS,
    MAX_UNPACKED,
    MAX_XML,
    check_archive,
    damaged,
)
from klimatsvar.corpus.formats.office.aside import told_aside
from klimatsvar.corpus.formats.office.numerals import shown
from klimatsvar.corpus.formats.office.sheets import Marked
from klimatsvar.corpus.formats.office.strict import transitional
from klimatsvar.corpus.formats.office.workbooks import (
    Line,
    Merged,
    Sheet,
    shown_rows,
    with_covered,
    workbook_source,
)
from klimatsvar.corpus.formats.office.xlsx_layout import Layout, layout_of
from klimatsvar.corpus.source import Metadata, Source, raised, tidy
from klimatsvar.texts.messages import Message

_CORE = "docProps/core.xml"
_DATES = ("modified", "created")
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_NOTES = re.compile(r"xl/(?:comments/)?comment[^/]*\.xml")
_ERROR = "e"
# A cell with a formula and no value: no program has reckoned it yet.
_NOT_RECKONED = re.compile(rb"<f\b[^<>]*(?:/>|>[^<]*</f>)\s*(?:(?:<v\s*/>|<v>\s*</v>)\s*)?</c>")


def first_sheet(path: Path) -> list[list[str]]:
    """Return the texts of a workbook's first shown sheet, row by row, empty rows too.

    Raises DocumentError when the file is no workbook, or isn't safe to unpack.
    """
    check_archive(path, max_xml=MAX_UNPACKED)
    try:
        workbook = _opened(path)
        first = next(filter(_is_shown, workbook.worksheets), None)
        rows = [] if first is None else [[*row] for row in shown_rows(_sheet(first))]
        workbook.close()
    except FAULTS as error:
        raise damaged(path, error) from error
    return rows


def read_xlsx(path: Path) -> Source:
    """Read an Excel workbook, without what is hidden and what lies beyond a million cells.

    A row is a block with its header's cells; a sheet's name is a heading; there are no pages.

    Raises DocumentError when the file is no workbook, or isn't safe to unpack.
    """
    check_archive(path, max_xml=MAX_UNPACKED)
    try:
        workbook = _opened(path)
        source = workbook_source([*map(_sheet, workbook.worksheets)], _metadata(workbook, path))
        workbook.close()
        more = (*_formula_warnings(path), *told_aside(_comments(path)))
        return replace(source, warnings=(*source.warnings, *more))
    except FAULTS as error:
        raise damaged(path, error) from error


def _opened(path: Path) -> Any:
    return openpyxl.load_workbook(
        transitional(path), read_only=True, data_only=True, keep_links=False, rich_text=True
    )


def _is_shown(sheet: Any) -> bool:
    return bool(sheet.sheet_state == "visible")


def _sheet(sheet: Any) -> Sheet:
    if not _is_shown(sheet):
        return Sheet(tidy(sheet.title), None)
    layout = layout_of(sheet)
    return Sheet(tidy(sheet.title), _lines(sheet, layout), layout.hidden_columns)


def _lines(sheet: Any, layout: Layout) -> Iterator[Line]:
    """Yield the rows, whatever size the file says that the sheet has."""
    sheet.reset_dimensions()
    merged = Merged()
    for number, row in enumerate(sheet.iter_rows()):
        cells = [_words(cell, layout.runs.get((number, c))) for c, cell in enumerate(row)]
        spans = {c: layout.merged.get((number, c), 1) for c in range(len(cells))}
        texts = [
            Marked(text) if text and (is_bold or spans[column] > 1) else text
            for column, (text, is_bold, _) in enumerate(cells)
        ]
        struck = sum(cell.struck for cell in cells)
        texts = merged.below(texts, layout.tall.get(number, {}))
        yield Line(with_covered(texts, spans), number in layout.hidden_rows, struck=struck)


class _Words(NamedTuple):
    """What stands in a cell; what is struck out no longer holds, and is counted."""

    text: str
    is_bold: bool = False
    struck: int = 0


def _words(cell: Any, runs: CellRichText | None) -> _Words:
    value = runs or cell.value
    if value is None or cell.data_type == _ERROR:
        return _Words("")
    font = cell.font
    if isinstance(value, CellRichText):
        return _runs(value, bool(font.b))
    text = tidy(value if isinstance(value, str) else shown(value, cell.number_format))
    return _Words("", struck=len(text)) if font.strike else _Words(text, bool(font.b))


def _runs(runs: CellRichText, is_bold: bool) -> _Words:
    """Return the words of runs that look each their own way; those without look as the cell."""
    text = ""
    struck = 0
    for run in runs:
        font = None if isinstance(run, str) else run.font
        words = str(run if isinstance(run, str) else run.text)
        is_bold &= font is None or bool(font.b) or not words.strip()
        if font is not None and font.strike:
            struck += len(words)
        else:
            is_high = font is not None and font.vertAlign == "superscript"
            text += raised(words) if is_high else words
    return _Words(tidy(text), is_bold, struck)


def _metadata(workbook: Any, path: Path) -> Metadata:
    with zipfile.ZipFile(path) as archive:
        has_core = _CORE in archive.namelist()
        core = archive.read(_CORE) if has_core else b""
    # What the file doesn't say, openpyxl makes up: dated now.
    given = workbook.properties
    dates = [getattr(given, name) for name in _DATES if f":{name}".encode() in core]
    return Metadata(
        title=own_title(given.title),
        date=dates[0].date().isoformat() if dates and dates[0] else None,
        language=(given.language or "")[:2].lower() or None,
    )


def _comments(path: Path) -> int:
    """Return how many cells have a comment."""
    with zipfile.ZipFile(path) as archive:
        parts = [m for m in archive.infolist() if _NOTES.fullmatch(m.filename)]
        read = [archive.read(member) for member in parts if member.file_size <= MAX_XML]
    return sum(content.count(b"<comment ") for content in read)


def _formula_warnings(path: Path) -> Iterator[Message]:
    """Yield a warning when there are formulas whose values the file doesn't hold."""
    with zipfile.ZipFile(path) as archive:
        sheets = [m for m in archive.infolist() if _SHEET.fullmatch(m.filename)]
        small = [archive.read(member) for member in sheets if member.file_size <= MAX_XML]
    missing = sum(len(_NOT_RECKONED.findall(content)) for content in small)
    if missing:
        yield Message.of("formulas_not_reckoned", cells=missing)
