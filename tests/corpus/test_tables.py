"""Rows of tables as text, and the tables that are there for the layout."""

from dataclasses import replace

import pytest

from klimatsvar.corpus.source import SourceBlock
from klimatsvar.corpus.table_cells import Cell, Note
from klimatsvar.corpus.tables import row_blocks, table_parts


def cell(*texts: str, is_repeated: bool = False) -> Cell:
    return Cell(tuple(SourceBlock("paragraph", text) for text in texts), is_repeated)


def parts(*rows: list[Cell]) -> list[tuple[str, str]]:
    """Return the kind and text of each block, or "note" and its text."""
    return [
        ("note", part.text) if isinstance(part, Note) else (part.kind, part.text)
        for part in table_parts(rows)
    ]


HEADERS = [replace(cell(text), is_header=True) for text in ("Sektor", "2020")]


@pytest.mark.parametrize(("length", "told"), [(300, "x" * 300), (301, "")])
def test_a_long_text_is_not_repeated_for_each_row_it_is_merged_over(length: int, told: str) -> None:
    text = "x" * length
    assert cell(text).text == text
    assert cell(text, is_repeated=True).text == told


@pytest.mark.parametrize(
    ("row", "kinds"),
    [
        ([cell("x" * 300), cell()], ["row"]),
        ([cell("x" * 301), cell()], ["paragraph"]),
        ([cell("Ett.", "Två."), cell()], ["paragraph", "paragraph"]),
        ([cell("x" * 1499, ""), cell("y")], ["row"]),
        ([cell("x" * 1500, ""), cell("y")], ["paragraph", "paragraph", "paragraph"]),
        ([cell("x" * 2000), cell("y")], ["row"]),
    ],
)
def test_a_row_of_long_texts_is_there_for_the_layout(row: list[Cell], kinds: list[str]) -> None:
    assert [kind for kind, _ in parts(HEADERS, row)][-len(kinds) :] == kinds
    assert len(parts(HEADERS, row)) == len(kinds) + (kinds[0] == "paragraph")


def test_rows_below_a_layout_row_keep_the_headers() -> None:
    assert parts(
        HEADERS,
        [cell("Transporter"), cell("160")],
        [cell("Ett.", "Två."), cell()],
        [cell("Energi"), cell("54")],
    ) == [
        ("row", "Transporter – 2020: 160"),
        ("paragraph", "Ett."),
        ("paragraph", "Två."),
        ("row", "Energi – 2020: 54"),
    ]


def test_a_rows_notes_come_after_the_table_and_once() -> None:
    noted = Cell((SourceBlock("paragraph", "Energi"), Note("Utan el.")))
    again = Cell(noted.parts, is_repeated=True)
    assert parts(HEADERS, [noted, cell("54")], [again, cell("50")]) == [
        ("row", "Energi – 2020: 54"),
        ("row", "Energi – 2020: 50"),
        ("note", "Utan el."),
    ]


def test_each_figure_stands_beside_its_header() -> None:
    rows = [["Sektor", " 2020", "", "2022"], ["Energi", "54", "mycket", ""], ["", "", " "], ["Mat"]]
    assert [(b.text, b.page) for b in row_blocks(rows, page=3)] == [
        ("Energi – 2020: 54; mycket", 3),
        ("Mat", 3),
    ]
    assert [b.text for b in row_blocks([["", "54"]], headers=["Sektor", " 2020 "])] == ["2020: 54"]
    assert row_blocks([["", " "]]) == []


def test_a_single_row_is_its_cells() -> None:
    [block] = row_blocks([["Energi", "", "54"]], page=2)
    assert (block.kind, block.text, block.page) == ("row", "Energi; 54", 2)


def test_a_form_has_its_labels_in_its_first_cells() -> None:
    rows = [["Beslut:", "2023-12-08"], ["Av:", "Nämnden", "Dnr:", "12"], ["", "Diarium"]]
    assert [(b.text, b.page) for b in row_blocks(rows, page=4)] == [
        ("Beslut: 2023-12-08", 4),
        ("Av: Nämnden; Dnr: 12", 4),
        ("Diarium", 4),
    ]
    loose = [["Nämnden", "KS 12"], ["Beslut:", "2023-12-08"], ["Av:", "Eva"]]
    assert row_blocks(loose)[0].text == "Nämnden; KS 12"
    half = [["Sektor:", "Ton", "År"], ["Energi", "5", "2023"]]
    assert [b.text for b in row_blocks(half)] == ["Energi – Ton: 5; År: 2023"]


