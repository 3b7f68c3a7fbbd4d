"""Numbers and units in words.

The words stand here as well as in the lists, so that one taken out of a list is missed.
"""

from fractions import Fraction

import pytest

from klimatsvar.language.lists import LANGUAGES, lists
from klimatsvar.language.number_words import runs
from klimatsvar.language.numbers import numbers_in, unit_of


def values(text: str, language: str = "sv") -> list[object]:
    return [sorted(map(str, number.values))[0] for number in numbers_in(text, (), language)]


def vague(word: str) -> set[int]:
    return {int(value) for number in numbers_in(word, (), "sv") if number.vague
            for value in number.values if isinstance(value, Fraction)}  # fmt: skip


@pytest.mark.parametrize(
    "word",
    "en ett ena först one a an ein eine einen einem einer eines eins yksi yhden yhtä jeden jedna"
    " jedno jednego jednej jedną jedan jednog jednom jednu un una uno mid hal kow bir один одна"
    " одне واحد واحدة یک".split(),
)
def test_one_may_be_an_article(word: str) -> None:
    assert vague(word) == {1}


@pytest.mark.parametrize("word", "andra annan second toinen toisen drugi druga drugo".split())
def test_second_may_be_other(word: str) -> None:
    assert vague(word) == {2}


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        *((word, "sv", 1) for word in "första förste first erste ersten ensimmäinen".split()),
        *((word, "sv", 1) for word in "pierwszy prva primero перший ilk koowaad الأول".split()),
        *((word, "so", value) for value, word in enumerate(
            "laba saddex afar shan lix toddoba siddeed sagaal toban".split(), 2)),
        *((word, "so", 10 * tens) for tens, word in enumerate(
            "labaatan soddon afartan konton lixdan toddobaatan siddeetan sagaashan boqol".split(),
            2)),
        *((word, "ar", value) for value, word in enumerate(
            "اثنين ثلاث اربع خمس ست سبع ثمان تسع عشر".split(), 2)),
        *((word, "ar", 10 * tens) for tens, word in enumerate(
            "عشرين ثلاثين اربعين خمسين ستين سبعين ثمانين تسعين".split(), 2)),
        ("ten", "en", 10), ("pet", "bs", 5), ("sto", "pl", 100), ("elf", "de", 11),
        ("diez", "es", 10), ("десять", "uk", 10), ("on", "tr", 10), ("ده", "fa", 10),
        ("hundra och två", "sv", 102), ("twenty and two", "en", 22), ("veinte y dos", "es", 22),
        ("kymmenentuhatta", "fi", 10_000), ("tretusenfemhundra", "sv", 3500),
        ("dreihundertzwei", "de", 302), ("zweitausend", "de", 2000), ("kaksisataa", "fi", 200),
        *((f"tio{tail}", "sv", 10) for tail in (
            "tal tals talet års årig åriga årigt årsperioden dagars veckors månaders timmars del"
            " platsen procentig faldig faldigt dubblas tum meters kilometer").split()),
        ("tenfold", "en", 10), ("zehnjährige", "de", 10), ("zehnjähriger", "de", 10),
    ],
)  # fmt: skip
def test_a_number_word_has_its_value(text: str, language: str, value: int) -> None:
    assert [found for *_, found in runs(text, language)] == [value]


@pytest.mark.parametrize(
    ("text", "language"),
    [("ten", "pl"), ("pet", "sv"), ("sto", "de"), ("elf", "sv"), ("toista", "fi"), ("on", "sv")],
)
def test_a_number_word_of_another_language_is_none(text: str, language: str) -> None:
    assert list(runs(text, language)) == []


@pytest.mark.parametrize(
    ("word", "value"),
    [
        *((word, 12) for word in "dussin dozen dutzend tusina tuzin tuce".split()),
        *((word, 20) for word in "tjog tjoget".split()),
        *((word, 100) for word in "hundra hundred hundert sata stotine مئة مائة".split()),
        *((word, 1000) for word in "tusen thousand tausend tuhat tysiąc hiljada tisuća".split()),
        *((word, 1000) for word in "ألف آلاف الف tkr".split()),
        *((word, 10**6) for word in "miljon million miljoona milion milijun milijon".split()),
        *((word, 10**6) for word in "مليون malyan millón milyon мільйон mn mkr mnkr".split()),
        *((word, 10**9) for word in "miljard billion milliarde miljardi miliard".split()),
        *((word, 10**9) for word in "milijarda مليار milyar mdkr mdr".split()),
    ],
)
def test_a_scale_multiplies(word: str, value: int) -> None:
    assert values(f"3 {word}") == [str(3 * value)]


@pytest.mark.parametrize("word", "mkr mnkr tkr mdkr".split())
def test_a_scale_of_crowns_is_of_crowns(word: str) -> None:
    assert [number.unit for number in numbers_in(f"3 {word}", (), "sv")] == ["SEK"]


