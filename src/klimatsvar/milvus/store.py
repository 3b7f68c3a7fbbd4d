"""Ask a generation that is kept in Milvus.

Milvus finds the candidates, by vectors and by its own BM25. Their scores are computed here, exactly
as ``index.store`` computes them, from what is stored of each: Milvus' BM25 has another scale, and
counts terms segment by segment, so that no calibration would fit it.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any, Self

import numpy as np
from pymilvus import AnnSearchRequest, RRFRanker

from klimatsvar.errors import IndexDamagedError
from klimatsvar.index.contract import Manifest, Near, check_format, check_model
from klimatsvar.index.lexical import Floats, Statistics, saturated
from klimatsvar.language.spelling import Vocabulary
from klimatsvar.milvus.client import Milvus
from klimatsvar.milvus.counts import Counts
from klimatsvar.milvus.generations import Generations
from klimatsvar.milvus.records import DOCUMENT, Kept, Records
from klimatsvar.model.encoder import Encoder, Vectors
from klimatsvar.settings import Settings
from klimatsvar.types import Document, Passage

_DOCUMENTS_KEPT, _PASSAGES_KEPT = 64, 128
"""In memory, of those that were read last."""
_MOST = 16_384
"""Hits that Milvus gives."""
_RRF = 60
"""Constant of reciprocal rank fusion; it decides nothing, since all that is found is scored."""
_OPENING_SECONDS = 120
"""A generation that serves is loaded already, but for a server that was started anew."""
_CONSISTENCY = "Bounded"
"""A generation is written before it serves: no question need wait for the latest writes."""
_WIDTH = 400
"""Candidates that the vectors' index looks through at least; the more, the fewer are missed."""


