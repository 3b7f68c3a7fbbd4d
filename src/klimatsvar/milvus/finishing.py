"""Finish a generation that one or several processes have filled, and let it serve."""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime

from klimatsvar.errors import StoreError
from klimatsvar.index.contract import Accept, Manifest, VectorSearch
from klimatsvar.index.generations import Current
from klimatsvar.ingest.founding import unfounded
from klimatsvar.ingest.reading import originals, reports, require_some
from klimatsvar.milvus.counts import Counts, Totals, added_up
from klimatsvar.milvus.generations import Build
from klimatsvar.milvus.records import DOCUMENT, Records, record
from klimatsvar.milvus.schema import make_searchable
from klimatsvar.milvus.store import MilvusStore
from klimatsvar.milvus.writing import Filed, begun, filed, take_out
from klimatsvar.texts.messages import Message
from klimatsvar.types import FileReport

_MOST_TOLD = 5
"""Missing files that are named."""
_AT_ONCE = 50
"""Records written together; a message may have 64 MB."""


def finish(build: Build, accept: Accept | None = None) -> tuple[tuple[FileReport, ...], Manifest]:
    """Check that nothing is missing, count terms, index, and let the generation serve.

    Returns what became of each file. To do it twice changes nothing. Raises CorpusError when no
    file can be searched, StoreError, and what ``accept`` raises; then the old generation serves on.
    """
    generations, name = build.generations, build.generation
    milvus, names = generations.milvus, generations.names(name)
    for collection in names.both:
        milvus.load(collection)
    records = Records(milvus, names.records)
    done = filed(records)
    manifest = generations.manifest(name)
    if manifest is None and build.ids - done.keys():
        generations.reopen(name)
        raise _missing(build, done)
    outlines = {id: file.outline for id, file in done.items()}
    passages = {id: file.passages for id, file in done.items()}
    groundless = _unfounded(done, records)
    files = reports(outlines, passages, build.scanned, groundless)
    require_some(files, build.corpus)
    manifest = manifest or _made(build, done)
    if accept:
        accept(MilvusStore.of(generations, manifest))
    generations.switch(Current(name))
    generations.prune()
    return files, manifest


def _made(build: Build, done: Mapping[str, Filed]) -> Manifest:
    """Complete a generation, which takes no more files meanwhile. Raises StoreError."""
    generations, name = build.generations, build.generation
    generations.close(name)
    try:
        made = _completed(build, done)
    except StoreError:
        made = generations.manifest(name)  # another process may have been faster
        if made is None:
            generations.reopen(name)
            raise
    made = made or generations.manifest(name)
    if made is None:
        generations.reopen(name)
        raise _take_out_torn(build, done)
    return made


def _completed(build: Build, done: Mapping[str, Filed]) -> Manifest | None:
    """Take copies out, count, index, and mark the generation as complete.

    Returns None if some files are not whole. Raises StoreError.
    """
    generations = build.generations
    milvus, names = generations.milvus, generations.names(build.generation)
    records = Records(milvus, names.records)
    searched = _searched(done, records)
    take_out(milvus, names, {id: done[id].positions for id in done.keys() - searched.keys()})
    counts = added_up(Counts.from_bytes(value) for _, value in records.every("counts"))
    expected = sum(file.passages for file in searched.values())
    if not milvus.count(names.passages) == counts.totals.passages == expected:
        return None
    replaced = {id: file.outline.replaced_by for id, file in searched.items()}
    told = json.dumps({id: by for id, by in replaced.items() if by}, ensure_ascii=False)
    rows = record("whole", "counts", counts.to_bytes())
    rows += record("whole", "replaced", told.encode())
    for start in range(0, len(rows), _AT_ONCE):
        milvus.do("upsert", names.records, rows[start : start + _AT_ONCE])
    make_searchable(milvus, names)
    if milvus.count(names.passages) != expected:  # one that came late was still writing
        return None
    manifest = _manifest(build, len(searched), counts.totals)
    generations.finish(manifest)
    return manifest


def _searched(done: Mapping[str, Filed], records: Records) -> dict[str, Filed]:
    """Return the files that are searched: those with text that is not another's, and founded."""
    copies = originals(file.outline for file in done.values())
    left_out = copies.keys() | _unfounded(done, records).keys()
    return {id: file for id, file in done.items() if file.passages and id not in left_out}


def _unfounded(done: Mapping[str, Filed], records: Records) -> dict[str, Message]:
    """Return why answers of staff's rest on nothing, by id."""

    def text_of(id: str) -> str | None:
        found = records.get("document", [id])
        return DOCUMENT.validate_json(found[id]).text if found else None

    return unfounded({id: file.outline for id, file in done.items()}, text_of)


def _missing(build: Build, done: Mapping[str, Filed]) -> StoreError:
    missing = sorted(build.ids - done.keys())
    there = Counter(file.shard for file in done.values())
    by_shard = ", ".join(f"{shard}: {count}" for shard, count in sorted(there.items()))
    named = ", ".join(missing[:_MOST_TOLD])
    return StoreError(
        "files_missing_in_milvus",
        generation=build.generation,
        missing=len(missing),
        all=len(build.ids),
        named=named,
        shards=by_shard or Message.of("no_shards"),
    )


def _take_out_torn(build: Build, done: Mapping[str, Filed]) -> StoreError:
    """Take out the files that are not there as their records say, so that they are read again.

    Returns the error that tells of them. Raises StoreError where Milvus can't be asked.
    """
    milvus, names = build.generations.milvus, build.generations.names(build.generation)
    records = Records(milvus, names.records)
    there, searched = begun(milvus, names, build.ranks), _searched(done, records)
    counted = set(records.names("counts"))
    torn = {
        id: there.get(id, [])
        for id in done
        if sorted(there.get(id, [])) != list(searched[id].positions if id in searched else ())
        or (id in counted) != (id in searched)
    }
    records.delete("file", list(torn))
    take_out(milvus, names, torn)
    named = ", ".join(sorted(torn)[:_MOST_TOLD])
    return StoreError(
        "files_torn_in_milvus", generation=build.generation, torn=len(torn), named=named
    )


def _manifest(build: Build, documents: int, totals: Totals) -> Manifest:
    return Manifest(
        generation=build.generation,
        built=datetime.now(UTC).isoformat(timespec="microseconds"),
        corpus=build.recipe.corpus,
        model=build.encoder.model,
        fingerprint=build.encoder.fingerprint,
        dimension=build.encoder.dimension,
        documents=documents,
        passages=totals.passages,
        sentences=totals.sentences,
        chunker=build.recipe.chunker,
        passage_tokens=build.recipe.passage_tokens,
        search=VectorSearch(build.index),
        local_words=build.recipe.local_words,
    )