@pytest.mark.parametrize(
    "word", "till och eller av to and or of bis und do i na u ja إلى ilaa".split()
)
def test_two_numbers_have_one_unit(word: str) -> None:
    assert [number.unit for number in numbers_in(f"20 {word} 30 ton", (), "sv")] == ["t", "t"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("två tredjedelar", "200/3"), ("fjärdedel", "25"), ("femdel", "20"), ("femtedelar", "20"),
        ("sjättedel", "50/3"), ("åttondel", "25/2"), ("tiondelar", "10"), ("two thirds", "200/3"),
        ("one third", "100/3"), ("quarters", "25"), ("fifth", "20"), ("tenth", "10"),
        *((word, "50") for word in
          "hälften halva halften half puolet hälfte połowa połowę polovinu نصف mitad".split()),
        *((f"{word} meter", "1/2") for word in
          "halv halvt half puoli halber halben halbe halbes pół pola".split()
          if word != "half"),
        ("half an hour", "1/2"),
        *((word, f"times {word[:4]}") for word in
          "dubblas fördubblades halveras tredubblas fyrdubblas doubled twice halved tripled"
          " kaksinkertainen verdoppelt doppelt podwoił udvostručen".split()),
    ],
)  # fmt: skip
def test_a_part_or_a_multiple_is_read(text: str, value: str) -> None:
    assert value in values(text)


UNITS = {
    "percent": "% procent procenten percent prosenttia prozent procentów posto postotak"
    " boqolkiiba porcentaje بالمئة",
    "percentage point": "procentenheter procentpoäng prosenttiyksikköä prozentpunkte",
    "SEK": "kr krona kronor kronorna sek kroonan kruunua kronen koron korony kruna krune karoon"
    " كرونة",
    "EUR": "€ euro euros eur euron euroa eura يورو",
    "USD": "$ dollar dolar",
    "t": "ton tonnes tonne tonnia tonni tonnen tona tone tony tonów tan طن",
    "kg": "kg kilo kilon kilogram",
    "km": "km kilometer kilometre kilometri kilometr كيلومتر",
    "m": "m meter metern meters metre metri metriä metrin metrów metry metra metar متر",
    "cm": "cm centimeter centimetre sentti centymetr zentimeter centimetar",
    "mm": "mm millimeter millimetre millimetri milimetr milimetar مليمتر",
    "GWh": "gwh gigawattimmar", "MWh": "mwh megawattimmar", "kWh": "kWh kilowattimmar",
    "TWh": "twh terawattimmar",
    "degree": "° °C grader degree degrees astetta stopni stepeni grad",
    "year": "år året åren års årig years year yearly vuotta vuoden vuotiaat jahre jahren jahr lat"
    " lata rok roku godina godine sano سنة سنوات عام",
    "month": "månad months kuukautta monat miesiąc mjesec",
    "week": "vecka veckor veckan weeks viikkoa wochen tydzień tygodni sedmice",
    "day": "dag dagar dagarna dygn day days päivää tage tagen tag dni dana dan",
    "hour": "timme hours tuntia stunden godzin sat",
    "minute": "minuter minuuttia",
}  # fmt: skip


@pytest.mark.parametrize(
    ("word", "unit"), [(word, unit) for unit, words in UNITS.items() for word in words.split()]
)
def test_a_word_names_a_unit(word: str, unit: str) -> None:
    assert unit_of(word) == unit


def test_each_listed_word_names_its_unit() -> None:
    for language in LANGUAGES:
        for unit, words in lists(language).units.items():
            for word in words:
                assert unit_of(word.replace("*", "")) == unit


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("40 في المئة", "percent"), ("40 por ciento", "percent"), ("40 per cent", "percent"),
        ("5 punktów procentowych", "percentage point"), ("5 postotnih bodova", "percentage point"),
        ("5 percentage points", "percentage point"), ("5 kommuner med", None),
    ],
)  # fmt: skip
def test_two_words_name_a_unit(text: str, unit: str | None) -> None:
    assert [number.unit for number in numbers_in(text, (), "sv")] == [unit]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("12² miljoner kronor", 12_000_000, "SEK"),
        ("15¹,² procent", 15, "percent"),
        ("15ᵃ procent", 15, "percent"),
        ("12ᵃ,ᵇ miljoner kronor", 12_000_000, "SEK"),
        ("2035¹ ska", 2035, None),
        ("2035¹", 2035, None),
        ("30 m²", 30, None),
        ("30 m2", 30, None),
        ("5 m3 vatten", 5, None),
        ("10⁶ kWh", 10, None),
    ],
)
def test_a_footnote_s_mark_stands_between_a_number_and_its_unit(
    text: str, value: int, unit: str | None
) -> None:
    [number] = numbers_in(text, (), "sv")
    assert (number.values, number.unit) == (frozenset([Fraction(value)]), unit)
