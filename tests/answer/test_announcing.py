"""Sentences that only announce are never shown as an answer."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from klimatsvar.answer.announcing import Announcing
from klimatsvar.answer.consider import consider
from klimatsvar.answer.evidence import gather
from klimatsvar.answer.fitted import Fitted
from klimatsvar.answer.search import make_query
from klimatsvar.answer.weigh import Parts
from klimatsvar.assistant import Assistant
from klimatsvar.index.on_disk import Index
from klimatsvar.ingest.build import ingest
from klimatsvar.model.encoder import Encoder
from klimatsvar.types import Hit
from toy import write_corpus

GOLD = Path(__file__).parents[1] / "gold" / "announcing.jsonl"


def test_they_are_told_in_documents_that_nothing_was_fitted_on(
    assistant: Assistant, encoder: Encoder
) -> None:
    rows = map(json.loads, GOLD.read_text("utf-8").splitlines())
    label = {(r["document"], r["text"]): r["announces"] for r in rows if "document" in r}
    index = assistant.index
    hits = [Hit(number, 0.0, 0.0, 0.0) for number in range(len(index.passages))]
    evidence = gather(make_query("Vad?", "Vad?", encoder, index.vocabulary), hits, index)
    told = Announcing.load().told(evidence, index, encoder.fingerprint)
    labels = [label.get((c.passage.document, c.text), False) for c in evidence.candidates]
    right = [sum(told[[own is which for own in labels]]) for which in (True, False)]
    assert labels.count(True) == 56
    assert labels.count(False) > 1000
    assert right[0] >= 43
    assert right[1] <= 5  # two say where a figure is from


def test_those_in_other_models_vectors_are_not_told(assistant: Assistant, encoder: Encoder) -> None:
    index = assistant.index
    query = make_query("Vad?", "Vad?", encoder, index.vocabulary)
    evidence = gather(query, [Hit(0, 0.0, 0.0, 0.0)], index)
    announcing = replace(Announcing.load(), threshold=0.0)
    assert announcing.told(evidence, index, encoder.fingerprint).all()
    assert not announcing.told(evidence, index, "another").any()


def test_what_opens_a_document_is_likelier_to_announce(
    assistant: Assistant, encoder: Encoder
) -> None:
    index, announcing = assistant.index, Announcing.load()
    document = "eu-stadsmission.md"
    hits = [
        Hit(number, 0.0, 0.0, 0.0)
        for number in range(len(index.passages))
        if index.passages[number].document == document
    ]
    evidence = gather(make_query("Vad?", "Vad?", encoder, index.vocabulary), hits, index)
    told = announcing.told(evidence, index, encoder.fingerprint)
    assert [
        c.text for c, announces in zip(evidence.candidates, told, strict=True) if announces
    ] == [
        "Den här texten handlar om EU:s uppdrag för klimatneutrala städer och varför Borås inte är "
        "en av EU-städerna."
    ]
    answer = assistant.ask("varför är Borås inte med bland EU-städerna?")
    assert answer.citations[0].quote.startswith("Borås är däremot med i det svenska programmet")


@pytest.mark.parametrize(
    ("states", "announces"),
    [
        ("Rapporten visar att varannan buss går på el.", "Tabell 3 visar bussarna i Ekvik."),
        (
            "Planen visar att bussarnas utsläpp minskade med 12 procent.",
            "Den här planen beskriver bussarna i Ekvik och deras utsläpp.",
        ),
        (
            "The report shows that the buses' emissions fell by 12 per cent.",
            "This report describes the buses in Ekvik.",
        ),
    ],
)
def test_what_states_something_goes_before_what_announces_it(
    states: str, announces: str, tmp_path: Path, encoder: Encoder
) -> None:
    def quoted(text: str) -> tuple[str, list[str]]:
        corpus = write_corpus(tmp_path / "corpus", bussar=f"# Bussarna i Ekvik\n\n{text}")
        ingest(corpus, tmp_path / "index", encoder, passage_tokens=200)
        parts = Parts(Index.open(tmp_path / "index", encoder), encoder, Fitted.load(), 0.001, 0.001)
        found = consider("Hur är det med bussarna i Ekvik?", [], parts, count=10)
        return found.kind, [citation.quote for citation in found.citations]

    assert quoted(f"{announces} {states}") == ("grounded", [states])
    assert quoted(announces)[0] == "refused"
