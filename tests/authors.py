"""The same document as many programs would write it, and what reading it should give.

A document is a title, paragraphs, some with a footnote, lists, tables and figures with captions.
``rows`` and ``texts`` say what is to be read of it; ``WHOLE`` and ``TABLES`` write it as files.
"""

import csv
import io
import zipfile
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

import docx
import odfdo
import openpyxl
import pptx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as DocxParagraph
from hypothesis import strategies as st
from PIL import Image
from pptx.util import Cm
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import HRFlowable, Paragraph, SimpleDocTemplate, Spacer, Table
from reportlab.platypus import Image as Picture

import paper  # noqa: F401 - registers the fonts

POWERS = {"²": "2", "³": "3", "⁶": "6"}


@dataclass(frozen=True)
class Grid:
    """A table: figures and words under headers of one row or two."""

    corner: str
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    """Headers of the upper row, each with those below it; "" for a single row of headers."""
    names: tuple[tuple[str, int], ...]
    """What stands in the first column, and over how many rows it is merged."""
    cells: tuple[tuple[str, ...], ...]

    @property
    def is_double(self) -> bool:
        return bool(self.groups[0][0])

    @property
    def headers(self) -> list[str]:
        return [
            f"{upper}, {lower}" if upper else lower
            for upper, lowers in self.groups
            for lower in lowers
        ]

    @property
    def labels(self) -> list[str]:
        return [name for name, height in self.names for _ in range(height)]

    @property
    def rows(self) -> list[str]:
        """What is to be read of it."""
        return [
            f"{label} – "
            + "; ".join(f"{h}: {c}" for h, c in zip(self.headers, row, strict=True) if c)
            for label, row in zip(self.labels, self.cells, strict=True)
        ]

    @property
    def flat(self) -> list[list[str]]:
        """Its cells where none can be merged."""
        rows = zip(self.labels, self.cells, strict=True)
        return [[self.corner, *self.headers], *([label, *row] for label, row in rows)]

    def placed(self) -> Iterator[tuple[int, int, int, int, str, bool]]:
        """Yield each cell: row, column, over how many rows and columns, text, whether a header."""
        top = 2 if self.is_double else 1
        yield 0, 0, top, 1, self.corner, True
        column = 1
        for upper, lowers in self.groups:
            if upper:
                yield 0, column, 1, len(lowers), upper, True
            for lower in lowers:
                yield top - 1, column, 1, 1, lower, True
                column += 1
        row = top
        for name, height in self.names:
            yield row, 0, height, 1, name, False
            row += height
        for r, cells in enumerate(self.cells, start=top):
            for c, text in enumerate(cells, start=1):
                yield r, c, 1, 1, text, False

    @property
    def size(self) -> tuple[int, int]:
        return len(self.cells) + (2 if self.is_double else 1), len(self.headers) + 1


@dataclass(frozen=True)
class Noted:
    """A paragraph with a footnote at its end; formats without footnotes have the text alone."""

    text: str
    number: int
    note: str


@dataclass(frozen=True)
class Figure:
    """A picture and what stands below it."""

    caption: str


@dataclass(frozen=True)
class Made:
    """A document."""

    title: str
    parts: tuple[str | tuple[str, ...] | Noted | Figure | Grid, ...]

    @property
    def rows(self) -> list[str]:
        """What is to be read of its tables."""
        return [row for part in self.parts if isinstance(part, Grid) for row in part.rows]

    @property
    def texts(self) -> list[tuple[str, str]]:
        """All that is to be read."""
        found = [("heading", self.title)]
        for part in self.parts:
            if isinstance(part, Grid):
                found += [("row", row) for row in part.rows]
            elif isinstance(part, Noted):
                found += [("paragraph", part.text), ("paragraph", part.note)]
            elif isinstance(part, Figure):
                found.append(("paragraph", part.caption))
            elif isinstance(part, str):
                found.append(("paragraph", part))
            else:
                found += [("item", item) for item in part]
        return found

    @property
    def notes(self) -> list[tuple[str, str]]:
        """Its footnotes, as they are to be read."""
        return [("paragraph", part.note) for part in self.parts if isinstance(part, Noted)]


