"""What belongs together on a PDF's page: lines, columns, lists, and what is no text at all."""

import io
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader, simpleSplit
from reportlab.pdfgen.canvas import Canvas

from paper import (
    LEADING,
    LEFT,
    WARMTH,
    WHEELS,
    WIDTH,
    Draw,
    lines,
    prose,
    put,
    read,
    texts,
)
from telling import told

AXES = "{} rader med bara siffror eller enstaka bokstäver utelämnades, troligen ur diagram"


@pytest.mark.parametrize("first", ["Sametinget", "Denell"])
def test_a_paragraph_below_a_wide_masthead_goes_on_with_a_name(tmp_path: Path, first: str) -> None:
    def draw(c: Canvas) -> None:
        put(c, LEFT, 790, "Borås Stads klimatprogram och energiplan", 20)
        y = prose(c, 740, f"{WHEELS} {WARMTH}", width=300)
        y -= LEADING
        put(c, LEFT, y, "Planen är framtagen i nära samråd med kommunen")
        put(c, LEFT, y - LEADING, f"{first} och beslutas varje år.")

    assert texts(read(tmp_path, draw))[-2:] == [
        ("paragraph", f"{WHEELS} {WARMTH}"),
        (
            "paragraph",
            f"Planen är framtagen i nära samråd med kommunen {first} och beslutas varje år.",
        ),
    ]


