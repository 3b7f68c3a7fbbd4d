"""Read Word documents: headings, paragraphs, lists and tables in their order."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.document import Document as DocxDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml.etree import LxmlError

from klimatsvar.corpus.source import Metadata, Source, SourceBlock, tidy
from klimatsvar.corpus.tables import row_blocks
from klimatsvar.errors import DocumentError

_HEADING = re.compile(r"(?:heading|rubrik)\s*(\d)", re.I)
_LIST = re.compile(r"list|\bpunkt|numrer", re.I)
_CONTENTS = re.compile(r"(?:toc|innehåll)\b", re.I)
# What wraps paragraphs and tables: content controls, and the marks of changes and of data.
_WRAPPERS = {qn(f"w:{name}") for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml")}
# A text in its last state: insertions and content controls are in it, deletions are not.
_CHARACTERS = (
    "descendant::*[self::w:t or self::w:tab or self::w:br or self::w:cr or self::w:noBreakHyphen]"
    "[not(ancestor::w:del or ancestor::w:moveFrom or ancestor::w:txbxContent)]"
)
# What python-docx, lxml and zipfile raise for files that don't hold what they should.
_FAULTS = (
    PackageNotFoundError,
    zipfile.BadZipFile,
    zlib.error,
    LxmlError,
    AttributeError,
    EOFError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)


def read_docx(path: Path) -> Source:
    """Read a Word document. It has no page numbers of its own: they depend on the printer.

    Raises DocumentError when the file is not a Word document.
    """
    try:
        document = docx.Document(str(path))
        parts = _parts(document.element.body, document)
        blocks = [block for part in parts for block in _blocks(part)]
        metadata = _metadata(document).over(Metadata(title=_first_heading(blocks)))
    except _FAULTS as error:
        raise DocumentError(
            "filen är inget Word-dokument eller är skadad "
            f"({type(error).__name__}); öppna den i Word och spara den igen som .docx"
        ) from error
    return Source(tuple(blocks), metadata)


def _metadata(document: DocxDocument) -> Metadata:
    relations = document.part.package.rels.values()
    if not any(relation.reltype == RELATIONSHIP_TYPE.CORE_PROPERTIES for relation in relations):
        return Metadata()  # python-docx would make some up, dated now
    properties = document.core_properties
    changed = properties.modified or properties.created
    return Metadata(
        title=tidy(properties.title) or None,
        publisher=tidy(properties.author) or None,
        date=changed.date().isoformat() if changed else None,
        language=properties.language[:2].lower() or None,
    )


def _first_heading(blocks: list[SourceBlock]) -> str | None:
    return next((block.text for block in blocks if block.kind == "heading"), None)


def _parts(element: Any, document: DocxDocument) -> Iterator[Paragraph | Table]:
    """Yield the paragraphs and tables in ``element``, in their order, those in wrappers too."""
    for child in element:
        if child.tag == qn("w:p"):
            yield Paragraph(child, document)
        elif child.tag == qn("w:tbl"):
            yield Table(child, document)
        elif child.tag in _WRAPPERS:
            yield from _parts(child, document)


def _blocks(part: Paragraph | Table) -> Iterator[SourceBlock]:
    if isinstance(part, Table):
        yield from row_blocks([_cells(row) for row in part.rows])
        return
    words = _words(part._p)
    style = (part.style.name if part.style else None) or ""
    if not words or _CONTENTS.match(style):
        return
    if found := _HEADING.match(style):
        yield SourceBlock("heading", words, int(found.group(1)))
    elif style in ("Title", "Rubrik"):
        yield SourceBlock("heading", words, 1)
    elif _LIST.search(style) or (part._p.pPr is not None and part._p.pPr.numPr is not None):
        yield SourceBlock("item", words)
    else:
        yield SourceBlock("paragraph", words)


def _cells(row: "Table.rows") -> list[str]:  # type: ignore[valid-type]
    """Return the texts of a row's cells; a merged cell counts once, at its first column."""
    texts = []
    previous = None
    for cell in row.cells:  # type: ignore[attr-defined]
        texts.append("" if cell._tc is previous else _words(cell._tc))
        previous = cell._tc
    return texts


def _words(element: Any) -> str:
    """Return the words of a paragraph, or of a cell's paragraphs."""
    paragraphs = [element] if element.tag == qn("w:p") else element.iter(qn("w:p"))
    return tidy(" ".join("".join(map(_character, p.xpath(_CHARACTERS))) for p in paragraphs))


def _character(element: Any) -> str:
    if element.tag == qn("w:t"):
        return element.text or ""
    return "-" if element.tag == qn("w:noBreakHyphen") else " "