NAMES = ("Resor", "Värme", "Avfall", "Jordbruk", "Industri", "Skolor", "Äldreboenden", "Fjärrvärme")
UPPER = ("Utsläpp (ton)", "Andel", "Kostnad (tkr)", "Elanvändning (MWh)")
LOWER = ("2021", "2022", "2023", "Mål 2030")
SINGLE = ("Ansvarig nämnd", "Utsläpp (ton)", "Andel (%)", "Klart senast", "Yta (m²)", "2023")
WORDS = ("Tekniska nämnden", "Kommunstyrelsen", "Saknas", "Våren 2027", "Borås Energi och Miljö AB")
SENTENCES = (
    "Kommunen ska minska sina utsläpp med 80 procent till år 2030, räknat från 1990.",
    "Varje ny lägenhet får högst 40 m² uppvärmd yta i kommunens egna hus.",
    "Solcellerna på skolornas tak ger 10⁶ kWh under ett normalt år i kommunen.",
    "Planen gäller i fyra år och följs upp av kommunstyrelsen varje vår, i mars.",
)
NOTES = ("Räknat utan flyg.", "Enligt SCB, 2023.", "Beslutat 2024-05-06, 40 m² per elev.")
CAPTIONS = ("Figur 1. Solceller på skolans tak, 40 m².", "Elbussar vid Ekby resecentrum, 2024")
ITEMS = (
    "Byt till ledlampor",
    "Bygg fler cykelvägar",
    "Sortera matavfallet",
    "Sänk värmen om natten",
)


def figures() -> st.SearchStrategy[str]:
    """Numbers as Swedes write them."""
    whole = st.integers(0, 999_999).map(lambda n: f"{n:,}".replace(",", " "))
    signed = st.integers(-999, 999).map(
        lambda n: f"{n / 10:.1f}".replace(".", ",").replace("-", "−")
    )
    return st.one_of(whole, signed, st.integers(0, 100).map("{} %".format))


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    if draw(st.booleans()):
        years = draw(st.lists(st.sampled_from(LOWER), min_size=2, max_size=3, unique=True))
        uppers = draw(st.lists(st.sampled_from(UPPER), min_size=1, max_size=2, unique=True))
        groups = tuple((upper, tuple(sorted(years))) for upper in uppers)
    else:
        singles = draw(st.lists(st.sampled_from(SINGLE), min_size=2, max_size=4, unique=True))
        groups = (("", tuple(singles)),)
    names = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=4, unique=True))
    merged = tuple((name, draw(st.sampled_from((1, 1, 1, 2)))) for name in names)
    width = sum(len(lowers) for _, lowers in groups)
    cell = st.one_of(figures(), figures(), st.sampled_from(WORDS), st.just(""))
    rows = []
    for _ in range(sum(height for _, height in merged)):
        row = draw(st.lists(cell, min_size=width, max_size=width))
        rows.append((row[0] or "0 %", *row[1:]))
    return Grid("Sektor", groups, merged, tuple(rows))


@st.composite
def documents(draw: st.DrawFn) -> Made:
    lists = st.lists(st.sampled_from(ITEMS), min_size=2, max_size=3, unique=True).map(tuple)
    notes = draw(st.lists(st.sampled_from(NOTES), max_size=2, unique=True))
    texts = st.sampled_from(SENTENCES)
    parts: list[Any] = [Noted(draw(texts), i, note) for i, note in enumerate(notes, start=1)]
    parts += draw(st.lists(st.sampled_from(CAPTIONS).map(Figure), max_size=1))
    parts.append(draw(texts))
    for _ in range(draw(st.integers(1, 2))):
        parts += [draw(grids()), draw(texts)]
    parts.append(draw(lists))
    return Made("Klimatplan för Ekby", tuple(parts))


