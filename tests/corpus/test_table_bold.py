"""Headers, labels and titles of tables that only bold letters tell, in the formats that can."""

from collections.abc import Callable
from pathlib import Path

import docx
import pptx
import pytest
from docx.table import Table
from odfdo import Document, Element
from pptx.util import Cm
from reportlab.pdfgen.canvas import Canvas

from klimatsvar.corpus.read import LOADERS
from klimatsvar.corpus.source import SourceBlock
from klimatsvar.corpus.table_cells import Cell, Note
from klimatsvar.corpus.tables import table_parts
from paper import LEFT, make, put

Rows = list[list[str]]
"""Cells, those in bold with a star before them; empty ones are not bold."""

FORM = [["*Typ", "Plan", "*Antagen av", "Nämnden"], ["*Gäller till", "2028", "*Ansvarig", "Ek"]]
TWO = [["*Åtgärd", "*Ansvar"], ["Byt bussar", "Ek"], ["*Mått", "*Utfall"], ["Elbussar", "14 %"]]


def told(rows: Rows) -> list[tuple[str, str]]:
    cells = [[cell(text) for text in row] for row in rows]
    return [(part.kind, part.text) for part in table_parts(cells) if not isinstance(part, Note)]


def cell(text: str) -> Cell:
    words = text.removeprefix("*")
    block = (SourceBlock("paragraph", words),) if words else ()
    return Cell(block, is_bold=text.startswith("*"))


def test_labels_beside_what_they_stand_for() -> None:
    assert told(FORM) == [
        ("row", "Typ: Plan"),
        ("row", "Antagen av: Nämnden"),
        ("row", "Gäller till: 2028"),
        ("row", "Ansvarig: Ek"),
    ]


def test_a_header_below_another() -> None:
    assert told(TWO) == [("row", "Byt bussar – Ansvar: Ek"), ("row", "Elbussar – Utfall: 14 %")]


def test_a_total_in_bold_is_no_header() -> None:
    rows = [["*Post", "*2025"], ["El", "5"], ["*Summa", "*5"], ["Vatten", "7"]]
    assert told(rows) == [
        ("row", "El – 2025: 5"),
        ("row", "Summa – 2025: 5"),
        ("row", "Vatten – 2025: 7"),
    ]


@pytest.mark.parametrize(
    ("title", "heading"),
    [(["*Resor", "", ""], "Resor"), (["*2", "*Resor", ""], "2 Resor")],
)
def test_a_name_in_bold_over_rows(title: list[str], heading: str) -> None:
    rows = [["*Nr", "*Åtgärd", "*Klart"], title, ["2.1", "Byt bussar", "2027"]]
    assert told(rows) == [("heading", heading), ("row", "2.1 – Åtgärd: Byt bussar; Klart: 2027")]


def test_names_in_bold_that_each_row_has_are_no_titles() -> None:
    rows = [["*Dag", "*Ekby", "*Sjöbo"], ["*Lördag", "", ""], ["*Söndag", "9–13", ""]]
    assert told(rows) == [("row", "Lördag"), ("row", "Söndag – Ekby: 9–13")]


def test_a_table_that_is_all_bold_is_read_as_one_that_is_not() -> None:
    assert told([["*Post", "*2025"], ["*El", "*5"]]) == [("row", "El – 2025: 5")]


def _docx(rows: Rows, path: Path) -> None:
    document = docx.Document()
    table: Table = document.add_table(len(rows), len(rows[0]))
    for row, texts in zip(table.rows, rows, strict=True):
        for place, text in zip(row.cells, texts, strict=True):
            run = place.paragraphs[0].add_run(text.removeprefix("*"))
            run.bold = text.startswith("*")
    document.save(str(path))


def _html(rows: Rows, path: Path) -> None:
    def words(text: str) -> str:
        return f"<p><b>{text[1:]}</b> </p>" if text.startswith("*") else text

    body = "".join(f"<tr>{''.join(f'<td>{words(t)}</td>' for t in row)}</tr>" for row in rows)
    path.write_text(f"<main><h1>Plan</h1><table>{body}</table></main>", "utf-8")


