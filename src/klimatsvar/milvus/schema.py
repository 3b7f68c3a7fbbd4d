"""The collections of a generation, and what their fields are for.

A generation has two: its passages, which are searched, and its records, which are looked up by
key. Both are filled once and then only read.
"""

import contextlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from pymilvus import DataType, Function, FunctionType, MilvusClient

from klimatsvar.errors import StoreError
from klimatsvar.index.lexical import K1, B
from klimatsvar.milvus.client import LONG_SECONDS, Milvus

MANIFEST, BEGUN, PINNED = "klimatsvar.manifest", "klimatsvar.begun", "klimatsvar.pinned"
CLOSED = "klimatsvar.closed"
"""Properties of the collection of passages. A generation that has a manifest is complete; one that
is closed is being finished, and takes no more files."""

LONGEST = 65_000
"""Bytes of a text; Milvus takes 65,535."""
_PREFIX = "klimatsvar"
Params = dict[str, object]
_PARTITIONS = 16
"""Of each collection: Milvus' own number, which another version might change."""
_BITS = 20
"""A document has fewer than 2^20 passages."""


@dataclass(frozen=True, slots=True)
class Names:
    """What a generation's collections are called."""

    corpus: str
    generation: str

    @property
    def passages(self) -> str:
        """Collection of passages; the corpus' alias points to that of the serving generation."""
        return f"{_PREFIX}_{self.corpus}_{self.generation}_passages"

    @property
    def records(self) -> str:
        """Collection of records."""
        return f"{_PREFIX}_{self.corpus}_{self.generation}_records"

    @property
    def both(self) -> tuple[str, str]:
        """Both collections, in the order in which they are made; they are dropped the other way.

        So there are no records whose generation can't be found by its passages.
        """
        return self.passages, self.records

    @classmethod
    def of(cls, collection: str, corpus: str) -> "Names | None":
        """Return the generation whose passages this collection has, None if it is another."""
        found = re.fullmatch(f"{_PREFIX}_{corpus}_([a-z0-9]+)_passages", collection)
        return cls(corpus, found[1]) if found else None


def alias(corpus: str) -> str:
    """Return the name that points to the passages of the serving generation."""
    return f"{_PREFIX}_{corpus}"


def position(rank: int, number: int) -> int:
    """Return the position of a passage: its number in its document, after the document's rank.

    So each process knows it from the list of files alone. Raises StoreError.
    """
    if number >> _BITS:
        raise StoreError("too_many_passages", number=rank, most=2**_BITS)
    return rank << _BITS | number


def rank_of(position: int) -> int:
    """Return the rank of the document that a passage is of."""
    return position >> _BITS


def create(milvus: Milvus, names: Names, dimension: int, index: str) -> None:
    """Create the collections that are not there yet. Other processes may do so at the same time.

    ``index`` is the kind of the vectors' index, HNSW or DISKANN. Raises StoreError.
    """
    if index == "DISKANN" and milvus.is_lite:
        raise StoreError("milvus_lite_without_diskann")
    built: Params = {"M": 16, "efConstruction": 200} if index == "HNSW" else {}
    ranked: Params = {"inverted_index_algo": "DAAT_MAXSCORE", "bm25_k1": K1, "bm25_b": B}
    # The vectors' lengths are 1, so inner products are cosines.
    indexes = [("vector", index, "IP", built), ("sparse", "SPARSE_INVERTED_INDEX", "BM25", ranked)]
    _create(milvus, names.passages, _passages(dimension), indexes, {})
    # Records are looked up by key, a few a question: they need not lie in memory.
    mapped = {"mmap.enabled": "true"}
    _create(milvus, names.records, _records(), [("unused", "FLAT", "L2", {})], mapped)


def _create(
    milvus: Milvus,
    name: str,
    schema: object,
    indexes: list[tuple[str, str, str, Params]],
    properties: dict[str, str],
) -> None:
    begun = datetime.now(UTC).isoformat(timespec="microseconds")
    if not milvus.do("has_collection", name):
        with _unless_there(lambda: milvus.do("has_collection", name)):
            milvus.do(
                *("create_collection", name),
                schema=schema,
                num_partitions=_PARTITIONS,
                # What a build counts and goes on from; questions ask for less, see ``Records``.
                # Not with each call: pymilvus leaves it out of a query iterator's.
                consistency_level="Strong",
                properties={BEGUN: begun, **properties},
            )
    for index in indexes:
        _create_index(milvus, name, *index)


def _create_index(
    milvus: Milvus, name: str, field: str, kind: str, metric: str, how: Params
) -> None:
    def is_there() -> bool:
        return field in milvus.do("list_indexes", name)

    params = MilvusClient.prepare_index_params()
    params.add_index(field, index_type=kind, metric_type=metric, params=how)
    if not is_there():
        with _unless_there(is_there):
            milvus.do("create_index", name, params, sync=False)


@contextlib.contextmanager
def _unless_there(is_there: Callable[[], bool]) -> Iterator[None]:
    """Raise no StoreError when another process was faster."""
    try:
        yield
    except StoreError:
        if not is_there():
            raise


def _passages(dimension: int) -> object:
    schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("position", DataType.INT64, is_primary=True)
    schema.add_field("publisher", DataType.VARCHAR, max_length=1024, is_partition_key=True)
    schema.add_field("document", DataType.VARCHAR, max_length=4096)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dimension)
    # Our own terms (language/terms.py), which scores are computed from: Milvus' own stemmers would
    # give others than those that the calibration was made with.
    analyzer = {"tokenizer": "standard", "filter": ["lowercase"]}
    schema.add_field(
        *("terms", DataType.VARCHAR),
        max_length=65_535,
        mmap_enabled=True,  # it is searched by its index, and read of what is found
        enable_analyzer=True,
        analyzer_params=analyzer,
    )
    schema.add_field("sparse", DataType.SPARSE_FLOAT_VECTOR)
    schema.add_function(
        Function(
            name="bm25",
            function_type=FunctionType.BM25,
            input_field_names=["terms"],
            output_field_names=["sparse"],
        )
    )
    return schema


def _records() -> object:
    schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("key", DataType.VARCHAR, is_primary=True, max_length=128)
    schema.add_field("kind", DataType.VARCHAR, max_length=16)
    # Partitions keep what is merged at once small: milvus-lite can't merge more than 2 GB of texts.
    schema.add_field("name", DataType.VARCHAR, max_length=4096, is_partition_key=True)
    schema.add_field("parts", DataType.INT64)
    schema.add_field("value", DataType.VARCHAR, max_length=65_535)
    schema.add_field("unused", DataType.FLOAT_VECTOR, dim=2)  # Milvus wants a vector in each
    return schema


def make_searchable(milvus: Milvus, names: Names) -> None:
    """Make what was written searchable by its indexes, and load it. Raises StoreError."""
    for name in names.both:
        milvus.do("flush", name, timeout=LONG_SECONDS)
    for index in ("vector", "sparse"):
        milvus.wait_for_index(names.passages, index)
    for name in names.both:
        # milvus-lite looks at new indexes only when it loads; nobody asks this generation yet.
        with contextlib.suppress(StoreError):
            milvus.do("release_collection", name)
        milvus.load(name)
