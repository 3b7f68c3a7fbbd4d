"""Considering a question with the real encoder and small corpora of its own."""

from dataclasses import replace
from pathlib import Path

import pytest

from klimatsvar.answer.consider import consider
from klimatsvar.answer.fitted import Fitted
from klimatsvar.answer.weigh import Considered, Parts
from klimatsvar.assistant import Assistant
from klimatsvar.index.on_disk import Index
from klimatsvar.ingest.build import ingest
from klimatsvar.model.encoder import Encoder
from toy import write_corpus

OTHER = "# Parken\n\nViskans park är fem kilometer lång och har många träd."


def considered(folder: Path, encoder: Encoder, question: str, **texts: str) -> Considered:
    """Ask a corpus of the given documents and one about something else."""
    corpus = write_corpus(folder / "corpus", park=OTHER, **texts)
    ingest(corpus, folder / "index", encoder, passage_tokens=200)
    parts = Parts(Index.open(folder / "index", encoder), encoder, Fitted.load())
    return consider(question, [], parts, count=10)


def dated(date: str, text: str) -> str:
    return f"---\ntitle: Bussar {date}\ndate: {date}\n---\n# Elbussar\n\n{text}"


def test_the_same_statement_in_two_documents_is_one_citation_with_two_sources(
    tmp_path: Path, encoder: Encoder
) -> None:
    found = considered(
        tmp_path,
        encoder,
        "Hur många elbussar går på linje 2?",
        a=dated("2021-03-01", "På linje 2 i Borås går tolv elbussar."),
        b=dated("2023-05-01", "Det går 12 elbussar på linje 2 i Borås."),
    )
    (cited,) = found.shown
    assert (cited.document, cited.date) == ("b.md", "2023-05-01")
    assert cited.quote == "Det går 12 elbussar på linje 2 i Borås."
    (source,) = cited.also
    assert (source.document, source.date) == ("a.md", "2021-03-01")
    assert source.quote == "På linje 2 i Borås går tolv elbussar."


FAQ = "# Vanliga frågor\n\n## Vad är Gläntan?\n\nBorås Stad hyr ut odlingslotter där. Kön är lång."
ELSEWHERE = "# Odling\n\nGläntan är en park. I Gläntan finns bänkar, träd och en damm."


@pytest.mark.parametrize(
    "question", ["Vad kostar Gläntan?", "vad kostar gläntan", "Vad kostar  ”Gläntan”?!"]
)
def test_what_stands_below_a_heading_that_asks_goes_first(
    tmp_path: Path, encoder: Encoder, question: str
) -> None:
    faq = "# Vanliga frågor\n\n## Vad kostar Gläntan?\n\nKön är lång. Ansök senast i maj."
    found = considered(tmp_path, encoder, question, faq=faq, odling=ELSEWHERE)
    assert found.shown[0].document == "faq.md"
    assert found.shown[0].quote.startswith("Kön är lång.")
    assert found.confidence == 0.9


@pytest.mark.parametrize(
    ("question", "heading"),
    [
        ("Var är Gläntan?", "Vad är Gläntan?"),  # another question
        ("Vad är Gläntan?", "Gläntan"),  # a heading that asks nothing
        ("Vad är Gläntan?", "Vad är Gläntan"),
    ],
)
def test_other_headings_weigh_no_more(
    tmp_path: Path, encoder: Encoder, question: str, heading: str
) -> None:
    faq = FAQ.replace("Vad är Gläntan?", heading)
    found = considered(tmp_path, encoder, question, faq=faq, odling=ELSEWHERE)
    assert not found.below
    assert found.citations[0].document == "odling.md"


def test_a_heading_of_a_replaced_document_weighs_no_more(tmp_path: Path, encoder: Encoder) -> None:
    old = f"---\nreplaced_by: odling.md\n---\n{FAQ}"
    found = considered(tmp_path, encoder, "Vad är Gläntan?", faq=old, odling=ELSEWHERE)
    assert found.citations[0].document == "odling.md"
    assert not found.below


def test_below_the_heading_what_states_something_goes_before_what_announces(
    tmp_path: Path, encoder: Encoder
) -> None:
    text = (
        "# Bussar\n\n## Hur många bussar har Ekvik?\n\nDen här texten handlar om bussarna i Ekvik. "
    )
    answer = considered(
        tmp_path, encoder, "Hur många bussar har Ekvik?", bussar=f"{text}De är sju."
    )
    assert answer.kind == "grounded"
    assert "De är sju." in answer.citations[0].quote


