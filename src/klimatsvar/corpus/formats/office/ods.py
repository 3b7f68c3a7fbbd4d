"""Read OpenDocument spreadsheets: the values that a reader sees in the sheets, row by row."""

import re
from collections.abc import Iterator
from pathlib import Path

from odfdo import Document, Element
from odfdo.security import SecurityError

from klimatsvar.corpus.formats.office.archive import (
    FAULTS,
    MAX_UNPACKED,
    check_archive,
    damaged,
)
from klimatsvar.corpus.formats.office.numerals import shown
from klimatsvar.corpus.formats.office.odt import (
    CELLS,
    Reader,
    attribute,
    metadata_of,
    number,
    rows_of,
    styles_of,
)
from klimatsvar.corpus.formats.office.sheets import sheet_blocks, without_gaps
from klimatsvar.corpus.headings import top_heading
from klimatsvar.corpus.source import Metadata, Source, SourceBlock, tidy
from klimatsvar.corpus.table_cells import Cell
from klimatsvar.texts.messages import Message

_MOST_COLUMNS = 16_384
_MOST_CELLS = 1_000_000
_COLUMN_GROUPS = {
    "table:table-column-group",
    "table:table-columns",
    "table:table-header-columns",
}
_HIDDEN = ("collapse", "filter")
_EXPONENT = re.compile(r"\d[eE]\+?\d")


def read_ods(path: Path) -> Source:
    """Read an OpenDocument spreadsheet, without what is hidden.

    A row is a block with its header's cells; a sheet's name is a heading; there are no pages.

    Raises DocumentError when the file is no spreadsheet, or isn't safe to unpack.
    """
    check_archive(path, max_xml=MAX_UNPACKED)
    warnings: list[Message] = []
    blocks: list[SourceBlock] = []
    try:
        document = Document(path)
        reader = Reader(styles_of(document))
        sheets = [
            sheet
            for sheet in document.body.children
            if sheet.tag == "table:table" and _is_shown(sheet, document, warnings)
        ]
        is_several = len(sheets) > 1
        for sheet in sheets:
            rows = list(without_gaps(_rows(sheet, reader, warnings)))
            if is_several and any(map(any, rows)):
                blocks.append(SourceBlock("heading", _name(sheet), 1))
            blocks += sheet_blocks(rows, level=2 if is_several else 1)
        title = None if is_several else top_heading(blocks)
        metadata = metadata_of(document).over(Metadata(title=title))
    except (SecurityError, *FAULTS) as error:
        raise damaged(path, error) from error
    return Source(tuple(blocks), metadata, warnings=tuple(warnings))


def _name(sheet: Element) -> str:
    return tidy(attribute(sheet, "table:name"))


def _is_shown(sheet: Element, document: Document, warnings: list[Message]) -> bool:
    name = attribute(sheet, "table:style-name")
    styles = document.content.get_elements("//style:style")
    style = next((each for each in styles if attribute(each, "style:name") == name), None)
    properties = style.get_element("style:table-properties") if style else None
    if properties is None or attribute(properties, "table:display") != "false":
        return True
    warnings.append(Message.of("sheet_hidden", sheet=_name(sheet)))
    return False


def _rows(sheet: Element, reader: Reader, warnings: list[Message]) -> Iterator[list[str]]:
    """Yield the shown rows' texts."""
    hidden = _hidden_columns(sheet)
    cells = left_out = 0
    for row, _ in rows_of(sheet):
        texts = _texts(row, reader)
        kept = [text for i, text in enumerate(texts) if i not in hidden]
        if attribute(row, "table:visibility") in _HIDDEN:
            kept = []
        left_out += sum(map(bool, texts)) - sum(map(bool, kept))
        repeats = number(row, "table:number-rows-repeated")
        cells += len(texts) * repeats
        if cells > _MOST_CELLS:
            warnings.append(Message.of("sheet_too_large", sheet=_name(sheet)))
            break
        yield from [kept] * repeats
    if left_out:
        warnings.append(Message.of("cells_hidden", sheet=_name(sheet), cells=left_out))


def _texts(row: Element, reader: Reader) -> list[str]:
    """Return a row's texts up to its last one; empty cells after it are for the layout."""
    texts: list[str] = []
    empty = 0
    for cell in row.children:
        if cell.tag in CELLS:
            text = _text(cell, reader)
            repeats = _repeats(cell)
            if not text:
                empty += repeats
            else:
                texts += [""] * empty + [text] * repeats
                empty = 0
        if len(texts) + empty > _MOST_COLUMNS:
            break
    return texts[:_MOST_COLUMNS]


def _text(cell: Element, reader: Reader) -> str:
    """Return what a reader sees in a cell, a large number digit for digit."""
    text = Cell(tuple(reader.parts(cell))).text
    value = attribute(cell, "office:value")
    if _EXPONENT.search(text) and value:
        return tidy(shown(float(value), "General"))
    return text


def _hidden_columns(sheet: Element) -> set[int]:
    hidden: set[int] = set()
    at = 0
    for column in _columns_of(sheet):
        repeats = _repeats(column)
        if attribute(column, "table:visibility") in _HIDDEN:
            hidden |= set(range(at, at + repeats))
        at += repeats
    return hidden


def _columns_of(element: Element) -> Iterator[Element]:
    for child in element.children:
        if child.tag == "table:table-column":
            yield child
        elif child.tag in _COLUMN_GROUPS:
            yield from _columns_of(child)


def _repeats(element: Element) -> int:
    """Return over how many columns an element is repeated."""
    text = attribute(element, "table:number-columns-repeated")
    return min(int(text), _MOST_COLUMNS) if text.isdecimal() and len(text) < 9 else 1
