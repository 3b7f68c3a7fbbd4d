"""Choosing sentences and proving them quotations."""

from dataclasses import replace

import numpy as np
import pytest

from klimatsvar.answer import choose, cite, is_verbatim, nearest, prefer_valid
from klimatsvar.chunk import chunk
from klimatsvar.corpus.source import Metadata, Source, SourceBlock, assemble
from klimatsvar.evidence import Candidate, Evidence
from klimatsvar.index.lexical import terms
from klimatsvar.types import Document, Hit


def document(*blocks: SourceBlock, id: str = "d.md") -> Document:
    known = Metadata(publisher="Borås Stad", date="2023-12-08", url="https://example.se/d")
    return assemble(id, "", "Titel", known, Source(blocks))


def evidence(*documents: Document) -> Evidence:
    candidates = []
    for number, doc in enumerate(documents):
        for passage in chunk(doc, lambda ts: [len(t.split()) for t in ts], target=200, limit=400):
            for s in passage.sentences:
                text = doc.text[s.start : s.end]
                stems = frozenset(t for t in terms(text) if t[0] != "#")
                hit = Hit(number, 1 - number / 10, 0.5, 0.5)
                candidates.append(Candidate(hit, passage, s, text, stems))
    return Evidence(tuple(candidates), np.zeros((len(candidates), 0)))


def quotes(question: str, found: Evidence, scores: list[float]) -> list[str]:
    return [c.text for c in choose(question, found, np.array(scores))]


PROSE = document(
    SourceBlock("heading", "Fristad", 1),
    SourceBlock("paragraph", "Huset har 29 lägenheter. Taket är grönt. Är det sant? Väggarna: "),
)


def test_the_best_sentence_comes_alone_when_the_others_are_far_behind() -> None:
    assert quotes("Hur många?", evidence(PROSE), [5, 1, 1, 1]) == ["Huset har 29 lägenheter."]


def test_nearly_as_good_sentences_follow_but_no_questions_or_lead_ins() -> None:
    found = quotes("Hur många?", evidence(PROSE), [4.8, 5, 4.9, 4.9])
    assert found == ["Taket är grönt.", "Huset har 29 lägenheter."]


def test_the_same_said_twice_is_quoted_once() -> None:
    twice = evidence(
        document(SourceBlock("paragraph", "Huset Prästhöjden har 29 lägenheter."), id="a.md"),
        document(SourceBlock("paragraph", "Prästhöjden har 29 lägenheter i huset."), id="b.md"),
    )
    assert quotes("Hur många?", twice, [5, 5]) == ["Huset Prästhöjden har 29 lägenheter."]


def test_a_lead_in_brings_its_items() -> None:
    found = evidence(
        document(
            SourceBlock("paragraph", "Parterna är:"),
            SourceBlock("item", "Borås Stad"),
            SourceBlock("item", "Navet"),
            SourceBlock("paragraph", "Annat."),
        )
    )
    assert quotes("Vem?", found, [5, 1, 1, 1]) == ["Parterna är:", "Borås Stad", "Navet"]
    assert quotes("Vilka är parterna?", found, [1, 1, 5, 1]) == ["Navet", "Borås Stad"]
    assert quotes("Vem är Navet?", found, [1, 1, 5, 1]) == ["Navet"]


def test_a_sentence_that_points_back_is_quoted_with_the_one_before() -> None:
    text = "Parterna är Navet och Fristad. Tillsammans utgör de teamet."
    found = evidence(document(SourceBlock("paragraph", text)))
    assert quotes("Vilka?", found, [1, 5]) == [text]


def test_it_is_not_joined_over_a_paragraph_break() -> None:
    found = evidence(
        document(SourceBlock("paragraph", "Parterna är A."), SourceBlock("paragraph", "De är bra."))
    )
    assert quotes("Vilka?", found, [1, 5]) == ["De är bra."]


def test_a_citation_carries_its_source_and_offsets() -> None:
    found = evidence(PROSE)
    (citation,) = cite(found.candidates[:1], {"d.md": PROSE})
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


def test_what_does_not_stand_in_the_document_is_not_cited() -> None:
    found = evidence(PROSE)
    changed = replace(PROSE, text=PROSE.text.replace("29", "30"))
    cited = cite(found.candidates[:2], {"d.md": changed})
    assert [(c.number, c.quote) for c in cited] == [(1, "Taket är grönt.")]
    assert cite(found.candidates, {}) == ()


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
    cited = cite(evidence(paged).candidates, {"d.md": paged})
    assert [c.page for c in cited] == [3, 3]


def test_nearest_names_each_document_once_best_first() -> None:
    a, b = (
        document(SourceBlock("paragraph", "A."), id="a.md"),
        document(SourceBlock("paragraph", "B."), id="b.md"),
    )
    passages = [c.passage for c in evidence(b, a).candidates]
    hits = [Hit(0, 0.9, 0, 0), Hit(0, 0.8, 0, 0), Hit(1, 0.7, 0, 0)]
    near = nearest(hits, passages, {"a.md": a, "b.md": b}, 2)
    assert [(n.document, n.score) for n in near] == [("b.md", 0.9), ("a.md", 0.7)]


def test_a_sentence_quoted_with_its_follower_is_not_quoted_again() -> None:
    text = "Parterna är Navet och Fristad. Tillsammans utgör de teamet."
    found = evidence(document(SourceBlock("paragraph", text)))
    assert quotes("Vilka?", found, [4.9, 5]) == [text]


OLD = replace(
    document(SourceBlock("paragraph", "Bussarna är tio."), id="old.md"), replaced_by="new.md"
)
NEW = replace(document(SourceBlock("paragraph", "Bussarna är tolv."), id="new.md"), title="Nya")


@pytest.mark.parametrize(
    ("scores", "first"),
    [((5.0, 4.5), "new.md"), ((5.0, 4.0), "old.md"), ((4.0, 5.0), "new.md")],
)
def test_the_successor_goes_first_when_it_answers_nearly_as_well(
    scores: tuple[float, float], first: str
) -> None:
    found = evidence(OLD, NEW)
    lowered = prefer_valid(found, np.array(scores), {"old.md": OLD, "new.md": NEW})
    assert found.candidates[int(np.argmax(lowered))].passage.document == first


def test_a_citation_says_what_replaces_its_document() -> None:
    (candidate,) = evidence(OLD).candidates
    assert cite([candidate], {"old.md": OLD, "new.md": NEW})[0].replaced_by == "Nya"
    assert cite([candidate], {"old.md": OLD})[0].replaced_by == "new.md"


def test_a_quotation_over_a_page_break_is_cited_with_both_pages() -> None:
    broken = document(SourceBlock("paragraph", "Bussarna är tio.", page=3, breaks=((9, 4),)))
    (cited,) = cite(evidence(broken).candidates, {"d.md": broken})
    assert (cited.page, cited.pages) == (3, (3, 4))


def test_a_citation_says_that_its_text_was_read_off_a_picture() -> None:
    scanned = document(SourceBlock("paragraph", "Bussarna är tio.", page=2))
    for pages, told in (((2,), True), ((1, 3), False)):
        read = replace(scanned, ocr_pages=pages)
        assert cite(evidence(read).candidates, {"d.md": read})[0].ocr is told
    unpaged = replace(document(SourceBlock("paragraph", "Bussarna är tio.")), ocr_pages=(1,))
    assert cite(evidence(unpaged).candidates, {"d.md": unpaged})[0].ocr