def test_a_full_line_in_a_box_narrower_than_the_text_goes_on(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        y = prose(c, 760, f"{WHEELS} {WARMTH}")
        box = simpleSplit(f"{WARMTH} {WHEELS}", "Vera", 11, 200)
        lines(c, *box, x=LEFT + 20, y=y - LEADING)

    assert texts(read(tmp_path, draw)) == [
        ("paragraph", f"{WHEELS} {WARMTH}"),
        ("paragraph", f"{WARMTH} {WHEELS}"),
    ]


def test_a_sentence_goes_on_below_a_line_in_another_font(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        y = prose(c, 760, f"{WHEELS} {WARMTH}") - LEADING
        put(c, LEFT, y, "Att exakt avgöra effekten är förmod\u00ad", font="VeraBold")
        prose(c, y - 1.5 * LEADING, f"ligen omöjligt. {WHEELS}")

    assert texts(read(tmp_path, draw))[1:] == [
        ("paragraph", f"Att exakt avgöra effekten är förmodligen omöjligt. {WHEELS}")
    ]


def test_an_item_whose_lines_stand_below_its_mark(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        lines(
            c,
            "Staden svarar så här:",
            "• Det har vi svårt att svara på, eftersom frågorna är fler än de borde vara och Borås",
            "Stad har en annan politik. Vi vill bygga ut kollektivtrafiken i alla stadens delar.",
            "Bussarna ska gå på el redan före år 2030.",
        )

    assert texts(read(tmp_path, draw))[1] == (
        "item",
        "Det har vi svårt att svara på, eftersom frågorna är fler än de borde vara och Borås Stad "
        "har en annan politik. Vi vill bygga ut kollektivtrafiken i alla stadens delar. Bussarna "
        "ska gå på el redan före år 2030.",
    )


def test_a_note_beside_a_heading_of_two_lines(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        put(c, 430, 760, "BFS 2021:7", 16)
        put(c, LEFT, 760, "Föreskrifter och allmänna råd om", 16)
        put(c, LEFT, 742, "cykelvägar;", 16)
        prose(c, 700, WHEELS)

    source = read(tmp_path, draw)
    assert texts(source) == [
        ("heading", "BFS 2021:7"),
        ("heading", "Föreskrifter och allmänna råd om cykelvägar;"),
        ("paragraph", WHEELS),
    ]
    assert source.metadata.title == "Föreskrifter och allmänna råd om cykelvägar"


@pytest.mark.parametrize("mark", ["a)", "B.", "iv)", "(ii)"])
def test_letters_of_a_list_are_kept(tmp_path: Path, mark: str) -> None:
    def draw(c: Canvas) -> None:
        put(c, LEFT, 700, "5 § Nämnden ska:")
        put(c, LEFT + 18, 686, mark)
        put(c, LEFT + 45, 686, "bygga cykelvägar")

    assert texts(read(tmp_path, draw))[1] == ("item", f"{mark} bygga cykelvägar")


def test_no_space_where_a_footnote_mark_stood_before_a_comma(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        end = put(c, LEFT, 700, "Det gäller större företag")
        end = put(c, end, 705, "12", 6)
        put(c, end + 1, 700, ", men inte alla.")

    assert texts(read(tmp_path, draw)) == [
        ("paragraph", "Det gäller större företag, men inte alla.")
    ]


def running(number: int, name: str) -> Draw:
    """Return a page with its number and a chapter's name above the text, left or right."""

    def draw(c: Canvas) -> None:
        if number % 2:
            put(c, 400, 800, name, 9)
            put(c, 540, 800, f"{number}", 11)
        else:
            put(c, LEFT, 800, f"{number} {name}".strip(), 9)
        prose(c, 740, f"{WHEELS} {number}")

    return draw


def test_running_heads_that_change_by_chapter(tmp_path: Path) -> None:
    names = ["Förord", "Inledning", "Resor och transporter", "", "Slutsatser"]
    pages = [running(number, name) for number, name in enumerate(names, 1)]
    assert texts(read(tmp_path, *pages)) == [("paragraph", f"{WHEELS} {n}") for n in range(1, 6)]


def test_numbered_headings_on_pages_of_their_own_are_kept(tmp_path: Path) -> None:
    def page(number: int) -> Draw:
        def draw(c: Canvas) -> None:
            put(c, LEFT, 790, f"{number} {'Mål Åtgärder Uppföljning'.split()[number - 1]}", 16)
            prose(c, 750, f"{WHEELS} {WARMTH}")

        return draw

    source = read(tmp_path, *map(page, (1, 2, 3)))
    assert [text for kind, text in texts(source) if kind == "heading"] == [
        "1 Mål",
        "2 Åtgärder",
        "3 Uppföljning",
    ]


def test_a_page_number_level_with_the_last_line(tmp_path: Path) -> None:
    def page(number: int) -> Draw:
        def draw(c: Canvas) -> None:
            lines(c, *simpleSplit(f"{WHEELS} {WARMTH}", "Vera", 11, WIDTH)[:4], y=100)
            put(c, 550, 62, f"{number}")

        return draw

    source = read(tmp_path, *map(page, (1, 2, 3)))
    assert not [text for _, text in texts(source) if any(map(str.isdigit, text[-4:]))]
    assert source.furniture == 3


def test_an_answer_stays_below_its_question_in_columns_with_boxes(tmp_path: Path) -> None:
    """The heading and the box of the right column begin further to the left than its answers."""
    question = "Hur mycket ska skatten höjas? Svara i kronor, ange vilket år."
    answers = [simpleSplit(f"{name} {WHEELS}", "Vera", 10, 200) for name in "ABCD"]

    def draw(c: Canvas) -> None:
        put(c, 40, 760, "Frågor och svar om skatten", 20)
        lines(c, *simpleSplit(question, "Vera", 11, 200), x=48, y=720)
        lines(c, *answers[0], x=74, y=660)
        lines(c, *answers[1], x=74, y=480)
        lines(c, *answers[2], x=340, y=722)
        put(c, 306, 600, "Partiernas svar:", 15)
        lines(c, *simpleSplit(question.upper(), "Vera", 11, 190), x=315, y=570)
        lines(c, *answers[3], x=341, y=470)

    text = " ".join(text for _, text in texts(read(tmp_path, draw)))
    order = ["Hur mycket", "A Fler", "B Fler", "C Fler", "Partiernas svar", "HUR MYCKET", "D Fler"]
    assert sorted(order, key=text.index) == order


def test_the_rest_of_a_longer_left_column_comes_before_the_right_one(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        y = prose(c, 760, WHEELS, x=60, width=220)
        y = prose(c, y - LEADING, WHEELS, x=60, width=220)
        prose(c, y - 4 * LEADING, WHEELS, x=60, width=220)
        prose(c, 760, WARMTH, x=310, width=220)

    assert [text for _, text in texts(read(tmp_path, draw))] == [WHEELS, WHEELS, WHEELS, WARMTH]


def test_a_longer_left_column_may_end_with_a_short_paragraph(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        y = prose(c, 760, WHEELS, x=60, width=220)
        y = prose(c, y - 0.8 * LEADING, WHEELS, x=60, width=220)
        prose(
            c, y - 0.8 * LEADING, "Cykelvägen mellan Ekby och Sjöbo byggs först.", x=60, width=220
        )
        prose(c, 760, f"{WARMTH} {WHEELS}", x=310, width=220)

    assert [text for _, text in texts(read(tmp_path, draw))] == [
        WHEELS,
        WHEELS,
        "Cykelvägen mellan Ekby och Sjöbo byggs först.",
        f"{WARMTH} {WHEELS}",
    ]


def test_a_short_line_that_ends_a_column_does_not_go_on(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        for x, place in ((60, "Ekby"), (230, "Sjöbo"), (400, "Viared")):
            put(c, x, 700, place, 15)
            put(c, x, 670, f"Antal: {x}")
            put(c, x, 645, f"Pris: {x} kr/kWh")
        put(c, 60, 600, "Ekhamra kommun, Storgatan 1")

    found = [text for _, text in texts(read(tmp_path, draw))]
    assert found[-2:] == ["Pris: 400 kr/kWh", "Ekhamra kommun, Storgatan 1"]


def test_lists_in_two_columns_are_no_table(tmp_path: Path) -> None:
    """The left column's lines are few and short, and stand level with the right one's."""
    left = [["Grön lista:", "A. Ja", f"B. {WHEELS}"], ["Blå lista:", "A. Nej"]]
    right = ["Gul lista:", "A. Ja", f"B. {WARMTH} {WHEELS}"]

    def draw(c: Canvas) -> None:
        for x, y, column in ((60, 700, left[0]), (60, 560, left[1]), (340, 700, right)):
            drawn = [line for text in column for line in simpleSplit(text, "Vera", 11, 220)]
            lines(c, *drawn, x=x, y=y)

    assert [text for _, text in texts(read(tmp_path, draw))] == [
        *left[0],
        *left[1],
        *right,
    ]


def test_figures_along_an_axis_are_left_out_and_told_of(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        prose(c, 760, WHEELS)
        lines(c, "30", "20", "10", "0", "-10", y=600, leading=40)

    source = read(tmp_path, draw)
    assert texts(source) == [("paragraph", WHEELS)]
    assert told(source.warnings) == (AXES.format(5),)


@pytest.mark.parametrize(
    "figures",
    [
        ["2023: 12/40", "2024: 17/47", "2025: 24/54", "2026: 30/60"],
        ["3 450", "12 900", "7 150"],
        ["195,2", "188,7", "160,1"],
    ],
)
def test_a_list_of_figures_is_kept(tmp_path: Path, figures: list[str]) -> None:
    def draw(c: Canvas) -> None:
        prose(c, 760, WHEELS)
        lines(c, *figures, y=600, leading=14)

    source = read(tmp_path, draw)
    assert texts(source) == [("paragraph", text) for text in (WHEELS, *figures)]
    assert told(source.warnings) == ()


@pytest.mark.parametrize(
    ("width", "height", "is_told"),
    [(400, 300, True), (120, 80, False), (595, 842, False)],  # the last is the page's background
)
@pytest.mark.parametrize("nested", [True, False])
def test_a_large_picture_beside_text_is_told_of(
    tmp_path: Path, width: int, height: int, is_told: bool, nested: bool
) -> None:
    content = io.BytesIO()
    Image.new("L", (40, 30), 128).save(content, "PNG")

    def draw(c: Canvas) -> None:
        if nested:  # browsers draw a page as one form, in units of their own
            c.beginForm("sida")
        scale = 4 if nested else 1
        c.drawImage(ImageReader(content), 0, 0, width * scale, height * scale)
        if nested:
            c.endForm()
            c.saveState()
            c.scale(1 / scale, 1 / scale)
            c.doForm("sida")
            c.restoreState()
        prose(c, 760, f"{WHEELS} {WARMTH}")

    warnings = ("1 av 1 sida har stora bilder; text i bilderna läses inte",) if is_told else ()
    assert told(read(tmp_path, draw).warnings) == warnings
