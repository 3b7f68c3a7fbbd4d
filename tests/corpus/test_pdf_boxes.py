"""Boxes of text beside the running text of a PDF."""

from pathlib import Path

import pytest
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from paper import LEADING, LEFT, SIZE, WARMTH, WHEELS, WIDTH, prose, put, read, texts

TITLE = "Fakta om värmen"
FACT = "Nio av tio hus i staden värms med flis och avfall."
BESIDE = WHEELS + " Det gör också luften renare i de gator där barnen går till skolan varje dag."
GUTTER, INNER = 12.0, 7.0


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("fill", [0, 1])
@pytest.mark.parametrize("width", [110.0, 160.0])
def test_a_box_level_with_the_text_beside_it(
    tmp_path: Path, side: str, fill: int, width: float
) -> None:
    """Its lines have the text's size, and stand on the same lines."""
    x = LEFT if side == "left" else LEFT + WIDTH - width
    beside = LEFT + width + GUTTER if side == "left" else LEFT

    def draw(c: Canvas) -> None:
        inside = simpleSplit(FACT, "Vera", SIZE, width - 2 * INNER)
        height = LEADING * (len(inside) + 1) + INNER
        c.setFillGray(0.9)
        c.rect(x, 750 + LEADING - height, width, height, stroke=1 - fill, fill=fill)
        c.setFillGray(0)
        put(c, x + INNER, 750, TITLE, SIZE - 1, "VeraBold")
        prose(c, 750 - LEADING, FACT, x + INNER, width - 2 * INNER)
        y = prose(c, 750, BESIDE, beside, WIDTH - width - GUTTER)
        prose(c, y - 10, WARMTH)

    found = [text for _, text in texts(read(tmp_path, draw))]
    assert sorted(found) == sorted([BESIDE, TITLE, FACT, WARMTH])
    assert found.index(FACT) == found.index(TITLE) + 1


def test_a_filled_column_of_a_table_is_no_box(tmp_path: Path) -> None:
    rows = (
        ("Gatukontoret i\nsamråd", "byter lampor\ni garage"),
        ("Skolan och\nbolaget", "sätter upp\nsolceller"),
        ("Parken med\nelever", "planterar\nträd"),
    )

    def draw(c: Canvas) -> None:
        c.setFillGray(0.9)
        c.rect(66, 600, 150, 110, stroke=0, fill=1)
        c.setFillGray(0)
        for i, row in enumerate(rows):
            for x, cell in zip((70, 230), row, strict=True):
                for k, line in enumerate(cell.split("\n")):
                    put(c, x, 695 - 34 * i - 13 * k, line, 10)

    assert [kind for kind, _ in texts(read(tmp_path, draw))] == ["row"] * 3
