"""What staff see of a file that was read: as text, and as a page beside its pictures."""

import base64
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import docx
import pytest
from lxml import html as lxml_html
from reportlab.pdfgen.canvas import Canvas

from klimatsvar.cli.showing import _print as print_review
from klimatsvar.corpus.files import CorpusFile
from klimatsvar.corpus.read import Reading, read_file
from klimatsvar.corpus.source import Metadata
from klimatsvar.errors import CorpusError
from klimatsvar.review.facts import Fact, facts
from klimatsvar.review.html import as_html
from klimatsvar.review.parts import Heading, Part, Text, outline, parts_of
from klimatsvar.review.reading import choose, parts, read
from klimatsvar.review.tables import Table, as_table, columns
from klimatsvar.settings import Settings
from klimatsvar.texts import review_texts
from klimatsvar.types import Document
from paper import LEFT, WARMTH, WHEELS, make, prose, put
from telling import raises, swedish
from toy import ToyEncoder

SV = review_texts("sv")


def table(*rows: str) -> Table:
    return as_table(rows, columns(rows))


def test_rows_are_a_table_again() -> None:
    assert table("1990 – Ton: 396 556; Källa: SMHI", "2022 – Ton: 195 210; Källa: –") == Table(
        ("", "Ton", "Källa"), (("1990", "396 556", "SMHI"), ("2022", "195 210", "–"))
    )


def test_an_empty_cell_stands_under_its_header() -> None:
    rows = "1990 – Ton: 3; Not: a", "2021 – Ton: 2", "2022 – Not: b"
    assert table(*rows).rows == (("1990", "3", "a"), ("2021", "2", ""), ("2022", "", "b"))


def test_a_colon_or_semicolon_of_a_cell_parts_nothing() -> None:
    rows = "A – Åtgärd: byt; klart: nej", "B – Åtgärd: laga; Vem: vi", "C – Åtgärd: mät; Vem: ni"
    assert table(*rows) == Table(
        ("", "Åtgärd", "Vem"),
        (("A", "byt; klart: nej", ""), ("B", "laga", "vi"), ("C", "mät", "ni")),
    )


