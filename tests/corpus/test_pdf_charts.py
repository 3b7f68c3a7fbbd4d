"""Charts beside running text in PDFs: no line of the text is lost among their labels."""

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from paper import LEFT, SIZE, WARMTH, WHEELS, prose, put, read, texts
from telling import told

AXES = "1 rad med bara siffror eller enstaka bokstäver utelämnades, troligen ur diagram"
TITLE = "Utsläpp per invånare, ton"
SHARES = {"2019": 5.1, "2020": 4.6, "2021": 4.4, "2022": 4.0, "2023": 3.7}
NAMES = (
    "Andel av invånarna som har en hållplats för buss eller tåg inom fyrahundra meter hemifrån",
    "Antal platser där elbilar kan laddas vid kommunens skolor, förskolor och hallar för idrott",
    "Utsläpp från resor i tjänsten, räknat i ton koldioxid per år och anställd i kommunen",
)


def bars(c: Canvas, x: float) -> None:
    """Draw a chart whose labels stand at all heights."""
    put(c, x, 700, TITLE, 9)
    for i, (year, tons) in enumerate(SHARES.items()):
        left = x + 20 + 40 * i
        c.rect(left, 560, 24, 22 * tons, stroke=0, fill=0)
        put(c, left + 3, 563 + 22 * tons, str(tons).replace(".", ","), 8)
        put(c, left + 3, 548, year, 8)
    for tons in range(0, 7, 2):
        put(c, x, 558 + 22 * tons, str(tons), 8)


@pytest.mark.parametrize("paragraphs", [(WHEELS,), (WHEELS, WARMTH)])
@pytest.mark.parametrize(("text", "chart"), [(60, 320), (320, 60)])
def test_text_beside_a_chart_is_whole(
    tmp_path: Path, paragraphs: tuple[str, ...], text: float, chart: float
) -> None:
    """Its first line stands level with the chart's title, as a header with a name would."""

    def draw(c: Canvas) -> None:
        y = 700.0
        for paragraph in paragraphs:
            y = prose(c, y, paragraph, x=text, width=220) - 10
        bars(c, chart)

    found = texts(read(tmp_path, draw))
    assert [one for one in found if one[1] in (WHEELS, WARMTH)] == [
        ("paragraph", paragraph) for paragraph in paragraphs
    ]
    assert not [text for kind, text in found if kind == "row"]
    assert TITLE in [text for _, text in found]


@pytest.mark.parametrize("units", [1, 3])
def test_cells_beside_long_names_are_no_chart(tmp_path: Path, units: int) -> None:
    """One cell or a list of several beside each name, from its first line."""
    named = ("Gatukontoret", "Bostadsbolaget", "Miljökontoret")[:units]

    def draw(c: Canvas) -> None:
        y = 700.0
        for name in NAMES:
            for k, unit in enumerate(named):
                put(c, 320, y - 14 * k, unit)
            y = prose(c, y, name, x=60, width=200) - 8

    found = texts(read(tmp_path, draw))
    assert {kind for kind, _ in found} == {"row"}
    assert [text for _, text in found] == [f"{name} – {' '.join(named)}" for name in NAMES]


def test_figures_between_the_lines_of_a_short_text_are_a_charts(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        end = prose(c, 700, WHEELS, x=320, width=200)
        for y in (693.5, 665.0, 651.5):
            put(c, 90, y, "100", 8)
        prose(c, end - 10, WARMTH, x=320, width=200)

    found = texts(read(tmp_path, draw))
    assert [text for _, text in found if text != "100"] == [WHEELS, WARMTH]


def test_a_figure_below_and_beside_a_label_is_not_its(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        put(c, 470, 700, "Kontor", 9)
        put(c, 370, 689, "140", 9)
        prose(c, 600, WHEELS)

    assert texts(read(tmp_path, draw)) == [("paragraph", "Kontor"), ("paragraph", WHEELS)]


@pytest.mark.parametrize(
    ("figures", "size", "is_read"),
    [
        ("140", SIZE, True),
        ("140", 0.93 * SIZE, True),
        ("140", 0.91 * SIZE, False),
        ("195 210", 8, False),
        ("-0,5", 8, False),
        ("45 %", 8, False),
        ("45 kr", 8, True),
        ("0504", 8, True),
        ("033 35 70 00", 8, True),
        ("2024-03-12", 8, True),
        ("12 15 18", SIZE, False),
        ("12 15 19", SIZE, True),
        ("12 15 19 20", SIZE, False),
        ("2019 2020 2022 2023", 14, False),
        ("5,1 4,6 4,4 4,0", SIZE, False),
        ("033 35 70 00", SIZE, True),
        ("1 234 567 890", SIZE, True),
    ],
)
def test_a_small_chart_s_figures_are_no_passage(
    tmp_path: Path, figures: str, size: float, is_read: bool
) -> None:
    def draw(c: Canvas) -> None:
        prose(c, 760, WHEELS)
        put(c, LEFT, 600, figures, size)
        prose(c, 500, WARMTH)

    source = read(tmp_path, draw)
    found = [("paragraph", text) for text in (WHEELS, figures, WARMTH)]
    assert texts(source) == [one for one in found if is_read or one[1] != figures]
    assert told(source.warnings) == (() if is_read else (AXES,))
