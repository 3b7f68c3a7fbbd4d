"""The numbers of footnotes are no words of them, also where they are not raised."""

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from paper import LEFT, WARMTH, prose, put, read, texts

NOTES = [("paragraph", "Räknat från 1990."), ("paragraph", "Enligt planen från 2018.")]
TEXT = [("paragraph", WARMTH), ("paragraph", "Målet gäller 2030, och värmen räknas.")]


def text(c: Canvas) -> None:
    prose(c, 760, WARMTH)
    x = put(c, LEFT, 700, "Målet gäller 2030")
    x = put(c, put(c, x, 704, "1", 6), 700, ", och värmen räknas")
    put(c, put(c, x, 704, "2", 6), 700, ".")


def separator(c: Canvas, width: float = 120.0) -> None:
    c.line(LEFT, 150, LEFT + width, 150)


@pytest.mark.parametrize("space", ["", " ", "\N{EM SPACE}\N{EM SPACE}"])
def test_numbers_on_the_line_are_no_part_of_the_note(tmp_path: Path, space: str) -> None:
    def draw(c: Canvas) -> None:
        text(c)
        separator(c)
        put(c, LEFT, 138, f"1{space}Räknat från 1990.", 8)
        put(c, LEFT, 128, f"2{space}Enligt planen från 2018.", 8)

    assert texts(read(tmp_path, draw)) == [*TEXT, *NOTES]


def test_a_raised_number_a_tab_before_its_note(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        text(c)
        separator(c)
        for y, mark, note in ((138, "1", NOTES[0][1]), (128, "2", NOTES[1][1])):
            put(c, LEFT, y + 3, mark, 5)
            put(c, LEFT + 20, y, note, 8)

    assert texts(read(tmp_path, draw)) == [*TEXT, *NOTES]


@pytest.mark.parametrize("width", [120.0, 450.0])
def test_a_note_that_begins_with_a_figure_keeps_it(tmp_path: Path, width: float) -> None:
    def draw(c: Canvas) -> None:
        text(c)
        separator(c, width)
        put(c, LEFT, 138, "25 kommuner har svarat.", 8)
        put(c, LEFT + 30, 128, "2 av dem sa nej.", 8)

    assert [t for _, t in texts(read(tmp_path, draw))][2:] == [
        "25 kommuner har svarat.",
        "2 av dem sa nej.",
    ]


def test_numbers_below_what_parts_no_notes_are_figures(tmp_path: Path) -> None:
    def wide(c: Canvas) -> None:
        text(c)
        separator(c, 450)
        put(c, LEFT, 138, "1 Räknat från 1990.", 8)

    def large(c: Canvas) -> None:
        text(c)
        separator(c)
        put(c, LEFT, 138, "2 bussar går varje timme.", 11)

    found = [[t for _, t in texts(read(tmp_path, page))][2:] for page in (wide, large)]
    assert found == [["1 Räknat från 1990."], ["2 bussar går varje timme."]]


@pytest.mark.parametrize("mark", ["*", "1)"])
def test_a_figure_keeps_its_mark_and_the_note_below_the_table_too(
    tmp_path: Path, mark: str
) -> None:
    def draw(c: Canvas) -> None:
        xs = (LEFT, LEFT + 150, LEFT + 250)
        for i, row in enumerate((("Sektor", "2023", "2024"), ("Värme", "57", f"54{mark}"))):
            for x, cell in zip(xs, row, strict=True):
                put(c, x, 700 - 18 * i, cell)
        put(c, LEFT, 664, "Resor")
        put(c, xs[1], 664, "61")
        put(c, xs[2], 664, f"12 %{mark}")
        put(c, LEFT, 640, f"{mark} Räknat i juni, ändras till hösten.", 9)

    assert texts(read(tmp_path, draw)) == [
        ("row", f"Värme – 2023: 57; 2024: 54{mark}"),
        ("row", f"Resor – 2023: 61; 2024: 12 %{mark}"),
        ("paragraph", f"{mark} Räknat i juni, ändras till hösten."),
    ]


def test_items_below_a_table_without_marks_are_items(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        for i, row in enumerate((("Sektor", "2023"), ("Värme", "57"), ("Resor", "61"))):
            for x, cell in zip((LEFT, LEFT + 150), row, strict=True):
                put(c, x, 700 - 18 * i, cell)
        put(c, LEFT, 630, "* Cykla till jobbet")

    assert texts(read(tmp_path, draw))[-1] == ("item", "Cykla till jobbet")
