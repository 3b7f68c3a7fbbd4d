"""Read PowerPoint presentations: a page a slide."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pptx
from pptx.exc import PackageNotFoundError
from pptx.oxml.ns import qn

from klimatsvar.corpus.about import own_title
from klimatsvar.corpus.formats.office.archive import FAULTS, check_archive, damaged
from klimatsvar.corpus.formats.office.aside import told_aside
from klimatsvar.corpus.formats.office.slides import Shape, slides_source
from klimatsvar.corpus.formats.office.strict import transitional
from klimatsvar.corpus.source import Metadata, Source, SourceBlock, raised, tidy
from klimatsvar.corpus.table_cells import Cell, Note
from klimatsvar.corpus.tables import place_notes, table_parts
from klimatsvar.texts.messages import Message

_COMMENT = re.compile(rb"<(?:\w+:)?cm\b")
_UNITS = 36_000
"""Of PowerPoint's lengths in a millimetre."""
_TITLES = ("title", "ctrTitle")
_RUNNING = ("dt", "ftr", "sldNum")
"""Date, footer and number of a slide."""
_LISTED = ("body", "obj")
"""Places whose paragraphs PowerPoint sets as a list."""


def read_pptx(path: Path) -> Source:
    """Read a PowerPoint presentation; its pages are the slides.

    Hidden slides, charts and the speaker's notes are left out. Raises DocumentError when the file
    is no presentation, or isn't safe to unpack.
    """
    check_archive(path)
    try:
        presentation: Any = pptx.Presentation(transitional(path))
        slides = [
            list(_shapes(slide.shapes)) if _is_shown(slide) else None
            for slide in presentation.slides
        ]
        charts = sum(_has_chart(shape) for slide in presentation.slides for shape in slide.shapes)
        told = [Message.of("charts_not_read", count=charts)] if charts else []
        told += told_aside(comments=_comments(presentation), notes=_notes(presentation))
        shown = (slide for slide in presentation.slides if _is_shown(slide))
        struck = sum(_struck(run) for slide in shown for run in slide.element.iter(qn("a:r")))
        return slides_source(slides, _metadata(presentation), told, struck)
    except (PackageNotFoundError, *FAULTS) as error:
        raise damaged(path, error) from error


def _comments(presentation: Any) -> int:
    """Return how many comments there are, in files of today's form and of the older."""
    relations = (relation for slide in presentation.slides for relation in slide.part.rels.values())
    parts = (r.target_part.blob for r in relations if r.reltype.endswith("/comments"))
    return sum(len(_COMMENT.findall(part)) for part in parts)


def _notes(presentation: Any) -> int:
    """Return how many slides have something that only the speaker is to see."""
    noted = (slide.notes_slide for slide in presentation.slides if slide.has_notes_slide)
    frames = (notes.notes_text_frame for notes in noted)
    return sum(frame is not None and bool(frame.text.strip()) for frame in frames)


def _is_shown(slide: Any) -> bool:
    return slide.element.get("show") not in ("0", "false")


def _metadata(presentation: Any) -> Metadata:
    properties = presentation.core_properties
    changed = properties.modified or properties.created
    return Metadata(
        title=own_title(properties.title),
        date=changed.date().isoformat() if changed else None,
        language=(properties.language or "")[:2].lower() or None,
    )


def _has_chart(shape: Any) -> bool:
    return bool(getattr(shape, "has_chart", False))


def _shapes(shapes: Iterable[Any]) -> Iterator[Shape]:
    for shape in shapes:
        if hasattr(shape, "shapes"):  # a group
            yield from _shapes(shape.shapes)
            continue
        kind = _place_of(shape)
        if kind in _RUNNING:
            continue
        blocks = tuple(place_notes(_parts(shape, kind)))
        top, left = ((length or 0) / _UNITS for length in (shape.top, shape.left))
        yield Shape(top, left, blocks, kind in _TITLES)


def _place_of(shape: Any) -> str:
    """Return which of the layout's places a shape fills, "" if it stands free."""
    place = next(shape.element.iter(qn("p:ph")), None)
    return "" if place is None else place.get("type", "obj")


def _parts(shape: Any, kind: str) -> Iterator[SourceBlock | Note]:
    if getattr(shape, "has_table", False):
        yield from table_parts(_rows(shape.table))
    elif shape.has_text_frame:
        yield from _paragraphs(shape.text_frame, is_list=kind in _LISTED)


def _paragraphs(frame: Any, is_list: bool) -> Iterator[SourceBlock]:
    texts = [(_words(paragraph), paragraph) for paragraph in frame.paragraphs]
    several = sum(bool(text) for text, _ in texts) > 1
    for text, paragraph in texts:
        if text:
            is_item = (is_list and several) or _has_bullet(paragraph)
            yield SourceBlock("item" if is_item else "paragraph", text)


def _is_bold(frame: Any) -> bool:
    """Tell whether all words are in bold."""
    runs = [run for paragraph in frame.paragraphs for run in paragraph.runs if run.text.strip()]
    return bool(runs) and all(run.font.bold for run in runs)


def _has_bullet(paragraph: Any) -> bool:
    properties = paragraph._p.find(qn("a:pPr"))
    marks = (qn("a:buChar"), qn("a:buAutoNum"))
    return properties is not None and any(properties.find(mark) is not None for mark in marks)


def _words(paragraph: Any) -> str:
    """Return a paragraph's words; what is struck out no longer holds."""
    text = ""
    for run in paragraph._p:
        properties = run.find(qn("a:rPr"))
        given = {} if properties is None else properties.attrib
        words = run.findtext(qn("a:t")) or (" " if run.tag == qn("a:br") else "")
        if not _is_struck(run):
            text += raised(words) if given.get("baseline", "0")[0] in "123456789" else words
    return tidy(text)


def _is_struck(run: Any) -> bool:
    properties = run.find(qn("a:rPr"))
    return properties is not None and properties.get("strike", "noStrike") != "noStrike"


def _struck(run: Any) -> int:
    """Return how many characters of a run are struck out."""
    return len(run.findtext(qn("a:t")) or "") if _is_struck(run) else 0


def _rows(table: Any) -> Iterator[list[Cell]]:
    """Yield the rows; a cell that is merged over rows stands in each of them."""
    above: dict[int, Cell] = {}
    for number, row in enumerate(table.rows):
        cells: list[Cell] = []
        for column, cell in enumerate(row.cells):
            if cell.is_spanned:
                is_below = (
                    cell._tc.get("vMerge") in ("1", "true") and cell._tc.get("hMerge") is None
                )
                parts = above[column].parts if is_below and column in above else ()
                cells.append(Cell(parts, is_repeated=True))
                continue
            columns = cell.span_width if cell.is_merge_origin else 1
            parts = tuple(_paragraphs(cell.text_frame, is_list=False))
            is_header = table.first_row and not number
            cells.append(Cell(parts, False, columns, is_header, _is_bold(cell.text_frame)))
            above[column] = cells[-1]
        yield cells
