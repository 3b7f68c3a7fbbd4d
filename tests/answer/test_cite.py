"""Proving quotations, and naming their sources."""

from dataclasses import replace

import pytest

from klimatsvar.answer.choose import Quotation
from klimatsvar.answer.cite import cite, is_verbatim, nearest
from klimatsvar.answer.evidence import Candidate
from klimatsvar.answer.spans import span_of
from klimatsvar.corpus.source import SourceBlock
from klimatsvar.types import Document, Hit
from weighing import document, evidence, prose


def quotations(*documents: Document) -> list[Quotation]:
    """Return each sentence of the documents as a quotation."""
    return [quotation(candidate) for candidate in evidence(*documents).candidates]


def quotation(candidate: Candidate) -> Quotation:
    return Quotation(candidate, span_of(candidate), candidate.text)


PROSE = document(
    SourceBlock("heading", "Fristad", 1),
    SourceBlock("paragraph", "Huset har 29 lägenheter. Taket är grönt."),
)


def test_a_citation_carries_its_source_and_offsets() -> None:
    (citation, _) = cite(quotations(PROSE), {"d.md": PROSE})
    assert (citation.number, citation.quote) == (1, "Huset har 29 lägenheter.")
    assert PROSE.text[citation.start : citation.end] == citation.quote
    assert (citation.title, citation.publisher, citation.date) == (
        "Titel",
        "Borås Stad",
        "2023-12-08",
    )
    assert (citation.heading, citation.page, citation.url) == (
        "Fristad",
        None,
        "https://example.se/d",
    )


def test_a_citation_says_whose_words_its_document_renders() -> None:
    compiled = replace(PROSE, origin="Borås Stad 2021")
    assert [c.origin for c in cite(quotations(compiled), {"d.md": compiled})] == [
        "Borås Stad 2021",
        "Borås Stad 2021",
    ]
    assert [c.origin for c in cite(quotations(PROSE), {"d.md": PROSE})] == [None, None]


def test_a_citation_says_that_a_date_is_guessed() -> None:
    guessed = replace(PROSE, date_guessed=True)
    assert [c.date_guessed for c in cite(quotations(guessed), {"d.md": guessed})] == [True, True]
    assert [c.date_guessed for c in cite(quotations(PROSE), {"d.md": PROSE})] == [False, False]


def test_a_citation_says_that_it_is_of_a_table() -> None:
    mixed = document(
        SourceBlock("paragraph", "Utsläppen minskar."),
        SourceBlock("row", "2020 – Ton: 5"),
    )
    cited = cite(quotations(mixed), {"d.md": mixed})
    assert [(c.quote, c.is_table) for c in cited] == [
        ("Utsläppen minskar.", False),
        ("2020 – Ton: 5", True),
    ]


def test_what_does_not_stand_in_the_document_is_not_cited() -> None:
    changed = replace(PROSE, text=PROSE.text.replace("29", "30"))
    cited = cite(quotations(PROSE), {"d.md": changed})
    assert [(c.number, c.quote) for c in cited] == [(1, "Taket är grönt.")]
    assert cite(quotations(PROSE), {}) == ()


@pytest.mark.parametrize(
    ("start", "end", "quote", "verbatim"),
    [
        (0, 7, "Fristad", True),
        (0, 7, "fristad", False),
        (0, 0, "", False),
        (1, 8, "Fristad", False),
    ],
)
def test_verbatim_means_to_the_character(start: int, end: int, quote: str, verbatim: bool) -> None:
    assert is_verbatim({"d.md": PROSE}, "d.md", start, end, quote) is verbatim


def test_the_page_of_a_citation_is_where_it_begins() -> None:
    paged = document(
        SourceBlock("paragraph", "Första sidan. Den fortsätter här.", page=3, breaks=((20, 4),)),
    )
    cited = cite(quotations(paged), {"d.md": paged})
    assert [c.page for c in cited] == [3, 3]


def test_nearest_names_each_document_once_best_first() -> None:
    a, b = (
        document(SourceBlock("paragraph", "A."), id="a.md"),
        document(SourceBlock("paragraph", "B."), id="b.md"),
    )
    passages = [q.best.passage for q in quotations(b, a)]
    hits = [Hit(0, 0.9, 0, 0), Hit(0, 0.8, 0, 0), Hit(1, 0.7, 0, 0)]
    near = nearest(hits, passages, {"a.md": a, "b.md": b}, 2)
    assert [(n.document, n.score, n.start, n.end) for n in near] == [
        ("b.md", 0.9, 0, 2),
        ("a.md", 0.7, 0, 2),
    ]


OLD = replace(prose("Bussarna är tio.", id="old.md"), replaced_by="new.md")
NEW = replace(prose("Bussarna är tolv.", id="new.md"), title="Nya")


def test_a_citation_says_what_replaces_its_document() -> None:
    quoted = quotations(OLD)
    assert cite(quoted, {"old.md": OLD, "new.md": NEW})[0].replaced_by == "Nya"
    assert cite(quoted, {"old.md": OLD})[0].replaced_by == "new.md"


def test_a_citation_says_how_long_its_document_holds() -> None:
    assert cite(quotations(NEW), {"new.md": NEW})[0].valid_until is None
    held = replace(NEW, valid_until="2022-12")
    assert cite(quotations(held), {"new.md": held})[0].valid_until == "2022-12"


def test_a_quotation_over_a_page_break_is_cited_with_both_pages() -> None:
    broken = document(SourceBlock("paragraph", "Bussarna är tio.", page=3, breaks=((9, 4),)))
    (cited,) = cite(quotations(broken), {"d.md": broken})
    assert (cited.page, cited.pages) == (3, (3, 4))


def test_a_citation_says_that_its_text_was_read_off_a_picture() -> None:
    scanned = document(SourceBlock("paragraph", "Bussarna är tio.", page=2))
    for pages, told in (((2,), True), ((1, 3), False)):
        read = replace(scanned, ocr_pages=pages)
        assert cite(quotations(read), {"d.md": read})[0].ocr is told
    unpaged = replace(document(SourceBlock("paragraph", "Bussarna är tio.")), ocr_pages=(1,))
    assert cite(quotations(unpaged), {"d.md": unpaged})[0].ocr


def test_further_sources_are_cited_under_the_same_number_when_they_are_verbatim() -> None:
    again = replace(
        document(SourceBlock("paragraph", "Bussarna är tio.", page=4), id="b.md"), date="2021"
    )
    other = prose("Bussarna är tio!", id="c.md")
    first, *rest = evidence(OLD, again, other).candidates
    both = replace(quotation(first), also=tuple(rest))
    changed = replace(other, text="Annat.")
    (cited,) = cite([both], {"old.md": OLD, "b.md": again, "c.md": changed})
    (source,) = cited.also
    assert (source.number, source.document, source.date) == (1, "b.md", "2021")
    assert (source.quote, source.start, source.end) == ("Bussarna är tio.", 0, 16)
    assert (source.pages, source.also) == ((4,), ())


def test_a_citation_tells_how_many_items_are_left_out() -> None:
    (cited,) = cite([replace(quotations(OLD)[0], left_out=3)], {"old.md": OLD})
    assert cited.left_out == 3
