"""Rows of tables as text, and the tables that are there for the layout."""

import pytest

from klimatsvar.corpus.source import SourceBlock
from klimatsvar.corpus.tables import Cell, Note, row_blocks, table_parts


def cell(*texts: str, is_repeated: bool = False) -> Cell:
    return Cell(tuple(SourceBlock("paragraph", text) for text in texts), is_repeated)


def parts(*rows: list[Cell]) -> list[tuple[str, str]]:
    """Return the kind and text of each block, or "note" and its text."""
    return [
        ("note", part.text) if isinstance(part, Note) else (part.kind, part.text)
        for part in table_parts(rows)
    ]


HEADERS = [cell("Sektor"), cell("2020")]


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
    half = [["Beslut:", "2023-12-08"], ["Av", "Nämnden"]]
    assert [b.text for b in row_blocks(half)] == ["Av – 2023-12-08: Nämnden"]
