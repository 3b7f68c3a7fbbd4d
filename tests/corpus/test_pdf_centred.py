"""Tables of PDFs without lines, whose cells stand in the middle of their columns."""

from pathlib import Path

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from paper import SIZE, put, read, texts

XS = (110.0, 230.0, 330.0, 430.0)
YEARS = ("Sektor", "2020", "2021", "2022")
ENERGY = [("Flis", "412", "100"), ("Avfall", "287", "52"), ("Olja", "3", "0"), ("El", "12", "98")]
READ = [
    ("row", "Flis – Tillförd energi (GWh): 412; Andel förnybart: 100"),
    ("row", "Avfall – Tillförd energi (GWh): 287; Andel förnybart: 52"),
    ("row", "Olja – Tillförd energi (GWh): 3; Andel förnybart: 0"),
    ("row", "El – Tillförd energi (GWh): 12; Andel förnybart: 98"),
]


def centred(
    c: Canvas, *rows: tuple[str, ...], xs: tuple[float, ...] = XS, y: float = 700, step: float = 20
) -> None:
    """Draw rows of cells, each around its column's middle, an empty cell as nothing."""
    for i, row in enumerate(rows):
        for x, cell in zip(xs, row, strict=False):
            put(c, x - stringWidth(cell, "Vera", SIZE) / 2, y - step * i, cell)


def test_a_header_that_reaches_over_the_cells_of_the_column_beside_it(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        for i, name in enumerate(("Sektor", "Transporter", "El", "Uppvärmning av hus")):
            put(c, 70, 700 - 20 * i, name)
        header = ("Utsläpp (ton koldioxid)", "Andel", "Förändring")
        rows = (("160", "74", "−12"), ("5", "2,1", "−40"), ("54", "25", "−9"))
        centred(c, header, *rows, xs=XS[1:])

    assert texts(read(tmp_path, draw)) == [
        ("row", "Transporter – Utsläpp (ton koldioxid): 160; Andel: 74; Förändring: −12"),
        ("row", "El – Utsläpp (ton koldioxid): 5; Andel: 2,1; Förändring: −40"),
        ("row", "Uppvärmning av hus – Utsläpp (ton koldioxid): 54; Andel: 25; Förändring: −9"),
    ]


def test_a_header_over_rows_of_which_none_has_all_cells(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        cars, heat = ("Transporter", "160 000", "", "7"), ("Uppvärmning", "54", "", "1 200")
        centred(c, YEARS, cars, ("El", "", "12 000", "8"), heat, ("Avfall", "", "1", ""))

    assert texts(read(tmp_path, draw)) == [
        ("row", "Transporter – 2020: 160 000; 2022: 7"),
        ("row", "El – 2021: 12 000; 2022: 8"),
        ("row", "Uppvärmning – 2020: 54; 2022: 1 200"),
        ("row", "Avfall – 2021: 1"),
    ]


def test_a_header_that_wraps_over_figures(tmp_path: Path) -> None:
    upper, lower = ("", "Tillförd energi", "Andel"), ("Energislag", "(GWh)", "förnybart")

    def even(c: Canvas) -> None:
        centred(c, upper, lower, *ENERGY)

    def in_three_lines(c: Canvas) -> None:
        first, second = ("", "Tillförd", "Andel"), ("Energi-", "energi", "förny-")
        centred(c, first, second, ("slag", "(GWh)", "bart"), y=748, step=14)
        centred(c, *ENERGY)

    def beside_a_name_in_the_middle(c: Canvas) -> None:
        centred(c, upper, y=734)
        centred(c, ("Energislag",), y=727)
        centred(c, ("", *lower[1:]), *ENERGY, y=720)

    for draw in (even, in_three_lines, beside_a_name_in_the_middle):
        assert texts(read(tmp_path, draw)) == READ


@pytest.mark.parametrize("missing", ["Saknas", "saknas"])
def test_a_row_of_words_is_no_header(tmp_path: Path, missing: str) -> None:
    def draw(c: Canvas) -> None:
        centred(c, YEARS[:3], ("Transporter", missing, missing), *ENERGY)

    assert texts(read(tmp_path, draw))[:2] == [
        ("row", f"Transporter – 2020: {missing}; 2021: {missing}"),
        ("row", "Flis – 2020: 412; 2021: 100"),
    ]


@pytest.mark.parametrize(("second", "goal"), [("2030", "Mål för 2030"), ("", "Mål för")])
def test_a_header_that_goes_on_in_brackets_or_with_a_year(
    tmp_path: Path, second: str, goal: str
) -> None:
    """Its second line has a unit, and yet is none of its own; the year is no figure below."""

    def draw(c: Canvas) -> None:
        centred(c, ("Sektor", "Utsläpp (ton", "Mål för"), y=714)
        centred(c, ("", "koldioxid)", second), *ENERGY)

    assert texts(read(tmp_path, draw))[0] == (
        "row",
        f"Flis – Utsläpp (ton koldioxid): 412; {goal}: 100",
    )


def test_a_header_of_two_lines_over_texts_of_two_lines(tmp_path: Path) -> None:
    """No letters tell it, and all lines stand as far apart: the words and their lengths do."""
    rows = (
        ("Åtgärd", "Väntad effekt på", "Ansvarig"),
        ("", "utsläppen", ""),
        ("Byt alla lampor i skolor", "Minskar den el som köps", "Gatukontoret"),
        ("och på idrottsplatser", "in till kommunen", ""),
        ("Samordna alla transporter", "Färre lastbilar i staden", "Serviceenheten"),
        ("till förskolor och hem", "och mindre buller", ""),
    )

    def draw(c: Canvas) -> None:
        for i, row in enumerate(rows):
            for x, cell in zip((60, 230, 400), row, strict=True):
                put(c, x, 700 - 14 * i, cell)

    assert texts(read(tmp_path, draw))[0] == (
        "row",
        "Byt alla lampor i skolor och på idrottsplatser – Väntad effekt på utsläppen: "
        "Minskar den el som köps in till kommunen; Ansvarig: Gatukontoret",
    )