def over(columns: int, text: str, **known: bool) -> list[Cell]:
    """A cell over several columns, and the empty ones that follow it."""
    return [replace(cell(text), columns=columns, **known), *[Cell(**known)] * (columns - 1)]


def test_headers_of_two_rows_are_one_name_for_each_column() -> None:
    upper = [cell("Sektor"), *over(2, "Ton"), *over(2, "Andel")]
    lower = [
        Cell(cell("Sektor").parts, is_repeated=True),
        *map(cell, "2021 2022 2021 2022".split()),
    ]
    row = [cell(text) for text in ("Resor", "7", "6", "70 %", "60 %")]
    whole = "Resor – Ton, 2021: 7; Ton, 2022: 6; Andel, 2021: 70 %; Andel, 2022: 60 %"
    assert parts(upper, lower, row) == [("row", whole)]
    assert parts([cell(), *upper[1:]], [cell("Sektor"), *lower[1:]], row) == [("row", whole)]


def below(row: list[Cell], *texts: str) -> list[Cell]:
    """A row in which the cells above it that have no text of their own here are merged down."""
    cells = zip(row, texts, strict=True)
    return [cell(text) if text else Cell(one.parts, is_repeated=True) for one, text in cells]


@pytest.mark.parametrize(
    ("lower", "told"),
    [
        (("", "2021", "2022", ""), "Ton, 2021: 5; Andel, 2022: 6; Ansvarig: Eva"),
        (("", "brutto", "netto", ""), "Ton, brutto: 5; Andel, netto: 6; Ansvarig: Eva"),
        (("", "kg", "%", "namn"), "Ton: 5; Andel: 6; Ansvarig: Eva"),
        (("", "kg", "%", ""), "Ton, kg: 5; Andel, %: 6; Ansvarig: Eva"),
    ],
)
def test_headers_that_are_merged_down_over_others_are_written_once(
    lower: tuple[str, ...], told: str
) -> None:
    upper = [*map(cell, ("Åtgärd", "Ton", "Andel", "Ansvarig"))]
    row = [*map(cell, ("Cykelväg", "5", "6", "Eva"))]
    assert parts(upper, below(upper, *lower), row)[-1] == ("row", f"Cykelväg – {told}")


def test_a_header_that_is_merged_down_beside_nothing_is_no_title() -> None:
    upper = [cell("Åtgärd"), Cell(), Cell()]
    lower = [Cell(upper[0].parts, is_repeated=True), cell("Ton"), cell("Ansvarig")]
    row = [cell("Cykelväg"), cell("5"), cell("Eva")]
    assert parts(upper, lower, row, row) == [("row", "Cykelväg – Ton: 5; Ansvarig: Eva")] * 2


def test_groups_of_rows_without_headers_are_none() -> None:
    monday, friday = (
        [*map(cell, "Måndag Soppa Lunch".split())],
        [*map(cell, "Fredag Fil Te".split())],
    )
    assert parts(monday, below(monday, "", "Fisk", ""), friday, below(friday, "", "Ägg", "")) == [
        ("row", "Måndag – Soppa: Fisk; Lunch: Lunch"),
        ("row", "Fredag – Soppa: Fil; Lunch: Te"),
        ("row", "Fredag – Soppa: Ägg; Lunch: Te"),
    ]


def test_a_row_that_is_merged_down_whole_comes_once() -> None:
    row = [cell("Resor"), cell("7")]
    title = over(2, "Utsläpp i ton")
    told = [("heading", "Utsläpp i ton"), ("row", "Resor – 2020: 7")]
    again = [replace(one, is_repeated=True) for one in title]
    assert parts(title, again, HEADERS, row, below(row, "", "")) == told


