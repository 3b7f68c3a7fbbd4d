"""Tables of PDFs without lines, whose cells stand in the middle, or at the foot, of their rows."""

from pathlib import Path

import pytest
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from klimatsvar.corpus.formats.pdf.level import levelled
from klimatsvar.corpus.formats.pdf.lines import Row, Segment
from klimatsvar.corpus.formats.pdf.text import Rule
from paper import LEADING, SIZE, WARMTH, WHEELS, prose, read, texts

HEADER = ("Mått", "2023", "2024")
NAMES = (
    "Andel av invånarna som har en hållplats inom fyrahundra meter hemifrån",
    "Platser där elbilar kan laddas",
    "Utsläpp från resor i tjänsten",
)
FIGURES = (("61", "70"), ("142", "138"), ("1 200", "900"))


def table(c: Canvas, height: float, *rows: tuple[str, ...], y: float = 700) -> None:
    """Draw rows of cells as far down in them as ``height`` says: 0.5 in the middle, 1 at foot."""
    for row in rows:
        cells = [
            simpleSplit(text, "Vera", SIZE, width)
            for text, width in zip(row, (140, 80, 80), strict=False)
        ]
        longest = max(map(len, cells))
        for x, lines in zip((60, 280, 380), cells, strict=False):
            prose(c, y - height * LEADING * (longest - len(lines)), "\n".join(lines), x, 140)
        y -= LEADING * longest + 5


@pytest.mark.parametrize("height", [0.5, 1.0])
@pytest.mark.parametrize("years", [1, 2])
def test_figures_in_the_middle_or_at_the_foot_of_their_rows(
    tmp_path: Path, height: float, years: int
) -> None:
    """Beside three lines they stand on one; beside two, in the middle, between them."""
    rows = [(name, *figures)[: years + 1] for name, figures in zip(NAMES, FIGURES, strict=True)]

    headed = texts(read(tmp_path, lambda c: table(c, height, HEADER[: years + 1], *rows)))
    assert headed == [
        (
            "row",
            f"{name} – " + "; ".join(f"{y}: {f}" for y, f in zip(HEADER[1:], rest, strict=False)),
        )
        for name, *rest in rows
    ]

    bare = texts(read(tmp_path, lambda c: table(c, height, *rows)))
    assert bare == [("row", f"{name} – {'; '.join(figures)}") for name, *figures in rows]


def test_words_in_the_middle_of_their_rows(tmp_path: Path) -> None:
    rows = (
        (NAMES[0], "Kollektivtrafik", "2027"),
        (NAMES[1], "Bostadsbolaget och skolorna", "2026"),
    )
    assert texts(read(tmp_path, lambda c: table(c, 0.5, *rows))) == [
        ("row", f"{name} – {unit}; {year}") for name, unit, year in rows
    ]


def column(x: float, *lines: tuple[float, str]) -> list[Segment]:
    return [Segment(text, x, x + 90, y, 10, False) for y, text in lines]


def rows_of(*segments: Segment) -> list[Row]:
    ys = sorted({segment.y for segment in segments}, reverse=True)
    return [Row(y, 10, tuple(s for s in segments if s.y == y)) for y in ys]


LONG = ((700, "Andel resor som"), (687, "görs med buss"), (674, "eller tåg"))
SHORT = ((646.5, "Platser för laddning"), (633.5, "av elbilar"))


@pytest.mark.parametrize(
    ("first", "second", "is_level"),
    [
        (687, 640, True),
        (687, 646.5, False),  # the second at its row's head
        (687, 633.5, False),  # at its foot
        (674, 640, False),
        (674, 633.5, True),
        (681, 640, False),
    ],
)
def test_all_rows_have_their_cells_so(first: float, second: float, is_level: bool) -> None:
    """Of names in three lines and in two: in the middle of both, or at the foot of both."""
    names = [*column(60, *LONG), *column(60, *SHORT)]
    rows = rows_of(*names, *column(200, (first, "61"), (second, "142")))
    made = levelled(rows)
    if not is_level:
        assert made == rows
        return
    assert [[(s.y, s.text) for s in row.segments] for row in made] == [
        [LONG[0], (700, "61")],
        [LONG[1]],
        [LONG[2]],
        [SHORT[0], (646.5, "142")],
        [SHORT[1]],
    ]


@pytest.mark.parametrize("name", [687, 693.5])
@pytest.mark.parametrize("rows", [1, 2])
def test_a_header_of_its_own_height_over_rows_that_begin_level(name: float, rows: int) -> None:
    """One row alone may be a text beside others."""
    header = [*column(60, (name, "Mått")), *column(200, (700, "Utfall under"), (687, "år 2023"))]
    body = [
        s for y in (660, 620)[:rows] for s in (*column(60, (y, "Andel")), *column(200, (y, "6")))
    ]
    more = [s for y in (647, 607)[:rows] for s in column(60, (y, "som cyklar"))]
    made = levelled(rows_of(*header, *body, *more))
    assert [s.text for s in made[0].segments] == (
        ["Mått", "Utfall under år 2023"] if rows == 2 else ["Utfall under"]
    )


@pytest.mark.parametrize("below", ["höj avgiften", "Höj avgiften"])
def test_a_name_beside_the_middle_of_several_rows_stays(below: str) -> None:
    """Two cells in two lines each are one row only if a sentence goes on in one of them."""
    beside = [*column(200, (700, "Bygg cykelvägar och"), (687, below))]
    beside += [*column(320, (700, "Gatukontoret"), (687, "Parkenheten"))]
    more = [s for x in (60, 200, 320) for s in column(x, (660, "Mat"))]
    rows = rows_of(*column(60, (693.5, "Gator")), *beside, *more)
    assert (levelled(rows) == rows) is below[0].isupper()


