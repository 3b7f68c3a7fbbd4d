"""Whole answers, in pairs: the same documents asked for two things that are easily taken for one
another. With the real encoder.
"""

from dataclasses import replace

import pytest

from klimatsvar.answer.consider import consider
from klimatsvar.answer.fitted import Fitted
from klimatsvar.answer.halves import Half, asks, halves, missing
from klimatsvar.answer.weigh import Parts
from klimatsvar.assistant import Assistant
from klimatsvar.index.on_disk import Index
from klimatsvar.ingest.build import ingest
from klimatsvar.model.encoder import Encoder
from toy import write_corpus

DOCUMENTS = {
    "mal": """# Utsläpp i Ekvik

## Målet

Utsläppen i Ekvik ska minska med 60 procent från 2010 till 2030. Målet antogs i mars 2022.

## Hur det har gått

Utsläppen i Ekvik har minskat med 31 procent från 2010 till 2023. Det är långsammare än planerat.

## Regionen

Utsläppen i hela regionen ska minska med 80 procent från 1990 till 2030. Regionens egna utsläpp har
minskat med 44 procent.""",
    "sol": """# Solel i Ekvik

År 2021 fanns det 210 solcellsanläggningar i Ekvik. År 2022 fanns det 288 anläggningar. År 2023
fanns det 401 anläggningar. Till 2027 ska det finnas 900.""",
    "buss": """# Byabussen

Byabussen går i hela kommunen måndag till fredag klockan 07–18. En resa kostar 30 kronor. Barn under
tolv år åker gratis. Bussen bokas på telefon 033-12 34 56 senast två timmar innan.""",
    "stod": """# Bidrag för oljepannor

Den som byter ut sin oljepanna får 15 000 kronor i bidrag. Det gäller bara villor. Bidraget söks hos
energirådgivaren.""",
    "ort": """# Ekvik

Ekvik hade 9 820 invånare 2023. Av dem bodde 4 100 i tätorten.""",
    "insats": """# Det här gör kommunen

Kommunen satsar på tre saker under 2026:

- nya cykelvägar till skolorna
- solceller på sporthallen

Så här följer vi upp arbetet. Uppföljningen görs varje år i april av klimatutskottet.""",
    "bygd": """# Bygdepengen

Bygdepengen ges till

- cykelställ och laddstolpar
- byte av belysning i bygdegårdar""",
    "plan": """# Handlingsplan

| Åtgärd | Ansvarig | Klart |
| --- | --- | --- |
| Byta till LED i gatubelysningen | Tekniska nämnden | 2026 |
| Kartlägga matsvinn | Barnnämnden | 2025 |""",
}
BUS = "Byabussen går i hela kommunen måndag till fredag klockan 07–18."
PRICE = "En resa kostar 30 kronor."
BOOKED = "Bussen bokas på telefon 033-12 34 56 senast två timmar innan."


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Parts:
    folder = tmp_path_factory.mktemp("whole")
    corpus = write_corpus(folder / "corpus", **DOCUMENTS)
    ingest(corpus, folder / "index", encoder, passage_tokens=200)
    return Parts(Index.open(folder / "index", encoder), encoder, Fitted.load())


