"""Fusing dense and lexical search."""

from pathlib import Path

import pytest

from klimatsvar.answer.search import LEXICAL_WEIGHT, make_query, retrieve
from klimatsvar.index.on_disk import Index
from klimatsvar.ingest.build import index_documents, ingest
from toy import ToyEncoder, write_corpus
from weighing import prose


@pytest.fixture
def index(tmp_path: Path) -> Index:
    corpus = write_corpus(
        tmp_path / "corpus",
        a="# A\n\nTa buss till jobbet.",
        b="# B\n\nTa buss och cykel till skolan.",
        c="# C\n\nKommunens parkering kostar pengar.",
    )
    ingest(corpus, tmp_path / "index", ToyEncoder(), passage_tokens=50)
    return Index.open(tmp_path / "index", ToyEncoder())


def test_hits_are_ranked_by_cosine_and_shared_words(index: Index) -> None:
    hits = retrieve(make_query("buss", "buss", ToyEncoder(), index.vocabulary), index, 3)
    assert [hit.passage for hit in hits] == [0, 1, 2]
    assert [hit.dense for hit in hits] == pytest.approx([1, 0.5**0.5, 0])
    assert hits[2].lexical == 0
    for hit in hits:
        assert hit.score == pytest.approx(hit.dense + LEXICAL_WEIGHT * hit.lexical)


def test_a_word_alone_can_find_a_passage(index: Index) -> None:
    hits = retrieve(make_query("parkering", "parkering", ToyEncoder(), index.vocabulary), index, 1)
    assert hits[0].passage == 2
    assert hits[0].lexical > 0.4


def test_a_hundred_passages_are_taken_from_a_search(tmp_path: Path) -> None:
    documents = [prose("Ta buss.", f"{number}.md") for number in range(101)]
    index = index_documents(documents, tmp_path, ToyEncoder(), passage_tokens=50)
    # None has a word of it: only its vector is near.
    query = make_query("minibussen", "minibussen", ToyEncoder(), index.vocabulary)
    hits = retrieve(query, index, 200)
    assert [(hit.dense, hit.lexical) for hit in hits] == [(1, 0)] * 100


def test_a_document_can_be_left_out(index: Index) -> None:
    hits = retrieve(
        make_query("buss", "buss", ToyEncoder(), index.vocabulary), index, 3, without=["a.md"]
    )
    assert [hit.passage for hit in hits] == [1, 2]


def test_names_and_numbers_of_a_question(index: Index) -> None:
    question = "Vad gör Klimatrådet 2030 på varje m2?"
    query = make_query(question, question, ToyEncoder(), index.vocabulary)
    assert query.names == ("klimatrad", "2030")


def test_a_replaced_document_ranks_below_its_successor(tmp_path: Path) -> None:
    corpus = write_corpus(
        tmp_path / "corpus",
        a="# A\n\nTa buss till jobbet.",
        b="# B\n\nTa buss och cykel till skolan.",
        c="# C\n\nTa buss, cykel och skog hem.",
        d="# D\n\nIngenting om resor.",
    )
    (corpus / "dokument.csv").write_text("fil;ersätts av\na.md;b.md\nb.md;c.md\n", "utf-8")
    ingest(corpus, tmp_path / "index", ToyEncoder(), passage_tokens=50)
    index = Index.open(tmp_path / "index", ToyEncoder())
    hits = retrieve(make_query("buss", "buss", ToyEncoder(), index.vocabulary), index, 4)
    assert [index.passages[hit.passage].document for hit in hits] == [
        "c.md",
        "b.md",
        "a.md",
        "d.md",
    ]
    assert hits[0].score - hits[1].score == pytest.approx(1e-6)
    assert hits[1].score - hits[2].score == pytest.approx(1e-6)
    # Without its successor it is found as before; a link of the chain may be missing.
    hits = retrieve(
        make_query("buss", "buss", ToyEncoder(), index.vocabulary), index, 4, without=["c.md"]
    )
    assert [index.passages[hit.passage].document for hit in hits] == ["b.md", "a.md", "d.md"]
    hits = retrieve(
        make_query("buss", "buss", ToyEncoder(), index.vocabulary), index, 4, without=["b.md"]
    )
    assert [index.passages[hit.passage].document for hit in hits] == ["c.md", "a.md", "d.md"]


def test_documents_that_replace_each_other_are_both_found(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus", a="# A\n\nTa buss.", b="# B\n\nBuss och cykel.")
    (corpus / "dokument.csv").write_text("fil;ersätts av\na.md;b.md\nb.md;a.md\n", "utf-8")
    ingest(corpus, tmp_path / "index", ToyEncoder(), passage_tokens=50)
    index = Index.open(tmp_path / "index", ToyEncoder())
    assert len(retrieve(make_query("buss", "buss", ToyEncoder(), index.vocabulary), index, 4)) == 2


def test_questions_meet_documents_of_several_languages(tmp_path: Path) -> None:
    corpus = write_corpus(
        tmp_path / "corpus",
        a="---\nlanguage: en\n---\n# A\n\nThe councils plan more cities.",
        b="# B\n\nKommunen bygger fler cyklar.",
    )
    ingest(corpus, tmp_path / "index", ToyEncoder(), passage_tokens=50)
    index = Index.open(tmp_path / "index", ToyEncoder())
    for asked, stems in [("planned by councils", ("plan", "council")), ("cykeln", ("cykeln",))]:
        query = make_query(asked, asked, ToyEncoder(), index.vocabulary)
        assert tuple(term for term in query.terms if term[0] != "#") == stems
    query = make_query("planned", "planned", ToyEncoder(), index.vocabulary)
    assert [hit.lexical > 0 for hit in retrieve(query, index, 2)] == [True, False]
