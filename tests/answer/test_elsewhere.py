"""Questions about other municipalities than the documents'."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from klimatsvar.answer.elsewhere import is_elsewhere, own_first
from klimatsvar.answer.fitted import Fitted
from klimatsvar.answer.search import make_query, retrieve
from klimatsvar.assistant import Assistant
from klimatsvar.index.on_disk import Index
from klimatsvar.ingest.build import ingest
from klimatsvar.settings import Settings
from toy import ToyEncoder, write_corpus

DOCUMENTS = {
    "buss": "# Bussar i Borås\n\nVarje år ska 16 bussar bytas.",
    "cykel": "# Cykling i Borås\n\nUlricehamn kom på nionde plats bland cykelkommunerna.",
}


def toy_assistant(folder: Path, texts: Mapping[str, str]) -> Assistant:
    """Return one for which whatever is found is an answer, but for questions about elsewhere."""
    corpus = write_corpus(folder / "corpus", **texts)
    ingest(corpus, folder / "index", ToyEncoder(), passage_tokens=50)
    index = Index.open(folder / "index", ToyEncoder())
    settings = Settings(llm=None, sure_from=0.0001, possible_from=0.0001)
    return Assistant(index, ToyEncoder(), Fitted.load(), settings)


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return toy_assistant(tmp_path_factory.mktemp("elsewhere"), DOCUMENTS)


@pytest.mark.parametrize(
    ("question", "elsewhere"),
    [
        ("Hur många bussar ska bytas varje år?", False),
        ("Hur många bussar ska bytas i Borås varje år?", False),
        ("Hur många bussar ska bytas i Alingsås varje år?", True),
        ("hur många bussar ska bytas i goteborg varje år", True),
        ("Ska lika många bussar bytas i Borås som i Alingsås?", False),
        ("Vilken plats bland cykelkommunerna fick Ulricehamn?", False),
        ("Vilken plats bland cykelkommunerna fick Tranemo?", True),
    ],
)
def test_they_get_no_answer(toy: Assistant, question: str, elsewhere: bool) -> None:
    answer = toy.ask(question)
    assert answer.kind == ("refused" if elsewhere else "grounded")
    assert (answer.confidence == 0) == elsewhere


@pytest.mark.parametrize(
    ("named", "elsewhere"),
    [
        ("Tranemos bussar går till Tranemo.", False),
        ("Tranemos bussar går till Höör från Tranemo.", False),
        ("Bussar går till Tranemo.", True),  # once, by the way
        ("Tranemos bussar går från Tranemo till Höör och Eslöv.", True),  # as often as others
    ],
)
def test_a_document_is_about_what_it_names_more_than_all_others(
    tmp_path: Path, named: str, elsewhere: bool
) -> None:
    own = {"tider": f"# Arbetstid\n\n{named}\n\n## Flextid\n\nFlextiden börjar klockan sju."}
    others = {f"skog{i}": f"# Skog {i}\n\nStig {i} går i skog." for i in range(60)}
    index = toy_assistant(tmp_path, own | others).index
    passage = next(one for one in index.passages if "Flextiden" in one.text)
    asked = "När börjar flextiden i Tranemo?"
    query = make_query(asked, asked, ToyEncoder(), index.vocabulary)
    assert is_elsewhere(query, passage, index) == elsewhere


@pytest.mark.parametrize(("passages", "kind"), [(20, "grounded"), (21, "refused")])
def test_what_one_passage_in_twenty_names_is_the_documents_own(
    tmp_path: Path, passages: int, kind: str
) -> None:
    others = {f"skog{i}": f"# Skog {i}\n\nStig {i} går i skog." for i in range(passages - 2)}
    named = "# Natur\n\nFrån Tranemo går en stig genom skog."
    bus = "# Resor\n\nVarje år ska 16 bussar bytas."
    toy = toy_assistant(tmp_path, {**others, "natur": named, "resor": bus})
    assert len(toy.index.passages) == passages
    assert toy.ask("Hur många bussar ska bytas i Tranemo varje år?").kind == kind


def test_it_is_the_follow_up_that_tells_where(assistant: Assistant) -> None:
    own = "Hur mycket ska klimatpåverkan minska varje år enligt koldioxidbudgeten?"
    other = "Hur mycket ska klimatpåverkan minska varje år enligt Alingsås koldioxidbudget?"
    elsewhere = assistant.ask("Och i Alingsås?", [own])
    assert (elsewhere.kind, elsewhere.reason) == ("refused", "other_place")
    assert "16 procent" in assistant.ask("Och i Borås?", [other]).citations[0].quote


@pytest.mark.parametrize(
    ("question", "nearby"),
    [
        (
            "Hur mycket måste Alingsås dra ner varje år enligt sin koldioxidbudget?",
            ["Borås koldioxidbudget säger att klimatpåverkan ska minska med 16 procent varje år."],
        ),
        (
            "Hur många solcellsanläggningar finns i elnätet i Varberg?",
            [
                "Borås Elnät hade 339 solcellsanläggningar i sitt nät i slutet av 2021. "
                "År 2016 fanns 41 solcellsanläggningar i Borås Elnäts nät."
            ],
        ),
    ],
)
def test_it_is_told_and_what_the_documents_say_of_their_own(
    assistant: Assistant, question: str, nearby: list[str]
) -> None:
    answer = assistant.ask(question)
    assert (answer.kind, answer.reason) == ("refused", "other_place")
    assert [citation.quote for citation in answer.nearby] == nearby


EKBY = "# Plan\n\nEkby kommun vill att fler tar buss. Ekby har en buss."
NORRBY = "# Plan\n\nNorrby kommun vill att fler tar buss. Norrby har en buss."
PLANS = {
    "all": "# Buss\n\nAlla kan ta buss.",
    "beside": NORRBY.replace("en buss", "bussar till Ekby").replace("Norrby", "Storby"),
    "ekby": EKBY,
    "norrby": NORRBY,
}


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("buss i ekby", ["all", "beside", "ekby"]),
        ("Norrbys buss", ["all", "norrby"]),
        ("buss i Ekby och Norrby", ["all", "beside", "ekby", "norrby"]),
        ("buss i Söderby", ["all", "beside", "ekby", "norrby"]),
        ("buss", ["all", "beside", "ekby", "norrby"]),
    ],
)
@pytest.mark.parametrize("count", [4, 2])
def test_who_asks_about_one_municipality_is_told_of_it_first(
    tmp_path: Path, question: str, first: list[str], count: int
) -> None:
    corpus = write_corpus(tmp_path / "corpus", **PLANS)
    ingest(corpus, tmp_path / "index", ToyEncoder(), passage_tokens=50)
    index = Index.open(tmp_path / "index", ToyEncoder())
    query = make_query(question, question, ToyEncoder(), index.vocabulary)
    hits = retrieve(query, index, 9)
    told = own_first(query, hits, index, count)
    documents = [index.passages[hit.passage].document.removesuffix(".md") for hit in told]
    assert sorted(hit.passage for hit in told) == sorted(hit.passage for hit in hits)
    if len(first) == len(PLANS):
        assert told == hits
    if count == 4:
        assert sorted(documents[: len(first)]) == first
    else:
        assert {*documents[:2]} <= {*first}