def quoted(question: str, parts: Parts, *history: str) -> list[str]:
    """Return what is quoted when the answer is sure: else more is."""
    parts = replace(parts, sure_from=0.0)
    cited = consider(question, history, parts, count=12).citations
    return [" ".join(citation.quote.split()) for citation in cited]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        # a target is not an outcome
        ("Hur mycket ska utsläppen i Ekvik minska till 2030?", "ska minska med 60 procent"),
        ("Hur mycket har utsläppen i Ekvik minskat?", "har minskat med 31 procent"),
        # the municipality's own is not the region's
        ("Hur mycket ska regionens utsläpp minska?", "ska minska med 80 procent"),
        ("Hur mycket har regionen själv minskat sina utsläpp?", "har minskat med 44 procent"),
        # the year asked for is the year answered
        ("Hur många solcellsanläggningar fanns det 2021?", "210 solcellsanläggningar"),
        ("Hur många solcellsanläggningar fanns det 2022?", "288 anläggningar"),
        # a row with its header
        ("När ska gatubelysningen vara bytt till LED?", "Klart: 2026"),
        ("Vem kartlägger matsvinnet?", "Ansvarig: Barnnämnden"),
        # a list with its lead-in
        (
            "Vad satsar kommunen på under 2026?",
            "Kommunen satsar på tre saker under 2026: nya cykelvägar till skolorna solceller på "
            "sporthallen",
        ),
        (
            "Vilka saker kan man få bygdepeng för?",
            "Bygdepengen ges till cykelställ och laddstolpar byte av belysning i bygdegårdar",
        ),
        # a sentence that points back with the one before it
        (
            "Gäller bidraget för oljepanna även lägenheter?",
            "Den som byter ut sin oljepanna får 15 000 kronor i bidrag. Det gäller bara villor.",
        ),
        ("Hur mycket folk bor det i Ekvik?", "Ekvik hade 9 820 invånare 2023. Av dem bodde 4 100"),
        # a sentence that announces with the one after it
        (
            "Hur följs arbetet upp?",
            "Så här följer vi upp arbetet. Uppföljningen görs varje år i april av klimatutskottet.",
        ),
    ],
)
def test_what_is_quoted_first_answers(question: str, answer: str, parts: Parts) -> None:
    assert answer in quoted(question, parts)[0]


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        ("Vad kostar byabussen?", [PRICE]),
        ("Vad kostar byabussen och när går den?", [f"{BUS} {PRICE}"]),
        ("Hur bokar jag byabussen och vad kostar den?", [f"{BUS} {PRICE}", BOOKED]),
        # the second half has no answer
        ("Vad kostar byabussen och vilken färg har den?", [PRICE]),
        # ... or the first
        ("Vilken färg har byabussen och vad kostar den?", [PRICE]),
        # two questions, each of which stands alone
        (
            "Hur många invånare har Ekvik och vad kostar byabussen?",
            ["Ekvik hade 9 820 invånare 2023. Av dem bodde 4 100 i tätorten.", PRICE],
        ),
        # a list, with the line that announces it, beside what answers the other half
        (
            "Vad kostar byabussen och vilka saker kan man få bygdepeng för?",
            [
                PRICE,
                "Bygdepengen ges till cykelställ och laddstolpar byte av belysning i bygdegårdar",
            ],
        ),
        # one row answers both; "när är det klart?" alone fits each row
        (
            "Vem kartlägger matsvinnet och när är det klart?",
            ["Kartlägga matsvinn – Ansvarig: Barnnämnden; Klart: 2025"],
        ),
    ],
)
def test_both_halves_of_a_question_are_answered(
    question: str, answers: list[str], parts: Parts
) -> None:
    assert quoted(question, parts) == answers


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        (
            "Vad blir klart först, gatubelysningen eller matsvinnet?",
            ["Kartlägga matsvinn", "Byta till LED i gatubelysningen"],
        ),
        (
            "Ansvarar barnnämnden för matsvinnet eller gatubelysningen?",
            ["Kartlägga", "Byta till LED"],
        ),
        # each is asked what it is
        (
            "Vad är skillnaden mellan byabussen och bygdepengen?",
            ["Byabussen går i hela kommunen", "Bygdepengen ges till"],
        ),
        ("Vad är skillnaden mellan pendeltåget och bygdepengen?", ["Bygdepengen ges till"]),
        # ... or the same as the other
        (
            "Ska regionen minska utsläppen mer än Ekvik?",
            ["Utsläppen i hela regionen ska minska", "Utsläppen i Ekvik ska minska"],
        ),
        (
            "Hur många solcellsanläggningar fanns det 2021 jämfört med 2031?",
            ["År 2021 fanns det 210"],
        ),
        # of itself, where the whole is about another municipality
        ("Har Ekvik fler invånare än Malmö?", ["Ekvik hade 9 820 invånare 2023."]),
        # nothing tells of the other, or what is quoted has both
        ("Byts gatubelysningen eller trafikljusen till LED?", ["Byta till LED"]),
        ("Fanns det 288 anläggningar 2022 eller 2023?", ["År 2022 fanns det 288 anläggningar. År"]),
        # the sentence that decides
        ("Kostar byabussen något för barn?", ["Barn under tolv år åker gratis."]),
        ("Gäller bidraget för oljepannor villor?", ["Den som byter ut sin oljepanna"]),
    ],
)
def test_a_comparison_has_both_sides_and_yes_or_no_what_decides(
    question: str, answers: list[str], parts: Parts
) -> None:
    told = quoted(question, parts)
    begins = [quote.startswith(answer) for quote, answer in zip(told, answers, strict=True)]
    assert all(begins), told


