"""Minutes in PDFs: a head and a foot of several cells on each page, sections below them."""

from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from klimatsvar.corpus.files import CorpusFile
from klimatsvar.corpus.read import read_file
from klimatsvar.corpus.source import Metadata
from paper import LEFT, WARMTH, WHEELS, Draw, grid, make, prose, put, read, texts


def minutes(number: int, section: str, name: str, text: str) -> Draw:
    """Return a page of minutes with the head that all of them have."""

    def draw(c: Canvas) -> None:
        put(c, LEFT, 800, "SAMMANTRÄDESPROTOKOLL", 11, "VeraBold")
        put(c, LEFT, 787, "Kommunstyrelsen", 9)
        put(c, 330, 800, "Sammanträdesdatum", 9)
        put(c, 330, 787, "2026-03-11", 9)
        put(c, 500, 800, f"{number} (2)", 9)
        put(c, LEFT, 740, section, 13, "VeraBold")
        put(c, LEFT, 715, name, 13, "VeraBold")
        prose(c, 690, text)
        put(c, LEFT, 48, "Justerandes signatur", 9)
        put(c, 330, 48, "Utdragsbestyrkande", 9)

    return draw


PAGES = (
    minutes(1, "§ 41 Dnr KS 2026-00112", "Klimatbudget för 2027", WHEELS),
    minutes(2, "§ 42 Dnr KS 2026-00087", "Laddplan för centrum", WARMTH),
)


def test_the_head_of_each_page_is_no_table_and_tells_the_day_once(tmp_path: Path) -> None:
    assert texts(read(tmp_path, *PAGES)) == [
        ("paragraph", "Sammanträdesdatum 2026-03-11"),
        ("heading", "§ 41 Dnr KS 2026-00112"),
        ("heading", "Klimatbudget för 2027"),
        ("paragraph", WHEELS),
        ("heading", "§ 42 Dnr KS 2026-00087"),
        ("heading", "Laddplan för centrum"),
        ("paragraph", WARMTH),
    ]


def test_the_day_is_the_documents_and_a_sections_number_no_title(tmp_path: Path) -> None:
    path = make(tmp_path / "protokoll.pdf", *PAGES)
    reading = read_file(CorpusFile(path.name, path), Metadata())

    document = reading.document
    assert document is not None
    assert (document.title, document.date) == ("Klimatbudget för 2027", "2026-03-11")
    assert not document.date_guessed


def test_a_table_whose_first_rows_are_the_same_on_each_page_is_kept(tmp_path: Path) -> None:
    def page(name: str, *figures: str) -> Draw:
        rows = ("Sektor", "2020", "2021"), ("Alla", "100", "90"), (name, *figures)
        return lambda c: grid(c, (LEFT, 250, 350), *rows, y=800)

    found = texts(read(tmp_path, page("Resor", "7", "6"), page("Värme", "9", "8")))
    assert [text for _, text in found if not text.startswith("Alla")] == [
        "Resor – 2020: 7; 2021: 6",
        "Värme – 2020: 9; 2021: 8",
    ]
