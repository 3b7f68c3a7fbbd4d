"""Word documents, written here with python-docx or as Word's own XML."""

import zipfile
from datetime import datetime
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml

from klimatsvar.corpus.docx import read_docx
from klimatsvar.corpus.source import Metadata
from klimatsvar.errors import DocumentError

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
PROPERTIES = "docProps/core.xml"
MAIN = "word/document.xml"


def save(document: Document, folder: Path) -> Path:
    path = folder / "plan.docx"
    document.save(str(path))
    return path


def blocks(document: Document, folder: Path) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in read_docx(save(document, folder)).blocks]


def rewritten(path: Path, name: str, content: bytes | None) -> Path:
    """The file with one of its parts replaced or, for None, taken out with what refers to it."""
    target = path.with_stem("other")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as copy:
        for entry in source.namelist():
            data = source.read(entry)
            if entry == "_rels/.rels" and content is None:
                start = data.rindex(b"<Relationship ", 0, data.index(name.encode()))
                data = data[:start] + data[data.index(b">", start) + 1 :]
            if entry != name:
                copy.writestr(entry, data)
            elif content is not None:
                copy.writestr(entry, content)
    return target


def with_body(folder: Path, body: str) -> Path:
    content = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    return rewritten(save(docx.Document(), folder), MAIN, content.encode())


def paragraph(runs: str) -> str:
    return f"<w:p>{runs}</w:p>"


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def test_headings_lists_and_paragraphs(tmp_path: Path) -> None:
    document = docx.Document()
    for name in ("Rubrik", "Rubrik 2", "Punktlista", "Numrerad lista", "Ståndpunkt"):
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    document.add_heading("Plan", 0)
    document.add_heading("Mål", 1)
    document.add_paragraph("Text med\ttabb\noch rad.")
    document.add_paragraph("  ")
    document.add_paragraph("ett", style="List Bullet")
    document.add_paragraph("två", style="List Number 2")
    document.add_paragraph("Huvudrubrik", style="Rubrik")
    document.add_paragraph("Svensk rubrik", style="Rubrik 2")
    document.add_paragraph("punkt", style="Punktlista")
    document.add_paragraph("nummer", style="Numrerad lista")
    document.add_paragraph("Vi tycker så.", style="Ståndpunkt")
    document.add_heading("Tre", 3)
    source = read_docx(save(document, tmp_path))
    assert [(b.kind, b.text, b.level) for b in source.blocks] == [
        ("heading", "Plan", 1),
        ("heading", "Mål", 1),
        ("paragraph", "Text med tabb och rad.", 0),
        ("item", "ett", 0),
        ("item", "två", 0),
        ("heading", "Huvudrubrik", 1),
        ("heading", "Svensk rubrik", 2),
        ("item", "punkt", 0),
        ("item", "nummer", 0),
        ("paragraph", "Vi tycker så.", 0),
        ("heading", "Tre", 3),
    ]


def test_a_numbered_paragraph_without_a_list_style_is_an_item(tmp_path: Path) -> None:
    document = docx.Document()
    properties = document.add_paragraph("ett")._p.get_or_add_pPr()
    properties.append(parse_xml(f'<w:numPr {W}><w:numId w:val="1"/></w:numPr>'))
    assert blocks(document, tmp_path) == [("item", "ett")]