def runs(text: str) -> list[tuple[str, bool]]:
    """Return a text in parts, each with whether it is raised: its powers as figures."""
    parts = groupby(text, lambda char: char in POWERS)
    return [("".join(POWERS.get(c, c) for c in group), is_raised) for is_raised, group in parts]


def _picture() -> io.BytesIO:
    """Return a picture without letters."""
    content = io.BytesIO()
    Image.new("RGB", (60, 40), "green").save(content, "PNG")
    content.seek(0)
    return content


def in_html(document: Made) -> str:
    body = [f"<h1>{document.title}</h1>"]
    for part in document.parts:
        if isinstance(part, Grid):
            body.append(_html_table(part))
        elif isinstance(part, Figure):
            source = f"data:image/png;base64,{b64encode(_picture().read()).decode()}"
            caption = f"<figcaption>{_html(part.caption)}</figcaption>"
            body.append(f"<figure><img src='{source}' alt=''>{caption}</figure>")
        elif isinstance(part, str | Noted):
            text = part if isinstance(part, str) else part.text
            body.append(f"<p>{_html(text)}</p>")
        else:
            body.append("<ul>" + "".join(f"<li>{_html(item)}</li>" for item in part) + "</ul>")
    style = "<style>table{border-collapse:collapse}td,th{border:1px solid;padding:3px}</style>"
    head = f"<head><meta charset='utf-8'><title>{document.title}</title>{style}</head>"
    return f"<!DOCTYPE html><html lang='sv'>{head}<body><main>{''.join(body)}</main></body></html>"


def _html(text: str) -> str:
    return "".join(f"<sup>{t}</sup>" if up else escape(t) for t, up in runs(text))


def _html_table(grid: Grid) -> str:
    rows: list[list[str]] = [[] for _ in range(grid.size[0])]
    for row, _, height, width, text, is_header in sorted(grid.placed()):
        tag = "th" if is_header else "td"
        rows[row].append(f"<{tag} rowspan={height} colspan={width}>{_html(text)}</{tag}>")
    return "<table>" + "".join(f"<tr>{''.join(row)}</tr>" for row in rows) + "</table>"


def write_html(document: Made, path: Path) -> None:
    path.write_text(in_html(document), encoding="utf-8")


def write_eml(document: Made, path: Path) -> None:
    letter = EmailMessage()
    letter["Subject"] = document.title
    letter.set_content(in_html(document), subtype="html")
    path.write_bytes(letter.as_bytes())


def write_epub(document: Made, path: Path) -> None:
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="b.opf"/></rootfiles></container>'
    )
    book = (
        '<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="a" href="a.xhtml" '
        'media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine>'
        "</package>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", container)
        archive.writestr("b.opf", book)
        archive.writestr("a.xhtml", in_html(document))


def write_md(document: Made, path: Path) -> None:
    lines = [f"# {document.title}", ""]
    for part in document.parts:
        if isinstance(part, Grid):
            head, *rows = part.flat
            marks = ["---"] * len(head)
            lines += ["| " + " | ".join(row) + " |" for row in (head, marks, *rows)]
        elif isinstance(part, Noted):
            lines += [f"{part.text}[^{part.number}]", "", f"[^{part.number}]: {part.note}"]
        elif isinstance(part, Figure):
            lines += ["![](bild.png)", "", part.caption]
        elif isinstance(part, str):
            lines.append(part)
        else:
            lines += [f"- {item}" for item in part]
        lines.append("")
    path.write_text("\n".join(lines), encoding="utf-8")


def write_csv(document: Made, path: Path) -> None:
    text = io.StringIO()
    rows = csv.writer(text, delimiter=";")
    for part in document.parts:
        if isinstance(part, Grid):
            rows.writerows([*part.flat, []])
    path.write_text(text.getvalue(), encoding="utf-8")