@pytest.mark.parametrize(
    ("question", "lacking"),
    [
        ("Vad kostar byabussen och finns det wifi ombord?", ("finns det wifi ombord",)),
        ("Vad kostar byabussen och vilken färg har den?", ("vilken färg har den",)),
        ("Vilken färg har byabussen och vad kostar den?", ("Vilken färg har byabussen",)),
        ("Vad kostar pendeltåget och vad kostar byabussen?", ("Vad kostar pendeltåget",)),
        ("Vilken färg har byabussen och vem kör den?", ()),  # then the whole is what is answered
        # what states something is no part
        ("Jag är pensionär och vill åka byabussen. Vad kostar den?", ()),
        # of two that are compared
        ("Vad är skillnaden mellan pendeltåget och bygdepengen?", ("pendeltåget",)),
        ("Vad är skillnaden mellan byabussen och bygdepengen?", ()),
        ("Har Ekvik fler invånare än Malmö?", ("Malmö",)),
        ("Hur många solcellsanläggningar fanns det 2021 jämfört med 2031?", ("2031",)),
        ("Kostar byabussen mer än taxi?", ()),  # no name: other words may tell of it
        ("Kostar byabussen eller pendeltåget 30 kronor?", ()),  # for one of the two
        ("Vad kostar byabussen och när går den?", ()),
        # the line above the list tells the second part
        ("Får bygdegårdarna ny belysning och vad ges den till?", ()),
        ("Vem kartlägger matsvinnet och när är det klart?", ()),
        ("Vad kostar byabussen och när?", ()),  # a bare word can't be weighed
        ("Vad kostar byabussen och pendeltåget?", ()),  # no question by itself
        ("Vad kostar byabussen?", ()),
    ],
)
def test_a_part_without_an_answer_is_missing(
    question: str, lacking: tuple[str, ...], parts: Parts
) -> None:
    assert consider(question, [], parts, count=10).missing == lacking


@pytest.mark.parametrize(
    ("question", "parted"),
    [
        ("Vad kostar det, och när går den?", ["Vad kostar det", "när går den?"]),
        ("What does it cost and when?", ["What does it cost", "when?"]),
        ("Vem har sagt ja till planen?", ["Vem har sagt ja till planen?"]),
        ("Vad är fjärrvärme?", ["Vad är fjärrvärme?"]),
        ("Vad och när och var och hur?", ["Vad", "när", "var och hur?"]),
    ],
)
def test_a_question_is_parted_where_it_goes_on(question: str, parted: list[str]) -> None:
    assert halves(question) == parted


@pytest.mark.parametrize(
    ("part", "is_one"),
    [
        ("vad kostar den", True),
        ("Vad är det?", True),
        ("can I rent it?", True),
        ("när?", False),
        ("tåget", False),
        ("tåget är sent", False),
        ("", False),
        ("?", False),
    ],
)
def test_which_parts_ask_something(part: str, is_one: bool) -> None:
    assert asks(part) is is_one


