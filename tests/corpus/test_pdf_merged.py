"""Cells of PDF tables that are merged over rows, where lines are drawn between the rows alone."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from paper import Draw, put, read, texts

XS = (70, 230, 330, 430)
WIDTH, STEP, TOP = 60, 24, 700
HEADER = ("Åtgärd", "2023", "2024", "Budget")
ROWS = (
    ("Bussar", "50", "60", "7"),
    ("Cyklar", "10", "20", "8"),
    ("Gång", "1", "2", "9"),
    ("Tåg", "70", "80", "300"),
)


def table(
    cells: Sequence[tuple[int, int, float, int, str]], crossed: Sequence[int] = (), end: int = 494
) -> Draw:
    """Draw ROWS, the cells merged: first row, last row, where, column, text.

    Lines between the rows stop at merged cells, but for those in ``crossed``.
    """

    def draw(c: Canvas) -> None:
        taken = {(i, column) for first, last, _, column, _ in cells for i in range(first, last + 1)}
        for i, row in enumerate((HEADER, *ROWS)):
            for j, text in enumerate(row):
                if (i, j) not in taken:
                    put_right(c, j, i, text)
        for _, _, at, column, text in cells:
            for k, line in enumerate(text.split("\n")):
                put_right(c, column, at + k * 0.5, line)
        for i in range(len(ROWS) + 2):
            gaps = [
                (XS[column] - 6, XS[column] + WIDTH + 6)
                for first, last, _, column, _ in cells
                if first < i <= last and i not in crossed
            ]
            left = XS[0] - 4
            for start, stop in (*sorted(gaps), (end, end)):
                if start > left:
                    c.line(left, TOP - STEP * i + 15, start, TOP - STEP * i + 15)
                left = stop

    return draw


def put_right(c: Canvas, column: int, row: float, text: str) -> None:
    y = TOP - STEP * row
    if column:
        c.setFont("Vera", 10)
        c.drawRightString(XS[column] + WIDTH, y, text)
    else:
        put(c, XS[0], y, text)


def budgets(path: Path, draw: Draw, column: str = "Budget") -> list[str]:
    found = texts(read(path, draw))
    assert [kind for kind, _ in found] == ["row"] * len(ROWS)
    parts = [dict(p.split(": ") for p in text.split(" – ")[1].split("; ")) for _, text in found]
    return [part.get(column, "") for part in parts]


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ([(1, 2, 1.5, 3, "190")], ["190", "190", "9", "300"]),
        ([(1, 2, 1.5, 3, "Nämnden")], ["Nämnden", "Nämnden", "9", "300"]),
        ([(1, 4, 2.5, 3, "190")], ["190"] * 4),
        ([(1, 2, 1.5, 3, "190"), (3, 4, 3.5, 3, "44")], ["190", "190", "44", "44"]),
        ([(1, 3, 2, 3, "190")], ["190", "190", "190", "300"]),
        ([(1, 2, 1, 3, "190")], ["190", "190", "9", "300"]),  # at the head of its cell
        ([(2, 3, 3, 3, "190")], ["7", "190", "190", "300"]),  # at its foot
        ([(1, 2, 1.25, 3, "Tekniska\nnämnden")], ["Tekniska nämnden"] * 2 + ["9", "300"]),
    ],
)
def test_a_cell_merged_over_rows_is_of_each_of_them(
    tmp_path: Path, cells: list[tuple[int, int, float, int, str]], told: list[str]
) -> None:
    assert budgets(tmp_path, table(cells)) == told


def test_a_cell_in_the_middle_of_the_table(tmp_path: Path) -> None:
    draw = table([(1, 2, 1.5, 2, "190"), (3, 4, 3.5, 3, "44")])
    assert budgets(tmp_path, draw, "2024") == ["190", "190", "2", "80"]
    assert budgets(tmp_path, draw) == ["7", "8", "44", "44"]


def test_a_cell_that_lines_cross_is_of_its_own_row(tmp_path: Path) -> None:
    assert budgets(tmp_path, table([(1, 2, 1, 3, "190")], crossed=[2])) == ["190", "", "9", "300"]


def test_lines_that_end_before_a_column_tell_nothing_of_it(tmp_path: Path) -> None:
    """None but the first and last cross it, so nothing tells what its cells are merged over."""

    def draw(c: Canvas) -> None:
        table([(1, 4, 2, 3, "190")], end=420)(c)
        for y in (TOP - STEP + 15, TOP - 5 * STEP + 15):
            c.line(420, y, 494, y)

    assert budgets(tmp_path, draw) == ["", "190", "", ""]


def test_two_figures_are_no_cell_of_both_rows(tmp_path: Path) -> None:
    draw = table([(1, 2, 1, 3, "190"), (1, 2, 2, 3, "44")])
    assert budgets(tmp_path, draw) == ["190", "44", "9", "300"]
