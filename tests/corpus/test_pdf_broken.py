"""Words of a PDF that narrow cells break without a hyphen."""

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from klimatsvar.corpus.formats.pdf.broken import is_broken
from klimatsvar.corpus.formats.pdf.joining import join_in_cell
from klimatsvar.corpus.formats.pdf.lines import Segment
from paper import put, read, texts


def line(text: str, end: float = 100.0) -> Segment:
    return Segment(text, 50.0, end, 0.0, 10.0, bold=False)


@pytest.mark.parametrize(
    ("first", "second", "end", "is_one"),
    [
        ("Gatubelys", "ning i parken", 100.0, True),
        ("Gatubelys", "ning", 98.9, True),  # an n has 6.2 points, and the cell has room for 55
        ("Gatubelys", "ning", 98.7, False),
        ("Fastighetsnä", "mnden", 96.3, True),
        ("Fastighetsnä", "mnden", 96.1, False),
        ("Skolv", "erket", 98.9, True),
        ("Skolverk", "ligt", 101.3, True),
        ("Skolverk", "ligt", 101.1, False),
        ("Gatubelys", "Ning", 100.0, False),
        ("Gatu belys", "ning", 100.0, False),
        ("Gat", "an", 100.0, True),
        ("Ga", "tan", 100.0, False),
        ("2030", "och", 100.0, False),
    ],
)
def test_a_word_that_fills_its_line_goes_on(
    first: str, second: str, end: float, is_one: bool
) -> None:
    assert is_broken(line(first, end), line(second), 55.0, {}) is is_one


@pytest.mark.parametrize(
    ("known", "is_one"),
    [
        ({"kommunens": 1}, True),
        ({"kommunens": 2}, False),
        ({"kommunens": 2, "kommunenshus": 1}, True),
    ],
)
def test_a_word_that_stands_elsewhere_is_whole(known: dict[str, int], is_one: bool) -> None:
    assert is_broken(line("Kommunens"), line("hus."), 55.0, known) is is_one


def test_cells_of_broken_words(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        rows = (("Post", "2025"), ("Gatubelys\nning", "300"), ("Vägar", "200"))
        for i, row in enumerate(rows):
            for j, text in enumerate(row):
                c.rect(70 + 58 * j, 700 - 30 * i, 58, 30)
                for k, words in enumerate(text.split("\n")):
                    put(c, 74 + 58 * j, 718 - 30 * i - 11 * k, words, 9.5)

    assert texts(read(tmp_path, draw)) == [
        ("row", "Gatubelysning – 2025: 300"),
        ("row", "Vägar – 2025: 200"),
    ]


@pytest.mark.parametrize(
    ("above", "below", "whole"),
    [
        ("Miljöför", "valtningen", "Miljöförvaltningen"),
        ("Ny klimatanpas", "sningsplan, antagen", "Ny klimatanpassningsplan, antagen"),
        ("Fastighetsnä", "mnden.", "Fastighetsnämnden."),
        ("IT-avdel", "ningen", "IT-avdelningen"),
        ("Sustai", "nability", "Sustainability"),
        ("Fö", "rskolan", "Förskolan"),
    ],
)
def test_parts_that_are_no_words_make_one(above: str, below: str, whole: str) -> None:
    assert join_in_cell(above, below) == whole


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("Kommun", "styrelsen"),  # both are words
        ("Hållbar", "het"),
        ("Miljö", "valtningen"),  # the first is
        ("Miljöför", "nämnden"),  # the second is
        ("Miljöför", "valtingen"),  # the whole is none
        ("Miljöför", "valtningen-"),
        ("Miljöför", "Valtningen"),
        ("Miljöför", "å"),
        ("Mil7öför", "valtningen"),
        ("rammet", "uten"),  # words of Norwegian, whatever they make in Swedish
        ("gatubelys", "kningen"),  # a compound, of words that it has
    ],
)
def test_words_are_not_joined(above: str, below: str) -> None:
    assert join_in_cell(above, below) == f"{above} {below}"


def test_broken_words_of_a_narrow_column_without_lines(tmp_path: Path) -> None:
    rows = (
        ("Åtgärd", "Ansvarig", "Klart"),
        ("Byt lampor i parken", "Miljöför\nvaltningen", "2027"),
        ("Anlägg cykelväg", "Tekniska\nnämnden", "2028"),
        ("Byt bussar", "Region\nTrafik", "2029"),
    )

    def draw(c: Canvas) -> None:
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                for k, words in enumerate(cell.split("\n")):
                    put(c, (70, 230, 300)[j], 718 - 28 * i - 11 * k, words, 9.5)

    assert texts(read(tmp_path, draw)) == [
        ("row", "Byt lampor i parken – Ansvarig: Miljöförvaltningen; Klart: 2027"),
        ("row", "Anlägg cykelväg – Ansvarig: Tekniska nämnden; Klart: 2028"),
        ("row", "Byt bussar – Ansvarig: Region Trafik; Klart: 2029"),
    ]


def test_a_word_in_the_middle_of_a_cell_is_whole(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        rows = (("Insats", "Klart\nsent"), ("Byt lampor i garage", "2027"), ("Byt bussar", "2029"))
        for i, (name, when) in enumerate(rows):
            c.rect(70, 700 - 30 * i, 110, 30)
            c.rect(180, 700 - 30 * i, 60, 30)
            put(c, 74, 718 - 30 * i, name, 9.5)
            for k, words in enumerate(when.split("\n")):
                c.drawCentredString(210, 718 - 30 * i - 11 * k, words)

    assert texts(read(tmp_path, draw)) == [
        ("row", "Byt lampor i garage – Klart sent: 2027"),
        ("row", "Byt bussar – Klart sent: 2029"),
    ]