@pytest.mark.parametrize(
    ("lower", "told"),
    [
        ([cell("Resor"), cell("Eva"), cell("Bo")], "Resor – Ansvarig: Eva; Ansvarig: Bo"),
        ([cell(), cell("7"), cell("6")], "Ansvarig: 7; Ansvarig: 6"),
    ],
)
def test_a_row_below_a_merged_header_may_be_no_header(lower: list[Cell], told: str) -> None:
    after = [cell("Mat"), cell("Ia"), cell("Li")]
    assert parts([cell("Insats"), *over(2, "Ansvarig")], lower, after) == [
        ("row", told),
        ("row", "Mat – Ansvarig: Ia; Ansvarig: Li"),
    ]


def test_a_cell_over_all_columns_is_a_title_and_headers_come_once() -> None:
    headers = [cell("Insats"), cell("Ansvarig")]
    assert parts(
        over(2, "Del 1: Resor"),
        headers,
        [cell("Bygg cykelväg"), cell("Gatukontoret")],
        over(2, "Det här är bara början."),
        headers,
        [cell("Byt lampor"), cell("Fastighet")],
        over(2, "Källa: SCB"),
    ) == [
        ("heading", "Del 1: Resor"),
        ("row", "Insats: Ansvarig"),
        ("row", "Bygg cykelväg: Gatukontoret"),
        ("paragraph", "Det här är bara början."),
        ("row", "Insats: Ansvarig"),
        ("row", "Byt lampor: Fastighet"),
        ("row", "Källa: SCB"),
    ]


def test_marked_headers_are_headers_wherever_they_stand() -> None:
    marked = {"is_header": True}
    headers = [replace(cell(text), is_header=True) for text in ("Insats", "Ansvarig")]
    other = [replace(cell(text), is_header=True) for text in ("Mål", "Utfall")]
    assert parts(
        over(2, "Del 1: Resor", **marked),
        headers,
        [cell("Bygg cykelväg"), cell("Gatukontoret")],
        over(2, "Del 2: Energi", **marked),
        headers,
        [cell("Byt lampor"), cell("Fastighet")],
        other,
        [cell("Halverad"), cell("Nej")],
    ) == [
        ("heading", "Del 1: Resor"),
        ("row", "Bygg cykelväg – Ansvarig: Gatukontoret"),
        ("heading", "Del 2: Energi"),
        ("row", "Byt lampor – Ansvarig: Fastighet"),
        ("row", "Halverad – Utfall: Nej"),
    ]


def test_a_lone_first_cell_is_a_title_only_above_the_headers() -> None:
    rows = [["Mål för resor", "", ""], ["Insats", "Vem", "När"], ["Byt buss", "Eva", "2026"]]
    made = [[cell(text) if text else cell() for text in row] for row in rows]
    told = ("row", "Byt buss – Vem: Eva; När: 2026")
    assert parts(*made) == [("heading", "Mål för resor"), told]
    assert parts(made[1], made[2], made[0]) == [told, ("row", "Mål för resor")]


def test_headers_in_the_first_column_are_labels() -> None:
    def row(label: str, *texts: str) -> list[Cell]:
        return [replace(cell(label), is_header=True), *map(cell, texts)]

    assert parts(row("Namn", "Solpark"), row("Byggs", "2026")) == [
        ("row", "Namn: Solpark"),
        ("row", "Byggs: 2026"),
    ]
    assert parts(row("Namn", "Solpark", "Vindpark"), row("Byggs", "2026", "2027")) == [
        ("row", "Namn – Solpark; Vindpark"),
        ("row", "Byggs – 2026; 2027"),
    ]


def test_items_of_a_cell_are_set_apart() -> None:
    listed = Cell(tuple(SourceBlock("item", text) for text in ("8–10", "12–14")))
    assert parts(HEADERS, [cell("Måndag"), listed]) == [("row", "Måndag – 2020: 8–10; 12–14")]


@pytest.mark.parametrize(
    ("values", "is_form"),
    [
        (["Nämnden", "2024-03-01", "KS 12"], True),
        (["Solpark", "2026", "1500000"], True),
        (["Nämnden", "Gatukontoret", "Eva Ek"], True),
        (["2024-03-01", "2025", "2026"], True),
        (["115 000", "Växjö", "7"], True),
        (["Ton", "7", "6"], False),
        (["Utsläpp", "7 ton", "6 ton"], False),
        (["2022", "7", "6"], False),
        (["Klart", "2025", "2026"], False),
        (["Ton", "", ""], False),
    ],
)
def test_two_columns_are_labels_unless_the_second_is_of_one_kind(
    values: list[str], is_form: bool
) -> None:
    labels = ["Första", "Andra", "Tredje"]
    rows = [[label, value] for label, value in zip(labels, values, strict=True)]
    texts = [block.text for block in row_blocks(rows)]
    assert (texts[0] == f"Första: {values[0]}") is is_form
    assert len(texts) == (3 if is_form else 2)


