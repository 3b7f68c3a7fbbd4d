"""Make the PDF and Word files of the starter corpus, so that a typo in them can be mended.

The texts are in `starter_texts.py`. Run this from anywhere; it writes into `corpus/`, and the
same texts always give the same bytes:

    .venv/bin/python tools/starter_documents.py
"""

import os
from collections.abc import Callable
from datetime import UTC, datetime, time
from functools import partial
from io import BytesIO
from itertools import zip_longest
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    HRFlowable,
    PageTemplate,
    Spacer,
)
from reportlab.platypus import Paragraph as Para
from reportlab.platypus import Table as Grid
from starter_texts import (
    AUTHOR,
    EMISSIONS,
    GOALS,
    LANGUAGE,
    PLEDGES,
    PUBLISHED,
    Block,
    Bullets,
    Heading,
    Paragraph,
    Sources,
    Table,
    Text,
)

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
MIDNIGHT = datetime.combine(PUBLISHED, time.min)
EPOCH = int(MIDNIGHT.replace(tzinfo=UTC).timestamp())

GREEN, GREY, RULE, TINT = "#1d5b4b", "#555555", "#c9d3cf", "#e9f0ed"
MARGIN = 2.6 * cm
TEXT_WIDTH = A4[0] - 2 * MARGIN

BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=10.5, leading=16, spaceAfter=8)
LEAD_IN = ParagraphStyle("lead-in", BODY, keepWithNext=1)
ITEM = ParagraphStyle("item", BODY, leftIndent=14, bulletFontName="Symbol", spaceAfter=2)
ITEM.keepWithNext = 1  # a short list stays whole
INTRO = ParagraphStyle("intro", BODY, fontSize=12, leading=18, spaceAfter=12)
SMALL = ParagraphStyle("small", BODY, fontSize=8.5, leading=12, textColor=GREY, spaceAfter=0)
TITLE = ParagraphStyle(
    "title", fontName="Helvetica-Bold", fontSize=23, leading=29, textColor=GREEN, spaceAfter=4
)
BYLINE = ParagraphStyle("byline", SMALL, fontSize=9.5, leading=14, spaceAfter=10)
HEADING = ParagraphStyle("heading", TITLE, fontSize=14.5, leading=19, spaceBefore=14)
HEADING.keepWithNext, HEADING.spaceAfter = 1, 6
SUBHEADING = ParagraphStyle("subheading", HEADING, fontSize=11.5, leading=16, spaceBefore=8)
SUBHEADING.textColor = HexColor("#000000")
CAPTION = ParagraphStyle("caption", LEAD_IN, fontName="Helvetica-Bold", fontSize=9.5, spaceAfter=4)
CELL = ParagraphStyle("cell", BODY, fontSize=9.5, leading=13, spaceAfter=0)
CELL_NUMBER = ParagraphStyle("cell-number", CELL, alignment=TA_RIGHT)
HEAD = ParagraphStyle("head", CELL, fontName="Helvetica-Bold")
HEAD_NUMBER = ParagraphStyle("head-number", HEAD, alignment=TA_RIGHT)
SOURCE = ParagraphStyle("source", CELL, spaceBefore=3, keepWithNext=1)


class MunicipalPdf(BaseDocTemplate):  # type: ignore[misc]
    """An A4 document with a running header, a page number and an outline of its headings."""

    def __init__(self, target: str, text: Text) -> None:
        super().__init__(
            target,
            pagesize=A4,
            title=text.title,
            author=AUTHOR,
            subject=text.subject,
            lang=LANGUAGE,
            invariant=1,
        )
        frame = Frame(MARGIN, 2.4 * cm, TEXT_WIDTH, A4[1] - 5.2 * cm, 0, 0, 0, 0)
        furniture = partial(draw_furniture, title=text.title)
        self.addPageTemplates(PageTemplate(frames=[frame], onPage=furniture))

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 - reportlab's name
        """Put each heading in the outline as it lands on its page."""
        level = getattr(flowable, "outline_level", None)
        if level is None:
            return
        key = f"heading-{self.seq.nextf('heading')}"
        self.canv.bookmarkPage(key)
        self.canv.addOutlineEntry(flowable.getPlainText(), key, level=level, closed=False)


