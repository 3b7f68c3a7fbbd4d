"""Presentations, written here with python-pptx, or as LibreOffice's own XML."""

from pathlib import Path
from typing import Any

import pptx
from odfdo import Document, Element
from pptx.util import Cm

from klimatsvar.corpus.formats.office.odp import read_odp
from klimatsvar.corpus.formats.office.pptx import read_pptx
from klimatsvar.corpus.source import Source
from telling import told

TITLE_AND_TEXT, TITLE_ALONE = 1, 5


def texts(source: Source) -> list[tuple[int | None, str, str]]:
    return [(block.page, block.kind, block.text) for block in source.blocks]


def slide(presentation: Any, title: str, layout: int = TITLE_ALONE) -> Any:
    made = presentation.slides.add_slide(presentation.slide_layouts[layout])
    made.shapes.title.text = title
    return made


def box(made: Any, left: float, top: float, *lines: str) -> None:
    frame = made.shapes.add_textbox(Cm(left), Cm(top), Cm(8), Cm(2)).text_frame
    frame.text = lines[0]
    for line in lines[1:]:
        frame.add_paragraph().text = line


def test_powerpoint(tmp_path: Path) -> None:
    presentation = pptx.Presentation()
    first = slide(presentation, "Klimatet i Ekby", TITLE_AND_TEXT)
    frame = first.placeholders[1].text_frame
    frame.text = "Mer sol"
    frame.add_paragraph().text = "Färre bilar"
    second = slide(presentation, "Utsläpp")
    box(second, 14, 5, "Till höger.")
    box(second, 2, 5.2, "Till vänster.", "År 2030")
    run = second.shapes[-1].text_frame.paragraphs[1].add_run()
    run.text = "1"
    run.font._rPr.set("baseline", "30000")
    table = second.shapes.add_table(4, 3, Cm(2), Cm(9), Cm(20), Cm(4)).table
    for r, row in enumerate(
        [("Sektor", "Ton", ""), ("", "2022", "2023"), ("Resor", "5", "4"), ("Värme", "7", "")]
    ):
        for c, cell in enumerate(row):
            table.cell(r, c).text = cell
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).merge(table.cell(0, 2))
    slide(presentation, "Dold").element.set("show", "0")
    second.notes_slide.notes_text_frame.text = "Talarens egna ord."
    path = tmp_path / "bilder.pptx"
    presentation.save(str(path))

    source = read_pptx(path)

    assert texts(source) == [
        (1, "heading", "Klimatet i Ekby"),
        (1, "item", "Mer sol"),
        (1, "item", "Färre bilar"),
        (2, "heading", "Utsläpp"),
        (2, "paragraph", "Till vänster."),
        (2, "paragraph", "År 2030¹"),
        (2, "paragraph", "Till höger."),
        (2, "row", "Resor – Ton, 2022: 5; Ton, 2023: 4"),
        (2, "row", "Värme – Ton, 2022: 7"),
    ]
    assert source.page_count == 3
    assert source.metadata.title == "Klimatet i Ekby"
    assert told(source.warnings) == (
        "1 dold bild i presentationen läses inte",
        "filen har 1 talaranteckning; det syns för den som laddar ner den, så ta bort det och "
        "spara om filen",
    )


def test_opendocument(tmp_path: Path) -> None:
    document = Document("presentation")
    document.body.clear()
    pages = Element.from_tag(
        "<office:presentation>"
        '<draw:page draw:name="1">'
        '<draw:frame presentation:class="title" svg:x="2cm" svg:y="1cm"><draw:text-box>'
        "<text:p>Utsläpp</text:p></draw:text-box></draw:frame>"
        '<draw:frame svg:x="14cm" svg:y="5cm"><draw:text-box><text:p>Till höger.</text:p>'
        "</draw:text-box></draw:frame>"
        '<draw:frame svg:x="2cm" svg:y="5.2cm"><draw:text-box><text:list><text:list-item>'
        "<text:p>Till vänster</text:p></text:list-item></text:list></draw:text-box></draw:frame>"
        '<draw:custom-shape svg:x="2cm" svg:y="8cm"><text:p>I en form.</text:p></draw:custom-shape>'
        '<draw:frame svg:x="2cm" svg:y="9cm"><table:table><table:table-row>'
        "<table:table-cell><text:p>Sektor</text:p></table:table-cell>"
        "<table:table-cell><text:p>2022</text:p></table:table-cell></table:table-row>"
        "<table:table-row><table:table-cell><text:p>Resor</text:p></table:table-cell>"
        "<table:table-cell><text:p>5</text:p></table:table-cell></table:table-row>"
        "</table:table></draw:frame>"
        "<presentation:notes><draw:frame><draw:text-box><text:p>Talarens egna ord.</text:p>"
        "</draw:text-box></draw:frame></presentation:notes></draw:page>"
        '<draw:page draw:name="2" draw:style-name="dold"><draw:frame><draw:text-box>'
        "<text:p>Dold</text:p></draw:text-box></draw:frame></draw:page></office:presentation>"
    )
    for page in pages.children:
        document.body.append(page)
    document.content.get_element("//office:automatic-styles").append(
        Element.from_tag(
            '<style:style style:name="dold" style:family="drawing-page">'
            '<style:drawing-page-properties presentation:visibility="hidden"/></style:style>'
        )
    )
    path = tmp_path / "bilder.odp"
    document.save(path)

    source = read_odp(path)

    assert texts(source) == [
        (1, "heading", "Utsläpp"),
        (1, "item", "Till vänster"),
        (1, "paragraph", "Till höger."),
        (1, "paragraph", "I en form."),
        (1, "row", "Resor – 2022: 5"),
    ]
    assert source.page_count == 2
    assert told(source.warnings) == (
        "1 dold bild i presentationen läses inte",
        "filen har 1 talaranteckning; det syns för den som laddar ner den, så ta bort det och "
        "spara om filen",
    )
