"""The word lists: each file is whole, and no word of it means two things."""

from collections import defaultdict
from importlib.resources import files

import pytest

from klimatsvar.language.letters import fold, plain, without_marks
from klimatsvar.language.lists import LANGUAGES, Lists, any_of, everywhere, lists, read, whole_words
from klimatsvar.language.months import month_numbers

WORDS = files("klimatsvar.language").joinpath("words")
SWEDISH = WORDS.joinpath("sv.toml").read_text("utf-8")


def test_there_is_a_file_for_each_language() -> None:
    assert tuple("ar bs de en es fa fi pl so sv tr uk".split()) == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_has_every_key(language: str) -> None:
    assert isinstance(lists(language), Lists)
    assert all(lists(language).dates.months)


@pytest.mark.parametrize(
    ("given", "wrong", "message"),
    [
        ("month_endings =", "month_ending =", "dates.month_endings: Field required"),
        ("month_endings =", "month_ending =", "dates.month_ending: Unexpected keyword argument"),
        ('denials = "inte, ej', 'denials = "inte, ej, inte', "more than once: inte"),
        ('denials = "inte, ej', 'denials = "Inte, ej', "not in lower case: Inte"),
        ('denials = "inte, ej', 'denials = "inte,, ej', "two commas with nothing between"),
        ('    "december",\n', "", "dates.months: "),
        ('\nkg = "kg', '\npound = "lb"\nkg = "kg', "units.pound.[key]: "),
        ("read_everywhere = true", 'read_everywhere = "ja, visst"', "numbers.read_everywhere: "),
    ],
)
def test_a_faulty_file_is_refused_with_its_name_and_the_key(
    given: str, wrong: str, message: str
) -> None:
    assert SWEDISH.count(given) == 1
    with pytest.raises(ValueError, match=r"^xx\.toml: ") as refused:
        read(SWEDISH.replace(given, wrong), "xx.toml")
    assert message in str(refused.value)


def test_a_new_language_needs_only_its_file() -> None:
    danish = read(SWEDISH.replace('denials = "inte, ej', 'denials = "ikke, ej'), "da.toml")
    assert danish.statements.denials[:2] == ("ikke", "ej")


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_that_are_compared_alike_stand_once(language: str) -> None:
    own = lists(language)
    for words, compared in (
        (own.names.function_words, plain),
        (own.names.subjects, plain),
        (own.questions.stopwords, str),
        *((words, fold) for words in own.names.translated.values()),
        *((words, plain) for words in own.units.values()),
        *((words, plain) for words in own.numbers.scales.values()),
    ):
        assert len({compared(word) for word in words}) == len(words)


def test_no_word_is_two_months_days_numbers_units_or_names() -> None:
    meanings: dict[tuple[str, str], set[object]] = defaultdict(set)
    for language in LANGUAGES:
        own = lists(language)
        for month, number in month_numbers(language).items():
            meanings["month", month].add(number)
        for day, forms in enumerate(own.dates.weekdays):
            for form in forms:
                meanings["day", form].add(day)
        for kind, table in (
            ("scale", own.numbers.scales),
            ("number", own.numbers.words),
            ("unit", own.units),
            ("name", own.names.translated),
        ):
            for meaning, words in table.items():
                for word in words:
                    meanings[kind, plain(word)].add(meaning)
    assert {key: found for key, found in meanings.items() if len(found) > 1} == {}


def test_signs_stand_for_letters() -> None:
    assert whole_words(["kein*"]).search("Kein Bus, keinesfalls")
    assert not whole_words(["förbj?*"]).search("förbj")
    assert whole_words(["förbj?*"]).search("är FÖRBJUDET")
    assert whole_words(["ning[uú]n*"]).findall("ningun ningúna ningan") == ["ningun", "ningúna"]
    assert whole_words(["$*"]).search("$") is None  # no word begins with a sign
    assert whole_words(["t.ex"]).search("taex") is None


def test_the_longest_word_is_found_and_no_word_finds_nothing() -> None:
    assert whole_words(["no", "no more"]).findall("no more") == ["no more"]
    assert any_of([]) == "(?!)"
    assert whole_words([]).search("allt") is None


def test_words_of_all_languages_are_gathered_once() -> None:
    function_words = everywhere(lambda own: own.names.function_words)
    assert function_words.count("i") == 1
    assert {"och", "und", "i"} <= {*function_words}


@pytest.mark.parametrize(
    ("word", "bare", "folded", "compared"),
    [
        ("Borås", "Boras", "boras", "borås"),
        ("Straße", "Straße", "strasse", "strasse"),
        ("ﬁnska", "finska", "finska", "finska"),
        ("Łódź", "Łodz", "łodz", "łódź"),
        ("أبريل", "ابريل", "ابريل", "ابريل"),
        ("ثَلاثة", "ثلاثة", "ثلاثة", "ثلاثة"),
        ("ABC", "ABC", "abc", "abc"),
    ],
)
def test_letters_are_compared_without_marks_or_case(
    word: str, bare: str, folded: str, compared: str
) -> None:
    assert (without_marks(word), fold(word), plain(word)) == (bare, folded, compared)
