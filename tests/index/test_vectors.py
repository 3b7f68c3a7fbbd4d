"""Searching vectors exactly, and by lists of shortened ones."""

from pathlib import Path

import numpy as np
import pytest

from klimatsvar.index import vectors as searching
from klimatsvar.index.contract import VectorSearch
from klimatsvar.index.vectors import VectorIndex, write_vector_index
from klimatsvar.model.encoder import Vectors

COUNT, DIMENSION = 3000, 32


def unit(rows: np.ndarray) -> Vectors:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


@pytest.fixture(scope="module")
def vectors() -> Vectors:
    """Vectors about a hundred middles, as those of texts are."""
    draw = np.random.default_rng(1)
    middles = draw.standard_normal((100, DIMENSION))
    return unit(
        middles[draw.integers(0, 100, COUNT)] + 0.6 * draw.standard_normal((COUNT, DIMENSION))
    )


@pytest.fixture(scope="module")
def questions(vectors: Vectors) -> Vectors:
    draw = np.random.default_rng(2)
    return unit(vectors[::50] + 0.3 * draw.standard_normal((COUNT // 50, DIMENSION)))


def test_few_vectors_are_all_compared(vectors: Vectors, questions: Vectors, tmp_path: Path) -> None:
    path = tmp_path / "v.faiss"
    assert write_vector_index(path, vectors, questions, 512) == VectorSearch("Flat", 0, 1.0)
    index = VectorIndex.open(path, vectors, VectorSearch())
    assert len(index) == COUNT
    for question in questions:
        cosines, positions = index.search(question[None], 10)
        exact = vectors @ question
        assert positions.tolist() == np.argsort(-exact)[:10].tolist()
        assert cosines == pytest.approx(np.sort(exact)[::-1][:10], abs=1e-6)


@pytest.mark.parametrize(("memory_mb", "kind"), [(512, "IVF12,SQ8"), (0, "IVF12,PQ8np")])
def test_many_vectors_are_searched_in_lists_and_compared_exactly(
    vectors: Vectors,
    questions: Vectors,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    memory_mb: int,
    kind: str,
) -> None:
    monkeypatch.setattr(searching, "_FLAT_BELOW", COUNT)
    monkeypatch.setattr(searching, "_BLOCK", 999)  # three vectors are left for the last one
    path = tmp_path / "v.faiss"
    search = write_vector_index(path, vectors, questions, memory_mb)
    assert (search.kind, search.recall >= 0.99) == (kind, True)
    assert 8 <= search.probes <= 12
    index = VectorIndex.open(path, vectors, search)
    found = 0
    for question in questions:
        cosines, positions = index.search(question[None], 10)
        exact = vectors @ question
        assert cosines == pytest.approx(exact[positions], abs=1e-6)
        assert np.all(np.diff(cosines) <= 0)
        found += len(np.intersect1d(positions, np.argsort(-exact)[:10]))
    assert found / (10 * len(questions)) == pytest.approx(search.recall, abs=1e-4)


def test_as_many_as_are_asked_for_are_found_at_most(vectors: Vectors, tmp_path: Path) -> None:
    path = tmp_path / "v.faiss"
    search = write_vector_index(path, vectors[:3], vectors, 512)
    cosines, positions = VectorIndex.open(path, vectors[:3], search).search(vectors[:1], 100)
    assert (len(cosines), positions[0]) == (3, 0)
