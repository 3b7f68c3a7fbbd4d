"""OpenDocument texts, written here with odfdo."""

from datetime import datetime
from pathlib import Path

import odfdo
from odfdo import Document, Element

from klimatsvar.corpus.formats.office.odt import read_odt
from klimatsvar.corpus.source import Metadata

OFFICE = "<office:text>{}</office:text>"


def save(folder: Path, body: str, styles: str = "") -> Path:
    document = Document("text")
    document.body.clear()
    for child in Element.from_tag(OFFICE.format(body)).children:
        document.body.append(child)
    if styles:
        target = document.content.get_element("//office:automatic-styles")
        for style in Element.from_tag(
            f"<office:automatic-styles>{styles}</office:automatic-styles>"
        ).children:
            target.append(style)
    path = folder / "plan.odt"
    document.save(path)
    return path


def blocks(folder: Path, body: str, styles: str = "") -> list[tuple[str, str]]:
    return [(b.kind, b.text) for b in read_odt(save(folder, body, styles)).blocks]


def test_headings_lists_and_paragraphs(tmp_path: Path) -> None:
    body = (
        '<text:p text:style-name="P1">Klimatplan</text:p>'
        '<text:h text:outline-level="2">Mål <text:span>nu</text:span></text:h>'
        "<text:p>Ett<text:s text:c='3'/>två<text:tab/>tre<text:line-break/>fyra "
        "<text:a xlink:href='x'>länk</text:a>.</text:p><text:p/>"
        "<text:list><text:list-item><text:p>a</text:p><text:list><text:list-item><text:p>b</text:p>"
        "</text:list-item></text:list></text:list-item></text:list>"
        '<text:list><text:list-item><text:h text:outline-level="1">1 Inledning</text:h>'
        "</text:list-item></text:list>"
        "<text:section text:name='s'><text:p>I avsnitt.</text:p></text:section>"
        "<text:table-of-content text:name='t'><text:index-body><text:p>Mål 3</text:p>"
        "</text:index-body></text:table-of-content>"
    )
    style = (
        '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>'
    )
    source = read_odt(save(tmp_path, body, style))
    assert [(b.kind, b.text, b.level) for b in source.blocks] == [
        ("heading", "Klimatplan", 1),
        ("heading", "Mål nu", 2),
        ("paragraph", "Ett två tre fyra länk.", 0),
        ("item", "a", 0),
        ("item", "b", 0),
        ("heading", "1 Inledning", 1),
        ("paragraph", "I avsnitt.", 0),
    ]
    assert source.metadata.title == "Klimatplan"


def test_notes_boxes_and_what_is_not_shown(tmp_path: Path) -> None:
    body = (
        "<text:tracked-changes><text:changed-region text:id='c'><text:deletion>"
        "<text:p>struket</text:p></text:deletion></text:changed-region></text:tracked-changes>"
        "<text:p>Staden<text:note text:note-class='footnote'>"
        "<text:note-citation>1</text:note-citation><text:note-body><text:p>Se</text:p>"
        "<text:p>bilagan.</text:p></text:note-body></text:note> minskar"
        "<office:annotation><text:p>kommentar</text:p></office:annotation> "
        "<text:span text:style-name='T1'>dolt</text:span>utsläppen."
        "<draw:frame><draw:text-box><text:p>I rutan.</text:p></draw:text-box></draw:frame></text:p>"
        "<text:p>Slut.</text:p>"
    )
    style = (
        '<style:style style:name="T1" style:family="text">'
        '<style:text-properties text:display="none"/></style:style>'
    )
    assert blocks(tmp_path, body, style) == [
        ("paragraph", "Staden minskar utsläppen."),
        ("paragraph", "Se bilagan."),
        ("paragraph", "I rutan."),
        ("paragraph", "Slut."),
    ]


def cell(text: str, attributes: str = "") -> str:
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


def row(*cells: str) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def test_tables(tmp_path: Path) -> None:
    covered = "<table:covered-table-cell/>"
    body = (
        "<table:table table:name='t'><table:table-header-rows>"
        + row(cell("Sektor"), cell("År"), cell("Ton"))
        + "</table:table-header-rows>"
        + row(cell("Trafik", 'table:number-rows-spanned="2"'), cell("2022"), cell("5"))
        + row(covered, cell("2023"), cell("4"))
        + row(cell("Summa", 'table:number-columns-spanned="2"'), covered, cell("9"))
        + '<table:table-row table:number-rows-repeated="1000000">'
        + '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        + "</table:table>"
    )
    assert blocks(tmp_path, body) == [
        ("row", "Trafik – År: 2022; Ton: 5"),
        ("row", "Trafik – År: 2023; Ton: 4"),
        ("row", "Summa – Ton: 9"),
    ]


def test_metadata(tmp_path: Path) -> None:
    path = save(tmp_path, "<text:h text:outline-level='1'>Rubrik</text:h>")
    document = odfdo.Document(path)
    document.meta.title = "Klimatplan"
    document.meta.language = "sv-SE"
    document.meta.set_modification_date(datetime(2023, 12, 8))
    document.meta.set_initial_creator("Miljö")
    document.save(path)
    assert read_odt(path).metadata == Metadata("Klimatplan", None, "2023-12-08", None, "sv")
    document.meta.title = "Namnlös 1"
    document.save(path)
    assert read_odt(path).metadata.title == "Rubrik"


