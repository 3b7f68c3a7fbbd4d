"""What is struck out no longer holds: in every format it is left out, and counted."""

from collections.abc import Callable
from pathlib import Path

import docx
import odfdo
import openpyxl
import pptx
import pytest
from openpyxl.styles import Font
from pptx.util import Cm

from klimatsvar.corpus.files import CorpusFile
from klimatsvar.corpus.read import read_file
from klimatsvar.corpus.source import Metadata
from telling import told

GONE = "100 kr"
STYLE = (
    '<style:style style:name="X" style:family="{}">'
    '<style:text-properties style:text-line-through-style="solid"/></style:style>'
)


def write_docx(path: Path) -> None:
    document = docx.Document()
    words = document.add_paragraph("Avgiften är ")
    words.add_run(GONE).font.strike = True
    words.add_run(" 80 kr.")
    document.save(str(path))


def write_pptx(path: Path) -> None:
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    words = slide.shapes.add_textbox(Cm(2), Cm(2), Cm(9), Cm(2)).text_frame.paragraphs[0]
    words.add_run().text = "Avgiften är "
    gone = words.add_run()
    gone.text = GONE
    gone.font._rPr.set("strike", "sngStrike")
    words.add_run().text = " 80 kr."
    presentation.save(str(path))


def write_xlsx(path: Path) -> None:
    workbook = openpyxl.Workbook()
    for row in (["Avgiften är", GONE, "80 kr."], ["Avgiften var", "", "70 kr."]):
        workbook.active.append(row)
    workbook.active["B1"].font = Font(strike=True)
    workbook.save(path)


def write_odt(path: Path) -> None:
    document = odfdo.Document("text")
    document.body.clear()
    words = f'Avgiften är <text:span text:style-name="X">{GONE}</text:span> 80 kr.'
    document.body.append(odfdo.Element.from_tag(f"<text:p>{words}</text:p>"))
    save(document, "text", path)


def write_ods(path: Path) -> None:
    document = odfdo.Document("spreadsheet")
    document.body.clear()
    cell = "<table:table-cell{}><text:p>{}</text:p></table:table-cell>"
    style = ' table:style-name="X"'
    rows = [
        [cell.format("", "Avgiften är"), cell.format(style, GONE), cell.format("", "80 kr.")],
        [cell.format("", "Avgiften var"), "<table:table-cell/>", cell.format("", "70 kr.")],
    ]
    made = "".join(f"<table:table-row>{''.join(row)}</table:table-row>" for row in rows)
    sheet = f'<table:table table:name="Blad">{made}</table:table>'
    document.body.append(odfdo.Element.from_tag(sheet))
    save(document, "table-cell", path)


def save(document: odfdo.Document, family: str, path: Path) -> None:
    styles = document.content.get_element("//office:automatic-styles")
    styles.append(odfdo.Element.from_tag(STYLE.format(family)))
    document.save(path)


def text(content: str) -> Callable[[Path], None]:
    return lambda path: path.write_text(content, "utf-8")


WRITERS: dict[str, Callable[[Path], None]] = {
    ".docx": write_docx,
    ".html": text(f"<html><body><p>Avgiften är <del>{GONE}</del> 80 kr.</p></body></html>"),
    ".md": text(f"Avgiften är ~~{GONE}~~ 80 kr.\n"),
    ".ods": write_ods,
    ".odt": write_odt,
    ".pptx": write_pptx,
    ".rtf": text(rf"{{\rtf1\ansi Avgiften \u228?r {{\strike {GONE}}} 80 kr.\par}}"),
    ".xlsx": write_xlsx,
}


@pytest.mark.parametrize("suffix", WRITERS)
def test_what_is_struck_out_is_counted(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"avgift{suffix}"
    WRITERS[suffix](path)
    reading = read_file(CorpusFile(path.name, path), Metadata())
    assert reading.document is not None
    assert "80 kr." in reading.document.text
    assert GONE not in reading.document.text
    assert "6 överstrukna tecken läses inte" in told(reading.warnings)
