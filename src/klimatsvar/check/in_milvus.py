"""Check the generation that serves in Milvus: read it whole, and ask it a little."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from klimatsvar.check.finding import Finding, error
from klimatsvar.check.opened import Parts, is_of_this_program, of_another_program, told_back
from klimatsvar.check.searching import SAME, Sampled, not_by_words, of_another_text, sampled
from klimatsvar.errors import IndexDamagedError, IndexMismatchError
from klimatsvar.index.contract import Manifest, Store
from klimatsvar.ingest.reading import reports
from klimatsvar.language.terms import terms
from klimatsvar.milvus.generations import Generations
from klimatsvar.milvus.records import DOCUMENT, Kept, Records
from klimatsvar.milvus.store import MilvusStore
from klimatsvar.milvus.writing import filed
from klimatsvar.model.encoder import Encoder
from klimatsvar.settings import Settings
from klimatsvar.types import Passage

_NEAREST = 10


def parts_in_milvus(settings: Settings) -> Parts:
    """Read the generation that serves. Raises IndexMissingError or StoreError."""
    generations = Generations.of(settings)
    serving = generations.serving()
    parts = Parts(Path(serving.name), on_disk=False, pinned=serving.pinned)
    place = parts.place("")
    findings = [told_back(place, serving.name)] if serving.pinned else []
    manifest = generations.manifest(serving.name)
    if manifest is None:
        return replace(parts, findings=(*findings, error(place, "not_finished")))
    if not is_of_this_program(manifest):
        return replace(parts, findings=(*findings, of_another_program(place)))
    return _read(generations, manifest, replace(parts, findings=tuple(findings)))


def _read(generations: Generations, manifest: Manifest, parts: Parts) -> Parts:
    names = generations.names(manifest.generation)
    generations.milvus.load(names.records)
    records = Records(generations.milvus, names.records)
    files = filed(records)
    texts = (DOCUMENT.validate_json(value) for _, value in records.every("document"))
    return replace(
        parts,
        manifest=manifest,
        documents=tuple(sorted(texts, key=lambda document: document.id)),
        passages=tuple(_passages(records)),
        report=reports(
            {id: file.outline for id, file in files.items()},
            {id: file.passages for id, file in files.items()},
        ),
    )


def _passages(records: Records) -> Iterator[Passage]:
    """Yield all passages, in the order of their documents."""
    found = [
        (int(name), Kept.from_bytes(value).passage) for name, value in records.every("passage")
    ]
    yield from (passage for _, passage in sorted(found, key=lambda one: one[0]))


def check_asking(settings: Settings, parts: Parts, encoder: Encoder) -> Iterator[Finding]:
    """Check that Milvus searches as many passages as there are, and finds some by their own text.

    A generation that was made with another model is not asked. Raises StoreError.
    """
    place = parts.place("")
    try:
        store = MilvusStore.open(settings, encoder)
    except IndexMismatchError:
        return
    except IndexDamagedError:
        yield error(place, "part_missing_in_milvus")
        return
    generations, made = Generations.of(settings), store.manifest
    found = generations.milvus.count(generations.names(made.generation).passages)
    if found != made.passages:
        yield error(place, "passages_lacking_in_milvus", found=found, expected=made.passages)
    documents = {document.id: document for document in parts.documents or ()}
    for one in sampled(parts.passages or (), documents):
        if finding := _asked(store, one, encoder, place):
            yield finding
            return


def _asked(store: Store, one: Sampled, encoder: Encoder, place: str) -> Finding | None:
    """Look for a passage by its own text; one that says the same will do."""
    words = terms(one.framed.whole, one.document.language)
    near = store.near(encoder.encode_texts([one.framed.whole]), words, _NEAREST)
    alike = [found for found in near if found.cosine >= SAME]
    if not alike:
        return of_another_text(place, one)
    if words and not any(found.lexical > 0 for found in alike):
        return not_by_words(place, one)
    return None
