"""What a file holds beside its text: whoever downloads it sees it, so staff are told."""

from collections.abc import Callable
from pathlib import Path

import docx
import odfdo
import openpyxl
import pptx
import pytest
from openpyxl.comments import Comment
from pptx.util import Cm

from klimatsvar.corpus.files import CorpusFile
from klimatsvar.corpus.read import Reading, read_file
from klimatsvar.corpus.source import Metadata
from telling import told

KEPT = "det syns för den som laddar ner den, så ta bort det och spara om filen"


def write_docx(path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Planen gäller. ").add_run("internt").font.hidden = True
    document.save(str(path))


def write_ods(path: Path) -> None:
    document = odfdo.Document("spreadsheet")
    document.body.clear()
    noted = "<office:annotation><text:p>Fel?</text:p></office:annotation><text:p>Planen</text:p>"
    cell = f"<table:table-cell>{noted}</table:table-cell>"
    sheet = f'<table:table table:name="a"><table:table-row>{cell}</table:table-row></table:table>'
    document.body.append(odfdo.Element.from_tag(sheet))
    document.save(path)


def write_pptx(path: Path) -> None:
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    slide.shapes.add_textbox(Cm(2), Cm(2), Cm(9), Cm(2)).text_frame.text = "Planen gäller."
    slide.notes_slide.notes_text_frame.text = "Säg inget om kostnaden."
    presentation.save(str(path))


def write_xlsx(path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = "Planen"
    workbook.active["A1"].comment = Comment("Fel?", "Eva")
    workbook.save(path)


def read(folder: Path, suffix: str, write: Callable[[Path], None]) -> Reading:
    path = folder / f"plan{suffix}"
    write(path)
    return read_file(CorpusFile(path.name, path), Metadata())


@pytest.mark.parametrize(
    ("suffix", "write", "found"),
    [
        (".docx", write_docx, "1 dold text"),
        (".ods", write_ods, "1 kommentar"),
        (".pptx", write_pptx, "1 talaranteckning"),
        (".xlsx", write_xlsx, "1 kommentar"),
    ],
)
def test_what_others_see_is_told(
    tmp_path: Path, suffix: str, write: Callable[[Path], None], found: str
) -> None:
    reading = read(tmp_path, suffix, write)
    assert reading.document is not None
    assert f"filen har {found}; {KEPT}" in told(reading.warnings)
    assert reading.document.has_aside
    for word in ("internt", "Fel", "kostnaden"):
        assert word not in reading.document.text


def test_a_file_without_anything_beside_its_text(tmp_path: Path) -> None:
    reading = read(tmp_path, ".md", lambda path: path.write_text("Planen gäller.", "utf-8"))
    assert reading.document is not None
    assert not reading.document.has_aside
