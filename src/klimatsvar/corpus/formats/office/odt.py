"""Read OpenDocument texts, as LibreOffice writes them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from odfdo import Document, Element
from odfdo.security import SecurityError

from klimatsvar.corpus.about import opening_date, own_title
from klimatsvar.corpus.formats.office.archive import FAULTS, check_archive, damaged
from klimatsvar.corpus.formats.office.aside import told_aside
from klimatsvar.corpus.formats.running import parted_furniture
from klimatsvar.corpus.headings import top_heading
from klimatsvar.corpus.source import Metadata, Source, SourceBlock, raised, tidy
from klimatsvar.corpus.table_cells import Cell, Note
from klimatsvar.corpus.tables import place_notes, table_parts
from klimatsvar.texts.messages import Message

_TITLE = "Title"
_WRAPPERS = {"text:section", "text:list", "text:list-header", "text:numbered-paragraph"}
# Neither deleted text, comments, contents nor pictures; text boxes and notes are read apart.
_NO_WORDS = {
    "office:annotation",
    "office:annotation-end",
    "text:note",
    "text:ruby-text",
    "text:tracked-changes",
}
_TEXTS = {"text:p", "text:h", "text:list"}
_SPACES = {"text:s", "text:tab", "text:line-break"}
_ROW_GROUPS = {"table:table-header-rows", "table:table-rows", "table:table-row-group"}
CELLS = {"table:table-cell", "table:covered-table-cell"}
"""Cells, and places that those merged over several take."""
_RUNNING = ("style:header", "style:header-first", "style:footer", "style:footer-first")
# "super 58%", or how high the text stands, in per cent: "33% 58%".
_RAISED = re.compile(r"super|[1-9]")
_BOLD = re.compile(r"bold|[6-9]00")
_LINES = ("style", "type")
_MOST_REPEATS = 100
"""Of a cell or row, above what any table on paper has."""


def read_odt(path: Path) -> Source:
    """Read an OpenDocument text. It has no page numbers of its own: they depend on the printer.

    What its headers and footers tell of it, such as its Dnr, comes first and once.

    Raises DocumentError when the file is not an OpenDocument text, or isn't safe to unpack.
    """
    check_archive(path)
    try:
        document = Document(path)
        reader = Reader(styles_of(document))
        blocks = place_notes(reader.parts(document.body))
        known = metadata_of(document).over(Metadata(title=top_heading(blocks)))
        told, furniture = parted_furniture(_running(document, reader))
        blocks = [*told, *blocks]
        metadata = Metadata(date=opening_date(blocks)).over(known)
    except (SecurityError, *FAULTS) as error:
        raise damaged(path, error) from error
    warnings = aside_of(document)
    struck = reader.struck(document.body)
    return Source(tuple(blocks), metadata, warnings=warnings, furniture=furniture, struck=struck)


def aside_of(document: Document) -> tuple[Message, ...]:
    """Return what to tell of an OpenDocument file's comments, tracked changes and notes."""
    comments, changes = (
        len(document.body.get_elements(f"//{name}"))
        for name in ("office:annotation", "text:changed-region")
    )
    notes = document.body.get_elements("//presentation:notes//text:p")
    return told_aside(comments, changes, notes=sum(bool(tidy(p.inner_text)) for p in notes))


def _running(document: Document, reader: "Reader") -> Iterator[str]:
    """Yield the lines of the headers and footers."""
    for name in _RUNNING:
        for element in document.styles.get_elements(f"//{name}"):
            for part in reader.parts(element):
                yield part.text


def metadata_of(document: Document) -> Metadata:
    """Return what an OpenDocument file says of itself."""
    meta = document.meta
    changed: datetime | None = meta.get_modification_date() or meta.get_creation_date()
    return Metadata(
        title=own_title(meta.title),
        date=changed.date().isoformat() if changed else None,
        language=(meta.language or "")[:2].lower() or None,
    )


