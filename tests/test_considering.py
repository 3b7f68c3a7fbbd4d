"""Considering a question with the real encoder and small corpora of its own."""

from pathlib import Path

import pytest

from klimatsvar.calibration import Calibration
from klimatsvar.considering import Considered, Parts, consider
from klimatsvar.embed import SentenceTransformerEncoder
from klimatsvar.index.store import Index
from klimatsvar.ingest import ingest
from toy import write_corpus

OTHER = "# Parken\n\nViskans park är fem kilometer lång och har många träd."


def considered(
    folder: Path, encoder: SentenceTransformerEncoder, question: str, **texts: str
) -> Considered:
    """Ask a corpus of the given documents and one about something else."""
    corpus = write_corpus(folder / "corpus", park=OTHER, **texts)
    ingest(corpus, folder / "index", encoder, passage_tokens=200)
    parts = Parts(Index.open(folder / "index", encoder), encoder, Calibration.load())
    return consider(question, "sv", [], parts, count=10)


def dated(date: str, text: str) -> str:
    return f"---\ntitle: Bussar {date}\ndate: {date}\n---\n# Elbussar\n\n{text}"


def test_the_same_statement_in_two_documents_is_one_citation_with_two_sources(
    tmp_path: Path, encoder: SentenceTransformerEncoder
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


@pytest.mark.parametrize("newest", ["a", "b"])
def test_two_valid_documents_with_different_figures_are_both_cited_the_newest_first(
    tmp_path: Path, encoder: SentenceTransformerEncoder, newest: str
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


def test_a_list_of_seven_comes_whole(tmp_path: Path, encoder: SentenceTransformerEncoder) -> None:
    names = ("Borås Stad", "Navet", "Energibolaget", "Högskolan", "Viskastrand", "Willys", "Kyrkan")
    items = "\n".join(f"- {name}" for name in names)
    found = considered(
        tmp_path,
        encoder,
        "Vilka parter ingår i omställningsteamet?",
        team=f"# Omställningsteamet\n\nI omställningsteamet ingår dessa parter:\n\n{items}",
    )
    (cited,) = found.shown
    assert cited.quote == "I omställningsteamet ingår dessa parter:\n\n" + "\n".join(names)
    assert (cited.left_out, found.choice is not None) == (0, True)