def test_a_table_of_one_row_a_table_of_labels_and_plain_rows() -> None:
    assert table("1990 – Ton: 3") == Table(("", "Ton"), (("1990", "3"),))
    assert table("Beslutad av: Nämnden", "Dnr: 3:4") == Table(
        (), (("Beslutad av", "Nämnden"), ("Dnr", "3:4"))
    )
    assert table("en; två") == Table((), (("en; två",),))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of a PDF of three pages, the second empty, and a Word file with a table."""
    folder = tmp_path_factory.mktemp("review") / "corpus"
    folder.mkdir()

    def first(c: Canvas) -> None:
        put(c, LEFT, 760, "Antagen av kommunfullmäktige 2023-03-31")
        prose(c, 700, WHEELS)

    make(
        folder / "plan.pdf",
        first,
        lambda c: c.rect(100, 100, 200, 200),
        lambda c: prose(c, 700, WARMTH),
    )
    document = docx.Document()
    document.core_properties.title = "Mål & medel"
    document.add_heading("Cyklar", 1)
    for text in ("<b>Staden</b> bygger.", "Mer text."):
        document.add_paragraph(text)
    document.add_paragraph("en punkt", style="List Bullet")
    grid = document.add_table(3, 2)
    for row, texts in zip(grid.rows, (("År", "Km"), ("2022", "3"), ("2023", "5")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.add_heading("Källor", 1)
    document.add_paragraph("Trafikverket.")
    document.save(str(folder / "mål.docx"))
    (folder / "dokument.csv").write_text(
        "fil;utgivare;ursprung\nmål.docx;Staden;SMHI 2021\n", "utf-8"
    )
    return folder


@dataclass(frozen=True)
class Seen:
    """A file that was read."""

    path: Path
    reading: Reading
    parts: list[Part]

    @property
    def document(self) -> Document:
        assert self.reading.document is not None
        return self.reading.document

    def page(self, number: int | None = None) -> Any:
        return lxml_html.fromstring(
            as_html(self.reading, self.path, self.parts, number, language="sv")
        )


def seen(name: str, corpus: Path) -> Seen:
    chosen = choose(name, corpus)
    reading = read(chosen, Settings.load(corpus=corpus))
    return Seen(chosen.file.path, reading, parts(reading, ToyEncoder(), 200))


@pytest.fixture(scope="module")
def word(corpus: Path) -> Seen:
    return seen("mål.docx", corpus)


@pytest.fixture(scope="module")
def plan(corpus: Path) -> Seen:
    return seen("plan.pdf", corpus)


def test_a_word_file_as_staff_see_it(word: Seen, capsys: pytest.CaptureFixture[str]) -> None:
    date = word.document.date
    assert facts(word.reading, SV) == [
        Fact("Titel", "Mål & medel", "filens egenskaper, som program skriver"),
        Fact("Datum", f"{date} (gissning)", "filens egenskaper, som program skriver"),
        Fact("Utgivare", "Staden", "dokument.csv"),
        Fact("Ursprung", "SMHI 2021", "dokument.csv"),
        Fact("Språk", "sv"),
    ]
    held = replace(word.reading, document=replace(word.document, valid_until="2028"))
    assert facts(held, SV)[-1] == Fact("Gäller till och med", "2028", "dokumentets text")
    assert outline(word.document) == [Heading(1, "Cyklar", None), Heading(1, "Källor", None)]
    assert word.parts == [
        Part(
            1,
            ("Cyklar",),
            (),
            (
                Text("paragraph", ("<b>Staden</b> bygger.",)),
                Text("paragraph", ("Mer text.",)),
                Text("list", ("en punkt",)),
                Table(("", "Km"), (("2022", "3"), ("2023", "5"))),
            ),
        ),
        Part(None, ("Källor",), (), (Text("paragraph", ("Trafikverket.",)),)),
    ]
    print_review(word.reading, word.parts, None)
    shown = capsys.readouterr().out
    assert "Utgivare  Staden  (dokument.csv)" in shown
    assert f"- datumet {date} är en gissning: då sparades filen; skriv dokumentets eget" in shown
    assert "Stycke 1 · Cyklar\n<b>Staden</b> bygger.\nMer text.\n- en punkt\n" in shown
    assert re.search(r"│ 2022 +│ 3 +│", shown)
    assert "Söks inte · Källor\nTrafikverket.\n" in shown


def test_the_passages_are_those_of_the_index(plan: Seen) -> None:
    small = parts(plan.reading, ToyEncoder(), 20)
    assert [part.number for part in small] == list(range(1, len(small) + 1))
    assert len(small) > 3
    pieces = [piece for part in small for piece in part.pieces if isinstance(piece, Text)]
    told = [line for piece in pieces for line in piece.lines]
    assert " ".join(told).split() == plan.document.text.split()


def test_text_that_no_passage_has_is_shown_too(word: Seen) -> None:
    assert [(part.number, part.headings) for part in parts_of(word.document, [])] == [
        (None, ("Cyklar",)),
        (None, ("Källor",)),
    ]


def test_a_pdf_as_a_page_of_its_own(plan: Seen) -> None:
    page = plan.page()
    assert page.get("lang") == "sv"
    assert page.xpath("//script | //link | //*[@src and not(starts-with(@src, 'data:'))]") == []
    sheets = page.xpath("//section")
    assert [sheet.get("aria-label") for sheet in sheets] == ["Sidan 1", "Sidan 2", "Sidan 3"]
    pictures = page.xpath("//img")
    assert [picture.get("alt") for picture in pictures] == [
        "Bild av sidan 1 i filen",
        "Bild av sidan 2 i filen",
        "Bild av sidan 3 i filen",
    ]
    kind, _, content = pictures[0].get("src").partition(",")
    assert kind == "data:image/webp;base64"
    assert base64.b64decode(content)[8:12] == b"WEBP"
    assert "Antagen av kommunfullmäktige 2023-03-31" in sheets[0].text_content()
    assert sheets[1].xpath(".//p")[0].text == "Här lästes ingen text."
    datum = page.xpath("//tr[th='Datum']/td")
    assert [cell.text for cell in datum] == ["2023-03-31", "Källa: dokumentets text"]
    assert page.xpath("//tr[th='Sidor']/td")[0].text == "3, 1 utan text"


def test_one_page_alone(plan: Seen, capsys: pytest.CaptureFixture[str]) -> None:
    [sheet] = plan.page(3).xpath("//section")
    assert sheet.get("aria-label") == "Sidan 3"
    assert WARMTH in " ".join(sheet.text_content().split())
    print_review(plan.reading, plan.parts, 3)
    shown = capsys.readouterr().out
    assert "Stycke 1 · sidorna 1–3" in shown  # whole, though it begins on another page
    assert WARMTH in " ".join(shown.split())


def test_what_is_in_a_file_is_never_markup(word: Seen) -> None:
    page = word.page()
    assert page.xpath("//b | //img") == []
    assert page.xpath("//h1")[0].text == "Mål & medel"
    assert page.xpath("//article//p")[0].text == "<b>Staden</b> bygger."
    assert [cell.text for cell in page.xpath("//thead//th[@scope='col']")] == ["Km"]
    assert [cell.text for cell in page.xpath("//tbody//th[@scope='row']")] == ["2022", "2023"]
    assert page.xpath("//article[contains(@class, 'unsearched')]//h4")[0].text.strip() == (
        "Söks inte"
    )


def test_a_file_that_can_not_be_read(tmp_path: Path) -> None:
    picture = tmp_path / "bild.png"
    picture.write_bytes(b"\x89PNG\r\n")
    reading = read_file(CorpusFile("bild.png", picture), Metadata())
    assert (facts(reading, SV), parts(reading, ToyEncoder(), 200)) == ([], [])
    assert Seen(picture, reading, []).page().xpath("//li")[0].text == (
        "filen är en bild; lägg in den i ett dokument eller skriv av texten"
    )


def test_which_file_is_meant(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outside = corpus.parent / "ny.md"
    outside.write_text("Text.", "utf-8")
    monkeypatch.chdir(corpus.parent)
    by_id = choose("mål.docx", corpus)
    assert (by_id.file.id, by_id.known.publisher, by_id.is_in_corpus) == (
        "mål.docx",
        "Staden",
        True,
    )
    assert choose("corpus/../corpus/mål.docx", corpus) == by_id
    new = choose("ny.md", corpus)
    assert (new.file.id, new.is_in_corpus) == ("ny.md", False)
    assert choose("ny.md", tmp_path / "saknas").file.id == "ny.md"
    link = tmp_path / "länk.md"
    link.symlink_to(outside)
    refused = "filen är en länk till en annan plats; kopiera hit själva filen"
    assert swedish(choose(str(link), tmp_path).file.refused) == refused
    with raises(CorpusError, match=r"^borta\.md: filen finns inte; ange en sökväg, eller"):
        choose("borta.md", corpus)
