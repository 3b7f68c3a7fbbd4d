"""OpenDocument spreadsheets, written here as LibreOffice's own XML."""

from pathlib import Path

from odfdo import Document, Element

from klimatsvar.corpus.formats.office.ods import read_ods
from telling import told

CELL = "<table:table-cell{}><text:p>{}</text:p></table:table-cell>"


def cells(*texts: str) -> str:
    return "".join(CELL.format("", text) for text in texts)


def row(content: str, attributes: str = "") -> str:
    return f"<table:table-row{attributes}>{content}</table:table-row>"


def test_the_sheets_as_they_are_shown(tmp_path: Path) -> None:
    sheet = (
        '<table:table table:name="Blad">'
        '<table:table-column table:number-columns-repeated="3"/>'
        '<table:table-column table:visibility="collapse"/>'
        + row(cells("Sektor", "2022", "kWh", "Intern"))
        + row(
            cells("Resor", "1 234,5")
            + CELL.format(' office:value-type="float" office:value="12345678901"', "1,2E+10")
            + cells("7")
        )
        + row(cells("Dold", "1"), ' table:visibility="filter"')
        + row(
            cells("Värme")
            + '<table:table-cell table:number-columns-repeated="1"/>'
            + cells("8")
            + '<table:table-cell table:number-columns-repeated="16000"/>'
        )
        + row(
            '<table:table-cell table:number-columns-repeated="16384"/>',
            ' table:number-rows-repeated="1048000"',
        )
        + "</table:table>"
    )
    document = Document("spreadsheet")
    document.body.clear()
    hidden = (
        f'<table:table table:name="Gömd" table:style-name="dold">{row(cells("x"))}</table:table>'
    )
    for child in Element.from_tag(
        f"<office:spreadsheet>{sheet}{hidden}</office:spreadsheet>"
    ).children:
        document.body.append(child)
    document.content.get_element("//office:automatic-styles").append(
        Element.from_tag(
            '<style:style style:name="dold" style:family="table">'
            '<style:table-properties table:display="false"/></style:style>'
        )
    )
    path = tmp_path / "data.ods"
    document.save(path)

    source = read_ods(path)

    assert [(block.kind, block.text) for block in source.blocks] == [
        ("row", "Resor – 2022: 1 234,5; kWh: 12345678901"),
        ("row", "Värme – kWh: 8"),
    ]
    assert told(source.warnings) == (
        "bladet ”Gömd” är dolt och läses inte",
        "bladet ”Blad” har dolda rader eller kolumner; 4 celler i dem läses inte",
    )


def test_headers_and_names_in_bold(tmp_path: Path) -> None:
    def bold(text: str) -> str:
        return CELL.format(' table:style-name="fet"', text)

    # The second row's name has its look from the column.
    column = '<table:table-column table:default-cell-style-name="{}"/>'
    content = (
        column.format("fet")
        + column.format("")
        + row(bold("Åtgärd") + bold("1990") + bold("Klart"))
        + row(cells("Resor"))
        + row(CELL.format(' table:style-name="rak"', "Bussar") + cells("5", "2026"))
    )
    sheet = f'<table:table table:name="Blad">{content}</table:table>'
    document = Document("spreadsheet")
    document.body.clear()
    document.body.append(Element.from_tag(sheet))
    weight = '<style:text-properties fo:font-weight="{}"/>'
    for name in ("fet", "rak"):
        look = weight.format("bold" if name == "fet" else "normal")
        style = f'<style:style style:name="{name}" style:family="table-cell">{look}</style:style>'
        document.content.get_element("//office:automatic-styles").append(Element.from_tag(style))
    path = tmp_path / "data.ods"
    document.save(path)
    assert [(block.kind, block.text) for block in read_ods(path).blocks] == [
        ("heading", "Resor"),
        ("row", "Bussar – 1990: 5; Klart: 2026"),
    ]


def test_a_merged_cell_is_of_all_that_it_covers(tmp_path: Path) -> None:
    wide = CELL.format(' table:number-columns-spanned="2"', "2310") + "<table:covered-table-cell/>"
    content = (
        row(cells("Kärl", "Fast", "Rörlig"))
        + row(cells("140 liter", "980", "1050"))
        + row(cells("190 liter") + wide)
        + row(CELL.format(' table:number-rows-spanned="2"', "Kompost") + cells("50", "60"))
        + row("<table:covered-table-cell/>" + cells("55", "66"))
    )
    document = Document("spreadsheet")
    document.body.clear()
    document.body.append(Element.from_tag(f"<table:table>{content}</table:table>"))
    path = tmp_path / "taxa.ods"
    document.save(path)
    assert [block.text for block in read_ods(path).blocks] == [
        "140 liter – Fast: 980; Rörlig: 1050",
        "190 liter – Fast / Rörlig: 2310",
        "Kompost – Fast: 50; Rörlig: 60",
        "Kompost – Fast: 55; Rörlig: 66",
    ]
