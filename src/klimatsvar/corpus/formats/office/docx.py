"""Read Word documents: headings, paragraphs, lists, tables, text boxes and notes in their order."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
from docx.document import Document as DocxDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from klimatsvar.corpus.about import opening_date, opening_line, own_title
from klimatsvar.corpus.formats.office.archive import FAULTS, check_archive, damaged
from klimatsvar.corpus.formats.office.aside import told_aside
from klimatsvar.corpus.formats.office.docx_numbering import Numbering, read_numbering
from klimatsvar.corpus.formats.office.docx_styles import (
    PLAIN,
    Looks,
    Style,
    is_numbered,
    is_on,
    is_superscript,
    list_of,
    outline_level,
    read_looks,
    read_styles,
    value,
)
from klimatsvar.corpus.formats.office.docx_tables import read_rows
from klimatsvar.corpus.formats.office.strict import transitional
from klimatsvar.corpus.formats.office.symbols import symbol
from klimatsvar.corpus.formats.running import parted_furniture
from klimatsvar.corpus.headings import BOLD_LEVEL, looks_like_heading, top_heading, without_idle
from klimatsvar.corpus.source import Metadata, Source, SourceBlock, raised, tidy
from klimatsvar.corpus.table_cells import Cell, Note
from klimatsvar.corpus.tables import place_notes, table_parts
from klimatsvar.texts.messages import Message

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MATH_TEXT, _POWER, _DENOMINATOR = f"{_MATH}t", f"{_MATH}sup", f"{_MATH}den"
# What a reader doesn't see: deleted text, and the copy of a text box for old programs.
_GONE = {qn("w:del"), qn("w:moveFrom"), qn("w:pPr"), qn("w:rPr"), f"{_MC}Fallback"}
_CHANGES = tuple(qn(f"w:{name}") for name in ("ins", "del", "moveFrom", "moveTo"))
_BOX = qn("w:txbxContent")
_NOTES = {qn("w:footnoteReference"): "footnotes", qn("w:endnoteReference"): "endnotes"}
_CHARACTERS = {
    qn("w:tab"): " ",
    qn("w:ptab"): " ",
    qn("w:br"): " ",
    qn("w:cr"): " ",
    qn("w:noBreakHyphen"): "-",
}
_TEXTS = {qn("w:t"), _MATH_TEXT}
_SYMBOL = qn("w:sym")
_LEAVES = {_BOX, _SYMBOL, *_NOTES, *_CHARACTERS, *_TEXTS}
_HEX = re.compile(r"[0-9A-Fa-f]{1,4}")
_WRAPPERS = {qn(f"w:{name}") for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml")}


def read_docx(path: Path) -> Source:
    """Read a Word document. It has no page numbers of its own: they depend on the printer.

    What its headers and footers tell of it, such as its Dnr, comes first and once.

    Raises DocumentError when the file is not a Word document, or one that isn't safe to unpack.
    """
    check_archive(path)
    try:
        document = docx.Document(transitional(path))
        styles = document.styles.element
        numbering = read_numbering(_part(document, "numbering"))
        reader = _Reader(read_styles(styles), read_looks(styles), numbering, _notes(document))
        blocks = without_idle(place_notes(reader.parts(document.element.body)), BOLD_LEVEL)
        known = _metadata(document).over(
            Metadata(title=top_heading(blocks) or opening_line(blocks))
        )
        told, furniture = parted_furniture(_running(document, reader))
        blocks = [*told, *blocks]
        metadata = Metadata(date=opening_date(blocks)).over(known)
        warnings = _aside(document)
    except (PackageNotFoundError, *FAULTS) as error:
        raise damaged(path, error) from error
    struck = sum(map(reader.struck, document.element.body.iter(qn("w:r"))))
    return Source(tuple(blocks), metadata, warnings=warnings, furniture=furniture, struck=struck)


def _aside(document: DocxDocument) -> tuple[Message, ...]:
    """Return what to tell of comments, tracked changes and hidden texts."""
    comments = sum(len(root) for _, root in _parts(document, {"comments"}))
    changes = sum(1 for _ in document.element.body.iter(*_CHANGES))
    runs = document.element.body.iter(qn("w:r"))
    hidden = sum(is_on(run.find(qn("w:rPr")), "w:vanish") is True for run in runs)
    return told_aside(comments, changes, hidden)


def _metadata(document: DocxDocument) -> Metadata:
    relations = document.part.package.rels.values()
    if not any(relation.reltype == RELATIONSHIP_TYPE.CORE_PROPERTIES for relation in relations):
        return Metadata()  # python-docx would make some up, dated now
    properties = document.core_properties
    changed = properties.modified or properties.created
    return Metadata(
        title=own_title(properties.title),
        date=changed.date().isoformat() if changed else None,
        language=properties.language[:2].lower() or None,
    )


def _part(document: DocxDocument, kind: str) -> Any:
    """Return the root of the document's part of this kind, None without one."""
    return next((root for _, root in _parts(document, {kind})), None)


