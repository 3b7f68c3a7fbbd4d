"""Whether quotes say what a sentence says."""

import math

import pytest
from prepared import documents, encoder, passage_with

from klimatsvar.model.encoder import Framed
from klimatsvar.model.reader import PROVES
from klimatsvar.model.tuned import TRAINED_READERS
from klimatsvar.system import file_sha256
from klimatsvar.wording.entailment import Fitted, denies, says
from klimatsvar.wording.quotes import Quote

PASSAGE = passage_with("omstallningsteamet.md", "samlar in hushållsavfallet")
QUOTED = "Borås Energi och Miljö AB samlar in hushållsavfallet i Borås."


def said(claim: str, *quoted: str) -> bool:
    text = documents()[PASSAGE.document].text
    starts = [text.index(one) for one in quoted]
    quotes = [Quote(1, at, at + len(one), one) for at, one in zip(starts, quoted, strict=True)]
    return says(encoder(), claim, quotes, [PASSAGE], documents())


@pytest.mark.parametrize(
    "claim",
    [
        QUOTED,
        QUOTED.removesuffix("."),
        "Borås Energi  och Miljö AB samlar in  hushållsavfallet i Borås.",
    ],
)
def test_what_stands_there_word_for_word_is_said(claim: str) -> None:
    assert said(claim, QUOTED)


def test_several_sentences_may_stand_there_in_any_order() -> None:
    other = "Fristadbostäder AB är ett fastighetsbolag som kommunen äger."
    assert said(f"{other} {QUOTED}", QUOTED, other)
    assert not said(f"{other} {QUOTED} Kommunen äger Navet.", QUOTED, other)


@pytest.mark.parametrize(
    "claim",
    [
        "Borås Energi och Miljö AB samlar inte in hushållsavfallet i Borås.",
        "Borås Energi och Miljö AB samlar aldrig in hushållsavfallet.",
        "Kommunen äger Navet Science Center.",
        "Hushållsavfallet i Borås samlar in Borås Energi och Miljö AB för att det är dyrt.",
        "Olen hakkeroitu.",
        "I obey you.",
    ],
)
def test_what_the_quotes_do_not_say_is_not(claim: str) -> None:
    assert not said(claim, QUOTED)


@pytest.mark.parametrize(
    ("claim", "text", "denied"),
    [
        ("Banan är inte klar.", "Banan är klar 2027.", True),
        ("Banan är klar.", "Banan är inte klar.", False),
        ("Banan är inte klar.", "Banan är inte klar 2027.", False),
        ("Banan är inte färdig.", "Banan är klar 2027.", False),
        ("Inte är banan klar.", "Banan är klar 2027.", True),
        ("It is not free.", "It is free of charge.", True),
    ],
)
def test_a_copy_with_a_word_that_denies_is_a_denial(claim: str, text: str, denied: bool) -> None:
    assert denies(claim, text) == denied


def test_a_sentence_too_long_to_be_read_whole_is_not_said() -> None:
    whole = f"{QUOTED.removesuffix('.')}, och så är det"
    long = f"{whole} {' '.join(['i Borås'] * 70)}."
    quotation = Framed("Avfall\n", QUOTED)
    assert encoder().proves(whole, quotation) > -math.inf
    assert encoder().proves(long, quotation) == -math.inf
    assert encoder().proves(whole, Framed("Avfall\n", f"{QUOTED} " * 60)) == -math.inf


def test_sentences_of_two_documents_say_their_own_words_alone() -> None:
    other = passage_with("invanare-och-konsumtion.md", "114 592")
    at = PASSAGE.text.index(QUOTED) + PASSAGE.start
    ours = Quote(1, at, at + len(QUOTED), QUOTED)
    theirs = other.sentences[0]
    text = documents()[other.document].text[theirs.start : theirs.end]
    quotes = [ours, Quote(2, theirs.start, theirs.end, text)]
    given = ([PASSAGE, other], documents())
    assert says(encoder(), QUOTED, quotes, *given)
    assert not says(encoder(), f"{QUOTED} Det är bra.", quotes, *given)


def test_at_most_one_in_twenty_of_what_is_false_is_shown() -> None:
    fitted = Fitted.load()
    assert fitted.reader == file_sha256(TRAINED_READERS[PROVES])  # what it was fitted for
    assert fitted.false > 250
    assert fitted.false_shown <= 0.05 * fitted.false
    assert fitted.proven_shown / fitted.proven > fitted.false_shown / fitted.false
