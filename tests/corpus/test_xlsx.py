"""Excel workbooks, written here with openpyxl."""

import re
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.workbook import Workbook

from klimatsvar.corpus.formats.office.xlsx import read_xlsx
from klimatsvar.corpus.source import Metadata
from telling import told

ROWS = [
    ["Utsläpp i staden"],
    ["ton CO2e"],
    [],
    [None, "År", "Utsläpp (ton)", "Andel", "Mätt"],
    [None, 2022, 195210, 0.163, datetime(2023, 1, 31)],
    [None, 2023, 1234.5, 0.2, None],
]


def save(folder: Path, workbook: Workbook) -> Path:
    path = folder / "data.xlsx"
    workbook.save(path)
    return path


def blocks(folder: Path, workbook: Workbook) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in read_xlsx(save(folder, workbook)).blocks]


def emissions() -> Workbook:
    workbook = openpyxl.Workbook()
    for row in ROWS:
        workbook.active.append(row)
    for number in (5, 6):
        workbook.active.cell(number, 3).number_format = "#,##0"
        workbook.active.cell(number, 4).number_format = "0.0%"
    return workbook


def test_rows_carry_their_headers_and_figures_their_format(tmp_path: Path) -> None:
    assert blocks(tmp_path, emissions()) == [
        ("heading", "Utsläpp i staden"),
        ("paragraph", "ton CO2e"),
        ("row", "2022 – Utsläpp (ton): 195 210; Andel: 16,3%; Mätt: 2023-01-31"),
        ("row", "2023 – Utsläpp (ton): 1 235; Andel: 20,0%"),
    ]


SHARED = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
SHEETS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def with_shared(path: Path, **strings: str) -> Path:
    """Return the workbook with some strings shared by its cells, as Excel writes them."""
    target = path.with_stem("other")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            content = source.read(name).decode()
            for number, text in enumerate(strings):
                own = f't="inlineStr"><is><t>{text}</t></is>'
                content = content.replace(own, f't="s"><v>{number}</v>')
            part = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SHARED}"/>'
            copy.writestr(name, content.replace("</Types>", f"{part}</Types>"))
        shared = "".join(f"<si>{made}</si>" for made in strings.values())
        copy.writestr("xl/sharedStrings.xml", f"<sst {SHEETS}>{shared}</sst>")
    return target