def draw_furniture(canvas: Canvas, doc: BaseDocTemplate, title: str) -> None:
    """Draw the running header and the footer of one page."""
    left, right, top = MARGIN, A4[0] - MARGIN, A4[1] - 1.7 * cm
    canvas.saveState()
    canvas.setFont("Helvetica", 8.5)
    canvas.setFillColor(HexColor(GREY))
    canvas.drawString(left, top, AUTHOR)
    canvas.drawRightString(right, top, title)
    canvas.drawString(left, 1.4 * cm, PUBLISHED.isoformat())
    canvas.drawRightString(right, 1.4 * cm, f"Sida {doc.page}")
    canvas.setStrokeColor(HexColor(RULE))
    canvas.line(left, top - 6, right, top - 6)
    canvas.line(left, 1.4 * cm + 13, right, 1.4 * cm + 13)
    canvas.restoreState()


def pdf_heading(text: str, style: ParagraphStyle, level: int) -> Para:
    """A heading that `MunicipalPdf` puts in the outline; level 0 is the title."""
    paragraph = Para(escape(text), style)
    paragraph.outline_level = level
    return paragraph


def pdf_table(table: Table) -> list[Flowable]:
    """A captioned table with a tinted header row, thin rules and figures to the right."""

    def row(cells: tuple[str, ...], words: ParagraphStyle, figures: ParagraphStyle) -> list[Para]:
        return [
            Para(escape(cell), figures if column in table.numeric else words)
            for column, cell in enumerate(cells)
        ]

    grid = Grid(
        [row(table.header, HEAD, HEAD_NUMBER)]
        + [row(cells, CELL, CELL_NUMBER) for cells in table.rows],
        colWidths=[share * TEXT_WIDTH for share in table.widths],
        repeatRows=1,
        spaceAfter=14,
        style=[
            ("BACKGROUND", (0, 0), (-1, 0), HexColor(TINT)),
            ("LINEABOVE", (0, 0), (-1, 0), 0.8, HexColor(GREEN)),
            ("LINEBELOW", (0, 0), (-1, -1), 0.5, HexColor(RULE)),
            ("LINEBELOW", (0, -1), (-1, -1), 0.8, HexColor(GREEN)),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("TOPPADDING", (0, 0), (-1, -1), 5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
            *(("RIGHTPADDING", (column, 0), (column, -1), 18) for column in table.numeric),
        ],
    )
    return [Para(escape(table.caption), CAPTION), grid]


def pdf_source(name: str, address: str) -> list[Flowable]:
    """One source: what it is, and under it where it is."""
    link = f"<link href={quoteattr(address)}>{escape(address)}</link>"
    linked = link if address.startswith("http") else escape(address)
    return [Para(escape(name), SOURCE), Para(linked, SMALL)]


def pdf_block(block: Block, following: Block | None) -> list[Flowable]:
    """Draw one block of a text; a lead-in stays on the page of what it leads to."""
    match block:
        case Heading(text, level):
            return [pdf_heading(text, HEADING if level == 1 else SUBHEADING, level)]
        case Paragraph(text):
            leads_in = isinstance(following, Bullets | Table | Sources)
            return [Para(escape(text), LEAD_IN if leads_in else BODY)]
        case Bullets(items):
            rows = [Para(escape(item), ITEM, bulletText="•") for item in items]
            return [*rows, Spacer(0, 6)]
        case Table():
            return pdf_table(block)
        case Sources(items):
            return [flowable for item in items for flowable in pdf_source(*item)]


def write_pdf(text: Text, target: Path) -> None:
    """Write a text as a PDF."""
    story: list[Flowable] = [
        pdf_heading(text.title, TITLE, 0),
        Para(f"{escape(AUTHOR)}, {PUBLISHED.isoformat()}", BYLINE),
        HRFlowable(width="100%", thickness=1.2, color=HexColor(GREEN), spaceAfter=12),
        Para(escape(text.intro), INTRO),
    ]
    for block, following in zip_longest(text.blocks, text.blocks[1:]):
        story += pdf_block(block, following)
    MunicipalPdf(str(target), text).build(story)


def style_word(document: WordDocument) -> None:
    """Set the language, fonts and margins of a Word document."""
    for name, size, colour in (
        ("Normal", 11, None),
        ("Title", 24, GREEN),
        ("Heading 1", 15, GREEN),
        ("Heading 2", 12, GREEN),
    ):
        style = document.styles[name]
        style.font.name, style.font.size = "Arial", Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        if colour:
            style.font.color.rgb = RGBColor.from_string(colour.removeprefix("#"))
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
    document.styles["Normal"].paragraph_format.space_after = Pt(8)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.6)


