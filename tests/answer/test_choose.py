"""Choosing what is quoted: every rule with a case that it decides."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest

from klimatsvar.answer.choose import Choice, choose, prefer_valid
from klimatsvar.corpus.source import SourceBlock
from klimatsvar.types import BlockKind, Document
from weighing import document, evidence, prose


def chosen(
    question: str,
    scores: Sequence[float],
    *documents: Document,
    needed: Mapping[int, str] = MappingProxyType({}),
) -> Choice:
    found = evidence(*documents)
    by_id = {document.id: document for document in documents}
    return choose(question, found, np.array(scores, dtype=float), by_id, needed=needed)


def quotes(
    question: str,
    scores: Sequence[float],
    *documents: Document,
    needed: Mapping[int, str] = MappingProxyType({}),
) -> list[str]:
    choice = chosen(question, scores, *documents, needed=needed)
    return [quotation.text for quotation in choice.quotations]


def fates(choice: Choice) -> dict[str, tuple[str, int | None]]:
    return {w.candidate.text: (w.fate, w.quotation) for w in choice.weighed}


HOUSE = prose("Huset har 29 lägenheter. Taket är grönt. Är det sant? Väggarna:")


def test_the_best_sentence_comes_alone_when_the_others_are_far_behind() -> None:
    choice = chosen("Hur många?", [5, 1, 1, 1], HOUSE)
    assert [quotation.text for quotation in choice.quotations] == ["Huset har 29 lägenheter."]
    assert [(w.place, w.score) for w in choice.weighed] == [(0, 5), (1, 1), (2, 1), (3, 1)]
    assert choice.weighed[1].odds == pytest.approx(np.exp(-4))
    assert fates(choice) == {
        "Huset har 29 lägenheter.": ("quoted", 1),
        "Taket är grönt.": ("less likely", None),
        "Är det sant?": ("less likely", None),
        "Väggarna:": ("less likely", None),
    }


def test_questions_and_announcements_are_not_added() -> None:
    choice = chosen("Hur många?", [5, 4.9, 4.9, 4.9], HOUSE)
    assert fates(choice) == {
        "Huset har 29 lägenheter.": ("quoted", 1),
        "Taket är grönt.": ("joined", 1),
        "Är det sant?": ("asks", None),
        "Väggarna:": ("asks", None),
    }


THREE = prose("Huset har 29 lägenheter. Taket är grönt. Väggarna är röda.")


@pytest.mark.parametrize(
    ("scores", "quoted"),
    [
        ([1, 5, 2.70], "Taket är grönt. Väggarna är röda."),
        ([2.70, 5, 1], "Huset har 29 lägenheter. Taket är grönt."),
        ([2, 5, 4.1], "Taket är grönt. Väggarna är röda."),
        ([4.1, 5, 2], "Huset har 29 lägenheter. Taket är grönt."),
        ([4.5, 4.5, 5], "Huset har 29 lägenheter. Taket är grönt. Väggarna är röda."),
    ],
)
def test_the_better_neighbour_is_quoted_with_the_best(scores: Sequence[float], quoted: str) -> None:
    assert quotes("Hur?", scores, THREE) == [quoted]


@pytest.mark.parametrize(("score", "fate"), [(2.70, "joined"), (2.69, "quoted")])
def test_a_neighbour_of_a_tenth_of_the_odds_is_none_of_the_three(score: float, fate: str) -> None:
    choice = chosen("Hur?", [1, 5, score], THREE)
    assert fates(choice)["Väggarna är röda."] == (fate, 1)


@pytest.mark.parametrize("kind", ["paragraph", "item", "row"])
def test_sentences_of_other_blocks_are_not_joined(kind: BlockKind) -> None:
    parts = document(SourceBlock(kind, "Taket är grönt."), SourceBlock(kind, "Väggarna är röda."))
    assert quotes("Hur?", [5, 4], parts) == ["Taket är grönt.", "Väggarna är röda."]
    assert quotes("Hur?", [5, 2], parts) == ["Taket är grönt."]
    assert quotes("Hur?", [4.9, 5], parts) == ["Väggarna är röda.", "Taket är grönt."]


def test_neighbours_are_joined_up_to_600_characters() -> None:
    whole = prose(f"Väggarna är röda. Tak{'e' * 568}t är grönt.")
    assert len(whole.text) == 600
    assert quotes("Hur?", [5, 4.9], whole) == [whole.text]
    longer = prose(whole.text.replace("Tak", "Taak"))
    assert quotes("Hur?", [5, 4.9], longer) == ["Väggarna är röda.", longer.text[18:]]


def test_further_sentences_side_by_side_are_one_quotation() -> None:
    best = prose("Huset är nytt.", "a.md")
    other = prose("Taket är grönt. Väggarna är röda. Dörren är blå.", "b.md")
    assert quotes("Hur?", [5, 4.8, 4.9, 1], best, other) == [
        "Huset är nytt.",
        "Taket är grönt. Väggarna är röda.",
    ]


@pytest.mark.parametrize(("score", "fate"), [(2.005, "quoted"), (2.004, "less likely")])
def test_a_further_sentence_is_quoted_from_a_twentieth_of_the_odds(score: float, fate: str) -> None:
    choice = chosen("Hur?", [5, score], prose("Hus.", "a.md"), prose("Tak.", "b.md"))
    assert fates(choice)["Tak."][0] == fate


def test_no_more_than_three_sentences_are_chosen() -> None:
    four = [prose(text, text) for text in ("Hus.", "Tak.", "Dörr.", "Vägg.")]
    choice = chosen("Hur?", [5, 4.9, 4.8, 4.7], *four)
    assert [q.text for q in choice.quotations] == ["Hus.", "Tak.", "Dörr."]
    assert fates(choice)["Vägg."] == ("enough", None)


def test_a_sentence_that_points_back_is_quoted_with_the_one_before() -> None:
    text = "Parterna är Navet och Fristad. Tillsammans utgör de teamet."
    for first in (1, 4.9):
        choice = chosen("Vilka?", [first, 5], prose(text))
        assert [q.text for q in choice.quotations] == [text]
        assert fates(choice)["Parterna är Navet och Fristad."] == ("joined", 1)


def test_it_is_not_joined_over_a_paragraph_break() -> None:
    two = document(
        SourceBlock("paragraph", "Parterna är A."), SourceBlock("paragraph", "De är bra.")
    )
    assert quotes("Vilka?", [1, 5], two) == ["De är bra."]


def listed(count: int, width: int = 1, *, lead_in: bool = True) -> Document:
    """Return a document with a list of ``count`` items, each of a word of some letters."""
    announced = [SourceBlock("paragraph", "Parterna är:")] if lead_in else []
    items = [SourceBlock("item", chr(65 + i) * width) for i in range(count)]
    before, after = SourceBlock("paragraph", "Inledning."), SourceBlock("paragraph", "Slut.")
    return document(before, *announced, *items, after)


def test_a_line_that_announces_a_list_brings_it_whole() -> None:
    choice = chosen("Vem?", [1, 5, *[1] * 7, 4.9], listed(7))
    (quotation,) = choice.quotations
    assert quotation.text == "Parterna är:\n\nA\nB\nC\nD\nE\nF\nG"
    assert quotation.left_out == 0
    assert fates(choice)["A"] == ("joined", 1)
    assert fates(choice)["Slut."] == ("enough", None)


def test_a_line_without_an_end_that_announces_a_list_is_not_added_without_it() -> None:
    lines = (SourceBlock("paragraph", "Huset är nytt."), SourceBlock("paragraph", "Där finns"))
    found = document(*lines, SourceBlock("item", "bad"), SourceBlock("item", "kök"))
    assert fates(chosen("Vad?", [5, 4.9, 1, 1], found))["Där finns"] == ("asks", None)
    assert quotes("Vad?", [1, 5, 1, 1], found) == ["Där finns\n\nbad\nkök"]


PRICE = prose("En resa kostar 30 kronor.", id="buss.md")
LIST = document(
    SourceBlock("paragraph", "Pengarna ges till:"),
    SourceBlock("item", "Badplatser får hälften."),
    SourceBlock("item", "Cykelställ får resten."),
)


def test_what_answers_a_part_of_the_question_is_quoted_beside_a_whole_list() -> None:
    scores, needed = [5, 1, 1, 4.9], {3: "vad kostar en resa?"}
    assert quotes("Vad?", scores, LIST, PRICE) == [LIST.text]
    assert quotes("Vad?", scores, LIST, PRICE, needed=needed) == [LIST.text, PRICE.text]


@pytest.mark.parametrize(
    ("place", "part"),
    [
        (1, "vad ges den till?"),  # the line that announces the list
        (2, "vilka får den?"),  # an item, where several things are asked for
    ],
)
def test_a_list_that_answers_a_part_of_the_question_is_quoted_whole(place: int, part: str) -> None:
    scores = [5.0, 1, 1, 1]
    scores[place] = 4.9
    told = quotes("Vad kostar resan?", scores, PRICE, LIST, needed={place: part})
    assert told == [PRICE.text, LIST.text]
    assert LIST.text not in quotes("Vad kostar resan?", scores, PRICE, LIST)


def test_a_question_for_several_things_brings_the_list_that_the_best_stands_in() -> None:
    scores = [1, 1, 1, 5, 1, 1]
    assert quotes("Vilka är parterna?", scores, listed(3)) == ["Parterna är:\n\nA\nB\nC"]
    unannounced = listed(3, lead_in=False)
    assert quotes("Vilka är parterna?", [1, 1, 5, 1, 1], unannounced) == ["A\nB\nC"]


def test_an_item_that_states_nothing_alone_is_quoted_with_its_list() -> None:
    scores = [1, 1, 1, 5, 1, 1]
    assert quotes("Vem är B?", scores, listed(3)) == ["Parterna är:\n\nA\nB\nC"]
    assert quotes("Vem är B?", [4.9, 1, 1, 5, 1, 1], listed(3)) == [
        "Parterna är:\n\nA\nB\nC",
        "Inledning.",
    ]
    assert quotes("Vem är B?", [5, 1, 1, 4.9, 1, 1], listed(3)) == [
        "Inledning.",
        "Parterna är:\n\nA\nB\nC",
    ]
    # nothing announces it, or the line that does is too far away
    assert quotes("Vem är B?", [1, 1, 5, 1, 1], listed(3, lead_in=False)) == ["B"]
    assert quotes("Vem är D?", [1, 1, 1, 1, 1, 5, 1], listed(4, 375)) == ["D" * 375]


def test_an_item_that_states_something_is_quoted_alone() -> None:
    items = [SourceBlock("item", text) for text in ("A är ny.", "B är störst.")]
    found = document(SourceBlock("paragraph", "Parterna är:"), *items)
    assert quotes("Vem är B?", [1, 1, 5], found) == ["B är störst."]


def test_a_list_reaches_as_far_as_the_item_that_is_asked_for() -> None:
    (quotation,) = chosen("Vem är N?", [*[1] * 15, 5, 1, 1], listed(15)).quotations
    assert quotation.text.startswith("Parterna är:\n\nA\n")
    assert (quotation.text[-1], quotation.left_out) == ("N", 1)


@pytest.mark.parametrize(
    ("count", "width", "best", "first", "last", "left_out"),
    [
        (12, 1, 11, "Parterna är:", "L", 0),
        (15, 1, 0, "Parterna är:", "L", 3),
        (15, 1, 12, "M", "O", 12),
        (4, 374, 0, "Parterna är:", "D" * 374, 0),
        (4, 375, 0, "Parterna är:", "C" * 375, 1),
    ],
)
def test_a_long_list_is_cut_and_tells_it(
    count: int, width: int, best: int, first: str, last: str, left_out: int
) -> None:
    scores = [5 if i == best + 2 else 1 for i in range(count + 3)]
    (quotation,) = chosen("Vilka är parterna?", scores, listed(count, width)).quotations
    lines = quotation.text.split("\n")
    assert (lines[0], lines[-1], quotation.left_out) == (first, last, left_out)


SAME = [prose("Prästhöjden i Fristad har 29 lägenheter.", id) for id in "abcde"]


def test_the_same_in_several_documents_is_one_quotation_with_at_most_three_more_sources() -> None:
    choice = chosen("Hur många?", [5, 4.9, 2, 1, 0], *SAME)
    (quotation,) = choice.quotations
    assert quotation.span.document == "a"
    assert [source.passage.document for source in quotation.also] == ["b", "c", "d"]
    assert [(w.fate, w.quotation) for w in choice.weighed] == [
        ("quoted", 1),
        *[("also", 1)] * 3,
        ("same", 1),
    ]


def test_the_same_twice_in_a_document_is_no_further_source() -> None:
    text = "Prästhöjden har 29 lägenheter."
    twice = document(SourceBlock("paragraph", text), SourceBlock("paragraph", text))
    choice = chosen("Hur många?", [5, 5], twice)
    assert [quotation.also for quotation in choice.quotations] == [()]
    assert [w.fate for w in choice.weighed] == ["quoted", "same"]


def test_what_only_the_neighbour_says_elsewhere_is_no_further_source() -> None:
    joined = prose("Huset har 29 lägenheter. Taket är grönt av mossa.", "a.md")
    elsewhere = prose("Taket är grönt av mossa.", "b.md")
    choice = chosen("Hur många?", [5, 4.2, 4.1], joined, elsewhere)
    assert [(q.text, q.also) for q in choice.quotations] == [(joined.text, ())]


def test_what_says_little_more_is_not_added() -> None:
    first = prose("Elbussar kör på linje 2 i Borås.", "a.md")
    second = prose("På linje 2 i centrala Borås kör numera tysta elbussar.", "b.md")
    choice = chosen("Hur?", [5, 4.9], first, second)
    assert [(w.fate, w.quotation) for w in choice.weighed] == [("quoted", 1), ("similar", 1)]
    needed = chosen("Hur?", [5, 4.9], first, second, needed={1: ""})  # it answers a part
    assert [(w.fate, w.quotation) for w in needed.weighed] == [("quoted", 1), ("quoted", 2)]


def buses(count: str, id: str, date: str | None, replaced_by: str | None = None) -> Document:
    text = f"På linje 2 kör {count} elbussar."
    return replace(prose(text, id), date=date, replaced_by=replaced_by)


def ranked(scores: Sequence[float], *documents: Document) -> Choice:
    """Return the choice as it is made: first prefer what is valid."""
    found, by_id = evidence(*documents), {document.id: document for document in documents}
    return choose(
        "Hur många?", found, prefer_valid(found, np.array(scores, dtype=float), by_id), by_id
    )


def quoted_documents(scores: Sequence[float], *documents: Document) -> list[str]:
    return [quotation.span.document for quotation in ranked(scores, *documents).quotations]


def test_valid_documents_with_different_figures_are_both_quoted_newest_first() -> None:
    old, new = buses("tio", "old.md", "2021"), buses("tolv", "new.md", "2023-05")
    # odds of 0.0302 and 0.0296 against the best
    assert quoted_documents([5, 1.50], old, new) == ["new.md", "old.md"]
    assert quoted_documents([1.50, 5], old, new) == ["new.md", "old.md"]
    assert quoted_documents([5, 1.48], old, new) == ["old.md"]
    assert quoted_documents([1.48, 5], old, new) == ["new.md"]


def test_three_different_figures_come_newest_first() -> None:
    three = [
        buses(n, f"{d}.md", d) for n, d in (("tio", "2021"), ("elva", "2022"), ("tolv", "2023"))
    ]
    assert quoted_documents([5, 4.8, 4.6], *three) == ["2023.md", "2022.md", "2021.md"]


@pytest.mark.parametrize("date", [None, "2023", "2023-05-01"])
def test_dates_that_do_not_tell_change_nothing(date: str | None) -> None:
    first, second = buses("tio", "a.md", date), buses("tolv", "b.md", "2023-05-01")
    assert quoted_documents([5, 4.9], first, second) == ["a.md", "b.md"]


def test_a_guessed_date_makes_nothing_newer_or_older() -> None:
    old, new = buses("tio", "old.md", "2021"), buses("tolv", "new.md", "2023-05")
    for pair in ((old, replace(new, date_guessed=True)), (replace(old, date_guessed=True), new)):
        assert quoted_documents([5, 4.9], *pair) == ["old.md", "new.md"]


def test_of_the_same_statement_the_newest_is_quoted_and_the_valid_above_all() -> None:
    old, new = buses("tio", "old.md", "2021"), buses("10", "new.md", "2023")
    (quotation,) = ranked([5, 4.9], old, new).quotations
    assert (quotation.span.document, quotation.also[0].passage.document) == ("new.md", "old.md")
    replaced = replace(new, replaced_by="elsewhere.md")
    (quotation,) = ranked([4.9, 5], old, replaced).quotations
    assert (quotation.span.document, quotation.also[0].passage.document) == ("old.md", "new.md")


def test_dates_count_only_between_statements_of_the_same_thing() -> None:
    old = replace(prose("Taket är grönt.", "old.md"), date="2021")
    new = replace(prose("Väggarna är röda.", "new.md"), date="2023")
    assert quoted_documents([5, 4.9], old, new) == ["old.md", "new.md"]


def test_a_replaced_document_does_not_contradict_a_valid_one() -> None:
    valid, replaced = buses("tio", "a.md", "2021"), buses("tolv", "b.md", "2023", "c.md")
    choice = ranked([4.9, 5], valid, replaced)
    assert [quotation.span.document for quotation in choice.quotations] == ["a.md"]
    assert [(w.fate, w.quotation) for w in choice.weighed] == [("quoted", 1), ("replaced", 1)]


OLD = replace(prose("Bussarna är tio.", "old.md"), replaced_by="new.md")
NEW = replace(prose("Det finns tolv fordon.", "new.md"), title="Nya")


@pytest.mark.parametrize(
    ("scores", "first"),
    [
        ((5.0, 4.31), "new.md"),  # odds of 0.502
        ((5.0, 4.30), "old.md"),  # odds of 0.497
        ((4.0, 5.0), "new.md"),
    ],
)
def test_the_successor_goes_first_when_it_answers_nearly_as_well(
    scores: tuple[float, float], first: str
) -> None:
    assert quoted_documents(scores, OLD, NEW)[0] == first


def test_further_quotations_stand_by_passage_in_reading_order() -> None:
    best = prose("Huset är nytt.", "a.md")
    parts = document(
        SourceBlock("paragraph", "Taket är grönt."),
        SourceBlock("paragraph", "Väggen är röd."),
        id="b.md",
    )
    assert quotes("Hur?", [5, 4.5, 4.9], best, parts) == [
        "Huset är nytt.",
        "Taket är grönt.",
        "Väggen är röd.",
    ]