def test_raised_figures_stay_so_and_struck_text_no_longer_holds(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    for row in [["Del", "YTA", "MÅL"], ["Tak", 5, "AAR"], ["Vägg", 4, 7]]:
        workbook.active.append(row)
    workbook.active["B3"].font = Font(strike=True)
    high = '<r><rPr><vertAlign val="superscript"/></rPr><t>{}</t></r>'
    path = with_shared(
        save(tmp_path, workbook),
        YTA=f"<r><t>m</t></r>{high.format(2)}",
        AAR=f"<r><rPr><strike/></rPr><t>2030 </t></r><r><t>2035</t></r>{high.format(1)}",
    )
    assert [block.text for block in read_xlsx(path).blocks] == [
        "Tak – m²: 5; MÅL: 2035¹",
        "Vägg – MÅL: 7",
    ]


def test_headers_of_two_rows_titles_and_labels(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    for row in [
        ["Plan för resor"], [], ["Namn", "Solpark"], ["Byggs", 2027], ["Kostar", 250000], [],
        ["Del 1: Tåg"], ["Sektor", "Ton", None, "Andel", None],
        [None, 2021, 2022, 2021, 2022], ["Resor", 7, 6, 0.5, 0.25], ["Mat", 5, 4, 0.5, 0.75],
    ]:  # fmt: skip
        workbook.active.append(row)
    assert blocks(tmp_path, workbook) == [
        ("heading", "Plan för resor"),
        ("row", "Namn: Solpark"),
        ("row", "Byggs: 2027"),
        ("row", "Kostar: 250000"),
        ("heading", "Del 1: Tåg"),
        ("row", "Resor – Ton, 2021: 7; Ton, 2022: 6; Andel, 2021: 0,5; Andel, 2022: 0,25"),
        ("row", "Mat – Ton, 2021: 5; Ton, 2022: 4; Andel, 2021: 0,5; Andel, 2022: 0,75"),
    ]


def test_several_sheets_are_headings_and_hidden_ones_are_not_read(tmp_path: Path) -> None:
    workbook = emissions()
    workbook.active.title = "Utsläpp"
    workbook.create_sheet("Tomt")
    hidden = workbook.create_sheet("Dolt")
    hidden["A1"] = "hemligt"
    hidden.sheet_state = "hidden"
    workbook.create_sheet("Energi")["A1"] = "Mer om energi."
    source = read_xlsx(save(tmp_path, workbook))
    assert [(b.text, b.level) for b in source.blocks if b.kind == "heading"] == [
        ("Utsläpp", 1),
        ("Utsläpp i staden", 2),
        ("Energi", 1),
    ]
    assert source.blocks[-1].text == "Mer om energi."
    assert told(source.warnings) == ("bladet ”Dolt” är dolt och läses inte",)
    assert source.metadata.title is None


def test_formulas_give_their_values_or_a_warning(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    for row in [["År", "Ton", "Kvot"], [2022, "=1+1", 7], [2023, 5, "#DIV/0!"]]:
        workbook.active.append(row)
    path = save(tmp_path, workbook)
    source = read_xlsx(path)
    assert [block.text for block in source.blocks] == ["2022 – Kvot: 7", "2023 – Ton: 5"]
    assert told(source.warnings) == (
        "celler med formler utan uträknat värde läses som tomma (1 st); öppna filen i Excel och "
        "spara den",
    )
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, re.sub(rb"<v ?/>|<v></v>", b"<v>2</v>", data))
    source = read_xlsx(path)
    assert source.blocks[0].text == "2022 – Ton: 2; Kvot: 7"
    assert told(source.warnings) == ()


def test_metadata(tmp_path: Path) -> None:
    workbook = emissions()
    properties = workbook.properties
    properties.title, properties.creator, properties.language = "Statistik", "Miljö", "sv-SE"
    path = save(tmp_path, workbook)
    today = properties.modified.date().isoformat()
    assert read_xlsx(path).metadata == Metadata("Statistik", None, today, None, "sv")
    properties.title, properties.creator = "Arbetsbok1", "openpyxl"
    metadata = read_xlsx(save(tmp_path, workbook)).metadata
    assert (metadata.title, metadata.publisher) == ("Utsläpp i staden", None)


def test_without_properties_nothing_is_made_up(tmp_path: Path) -> None:
    path = save(tmp_path, emissions())
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    del members["docProps/core.xml"]
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    assert read_xlsx(path).metadata == Metadata(title="Utsläpp i staden")


def test_two_cells_in_a_sheet_of_any_size(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = "ett"
    workbook.active["XFD1048576"] = "två"
    assert blocks(tmp_path, workbook) == [("heading", "ett"), ("paragraph", "två")]


def test_a_sheet_that_is_too_large_is_read_in_part(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet("Stort")
    for _ in range(70):
        sheet.append([None] * 16_383 + ["x"])
    source = read_xlsx(save(tmp_path, workbook))
    assert len(source.blocks) == 61
    assert told(source.warnings) == (
        "bladet ”Stort” är för stort; bara de första 61 raderna läses",
    )


def test_hidden_rows_and_columns_are_left_out_and_told(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Budget"
    for row in (["Post", "Belopp", "Dold"], ["A", 1, "x"], ["B", 2, "y"], ["C", 3, None]):
        sheet.append(row)
    sheet.column_dimensions["C"].hidden = True
    sheet.row_dimensions[3].hidden = True
    path = tmp_path / "budget.xlsx"
    workbook.save(path)
    source = read_xlsx(path)
    assert [block.text for block in source.blocks] == ["A – Belopp: 1", "C – Belopp: 3"]
    assert told(source.warnings) == (
        "bladet ”Budget” har dolda rader eller kolumner; 5 celler i dem läses inte",
    )


def looking(*rows: list[object]) -> Workbook:
    """Return a workbook with a star's cells in bold."""
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    for cell in (cell for row in workbook.active for cell in row):
        if isinstance(cell.value, str) and cell.value.startswith("*"):
            cell.value, cell.font = cell.value[1:], Font(bold=True)
    return workbook


def test_names_in_bold_over_rows_and_a_total_of_all(tmp_path: Path) -> None:
    workbook = looking(
        ["*Åtgärd", "*Tkr"], ["*Resor"], ["Bussar", 5], ["Cyklar", 4],
        ["*Energi"], ["Sol", 3], ["Värme", 2], ["*Summa", 14],
    )  # fmt: skip
    assert blocks(tmp_path, workbook) == [
        ("heading", "Resor"),
        ("row", "Bussar – Tkr: 5"),
        ("row", "Cyklar – Tkr: 4"),
        ("heading", "Energi"),
        ("row", "Sol – Tkr: 3"),
        ("row", "Värme – Tkr: 2"),
        ("heading", "Summa"),
        ("row", "Summa – Tkr: 14"),
    ]


def test_labels_and_headers_further_down_in_bold(tmp_path: Path) -> None:
    labels = looking(["*Namn", "Solpark", "*Start", 2024], ["*Chef", "Ek", "*Tkr", 100])
    assert [text for _, text in blocks(tmp_path, labels)] == [
        "Namn: Solpark",
        "Start: 2024",
        "Chef: Ek",
        "Tkr: 100",
    ]
    headers = looking(
        ["*Åtgärd", "*Nämnd", "*Klart"], ["Ljus", "Tekniska", 2026],
        ["*Mått", "*Utfall", "*Mål"], ["El", "14 %", "10 %"],
    )  # fmt: skip
    assert [text for _, text in blocks(tmp_path, headers)] == [
        "Ljus – Nämnd: Tekniska; Klart: 2026",
        "El – Utfall: 14 %; Mål: 10 %",
    ]


def test_a_name_over_merged_cells_is_over_the_rows_below_it(tmp_path: Path) -> None:
    workbook = looking(
        ["Åtgärd", "Tkr", "Klart"], ["Resor"], ["Bussar", 5, 2026], ["Energi"], ["Sol", 3, 2027]
    )
    workbook.active.merge_cells("A2:C2")
    assert blocks(tmp_path, workbook) == [
        ("heading", "Resor"),
        ("row", "Bussar – Tkr: 5; Klart: 2026"),
        ("row", "Energi"),
        ("row", "Sol – Tkr: 3; Klart: 2027"),
    ]


def test_a_cell_merged_over_columns_is_of_all_of_them(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    for row in (
        ["Kärl", "Fast", "Rörlig", "Tömning"],
        ["140 liter", 980, 1050, "varje vecka"],
        ["190 liter", 2310, None, "varannan vecka"],
        ["370 liter", 3000, "erbjuds ej", None],
    ):
        workbook.active.append(row)
    workbook.active.merge_cells("B3:C3")
    workbook.active.merge_cells("C4:D4")
    assert blocks(tmp_path, workbook) == [
        ("row", "140 liter – Fast: 980; Rörlig: 1050; Tömning: varje vecka"),
        ("row", "190 liter – Fast / Rörlig: 2310; Tömning: varannan vecka"),
        ("row", "370 liter – Fast: 3000; Rörlig: erbjuds ej; Tömning: erbjuds ej"),
    ]


def test_a_text_in_the_cell_itself_keeps_what_its_letters_tell(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    raised = TextBlock(InlineFont(vertAlign="superscript"), "1")
    struck = TextBlock(InlineFont(strike=True), "400 ")
    workbook.active.append(["Mål", CellRichText("år 2030", raised, " för ", struck, "350 ton")])
    assert blocks(tmp_path, workbook) == [("row", "Mål – år 2030¹ för 350 ton")]
    assert read_xlsx(save(tmp_path, workbook)).struck == 4


def test_a_cell_merged_over_rows_is_of_all_of_them(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    for row in (
        ["Sektor", "År", "Utsläpp", None, "Ansvarig"],
        [None, None, "Mål", "Utfall", None],
        ["Resor", 2022, 100, 110, "Tekniska"],
        [None, 2023, 90, 95, None],
        ["Energi", 2022, 80, 85, None],
        [None, 2023, 70, 72, None],
    ):
        workbook.active.append(row)
    for merged in ("A1:A2", "B1:B2", "C1:D1", "E1:E2", "A3:A4", "A5:A6", "E3:E6"):
        workbook.active.merge_cells(merged)
    assert [text for _, text in blocks(tmp_path, workbook)] == [
        f"{sector} – År: {year}; Utsläpp, Mål: {goal}; Utsläpp, Utfall: {found}; Ansvarig: Tekniska"
        for sector, year, goal, found in (
            ("Resor", 2022, 100, 110),
            ("Resor", 2023, 90, 95),
            ("Energi", 2022, 80, 85),
            ("Energi", 2023, 70, 72),
        )
    ]


@pytest.mark.parametrize(
    ("rows", "merged", "told"),
    [
        (
            [["Åtgärd", "Vem", "Mål"], [None, "namn", None], ["Cykelväg", "Eva", "Fler cyklar"]],
            ["A1:A2", "C1:C2"],
            ["Cykelväg – Vem, namn: Eva; Mål: Fler cyklar"],
        ),
        (
            [
                ["Måndag", "Soppa", "Lunch"],
                [None, "Fisk", None],
                ["Fredag", "Fil", "Frukost"],
                [None, "Ägg", None],
            ],
            ["A1:A2", "C1:C2", "A3:A4", "C3:C4"],
            [
                "Måndag – Soppa: Fisk; Lunch: Lunch",
                "Fredag – Soppa: Fil; Lunch: Frukost",
                "Fredag – Soppa: Ägg; Lunch: Frukost",
            ],
        ),
    ],
)
def test_headers_that_are_merged_down_are_written_once(
    tmp_path: Path, rows: list[list[str | None]], merged: list[str], told: list[str]
) -> None:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    for cells in merged:
        workbook.active.merge_cells(cells)
    assert [text for _, text in blocks(tmp_path, workbook)] == told