class MilvusStore:
    """An open generation. See ``index.protocol.Store``."""

    def __init__(
        self,
        milvus: Milvus,
        passages: str,
        records: Records,
        manifest: Manifest,
        counts: Counts,
        replaced_by: Mapping[str, str],
    ) -> None:
        """Take the parts; ``MilvusStore.open`` opens them."""
        self.manifest = manifest
        self.replaced_by = replaced_by
        self.documents = Documents(records, manifest.documents)
        self.passages = Passages(records, manifest.passages)
        self._milvus = milvus
        self._collection = passages
        self._counts = counts

    @classmethod
    def open(cls, settings: Settings, encoder: Encoder) -> Self:
        """Open the generation that serves.

        Raises IndexMissingError, IndexMismatchError, IndexDamagedError or StoreError.
        """
        generations = Generations.of(settings)
        name = generations.serving().name
        manifest = generations.manifest(name)
        if manifest is None:
            raise IndexDamagedError("milvus_without_manifest", generation=name)
        check_format(manifest)
        check_model(manifest, encoder)
        return cls.of(generations, manifest)

    @classmethod
    def of(cls, generations: Generations, manifest: Manifest) -> Self:
        """Open a complete generation. Raises IndexDamagedError or StoreError."""
        name = manifest.generation
        names, milvus = generations.names(name), generations.milvus
        for collection in names.both:
            milvus.load(collection, _OPENING_SECONDS)
        whole = Records(milvus, names.records).get("whole", ["counts", "replaced"])
        if len(whole) != 2:
            raise IndexDamagedError("milvus_without_counts", generation=name)
        counts = Counts.from_bytes(whole["counts"])
        _warm_up(milvus, names.passages)
        records = Records(milvus, names.records, _CONSISTENCY)
        return cls(milvus, names.passages, records, manifest, counts, json.loads(whole["replaced"]))

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """See ``Store``."""
        return Vocabulary(self._counts.words, self.manifest.local_words)

    def weights(self, terms: Sequence[str]) -> dict[str, float]:
        """See ``Store``."""
        return self._counts.statistics(terms).weights(terms)

    def near(self, vector: Vectors, terms: Sequence[str], count: int) -> list[Near]:
        """See ``Store``. Raises StoreError."""
        rows = self._found(vector, terms, min(count, _MOST // 2, len(self.passages)))
        vectors = np.array([row["vector"] for row in rows], np.float32)
        cosines = vectors.reshape(-1, vector.shape[1]) @ vector[0]
        lexical = _scores([row["terms"] for row in rows], terms, self._counts.statistics(terms))
        return [
            Near(row["position"], row["document"], cosine, score)
            for row, cosine, score in zip(rows, cosines.tolist(), lexical.tolist(), strict=True)
        ]

    def _found(self, vector: Vectors, terms: Sequence[str], count: int) -> list[dict[str, Any]]:
        """Return what both searches of Milvus find, up to ``count`` each."""
        width = max(_WIDTH, 2 * count)
        how = {"search_list": width} if self.manifest.search.kind == "DISKANN" else {"ef": width}
        requests = [AnnSearchRequest(vector, "vector", {"metric_type": "IP", "params": how}, count)]
        if terms:
            asked = [" ".join(terms)]
            requests.append(AnnSearchRequest(asked, "sparse", {"metric_type": "BM25"}, count))
        [hits] = self._milvus.do(
            *("hybrid_search", self._collection, requests, RRFRanker(_RRF)),
            limit=2 * count,
            consistency_level=_CONSISTENCY,
            output_fields=["position", "document", "vector", "terms"],
        )
        return [hit["entity"] for hit in hits]

    def sentence_vectors(self, passage: int) -> Vectors:
        """See ``Store``. Raises StoreError."""
        return self.passages.kept(passage).vectors


def _warm_up(milvus: Milvus, collection: str) -> None:
    """Search for one word: at its first search milvus-lite indexes words, a minute for 100,000."""
    milvus.do(
        *("search", collection, ["a"]),
        anns_field="sparse",
        search_params={"metric_type": "BM25"},
        limit=1,
        output_fields=["position"],
        timeout=_OPENING_SECONDS,
    )


def _scores(texts: Sequence[str], query: Sequence[str], statistics: Statistics) -> Floats:
    """Return the scores of passages, by their terms, as ``PassageTerms`` computes them."""
    own = [Counter(text.split(" ")) for text in texts]
    lengths = np.array([sum(counts.values()) for counts in own], np.float32)
    found = np.zeros(len(own), np.float32)
    weights = statistics.weights(query)
    for term in query:
        if term in statistics.numbers:
            times = np.array([counts.get(term, 0) for counts in own], np.float32)
            weight = np.float64(weights[term])
            found += np.asarray(
                weight * saturated(times, lengths, statistics.mean_length), np.float32
            )
    return found / np.float32(statistics.bound(query) or 1)


class Documents(Mapping[str, Document]):
    """Documents by id, in order: each fetched when it is asked for."""

    def __init__(self, records: Records, count: int) -> None:
        """Take the records, and how many documents there are."""
        self._records = records
        self._count = count
        self._fetched = lru_cache(_DOCUMENTS_KEPT)(self._fetch)

    def __getitem__(self, id: str) -> Document:
        """Return the document. Raises KeyError when there is none of that id, and StoreError."""
        return self._fetched(id)

    def __iter__(self) -> Iterator[str]:
        """Yield the ids."""
        return iter(self._ids)

    def __len__(self) -> int:
        """Return the number of documents."""
        return self._count

    @cached_property
    def _ids(self) -> list[str]:
        return self._records.names("document")

    def _fetch(self, id: str) -> Document:
        return DOCUMENT.validate_json(self._records.get("document", [id])[id])


class Passages:
    """Passages by position: each fetched when it is asked for, with what is kept of it."""

    def __init__(self, records: Records, count: int) -> None:
        """Take the records, and how many passages there are."""
        self._records = records
        self._count = count
        self.kept = lru_cache(_PASSAGES_KEPT)(self._fetch)

    def __len__(self) -> int:
        """Return the number of passages."""
        return self._count

    def __getitem__(self, position: int, /) -> Passage:
        """Return the passage. Raises IndexError when there is none, and StoreError."""
        return self.kept(position).passage

    def _fetch(self, position: int) -> Kept:
        found = self._records.get("passage", [str(position)])
        if not found:
            raise IndexError(f"no passage at {position}")
        return Kept.from_bytes(found[str(position)])
