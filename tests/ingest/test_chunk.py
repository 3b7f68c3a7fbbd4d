"""Passages: exact ones from small documents, and what holds for any document."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klimatsvar.corpus.source import Metadata, Source, SourceBlock, assemble
from klimatsvar.index.framing import context_of
from klimatsvar.ingest.chunk import chunk
from klimatsvar.language.sentences import split_sentences
from klimatsvar.model.encoder import Encoder
from klimatsvar.types import Block, BlockKind, Document, Passage


def count_tokens(texts: Sequence[str]) -> list[int]:
    """Two tokens a word and two for the ends."""
    return [len(text.split()) * 2 + 2 for text in texts]


def heading(text: str, level: int = 2, page: int | None = None) -> SourceBlock:
    return SourceBlock("heading", text, level, page)


def paragraph(text: str, page: int | None = None) -> SourceBlock:
    return SourceBlock("paragraph", text, page=page)


def item(text: str) -> SourceBlock:
    return SourceBlock("item", text)


def row(text: str) -> SourceBlock:
    return SourceBlock("row", text)


def document(*blocks: SourceBlock, title: str = "Plan") -> Document:
    return assemble("plan.md", "0" * 64, title, Metadata(), Source(blocks))


def cut(*blocks: SourceBlock, target: int = 200, limit: int = 500) -> list[Passage]:
    return chunk(document(*blocks), count_tokens, target=target, limit=limit)


def quotable(document: Document, passage: Passage) -> list[str]:
    return [document.text[s.start : s.end] for s in passage.sentences]


def words(count: int, start: int = 0) -> str:
    """A sentence of ``count`` words, each another."""
    return " ".join(f"Ord{start + i}" for i in range(count)) + "."


def test_a_passage_ends_at_a_heading_and_knows_its_path() -> None:
    passages = cut(
        heading("Plan", 1),
        paragraph("Staden minskar utsläppen. Målet är noll."),
        heading("Trafik", 2),
        heading("Cykel", 3),
        paragraph("Fler cyklar."),
        heading("Energi", 2),
        paragraph("Solen värmer."),
    )
    assert [(p.text, p.headings) for p in passages] == [
        ("Staden minskar utsläppen. Målet är noll.", ("Plan",)),
        ("Fler cyklar.", ("Plan", "Trafik", "Cykel")),
        ("Solen värmer.", ("Plan", "Energi")),
    ]
    first = passages[0]
    assert (first.document, first.start, first.end) == ("plan.md", 6, 46)
    assert [(s.start, s.end, s.lead_in) for s in first.sentences] == [(6, 31, None), (32, 46, None)]


def test_text_before_any_heading_has_no_path() -> None:
    assert [p.headings for p in cut(paragraph("Fler cyklar."))] == [()]


def test_items_keep_the_line_that_announces_them() -> None:
    blocks = [
        paragraph("Staden gör mycket. Detta görs i år:"),
        item("Träd planteras. De ger skugga."),
        item("Bussar byts ut."),
        paragraph("Mer kommer."),
        item("Utan inledning."),
    ]
    made = document(*blocks)
    (passage,) = chunk(made, count_tokens, target=200, limit=500)
    lead_in = (19, 35)
    assert made.text[slice(*lead_in)] == "Detta görs i år:"
    assert quotable(made, passage) == [
        "Staden gör mycket.",
        "Detta görs i år:",
        "Träd planteras. De ger skugga.",
        "Bussar byts ut.",
        "Mer kommer.",
        "Utan inledning.",
    ]
    leads = [s.lead_in for s in passage.sentences]
    assert leads == [None, None, lead_in, lead_in, None, None]


@pytest.mark.parametrize(
    ("line", "announces"),
    [
        ("Bidraget ges till", True),
        ("Bidraget ges till bland annat,", True),
        ("Bidraget ges till några.", False),
        ("Bidraget ges till ”några.”", False),
        ("Till vad?", False),
    ],
)
def test_a_sentence_without_an_end_goes_on_in_the_list(line: str, announces: bool) -> None:
    (passage,) = cut(paragraph(line), item("Cykelställ"))
    assert passage.sentences[1].lead_in == ((0, len(line)) if announces else None)


def test_a_heading_ends_what_a_line_announces() -> None:
    (_, second) = cut(
        paragraph("Detta görs:"), item("Träd."), heading("Mål"), item("Utan inledning.")
    )
    assert [s.lead_in for s in second.sentences] == [None]


def test_rows_keep_their_caption() -> None:
    made = document(
        paragraph("Tabell 1 Utsläpp i ton"), row("2020 – Trafik: 5"), row("2021 – Trafik: 4")
    )
    (passage,) = chunk(made, count_tokens, target=200, limit=500)
    assert [s.lead_in for s in passage.sentences] == [None, (0, 22), (0, 22)]


def test_a_long_item_is_quoted_by_sentences() -> None:
    short = "Träd planteras. " * 24 + "De ger skugga nu."
    assert len(short) == 401
    assert [len(p.sentences) for p in cut(item(short[1:]))] == [1]
    assert [len(p.sentences) for p in cut(item(short))] == [25]


def test_even_shares_rather_than_a_short_remainder() -> None:
    sentences = [words(9, start=10 * i) for i in range(6)]  # 20 tokens each
    passages = cut(paragraph(" ".join(sentences)), target=50)
    assert [len(p.sentences) for p in passages] == [2, 2, 2]
    passages = cut(paragraph(" ".join(sentences)), target=100)
    assert [len(p.sentences) for p in passages] == [3, 3]
    assert passages[1].text == " ".join(sentences[3:])
    passages = cut(paragraph(" ".join(sentences[:5])), target=60)
    assert [len(p.sentences) for p in passages] == [3, 2]


def test_a_sentence_above_the_limit_is_cut_between_words() -> None:
    long = words(40)  # 82 tokens, and the room is 60 - 4 - 16
    passages = cut(paragraph(long), target=200, limit=60)
    assert [p.text for p in passages] == [
        " ".join(f"Ord{i}" for i in range(10)),
        " ".join(f"Ord{i}" for i in range(10, 20)),
        " ".join(f"Ord{i}" for i in range(20, 30)),
        " ".join(f"Ord{i}" for i in range(30, 40)) + ".",
    ]


def test_both_halves_of_an_item_keep_its_lead_in() -> None:
    passages = cut(paragraph("Detta görs:"), item(words(20)), target=200, limit=60)
    assert [s.lead_in for p in passages for s in p.sentences] == [None, (0, 11), (0, 11)]


def test_a_word_above_the_limit_is_cut_in_the_middle() -> None:
    def count_letters(texts: Sequence[str]) -> list[int]:
        return [len(text) for text in texts]

    passages = chunk(document(paragraph("x" * 100)), count_letters, target=60, limit=80)
    assert [(p.start, p.end) for p in passages] == [(0, 50), (50, 100)]


def test_sections_that_list_sources_are_left_out() -> None:
    for name in ("Källor", "KÄLLFÖRTECKNING", "8 Referenser", "4.2 Källor:", "Innehåll"):
        passages = cut(
            heading("Mål"), paragraph("Noll."), heading(name), item("Rapport."), heading("Mer")
        )
        assert [p.text for p in passages] == ["Noll."], name
    (kept,) = cut(heading("Källor till utsläpp"), paragraph("Trafik."))
    assert kept.text == "Trafik."


def test_pages_are_those_the_passage_touches() -> None:
    over = SourceBlock("paragraph", "Ett börjar här. Två slutar där.", page=1, breaks=((22, 2),))
    (first, second) = cut(over, heading("Mål"), paragraph("Tre.", page=3))
    assert (first.pages, second.pages) == ((1, 2), (3,))


def test_the_line_above_a_passage_names_title_and_headings_once() -> None:
    assert context_of("Plan", ()) == "Plan"
    assert context_of("Plan", ("Plan", "Mål")) == "Plan – Mål"
    outer, inner = "Yttre " * 30, "Inre " * 20
    assert context_of("Plan", (outer, inner)) == f"Plan – {inner}"
    assert context_of("P" * 300, ()) == "P" * 240


NAMES = ["Mål", "Trafik och resor", "Energi", "Källor", "2 Referenser"]
SENTENCES = st.builds(
    lambda count, end: " ".join(["Ord", *["ord"] * count]) + end,
    st.integers(0, 45),
    st.sampled_from([".", "?", "!", ":", " 2030.", " t.ex.", "..."]),
)
TEXT: st.SearchStrategy[str] = st.one_of(
    st.lists(SENTENCES, min_size=1, max_size=12).map(" ".join),
    st.builds("Tabell {} {}".format, st.integers(1, 9), SENTENCES),
    st.text("aå.?! “()5", min_size=1, max_size=60).map(str.split).map(" ".join).filter(bool),
)


@st.composite
def any_document(draw: st.DrawFn) -> Document:
    paged = draw(st.booleans())
    page = 1
    blocks = []
    kinds: st.SearchStrategy[BlockKind] = st.sampled_from(
        ["heading", "paragraph", "paragraph", "item", "row"]
    )
    for kind in draw(st.lists(kinds, min_size=1, max_size=14)):
        text = draw(st.sampled_from(NAMES) if kind == "heading" else TEXT)
        level = draw(st.integers(1, 3)) if kind == "heading" else 0
        page += draw(st.integers(0, 1))
        breaks = ()
        if paged and len(text) > 4 and draw(st.booleans()):
            breaks = ((len(text) // 2, page + 1),)
        blocks.append(SourceBlock(kind, text, level, page if paged else None, breaks))
        page += len(breaks)
    return document(*blocks)


def quotable_spans(made: Document) -> list[tuple[int, int]]:
    """Every span that should be in a passage: by sentence, short items and rows whole."""
    spans = []
    listing = False
    for block in made.blocks:
        text = made.text[block.start : block.end]
        if block.kind == "heading":
            listing = text in ("Källor", "2 Referenser")
        elif not listing:
            whole = block.kind != "paragraph" and len(text) <= 400
            parts = [(0, len(text))] if whole else split_sentences(text)
            spans += [(block.start + start, block.start + end) for start, end in parts]
    return spans


def joined(spans: Sequence[tuple[int, int]], text: str) -> list[str]:
    return [text[start:end] for start, end in spans]


@given(any_document(), st.integers(20, 150), st.integers(90, 200))
def test_passages_of_any_document(made: Document, target: int, limit: int) -> None:
    passages = chunk(made, count_tokens, target=target, limit=limit)
    check_passages(made, passages)
    for passage in passages:
        text = f"{context_of(made.title, passage.headings)}\n{passage.text}"
        assert count_tokens([text])[0] <= limit
    # Nothing is left out and nothing is in two passages, but for the space where one is cut.
    kept = "".join("".join(quotable(made, p)) for p in passages)
    whole = "".join(joined(quotable_spans(made), made.text))
    assert kept.replace(" ", "") == whole.replace(" ", "")


def check_passages(made: Document, passages: Sequence[Passage]) -> None:
    headings = [block for block in made.blocks if block.kind == "heading"]
    at = 0
    for passage in passages:
        assert at <= passage.start < passage.end
        assert made.text[passage.start : passage.end] == passage.text
        assert passage.pages == made.pages_of(passage.start, passage.end)
        assert not any(overlap(block, passage) for block in headings)
        assert (passage.sentences[0].start, passage.sentences[-1].end) == (
            passage.start,
            passage.end,
        )
        at = passage.start
        for sentence in passage.sentences:
            assert at <= sentence.start < sentence.end
            quote = made.text[sentence.start : sentence.end]
            assert quote == quote.strip()
            at = sentence.end


def overlap(block: Block, passage: Passage) -> bool:
    return block.start < passage.end and passage.start < block.end


def test_the_encoder_reads_every_passage_whole(encoder: Encoder) -> None:
    unbroken = "växthusgasutsläppsminskning" * 120
    sentence = "Borås Stad minskar utsläppen av växthusgaser med 16 procent per år till 2030."
    made = document(
        heading("Koldioxidbudget och utsläppsmål för hela kommunen " * 8, 1),
        paragraph(" ".join([sentence] * 30)),
        paragraph("ord och inga visor " * 400),
        heading("Ett " * 200),
        item(unbroken),
        *[row(f"{year} – Trafik: {year % 7},5; Energi: 3,25") for year in range(1990, 2030)],
        title="Handlingsplan för klimatet",
    )
    limit = encoder.max_tokens
    passages = chunk(made, encoder.count_tokens, target=200, limit=limit)
    check_passages(made, passages)
    texts = [f"{context_of(made.title, p.headings)}\n{p.text}" for p in passages]
    assert max(encoder.count_tokens(texts)) <= limit
    assert unbroken in "".join("".join(quotable(made, p)) for p in passages)
