"""Footnotes are placed where they break nothing."""

from hypothesis import given
from hypothesis import strategies as st

from klimatsvar.corpus.source import SourceBlock
from klimatsvar.corpus.table_cells import Note
from klimatsvar.corpus.tables import place_notes

HEADING, P, Q = (
    SourceBlock("heading", "Rubrik", 1),
    SourceBlock("paragraph", "Ett."),
    SourceBlock("paragraph", "Två."),
)
ITEM, ROW = SourceBlock("item", "punkt"), SourceBlock("row", "rad")
NOTE = SourceBlock("paragraph", "Noten.")


def test_a_note_follows_the_paragraph_that_names_it() -> None:
    assert place_notes([P, Note("Noten."), Q]) == [P, NOTE, Q]
    assert place_notes([P, Note("Noten."), HEADING, Q]) == [P, NOTE, HEADING, Q]
    assert place_notes([P, Note("")]) == [P]
    assert place_notes([Note("Noten.")]) == [NOTE]


def test_a_list_or_table_stays_whole_with_its_lead_in() -> None:
    assert place_notes([P, Note("Noten."), ITEM, ITEM, Q]) == [P, ITEM, ITEM, NOTE, Q]
    assert place_notes([ROW, Note("Noten."), ROW]) == [ROW, ROW, NOTE]


def test_a_headings_note_comes_after_the_paragraph_under_it() -> None:
    assert place_notes([HEADING, Note("Noten."), P, Q]) == [HEADING, P, NOTE, Q]
    assert place_notes([HEADING, Note("Noten."), HEADING]) == [HEADING, NOTE, HEADING]


@given(st.lists(st.sampled_from([HEADING, P, ITEM, ROW, Note("Noten.")])))
def test_nothing_is_lost_and_the_text_keeps_its_order(parts: list[SourceBlock | Note]) -> None:
    placed = place_notes(parts)
    assert [b for b in placed if b != NOTE] == [p for p in parts if isinstance(p, SourceBlock)]
    assert placed.count(NOTE) == sum(isinstance(part, Note) for part in parts)
