"""Follow-up questions."""

import json
from pathlib import Path

import pytest

from klimatsvar.answer.followup import (
    Search,
    complete,
    is_complete,
    is_elliptical,
    is_short,
    says_nothing,
    search,
)
from klimatsvar.assistant import Assistant

CONVERSATIONS = Path(__file__).parents[1] / "gold" / "conversations.jsonl"
EARLIER = ["Vad är trygghetsboendet Prästhöjden?"]


def found(assistant: Assistant, question: str, history: list[str]) -> Search:
    return search(question, history, assistant._parts.encoder, assistant.index, 40)


@pytest.mark.parametrize(
    ("history", "question", "leans_on"),
    [
        (["Vad är Prästhöjden?"], "Och när invigdes det?", 0),
        (["Vad är Prästhöjden?", "Och när invigdes det?"], "Vem har ritat det?", 0),
        (["Hur många elbussar går det i Borås?"], "När började dom köra?", 0),
        (["Vilken plats fick Borås i Kommunvelometern 2023?"], "Och 2020 då?", 0),
        (["Vilka städer är med i EU:s stadsmission?"], "Hur är det med Malmö?", 0),
        (["Höll Borås koldioxidbudgeten 2021?"], "Varför inte?", 0),
        (["Vad är Viskans park?"], "Och kostnaden?", 0),
        (["Vad är Klimatneutrala Borås 2030?", "Vad är Viskans park?"], "Hur lång blir den?", 1),
        (["Was ist Viable Cities?"], "Wer koordiniert das?", 0),
        (["Ile osób mieszka w Borås?"], "A w samym mieście?", 0),
        (["Vad är Klimatrådet?"], "vem är ordförande där", 0),
        (["Finns det energirådgivare i Borås?"], "Vad kostar de?", 0),
        (["Hur mycket ska bussresorna öka till 2040?"], "Och cyklar?", 0),
        (["Hur många ska cykla i Borås 2030?"], "och 2040 då?", 0),
        (["Vad är Viskans park?", "och 2040 då?"], "Hur lång är den?", 0),
        (["Vad är Viskans park?"], "vem betalar?", 0),
        (["Vad är Viskans park?"], "öppettider?", 0),
        # of what the documents know nothing of
        (["Går det att få bidrag för batterier?"], "Är det gratis?", 0),
        (["Hur förnyar jag mitt pass?"], "Vad kostar det?", 0),
        (["När öppnar badhuset?"], "Är det gratis?", 0),
        (["Vad kostar ett månadskort på bussen?"], "och för barn?", 0),
    ],
)
def test_a_follow_up_is_searched_with_what_it_leans_on(
    assistant: Assistant, history: list[str], question: str, leans_on: int
) -> None:
    made = found(assistant, question, history)
    assert made.text == f"{history[leans_on]} {question}"
    assert made.query.asked == question


@pytest.mark.parametrize(
    "question",
    [
        "Vad är ett klimatkontrakt?",
        "Och vad är Klimatrådet?",
        "får man slänga strumpor i soporna",
        "Vilka skrev under de första klimatkontrakten?",
        "Behöver jag bygglov för solceller?",
        "Hur förnyar jag mitt pass?",
        "Vad kostar ett månadskort på bussen?",
        "När ska Borås vara klimatneutralt?",
        "Vilka återvinningscentraler finns det?",
        "Vem hämtar soporna?",
        "Vad är biogas?",
        "What is Viable Cities?",
        "Ist Borås ein Teil der EU-Mission?",
    ],
)
def test_a_new_topic_is_not_dragged_along(assistant: Assistant, question: str) -> None:
    made = found(assistant, question, ["Vem ritade Prästhöjden?"])
    assert made.text == question
    assert made.hits == found(assistant, question, []).hits


def test_the_figures_hold(assistant: Assistant) -> None:
    rows = [json.loads(line) for line in CONVERSATIONS.read_text("utf-8").splitlines()]
    assert len(rows) == 157
    assert sum(row["follow_up"] for row in rows) == 109
    recognised, first, near = 0, 0, 0
    held = [row for row in rows if row["id"][0] in "def"]
    for row in held:
        made = found(assistant, row["question"], row["history"])
        passages = [assistant.index.passages[hit.passage] for hit in made.hits]
        documents = list(dict.fromkeys(passage.document for passage in passages))
        right = {row["document"], *row["also"]}
        recognised += (made.text != row["question"]) == row["follow_up"]
        first += documents[0] in right
        near += not right.isdisjoint(documents[:3])
    assert abs(recognised - 96) <= 1
    assert abs(first - 92) <= 1
    assert near / len(held) >= 0.95


