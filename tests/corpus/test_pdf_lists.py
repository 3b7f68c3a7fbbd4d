"""Lists that stand beside each other on a page of a PDF."""

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from paper import LEADING, WARMTH, WHEELS, prose, put, read, texts

TRAVEL = ("Byt till elbilar", "Samåk till jobbet", "Cykla till skolan", "Res med tåg")
HOMES = ("Sänk värmen inne", "Isolera vinden", "Byt fönster", "Laga kranar")


def items(c: Canvas, x: float, *texts: str, y: float = 700, mark: str = "•") -> None:
    """Draw texts below each other, a mark before each; the rest of one begins with spaces."""
    for i, text in enumerate(texts):
        if not text.startswith(" "):
            put(c, x, y - LEADING * i, mark)
        put(c, x + 15, y - LEADING * i, text.strip())


def listed(*texts: str) -> list[tuple[str, str]]:
    return [("item", text) for text in texts]


@pytest.mark.parametrize("mark", ["•", "–"])
@pytest.mark.parametrize(("left", "right"), [(2, 2), (3, 2), (4, 4), (2, 4)])
def test_each_list_is_read_by_itself(tmp_path: Path, mark: str, left: int, right: int) -> None:
    def draw(c: Canvas) -> None:
        y = prose(c, 760, WHEELS)
        items(c, 70, *TRAVEL[:left], y=y, mark=mark)
        items(c, 310, *HOMES[:right], y=y, mark=mark)
        prose(c, y - LEADING * 5, WARMTH)

    assert texts(read(tmp_path, draw)) == [
        ("paragraph", WHEELS),
        *listed(*TRAVEL[:left], *HOMES[:right]),
        ("paragraph", WARMTH),
    ]


def test_items_that_wrap_below_headings_of_three_lists(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        for x, name in ((70, "Resor"), (240, "Hus"), (410, "Mat")):
            put(c, x, 720, name, font="VeraBold")
        items(c, 70, "Byt till elbilar i", " hela staden", "Samåk")
        items(c, 240, "Isolera", "Byt fönster och", " dörrar")
        items(c, 410, "Släng mindre")

    assert texts(read(tmp_path, draw)) == [
        ("heading", "Resor"),
        *listed("Byt till elbilar i hela staden", "Samåk"),
        ("heading", "Hus"),
        *listed("Isolera", "Byt fönster och dörrar"),
        ("heading", "Mat"),
        *listed("Släng mindre"),
    ]


def test_items_in_the_cells_of_a_table_stay_in_their_row(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        for x, name in ((70, "Område"), (200, "Gjort"), (360, "Kvar")):
            put(c, x, 720, name, font="VeraBold")
        put(c, 70, 700, "Resor")
        items(c, 200, *TRAVEL[:2])
        items(c, 360, *HOMES[:2])
        put(c, 70, 660, "Hus")
        items(c, 200, *TRAVEL[2:], y=660)
        items(c, 360, *HOMES[2:], y=660)

    rows = [(kind, text.split(" – ")[0]) for kind, text in texts(read(tmp_path, draw))]
    assert rows == [("row", "Resor"), ("row", "Hus")]


@pytest.mark.parametrize("begin", [1, 5])
@pytest.mark.parametrize(("left", "right"), [(2, 2), (4, 4), (2, 4), (4, 2)])
def test_numbered_lists_are_read_each_by_itself(
    tmp_path: Path, begin: int, left: int, right: int
) -> None:
    def draw(c: Canvas) -> None:
        for x, names, first in ((70, TRAVEL[:left], 1), (240, HOMES[:right], begin)):
            for i, name in enumerate(names):
                items(c, x, name, y=700 - LEADING * i, mark=f"{first + i}.")
        prose(c, 600, WARMTH)

    assert texts(read(tmp_path, draw)) == [
        *listed(*TRAVEL[:left], *HOMES[:right]),
        ("paragraph", WARMTH),
    ]


def test_numbers_without_order_are_cells(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        for i, (one, other) in enumerate((("1.", "3."), ("2.", "1."), ("3.", "3."))):
            items(c, 70, TRAVEL[i], y=700 - LEADING * i, mark=one)
            items(c, 310, HOMES[i], y=700 - LEADING * i, mark=other)

    assert texts(read(tmp_path, draw))[0] == ("row", "1. Byt till elbilar – 3. Sänk värmen inne")
