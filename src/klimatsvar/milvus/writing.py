"""Write the documents of a generation: passages to search, and records to look up.

Everything has its key from the list of files, so that writing it twice changes nothing. The record
of a file is written after all else of it: a file that has one is done.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from klimatsvar.corpus.scan import Task
from klimatsvar.errors import StoreError
from klimatsvar.index.rows import Encoded
from klimatsvar.ingest.reading import Outline
from klimatsvar.milvus.client import Milvus
from klimatsvar.milvus.counts import counted
from klimatsvar.milvus.generations import Generations
from klimatsvar.milvus.records import DOCUMENT, Records, Row, kept, record
from klimatsvar.milvus.schema import LONGEST, Names, position, rank_of

_OUTLINE = TypeAdapter(Outline)
_BATCH_BYTES = 4 * 2**20
"""Written at once; a message to a server may have 64 MB."""
_MOST_NAMED = 100
"""Passages asked for, or taken out, at once."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A file of the corpus that is done."""

    outline: Outline
    first: int
    """Position of its first passage."""
    passages: int
    shard: str
    """Which part of the build did it, as in "2/8"."""

    @property
    def positions(self) -> range:
        """Positions of its passages."""
        return range(self.first, self.first + self.passages)

    def is_of(self, task: Task) -> bool:
        """Tell whether it is of the file as it is now, and has its text.

        One that gave no text is read again: what was in its way may be gone.
        """
        return self.outline.key == task.key and bool(self.outline.text)

    def to_bytes(self) -> bytes:
        """Return it as bytes."""
        return json.dumps(asdict(self), ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, value: bytes) -> "Filed":
        """Return what ``to_bytes`` gave."""
        told = json.loads(value)
        return cls(**{**told, "outline": _OUTLINE.validate_python(told["outline"])})


@dataclass(frozen=True, slots=True)
class Written:
    """What Milvus has of a file: rows of passages and of records."""

    filed: Filed
    passages: list[Row]
    records: list[Row]


def written(outline: Outline, encoded: Encoded | None, rank: int, shard: str) -> Written:
    """Return what is to be written of a file, whose document is the ``rank``-th, None if none."""
    if encoded is None or not encoded.passages:
        return Written(Filed(outline, 0, 0, shard), [], [])
    document = encoded.document
    passages = [
        {
            "position": position(rank, number),
            "publisher": (document.publisher or "")[:250],
            "document": document.id,
            "vector": vector,
            "terms": _as_text(terms),
        }
        for number, (vector, terms) in enumerate(
            zip(encoded.passage_vectors, encoded.passage_terms, strict=True)
        )
    ]
    records = [
        *record("document", document.id, DOCUMENT.dump_json(document)),
        *record("counts", document.id, counted(encoded).to_bytes()),
    ]
    for row, one in zip(passages, kept(encoded), strict=True):
        records += record("passage", str(row["position"]), one.to_bytes())
    filed = Filed(outline, passages[0]["position"], len(passages), shard)
    return Written(filed, passages, records)


def _as_text(terms: Sequence[str]) -> str:
    """Return terms as a text. One that is too long for Milvus, of words without end, is cut."""
    text = " ".join(terms).encode()
    if len(text) <= LONGEST:
        return text.decode()
    return text[:LONGEST].rpartition(b" ")[0].decode()


class ClosedError(StoreError):
    """Another process has the generation whole, and finishes it."""


