"""Values of any length by kind and name, in a collection.

Among them what is kept of a document, and of a passage to weigh its sentences.
"""

import base64
import hashlib
import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from klimatsvar.index.rows import Encoded
from klimatsvar.milvus.client import Milvus
from klimatsvar.milvus.schema import LONGEST
from klimatsvar.model.encoder import Vectors
from klimatsvar.types import Document, Passage

_AT_ONCE = 64
"""Records asked for at once; a message may have 64 MB."""
_FIELDS = ["key", "name", "parts", "value"]

Row = dict[str, Any]


class Records:
    """The records of one generation. Safe to use from several threads."""

    def __init__(self, milvus: Milvus, collection: str, consistency: str = "Strong") -> None:
        """Take the collection, which ``schema.create`` makes.

        ``consistency`` "Strong" sees what was written last, by any process; a generation that is
        complete can be read sooner by "Bounded".
        """
        self._milvus = milvus
        self._collection = collection
        self._consistency = consistency

    def get(self, kind: str, names: Sequence[str]) -> dict[str, bytes]:
        """Return the values of the records that there are, by name. Raises StoreError."""
        found: dict[str, bytes] = {}
        for some in _some(dict.fromkeys(names), _AT_ONCE):
            firsts = self._rows([_key(kind, name, 0) for name in some], _FIELDS)
            parts = {row["name"]: row["parts"] for row in firsts}
            more = [_key(kind, name, part) for name in parts for part in range(1, parts[name])]
            rows = {row["key"]: row["value"] for row in (*firsts, *self._rows(more, _FIELDS))}
            for name in parts:
                values = [rows[_key(kind, name, part)] for part in range(parts[name])]
                found[name] = _unpacked(values)
        return found

    def _rows(self, keys: Sequence[str], fields: list[str]) -> list[Row]:
        return [
            row
            for some in _some(keys, _AT_ONCE)
            for row in self._milvus.do(
                *("get", self._collection, some),
                output_fields=fields,
                consistency_level=self._consistency,
            )
        ]

    def every(self, kind: str) -> Iterator[tuple[str, bytes]]:
        """Yield name and value of each record of a kind, in any order. Raises StoreError."""
        waiting: dict[str, dict[str, str]] = defaultdict(dict)
        for row in self._milvus.rows(self._collection, f'kind == "{kind}"', _FIELDS):
            name, parts = row["name"], row["parts"]
            waiting[name][row["key"]] = row["value"]
            if len(waiting[name]) == parts:
                values = waiting.pop(name)
                yield name, _unpacked([values[_key(kind, name, part)] for part in range(parts)])

    def names(self, kind: str) -> list[str]:
        """Return the names of the records of a kind, sorted. Raises StoreError."""
        rows = self._milvus.rows(self._collection, f'kind == "{kind}"', ["name"])
        return sorted({row["name"] for row in rows})

    def delete(self, kind: str, names: Sequence[str]) -> None:
        """Delete records, those that are there. Raises StoreError."""
        for some in _some(names, _AT_ONCE):
            firsts = [_key(kind, name, 0) for name in some]
            found = self._rows(firsts, ["name", "parts"])
            keys = [_key(kind, row["name"], n) for row in found for n in range(row["parts"])]
            for own in _some(keys, _AT_ONCE):
                self._milvus.do("delete", self._collection, own)


def record(kind: str, name: str, value: bytes) -> list[Row]:
    """Return the rows of a record: in parts, since Milvus' texts have a longest length."""
    # As ASCII, so that it is as long in bytes, which servers count, as in characters.
    packed = base64.b64encode(zlib.compress(value, 1)).decode()
    parts = [packed[start : start + LONGEST] for start in range(0, len(packed), LONGEST)]
    return [
        {
            "key": _key(kind, name, number),
            "kind": kind,
            "name": name,
            "parts": len(parts),
            "value": part,
            "unused": [0.0, 0.0],
        }
        for number, part in enumerate(parts)
    ]


def _unpacked(parts: Sequence[str]) -> bytes:
    return zlib.decompress(base64.b64decode("".join(parts)))


def _key(kind: str, name: str, part: int) -> str:
    return f"{kind}/{hashlib.sha256(name.encode()).hexdigest()[:40]}/{part}"


def _some(items: Iterable[str], count: int) -> Iterator[list[str]]:
    rest = iter(items)
    while some := list(islice(rest, count)):
        yield some


DOCUMENT = TypeAdapter(Document)
_PASSAGE = TypeAdapter(Passage)
_HEAD = 4
"""Bytes that give the length of what is kept as JSON."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A passage, and the vectors of its sentences, in order."""

    passage: Passage
    vectors: Vectors
    """Shape (sentences, dimension)."""

    def to_bytes(self) -> bytes:
        """Return it as bytes."""
        dimension = self.vectors.shape[1]
        passage = _PASSAGE.dump_python(self.passage, mode="json")
        told = json.dumps([passage, dimension], ensure_ascii=False).encode()
        head = len(told).to_bytes(_HEAD, "big")
        return head + told + self.vectors.astype("<f4").tobytes()

    @classmethod
    def from_bytes(cls, value: bytes) -> "Kept":
        """Return what ``to_bytes`` gave."""
        start = _HEAD + int.from_bytes(value[:_HEAD], "big")
        passage, dimension = json.loads(value[_HEAD:start])
        vectors = np.frombuffer(value, "<f4", offset=start).reshape(-1, dimension)
        return cls(_PASSAGE.validate_python(passage), vectors)


def kept(encoded: Encoded) -> Iterator[Kept]:
    """Yield what is kept of each passage of a document."""
    first = 0
    for passage in encoded.passages:
        last = first + len(passage.sentences)
        yield Kept(passage, encoded.sentence_vectors[first:last])
        first = last
