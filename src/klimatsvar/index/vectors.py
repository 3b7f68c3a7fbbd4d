"""Search passages by vectors: exactly where they are few, by lists of near ones where many.

Up to ``_FLAT_BELOW`` vectors FAISS compares a question with each. Above, it keeps them shortened,
in lists by where they lie (IVF), and looks into the lists nearest to the question; the best found
are then compared by their exact vectors, read from disk. How many lists are looked into is found
when the index is built, on vectors of the corpus' own sentences.
"""

from pathlib import Path
from typing import Self, TypeAlias

import faiss
import numpy as np
import numpy.typing as npt

from klimatsvar.index.contract import VectorSearch
from klimatsvar.model.encoder import Vectors

Positions: TypeAlias = npt.NDArray[np.int64]

_FLAT_BELOW = 50_000
_VECTORS_A_LIST = 250
_TRAINED_WITH = 40
"""Vectors a list that the lists are found with."""
_SHORTLIST = 400
"""The best that are compared exactly."""
_RECALL = 0.99
"""Of the ten nearest, the share that is to be found among the ten returned."""
_GAIN = 0.001
"""What looking into twice as many lists must add to that share."""
_TRIED = 200
"""Questions that this is measured with."""
_BLOCK = 65_536
"""Vectors looked at together, so that memory stays bounded however many there are."""


class VectorIndex:
    """Unit vectors by position; scores are cosines."""

    def __init__(self, index: faiss.Index, vectors: Vectors, search: VectorSearch) -> None:
        """Take an open FAISS index, and the exact vectors that it was made of."""
        self._index = index
        self._vectors = vectors
        if search.probes:
            faiss.extract_index_ivf(index).nprobe = search.probes
        self._flat = not search.probes

    def __len__(self) -> int:
        """Return the number of vectors."""
        return int(self._index.ntotal)

    @classmethod
    def open(cls, path: Path, vectors: Vectors, search: VectorSearch) -> Self:
        """Map the index at ``path`` into memory. Raises RuntimeError or ValueError."""
        how = faiss.IO_FLAG_MMAP if search.probes else faiss.IO_FLAG_MMAP_IFC
        return cls(faiss.read_index(str(path), how), vectors, search)

    def search(self, vector: Vectors, count: int) -> tuple[Vectors, Positions]:
        """Return the highest cosines with ``vector``, shape (1, dimension), and their positions.

        Both of shape (count,), or fewer where fewer are found; best first.
        """
        count = min(count, len(self))
        if self._flat:
            cosines, positions = self._index.search(vector, count)
            return cosines[0], positions[0]
        _, found = self._index.search(vector, max(_SHORTLIST, count))
        near = found[0][found[0] >= 0]
        exact = self.exact(near) @ vector[0]
        best = np.lexsort((near, -exact))[:count]
        return exact[best], near[best]

    def exact(self, positions: Positions) -> Vectors:
        """Return the vectors at these positions, shape (positions, dimension)."""
        return np.asarray(self._vectors[np.asarray(positions, dtype=np.int64)])


def write_vector_index(
    path: Path, vectors: Vectors, questions: Vectors, memory_mb: int
) -> VectorSearch:
    """Write the index of ``vectors`` to ``path``, and return how it is searched.

    ``questions`` are vectors like those that will be searched for. ``memory_mb``, in MiB, is what
    searching may take. Raises OSError.
    """
    count, dimension = vectors.shape
    search = VectorSearch(_kind(count, dimension, memory_mb))
    index = faiss.index_factory(dimension, search.kind, faiss.METRIC_INNER_PRODUCT)
    if not index.is_trained:
        faiss.extract_index_ivf(index).cp.seed = 1  # the same lists each time
        index.train(_sample(vectors, _TRAINED_WITH * faiss.extract_index_ivf(index).nlist))
    for start in range(0, count, _BLOCK):
        index.add(np.ascontiguousarray(vectors[start : start + _BLOCK]))
    if search.kind != "Flat":
        search = _tried(index, search.kind, vectors, _sample(questions, _TRIED))
    try:
        faiss.write_index(index, str(path))
        whole = len(VectorIndex.open(path, vectors, search)) == count
    except RuntimeError as error:
        raise OSError(f"{path.name}: {error}") from error
    if not whole:  # faiss takes no notice when the last write fails
        raise OSError(f"{path.name} was cut off")
    return search


def _kind(count: int, dimension: int, memory_mb: int) -> str:
    """Return the kind of index that is exact enough, and fits into memory."""
    if count < _FLAT_BELOW:
        return "Flat"
    lists = count // _VECTORS_A_LIST
    fits = count * (dimension + 8) + lists * dimension * 4 <= memory_mb * 2**20
    codes = next(n for n in range(dimension // 4, 0, -1) if dimension % n == 0)  # bytes
    # "np": without an order of the codes that only a search by their bits would use.
    return f"IVF{lists},{'SQ8' if fits else f'PQ{codes}np'}"


def _sample(vectors: Vectors, number: int) -> Vectors:
    rows = np.random.default_rng(1).permutation(len(vectors))[:number]
    return np.ascontiguousarray(vectors[np.sort(rows)])


def _tried(index: faiss.Index, kind: str, vectors: Vectors, questions: Vectors) -> VectorSearch:
    """Return how many lists to look into so that the ten nearest are found."""
    nearest = _nearest(vectors, questions)
    lists = faiss.extract_index_ivf(index).nlist
    best, probes = VectorSearch(kind, probes=0, recall=-1), 4
    while best.recall < _RECALL and best.probes < lists:
        probes = min(2 * probes, lists)
        tried = VectorIndex(index, vectors, VectorSearch(kind, probes))
        found = [tried.search(question[None], 10)[1] for question in questions]
        shares = [len(np.intersect1d(*pair)) / 10 for pair in zip(found, nearest, strict=True)]
        recall = round(float(np.mean(shares)), 4)
        if recall < best.recall + _GAIN:
            break
        best = VectorSearch(kind, probes, recall)
    return best


def _nearest(vectors: Vectors, questions: Vectors) -> Positions:
    """Return the positions of each question's ten nearest vectors, shape (questions, 10)."""
    heap = faiss.ResultHeap(len(questions), 10, keep_max=True)
    for start in range(0, len(vectors), _BLOCK):
        cosines = questions @ np.asarray(vectors[start : start + _BLOCK]).T
        number = min(10, cosines.shape[1])
        best = np.argpartition(-cosines, number - 1)[:, :number]
        heap.add_result(np.take_along_axis(cosines, best, axis=1), best + start)
    heap.finalize()
    return np.asarray(heap.I)
