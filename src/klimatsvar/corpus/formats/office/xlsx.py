"""Read Excel workbooks: the values that a reader sees in the sheets, row by row."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

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
from klimatsvar.corpus.formats.office.hidden import hidden_in, without
from klimatsvar.corpus.formats.office.numerals import shown
from klimatsvar.corpus.formats.office.sheets import sheet_blocks, without_gaps
from klimatsvar.corpus.formats.office.strict import transitional
from klimatsvar.corpus.headings import top_heading
from klimatsvar.corpus.source import Metadata, Source, SourceBlock, raised, tidy
from klimatsvar.texts.messages import Message

_MOST_CELLS = 1_000_000
_CORE = "docProps/core.xml"
_DATES = ("modified", "created")
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
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
        shown = (sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible")
        first = next(shown, None)
        rows = [] if first is None else list(_rows(first, []))
        workbook.close()
    except FAULTS as error:
        raise damaged(path, error) from error
    return rows


def _opened(path: Path) -> Any:
    return openpyxl.load_workbook(
        transitional(path), read_only=True, data_only=True, keep_links=False, rich_text=True
    )


def read_xlsx(path: Path) -> Source:
    """Read an Excel workbook, without what is hidden and what lies beyond a million cells.

    A row is a block with its header's cells; a sheet's name is a heading; there are no pages.

    Raises DocumentError when the file is no workbook, or isn't safe to unpack.
    """
    check_archive(path, max_xml=MAX_UNPACKED)
    warnings: list[Message] = []
    blocks: list[SourceBlock] = []
    try:
        workbook = _opened(path)
        sheets = [sheet for sheet in workbook.worksheets if _is_shown(sheet, warnings)]
        is_several = len(sheets) > 1
        for sheet in sheets:
            rows = list(without_gaps(_rows(sheet, warnings)))
            if is_several and any(map(any, rows)):
                blocks.append(SourceBlock("heading", tidy(sheet.title), 1))
            blocks += sheet_blocks(rows, level=2 if is_several else 1)
        title = None if is_several else top_heading(blocks)
        metadata = _metadata(workbook, path).over(Metadata(title=title))
        workbook.close()
        warnings += _formula_warnings(path)
    except FAULTS as error:
        raise damaged(path, error) from error
    return Source(tuple(blocks), metadata, warnings=tuple(warnings))


def _is_shown(sheet: Any, warnings: list[Message]) -> bool:
    if sheet.sheet_state == "visible":
        return True
    warnings.append(Message.of("sheet_hidden", sheet=tidy(sheet.title)))
    return False


def _rows(sheet: Any, warnings: list[Message]) -> Iterator[list[str]]:
    """Yield the shown rows' texts, whatever size the file says that the sheet has."""
    sheet.reset_dimensions()
    hidden = hidden_in(sheet)
    cells = left_out = 0
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells += len(row)
        if cells > _MOST_CELLS:
            told = Message.of("sheet_cut_short", sheet=tidy(sheet.title), rows=number - 1)
            warnings.append(told)
            break
        texts = [_text(cell) for cell in row]
        kept = [] if number in hidden.rows else without(texts, hidden.columns)
        left_out += sum(map(bool, texts)) - sum(map(bool, kept))
        yield kept
    if left_out:
        warnings.append(Message.of("cells_hidden", sheet=tidy(sheet.title), cells=left_out))


def _text(cell: Any) -> str:
    """Return what a reader sees in a cell; what is struck out no longer holds."""
    if cell.value is None or cell.data_type == _ERROR or cell.font.strike:
        return ""
    if isinstance(cell.value, str):
        return tidy(cell.value)
    if isinstance(cell.value, CellRichText):
        return tidy("".join(map(_words, cell.value)))
    return tidy(shown(cell.value, cell.number_format))


def _words(run: Any) -> str:
    if isinstance(run, str):
        return run
    if run.font.strike:
        return ""
    return raised(run.text) if run.font.vertAlign == "superscript" else str(run.text)


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


def _formula_warnings(path: Path) -> Iterator[Message]:
    """Yield a warning when there are formulas whose values the file doesn't hold."""
    with zipfile.ZipFile(path) as archive:
        sheets = [m for m in archive.infolist() if _SHEET.fullmatch(m.filename)]
        small = [archive.read(member) for member in sheets if member.file_size <= MAX_XML]
    missing = sum(len(_NOT_RECKONED.findall(content)) for content in small)
    if missing:
        yield Message.of("formulas_not_reckoned", cells=missing)
