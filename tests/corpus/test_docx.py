"""Word documents, written here with python-docx or as Word's own XML."""

import zipfile
from datetime import datetime
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.shared import Pt

from klimatsvar.corpus.formats.office.docx import read_docx
from klimatsvar.corpus.source import Metadata
from klimatsvar.errors import DocumentError
from telling import raises, told

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
        "Klimatplan", None, "2023-12-08", None, "en"
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
    with raises(DocumentError, match=r"^filen är inget Word-dokument .* spara den igen som"):
        read_docx(path)


def test_a_file_that_is_no_word_document(tmp_path: Path) -> None:
    path = save(docx.Document(), tmp_path)
    content = bytearray(path.read_bytes())
    start = content.index(MAIN.encode()) + len(MAIN)
    content[start : start + 300] = b"\xff" * 300
    for damaged in (b"", b"hej", path.read_bytes()[:-4000], bytes(content)):
        path.write_bytes(damaged)
        with raises(DocumentError, match="inget Word-dokument"):
            read_docx(path)


NOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"


def with_footnotes(folder: Path, body: str, notes: str) -> Path:
    """A document whose footnotes' part holds these ``w:footnote`` elements."""
    document = docx.Document()
    part = Part(
        PackURI("/word/footnotes.xml"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml",
        f"<w:footnotes {W}>{notes}</w:footnotes>".encode(),
        document.part.package,
    )
    document.part.relate_to(part, NOTES)
    content = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    return rewritten(save(document, folder), MAIN, content.encode())


def test_footnotes_stand_after_the_paragraph_that_names_them(tmp_path: Path) -> None:
    mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    other = '<w:r><w:footnoteReference w:id="7"/></w:r>'
    gone = f"<w:del>{mark}</w:del>"
    notes = (
        '<w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>'
        f'<w:footnote w:id="2">{paragraph("<w:r><w:footnoteRef/></w:r>" + run(" Se bilagan."))}'
        f"{paragraph(run('Och mer.'))}</w:footnote>"
    )
    body = paragraph(run("Staden") + mark + run(" minskar.") + other) + paragraph(
        run("Två.") + gone
    )
    assert [b.text for b in read_docx(with_footnotes(tmp_path, body, notes)).blocks] == [
        "Staden minskar.",
        "Se bilagan. Och mer.",
        "Två.",
    ]


def test_a_caption_is_no_heading_though_its_style_is_bold(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Elbussar vid resecentrum", style="Caption")
    document.add_paragraph("Bussarna är tio.")
    document.save(str(tmp_path / "a.docx"))
    assert {block.kind for block in read_docx(tmp_path / "a.docx").blocks} == {"paragraph"}


def test_a_tables_footnote_comes_after_it(tmp_path: Path) -> None:
    mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    notes = f'<w:footnote w:id="2">{paragraph(run("Preliminärt."))}</w:footnote>'

    def row(*cells: str) -> str:
        return f"<w:tr>{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in cells)}</w:tr>"

    rows = (
        row(run("År"), run("Ton")) + row(run("2022"), run("5") + mark) + row(run("2023"), run("4"))
    )
    path = with_footnotes(tmp_path, f"<w:tbl>{rows}</w:tbl>{paragraph(run('Slut.'))}", notes)
    assert [b.text for b in read_docx(path).blocks] == [
        "2022 – Ton: 5",
        "2023 – Ton: 4",
        "Preliminärt.",
        "Slut.",
    ]


def test_a_text_box_is_read_once_after_its_paragraph(tmp_path: Path) -> None:
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    box = f"<w:txbxContent>{paragraph(run('I rutan.'))}{paragraph(run('Mer.'))}</w:txbxContent>"
    drawing = (
        f"<w:r><mc:AlternateContent {mc}><mc:Choice Requires='wps'><w:drawing>{box}</w:drawing>"
        f"</mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    path = with_body(tmp_path, paragraph(run("Före ") + drawing + run("efter.")))
    assert [b.text for b in read_docx(path).blocks] == ["Före efter.", "I rutan.", "Mer."]


def test_hidden_text_comments_and_deleted_rows_are_not_read(tmp_path: Path) -> None:
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>dolt</w:t></w:r>"
    shown = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>synligt</w:t></w:r>'
    comment = '<w:commentRangeStart w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>'
    cell = f"<w:tc>{paragraph(run('struken'))}</w:tc>"
    table = (
        f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr>{cell}</w:tr>"
        f"<w:tr>{cell.replace('struken', 'kvar')}</w:tr></w:tbl>"
    )
    path = with_body(tmp_path, paragraph(hidden + shown + comment) + table)
    assert [b.text for b in read_docx(path).blocks] == ["synligt", "kvar"]


def test_a_table_around_text_is_a_layout(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(4, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Diarienummer:", "2023-63"
    table.cell(1, 0).text, table.cell(1, 1).text = "Beslut:", "8 december"
    box = table.cell(2, 0).merge(table.cell(2, 1))
    box.text = "Första stycket."
    box.add_paragraph("en punkt", style="List Bullet")
    table.cell(3, 0).text, table.cell(3, 1).text = "Sökord:", "Klimat"
    assert blocks(document, tmp_path) == [
        ("row", "Diarienummer: 2023-63"),
        ("row", "Beslut: 8 december"),
        ("paragraph", "Första stycket."),
        ("item", "en punkt"),
        ("row", "Sökord: Klimat"),
    ]


def test_headers_hold_below_a_layout_row(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(4, 2)
    for row, texts in enumerate([("År", "Ton"), ("2022", "5"), ("", ""), ("2023", "4")]):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(2, 0).text = "Osäkra uppgifter."
    table.cell(2, 0).add_paragraph("Se bilagan.")
    assert [text for _, text in blocks(document, tmp_path)] == [
        "2022 – Ton: 5",
        "Osäkra uppgifter.",
        "Se bilagan.",
        "2023 – Ton: 4",
    ]


def test_headings_and_lists_by_the_styles_they_are_based_on(tmp_path: Path) -> None:
    document = docx.Document()
    chapter = document.styles.add_style("Kapitel", WD_STYLE_TYPE.PARAGRAPH)
    chapter.base_style = document.styles["Heading 2"]
    task = document.styles.add_style("Uppgift", WD_STYLE_TYPE.PARAGRAPH)
    task.base_style = document.styles["List Bullet"]
    document.add_paragraph("Mål", style="Kapitel")
    document.add_paragraph("cykla", style="Uppgift")
    outlined = document.add_paragraph("Dispositionsnivå")._p.get_or_add_pPr()
    outlined.append(parse_xml(f'<w:outlineLvl {W} w:val="2"/>'))
    not_listed = document.add_paragraph("Utan punkt.", style="Uppgift")._p.get_or_add_pPr()
    not_listed.append(parse_xml(f'<w:numPr {W}><w:numId w:val="0"/></w:numPr>'))
    source = read_docx(save(document, tmp_path))
    assert [(b.kind, b.text, b.level) for b in source.blocks] == [
        ("heading", "Mål", 2),
        ("item", "cykla", 0),
        ("heading", "Dispositionsnivå", 3),
        ("paragraph", "Utan punkt.", 0),
    ]


def test_a_line_in_bold_over_text_is_a_heading(tmp_path: Path) -> None:
    document = docx.Document()
    for text in ("Bakgrund", "Viktigt:", "Tabell 1. Utsläpp", "Slut"):
        document.add_paragraph().add_run(text).bold = True
        if text != "Slut":
            document.add_paragraph("Text här.")
    mixed = document.add_paragraph()
    mixed.add_run("Fet").bold = True
    mixed.add_run(" och inte")
    assert blocks(document, tmp_path)[::2] == [
        ("heading", "Bakgrund"),
        ("paragraph", "Viktigt:"),
        ("paragraph", "Tabell 1. Utsläpp"),
        ("heading", "Slut"),
    ]
    assert read_docx(save(document, tmp_path)).metadata.title == "Bakgrund"


def test_a_title_that_word_made_up_is_none(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Klimatplan", 1)
    document.core_properties.title = "Microsoft Word - plan_v2.docx"
    document.core_properties.author = "python-docx"
    metadata = read_docx(save(document, tmp_path)).metadata
    assert (metadata.title, metadata.publisher) == ("Klimatplan", None)


def test_styles_based_on_each_other_end(tmp_path: Path) -> None:
    document = docx.Document()
    one = document.styles.add_style("Ett", WD_STYLE_TYPE.PARAGRAPH)
    two = document.styles.add_style("Två", WD_STYLE_TYPE.PARAGRAPH)
    one.base_style, two.base_style = two, one
    document.add_paragraph("Text.", style="Ett")
    assert blocks(document, tmp_path) == [("paragraph", "Text.")]


def test_merges_without_end(tmp_path: Path) -> None:
    cell = (
        '<w:tc><w:tcPr><w:gridSpan w:val="999999999"/><w:vMerge/></w:tcPr>'
        f"{paragraph(run('långt ' * 100))}</w:tc>"
    )
    rows = f"<w:tr>{cell}{cell}</w:tr>" * 300
    blocks = read_docx(with_body(tmp_path, f"<w:tbl>{rows}</w:tbl>")).blocks
    assert len(blocks) < 3


def test_notes_that_name_each_other_are_read_once(tmp_path: Path) -> None:
    def mark(id: int) -> str:
        return f'<w:r><w:footnoteReference w:id="{id}"/></w:r>'

    notes = "".join(
        f'<w:footnote w:id="{id}">{paragraph(run(f"Not {id}.") + mark(id) + mark(id + 1) * 2)}'
        "</w:footnote>"
        for id in range(60)
    )
    path = with_footnotes(tmp_path, paragraph(run("Text.") + mark(0) * 9), notes)
    assert [b.text for b in read_docx(path).blocks] == ["Text.", "Not 0."]


def test_raised_figures_stay_raised(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Parken är 4 km")
    paragraph.add_run("2").font.superscript = True
    paragraph.add_run(", eller 4 · 10")
    paragraph.add_run("6").font.superscript = True
    paragraph.add_run(" m")
    paragraph.add_run("2").font.superscript = True
    paragraph.add_run(", och binder CO")
    paragraph.add_run("2").font.subscript = True
    source = read_docx(save(document, tmp_path))
    assert [block.text for block in source.blocks] == [
        "Parken är 4 km², eller 4 · 10⁶ m², och binder CO2"
    ]


def test_marks_of_notes_that_are_letters_are_no_part_of_words(tmp_path: Path) -> None:
    document = docx.Document()
    for words, mark in (("Utsläpp", "a"), ("195 210", "a)"), ("Resor", "*"), ("1", "st")):
        document.add_paragraph(words).add_run(mark).font.superscript = True
    texts = [block.text for block in read_docx(save(document, tmp_path)).blocks]
    assert texts == ["Utsläppᵃ", "195 210ᵃ)", "Resor*", "1st"]


def test_figures_raised_by_a_style_and_struck_text(tmp_path: Path) -> None:
    document = docx.Document()
    base = document.styles.add_style("Not", WD_STYLE_TYPE.CHARACTER)
    base.font.superscript = True
    document.styles.add_style("Egen not", WD_STYLE_TYPE.CHARACTER).base_style = base
    words = document.add_paragraph("År 2035")
    words.add_run("1", style="Egen not")
    words.add_run(" 30 m").font.superscript = False
    words.add_run("2").font.superscript = True
    words.add_run(" CO")
    words.add_run("2").font.subscript = True
    words.add_run(" 90").font.strike = True
    words.add_run(" 80 kr.").font.strike = False
    words.add_run(" 2040")
    for height in ("7", "-2"):  # as LibreOffice writes what a web page raises and lowers
        run = words.add_run("3")
        run.font.size = Pt(9)
        run._r.rPr.append(parse_xml(f'<w:position {W} w:val="{height}"/>'))
    assert blocks(document, tmp_path) == [("paragraph", "År 2035¹ 30 m² CO2 80 kr. 2040³3")]


def test_titles_and_headers_of_two_rows_in_tables(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(5, 3)
    texts = ["Del 1: Resor||", "Sektor|Ton|", "|2021|2022", "Buss|7|6", "Tåg|5|4"]
    for row, text in enumerate(texts):
        for column, words in enumerate(text.split("|")):
            table.cell(row, column).text = words
    table.cell(0, 0).merge(table.cell(0, 2))
    table.cell(1, 1).merge(table.cell(1, 2))
    table.cell(1, 0).merge(table.cell(2, 0))
    assert blocks(document, tmp_path) == [
        ("heading", "Del 1: Resor"),
        ("row", "Buss – Ton, 2021: 7; Ton, 2022: 6"),
        ("row", "Tåg – Ton, 2021: 5; Ton, 2022: 4"),
    ]


def level(number: int, text: str, format: str = "decimal") -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{format}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbered(name: str, place: int, list_id: int, text: str) -> str:
    properties = (
        f'<w:pStyle w:val="{name}"/><w:numPr><w:ilvl w:val="{place}"/>'
        f'<w:numId w:val="{list_id}"/></w:numPr>'
    )
    return paragraph(f"<w:pPr>{properties}</w:pPr>{run(text)}")


def test_headings_have_the_numbers_that_word_gives_them(tmp_path: Path) -> None:
    body = (
        numbered("Heading1", 0, 7, "Inledning"),
        numbered("Heading2", 1, 7, "Bakgrund"),
        numbered("Heading2", 1, 7, "Syfte"),
        numbered("Heading3", 2, 7, "Avgränsning"),
        numbered("Heading1", 0, 7, "Mål"),
        numbered("Heading2", 1, 7, "Klimat"),
        numbered("Heading1", 0, 8, "Bilaga"),
        numbered("Heading1", 0, 9, "Utan nummer"),
    )
    lists = (
        f'<w:abstractNum w:abstractNumId="1">{level(0, "%1")}{level(1, "%1.%2")}'
        f"{level(2, '%2 %3)', 'lowerLetter')}</w:abstractNum>"
        f'<w:abstractNum w:abstractNumId="2">{level(0, "Del %1", "upperRoman")}</w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="3">{level(0, "", "none")}</w:abstractNum>'
        '<w:num w:numId="7"><w:abstractNumId w:val="1"/></w:num>'
        '<w:num w:numId="8"><w:abstractNumId w:val="2"/></w:num>'
        '<w:num w:numId="9"><w:abstractNumId w:val="3"/></w:num>'
    )
    content = f"<w:numbering {W}>{lists}</w:numbering>".encode()
    plain = with_body(tmp_path, "".join(body)).rename(tmp_path / "plain.docx")
    path = rewritten(plain, "word/numbering.xml", content)
    assert [block.text for block in read_docx(path).blocks] == [
        "1 Inledning",
        "1.1 Bakgrund",
        "1.2 Syfte",
        "2 a) Avgränsning",
        "2 Mål",
        "2.1 Klimat",
        "Del I Bilaga",
        "Utan nummer",
    ]


@pytest.mark.parametrize(
    ("font", "char", "sign"),
    [
        ("Symbol", "F0B3", "≥"),
        ("Symbol", "F044", "Δ"),
        ("Wingdings", "F0FE", "☑"),
        ("Arial", "2264", "≤"),
        ("Arial", "F0B3", ""),
        ("Symbol", "F0FF", ""),
    ],
)
def test_a_symbol_is_a_sign(tmp_path: Path, font: str, char: str, sign: str) -> None:
    symbol = f'<w:r><w:sym w:font="{font}" w:char="{char}"/></w:r>'
    path = with_body(tmp_path, paragraph(run("Minst ") + symbol + run(" 30 procent")))
    assert [b.text for b in read_docx(path).blocks] == [
        f"Minst {sign} 30 procent".replace("  ", " ")
    ]


def test_a_deleted_paragraph_mark_joins_the_paragraphs(tmp_path: Path) -> None:
    mark = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
    body = paragraph(mark + run("Vi planterar ")) + paragraph(run("hundra träd."))
    last = paragraph(mark + run("Slut."))
    path = with_body(tmp_path, body + last)
    assert [block.text for block in read_docx(path).blocks] == [
        "Vi planterar hundra träd.",
        "Slut.",
    ]


def test_headers_tell_dnr_and_date_once_and_the_rest_is_counted(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Avfallsplan", 1)
    section = document.sections[0]
    section.header.paragraphs[0].text = "Dnr KS 2024-12, antagen 2024-05-06"
    section.footer.paragraphs[0].text = "Sida"
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].text = "Dnr KS 2024-12, antagen 2024-05-06"
    source = read_docx(save(document, tmp_path))
    assert [(block.kind, block.text) for block in source.blocks] == [
        ("paragraph", "Dnr KS 2024-12, antagen 2024-05-06"),
        ("heading", "Avfallsplan"),
    ]
    assert source.furniture == 4
    assert source.metadata.title == "Avfallsplan"
    assert source.metadata.date == "2024-05-06"


def test_a_strict_document_is_read(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Energiplan", 1)
    document.add_paragraph("Planen gäller.")
    path = tmp_path / "strict.docx"
    with zipfile.ZipFile(save(document, tmp_path)) as source, zipfile.ZipFile(path, "w") as copy:
        for name in source.namelist():
            data = source.read(name)
            for domain in (b"officeDocument", b"wordprocessingml", b"drawingml"):
                data = data.replace(
                    b"http://schemas.openxmlformats.org/" + domain + b"/2006/",
                    b"http://purl.oclc.org/ooxml/" + domain + b"/",
                )
            copy.writestr(name, data)
    assert [(b.kind, b.text) for b in read_docx(path).blocks] == [
        ("heading", "Energiplan"),
        ("paragraph", "Planen gäller."),
    ]


def test_a_document_with_macros(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Planen gäller till 2032.")
    path = save(document, tmp_path)
    with zipfile.ZipFile(path) as archive:
        types = archive.read("[Content_Types].xml")
    main = b"vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    macros = types.replace(main, b"vnd.ms-word.document.macroEnabled.main+xml")
    made = rewritten(path, "[Content_Types].xml", macros).rename(tmp_path / "plan.docm")
    assert [block.text for block in read_docx(made).blocks] == ["Planen gäller till 2032."]


def test_what_is_beside_the_text_is_told(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Planen gäller.")
    paragraph.add_run(" Dolt.").font.hidden = True
    document.add_comment(paragraph.runs[:1], "Stämmer detta?")
    paragraph._p.append(parse_xml(f"<w:ins {W}><w:r><w:t> Och mer.</w:t></w:r></w:ins>"))
    source = read_docx(save(document, tmp_path))
    assert [block.text for block in source.blocks] == ["Planen gäller. Och mer."]
    assert told(source.warnings) == (
        "filen har 1 kommentar, 1 spårad ändring, 1 dold text; det syns för den som laddar ner "
        "den, så ta bort det och spara om filen",
    )


def test_what_a_style_hides_or_strikes_is_not_read(tmp_path: Path) -> None:
    document = docx.Document()
    base = document.styles.add_style("Struken", WD_STYLE_TYPE.CHARACTER)
    base.font.double_strike = True
    document.styles.add_style("Gammal", WD_STYLE_TYPE.CHARACTER).base_style = base
    hidden = document.styles.add_style("Intern", WD_STYLE_TYPE.CHARACTER)
    hidden.font.hidden = True
    document.styles.add_style("Upphävt", WD_STYLE_TYPE.PARAGRAPH).font.strike = True
    words = document.add_paragraph("Avgiften är ")
    words.add_run("400 kr ", style="Gammal")
    words.add_run("(utkast) ", style="Intern")
    words.add_run("350", style="Gammal").font.strike = False
    words.add_run(" kr", style="Intern").font.hidden = False
    document.add_paragraph("Taxan är 90 kr.", style="Upphävt")
    source = read_docx(save(document, tmp_path))
    assert [block.text for block in source.blocks] == ["Avgiften är 350 kr"]
    assert source.struck == 22


def test_formulas_keep_powers_and_fractions(tmp_path: Path) -> None:
    math = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    text = "<m:r><m:t>{}</m:t></m:r>"
    power = (
        f"<m:oMath {math}><m:sSup><m:e>{text.format(10)}</m:e>"
        f"<m:sup>{text.format(6)}</m:sup></m:sSup></m:oMath>"
    )
    half = (
        f"<m:oMath {math}><m:f><m:num>{text.format(1)}</m:num>"
        f"<m:den>{text.format(2)}</m:den></m:f></m:oMath>"
    )
    path = with_body(tmp_path, paragraph(power + run(" kWh på ") + half + run(" år")))
    assert [b.text for b in read_docx(path).blocks] == ["10⁶ kWh på 1/2 år"]
