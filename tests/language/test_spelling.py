"""Reading a question's words as the corpus knows them."""

import unicodedata

import pytest

from klimatsvar.language.spelling import Vocabulary, count_words


def vocabulary_of(*texts: tuple[str, str]) -> Vocabulary:
    """Return the words of texts, each with its language."""
    return Vocabulary(count_words(texts))


CORPUS = vocabulary_of(
    ("Utsläppen av koldioxid i Borås ska minska. Elbussar går, bussarna är nya, kör!", "sv"),
    ("Klimatkontraktet skrevs under av kommunen. Koldioxid, koldioxid!", "sv"),
)


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("utslappen", "utsläppen"),
        ("Boras", "borås"),
        ("kolldioxid", "koldioxid"),
        ("klimatkontarktet", "klimatkontraktet"),
        ("komunen", "kommunen"),
        ("elbusar", "elbussar"),
    ],
)
def test_a_misspelled_word_is_searched_for_as_the_corpus_writes_it(
    typed: str, searched: str
) -> None:
    mended = CORPUS.read(f"Vad är {typed}?")
    assert mended.text == f"Vad är {searched}?"
    assert mended.corrected == ((typed.lower(), searched),)


def test_a_word_that_the_corpus_has_in_any_form_is_left_as_it_is() -> None:
    mended = CORPUS.read("Kommunens buss och bussar")
    assert mended.text == "Kommunens buss och bussar"
    assert mended.corrected == ()


def test_a_word_without_a_near_one_is_left_as_it_is() -> None:
    mended = CORPUS.read("Hur kör man tåget till Kinna 2030?")
    assert mended.text == "Hur kör man tåget till Kinna 2030?"
    assert mended.corrected == ()


NEIGHBOURS = vocabulary_of(
    ("Plats, marken, samhället, sidor, första, klimatlag, laddplatser, får, slänga, Borås.", "sv")
)


@pytest.mark.parametrize(
    "question",
    [
        "Ska bananskalen ligga i plast?",  # not "plats"
        "Vad kostar gasen på macken?",  # not "marken"
        "När öppnar simhallen för skidor?",  # not "samhället", not "sidor"
        "Blev vi utvalda till deras klimatgäng?",  # put together from words; not "klimatlag"
        "Är det far som kör?",  # not "får": who asks has the letter å
    ],
)
def test_a_word_that_the_language_has_is_not_mended(question: str) -> None:
    assert NEIGHBOURS.read(question).text == question


def test_a_compound_may_have_one_fault() -> None:
    one, two = "Ger klimatlagg mera?", "Ger klimatslags mera?"
    assert NEIGHBOURS.read(one).text == "Ger klimatlag mera?"
    assert NEIGHBOURS.read(two).text == two


def test_without_any_marks_a_word_may_be_another_without_its_marks() -> None:
    mended = NEIGHBOURS.read("far man slanga glas i Boras")
    assert mended.text == "får man slänga glas i borås"


def test_in_a_language_that_no_document_has_only_names_are_mended() -> None:
    mended = NEIGHBOURS.read("How far is the first plant from Boras, and its market?")
    assert mended.corrected == (("boras", "borås"),)


def test_short_words_and_first_letters_are_not_mended() -> None:
    mended = CORPUS.read("byssar kö moldioxid")
    assert mended.corrected == ()


LENGTHS = vocabulary_of(("Buss, kabel och kontrakt.", "sv"))


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("bass", "bass"),  # of four letters none may be wrong
        ("kobel", "kabel"),  # of five one
        ("kobal", "kobal"),
        ("kontekt", "kontekt"),  # of seven no second one
        ("kontrekk", "kontrakt"),  # of eight two
        ("konfriko", "konfriko"),  # and no third one
    ],
)
def test_longer_words_may_have_more_faults(typed: str, searched: str) -> None:
    assert LENGTHS.read(typed).text == searched


def test_the_nearest_word_is_meant_and_of_equally_near_ones_the_most_frequent() -> None:
    vocabulary = vocabulary_of(("Kontrast! Kontrakt? Kontrast. Kanot, kanot, kanon.", "sv"))
    assert vocabulary.read("kanox").text == "kanot"
    assert vocabulary.read("kontraxt").text == "kontrast"
    assert vocabulary.read("kontrakk").text == "kontrakt"


def test_a_question_is_stemmed_as_the_languages_of_the_corpus() -> None:
    english = vocabulary_of(("The council plans cycling routes.", "en"))
    mixed = vocabulary_of(("The council plans cycling routes.", "en"), ("Ny cykling", "sv"))
    assert CORPUS.terms("cycling")[0] == "cycling"
    assert english.terms("cycling")[0] == "cycl"
    assert mixed.terms("cycling")[0] == "cycl"
    assert mixed.terms("cykling")[0] == "cykling"


def test_letters_and_marks_apart_are_one_letter() -> None:
    apart = unicodedata.normalize("NFD", "Utsläpp i Borås?")
    vocabulary = vocabulary_of(("Utsläppen i Borås minskar.", "sv"))
    assert vocabulary.read(apart).text == "Utsläpp i Borås?"
    assert vocabulary.read(apart).corrected == ()