def _md(rows: Rows, path: Path) -> None:
    lines = [
        "|" + "|".join(f"**{t[1:]}**" if t.startswith("*") else t for t in row) + "|"
        for row in rows
    ]
    lines.insert(1, "|" + "-|" * len(rows[0]))
    path.write_text("\n".join(lines), "utf-8")


def _odt(rows: Rows, path: Path) -> None:
    def words(text: str) -> str:
        style = ' text:style-name="B"' if text.startswith("*") else ""
        return f"<text:p><text:span{style}>{text.removeprefix('*')}</text:span></text:p>"

    def cells(row: list[str]) -> str:
        return "".join(f"<table:table-cell>{words(text)}</table:table-cell>" for text in row)

    body = "".join(f"<table:table-row>{cells(row)}</table:table-row>" for row in rows)
    styles = (
        '<style:style style:name="A" style:family="text"><style:text-properties '
        'fo:font-weight="bold"/></style:style><style:style style:name="B" style:family="text" '
        'style:parent-style-name="A"/>'
    )
    document = Document("text")
    document.body.clear()
    document.body.append(Element.from_tag(f"<table:table>{body}</table:table>"))
    target = document.content.get_element("//office:automatic-styles")
    for style in Element.from_tag(f"<office:styles>{styles}</office:styles>").children:
        target.append(style)
    document.save(path)


def _pdf(rows: Rows, path: Path) -> None:
    def draw(c: Canvas) -> None:
        for i, row in enumerate(rows):
            for j, text in enumerate(row):
                c.rect(LEFT + 100 * j, 700 - 20 * i, 100, 20)
                font = "VeraBold" if text.startswith("*") else "Vera"
                put(c, LEFT + 100 * j + 4, 706 - 20 * i, text.removeprefix("*"), 9, font)

    make(path, draw)


def _pptx(rows: Rows, path: Path) -> None:
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    place = (Cm(1), Cm(1), Cm(20), Cm(9))
    table = slide.shapes.add_table(len(rows), len(rows[0]), *place).table
    table.first_row = False
    for row, texts in zip(table.rows, rows, strict=True):
        for box, text in zip(row.cells, texts, strict=True):
            run = box.text_frame.paragraphs[0].add_run()
            run.text, run.font.bold = text.removeprefix("*"), text.startswith("*")
    presentation.save(str(path))


def _rtf(rows: Rows, path: Path) -> None:
    def words(text: str) -> str:
        return rf"{{\b {text[1:]}}}" if text.startswith("*") else text

    edges = "".join(rf"\cellx{2000 * (i + 1)}" for i in range(len(rows[0])))
    body = "".join(
        rf"\trowd{edges}\pard\intbl " + "".join(rf"{words(t)}\cell " for t in row) + r"\row"
        for row in rows
    )
    path.write_bytes(rf"{{\rtf1\ansi {body}\pard\par}}".encode("cp1252"))


AUTHORS: dict[str, Callable[[Rows, Path], None]] = {
    ".docx": _docx,
    ".html": _html,
    ".md": _md,
    ".odt": _odt,
    ".pdf": _pdf,
    ".pptx": _pptx,
    ".rtf": _rtf,
}


@pytest.mark.parametrize("suffix", AUTHORS)
def test_every_format_tells_labels_in_bold(suffix: str, tmp_path: Path) -> None:
    check(suffix, FORM, tmp_path)


# A table of markdown has one header, told by its place.
@pytest.mark.parametrize("suffix", sorted(AUTHORS.keys() - {".md"}))
def test_every_format_tells_headers_in_bold(suffix: str, tmp_path: Path) -> None:
    check(suffix, TWO, tmp_path)


def check(suffix: str, rows: Rows, tmp_path: Path) -> None:
    path = tmp_path / f"plan{suffix}"
    AUTHORS[suffix](rows, path)
    read = [(b.kind, b.text) for b in LOADERS[suffix](path).blocks if b.kind == "row"]
    assert read == told(rows)
