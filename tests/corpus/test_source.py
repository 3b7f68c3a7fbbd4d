"""Clean text, and the canonical text with its offsets."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klimatsvar.corpus.source import Metadata, Source, SourceBlock, assemble, chosen, tidy
from klimatsvar.corpus.tables import row_blocks
from klimatsvar.types import Block, Document, Page


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("  ett\n\ttvå\r\n  tre ", "ett två tre"),
        ("trä\xaddgård", "trädgård"),
        ("eﬀektiv ﬁsk ﬂyter ﬃ ﬄ", "effektiv fisk flyter ffi ffl"),
        (unicodedata.normalize("NFD", "Åtgärd för Borås"), "Åtgärd för Borås"),
        ("\u202bhöger\u202c \u200evänster\u200f", "höger vänster"),
        ("noll\u200bbredd\ufeff", "nollbredd"),
        ("115\xa0000\u202finvånare", "115 000 invånare"),
        ("punkt\uf0b7 \x07klocka\x00", "punkt klocka"),
        ("\x85rad\u2028ny", "rad ny"),
        ("CO₂, m² och ½", "CO₂, m² och ½"),
        ("سلام", "سلام"),
        ("\xad\u200b ", ""),
    ],
)
def test_tidy(text: str, clean: str) -> None:
    assert tidy(text) == clean


def assembled(*blocks: SourceBlock) -> Document:
    return assemble("a/plan.md", "f" * 64, "Plan", Metadata(), Source(blocks))


def test_blocks_stand_apart_and_a_lists_items_close() -> None:
    document = assembled(
        SourceBlock("heading", "Mål", 1),
        SourceBlock("paragraph", "Vi gör:"),
        SourceBlock("item", "ett"),
        SourceBlock("item", "två"),
        SourceBlock("row", "2020 – 5"),
        SourceBlock("row", "2021 – 4"),
        SourceBlock("paragraph", "Slut."),
    )
    assert document.text == "Mål\n\nVi gör:\n\nett\ntvå\n\n2020 – 5\n2021 – 4\n\nSlut."
    assert document.blocks == (
        Block("heading", 0, 3, 1),
        Block("paragraph", 5, 12),
        Block("item", 14, 17),
        Block("item", 18, 21),
        Block("row", 23, 31),
        Block("row", 32, 40),
        Block("paragraph", 42, 47),
    )
    assert document.pages == ()


def test_metadata_is_the_documents() -> None:
    metadata = Metadata("Ej denna", "Kommunen", "2023-12", "https://a.se", "en", "ny.md", "Staden")
    document = assemble("a.md", "f" * 64, "Titel", metadata, Source(()))
    known = ("Kommunen", "2023-12", "https://a.se", "en", "ny.md")
    assert document == Document("a.md", "Titel", "", (), "f" * 64, *known, origin="Staden")
    assert assembled().language == "sv"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "/plan", "https://a.se\\\\@boras.se", "boras.se"]
)
def test_a_documents_address_is_one_of_the_web_or_none(url: str) -> None:
    known = Metadata(url=url)
    assert assemble("plan.md", "f" * 64, "Plan", known, Source(())).url is None


def test_known_metadata_goes_over_other() -> None:
    known = Metadata(title="Ett", date="2023")
    other = Metadata(title="Två", publisher="Kommunen", url="https://a.se", language="en")
    assert known.over(replace(other, origin="Staden")).origin == "Staden"
    assert replace(known, origin="SMHI").over(replace(other, origin="Staden")).origin == "SMHI"
    assert known.over(other) == Metadata("Ett", "Kommunen", "2023", "https://a.se", "en")


def test_pages_begin_at_blocks_and_at_breaks_within_them() -> None:
    document = assembled(
        SourceBlock("paragraph", "Försättsblad", page=1),
        SourceBlock("paragraph", "På två sidor", page=3, breaks=((7, 4),)),
        SourceBlock("paragraph", "Mer på fyra", page=4),
        SourceBlock("paragraph", "Fem till sju", page=5, breaks=((4, 6), (9, 7))),
    )
    assert document.pages == (
        Page(1, 0, 14),
        Page(3, 14, 21),
        Page(4, 21, 41),
        Page(5, 41, 45),
        Page(6, 45, 50),
        Page(7, 50, 53),
    )
    assert document.text[21:26] == "sidor"
    assert document.pages_of(14, 26) == (3, 4)
    assert document.pages_of(0, 14) == (1,)
    assert document.pages_of(45, 45) == ()


BLOCKS = st.builds(
    SourceBlock,
    st.sampled_from(["heading", "paragraph", "item", "row"]),
    st.text(min_size=1, max_size=30),
    st.integers(0, 6),
)


@given(st.lists(BLOCKS, max_size=20))
def test_each_block_stands_in_the_text_where_it_says(blocks: list[SourceBlock]) -> None:
    document = assembled(*blocks)
    found = [(b.kind, document.text[b.start : b.end], b.level) for b in document.blocks]
    assert found == [(b.kind, b.text, b.level) for b in blocks]
    edges = [edge for b in document.blocks for edge in (b.start, b.end)]
    assert edges == sorted(edges)
    assert (edges[-1] if edges else 0) == len(document.text)


@given(st.text())
def test_tidy_text_is_one_line_and_stays_as_it_is(text: str) -> None:
    once = tidy(text)
    assert once == tidy(once)
    assert once == " ".join(once.split())


def rows(*table: list[str]) -> list[str]:
    blocks = row_blocks(table)
    assert all(block.kind == "row" for block in blocks)
    return [block.text for block in blocks]


@pytest.mark.parametrize("text", ["Val : ☒ Ja", "Val: b ☒ Ja", "☒ Ja"])
def test_what_is_no_question_with_choices_stays_as_it_is(text: str) -> None:
    assert chosen(text) == text


def test_a_line_of_colons_takes_no_square_of_its_length() -> None:
    for line in (":" * 200_000, "a" + ":" * 200_000):  # hours, if it did
        assert chosen(line) == line


def test_each_figure_stands_beside_its_header() -> None:
    table = [["Sektor", "2020", "2021"], ["Trafik", "5", "4"], ["Summa", "", "9"]]
    assert rows(*table) == ["Trafik – 2020: 5; 2021: 4", "Summa – 2021: 9"]


def test_odd_tables() -> None:
    assert rows() == rows(["", " "]) == []
    assert rows(["Ring", "", "oss "]) == ["Ring; oss"]
    assert rows(["År", "Ton"], ["", ""], ["2020", "5", "utan rubrik"]) == [
        "2020 – Ton: 5; utan rubrik"
    ]
    assert rows(["År", "Ton", "Mål"], ["2020"], ["", "5"]) == ["2020", "Ton: 5"]


@pytest.mark.parametrize(
    ("shown", "read"),
    [
        ("Beviljat: ☒ Ja ☐ Nej", "Beviljat: Ja"),
        ("Beviljat: – ☐ Ja; ☑ Nej", "Beviljat: Nej"),
        ("Mål: ☒ El ☒ Resor ☐ Mat", "Mål: El, Resor"),
        ("Beviljat: ☐ Ja ☐ Nej", "Beviljat: ☐ Ja ☐ Nej"),
        ("Beviljat: Ja ☒ Nej ☐", "Beviljat: Ja ☒ Nej ☐"),
        ("☒ Jag godkänner", "☒ Jag godkänner"),
    ],
)
def test_of_choices_the_ticked_are_read(shown: str, read: str) -> None:
    assert chosen(shown) == read
