"""Rows of a sheet as blocks, and tables that are saved as text."""

import pytest

from klimatsvar.corpus.formats.office.csv_table import read_csv, separator
from klimatsvar.corpus.formats.office.sheets import sheet_blocks
from klimatsvar.corpus.source import Metadata, tidy
from klimatsvar.errors import DocumentError
from telling import swedish


def blocks(*rows: str) -> list[tuple[str, str]]:
    return [(b.kind, b.text) for b in sheet_blocks([row.split("|") for row in rows], level=2)]


def test_a_title_above_the_headers() -> None:
    made = sheet_blocks([["Utsläpp"], ["ton"], [], ["År", "Ton"], ["2022", "195 210"]], level=2)
    assert [(b.kind, b.text, b.level) for b in made] == [
        ("heading", "Utsläpp", 2),
        ("paragraph", "ton", 0),
        ("row", "2022 – Ton: 195 210", 0),
    ]


def test_empty_rows_and_columns_are_left_out() -> None:
    assert blocks("", "||", "|År||Ton", "|2022||5", "", "|2023||6") == [
        ("row", "2022 – Ton: 5"),
        ("row", "2023 – Ton: 6"),
    ]
    assert blocks("|a|b", "|c|5") == [("row", "c – b: 5")]


def test_a_second_table_has_its_own_headers() -> None:
    assert blocks("År|Ton", "2022|5", "", "Sektor|2021|2022", "Trafik|1|2") == [
        ("row", "2022 – Ton: 5"),
        ("row", "Trafik – 2021: 1; 2022: 2"),
    ]


def test_a_table_without_headers_keeps_its_first_row() -> None:
    assert blocks("Trafik|5", "Energi|4") == [("row", "Trafik: 5"), ("row", "Energi: 4")]
    assert blocks("Trafik|5|6", "Energi|4|3") == [
        ("row", "Trafik – 5; 6"),
        ("row", "Energi – 4; 3"),
    ]


def test_headers_of_two_rows_are_joined() -> None:
    assert blocks("|Utsläpp||Energi", "År|ton|%|GWh", "2020|5|1,5|9") == [
        ("row", "2020 – Utsläpp, ton: 5; Utsläpp, %: 1,5; Energi, GWh: 9")
    ]


def test_a_line_above_headers_that_come_again_is_a_heading() -> None:
    headers = "Insats|Vem|När"
    assert blocks("Del 1||", headers, "Buss|Eva|i maj", "Del 2||", headers, "Ljus|Bo|i juni") == [
        ("heading", "Del 1"),
        ("row", "Buss – Vem: Eva; När: i maj"),
        ("heading", "Del 2"),
        ("row", "Ljus – Vem: Bo; När: i juni"),
    ]


def test_two_columns_of_words_are_labels() -> None:
    assert blocks("Antagen|2024-03-01", "Av|Nämnden") == [
        ("row", "Antagen: 2024-03-01"),
        ("row", "Av: Nämnden"),
    ]
    assert blocks("Titel|", "", "Del|Chef", "Skola|Eva", "", "Källa: SCB|") == [
        ("heading", "Titel"),
        ("row", "Del: Chef"),
        ("row", "Skola: Eva"),
        ("paragraph", "Källa: SCB"),
    ]


def test_lines_below_a_table() -> None:
    assert blocks("År|Ton", "2022|5", "", "Källa: SCB")[-1] == ("paragraph", "Källa: SCB")


@pytest.mark.parametrize("mark", [";", ",", "\t", "|"])
def test_any_separator(mark: str) -> None:
    text = '"Utsläpp, per; år"\n\nÅr;Ton;Andel\n2022;"195;5";"16,3 %"\n2023;;7\n'
    table = text.replace(";", mark)
    source = read_csv(table)
    assert source.metadata == Metadata(title=tidy(f"Utsläpp, per{mark} år"))
    rows = [block.text for block in source.blocks if block.kind == "row"]
    assert rows == [f"2022 – Ton: 195{mark}5; Andel: 16,3 %".replace("\t", " "), "2023 – Andel: 7"]


def test_a_file_may_tell_its_separator() -> None:
    for line in ("sep=,", '"sep=,"', "SEP=,"):
        source = read_csv(f"{line}\nÅr,Ton;ton\n2022,5;6\n2023,7;8\n2024,9;9\n")
        assert source.metadata == Metadata()
        assert source.blocks[0].text == "2022 – Ton;ton: 5;6"