@pytest.mark.parametrize(
    "begins",
    """jag du han hon den det de vi ni man en ett min mitt mina din ditt dina sin sitt sina denna
    detta dessa i you it we the a an my its this that there""".split(),
)
def test_what_states_something_asks_nothing(begins: str) -> None:
    assert not asks(f"{begins.capitalize()} är klar")


@pytest.mark.parametrize(
    ("confidence", "ahead", "named", "is_quoted", "is_missing"),
    [
        (0.15, 0.5, False, True, False),
        (0.149, 0.5, False, False, True),
        (0.149, 0.5, True, False, False),
        (0.15, 0.49, False, False, False),  # what the whole is answered by answers the part too
    ],
)
def test_a_part_is_answered_from_a_confidence_on_and_by_another_sentence_if_that_is_better(
    confidence: float, ahead: float, named: bool, is_quoted: bool, is_missing: bool
) -> None:
    half = Half("vem ritade det?", 0, ahead, confidence, named)
    assert (half.finds_its_own, half.is_missing) == (is_quoted, is_missing)
    answered = Half("När invigdes det", 0, 0.0, 0.9, False)
    assert missing([answered, half]) == (("vem ritade det",) if is_missing else ())


@pytest.mark.parametrize(
    ("before", "question", "answer"),
    [
        ("När går byabussen?", "och för barn?", "Barn under tolv år åker gratis."),
        ("När går byabussen?", "hur bokar jag?", BOOKED),
        (
            "Hur många solcellsanläggningar fanns det 2021?",
            "Och 2023?",
            "År 2023 fanns det 401 anläggningar.",
        ),
        (
            "Hur mycket får man i bidrag för oljepannor?",
            "var söker man?",
            "Bidraget söks hos energirådgivaren.",
        ),
    ],
)
def test_a_follow_up_is_answered_by_what_it_adds(
    before: str, question: str, answer: str, parts: Parts
) -> None:
    assert quoted(question, parts, before)[0] == answer


def test_what_came_of_a_target_is_told_after_it(parts: Parts) -> None:
    told = quoted("Hur har det gått?", parts, "Hur mycket ska utsläppen i Ekvik minska till 2030?")
    assert (
        "Utsläppen i Ekvik har minskat med 31 procent från 2010 till 2023. Det är långsammare än "
        "planerat."
    ) in told


def test_a_follow_up_is_not_answered_about_something_else(parts: Parts) -> None:
    asked = consider("Är det gratis?", ["Hur många bor i Ekvik?"], parts, count=12)
    assert asked.kind == "refused"


def test_a_part_that_leans_on_the_first_is_answered(
    assistant: Assistant,
) -> None:
    answer = assistant.ask("Hur stor är koldioxidbudgeten och vem bestämde den?")
    first = "Kommunfullmäktige beslutade om koldioxidbudgeten den 13 december 2019"
    assert answer.citations[0].quote.startswith(first)
    assert answer.missing == ()


def test_a_part_that_leans_on_the_first_is_read_with_what_that_is_about(
    assistant: Assistant,
) -> None:
    answer = assistant.ask("När invigdes Prästhöjden och vem ritade det?")
    architect = "Prästhöjdens arkitekt är Magnus Almung på Tengbom, enligt Rödfärgspriset."
    assert architect in [citation.quote for citation in answer.citations]
    assert [citation.number for citation in answer.citations] == [1, 2, 3]
    assert answer.missing == ()


def test_how_two_differ_is_answered_by_what_each_is(assistant: Assistant) -> None:
    answer = assistant.ask("Vad är skillnaden mellan Klimatrådet och omställningsteamet?")
    council, team = [citation.quote for citation in answer.citations]
    assert answer.kind == "grounded"
    assert council.startswith("Klimatrådet är en politisk beredning")
    assert team.startswith("I omställningsteamet ingår Borås Stad")
    assert answer.missing == ()