def test_a_page_without_text(tmp_path: Path) -> None:
    assert blocks(tmp_path, "<text:p/>") == []


TEXT_STYLES = (
    '<style:style style:name="S" style:family="text">'
    '<style:text-properties style:text-position="super 58%"/></style:style>'
    '<style:style style:name="R" style:family="text">'
    '<style:text-properties style:text-position="33% 58%"/></style:style>'
    '<style:style style:name="L" style:family="text">'
    '<style:text-properties style:text-position="-8% 58%"/></style:style>'
    '<style:style style:name="X" style:family="text">'
    '<style:text-properties style:text-line-through-style="solid"/></style:style>'
    '<style:style style:name="N" style:family="text">'
    '<style:text-properties style:text-line-through-style="none"/></style:style>'
    '<style:style style:name="H" style:family="section">'
    '<style:section-properties text:display="none"/></style:style>'
)


def span(style: str, text: str) -> str:
    return f'<text:span text:style-name="{style}">{text}</text:span>'


def test_raised_figures_are_no_digits_of_the_number_before_them(tmp_path: Path) -> None:
    body = (
        f"<text:p>År 2035{span('S', '1')} 12{span('R', '2')} procent, 30 m{span('S', '2')}, "
        f"CO{span('L', '2')}.</text:p>"
    )
    assert blocks(tmp_path, body, TEXT_STYLES) == [
        ("paragraph", "År 2035¹ 12² procent, 30 m², CO2.")
    ]


def test_marks_of_notes_that_are_letters_are_no_part_of_words(tmp_path: Path) -> None:
    body = f"<text:p>Utsläpp{span('S', 'b')} 5{span('R', 'c)')} Resor{span('S', '†')}.</text:p>"
    assert blocks(tmp_path, body, TEXT_STYLES) == [("paragraph", "Utsläppᵇ 5ᶜ) Resor†.")]


def test_what_is_struck_or_hidden_is_not_read(tmp_path: Path) -> None:
    body = (
        f"<text:p>Avgiften är {span('X', '90')} {span('N', '80')} kr."
        '<text:hidden-text text:is-hidden="true">dold</text:hidden-text></text:p>'
        '<text:section text:name="a" text:display="none"><text:p>dold</text:p></text:section>'
        '<text:section text:name="b" text:style-name="H"><text:p>dold</text:p></text:section>'
    )
    assert blocks(tmp_path, body, TEXT_STYLES) == [("paragraph", "Avgiften är 80 kr.")]


def test_headers_of_two_rows_and_titles_within_a_table(tmp_path: Path) -> None:
    over = 'table:number-columns-spanned="{}"'
    covered = "<table:covered-table-cell/>"
    body = (
        "<table:table table:name='t'>"
        + row(cell("", 'table:number-rows-spanned="2"'), cell("Ton", over.format(2)), covered)
        + row(covered, cell("2021"), cell("2022"))
        + row(cell("Staden", over.format(3)), covered, covered)
        + row(cell("Resor"), cell("7"), cell("6"))
        + "</table:table>"
    )
    assert blocks(tmp_path, body) == [
        ("heading", "Staden"),
        ("row", "Resor – Ton, 2021: 7; Ton, 2022: 6"),
    ]


def test_a_header_tells_the_registration_number_once(tmp_path: Path) -> None:
    path = save(tmp_path, "<text:p>Planen gäller.</text:p>")
    document = Document(path)
    master = document.styles.get_element("//style:master-page")
    for name in ("style:header", "style:header-first"):
        text = "<text:p>Dnr KS 2024-00555</text:p><text:p>Ekby kommun</text:p>"
        master.append(Element.from_tag(f"<{name}>{text}</{name}>"))
    document.save(path)
    source = read_odt(path)
    assert [block.text for block in source.blocks] == ["Dnr KS 2024-00555", "Planen gäller."]
    assert source.furniture == len("Ekby kommun")


def test_a_style_looks_as_the_one_that_it_is_based_on(tmp_path: Path) -> None:
    made = '<style:style style:name="{}" style:family="text" style:parent-style-name="{}">{}'
    look = "<style:text-properties {}/></style:style>"
    styles = (
        made.format("Upp", "", look.format('style:text-position="super 58%"'))
        + made.format("T1", "Upp", "</style:style>")
        + made.format("T2", "Upp", look.format('style:text-position="0% 100%"'))
        + made.format("Bort", "", look.format('style:text-line-through-type="double"'))
        + made.format("T3", "Bort", "</style:style>")
        + made.format("T4", "Bort", look.format('style:text-line-through-style="none"'))
        + made.format("Dold", "", look.format('text:display="none"'))
        + made.format("T5", "Dold", "</style:style>")
    )
    span = '<text:span text:style-name="{}">{}</text:span>'
    spans = [("T1", "1"), ("T2", "2"), ("T3", " 400"), ("T4", " 350"), ("T5", " dold")]
    body = f"<text:p>År 203{''.join(span.format(*one) for one in spans)} kr</text:p>"
    assert blocks(tmp_path, body, styles) == [("paragraph", "År 203¹2 350 kr")]