def write_xlsx(document: Made, path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    top = 1
    for part in document.parts:
        if isinstance(part, Grid):
            for row, column, height, width, text, _ in part.placed():
                for below in range(
                    height if column == 0 and row >= part.size[0] - len(part.cells) else 1
                ):
                    sheet.cell(top + row + below, column + 1, text or None)
                if width > 1:
                    sheet.merge_cells(
                        start_row=top + row,
                        end_row=top + row,
                        start_column=column + 1,
                        end_column=column + width,
                    )
            top += part.size[0] + 1
    workbook.save(path)


def write_docx(document: Made, path: Path) -> None:
    made = docx.Document()
    made.add_heading(document.title, 1)
    for part in document.parts:
        if isinstance(part, Grid):
            table = made.add_table(*part.size)
            table.style = "Table Grid"
            for row, column, height, width, text, is_header in part.placed():
                cell = table.cell(row, column)
                if height > 1 or width > 1:
                    cell = cell.merge(table.cell(row + height - 1, column + width - 1))
                _set(cell.paragraphs[0], text)
                if is_header and not column:
                    for below in range(height):
                        header = OxmlElement("w:tblHeader")
                        table.rows[row + below]._tr.get_or_add_trPr().append(header)
        elif isinstance(part, Noted):
            paragraph = made.add_paragraph()
            _set(paragraph, part.text)
            mark = OxmlElement("w:footnoteReference", {qn("w:id"): str(part.number)})
            paragraph.add_run()._r.append(mark)
        elif isinstance(part, Figure):
            made.add_picture(_picture())
            _set(made.add_paragraph(style="Caption"), part.caption)
        elif isinstance(part, str):
            _set(made.add_paragraph(), part)
        else:
            for item in part:
                _set(made.add_paragraph(style="List Bullet"), item)
    if document.notes:
        _add_footnotes(made, [part for part in document.parts if isinstance(part, Noted)])
    made.save(str(path))


def _add_footnotes(made: Any, noted: list[Noted]) -> None:
    root = OxmlElement("w:footnotes")
    for part in noted:
        note = OxmlElement("w:footnote", {qn("w:id"): str(part.number)})
        note.append(OxmlElement("w:p"))
        paragraph = DocxParagraph(note[0], made._body)
        paragraph.add_run()._r.append(OxmlElement("w:footnoteRef"))
        _set(paragraph, f" {part.note}")
        root.append(note)
    content_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    name = PackURI("/word/footnotes.xml")
    footnotes = Part(name, content_type, serialize_part_xml(root), made.part.package)
    made.part.relate_to(footnotes, RELATIONSHIP_TYPE.FOOTNOTES)


def _set(paragraph: Any, text: str) -> None:
    for run, is_raised in runs(text):
        paragraph.add_run(run).font.superscript = is_raised or None


def write_pptx(document: Made, path: Path) -> None:
    made = pptx.Presentation()
    for part in document.parts:
        if isinstance(part, Grid):
            slide = made.slides.add_slide(made.slide_layouts[5])
            slide.shapes.title.text = document.title
            shape = slide.shapes.add_table(*part.size, Cm(1), Cm(4), Cm(22), Cm(8))
            for row, column, height, width, text, _ in part.placed():
                cell = shape.table.cell(row, column)
                cell.text = text
                if height > 1 or width > 1:
                    cell.merge(shape.table.cell(row + height - 1, column + width - 1))
    made.save(str(path))


def _odf_table(grid: Grid) -> str:
    height, width = grid.size
    places = [["<table:covered-table-cell/>"] * width for _ in range(height)]
    for row, column, rows, columns, text, _ in grid.placed():
        spans = f'table:number-rows-spanned="{rows}" table:number-columns-spanned="{columns}"'
        places[row][column] = (
            f'<table:table-cell office:value-type="string" {spans}>'
            f"<text:p>{_odf(text)}</text:p></table:table-cell>"
        )
    lines = [f"<table:table-row>{''.join(row)}</table:table-row>" for row in places]
    top = 2 if grid.is_double else 1
    head = f"<table:table-header-rows>{''.join(lines[:top])}</table:table-header-rows>"
    return f'<table:table table:name="T">{head}{"".join(lines[top:])}</table:table>'


def _odf(text: str) -> str:
    return "".join(
        f'<text:span text:style-name="upp">{t}</text:span>' if up else escape(t)
        for t, up in runs(text)
    )


def _save_odf(kind: str, body: str, path: Path) -> None:
    document = odfdo.Document(kind)
    document.body.clear()
    for child in odfdo.Element.from_tag(f"<office:text>{body}</office:text>").children:
        document.body.append(child)
    styles = document.content.get_element("//office:automatic-styles")
    assert styles is not None
    styles.append(
        odfdo.Element.from_tag(
            '<style:style style:name="upp" style:family="text">'
            '<style:text-properties style:text-position="super 58%"/></style:style>'
        )
    )
    document.save(path)


def write_odt(document: Made, path: Path) -> None:
    body = f'<text:h text:outline-level="1">{document.title}</text:h>'
    for part in document.parts:
        if isinstance(part, Grid):
            body += _odf_table(part)
        elif isinstance(part, Noted):
            note = f"<text:note-body><text:p>{_odf(part.note)}</text:p></text:note-body>"
            mark = f"<text:note-citation>{part.number}</text:note-citation>"
            note = f'<text:note text:note-class="footnote">{mark}{note}</text:note>'
            body += f"<text:p>{_odf(part.text)}{note}</text:p>"
        elif isinstance(part, Figure):
            box = (
                f"<draw:text-box><text:p><draw:frame/>{_odf(part.caption)}</text:p></draw:text-box>"
            )
            body += f"<text:p><draw:frame>{box}</draw:frame></text:p>"
        elif isinstance(part, str):
            body += f"<text:p>{_odf(part)}</text:p>"
        else:
            items = (
                f"<text:list-item><text:p>{_odf(item)}</text:p></text:list-item>" for item in part
            )
            body += f"<text:list>{''.join(items)}</text:list>"
    _save_odf("text", body, path)


def write_odp(document: Made, path: Path) -> None:
    pages = (
        f'<draw:page draw:name="{i}"><draw:frame>{_odf_table(part)}</draw:frame></draw:page>'
        for i, part in enumerate(document.parts)
        if isinstance(part, Grid)
    )
    _save_odf("presentation", "".join(pages), path)


def write_ods(document: Made, path: Path) -> None:
    tables = ""
    for part in document.parts:
        if isinstance(part, Grid):
            rows = (
                "".join(
                    f"<table:table-cell><text:p>{_odf(t)}</text:p></table:table-cell>" for t in r
                )
                for r in part.flat
            )
            lines = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
            tables += f'<table:table table:name="T{len(tables)}">{lines}</table:table>'
    _save_odf("spreadsheet", tables, path)


def write_rtf(document: Made, path: Path) -> None:
    body = rf"\pard\s1 {_rtf(document.title)}\par"
    for part in document.parts:
        if isinstance(part, Grid):
            body += _rtf_table(part)
        elif isinstance(part, Noted):
            mark = r"{\super\chftn}"
            note = rf"{{\footnote\pard\plain {mark} {_rtf(part.note)}}}"
            body += rf"\pard\plain {_rtf(part.text)}{mark}{note}\par"
        elif isinstance(part, Figure):
            picture = rf"{{\pict\pngblip {_picture().read().hex()}}}"
            body += rf"\pard\plain {picture}\par\pard\plain {_rtf(part.caption)}\par"
        elif isinstance(part, str):
            body += rf"\pard\plain {_rtf(part)}\par"
        else:
            body += "".join(rf"\pard{{\listtext \'95\tab}}{_rtf(item)}\par" for item in part)
    styles = r"{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}}"
    head = r"{\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0 Arial;}}" + styles
    path.write_bytes(f"{head}{body}}}".encode("ascii"))


def _rtf(text: str) -> str:
    pieces = []
    for run, is_raised in runs(text):
        plain = "".join(c if c.isascii() else rf"\u{ord(c)}?" for c in run)
        pieces.append(rf"{{\super {plain}}}" if is_raised else plain)
    return "".join(pieces)


def _rtf_table(grid: Grid) -> str:
    height, width = grid.size
    marks = [[""] * width for _ in range(height)]
    texts = [[""] * width for _ in range(height)]
    headers = [False] * height
    for row, column, rows, columns, text, is_header in grid.placed():
        texts[row][column] = _rtf(text)
        headers[row] = headers[row] or is_header
        if rows > 1:
            marks[row][column] += r"\clvmgf"
            for below in range(1, rows):
                marks[row + below][column] += r"\clvmrg"
        if columns > 1:
            marks[row][column] += r"\clmgf"
            for beside in range(1, columns):
                marks[row][column + beside] += r"\clmrg"
    lines = []
    for row in range(height):
        edges = "".join(rf"{mark}\cellx{1500 * (i + 1)}" for i, mark in enumerate(marks[row]))
        cells = "".join(rf"\pard\intbl {text}\cell" for text in texts[row])
        lines.append(rf"\trowd{edges}{cells}\row")
    return "".join(lines) + r"\pard"


def write_pdf(document: Made, path: Path) -> None:
    body = ParagraphStyle("body", fontName="Vera", fontSize=10, leading=13, spaceAfter=16)
    cell = ParagraphStyle("cell", fontName="Vera", fontSize=8, leading=10)
    story: list[Any] = [
        Paragraph(document.title, ParagraphStyle("h", fontName="VeraBold", fontSize=18, leading=24))
    ]
    for part in document.parts:
        if isinstance(part, Grid):
            story += [_pdf_table(part, cell), Spacer(1, 12)]
        elif isinstance(part, Noted):
            story.append(Paragraph(f"{_pdf(part.text)}<super>{part.number}</super>", body))
        elif isinstance(part, Figure):
            story += [Picture(_picture(), hAlign="LEFT"), Paragraph(_pdf(part.caption), cell)]
            story.append(Spacer(1, 12))
        elif isinstance(part, str):
            story.append(Paragraph(_pdf(part), body))
        else:
            story += [Paragraph(f"• {_pdf(item)}", body) for item in part]
    noted = [part for part in document.parts if isinstance(part, Noted)]
    if noted:
        story.append(HRFlowable(width=120, hAlign="LEFT"))
    for part in noted:
        story.append(Paragraph(f"<super>{part.number}</super> {_pdf(part.note)}", cell))
    SimpleDocTemplate(str(path), pagesize=landscape(A4), title=document.title).build(story)


def _pdf(text: str) -> str:
    return "".join(f"<super>{t}</super>" if up else escape(t) for t, up in runs(text))


def _pdf_table(grid: Grid, style: ParagraphStyle) -> Table:
    height, width = grid.size
    bold = ParagraphStyle("bold", parent=style, fontName="VeraBold")
    cells: list[list[Any]] = [[""] * width for _ in range(height)]
    spans: list[tuple[Any, ...]] = [("GRID", (0, 0), (-1, -1), 0.5, colors.black)]
    for row, column, rows, columns, text, is_header in grid.placed():
        cells[row][column] = Paragraph(_pdf(text), bold if is_header else style)
        spans.append(("SPAN", (column, row), (column + columns - 1, row + rows - 1)))
    return Table(cells, colWidths=[90] * width, style=spans, hAlign="LEFT")


Writer = Callable[[Made, Path], None]
WHOLE: dict[str, Writer] = {
    ".docx": write_docx,
    ".eml": write_eml,
    ".epub": write_epub,
    ".html": write_html,
    ".md": write_md,
    ".odt": write_odt,
    ".pdf": write_pdf,
    ".rtf": write_rtf,
}
"""Those that write all of a document."""
NOTED = {".docx", ".md", ".odt", ".rtf"}
"""Those with footnotes, each read after its paragraph; in a PDF they stand at the page's foot."""
TABLES: dict[str, Writer] = {
    ".csv": write_csv,
    ".odp": write_odp,
    ".ods": write_ods,
    ".pptx": write_pptx,
    ".xlsx": write_xlsx,
}
"""Those that write its tables alone."""
