"""Tables of PDFs over two pages, and headers that stand alone at the foot of a page."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from paper import WARMTH, Draw, grid, prose, put, read, texts

XS = (70.0, 250.0, 350.0)
HEADER, CARS, HEAT = (
    ("Sektor", "2020", "2021"),
    ("Transporter", "160", "155"),
    ("Värme", "54", "50"),
)
TEXT = ("paragraph", WARMTH)


def foot(*cells: str, font: str = "Vera", boxes: bool = False) -> Draw:
    """Return a page of text with cells below it."""

    def draw(c: Canvas) -> None:
        prose(c, 700, WARMTH)
        row(c, 90, cells, font, boxes)

    return draw


def row(c: Canvas, y: float, cells: tuple[str, ...], font: str = "Vera", box: bool = True) -> None:
    for x, cell in zip(XS, cells, strict=True):
        put(c, x, y, cell, font=font)
        if box:
            c.rect(x - 5, y - 6, 180 if x == XS[0] else 100, 20)


def head(c: Canvas) -> None:
    grid(c, XS, CARS, HEAT, y=770)


@pytest.mark.parametrize("font", ["Vera", "VeraBold"])
def test_a_header_alone_at_the_foot_is_that_of_the_rows_overleaf(tmp_path: Path, font: str) -> None:
    assert texts(read(tmp_path, foot(*HEADER, font=font), head)) == [
        TEXT,
        ("row", "Transporter – 2020: 160; 2021: 155"),
        ("row", "Värme – 2020: 54; 2021: 50"),
    ]


def test_drawn_cells_overleaf_begin_with_no_header_of_their_own(tmp_path: Path) -> None:
    def overleaf(c: Canvas) -> None:
        row(c, 770, ("Byt belysning", "Skolan", "2027"))
        row(c, 750, ("Sätt upp solceller", "Bolaget", "2028"))

    first = foot("Åtgärd", "Ansvarig", "Klart", boxes=True)
    assert texts(read(tmp_path, first, overleaf)) == [
        TEXT,
        ("row", "Byt belysning – Ansvarig: Skolan; Klart: 2027"),
        ("row", "Sätt upp solceller – Ansvarig: Bolaget; Klart: 2028"),
    ]


def test_a_header_that_comes_again_overleaf_is_told_once(tmp_path: Path) -> None:
    def overleaf(c: Canvas) -> None:
        grid(c, XS, HEADER, CARS, HEAT, y=770)

    assert texts(read(tmp_path, foot(*HEADER), overleaf)) == [
        TEXT,
        ("row", "Transporter – 2020: 160; 2021: 155"),
        ("row", "Värme – 2020: 54; 2021: 50"),
    ]


def test_words_beside_each_other_at_the_foot_are_no_header_of_figures(tmp_path: Path) -> None:
    first = foot("Sida vid", "", "sida")
    assert texts(read(tmp_path, first, head))[1:] == [
        ("paragraph", "Sida vid"),
        ("paragraph", "sida"),
        ("row", "Transporter – 160; 155"),
        ("row", "Värme – 54; 50"),
    ]


EDGES = (70.0, 190.0, 300.0, 380.0, 480.0)
WRAPPED = (
    ("Insats", "Ansvarig", "Utgift i", "Klart"),
    ("", "nämnd eller", "miljoner", "senast"),
    ("", "styrelse", "kronor", ""),
)
WORKS: Sequence[Sequence[tuple[str, ...]]] = (
    (("Byt lampor i", "Fastigheter", "1,2", "2027"), ("alla garage", "", "", "")),
    (("Res med tåg", "Alla nämnder", "–", "2028"),),
    (("Plantera träd", "Parknämnden,", "0,8", "2030"), ("i centrum", "i samråd", "", "")),
)
NAMES = "Ansvarig nämnd eller styrelse: {}; Utgift i miljoner kronor: {}; Klart senast: {}"
PLAN = [
    ("row", "Byt lampor i alla garage – " + NAMES.format("Fastigheter", "1,2", "2027")),
    ("row", "Res med tåg – " + NAMES.format("Alla nämnder", "–", "2028")),
    ("row", "Plantera träd i centrum – " + NAMES.format("Parknämnden, i samråd", "0,8", "2030")),
]


def plan(c: Canvas, y: float, works: Sequence[Sequence[tuple[str, ...]]], style: str) -> None:
    """Draw works below each other, with lines around or between them as the style says."""
    for work in works:
        top = y + 12
        for line in work:
            for left, right, cell in zip(EDGES, EDGES[1:], line, strict=False):
                c.setFont("VeraBold" if work == WRAPPED else "Vera", 9)
                if "centred" in style:
                    c.drawCentredString((left + right) / 2, y, cell)
                else:
                    c.drawString(left + 5, y, cell)
            y -= 12
        y -= 6
        for left, right in pairwise(EDGES):
            if "boxes" in style:
                c.rect(left, y + 12, right - left, top - y - 12)
            elif "lines" in style:
                c.line(left, y + 12, right, y + 12)


@pytest.mark.parametrize("style", ["boxes", "lines", "bare", "boxes centred", "bare centred"])
@pytest.mark.parametrize("overleaf", [1, 2, 3])
def test_headers_that_wrap_hold_overleaf(tmp_path: Path, style: str, overleaf: int) -> None:
    above, below = WORKS[: 3 - overleaf], WORKS[3 - overleaf :]

    def first(c: Canvas) -> None:
        plan(c, prose(c, 760, WARMTH) - 20, (WRAPPED, *above), style)

    assert texts(read(tmp_path, first, lambda c: plan(c, 770, below, style))) == [TEXT, *PLAN]


def test_headers_that_wrap_and_come_again_are_told_once(tmp_path: Path) -> None:
    def first(c: Canvas) -> None:
        plan(c, prose(c, 760, WARMTH) - 20, (WRAPPED, *WORKS[:1]), "lines")

    def second(c: Canvas) -> None:
        plan(c, 770, (WRAPPED, *WORKS[1:]), "lines")

    assert texts(read(tmp_path, first, second)) == [TEXT, *PLAN]