def _parts(document: DocxDocument, kinds: Collection[str]) -> Iterator[tuple[str, Any]]:
    """Yield the roots of the document's parts of these kinds, each with its kind."""
    for relation in document.part.rels.values():
        kind = relation.reltype.rpartition("/")[2]
        if kind in kinds and not relation.is_external:
            yield kind, parse_xml(relation.target_part.blob)


def _running(document: DocxDocument, reader: "_Reader") -> Iterator[str]:
    """Yield the lines of the headers and footers."""
    for _, root in _parts(document, {"header", "footer"}):
        for part in reader.parts(root):
            yield part.text


def _notes(document: DocxDocument) -> dict[tuple[str, str], Any]:
    """Return the elements of the footnotes and endnotes by which of them they are, and their id."""
    return {
        (kind, note.get(qn("w:id"), "")): note
        for kind, root in _parts(document, _NOTES.values())
        for note in root
    }


@dataclass(frozen=True, slots=True)
class _Reader:
    styles: Mapping[str, Style]
    looks: Looks
    numbering: Numbering
    notes: dict[tuple[str, str], Any]
    """Not yet placed: each is read once, also when notes name each other."""

    def parts(self, element: Any) -> Iterator[SourceBlock | Note]:
        """Yield the blocks in ``element`` in their order, each followed by its notes."""
        joined: list[Any] = []
        for child in element:
            if child.tag == qn("w:p"):
                joined.append(child)
                if _runs_on(child):
                    continue
            if joined:
                yield from self._paragraph(joined)
                joined = []
            if child.tag == qn("w:tbl"):
                yield from self._table(child)
            elif child.tag in _WRAPPERS and not _is_contents(child):
                yield from self.parts(child)
        if joined:
            yield from self._paragraph(joined)

    def _paragraph(self, joined: Sequence[Any]) -> Iterator[SourceBlock | Note]:
        """Yield a paragraph's block and notes; of those joined to one the last tells its style."""
        paragraph = joined[-1]
        leaves = [leaf for each in joined for leaf in self._visible(each)]
        words = tidy("".join(map(self._characters, leaves)))
        style = self._style(paragraph)
        number = self._number(paragraph) if words else ""
        if words and style.kind != "contents":
            is_heading = style.kind == "heading"
            yield _block(f"{number} {words}".strip() if is_heading else words, style, paragraph)
        for leaf in leaves:
            if kind := _NOTES.get(leaf.tag):
                note = self.notes.pop((kind, leaf.get(qn("w:id"), "")), None)
                yield Note("" if note is None else _text_of(self.parts(note)))
            elif leaf.tag == _BOX:
                yield from self.parts(leaf)

    def _number(self, paragraph: Any) -> str:
        """Return the number that Word puts before a paragraph, "" before most."""
        properties = paragraph.find(qn("w:pPr"))
        style = self.styles.get(value(properties, "w:pStyle") or "", PLAIN)
        numbering = list_of(properties, style.numbering)
        return self.numbering.next(*numbering) if numbering else ""

    def _characters(self, leaf: Any) -> str:
        if leaf.tag == _SYMBOL:
            code = leaf.get(qn("w:char"), "")
            font = leaf.get(qn("w:font"), "")
            return symbol(int(code, 16), font) if _HEX.fullmatch(code) else ""
        if leaf.tag not in _TEXTS:
            return "/" if leaf.tag == _DENOMINATOR else _CHARACTERS.get(leaf.tag, "")
        text = leaf.text or ""
        properties = leaf.getparent().find(qn("w:rPr"))
        by_style = value(properties, "w:rStyle") in self.looks.raised
        is_power = leaf.tag == _MATH_TEXT and next(leaf.iterancestors(_POWER), None) is not None
        return raised(text) if by_style or is_power or is_superscript(properties) else text

    def _style(self, paragraph: Any) -> Style:
        properties = paragraph.find(qn("w:pPr"))
        style = self.styles.get(value(properties, "w:pStyle") or "", PLAIN)
        if level := outline_level(properties):
            return Style("heading", level)
        numbered = is_numbered(properties)
        if numbered is None or style.kind in ("heading", "contents", "caption"):
            return style
        return Style("item" if numbered else "text", bold=style.bold)

    def _table(self, table: Any) -> Iterator[SourceBlock | Note]:
        parts: dict[Any, tuple[SourceBlock | Note, ...]] = {}
        rows: list[list[Cell]] = []
        for elements, is_header in read_rows(table):
            row = []
            for column, element in enumerate(elements):
                is_repeated = element in parts
                if element is not None and not is_repeated:
                    parts[element] = tuple(self.parts(element))
                columns = 1 if element is None else _columns(elements[column:])
                is_bold = element is not None and self._is_bold(element)
                row.append(Cell(parts.get(element, ()), is_repeated, columns, is_header, is_bold))
            rows.append(row)
        yield from table_parts(rows)

    def _visible(self, element: Any) -> Iterator[Any]:
        """Yield the texts, spaces, marks of notes and text boxes that a reader sees, in order."""
        for child in element:
            if child.tag in _LEAVES:
                yield child
            elif child.tag not in _GONE and not self._is_unseen(child):
                if child.tag == _DENOMINATOR:
                    yield child
                yield from self._visible(child)

    def struck(self, run: Any) -> int:
        """Return how many characters of a run are struck out."""
        return sum(len(t.text or "") for t in run.iter(qn("w:t"))) if self._is_struck(run) else 0

    def _is_unseen(self, element: Any) -> bool:
        """Tell whether a run is hidden, or struck out: what no longer holds."""
        if element.tag != qn("w:r"):
            return False
        hidden = is_on(element.find(qn("w:rPr")), "w:vanish")
        by_style = hidden is None and self._has_style(element, self.looks.hidden)
        return bool(hidden) or by_style or self._is_struck(element)

    def _is_struck(self, run: Any) -> bool:
        properties = run.find(qn("w:rPr"))
        told = [is_on(properties, name) for name in ("w:strike", "w:dstrike")]
        return any(told) or (
            all(on is None for on in told) and self._has_style(run, self.looks.struck)
        )

    def _has_style(self, run: Any, ids: Collection[str]) -> bool:
        """Tell whether a run, or the paragraph that it is in, has one of these styles."""
        if not ids:
            return False
        paragraph = next(run.iterancestors(qn("w:p")), None)
        own = value(run.find(qn("w:rPr")), "w:rStyle")
        outer = None if paragraph is None else paragraph.find(qn("w:pPr"))
        return own in ids or value(outer, "w:pStyle") in ids

    def _is_bold(self, cell: Any) -> bool:
        """Tell whether all of a cell's words are in bold."""
        paragraphs = [p for p in cell.iter(qn("w:p")) if any(t.text for t in p.iter(qn("w:t")))]
        return bool(paragraphs) and all(_is_bold(p, self._style(p)) for p in paragraphs)


