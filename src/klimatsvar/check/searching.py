"""Check what searching uses: vectors and terms."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import numpy as np

from klimatsvar.check.finding import Finding, error
from klimatsvar.check.opened import Parts
from klimatsvar.index.framing import framed
from klimatsvar.index.lexical import PassageTerms
from klimatsvar.index.on_disk import FAISS, POSTINGS
from klimatsvar.index.rows import PASSAGES, SENTENCES
from klimatsvar.index.vectors import VectorIndex
from klimatsvar.language.terms import terms
from klimatsvar.model.encoder import Encoder, Framed, Vectors
from klimatsvar.types import Document, Passage

_SLICE = 4096
"""Vectors looked at together, so that memory stays bounded however many there are."""
_TOLERANCE = 1e-3
_SAMPLES = 20
"""Passages tried, at most."""
SAME = 0.99
"""Cosine of a text's stored vector and the one made of it now; batches round differently."""


@dataclass(frozen=True, slots=True)
class Sampled:
    """A passage as it is encoded and searched, its position and that of its first sentence."""

    position: int
    first_sentence: int
    framed: Framed
    document: Document


def check_searching(parts: Parts, encoder: Encoder) -> Iterator[Finding]:
    """Check that vectors are finite and of unit length, and that vectors and terms fit the texts.

    The latter is tried on a few texts, spread evenly: their vectors are made anew, and they are
    searched for by these and by their terms. Vectors of another model are not compared.
    """
    rows, passages = parts.rows, parts.passages
    if rows is None or passages is None or len(passages) != len(rows.owners):
        return
    documents = {document.id: document for document in parts.documents or ()}
    sample = sampled(passages, documents)
    owners = [passage.document for passage in passages]
    owners_of_sentences = [passage.document for passage in passages for _ in passage.sentences]
    stored = (rows.passage_vectors, rows.sentence_vectors)
    files = (parts.folder / PASSAGES, parts.folder / SENTENCES)
    findings = [
        finding
        for vectors, own, file in zip(stored, (owners, owners_of_sentences), files, strict=True)
        for finding in check_vectors(vectors, encoder.dimension, own, file)
    ]
    yield from findings
    same_model = parts.manifest and parts.manifest.fingerprint == encoder.fingerprint
    whole = (len(owners), len(owners_of_sentences)) == tuple(map(len, stored))
    if same_model and not findings and whole:
        yield from check_same(*stored, sample, encoder, files)
    if parts.vectors is not None:
        file = parts.folder / FAISS
        yield from check_index(parts.vectors, rows.passage_vectors, sample, file)
    if parts.passage_terms is not None:
        yield from check_terms(parts.passage_terms, sample, parts.folder / POSTINGS)


def check_vectors(
    vectors: Vectors, dimension: int, owners: Sequence[str], file: Path
) -> Iterator[Finding]:
    """Check that the vectors are of ``dimension``, finite and of unit length.

    ``owners`` are the ids of the documents that they are of.
    """
    if vectors.shape[1] != dimension:
        yield error(file, "vectors_of_other_size", found=vectors.shape[1], expected=dimension)
        return
    wrong: list[int] = []
    for start in range(0, len(vectors), _SLICE):
        rows = vectors[start : start + _SLICE]
        with np.errstate(over="ignore", invalid="ignore"):  # what is damaged may be of any size
            off = np.abs(np.linalg.norm(rows, axis=1) - 1)
        wrong += (start + np.flatnonzero(~(off <= _TOLERANCE))).tolist()  # NaN is not <= either
    if wrong:
        first = owners[wrong[0]] if wrong[0] < len(owners) else ""
        key = "vectors_broken" if first else "vectors_broken_beyond"
        yield error(file, key, count=len(wrong), document=first)


def sampled(passages: Sequence[Passage], documents: dict[str, Document]) -> list[Sampled]:
    """Return a few, spread evenly."""
    firsts = list(accumulate((len(passage.sentences) for passage in passages), initial=0))
    return [
        Sampled(position, firsts[position], framed(document, passage), document)
        for position in range(0, len(passages), len(passages) // _SAMPLES + 1)
        for passage in [passages[position]]
        if (document := documents.get(passage.document))
    ]


def check_same(
    passages: Vectors,
    sentences: Vectors,
    sample: Sequence[Sampled],
    encoder: Encoder,
    files: tuple[Path, Path],
) -> Iterator[Finding]:
    """Check that the sampled passages and their sentences have the vectors that encoding gives.

    ``files`` hold the passages' and the sentences' vectors.
    """
    if not sample:
        return
    wrong: dict[Path, Finding] = {}
    made = encoder.encode_passages([one.framed for one in sample])
    for (own, *theirs), one in zip(made, sample, strict=True):
        if not float(own @ passages[one.position]) >= SAME:
            wrong.setdefault(files[0], of_another_text(files[0], one))
        for place, vector in enumerate(theirs, one.first_sentence):
            if not float(vector @ sentences[place]) >= SAME:
                wrong.setdefault(files[1], of_another_text(files[1], one))
    yield from wrong.values()


def check_index(
    index: VectorIndex, vectors: Vectors, sample: Sequence[Sampled], file: Path
) -> Iterator[Finding]:
    """Check that searching for the sampled passages' own vectors finds them."""
    try:
        for one in sample:
            own = np.asarray(vectors[one.position])
            _, positions = index.search(own[None], 1)
            if len(index) != len(vectors) or not vectors[positions[0]] @ own >= SAME:
                yield of_another_text(file, one)
                return
    except Exception:  # damaged arrays lead faiss and numpy to every kind of error
        yield error(file, "not_searched")


def check_terms(index: PassageTerms, sample: Sequence[Sampled], file: Path) -> Iterator[Finding]:
    """Check that the sampled passages are found by their terms."""
    try:
        for one in sample:
            words = terms(one.framed.whole, one.document.language)
            if words and not 0 < index.scores(words)[one.position] < np.inf:
                yield not_by_words(file, one)
                return
    except Exception:  # damaged arrays lead numpy to every kind of error
        yield error(file, "not_searched")


def not_by_words(file: Path | str, one: Sampled) -> Finding:
    """Tell that a text is not found by its own words."""
    return error(file, "not_found_by_words", document=one.document.id)


def of_another_text(file: Path | str, one: Sampled) -> Finding:
    """Tell that a text has not the vector that encoding it gives."""
    return error(file, "vector_of_another_text", document=one.document.id)
