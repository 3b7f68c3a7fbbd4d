"""Where what is known of a document comes from, and which source goes before which."""

from pathlib import Path

import pytest

from klimatsvar.corpus.known import WhereFound, settle
from klimatsvar.corpus.source import Metadata, Source, SourceBlock

MADE = Metadata(title="Klimatplan", date="2021-03-04")


def source(*lines: str, own: Metadata = MADE, pages: bool = False) -> Source:
    """Return a file of these paragraphs, each on a page of its own if it has pages."""
    numbers = range(1, len(lines) + 1) if pages else [None] * len(lines)
    blocks = (SourceBlock("paragraph", s, page=n) for s, n in zip(lines, numbers, strict=True))
    return Source(tuple(blocks), own)


@pytest.mark.parametrize(
    ("name", "lines", "date", "found_in"),
    [
        ("plan.docx", ["Text."], "2021-03-04", "properties"),
        ("plan.pdf", ["Antagen av kommunfullmäktige 2023-03-31"], "2023-03-31", "text"),
        ("plan.pdf", ["Datum: 2023-05-06"], "2023-05-06", "text"),
        ("plan.pdf", ["Datum", "2023-05-06"], "2023-05-06", "text"),
        ("plan.pdf", ["Beslutsdatum:", "den 6 maj 2023"], "2023-05-06", "text"),
        ("plan.pdf", ["Borås Stad", "den 6 maj 2023"], "2023-05-06", "text"),
        ("plan.pdf", ["Borås Stad", "2023", "2023-02-31"], "2021-03-04", "properties"),
        ("plan.xlsx", ["Läget den 4 mars 2021"], "2021-03-04", "text"),
        ("plan.xlsx", ["Läget den 5 mars 2021"], "2021-03-04", "properties"),
        ("plan.odt", ["Gäller till och med 2027-12-31"], "2021-03-04", "properties"),
        ("plan 2022-01-02.odt", ["Text."], "2022-01-02", "name"),
        ("plan 2022-01-02.odt", ["Antagen 2023-03-31"], "2023-03-31", "text"),
        ("plan.md", ["Text."], "2021-03-04", "front matter"),
        ("plan.html", ["Text."], "2021-03-04", "page"),
        ("plan.txt", ["Text."], "2021-03-04", "text"),
    ],
)
def test_a_date_that_people_wrote_goes_before_one_that_a_program_wrote(
    name: str, lines: list[str], date: str, found_in: str
) -> None:
    known, where_found = settle(Metadata(), source(*lines), Path(name))
    assert (known.date, where_found.date) == (date, found_in)
    assert where_found.is_date_guessed is (found_in == "properties")


def test_only_the_first_page_tells_the_date() -> None:
    paged = source("Text.", "Antagen 2023-03-31", pages=True)
    assert settle(Metadata(), paged, Path("a.pdf"))[0].date == "2021-03-04"
    unpaged = source("Text.", "Antagen 2023-03-31")
    assert settle(Metadata(), unpaged, Path("a.docx"))[0].date == "2023-03-31"


def test_the_register_goes_before_all() -> None:
    register = Metadata("Målen", "Borås Stad", "2024", "https://a.se", "sv", "b.md")
    told, where_found = settle(register, source("Antagen 2023-03-31"), Path("2022-01-02.pdf"))
    assert (told, where_found) == (register, WhereFound("register", "register", "register"))


@pytest.mark.parametrize(
    ("name", "own", "lines", "title", "found_in"),
    [
        ("plan.docx", Metadata("Klimatplan"), ["Text."], "Klimatplan", "properties"),
        ("plan.docx", Metadata("Klimatplan"), ["KLIMATPLAN", "Text."], "Klimatplan", "text"),
        ("plan.docx", Metadata("Plan för alla"), ["Plan", "för alla"], "Plan för alla", "text"),
        ("plan.md", Metadata("Klimatplan"), ["Text."], "Klimatplan", "front matter"),
        ("min-nya_plan.md", Metadata(), ["Text."], "Min nya plan", "name"),
    ],
)
def test_where_the_title_comes_from(
    name: str, own: Metadata, lines: list[str], title: str, found_in: str
) -> None:
    known, where_found = settle(Metadata(), source(*lines, own=own), Path(name))
    assert (known.title, where_found.title) == (title, found_in)
    assert (known.date, where_found.date) == (None, None)


def test_where_it_comes_from_whose_words_a_document_renders() -> None:
    own = source("Text.", own=Metadata(origin="Borås Stad 2021"))
    known, where_found = settle(Metadata(), own, Path("a.md"))
    assert (known.origin, where_found.origin) == ("Borås Stad 2021", "front matter")
    known, where_found = settle(Metadata(origin="SMHI 2022"), own, Path("a.md"))
    assert (known.origin, where_found.origin) == ("SMHI 2022", "register")
    assert settle(Metadata(), source("Text."), Path("a.md"))[1].origin is None


@pytest.mark.parametrize(
    ("name", "found_in"), [("a.odt", "properties"), ("a.md", "front matter"), ("a.htm", "page")]
)
def test_where_the_publisher_comes_from(name: str, found_in: str) -> None:
    own = Metadata(publisher="Miljönämnden")
    known, where_found = settle(Metadata(), source("Text.", own=own), Path(name))
    assert (known.publisher, where_found.publisher) == ("Miljönämnden", found_in)