def test_every_expected_document_has_an_answer(assistant: Assistant) -> None:
    for row in map(json.loads, CONVERSATIONS.read_text("utf-8").splitlines()):
        for document in (row["document"], *row["also"]):
            text = assistant.index.documents[document].text.lower()
            assert any(answer["text"].lower() in text for answer in row["answers"]), row["id"]


@pytest.mark.parametrize(
    "question",
    [
        "Och när invigdes det?",
        "När invigdes det?",
        "Hur många då?",
        "Vem ritade det?",
        "Men varför?",
        "And when did it open?",
        "Vad kostar det?",
        "och 2040 då?",
        "Är det gratis?",
    ],
)
def test_elliptical_words_are_seen(question: str) -> None:
    assert is_elliptical(question)
    assert complete(question, EARLIER) == f"{EARLIER[0]} {question}"


@pytest.mark.parametrize(
    ("question", "short", "whole"),
    [
        ("vem betalar?", True, False),
        ("vem betalar bussen?", True, False),
        ("buss cykel skog?", False, False),  # three words of its own
        ("vem betalar bussen idag?", False, False),
        ("vem betalar Borås?", False, False),
        ("vem är det som betalar bussen?", False, False),
        ("vem är det som ska betala bussen?", False, False),  # it points back
        ("vem är den som ska betala cykelvägen vid skolan?", False, True),
        ("vem ska nu betala cykelvägen vid skolan?", False, True),
        ("vem ska betala cykelvägen vid skolan?", False, False),
    ],
)
def test_short_and_complete_questions_are_told_by_their_words(
    question: str, short: bool, whole: bool
) -> None:
    assert (is_short(question), is_complete(question)) == (short, whole)


@pytest.mark.parametrize(
    ("question", "nothing"),
    [
        ("Är det gratis?", True),
        ("Är det gratis för barn?", False),
        ("Och då?", True),
        ("2040?", True),
        ("och till 2040 då?", True),
        ("och hur blir det till 2040?", False),
        ("Är det Borås?", False),
        ("Finns det laddstolpar?", False),
        ("Vilka laddstolpar fanns det?", False),
        ("Are there chargers?", False),
        ("Is there a charger?", False),
        ("Were there chargers?", False),
        ("Was there a charger?", False),
        ("Is it free?", True),
        ("Gratis?", False),
        ("och för barn?", True),
        ("och för små barn?", False),
        ("och för Borås?", False),
        ("för barn?", False),
    ],
)
def test_what_says_nothing_by_itself_is_told(question: str, nothing: bool) -> None:
    assert says_nothing(question) is nothing


@pytest.mark.parametrize(
    "question",
    [
        "Vilka parter består omställningsteamet av?",
        "Hur mycket ska utsläppen minska per år?",
        "Vad gör det kommunala bolaget Fristadbostäder?",
        "När blev Fristadbostäder fossilfritt?",
        "Vilka mål gäller för cykling 2040?",
    ],
)
def test_complete_words_are_left(question: str) -> None:
    assert not is_elliptical(question)


def test_a_chain_of_follow_ups_leans_on_the_last_complete_question() -> None:
    history = [*EARLIER, "Och när invigdes det?"]
    assert complete("Vem ritade det?", history) == f"{EARLIER[0]} Vem ritade det?"
    assert complete("Vem då?", ["Och när?"]) == "Och när? Vem då?"


def test_a_question_asked_again_is_searched_for_alone(assistant: Assistant) -> None:
    question = "Vilka parter består omställningsteamet av?"
    alone = assistant.ask(question)
    again = assistant.ask(question, [question])
    assert (again.confidence, again.citations) == (alone.confidence, alone.citations)


@pytest.mark.parametrize(
    ("refused", "question"),
    [
        ("När öppnar badhuset?", "Är det gratis?"),
        ("Vad kostar ett månadskort på bussen?", "vem bestämmer det?"),
    ],
)
def test_a_follow_up_to_a_refused_question_stays_with_what_that_was_about(
    assistant: Assistant, refused: str, question: str
) -> None:
    assert assistant.ask(refused).kind == "refused"
    assert assistant.ask(question).kind != "refused"
    assert assistant.ask(question, [refused]).kind == "refused"


def test_the_year_that_is_told_answers_after_one_that_is_not(assistant: Assistant) -> None:
    answer = assistant.ask("och 2023?", ["Vilken plats fick Borås i Kommunvelometern 2025?"])
    assert answer.kind == "grounded"
    assert "sjunde plats i Kommunvelometern 2023" in answer.citations[0].quote