def test_tables_stand_where_they_stood_and_merged_cells_count_once(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Före.")
    table = document.add_table(4, 3)
    texts = [["Sektor", "2020", "2021"], ["Trafik", "5", "4"], ["", "6", "7"], ["Summa", "", "9"]]
    for cells, row in zip(texts, table.rows, strict=True):
        for text, cell in zip(cells, row.cells, strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(3, 0).merge(table.cell(3, 1))
    document.add_paragraph("Efter.")
    assert blocks(document, tmp_path) == [
        ("paragraph", "Före."),
        ("row", "Trafik – 2020: 5; 2021: 4"),
        ("row", "Trafik – 2020: 6; 2021: 7"),
        ("row", "Summa – 2021: 9"),
        ("paragraph", "Efter."),
    ]


def test_cells_with_several_paragraphs_and_a_table_within(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "vänster"
    table.cell(0, 1).text = "höger"
    table.cell(0, 1).add_paragraph("mer")
    table.cell(0, 1).add_table(1, 1).cell(0, 0).text = "inre"
    assert blocks(document, tmp_path) == [("row", "vänster; höger mer inre")]


def test_core_properties_are_metadata(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Rubrik", 1)
    properties = document.core_properties
    properties.title, properties.author, properties.language = " Klimatplan ", "Miljö", "en-GB"
    properties.created, properties.modified = datetime(2020, 1, 2), datetime(2023, 12, 8)
    assert read_docx(save(document, tmp_path)).metadata == Metadata(
        "Klimatplan", "Miljö", "2023-12-08", None, "en"
    )
    properties.title = ""
    assert read_docx(save(document, tmp_path)).metadata.title == "Rubrik"


def test_without_core_properties_nothing_is_made_up(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Text.")
    source = read_docx(rewritten(save(document, tmp_path), PROPERTIES, None))
    assert source.metadata == Metadata()
    assert [block.text for block in source.blocks] == ["Text."]


def test_only_a_header_is_no_text(tmp_path: Path) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Sidhuvud"
    assert blocks(document, tmp_path) == []


def test_text_is_read_in_its_last_state(tmp_path: Path) -> None:
    runs = (
        run("Staden ska ")
        + f"<w:ins>{run('inte ')}</w:ins>"
        + "<w:del><w:r><w:delText>alltid </w:delText></w:r></w:del>"
        + f"<w:moveFrom>{run('flyttat ')}</w:moveFrom><w:moveTo>{run('bygga ')}</w:moveTo>"
        + f"<w:hyperlink>{run('vägar')}</w:hyperlink>"
        + f"<w:sdt><w:sdtContent>{run(' i nord')}</w:sdtContent></w:sdt>"
        + "<w:r><w:noBreakHyphen/><w:t>väst.</w:t></w:r>"
    )
    stops = '<w:pPr><w:tabs><w:tab w:val="left" w:pos="720"/></w:tabs></w:pPr>'
    path = with_body(tmp_path, paragraph(stops + runs))
    assert [b.text for b in read_docx(path).blocks] == ["Staden ska inte bygga vägar i nord-väst."]


def test_content_controls_are_read_and_tables_of_contents_are_not(tmp_path: Path) -> None:
    contents = '<w:pPr><w:pStyle w:val="toc1"/></w:pPr>'
    body = (
        f"<w:sdt><w:sdtContent>{paragraph(contents + run('Mål 3'))}</w:sdtContent></w:sdt>"
        f"<w:sdt><w:sdtContent>{paragraph(run('I kontroll.'))}</w:sdtContent></w:sdt>"
        f"{paragraph(run('Utanför.'))}"
    )
    document = docx.Document()
    document.styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH)
    content = f"<w:document {W}><w:body>{body}</w:body></w:document>".encode()
    path = rewritten(save(document, tmp_path), MAIN, content)
    assert [b.text for b in read_docx(path).blocks] == ["I kontroll.", "Utanför."]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (MAIN, b"<w:document"),
        (MAIN, b"<a/>"),
        (MAIN, f"<w:document {W}/>".encode()),
        (PROPERTIES, b"<"),
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", b"<Relationships/>"),
    ],
)
def test_a_damaged_part_names_the_remedy(tmp_path: Path, name: str, content: bytes) -> None:
    path = rewritten(save(docx.Document(), tmp_path), name, content)
    with pytest.raises(DocumentError, match=r"^filen är inget Word-dokument .* spara den igen som"):
        read_docx(path)


def test_a_file_that_is_no_word_document(tmp_path: Path) -> None:
    path = save(docx.Document(), tmp_path)
    content = bytearray(path.read_bytes())
    start = content.index(MAIN.encode()) + len(MAIN)
    content[start : start + 300] = b"\xff" * 300
    for damaged in (b"", b"hej", path.read_bytes()[:-4000], bytes(content)):
        path.write_bytes(damaged)
        with pytest.raises(DocumentError, match="inget Word-dokument"):
            read_docx(path)