def test_years_are_no_labels() -> None:
    rows = [["År", "Händelse"], ["2024", "Planen antogs"], ["2025", "Solparken byggdes"]]
    assert row_blocks(rows)[0].text == "2024 – Händelse: Planen antogs"


def test_a_header_beside_empty_cells_is_no_row_of_headers() -> None:
    alone = [replace(cell("Energi"), is_header=True), cell(), cell()]
    headers = [*HEADERS, replace(cell("2021"), is_header=True)]
    assert parts(headers, alone, [cell("Mat"), cell("7"), cell("6")]) == [
        ("row", "Energi"),
        ("row", "Mat – 2020: 7; 2021: 6"),
    ]


def test_marks_on_all_rows_say_nothing() -> None:
    rows = [["Sektor", "2021", "2022"], ["Resor", "7", "6"], ["Mat", "5", "4"]]
    made = [[replace(cell(text), is_header=True) for text in row] for row in rows]
    assert parts(*made) == [("row", "Resor – 2021: 7; 2022: 6"), ("row", "Mat – 2021: 5; 2022: 4")]


def test_a_name_that_stands_once_holds_for_the_rows_below_it() -> None:
    rows = [
        ["Nämnd", "Åtgärd", "Tkr"],
        ["Tekniska", "Ledlampor", "350"],
        ["", "Cykelväg", "900"],
        ["", "", "1250"],
        ["", "12", "5"],
        ["Skol", "40", "6"],
        ["", "Matsvinn", "7"],
    ]
    assert [block.text for block in row_blocks(rows)] == [
        "Tekniska – Åtgärd: Ledlampor; Tkr: 350",
        "Tekniska – Åtgärd: Cykelväg; Tkr: 900",
        "Tkr: 1250",
        "Åtgärd: 12; Tkr: 5",
        "Skol – Åtgärd: 40; Tkr: 6",
        "Åtgärd: Matsvinn; Tkr: 7",
    ]
    long = [["Nämnd", "Åtgärd", "Tkr"], ["x" * 301, "Ledlampor", "350"], ["", "Cykelväg", "900"]]
    assert row_blocks(long)[1].text == "Åtgärd: Cykelväg; Tkr: 900"
    long[1][0] = "x" * 300
    assert row_blocks(long)[1].text.startswith("x" * 300)


def test_units_below_the_headers() -> None:
    rows = [["Hus", "El", "Värme"], ["", "MWh", ""], ["Ekskolan", "412", "Ja"]]
    assert parts(*([cell(text) if text else Cell() for text in row] for row in rows)) == [
        ("row", "Ekskolan – El, MWh: 412; Värme: Ja")
    ]


GROUPS = [
    ["Åtgärd", "2025", "2026"],
    ["Resor"],
    ["Bussar", "50", "60,5"],
    ["Cyklar", "100", "10"],
    ["Energi"],
    ["Sol", "80", "1 090"],
    ["Värme", "20", "5"],
]


def grouped(*last: list[str]) -> list[tuple[str, str]]:
    rows = [[*map(cell, row)] for row in (*GROUPS, *last)]
    over = [replace(row[0], columns=3) for row in rows if len(row) == 1]
    merged = iter(over)
    return parts(*([next(merged), Cell(), Cell()] if len(row) == 1 else row for row in rows))


@pytest.mark.parametrize(
    ("total", "is_of_all"),
    [
        (["Summa", "250", ""], True),
        (["Summa", "–", "1 165,5"], True),
        (["Summa", "100", "1 095"], False),
        (["Vind", "7", "8"], False),
        (["Summa", "250 tkr", ""], False),
    ],
)
def test_a_total_of_all_is_not_of_the_last_group(total: list[str], is_of_all: bool) -> None:
    found = grouped(total)
    assert (("heading", "Summa") in found) is is_of_all
    assert found[-1][1].startswith(total[0])