def test_decimal_commas_part_no_columns() -> None:
    assert separator("År;Ton\n2022;3,5\n2023;4,5\n") == ";"
    assert separator("ord") == ";"


@pytest.mark.parametrize("mark", "~^¦:")
def test_odd_separators_part_every_line(mark: str) -> None:
    assert separator(f"Ort{mark}Pris\n\nBorås{mark}12,50\nLund{mark}13,00\n") == mark
    assert separator(f"Ort{mark}Pris\nBorås{mark}12,50\nLund 13,00\n") == ","
    assert separator(f"Ort;Tid\nBorås{mark}x;8{mark}00\nLund;9{mark}00\n") == ";"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (";" * 20_000, "rad 1 har fler kolumner än ett kalkylblad (20001)"),
        ("a;b\n" + "x" * 200_000, "rad 2 går inte att läsa (”field larger than field limit"),
        ('a;b\n"' + "x;y\n" * 50_000, "går inte att läsa (”field larger than field limit"),
    ],
)
def test_what_is_no_table_is_refused(text: str, reason: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read_csv(text)
    assert reason in (swedish(caught.value) or "")


def test_a_file_without_text() -> None:
    assert read_csv("").blocks == read_csv(";;\n\n;").blocks == ()


def test_a_line_in_a_column_that_the_table_leaves_empty() -> None:
    assert blocks("Titel||", "", "|År|Ton", "|2022|5", "Osäkert||") == [
        ("heading", "Titel"),
        ("row", "2022 – Ton: 5"),
        ("row", "Osäkert"),
    ]


def test_a_name_over_rows_of_one_of_two_tables_beside_each_other() -> None:
    rows = [
        ["Mål", "Mäts i", "2023", "", "Nämnd", "Mkr"],
        ["Resor", "Ton", "100", "", "Tekniska", "12"],
        ["", "Andel", "50", "", "Sociala", "13"],
        ["Energi", "Ton", "80", "", "", ""],
        ["", "Andel", "40", "", "", ""],
    ]
    assert [block.text for block in sheet_blocks(rows, 1)] == [
        "Resor – Mäts i: Ton; 2023: 100",
        "Resor – Mäts i: Andel; 2023: 50",
        "Energi – Mäts i: Ton; 2023: 80",
        "Energi – Mäts i: Andel; 2023: 40",
        "Tekniska – Mkr: 12",
        "Sociala – Mkr: 13",
    ]


def test_tables_beside_each_other_are_two() -> None:
    rows = [
        ["Sektor", "Ton", "", "Sektor", "kWh"],
        ["Bilar", "100", "", "Hus", "5000"],
        ["Avfall", "20", "", "Skolor", "300"],
    ]
    assert [block.text for block in sheet_blocks(rows, 1)] == [
        "Bilar – Ton: 100",
        "Avfall – Ton: 20",
        "Hus – kWh: 5000",
        "Skolor – kWh: 300",
    ]


def test_an_empty_column_within_a_table_parts_nothing() -> None:
    rows = [
        ["Åtgärd", "Ansvarig", "", "Status", "Not"],
        ["Byt bilar", "Nämnden", "", "Klart", "Ja"],
        ["Byt pannor", "Nämnden", "", "Pågår", "Nej"],
    ]
    assert [block.text for block in sheet_blocks(rows, 1)] == [
        "Byt bilar – Ansvarig: Nämnden; Status: Klart; Not: Ja",
        "Byt pannor – Ansvarig: Nämnden; Status: Pågår; Not: Nej",
    ]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("Borås,12,50,3,5", "Borås – Pris: 12,50; Ton: 3,5"),
        ("Borås,12,3", "Borås – Pris: 12; Ton: 3"),
        ("Borås,12,50,3", "Borås – Pris: 12; Ton: 50; 3"),
        ("Borås,1 212,50,-3,5", "Borås – Pris: 1 212,50; Ton: -3,5"),
    ],
)
def test_decimal_commas_that_part_all_figures(row: str, told: str) -> None:
    assert read_csv(f"Ort,Pris,Ton\n{row}\nLund,13,4\n").blocks[0].text == told