def test_every_question_that_the_starter_corpus_asks_is_answered_below_it(
    assistant: Assistant,
) -> None:
    asked = 0
    documents = assistant.index.documents
    for document in documents.values():
        for block in document.blocks:
            heading = document.text[block.start : block.end]
            if block.kind == "heading" and heading.endswith("?"):
                answer = assistant.ask(heading)
                if heading == "Vad kan du göra?":  # asked of the service
                    assert (answer.kind, answer.reason) == ("reply", "capabilities")
                    continue
                first = answer.citations[0]
                above = [
                    documents[first.document].text[b.start : b.end]
                    for b in documents[first.document].blocks
                    if b.kind == "heading" and b.start < first.start
                ]
                assert above[-1] == heading
                asked += 1
    assert asked > 40


@pytest.mark.parametrize("newest", ["a", "b"])
def test_two_valid_documents_with_different_figures_are_both_cited_the_newest_first(
    tmp_path: Path, encoder: Encoder, newest: str
) -> None:
    dates = {"a": "2021-03-01", "b": "2021-03-01", newest: "2023-05-01"}
    found = considered(
        tmp_path,
        encoder,
        "Hur många elbussar går på linje 2?",
        a=dated(dates["a"], "På linje 2 i Borås går tio elbussar."),
        b=dated(dates["b"], "På linje 2 i Borås går tolv elbussar."),
    )
    first, second = found.shown
    assert (first.document, first.date, second.date) == (f"{newest}.md", "2023-05-01", "2021-03-01")
    assert {first.quote, second.quote} == {
        "På linje 2 i Borås går tio elbussar.",
        "På linje 2 i Borås går tolv elbussar.",
    }


def test_what_comes_second_is_quoted_too_however_sure_the_answer(
    assistant: Assistant, encoder: Encoder
) -> None:
    question = "Hur många ton släpptes ut 1990?"
    parts = Parts(assistant.index, encoder, Fitted.load())
    confidence = consider(question, [], parts, count=40).confidence
    sure = consider(question, [], replace(parts, sure_from=confidence), count=40)
    unsure = consider(question, [], replace(parts, sure_from=1.0), count=40)
    quotes = [cited.quote for cited in sure.citations]
    assert quotes[0] == "1990 – Ton växthusgaser: 471 025; Anmärkning: Första året i jämförelsen"
    assert "2022 – Ton koldioxid: 195 210; Anmärkning: 51 procent lägre än 1990" in quotes[1:]
    assert (sure.kind, unsure.kind) == ("grounded", "possible")
    assert sure.citations == unsure.citations


def test_a_list_of_seven_comes_whole(tmp_path: Path, encoder: Encoder) -> None:
    names = ("Borås Stad", "Navet", "Energibolaget", "Högskolan", "Viskastrand", "Willys", "Kyrkan")
    items = "\n".join(f"- {name}" for name in names)
    found = considered(
        tmp_path,
        encoder,
        "Vilka parter består omställningsteamet av?",
        team=f"# Omställningsteamet\n\nI omställningsteamet ingår dessa parter:\n\n{items}",
    )
    (cited,) = found.shown
    assert cited.quote == "I omställningsteamet ingår dessa parter:\n\n" + "\n".join(names)
    assert (cited.left_out, found.choice is not None) == (0, True)


def test_two_questions_about_different_documents_are_each_answered(assistant: Assistant) -> None:
    parts = Parts(assistant.index, assistant._encoder, Fitted.load())
    free, long = "Är energirådgivningen gratis", "hur lång blir Viskans park?"
    both = consider(f"{free} och {long}", [], parts, count=12)
    alone = [consider(question, [], parts, count=12) for question in (free, long)]
    assert [c.quote for c in both.shown] == [one.shown[0].quote for one in alone]
    assert both.confidence == min(one.confidence for one in alone)
    assert both.evidence
    assert both.choice
    numbered = {w.quotation: w for w in reversed(both.choice.weighed) if w.quotation}
    assert sorted(numbered) == [1, 2]
    assert all(both.evidence.candidates[w.place] is w.candidate for w in numbered.values())
    # the other half has no answer
    camels = "hur många kameler finns på Mars"
    lacking = consider(f"{free} och {camels}?", [], parts, count=12)
    assert lacking.missing == (camels,)
    assert lacking.confidence == alone[0].confidence
    assert [c.quote for c in lacking.shown] == [alone[0].shown[0].quote]
    nothing = consider(f"Vem vann VM i fotboll och {camels}?", [], parts, count=12)
    assert (nothing.kind, nothing.missing) == ("refused", ())


def test_two_questions_that_are_both_answered_are_explained(assistant: Assistant) -> None:
    answer, explanation = assistant.explain(
        "Är energirådgivningen gratis och hur lång blir Viskans park?"
    )
    assert len(answer.citations) == 2
    assert 1 in {sentence.quotation for sentence in explanation.sentences}
