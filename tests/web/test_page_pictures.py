"""Pages of PDFs as pictures: the quotation's lines are coloured, and nothing else is."""

import hashlib
import io
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image
from pypdf import PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from klimatsvar.corpus.files import CorpusFile
from klimatsvar.corpus.read import read_file
from klimatsvar.corpus.source import Metadata
from klimatsvar.types import Document, Page
from klimatsvar.web.pages import page_pictures
from klimatsvar.web.pages.find_words import find, letters
from klimatsvar.web.pages.page_pictures import PagePicture, PagePictures
from paper import LEADING, LEFT, SIZE, WARMTH, WHEELS, WIDTH, Draw, grid, make, prose, put

CORPUS = Path(__file__).parents[2] / "corpus"
TOP = 700.0


def pdf(folder: Path, *pages: Draw, **canvas: object) -> Document:
    """Write a PDF into ``folder`` and return it as the corpus reads it."""
    file = make(folder / "plan.pdf", *pages, **canvas)
    read = read_file(CorpusFile("plan.pdf", file), Metadata()).document
    assert read
    return read


def unread(file: Path, text: str) -> Document:
    """Return a PDF of one page as a document with ``text``, whatever reading it would give."""
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    return Document(file.name, "Plan", text, (), sha256, pages=(Page(1, 0, len(text)),))


def picture_of(folder: Path, document: Document, quote: str, page: int = 1) -> PagePicture | None:
    start = document.text.index(quote)
    return PagePictures(folder).picture(document, page, start, start + len(quote))


def coloured(picture: PagePicture | None) -> npt.NDArray[np.bool_]:
    """Return which pixels are the marker's: not grey, as paper and print are."""
    assert picture
    pixels = np.asarray(Image.open(io.BytesIO(picture.content)).convert("RGB"), dtype=int)
    return np.ptp(pixels, axis=2) > 60