def test_a_total_below_groups_that_have_their_own() -> None:
    own, all_ = ["Summa", "100", "1 095"], ["Totalt", "250", ""]
    assert grouped(own, all_)[-3:] == [
        ("row", "Summa – 2025: 100; 2026: 1 095"),
        ("heading", "Totalt"),
        ("row", "Totalt – 2025: 250"),
    ]


def test_a_total_does_not_have_the_name_above_it() -> None:
    rows = [["Nämnd", "Åtgärd", "Tkr"], ["Tekniska", "Ljus", "350"], ["", "Väg", "900"]]
    rows += [["Skol", "Mat", "7"], ["", "Buss", "3"]]
    assert row_blocks([*rows, ["", "Summa", "1260"]])[-1].text == "Åtgärd: Summa; Tkr: 1260"
    assert row_blocks([*rows, ["", "Summa", "10"]])[-1].text == "Skol – Åtgärd: Summa; Tkr: 10"


def test_several_labels_in_a_row_are_told_by_a_date_or_quantity_beside_them() -> None:
    rows = [["Dnr", "KS 1", "Datum", "2024-03-12"], ["Antagen av", "Nämnden", "Gäller till", ""]]
    assert [block.text for block in row_blocks(rows)] == [
        "Dnr: KS 1",
        "Datum: 2024-03-12",
        "Antagen av: Nämnden",
        "Gäller till",
    ]
    headed = [["Åtgärd", "Ansvar", "Mål", "2024"], ["Byt bussar", "Ek", "Ljus", "7"]]
    assert row_blocks(headed)[0].text == "Byt bussar – Ansvar: Ek; Mål: Ljus; 2024: 7"
    same = [["Dnr", "KS 1", "Dnr", "2024-03-12"], ["Antagen av", "Nämnden", "Ort", "Borås"]]
    assert ": KS 1" not in row_blocks(same)[0].text.partition(" – ")[0]


def test_a_numbered_action_over_rows_is_their_heading_however_long() -> None:
    long = "Minska matsvinnet i skolornas kök " + "så fort det går och " * 5 + "helst i år"
    rows = [[cell("Enhet"), cell("Klart"), cell("Vem")], [cell("Skola"), cell("2026"), cell("Ek")]]
    for text, kind in ((f"1.2 {long}", "heading"), (long, "paragraph")):
        over = [replace(cell(text), columns=3), Cell(), Cell()]
        assert parts(over, *rows)[0] == (kind, text)


@pytest.mark.parametrize(
    ("merged", "told"),
    [
        ("2 310 kr", "Taxa, Fast / Rörlig: 2 310 kr; Antal: 4"),
        ("Stängt", "Taxa, Fast: Stängt; Taxa, Rörlig: Stängt; Antal: 4"),
    ],
)
def test_a_cell_merged_over_columns_is_of_all_of_them(merged: str, told: str) -> None:
    upper = [cell(), replace(cell("Taxa"), columns=2), cell(), cell("Antal")]
    lower = [cell("Kärl"), cell("Fast"), cell("Rörlig"), cell()]
    headers = [[replace(one, is_header=True) for one in row] for row in (upper, lower)]
    row = [cell("190 liter"), replace(cell(merged), columns=2), cell(), cell("4")]
    one = [cell("80 liter"), cell("5"), cell("6"), cell("7")]
    assert parts(*headers, row, one) == [
        ("row", f"190 liter – {told}"),
        ("row", "80 liter – Taxa, Fast: 5; Taxa, Rörlig: 6; Antal: 7"),
    ]


def test_columns_that_a_merged_cell_covers_keep_their_whole_names() -> None:
    row = [cell("A"), replace(cell("5"), columns=2), cell()]
    headers = [replace(cell(text), is_header=True) for text in ("", "Fast, kr", "Rörlig, kr")]
    assert parts(headers, row, row) == [("row", "A – Fast, kr / Rörlig, kr: 5")] * 2


def test_several_labels_in_a_row_are_told_by_a_number_of_a_case() -> None:
    rows = [["Typ", "Plan", "Dnr", "KS 2024-12"], ["Antagen av", "Fullmäktige", "Datum", "8 maj"]]
    assert [block.text for block in row_blocks(rows)] == [
        "Typ: Plan",
        "Dnr: KS 2024-12",
        "Antagen av: Fullmäktige",
        "Datum: 8 maj",
    ]
