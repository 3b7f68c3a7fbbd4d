"""What PDFs say about themselves, in their properties and on their first page."""

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from klimatsvar.corpus.formats.pdf import read_pdf
from paper import LEFT, WARMTH, WHEELS, make, prose, put, read, texts

NOTICES = [
    ("Beslutad mars 2021", "2021-03"),
    ("Antagen 7 maj 2019 och reviderad 3 juni 2023", "2023-06-03"),
    ("Antagen av kommunfullmäktige 2018-06-18", "2018-06-18"),
    ("Beslut vid regeringssammanträde den 25 februari 2016", "2016-02-25"),
    ("Publicerad 25 oktober 2022", "2022-10-25"),
    ("2018-06-18 Fastställd av nämnden", "2018-06-18"),
    ("Antagen 2018-06-18, gäller till och med 2022-12-31", "2018-06-18"),
]


def dated(tmp_path: Path, line: str, made: bool) -> str | None:
    """Return the date of a page with a line; the file itself has one only if ``made``."""

    def draw(c: Canvas) -> None:
        put(c, LEFT, 700, line)
        prose(c, 600, WHEELS)

    path = make(tmp_path / "a.pdf", draw)
    if not made:
        content = path.read_bytes().replace(b"/CreationDate", b"/CreationXXXX")
        path.write_bytes(content.replace(b"/ModDate", b"/ModXXXX"))
    return read_pdf(path).metadata.date


@pytest.mark.parametrize("made", [True, False])
@pytest.mark.parametrize(("line", "date"), NOTICES)
def test_a_decision_on_the_first_page_goes_before_the_files_date(
    tmp_path: Path, line: str, date: str, made: bool
) -> None:
    assert dated(tmp_path, line, made) == date


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("2020-02-14", "2020-02-14"),
        ("Öppet den 1 maj 2024", None),
        ("Fastställd, gäller till och med 2022-12-31", None),
        ("Datum för nästa revidering: 2027-01-01", None),
        ("Antagen år 2021", None),
    ],
)
def test_a_date_on_the_first_page_where_the_file_has_none(
    tmp_path: Path, line: str, date: str | None
) -> None:
    assert dated(tmp_path, line, made=False) == date


@pytest.mark.parametrize(
    ("given", "title"),
    [
        ("Checklista för kontor", "Energiplan"),  # a template's: none of its words is in the text
        ("Energiplan_2022-2030", "Energiplan 2022-2030"),
        ("Plan för cykelvägarna", "Plan för cykelvägarna"),
        ("Plan för cykelvägarna svenska", "Plan för cykelvägarna"),
        ("cykel_plan slutlig", "Energiplan"),  # the file's name
    ],
)
def test_the_title(tmp_path: Path, given: str, title: str) -> None:
    def draw(c: Canvas) -> None:
        c.setTitle(given)
        put(c, LEFT, 760, "Innehåll", 30)
        put(c, LEFT, 700, "Energiplan", 24)
        prose(c, 600, WHEELS)

    assert read_pdf(make(tmp_path / "Cykel-plan_slutlig.pdf", draw)).metadata.title == title


def test_a_line_that_the_file_is_named_after_is_the_title(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        c.setTitle("cykelvägar_2030")
        put(c, LEFT, 760, "Nya cykelvägar i Borås stad")
        prose(c, 700, WARMTH)

    path = make(tmp_path / "cykelvägar_2030.pdf", draw)
    assert read_pdf(path).metadata.title == "Nya cykelvägar i Borås stad"


def test_a_title_goes_on_in_smaller_letters(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        put(c, LEFT, 780, "Handlingsplan", 26)
        put(c, LEFT, 740, "för klimat och energi", 18)
        put(c, LEFT, 700, "Inledning", 14)
        prose(c, 670, WHEELS)

    assert read(tmp_path, draw).metadata.title == "Handlingsplan för klimat och energi"


def test_a_series_is_no_title_and_no_heading(tmp_path: Path) -> None:
    def draw(c: Canvas) -> None:
        put(c, LEFT, 780, "Borås Stads författningssamling", 24)
        put(c, LEFT, 740, "Energiplan", 18)
        prose(c, 700, WHEELS)

    source = read(tmp_path, draw)
    assert source.metadata.title == "Energiplan"
    assert texts(source)[:2] == [
        ("paragraph", "Borås Stads författningssamling"),
        ("heading", "Energiplan"),
    ]