def rows(marked: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """Return the first and the last coloured row, in points from the page's foot."""
    found = np.flatnonzero(marked.any(axis=1)) / marked.shape[0] * A4[1]
    return A4[1] - found[0], A4[1] - found[-1]


def test_the_lines_of_the_quotation_are_marked_and_no_others(tmp_path: Path) -> None:
    document = pdf(tmp_path, lambda c: prose(c, TOP, WHEELS), lambda c: prose(c, TOP, WARMTH))
    picture = picture_of(tmp_path, document, WARMTH, page=2)
    assert picture
    assert picture.marked
    shown = Image.open(io.BytesIO(picture.content))
    assert (shown.format, shown.size) == ("WEBP", (1000, 1415))
    top, foot = rows(coloured(picture))
    lines = len(simpleSplit(WARMTH, "Vera", SIZE, WIDTH))
    assert TOP < top < TOP + 1.6 * SIZE
    assert TOP - (lines - 1) * LEADING - SIZE < foot < TOP - (lines - 1) * LEADING


def test_the_mark_begins_and_ends_within_lines(tmp_path: Path) -> None:
    document = pdf(tmp_path, lambda c: put(c, LEFT, TOP, "Först. Sedan kommer det andra. Sist."))
    marked = coloured(picture_of(tmp_path, document, "Sedan kommer det andra."))
    columns = np.flatnonzero(marked.any(axis=0)) / marked.shape[1] * A4[0]
    one = LEFT + 36  # about where "Först. " ends
    assert one - 6 < columns[0] < one + 12
    assert columns[-1] < LEFT + 200


def test_each_line_has_a_mark_of_its_own(tmp_path: Path) -> None:
    document = pdf(tmp_path, lambda c: prose(c, TOP, WHEELS))
    second = WHEELS.split(". ")[1]  # begins within a line
    marked = coloured(picture_of(tmp_path, document, second))
    left = np.argmax(marked, axis=1)[marked.any(axis=1)] / marked.shape[1] * A4[0]
    assert left[5] > LEFT + 40  # the first line is marked from within
    assert left[-5] < LEFT  # the last one from its beginning


def test_a_frame_shows_the_mark_to_those_who_see_no_colours(tmp_path: Path) -> None:
    document = pdf(tmp_path, lambda c: put(c, LEFT, TOP, "En rad som citeras här."))
    picture = picture_of(tmp_path, document, "En rad som citeras här.")
    assert picture
    grey = np.asarray(Image.open(io.BytesIO(picture.content)).convert("L"))
    left = round(LEFT / A4[0] * grey.shape[1]) - 4
    line = round((A4[1] - TOP - SIZE / 4) / A4[1] * grey.shape[0])
    assert grey[line, left - 3 : left + 4].min() < 130
    assert grey[line, left - 12] == 255


def test_a_page_that_is_turned_is_marked_where_it_shows(tmp_path: Path) -> None:
    file = make(tmp_path / "plan.pdf", lambda c: put(c, LEFT, TOP, "En rad som citeras här."))
    turned = PdfWriter(clone_from=file)
    turned.pages[0].rotate(90)
    turned.write(file)
    document = unread(file, "En rad som citeras här.")
    marked = coloured(picture_of(tmp_path, document, document.text))
    assert marked.shape == (708, 1000)
    # What stands near the top of the sheet stands near the right edge of the picture.
    columns = np.flatnonzero(marked.any(axis=0)) / marked.shape[1] * A4[1]
    assert TOP - SIZE < columns[0] < columns[-1] < TOP + 1.6 * SIZE


def test_a_row_of_a_table_is_marked_though_its_headers_stand_above(tmp_path: Path) -> None:
    document = pdf(
        tmp_path,
        lambda c: grid(
            c,
            (LEFT, LEFT + 100, LEFT + 250),
            ("År", "Ton koldioxid", "Anmärkning"),
            ("1990", "396 556", "Det första året"),
            ("2015", "237 247", ""),
        ),
    )
    row = "2015 – Ton koldioxid: 237 247"
    assert row in document.text
    marked = coloured(picture_of(tmp_path, document, row))
    heights = A4[1] - np.flatnonzero(marked.any(axis=1)) / marked.shape[0] * A4[1]
    assert (heights < 674).any()  # the row itself, at 660
    assert (heights > 698).any()  # and its headers, at 700
    assert not ((heights > 678) & (heights < 694)).any()  # not the one between
    # The headers are marked as a line, also the one that this row has no cell of.
    columns = np.flatnonzero(marked[: marked.shape[0] // 5].any(axis=0)) / marked.shape[1] * A4[0]
    assert columns[0] < LEFT
    assert columns[-1] > LEFT + 300


def test_a_row_of_the_starter_corpus_is_marked_with_its_headers() -> None:
    file = CorpusFile("utslapp-i-boras.pdf", CORPUS / "utslapp-i-boras.pdf")
    document = read_file(file, Metadata()).document
    assert document
    row = "2015 – Ton koldioxid: 237 247"
    plain = page_pictures.drawn(CORPUS / "utslapp-i-boras.pdf", 1)  # its headings are green
    marked = coloured(picture_of(CORPUS, document, row)) & ~coloured(plain)
    assert np.count_nonzero(np.diff(marked.any(axis=1).astype(int)) == 1) == 2  # lines


def test_a_quotation_that_the_page_lacks_is_not_marked(tmp_path: Path) -> None:
    document = pdf(tmp_path, lambda c: prose(c, TOP, WHEELS))
    other = replace(document, text="x" * len(document.text))
    picture = PagePictures(tmp_path).picture(other, 1, 0, 50)
    assert picture
    assert not picture.marked
    assert not coloured(picture).any()


def test_a_very_tall_page_is_bounded(tmp_path: Path) -> None:
    def tall(c: Canvas) -> None:
        c.setPageSize((100, 14000))
        put(c, 5, 700, "Högt upp.", size=5)

    document = unread(make(tmp_path / "plan.pdf", tall), "Högt upp.")
    picture = picture_of(tmp_path, document, document.text)
    assert picture
    width, height = Image.open(io.BytesIO(picture.content)).size
    assert (width, height) == (15, 2000)
    assert picture.marked


def test_no_picture_of_a_file_that_has_changed_or_gone(tmp_path: Path) -> None:
    document = pdf(tmp_path, lambda c: prose(c, TOP, WHEELS))
    pictures = PagePictures(tmp_path)
    assert pictures.picture(document, 1, 0, 50)
    assert pictures.picture(document, 2, 0, 50) is None
    with (tmp_path / "plan.pdf").open("ab") as file:
        file.write(b"\n")
    assert pictures.picture(document, 1, 0, 50) is None
    (tmp_path / "plan.pdf").unlink()
    assert pictures.picture(document, 1, 0, 50) is None


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\nskr\xe4p", b"<html>", bytes(range(256)) * 8])
def test_no_picture_of_a_broken_file(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "plan.pdf"
    file.write_bytes(content)
    assert picture_of(tmp_path, unread(file, "Text"), "Text") is None


def endless(levels: int) -> bytes:
    """Return a small PDF that draws a square ten times as often with each of its levels."""

    def form(entries: str, content: str) -> str:
        return f"<<{entries}/Length {len(content)}>>\nstream\n{content}\nendstream"

    kind = "/Type/XObject/Subtype/Form/BBox[0 0 595 842]"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        "/Resources<</XObject<</F 5 0 R>>>>>>",
        form("", "/F Do " * 10),
    ]
    for number in range(6, 6 + levels):
        objects.append(form(f"{kind}/Resources<</XObject<</F {number} 0 R>>>>", "/F Do " * 10))
    objects.append(form(kind, "0 0 500 500 re f"))
    body = "".join(f"{n} 0 obj\n{content}\nendobj\n" for n, content in enumerate(objects, start=1))
    return f"%PDF-1.7\n{body}trailer<</Root 1 0 R/Size {len(objects) + 1}>>".encode()


def test_no_picture_of_a_page_that_draws_without_end(tmp_path: Path) -> None:
    file = tmp_path / "plan.pdf"
    file.write_bytes(endless(levels=0))
    assert picture_of(tmp_path, unread(file, "Text"), "Text")
    file.write_bytes(endless(levels=12))
    assert picture_of(tmp_path, unread(file, "Text"), "Text") is None


def test_a_file_that_hangs_the_drawing_costs_no_more_than_its_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = pdf(tmp_path, lambda c: prose(c, TOP, WHEELS))
    monkeypatch.setattr(page_pictures, "_PROGRAM", ("-c", "import time; time.sleep(60)"))
    monkeypatch.setattr(page_pictures, "_SECONDS", 0.5)
    pictures = PagePictures(tmp_path)
    for end in (50, 51, 52):  # more than are drawn at once
        assert pictures.picture(document, 1, 0, end) is None
    # It is not tried again, nor does it keep others from being drawn.
    monkeypatch.undo()
    assert pictures.picture(document, 1, 0, 50) is None
    assert pictures.picture(document, 1, 0, 53)


def test_a_picture_is_kept_for_the_next_who_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = pdf(tmp_path, lambda c: prose(c, TOP, WHEELS))
    pictures = PagePictures(tmp_path)
    first = pictures.picture(document, 1, 0, 50)

    monkeypatch.delattr(subprocess, "run")
    assert pictures.picture(document, 1, 0, 50) is first


@pytest.mark.parametrize(
    ("quotation", "page", "found"),
    [
        ("klimatneutral", "Vi blir klimat-\r\nneutrala.", ["klimat-\r\nneutral"]),
        ("Två ord", "ett två\r\nord tre", ["två\r\nord"]),
        ("effekt först", "eﬀekt\u00a0fo\u0308rst", ["eﬀekt\u00a0fo\u0308rst"]),
        ("Ä och Å", "ä Och a\u030a", ["ä Och a"]),
        ("finns inte", "något helt annat", []),
        ("–", "– en lista", []),
        (
            "2015 – Utsläpp av växthusgaser: 237 247; Andel: 13 %",
            "År Utsläpp av växthusgaser Andel\r\n1990 396 556 12 %\r\n2015 237 247 13 %",
            ["År Utsläpp av växthusgaser Andel", "2015 237 247 13 %"],
        ),
        (  # one of the headers, and the nearest line that has it
            "2015 – Ton: 237 247",
            "Ton per år\r\nÅr Ton Andel\r\n1990 396 556 12 %\r\n2015 237 247\r\nÅr Ton",
            ["År Ton Andel", "2015 237 247"],
        ),
        (  # within a word, or only some of them, is no header
            "2015 – Ton: 237 247; Andel: 13 %",
            "Tonvis Andelar\r\nÅr Ton\r\n2015 237 247 13 %",
            ["2015 237 247 13 %"],
        ),
        (  # of two rows of a table the headers are found once
            "1990 – Ton: 396 556\n2015 – Ton: 237 247",
            "År Ton Andel\r\n1990 396 556\r\n1995 396 557\r\n2015 237 247",
            ["År Ton Andel", "1990 396 556", "2015 237 247"],
        ),
        (  # a cell that other rows have, too, is marked in this one
            "Jordbruk – Andel: 5 %; Ton: uppgift saknas här",
            "Sektor Andel Ton\r\nVärme 9 % uppgift saknas här\r\nJordbruk 5 % uppgift saknas här",
            ["Sektor Andel Ton", "Jordbruk 5 % uppgift saknas här"],
        ),
        (  # a line of the row that has a note's mark is found in parts beside the others
            "2015 – Ton: 237 247; Källa: Klimatkollens beräkning",
            "År Ton Källa\r\n2015 237 247\r\nKlimatkollens beräkning a",
            ["År Ton Källa", "2015 237 247", "Klimatkollens beräkning"],
        ),
        (
            "Alla bussar i staden går på biogas (se not 1) sedan år 2010.",
            "Alla bussar i staden går på biogas sedan år 2010. Tåg går på el.",
            ["Alla bussar i staden går på biogas"],
        ),
    ],
)
def test_words_are_found_however_the_page_breaks_them(
    quotation: str, page: str, found: list[str]
) -> None:
    assert [page[start:end] for start, end in find(quotation, page)] == found


def test_the_right_one_of_several_is_found() -> None:
    page = "Mål. Text mellan dem. Mål. Mer text som står efter. Mål."
    for place in (0, 22, 52):
        assert find("Mål.", page, before=len(letters(page[:place]))) == [(place, place + 3)]