def _columns(elements: Sequence[Any]) -> int:
    """Return how many columns the first of these cells is merged over."""
    return next(
        (i for i, element in enumerate(elements) if i and element is not None), len(elements)
    )


def _block(words: str, style: Style, paragraph: Any) -> SourceBlock:
    if style.kind == "heading":
        return SourceBlock("heading", words, style.level)
    if style.kind == "item":
        return SourceBlock("item", words)
    if style.kind != "caption" and looks_like_heading(words) and _is_bold(paragraph, style):
        return SourceBlock("heading", words, BOLD_LEVEL)
    return SourceBlock("paragraph", words)


def _is_bold(paragraph: Any, style: Style) -> bool:
    """Tell whether all of the words are bold."""
    runs = [run for run in paragraph.iter(qn("w:r")) if any(t.text for t in run.iter(qn("w:t")))]
    bold = (is_on(run.find(qn("w:rPr")), "w:b") for run in runs)
    return all(style.bold if on is None else on for on in bold)


def _runs_on(paragraph: Any) -> bool:
    """Tell whether the mark at a paragraph's end is deleted: it goes on in the next."""
    mark = paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}")
    return mark is not None and any(mark.find(qn(n)) is not None for n in ("w:del", "w:moveFrom"))


def _is_contents(control: Any) -> bool:
    """Tell whether a content control holds a table of contents."""
    gallery = control.find(f"{qn('w:sdtPr')}/{qn('w:docPartObj')}")
    return value(gallery, "w:docPartGallery") == "Table of Contents"


def _text_of(parts: Iterable[SourceBlock | Note]) -> str:
    return " ".join(part.text for part in parts if isinstance(part, SourceBlock))
