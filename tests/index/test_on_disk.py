"""Index generations on disk."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from klimatsvar.errors import IndexDamagedError, IndexMismatchError, IndexMissingError
from klimatsvar.index.on_disk import Index, current_generation
from klimatsvar.index.texts import Texts
from klimatsvar.ingest.build import ingest
from klimatsvar.language.terms import terms
from toy import ToyEncoder, write_two


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_two(tmp_path / "corpus")


@pytest.fixture
def index(corpus: Path, tmp_path: Path) -> Path:
    build(corpus, tmp_path / "index")
    return tmp_path / "index"


def build(corpus: Path, index: Path) -> None:
    ingest(corpus, index, ToyEncoder(), passage_tokens=50)


def test_cosines_are_exact(index: Path) -> None:
    opened = Index.open(index, ToyEncoder())
    query = ToyEncoder().encode_queries(["buss"])
    # buss; buss + cykel; skog
    cosines = opened.rows.sentence_vectors @ query[0]
    assert cosines.tolist() == pytest.approx([1, 1 / np.sqrt(2), 0])
    assert opened.rows.first_sentences.tolist() == [0, 2, 3]
    assert opened.rows.owners.tolist() == [0, 1]
    cosines, positions = opened.vectors.search(query, 5)
    assert positions.tolist() == [0, 1]
    assert cosines.tolist() == pytest.approx([2 / np.sqrt(5), 0])


def test_what_is_near_by_cosine_or_by_words_is_found(index: Path) -> None:
    opened = Index.open(index, ToyEncoder())
    query = ToyEncoder().encode_queries(["buss"])
    near = opened.near(query, terms("stigar"), 1)
    assert [(one.passage, one.lexical > 0) for one in near] == [(0, False), (1, True)]
    assert [one.cosine for one in near] == pytest.approx([2 / np.sqrt(5), 0])
    assert [one.document for one in near] == ["a.md", "b.md"]


def test_a_passage_gives_the_vectors_of_its_sentences(index: Path) -> None:
    opened = Index.open(index, ToyEncoder())
    query = ToyEncoder().encode_queries(["buss"])
    found = [(opened.sentence_vectors(passage) @ query[0]).tolist() for passage in (0, 1)]
    assert found == [pytest.approx([1, 1 / np.sqrt(2)]), pytest.approx([0])]


def test_the_manifest_tells_what_the_index_is_made_of(index: Path) -> None:
    generation, manifest = current_generation(index)
    assert (manifest.documents, manifest.passages, manifest.sentences) == (2, 2, 3)
    assert (manifest.model, manifest.fingerprint, manifest.dimension) == ("toy", "toy-1", 3)
    assert (manifest.format, manifest.chunker, manifest.lexical) == (8, 4, 3)
    assert manifest.passage_tokens == 50
    assert generation.name == manifest.generation
    assert set(manifest.files) == {
        path.relative_to(generation).as_posix()
        for path in generation.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }


def test_passages_are_verbatim_spans_of_the_stored_documents(index: Path) -> None:
    opened = Index.open(index, ToyEncoder())
    for passage in opened.passages:
        text = opened.documents[passage.document].text
        assert text[passage.start : passage.end] == passage.text


def test_documents_that_were_written_before_they_had_an_origin_are_read(index: Path) -> None:
    path = current_generation(index)[0] / "texts.sqlite"
    with closing(sqlite3.connect(path)) as changed, changed:
        told = "SELECT json_extract(CAST(content AS TEXT), '$.origin') FROM documents"
        assert changed.execute(told).fetchall() == [(None,), (None,)]
        changed.execute(
            "UPDATE documents SET content = "
            "CAST(json_remove(CAST(content AS TEXT), '$.origin') AS BLOB)"
        )
        [old] = changed.execute("SELECT content FROM documents WHERE id = 'a.md'").fetchone()
        assert b"origin" not in old
    assert [one.origin for one in Texts.open(path).documents.values()] == [None, None]


def test_no_index_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match="klimatsvar ingest"):
        Index.open(tmp_path, ToyEncoder())


def test_another_model_is_told_apart(index: Path) -> None:
    with pytest.raises(IndexMismatchError, match=r"toy \(toy-1\), but toy \(other\).*ingest"):
        Index.open(index, ToyEncoder("other"))


@pytest.mark.parametrize("name", ["texts.sqlite", "passages.faiss", "passage-terms/values.npy"])
def test_a_cut_off_or_missing_file_is_named(index: Path, name: str) -> None:
    damaged = current_generation(index)[0] / name
    damaged.write_bytes(damaged.read_bytes()[:-1])
    with pytest.raises(IndexDamagedError, match=f"{name}: missing or damaged.*klimatsvar ingest"):
        Index.open(index, ToyEncoder())
    damaged.unlink()
    with pytest.raises(IndexDamagedError, match=name):
        Index.open(index, ToyEncoder())


def test_files_of_the_right_size_that_do_not_fit_together_are_found(index: Path) -> None:
    generation, _ = current_generation(index)
    content = json.loads((generation / "manifest.json").read_text("utf-8"))
    (generation / "manifest.json").write_text(json.dumps({**content, "passages": 3}), "utf-8")
    with pytest.raises(IndexDamagedError, match=r"counts .* where the manifest says"):
        Index.open(index, ToyEncoder())


def test_a_damaged_manifest_is_named(index: Path) -> None:
    (current_generation(index)[0] / "manifest.json").write_text("{", "utf-8")
    with pytest.raises(IndexDamagedError, match=r"manifest\.json"):
        Index.open(index, ToyEncoder())


def test_a_garbled_current_is_named(index: Path) -> None:
    (index / "CURRENT").write_bytes(b"\xff\xfe")
    with pytest.raises(IndexDamagedError, match="klimatsvar ingest"):
        Index.open(index, ToyEncoder())
