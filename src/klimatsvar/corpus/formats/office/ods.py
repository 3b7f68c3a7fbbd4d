"""Read OpenDocument spreadsheets: the values that a reader sees in the sheets, row by row."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
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
    aside_of,
    attribute,
    metadata_of,
    number,
    rows_of,
    styles_of,
)
from klimatsvar.corpus.formats.office.sheets import Marked
from klimatsvar.corpus.formats.office.workbooks import (
    Line,
    Merged,
    Sheet,
    with_covered,
    workbook_source,
)
from klimatsvar.corpus.source import Source, tidy
from klimatsvar.corpus.table_cells import Cell

_MOST_COLUMNS = 16_384
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
    try:
        document = Document(path)
        hidden = _hiding_styles(document)
        reader = Reader(styles_of(document))
        tables = (each for each in document.body.children if each.tag == "table:table")
        sheets = [_sheet(table, reader, hidden) for table in tables]
        source = workbook_source(sheets, metadata_of(document))
        return replace(source, warnings=(*source.warnings, *aside_of(document)))
    except (SecurityError, *FAULTS) as error:
        raise damaged(path, error) from error


def _hiding_styles(document: Document) -> set[str]:
    """Return the names of the styles of sheets that aren't shown."""
    return {
        attribute(style, "style:name")
        for style in document.content.get_elements("//style:style")
        if (properties := style.get_element("style:table-properties"))
        and attribute(properties, "table:display") == "false"
    }


def _sheet(table: Element, reader: Reader, hiding: set[str]) -> Sheet:
    name = tidy(attribute(table, "table:name"))
    if attribute(table, "table:style-name") in hiding:
        return Sheet(name, None)
    hidden, styles = _columns(table)
    return Sheet(name, _lines(table, reader, styles), hidden)


def _lines(table: Element, reader: Reader, styles: Sequence[str]) -> Iterator[Line]:
    merged = Merged()
    for row, _ in rows_of(table):
        is_hidden = attribute(row, "table:visibility") in _HIDDEN
        heights: dict[int, int] = {}
        texts, struck = _cells(row, reader, styles, heights)
        texts = merged.below(texts, heights)
        yield Line(texts, is_hidden, number(row, "table:number-rows-repeated"), struck)


def _cells(
    row: Element, reader: Reader, styles: Sequence[str], heights: dict[int, int]
) -> tuple[list[str], int]:
    """Return a row's texts up to its last one, and how many characters are struck out.

    Empty cells after it are for the layout. ``heights`` gets over how many rows cells are merged.
    """
    texts: list[str] = []
    spans: dict[int, int] = {}
    empty = struck = 0
    for cell in row.children:
        if cell.tag not in CELLS:
            continue
        repeats = _repeats(cell)
        column = len(texts) + empty
        by_column = styles[column] if column < len(styles) else ""
        style = attribute(cell, "table:style-name") or by_column
        text = _text(cell, reader)
        if text and reader.is_struck(style):
            struck += len(text) * repeats
            text = ""
        struck += reader.struck(cell) * repeats
        if not text:
            empty += repeats
        else:
            spans[column] = min(number(cell, "table:number-columns-spanned"), _MOST_COLUMNS)
            heights[column] = number(cell, "table:number-rows-spanned")
            is_marked = spans[column] > 1 or reader.is_bold(cell, style)
            texts += [""] * empty + [Marked(text) if is_marked else text] * repeats
            empty = 0
        if len(texts) + empty > _MOST_COLUMNS:
            break
    return with_covered(texts, spans)[:_MOST_COLUMNS], struck


def _text(cell: Element, reader: Reader) -> str:
    """Return what a reader sees in a cell, a large number digit for digit."""
    text = Cell(tuple(reader.parts(cell))).text
    value = attribute(cell, "office:value")
    if _EXPONENT.search(text) and value:
        return tidy(shown(float(value), "General"))
    return text


def _columns(table: Element) -> tuple[set[int], list[str]]:
    """Return which columns are hidden, and the styles of the first, for cells that have none."""
    hidden: set[int] = set()
    styles: list[str] = []
    at = 0
    for column in _columns_of(table):
        repeats = _repeats(column)
        if attribute(column, "table:visibility") in _HIDDEN:
            hidden |= set(range(at, at + repeats))
        styles += [attribute(column, "table:default-cell-style-name")] * repeats
        at += repeats
    return hidden, styles[:_MOST_COLUMNS]


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