def add_page_number(paragraph: WordParagraph) -> None:
    """Let Word fill in "Sida N" where the paragraph stands."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paragraph.add_run("Sida ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def add_word_table(document: WordDocument, table: Table) -> None:
    """Add a captioned table whose first row Word knows as a header."""
    document.add_paragraph(table.caption, style="Caption").paragraph_format.keep_with_next = True
    grid = document.add_table(rows=0, cols=len(table.header), style="Light Grid Accent 3")
    for cells in (table.header, *table.rows):
        for cell, text, share in zip(grid.add_row().cells, cells, table.widths, strict=True):
            cell.text, cell.width = text, Cm(15.8 * share)
    repeat = OxmlElement("w:tblHeader")
    grid.rows[0]._tr.get_or_add_trPr().append(repeat)
    document.add_paragraph()


def add_word_block(document: WordDocument, block: Block) -> None:
    """Add one block of a text to a Word document."""
    match block:
        case Heading(text, level):
            document.add_heading(text, level)
        case Paragraph(text):
            document.add_paragraph(text)
        case Bullets(items):
            for item in items:
                document.add_paragraph(item, style="List Bullet")
        case Table():
            add_word_table(document, block)
        case Sources(items):
            for name, address in items:
                document.add_paragraph(f"{name}: {address}", style="List Bullet")


def write_word(text: Text, target: Path) -> None:
    """Write a text as a Word document."""
    document = docx.Document()
    style_word(document)
    properties = document.core_properties
    properties.title, properties.subject, properties.author = text.title, text.subject, AUTHOR
    properties.language, properties.comments, properties.last_modified_by = LANGUAGE, "", AUTHOR
    properties.created = properties.modified = MIDNIGHT
    document.sections[0].header.paragraphs[0].text = AUTHOR
    add_page_number(document.sections[0].footer.paragraphs[0])
    document.add_heading(text.title, 0)
    document.add_paragraph(text.intro)
    for block in text.blocks:
        add_word_block(document, block)
    packed = BytesIO()
    document.save(packed)
    write_dated_zip(packed, target)


def write_dated_zip(packed: BytesIO, target: Path) -> None:
    """Copy a zip with the publishing date on every member, in place of the time it was made."""
    with ZipFile(packed) as source, ZipFile(target, "w") as copy:
        for name in source.namelist():
            member = ZipInfo(name, date_time=MIDNIGHT.timetuple()[:6])
            copy.writestr(member, source.read(name), ZIP_DEFLATED)


def main() -> None:
    """Write every file and say where it went."""
    os.environ["SOURCE_DATE_EPOCH"] = str(EPOCH)  # the creation date reportlab writes
    writers: tuple[tuple[Callable[[Text, Path], None], Text], ...] = (
        (write_pdf, EMISSIONS),
        (write_pdf, GOALS),
        (write_word, PLEDGES),
    )
    for write, text in writers:
        target = CORPUS / text.file
        write(text, target)
        print(target)


if __name__ == "__main__":
    main()
