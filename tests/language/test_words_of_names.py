"""Words that tell names, and names that languages differ in.

The words stand here as well as in the lists, so that one taken out of a list is missed.
"""

import pytest

from klimatsvar.language.name_forms import inflected, known, same
from klimatsvar.language.names import actors_in, names_in, ordinary


@pytest.mark.parametrize("word", "och the on der że što waxaa نعم según außerdem dessutom".split())
def test_a_function_word_is_no_name(word: str) -> None:
    capital = word.capitalize()
    [*names] = names_in(capital)
    assert all(ordinary(name, capital, "sv", frozenset(), frozenset()) for name in names)


def is_ordinary(text: str, language: str, *, name: int = 0) -> bool:
    return ordinary(names_in(text)[name], text, language, frozenset(), frozenset())


@pytest.mark.parametrize(
    "word", "Antalet Sortera Utsläpp Greenhouse Buses Päästöt Emisje Emisije Qashinka".split()
)
def test_a_word_that_begins_answers_is_no_name(word: str) -> None:
    assert is_ordinary(f"{word} x", "sv")
    assert not is_ordinary(f"x {word}", "sv")


@pytest.mark.parametrize(
    ("text", "language", "common"),
    [
        ("mit der Wolke", "de", True), ("in Wolke", "de", False), ("und Rettung", "de", True),
        ("und Rettungen", "de", True), ("und Restmüll", "de", True), ("und Ausstoß", "de", True),
        ("und Ihnen", "de", True), ("und Ihnen", "sv", False), ("Although x", "en", True),
        ("Government x", "en", True), ("Zpq x", "en", False),
    ],
)  # fmt: skip
def test_german_nouns_and_frequent_words_are_no_names(
    text: str, language: str, common: bool
) -> None:
    assert is_ordinary(text, language) is common


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(("Sverige", word) for word in "Sweden ruotsi Schweden Szwed švedska Iswidhan السويد"
          " Suec Швед İsveç سوئد".split()),
        ("EU", "UE"), ("EU", "Euroopan"), ("EU", "الاتحاد"), ("Göteborg", "Gothenburg"),
        ("Göteborg", "غوتنبرغ"), ("Stockholm", "Tukholma"), ("Stockholm", "Sztokholm"),
        ("Stockholm", "Estocolmo"), ("Malmö", "مالمو"), ("Borås", "Boras"), ("Borås", "بوراس"),
        ("Uppsala", "Upsala"), ("Lund", "لوند"), ("Gävle", "غافله"), ("Umeå", "أوميو"),
        ("Helsingborg", "هلسينغبورغ"), ("Linköping", "لينكوبينغ"), ("Örebro", "اوريبرو"),
        ("Västerås", "فيستيروس"), ("Trollhättan", "ترولهتان"), ("Volvo", "فولفو"),
        ("IKEA", "ايكيا"), ("kommun", "municipality"), ("stad", "Stadt"), ("region", "county"),
        ("CO2", "koldioxid"), ("Borås", "وبوراس"), ("Finland", "Suomi"), ("Lund", "Lunds"),
    ],
)  # fmt: skip
def test_two_words_are_one_name(one: str, other: str) -> None:
    assert same(one, other)
    assert same(other, one)
    assert not same("Kalmar", other)


def test_only_names_that_languages_differ_in_are_known() -> None:
    assert known("Tukholma")
    assert not known("Viskan")


@pytest.mark.parametrize(
    "ending",
    "s n en et ens ets ns na nas er ers erna ernas ar arna arnas or orna in ssa ssa sta sta iin an"
    " aan lle lla lla lta on een seen ksi a ta ia ien ina u em om ie i y owi ach ami ow e ima"
    " es".split(),
)
def test_an_ending_inflects_a_name(ending: str) -> None:
    assert inflected(f"lund{ending}", "lund")
    assert not inflected(f"lund{ending}x", "lund")


@pytest.mark.parametrize(
    ("words", "actor"),
    [
        ("regeringen, governments, hallitus, Bundesregierung, rząd, vlada, الحكومة, dowladda,"
         " gobierno", "government"),
        ("staten, statliga, the state, state-owned, valtio, Staat, państwo, država, الدولة",
         "state"),
        ("riksdagen, parliament, eduskunta, Parlament, البرلمان", "parliament"),
        ("länsstyrelsen, County Administrative Board, lääninhallitus", "county board"),
        ("regionen, Västra Götalandsregionen, the region", "region"),
        ("kommunen, stad, stadens, municipality, city, kaupunki, kunta, Gemeinde, Stadt, gmina,"
         " općina, البلدية, degmada, municipio, ayuntamiento", "municipality"),
    ],
)  # fmt: skip
def test_a_word_names_who_acts(words: str, actor: str) -> None:
    for word in words.split(","):
        assert actors_in(f"X {word.strip()} Y") == {actor}
