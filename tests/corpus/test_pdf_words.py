"""Words, lines and pages of PDFs that a program stumbles over and a reader does not."""

from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from klimatsvar.corpus.formats.pdf.lines import rows_of
from klimatsvar.corpus.formats.pdf.text import PageText, Word, is_right_to_left
from paper import LEADING, LEFT, WARMTH, WHEELS, lines, prose, put, read, texts


def test_tabs_between_words(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        c._code.append(r"BT /F1 11 Tf 70 700 Td (Staden\tska vara\tklimatneutral.) Tj ET")

    assert texts(read(tmp_path, draw)) == [("paragraph", "Staden ska vara klimatneutral.")]


def test_a_space_narrow_and_drawn_by_itself(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        c._code.append("BT /F1 11 Tf 70 700 Td (Det blir 1) Tj")
        c._code.append("/Span <</ActualText <FEFF2009>>> BDC ( ) Tj EMC 51.3 0 Td (390 ton.) Tj ET")

    assert texts(read(tmp_path, draw)) == [("paragraph", "Det blir 1 390 ton.")]


def test_ligatures_are_spelled_out(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        put(c, LEFT, 700, "Vi ﬁnansierar ﬂis.")

    assert texts(read(tmp_path, draw)) == [("paragraph", "Vi finansierar flis.")]


@pytest.mark.parametrize(
    ("drawn", "word"),
    [
        ("iNlEDnInG", "INLEDNING"),
        ("kLIMATMÅL", "KLIMATMÅL"),
        ("Inledning", "Inledning"),
        ("OpenStreetMap", "OpenStreetMap"),
        ("LinkedIn", "LinkedIn"),
        ("CO2-ekv", "CO2-ekv"),
        ("mRNA", "mRNA"),
    ],
)
def test_small_capitals_of_mixed_case(tmp_path: Path, drawn: str, word: str) -> None:
    source = read(tmp_path, lambda c: put(c, LEFT, 700, f"Om {drawn} i staden."))
    assert texts(source) == [("paragraph", f"Om {word} i staden.")]


def test_a_web_address_over_two_lines(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        lines(
            c,
            "Planen finns att läsa och ladda ned på https://www.boras.se/klimat-",
            "programmet/2030/bilaga_3.pdf och i stadshusets reception.",
        )

    assert texts(read(tmp_path, draw)) == [
        (
            "paragraph",
            "Planen finns att läsa och ladda ned på "
            "https://www.boras.se/klimat-programmet/2030/bilaga_3.pdf och i stadshusets reception.",
        )
    ]


def test_a_text_box_drawn_last_is_read_where_it_stands(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        prose(c, 760, WHEELS)
        prose(c, 560, WARMTH)
        c.rect(60, 620, 300, 60)
        put(c, LEFT, 650, "Faktaruta: en femtedel cyklar.")

    assert texts(read(tmp_path, draw)) == [
        ("paragraph", WHEELS),
        ("paragraph", "Faktaruta: en femtedel cyklar."),
        ("paragraph", WARMTH),
    ]


def test_notes_in_the_margin_come_after_the_text(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        y = prose(c, 760, WHEELS, width=250)
        prose(c, y - LEADING, WARMTH, width=250)
        put(c, 430, 760 - 2 * LEADING, "Beslut 12 §")

    assert texts(read(tmp_path, draw)) == [
        ("paragraph", WHEELS),
        ("paragraph", WARMTH),
        ("paragraph", "Beslut 12 §"),
    ]


def test_arabic_and_hebrew_are_read_from_the_right() -> None:
    words = [Word(text, x, x + 40, 700, 11, spaced=True) for x, text in ((70, "ב"), (120, "א"))]
    (row,) = rows_of(PageText(1, 595, 842, tuple(words), ()))
    assert row.text == "א ב"


def test_a_footnote_below_the_first_column_comes_after_the_paragraph(tmp_path: Path) -> None:
    left = simpleSplit(f"{WHEELS} {WARMTH}", "Vera", 11, 220)

    def draw(c: Canvas) -> None:
        prose(c, 760, WARMTH, x=60, width=220)
        lines(c, *left[:6], x=60, y=600)
        put(c, put(c, 60, 512, "1", 6), 508, " Enligt cykelstrategin för 2025.", 9)
        lines(c, *left[6:], x=310, y=760)
        prose(c, 540, WHEELS.upper(), x=310, width=220)

    assert texts(read(tmp_path, draw)) == [
        ("paragraph", WARMTH),
        ("paragraph", f"{WHEELS} {WARMTH}"),
        ("paragraph", "Enligt cykelstrategin för 2025."),
        ("paragraph", WHEELS.upper()),
    ]


def test_a_short_line_in_italics_above_a_paragraph_is_a_heading(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        y = prose(c, 760, WHEELS)
        put(c, LEFT, y - LEADING, "Lagring av värme", font="Helvetica-Oblique")
        y = prose(c, y - 2 * LEADING, WARMTH)
        put(c, LEFT, y - LEADING, "Foto: Anna Ask", font="Helvetica-Oblique")

    assert texts(read(tmp_path, draw)) == [
        ("paragraph", WHEELS),
        ("heading", "Lagring av värme"),
        ("paragraph", WARMTH),
        ("paragraph", "Foto: Anna Ask"),
    ]


def test_a_text_on_its_side_comes_after_the_rest_of_its_page(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        prose(c, 760, f"{WHEELS} {WARMTH}", width=200)
        put(c, 10, 10, "Rand", 7)
        c.translate(A4[0], 0)
        c.rotate(90)
        prose(c, 100, WARMTH)

    source = read(tmp_path, draw)
    assert texts(source)[0] == ("paragraph", f"{WHEELS} {WARMTH}")
    assert texts(source)[-1] == ("paragraph", WARMTH)
    assert {block.page for block in source.blocks} == {1}


@pytest.mark.parametrize(
    ("text", "answer"),
    [("שלום עולם", True), ("مدينة بوراس", True), ("Borås stad", False), ("2030: −5 %", False)],
)
def test_right_to_left(text: str, answer: bool) -> None:
    assert is_right_to_left(text) is answer


def test_soft_hyphens_are_shown_but_for_those_at_line_ends(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        put(c, LEFT, 700, "Utsläpp inom LULUCF\xadsektorn, ur jord\xad och skogsbruk")
        put(c, LEFT, 686, "och av bonus\xadmalus minskar enligt natur\xad")
        put(c, LEFT, 672, "vårdsverket, liksom de av energi\xadoch värme\xad")
        put(c, LEFT, 658, "och elförsörjning.")

    assert texts(read(tmp_path, draw)) == [
        (
            "paragraph",
            "Utsläpp inom LULUCF-sektorn, ur jord- och skogsbruk och av bonus-malus minskar enligt "
            "naturvårdsverket, liksom de av energi- och värme- och elförsörjning.",
        )
    ]


def test_a_line_that_begins_with_a_percent_sign_goes_on(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        lines(c, "Utsläppen ska ha minskat med 30", y=700)
        lines(c, "% till år 2030, och planen gäller.", y=684)
        prose(c, 650, WHEELS)
        prose(c, 550, WARMTH)

    assert texts(read(tmp_path, draw))[0] == (
        "paragraph",
        "Utsläppen ska ha minskat med 30 % till år 2030, och planen gäller.",
    )


ABC = "אבגדה"
"""Hebrew letters; each is set with the glyph of another one, for the font has none of them."""


def hebrew(c: Canvas, x: float, text: str, order: str) -> None:
    """Draw a word whose first letter stands rightmost, its letters in this order, one by one."""
    places = dict(zip(text, range(len(text) - 1, -1, -1), strict=True))
    for letter in text if order == "read" else text[::-1]:
        put(c, x + 8 * places[letter], 700, letter, font="Hebrew")


@pytest.mark.parametrize("order", ["read", "drawn from the left"])
def test_the_letters_places_tell_how_hebrew_is_read(tmp_path: Path, order: str) -> None:
    font = TTFont("Hebrew", "Vera.ttf")
    font.face.name = font.face.subsetName = b"Hebrew"
    for letter, glyph in zip(ABC, "abcde", strict=True):
        font.face.charToGlyph[ord(letter)] = font.face.charToGlyph[ord(glyph)]
    pdfmetrics.registerFont(font)

    def draw(c: Canvas) -> None:
        hebrew(c, 200, "אבג", order)
        put(c, 167, 700, "2030")
        hebrew(c, 144, "דה", order)
        put(c, 124, 700, "45")

    assert texts(read(tmp_path, draw)) == [("paragraph", "אבג 2030 דה 45")]


def test_words_from_the_right_within_a_line_from_the_left() -> None:
    made = [(70, "heter"), (120, "ב"), (150, "א"), (180, "kommunen")]
    words = [Word(text, x, x + 20, 700, 11, spaced=True) for x, text in made]
    (row,) = rows_of(PageText(1, 595, 842, tuple(words), ()))
    assert row.text == "heter א ב kommunen"


def test_figures_within_a_line_from_the_right_keep_their_order() -> None:
    made = [(100, "ב"), (118, "12"), (136, "345"), (154, "א")]
    words = [Word(text, x, x + 14, 700, 11, spaced=True) for x, text in made]
    (row,) = rows_of(PageText(1, 595, 842, tuple(words), ()))
    assert row.text == "א 12 345 ב"
