"""Where sentences end, and the words of questions.

The words stand here as well as in the lists, so that one taken out of a list is missed.
"""

import pytest

from klimatsvar.answer.spans import list_around, span_of, with_the_one_before
from klimatsvar.corpus.source import SourceBlock
from klimatsvar.language.sentences import split_sentences
from klimatsvar.language.terms import terms
from weighing import document, evidence


@pytest.mark.parametrize(
    "text",
    [
        *("Se t.ex. Borås.", "Av bl.a. Borås.", "Se e.g. Borås.", "Siehe z.B. Borås.", "Dr. Ek."),
        *("Den 8 dec. 2023.", "Den 8 sept. 2023.", "Den 8. december.", "Ca. 5 ton.", "5 mm. 6."),
    ],
)
def test_a_sentence_goes_on_after_an_abbreviation(text: str) -> None:
    assert len(split_sentences(text)) == 1


@pytest.mark.parametrize(
    "word",
    "a.k.a adr ang anm approx avd avs bitr bl.a bl.a.m bzw ca cirka civ.ing d.v.s dept dir doc dr"
    " dvs e.g enl est ev ex exkl f.d f.n f.ö fig forts fr.o.m fru föreg förf förk gen.sekr ggf gm"
    " gov h.m hr i.e i.o.m i.st i.st.f ing inkl inst inv ip jfr jmf jur kand kap kgl kl kv lic"
    " m.a.o m.h.a m.t mom mr mrs nos nr näml o.likn obs org.nr orgnr p.g.a p.s pga pkt prof prop"
    " resp s s.a.s s.k sekr sid skr ssk stf sthlm särsk t.e.m t.ex t.v tel tex tf tfn trol u.a u.s"
    " ung uppl urspr usw utg v.g vol z.b å.d äv ö.h övers".split(),
)
def test_a_capital_after_an_abbreviation_begins_no_sentence(word: str) -> None:
    assert len(split_sentences(f"Det var {word}. Borås då.")) == 1


@pytest.mark.parametrize(
    "word",
    "apr aug dec e.d e.kr el.dyl f.kr feb febr fre jan jul jun kr lör m.fl m.m mfl milj mm mrd mån"
    " nov o.d o.dyl o.s.v okt ons osv sep sept st sön tis tors".split(),
)
def test_a_capital_after_some_abbreviations_begins_one_and_a_figure_does_not(word: str) -> None:
    assert len(split_sentences(f"Det var {word}. Borås då.")) == 2
    assert len(split_sentences(f"Det var {word}. 2023 då.")) == 1


@pytest.mark.parametrize("text", ["I dec. Sedan.", "Bilar m.m. Sedan.", "I mar. 2023.", "El. Gas."])
def test_a_sentence_ends_after_another(text: str) -> None:
    assert len(split_sentences(text)) == 2


def test_stopwords_are_no_terms() -> None:
    assert terms("vad är det som inte finns, what is the") == []
    assert terms("park") == ["park"]


@pytest.mark.parametrize(
    "begins",
    [
        "Tillsammans utgör de",
        *"De Den Det Detta Denna Dessa Dess Deras Han Hon Hans Hennes Där Då Därtill".split(),
        *"Dessutom It They This These He She There".split(),
    ],
)
def test_a_sentence_that_points_back_is_quoted_with_the_one_before(begins: str) -> None:
    rows = evidence(document(SourceBlock("paragraph", f"Elva bussar går. {begins} har el.")))
    first, second = rows.candidates
    assert with_the_one_before(second).start == first.sentence.start
    assert with_the_one_before(first) == span_of(first)


@pytest.mark.parametrize(
    ("question", "is_listed"),
    [
        *((f"{word} städer?", True) for word in "vilka nämn which list".split()),
        *(("räkna upp städer", True), ("what are the cities?", True), ("och vilka?", True)),
        ("hur många städer?", False),
    ],
)
def test_a_question_for_several_things_brings_the_list(question: str, is_listed: bool) -> None:
    doc = document(SourceBlock("item", "Borås stad."), SourceBlock("item", "Lunds stad."))
    best = evidence(doc).candidates[0]
    assert (list_around(question, best, doc) is not None) is is_listed
