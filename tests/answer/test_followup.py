"""Follow-up questions."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from klimatsvar.answer.calibration import Calibration, Thresholds, Weighing, Weights
from klimatsvar.answer.evidence import FEATURES, gather
from klimatsvar.answer.followup import FollowUps, Search, instead, search, with_what_it_adds
from klimatsvar.answer.search import make_query, retrieve
from klimatsvar.answer.weights import words_of
from klimatsvar.assistant import Assistant
from klimatsvar.evaluate import read_questions
from klimatsvar.index.on_disk import Index
from klimatsvar.ingest.build import ingest
from toy import ToyEncoder, write_corpus

CONVERSATIONS = Path(__file__).parents[1] / "gold" / "conversations.jsonl"


def found(assistant: Assistant, question: str, history: Sequence[str]) -> Search:
    told = FollowUps.load()
    return search(question, history, assistant._encoder, assistant.index, 40, told)


@pytest.mark.parametrize(
    ("history", "question", "leans_on"),
    [
        (["Vad är Prästhöjden?"], "Och när invigdes det?", 0),
        (["Vad är Prästhöjden?", "Och när invigdes det?"], "Vem har ritat det?", 0),
        (["Hur många elbussar går det i Borås?"], "När började dom köra?", 0),
        (["Vilka städer är med i EU:s stadsmission?"], "Och Malmö då?", 0),
        (["Höll Borås koldioxidbudgeten 2021?"], "Varför inte?", 0),
        (["Vad är Viskans park?"], "Och kostnaden?", 0),
        (["Vad är Klimatneutrala Borås 2030?", "Vad är Viskans park?"], "Hur lång blir den?", 1),
        (["Was ist Viable Cities?"], "Wer koordiniert das?", 0),
        (["Ile osób mieszka w Borås?"], "A w samym mieście?", 0),
        (["Vad är Klimatrådet?"], "vem är ordförande där", 0),
        (["Finns det energirådgivare i Borås?"], "Vad kostar de?", 0),
        (["Hur mycket ska bussresorna öka till 2040?"], "Och cyklar?", 0),
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
    ("after", "question", "asked"),
    [
        ("När fick Göteborg märket?", "Och Borås?", "När fick Borås märket?"),
        ("Är Malmös mål Malmö stads?", "hur är det i Lund", "Är Lunds mål Lund stads?"),
        ("Vilken plats fick vi 2023?", "Och 2020 då?", "Vilken plats fick vi 2020?"),
        ("Hur många ska cykla i Borås 2030?", "och 2040?", "Hur många ska cykla i Borås 2040?"),
        ("When did Malmö get the label?", "And Umeå?", "When did Umeå get the label?"),
        ("När fick Göteborg märket?", "Och Göteborg?", None),
        ("När fick Göteborg märket?", "Varför fick Borås märket?", None),
        ("När fick Göteborg märket?", "Och Borås eller Lund?", None),
        ("Fick Göteborg eller Malmö märket?", "Och Borås?", None),
        ("När kom märket?", "Och Borås?", None),
        ("När fick Göteborg märket?", "Och 2040?", None),
    ],
)
def test_another_place_or_year_is_asked_of_in_the_same_words(
    after: str, question: str, asked: str | None
) -> None:
    assert instead(question, after) == (asked and f"{asked} {question}")


def test_what_is_asked_in_the_same_words_is_searched_for_so(assistant: Assistant) -> None:
    before = "När fick Göteborg EU:s Mission Label?"
    made = found(assistant, "Och Malmö?", [before])
    assert (made.text, made.after, made.in_full) == (
        "När fick Malmö EU:s Mission Label? Och Malmö?",
        before,
        True,
    )
    assert not found(assistant, "Varför?", [before]).in_full


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
    asked = read_questions(CONVERSATIONS)
    assert len(asked) == 215
    assert sum(gold.follow_up for gold in asked) == 149
    recognised, first, near = 0, 0, 0
    held = [gold for gold in asked if gold.id[0] in "def"]
    for gold in held:
        made = found(assistant, gold.question, gold.history)
        passages = [assistant.index.passages[hit.passage] for hit in made.hits]
        documents = list(dict.fromkeys(passage.document for passage in passages))
        recognised += (made.text != gold.question) == gold.follow_up
        first += documents[0] in gold.documents
        near += not set(gold.documents).isdisjoint(documents[:3])
    assert abs(recognised - 94) <= 1
    assert abs(first - 94) <= 2
    assert near / len(held) >= 0.95


def test_a_question_asked_again_is_searched_for_alone(assistant: Assistant) -> None:
    question = "Vilka parter består omställningsteamet av?"
    alone = assistant.ask(question)
    again = assistant.ask(question, [question])
    assert (again.confidence, again.citations) == (alone.confidence, alone.citations)


def test_a_follow_up_to_a_refused_question_stays_with_what_that_was_about(
    assistant: Assistant,
) -> None:
    refused = "Vad kostar ett månadskort på bussen?"
    assert assistant.ask(refused).kind == "refused"
    assert assistant.ask("vem bestämmer det?", [refused]).kind == "refused"


def test_what_has_no_word_of_the_subject_is_no_answer(assistant: Assistant) -> None:
    answer = assistant.ask("Är det gratis?", ["När är Viskans park klar?"])
    assert (answer.kind, answer.reason) == ("refused", "not_told")


def test_what_answered_the_question_before_does_not_answer_again(assistant: Assistant) -> None:
    before = "Vad är Navet?"
    first, again = assistant.ask(before), assistant.ask("Vad kostar det?", [before])
    assert (first.kind, again.kind) == ("grounded", "refused")
    # What its size is no document tells; until the reader knew follow-ups better it was refused.
    size = assistant.ask("Hur stort är det?", [before])
    assert size.kind == "possible"
    parties = "Navet och Science Park Borås är två av de fem parterna i Klimatneutrala Borås 2030."
    assert size.citations[0].quote == parties


def test_what_tells_of_other_places_does_not_answer_for_the_documents_own(
    assistant: Assistant,
) -> None:
    before = "När fick Göteborg EU:s Mission Label?"
    gothenburg = "Oktober 2024: Göteborg, Gävle och Umeå fick EU:s Mission Label"
    assert assistant.ask(before).citations[0].quote.startswith(gothenburg)
    own = assistant.ask("Och Borås?", [before])
    assert [c.quote for c in own.citations if "fick EU:s" in c.quote] == []
    other = assistant.ask("Och Malmö?", [before])
    assert [c.quote for c in other.citations] == [
        "Mars 2024: Malmö fick EU:s Mission Label (Viable Cities, 2024)."
    ]


def test_the_year_that_is_told_answers_after_one_that_is_not(assistant: Assistant) -> None:
    answer = assistant.ask("och 2023?", ["Vilken plats fick Borås i Kommunvelometern 2025?"])
    assert answer.kind == "grounded"
    assert "sjunde plats i Kommunvelometern 2023" in answer.citations[0].quote


def test_what_a_follow_up_adds_is_told_of_each_sentence(tmp_path: Path) -> None:
    encoder = ToyEncoder()
    corpus = write_corpus(
        tmp_path / "corpus",
        bus="# Bussar\n\nBussen går ofta. Den kostar 30 kronor.",
        bath="# Bad\n\nBadet kostar 40 kronor.",
    )
    ingest(corpus, tmp_path / "index", encoder, passage_tokens=50)
    index = Index.open(tmp_path / "index", encoder)
    before, question = "Går bussen?", "Vad kostar de?"
    query = make_query(question, f"{before} {question}", encoder, index.vocabulary)
    alone = gather(query, retrieve(query, index, 6), index)
    weights = Weights({"met": 1.0}, {}, 0.0)
    weighing = Weighing("", weights, weights, Thresholds(0.5, 0.1))
    calibration = Calibration(weighing, weighing)
    weighed = with_what_it_adds(question, before, alone, calibration, index, encoder)
    told = {
        candidate.text: row[FEATURES.index("alone") :].tolist()
        for candidate, row in zip(weighed.candidates, weighed.features, strict=True)
    }
    assert told == {  # alone, subject, subject_unmet, again
        "Bussen går ofta.": [-1, 0, 0, 1],
        "Den kostar 30 kronor.": [0, 0, 0, 0],  # right after one that has the bus
        "Badet kostar 40 kronor.": [1, -1, -1, 0],
    }
    assert (alone.follows_up, weighed.follows_up) == (False, True)
    assert not alone.features[:, FEATURES.index("alone") :].any()


def test_a_follow_up_has_weights_of_its_own() -> None:
    first, follow_up = Calibration.load().first, Calibration.load().follow_up
    added = set(FEATURES[FEATURES.index("alone") :])
    for own, other in ((first.read, follow_up.read), (first.unread, follow_up.unread)):
        assert not added & (own.ranking.keys() | own.confidence.keys())
        assert added & other.ranking.keys()


def test_the_words_of_a_turn_tell_where_they_stand() -> None:
    assert words_of("Och då?") == {"och", "då", "^och", "då$"}
    assert words_of("?!") == frozenset()


@pytest.mark.parametrize(("probability", "leans"), [(0.499, True), (0.501, False)])
def test_a_turn_leans_from_the_threshold_on(probability: float, leans: bool) -> None:
    even = FollowUps("toy-1", (), np.zeros(5), 0.0, probability)
    assert even.told(["En?"], ToyEncoder()) == [leans]


def test_words_and_length_are_weighed() -> None:
    words = FollowUps("toy-1", ("^och",), np.array([0, 0, 0, 0, 0, 2.0]), -1.0, 0.5)
    assert words.told(["Och nu?", "Nu och då?"], ToyEncoder()) == [True, False]
    length = FollowUps("toy-1", (), np.array([0, 0, 0, 1.0, 0]), -0.5, 0.5)
    told = length.told([" ".join(["a"] * n) for n in (5, 6, 12, 13)], ToyEncoder())
    assert told == [False, True, True, True]  # longer ones are as long as twelve


def test_the_last_turn_that_stands_alone_is_leant_on() -> None:
    words = FollowUps("toy-1", ("^och",), np.array([0, 0, 0, 0, 0, 2.0]), -1.0, 0.5)
    encoder = ToyEncoder()
    assert words.leant_on("Och nu?", ["Vad?", "När?", "Och då?"], encoder) == "När?"
    assert words.leant_on("Och nu?", ["Och då?", "Och sen?"], encoder) == "Och då?"
    assert words.leant_on("Nu?", ["Vad?"], encoder) is None
    assert words.leant_on("Och nu?", [], encoder) is None


def test_vectors_of_another_model_tell_nothing() -> None:
    always = FollowUps("another", (), np.zeros(5), 9.0, 0.5)
    assert always.told(["Och nu?"], ToyEncoder()) == [False]