@dataclass(frozen=True, slots=True)
class _Style:
    """What a style says of its texts; None where it is as its parent."""

    parent: str
    is_hidden: bool | None
    is_struck: bool | None
    """Whether what has it is struck out: it no longer holds."""
    is_raised: bool | None
    is_bold: bool | None


def styles_of(document: Document) -> "Mapping[str, _Style]":
    """Return what matters of a document's styles, by their names."""
    styles = {}
    for part in (document.styles, document.content):
        for element in part.get_elements("//style:style"):
            text = element.get_element("style:text-properties")
            section = element.get_element("style:section-properties")
            lines = [attribute(text, f"style:text-line-through-{n}") for n in _LINES if text]
            shown = [attribute(p, "text:display") for p in (text, section) if p]
            position = attribute(text, "style:text-position") if text else ""
            weight = attribute(text, "fo:font-weight") if text else ""
            styles[attribute(element, "style:name")] = _Style(
                attribute(element, "style:parent-style-name"),
                is_hidden="none" in shown if any(shown) else None,
                is_struck=any(line not in ("", "none") for line in lines) if any(lines) else None,
                is_raised=_RAISED.match(position) is not None if position else None,
                is_bold=_BOLD.match(weight) is not None if weight else None,
            )
    return styles


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the words of a document that has these styles."""

    styles: Mapping[str, _Style]

    def parts(self, element: Element, in_list: bool = False) -> Iterator[SourceBlock | Note]:
        """Yield the blocks in ``element`` in their order, each followed by its notes."""
        for child in element.children:
            tag = child.tag
            if tag in ("text:p", "text:h"):
                yield from self._paragraph(child, in_list)
            elif tag == "text:list-item":
                yield from self.parts(child, in_list=True)
            elif tag in _WRAPPERS:
                if not self._is_hidden(child):
                    yield from self.parts(child, in_list)
            elif tag == "table:table":
                yield from table_parts(self._rows(child))
            elif tag.startswith("draw:"):
                yield from self.boxes(child)

    def _paragraph(self, element: Element, in_list: bool) -> Iterator[SourceBlock | Note]:
        words = tidy("".join(self._words(element)))
        if not words:
            pass
        elif element.tag == "text:h":
            level = attribute(element, "text:outline-level")
            yield SourceBlock("heading", words, int(level) if level in "123456789" and level else 1)
        elif self._is_title(element):
            yield SourceBlock("heading", words, 1)
        else:
            yield SourceBlock("item" if in_list else "paragraph", words)
        yield from self._apart(element)

    def _words(self, element: Element) -> Iterator[str]:
        yield element.text or ""
        for child in element.children:
            if child.tag in _SPACES:
                yield " "
            elif not (
                child.tag in _NO_WORDS or child.tag.startswith("draw:") or self._is_hidden(child)
            ):
                words = self._words(child)
                yield from map(raised, words) if self._is_raised(child) else words
            yield child.tail or ""

    def _apart(self, element: Element) -> Iterator[SourceBlock | Note]:
        """Yield the notes and text boxes that are anchored in a paragraph."""
        for child in element.children:
            if child.tag == "text:note":
                body = child.get_element("text:note-body")
                parts = self.parts(body) if body else ()
                yield Note(" ".join(part.text for part in parts))
            elif child.tag.startswith("draw:"):
                yield from self.boxes(child)
            elif child.tag not in _NO_WORDS:
                yield from self._apart(child)

    def boxes(self, drawing: Element) -> Iterator[SourceBlock | Note]:
        """Yield what stands in a drawing's text boxes, tables and shapes."""
        if drawing.tag == "draw:text-box" or any(c.tag in _TEXTS for c in drawing.children):
            yield from self.parts(drawing)
        elif drawing.tag == "table:table":
            yield from table_parts(self._rows(drawing))
        else:
            for child in drawing.children:
                if child.tag.startswith(("draw:", "table:table")):
                    yield from self.boxes(child)

    def _rows(self, table: Element) -> Iterator[list[Cell]]:
        spans: dict[int, tuple[int, Cell]] = {}
        for element, is_header in rows_of(table):
            row: list[Cell] = []
            for cell in element.children:
                if cell.tag in CELLS:
                    repeats = number(cell, "table:number-columns-repeated")
                    for _ in range(repeats):
                        made = self._cell(cell, len(row), spans)
                        row.append(replace(made, is_header=is_header))
            yield from [row] * number(element, "table:number-rows-repeated")

    def _cell(self, element: Element, column: int, spans: dict[int, tuple[int, Cell]]) -> Cell:
        """Return a cell; below one that is merged over rows, its repetition."""
        if element.tag == "table:covered-table-cell":
            rows, above = spans.get(column, (0, Cell()))
            spans[column] = (rows - 1, above)
            return Cell(above.parts if rows > 0 else (), is_repeated=True)
        columns = number(element, "table:number-columns-spanned")
        cell = Cell(tuple(self.parts(element)), columns=columns, is_bold=self._is_bold(element))
        spans[column] = (number(element, "table:number-rows-spanned") - 1, cell)
        return cell

    def _is_title(self, element: Element) -> bool:
        return _TITLE in self._names(attribute(element, "text:style-name"))

    def _names(self, style: str) -> list[str]:
        """Return the names of a style and of those that it is based on."""
        names = [style]
        while names[-1] in self.styles and self.styles[names[-1]].parent not in names:
            names.append(self.styles[names[-1]].parent)
        return names

    def is_bold(self, cell: Element, style: str) -> bool:
        """Tell whether all of the words in a sheet's cell of that style are in bold."""
        return self._is_bold(cell, bool(self._told(style, "is_bold")))

    def _told(self, style: str, look: str) -> bool | None:
        """Return whether what has a style looks so, None if neither it nor its parents say."""
        told = (getattr(self.styles[n], look) for n in self._names(style) if n in self.styles)
        return next((on for on in told if on is not None), None)

    def _is_bold(self, element: Element, is_around: bool = False) -> bool:
        """Tell whether all of an element's words are in bold; ``is_around`` is what is around."""
        told = self._told(attribute(element, "text:style-name"), "is_bold")
        is_bold = is_around if told is None else told
        children = [child for child in element.children if child.text_recursive.strip()]
        loose = [element.text or "", *(child.tail or "" for child in element.children)]
        return (is_bold or not any(map(str.strip, loose))) and all(
            self._is_bold(child, is_bold) for child in children
        )

    def struck(self, element: Element) -> int:
        """Return how many characters in an element are struck out."""
        spans = element.get_elements("descendant::text:span")
        struck = (span for span in spans if self.is_struck(attribute(span, "text:style-name")))
        return sum(len("".join(self._words(span))) for span in struck)

    def is_struck(self, style: str) -> bool:
        """Tell whether what has a style is struck out."""
        return bool(self._told(style, "is_struck"))

    def _is_hidden(self, element: Element) -> bool:
        """Tell whether an element isn't shown, or is struck out."""
        if attribute(element, "text:is-hidden") == "true":
            return True
        if attribute(element, "text:display") == "none":
            return True
        style = attribute(element, "text:style-name")
        return bool(self._told(style, "is_hidden")) or self.is_struck(style)

    def _is_raised(self, element: Element) -> bool:
        return bool(self._told(attribute(element, "text:style-name"), "is_raised"))


def rows_of(element: Element) -> Iterator[tuple[Element, bool]]:
    """Yield the rows, each with whether it is marked as one of headers."""
    is_header = element.tag == "table:table-header-rows"
    for child in element.children:
        if child.tag == "table:table-row":
            yield child, is_header
        elif child.tag in _ROW_GROUPS:
            yield from rows_of(child)


def attribute(element: Element, name: str) -> str:
    """Return an attribute, "" without one."""
    return element.get_attribute_string(name) or ""


def number(element: Element, name: str) -> int:
    """Return how often a cell or row is repeated, or over how many it is merged: 1 by default."""
    text = attribute(element, name)
    return min(int(text), _MOST_REPEATS) if text.isdecimal() and len(text) < 9 else 1