class Writer:
    """Writes files, some at a time. To be closed at the end."""

    def __init__(
        self,
        generations: Generations,
        generation: str,
        left: Mapping[str, Sequence[int]] | None = None,
    ) -> None:
        """Take a generation, whose collections ``schema.create`` makes.

        ``left`` gives the positions of passages that were written before, by the ids of the files.
        """
        self._generations = generations
        self._generation = generation
        self._left = left or {}
        self._too_many: dict[str, list[int]] = {}
        self._passages: list[Row] = []
        self._records: list[Row] = []
        self._files: list[Row] = []
        self._bytes = 0

    def add(self, one: Written) -> None:
        """Write a file, soon. Raises ClosedError or another StoreError."""
        id = one.filed.outline.id
        # Only what it no longer has: another process may have written the same by now.
        too_many = [place for place in self._left.get(id, ()) if place not in one.filed.positions]
        if too_many:
            self._too_many[id] = too_many
        for row in one.passages:
            self._put(self._passages, row)
        for row in one.records:
            self._put(self._records, row)
        for row in record("file", id, one.filed.to_bytes()):
            self._put(self._files, row)

    def _put(self, rows: list[Row], row: Row) -> None:
        rows.append(row)
        self._bytes += sum(map(_size, row.values()))
        if self._bytes >= _BATCH_BYTES:
            self.close()

    def close(self) -> None:
        """Write what waits. Raises ClosedError or another StoreError."""
        generations, names = self._generations, self._generations.names(self._generation)
        # Its terms may be counted by now, and copies that this would bring back be taken out.
        if generations.is_closed(self._generation):
            raise ClosedError("generation_closed", generation=self._generation)
        # First, since it takes out documents and counts too, which are written again.
        take_out(generations.milvus, names, self._too_many)
        self._too_many.clear()
        # In this order: what has been begun has no record of its file yet.
        for collection, rows in (
            (names.passages, self._passages),
            (names.records, self._records),
            (names.records, self._files),
        ):
            if rows:
                generations.milvus.do("upsert", collection, rows)
                rows.clear()
        self._bytes = 0


def _size(value: Any) -> int:
    if isinstance(value, np.ndarray):
        return value.nbytes
    return len(value) if isinstance(value, str) else 8


def filed(records: Records) -> dict[str, Filed]:
    """Return the files that are done, by id. Raises StoreError."""
    return {id: Filed.from_bytes(value) for id, value in records.every("file")}


def take_out(milvus: Milvus, names: Names, written: Mapping[str, Sequence[int]]) -> None:
    """Take documents out of the search, with all that is kept of them. Raises StoreError.

    ``written`` gives the positions of each one's passages, by its id.
    """
    # By key, so that it takes as long in a large generation as in a small one. Passages go last:
    # if this is killed, they tell what is left.
    positions = [place for places in written.values() for place in places]
    records = Records(milvus, names.records)
    for kind in ("document", "counts"):
        records.delete(kind, list(written))
    records.delete("passage", [str(place) for place in positions])
    for start in range(0, len(positions), _MOST_NAMED):
        milvus.do("delete", names.passages, positions[start : start + _MOST_NAMED])


def begun(milvus: Milvus, names: Names, ranks: Mapping[str, int]) -> dict[str, list[int]]:
    """Return the positions of the passages that were written of some files, by their ids.

    ``ranks`` gives the place of each among all files. Raises StoreError.
    """
    ids = {rank: id for id, rank in ranks.items()}
    found: dict[str, list[int]] = {}
    # Many at once: a server that is asked for the latest takes .2 seconds each time.
    for row in milvus.rows(names.passages, "", ["position"], 10_000) if ids else ():
        id = ids.get(rank_of(row["position"]))
        if id is not None:
            found.setdefault(id, []).append(row["position"])
    return found


class Earlier:
    """A complete generation, whose unchanged documents are taken over."""

    def __init__(self, milvus: Milvus, names: Names) -> None:
        """Take its collections."""
        self._milvus = milvus
        self._names = names
        self._records = Records(milvus, names.records)
        self._filed = filed(self._records)

    def written(self, id: str, key: str, rank: int, shard: str) -> Written | None:
        """Return what is to be written of a file that has not changed, None if it has.

        Also None where nothing is kept of it: a file without text, or with that of another file.
        """
        known = self._filed.get(id)
        if known is None or known.outline.key != key or not known.passages:
            return None
        positions = list(known.positions)
        rows = {row["position"]: row for row in self._rows(positions)}
        kept = self._records.get("passage", [str(place) for place in positions])
        whole = {kind: self._records.get(kind, [id]) for kind in ("document", "counts")}
        if len(rows) != len(positions) or len(kept) != len(positions) or not all(whole.values()):
            return None
        records = [row for kind in whole for row in record(kind, id, whole[kind][id])]
        passages = []
        for number, old in enumerate(positions):
            place = position(rank, number)
            passages.append({**rows[old], "position": place})
            records += record("passage", str(place), kept[str(old)])
        filed = Filed(known.outline, passages[0]["position"], len(passages), shard)
        return Written(filed, passages, records)

    def _rows(self, positions: list[int]) -> Iterator[Row]:
        fields = ["position", "publisher", "document", "vector", "terms"]
        for start in range(0, len(positions), _MOST_NAMED):
            ids = positions[start : start + _MOST_NAMED]
            yield from self._milvus.do("get", self._names.passages, ids, output_fields=fields)
