"""Read Word documents: headings, paragraphs, lists and tables in their order."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml.etree import LxmlError

from klimatsvar.corpus.source import Metadata, Source, SourceBlock, tidy
from klimatsvar.corpus.tables import row_blocks
from klimatsvar.errors import DocumentError

_HEADING = re.compile(r"(?:heading|rubrik)\s*(\d)", re.I)
_LIST = re.compile(r"list|punkt|numrer", re.I)


def read_docx(path: Path) -> Source:
    """Read a Word document. It has no page numbers of its own: they depend on the printer.

    Raises DocumentError when the file is not a Word document.
    """
    try:
        document = docx.Document(str(path))
        blocks = [block for part in document.iter_inner_content() for block in _blocks(part)]
        properties = document.core_properties
        changed = properties.modified or properties.created
        metadata = Metadata(
            title=tidy(properties.title) or _first_heading(blocks),
            publisher=tidy(properties.author) or None,
            date=changed.date().isoformat() if changed else None,
            language=properties.language[:2].lower() or None,
        )
    except (PackageNotFoundError, zipfile.BadZipFile, LxmlError, KeyError, ValueError) as error:
        raise DocumentError(
            "filen är inget Word-dokument eller är skadad "
            f"({type(error).__name__}); öppna den i Word och spara den igen som .docx"
        ) from error
    return Source(tuple(blocks), metadata)


def _first_heading(blocks: list[SourceBlock]) -> str | None:
    return next((block.text for block in blocks if block.kind == "heading"), None)


def _blocks(part: Paragraph | Table) -> Iterator[SourceBlock]:
    if isinstance(part, Table):
        yield from row_blocks([_cells(row) for row in part.rows])
        return
    words = tidy(part.text)
    if not words:
        return
    style = (part.style.name if part.style else None) or ""
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
        texts.append("" if cell._tc is previous else tidy(cell.text))
        previous = cell._tc
    return texts