def test_a_name_beside_rows_that_a_line_parts_stays() -> None:
    beside = column(200, (700, "Bygg cykelvägar och"), (687, "höj avgiften"))
    more = [*column(60, (660, "Mat")), *column(200, (660, "Servera mer grönt"))]
    rows = rows_of(*column(60, (693.5, "Gator")), *beside, *more)
    assert levelled(rows, [Rule(60, 190, 695)]) != rows
    assert levelled(rows, [Rule(195, 400, 695)]) == rows


@pytest.mark.parametrize("end", ["som bor i hela", "som bor här."])
def test_columns_of_text_whose_sentences_go_on_stay(end: str) -> None:
    """A paragraph may end between two lines of the other column's."""
    left = column(60, (700, "Bygg cykelvägar och"), (687, "höj avgiften för alla"))
    right = column(200, (693.5, f"Vi vill att alla {end}"))
    below = [*column(60, (660, "Staden växer")), *column(200, (660, "kommunen cyklar."))]
    rows = rows_of(*left, *right, *below)
    assert (levelled(rows) == rows) is not end.endswith(".")


def test_columns_of_text_that_end_on_one_line_stay(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        y = prose(c, 700, f"{WARMTH} {WHEELS}", 60, 200)
        lines = simpleSplit(WHEELS, "Vera", SIZE, 200)
        prose(c, y + LEADING * len(lines), WHEELS, 300, 200)

    assert texts(read(tmp_path, draw)) == [
        ("paragraph", f"{WARMTH} {WHEELS}"),
        ("paragraph", WHEELS),
    ]


NAMED = [*column(60, (693.5, "Mål")), *column(200, (700, "Utsläpp under"), (687, "år 2023"))]


@pytest.mark.parametrize("rest", ["som cyklar", "Fler cyklar"])
def test_a_header_in_the_middle_is_told_by_itself_where_rows_stand_as_close_as_lines(
    rest: str,
) -> None:
    """Cells that begin level and go on below tell that it is a header, not a row in the middle."""
    body = [*column(60, (674, "Andelen resor"), (661, rest)), *column(200, (674, "6"))]
    last = [*column(60, (648, "Avfall")), *column(200, (648, "Mer än 100"))]
    head, *others = levelled(rows_of(*NAMED, *body, *last))
    assert [s.text for s in head.segments] == ["Mål", "Utsläpp under år 2023"]
    assert (head.y, head.is_head) == (687, rest == "som cyklar")
    assert others == rows_of(*body, *last)


@pytest.mark.parametrize(
    ("name", "first", "cell"),
    [
        ("Mål.", "Utsläpp under", "6"),
        ("mål", "Utsläpp under", "6"),
        ("12", "Utsläpp under", "6"),
        ("e1", "Utsläpp under", "6"),
        ("Mål", "Utsläpp under", "som är 6"),
    ],
)
def test_sentences_and_figures_above_rows_are_no_header(name: str, first: str, cell: str) -> None:
    head = [*column(60, (693.5, name)), *column(200, (700, first), (687, "år 2023"))]
    body = [*column(60, (674, "Andelen resor"), (661, "som cyklar"), (648, "Avfall"))]
    rows = rows_of(*head, *body, *column(200, (674, cell), (648, "4")))
    assert levelled(rows) == rows


def test_columns_of_text_that_begin_at_other_heights_stay() -> None:
    lines = ("Staden bygger nya vägar för", "alla som går eller cyklar till", "skola och arbete i")
    left = [(674 - 13 * i, line) for i, line in enumerate(lines)]
    rows = rows_of(*NAMED, *column(60, *left, (635, "hela staden")), *column(200, *left))
    assert levelled(rows) == rows


def test_rows_in_the_middle_that_stand_as_close_as_lines() -> None:
    """Also if all have as many lines: then one cell's are as far apart as two of another's."""
    rows = [
        s
        for y in (700, 674, 648)
        for s in (
            *column(60, (y, "Byt lampor i"), (y - 13, "alla skolor")),
            *column(200, (y - 6.5, "2027")),
            *column(320, (y - 6.5, "Gatukontoret")),
        )
    ]
    made = levelled(rows_of(*rows))
    assert [[s.text for s in row.segments] for row in made] == [
        ["Byt lampor i", "2027", "Gatukontoret"],
        ["alla skolor"],
    ] * 3


def test_lines_drawn_between_rows_tell_them_apart() -> None:
    """Rows of three lines beside one, as close as lines: nothing else tells where one ends."""
    rows = [
        s
        for y in (700, 661)
        for s in (
            *column(60, (y, "Byt lampor i"), (y - 13, "alla skolor"), (y - 26, "och garage")),
            *column(200, (y - 13, "Gatukontoret")),
        )
    ]
    lines = rows_of(*rows)
    assert levelled(lines) == lines
    drawn = levelled(lines, [Rule(55, 300, y) for y in (712, 671, 632)])
    assert [len(row.segments) for row in drawn] == [2, 1, 1, 2, 1, 1]


@pytest.mark.parametrize("columns", [2, 3])
def test_a_header_in_the_middle_over_a_single_row(columns: int) -> None:
    """As at the foot of a page; in two columns it may be a text beside another."""
    units = [*column(320, (693.5, "Ansvar"), (674, "Gatukontoret"))][: 2 * columns - 4]
    body = [*column(60, (674, "Andelen resor"), (661, "som cyklar")), *column(200, (674, "6"))]
    rows = rows_of(*NAMED, *body, *units)
    assert levelled(rows)[0].is_head is (columns == 3)
