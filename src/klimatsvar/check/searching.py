"""Check what searching uses: vectors and terms."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from klimatsvar.check.finding import Finding, error
from klimatsvar.check.opened import Parts
from klimatsvar.index.framing import passage_text, sentence_text
from klimatsvar.index.lexical import PassageTerms
from klimatsvar.index.on_disk import FAISS, POSTINGS
from klimatsvar.index.rows import PASSAGES, SENTENCES
from klimatsvar.index.vectors import VectorIndex
from klimatsvar.language.terms import terms
from klimatsvar.model.encoder import Encoder, Vectors
from klimatsvar.types import Document, Passage, Sentence

_SLICE = 4096
"""Vectors looked at together, so that memory stays bounded however many there are."""
_TOLERANCE = 1e-3
_SAMPLES = 20
"""Texts tried, at most."""
SAME = 0.99
"""Cosine of a text's stored vector and the one made of it now; batches round differently."""

Unit = tuple[Passage, Sentence | None]
"""What has a vector: a passage, or one of its sentences."""


@dataclass(frozen=True, slots=True)
class Sampled:
    """A unit, by position, and its text as it is encoded and searched."""

    position: int
    text: str
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
    of_passages: list[Unit] = [(passage, None) for passage in passages]
    of_sentences: list[Unit] = [(p, s) for p in passages for s in p.sentences]
    same_model = parts.manifest and parts.manifest.fingerprint == encoder.fingerprint
    for units, vectors, name in (
        (of_passages, rows.passage_vectors, PASSAGES),
        (of_sentences, rows.sentence_vectors, SENTENCES),
    ):
        file = parts.folder / name
        findings = list(check_vectors(vectors, encoder.dimension, units, file))
        yield from findings
        if same_model and not findings and len(vectors) == len(units):
            yield from check_same(vectors, sampled(units, documents), encoder, file)
    sample = sampled(of_passages, documents)
    if parts.vectors is not None:
        file = parts.folder / FAISS
        yield from check_index(parts.vectors, rows.passage_vectors, sample, file)
    if parts.passage_terms is not None:
        yield from check_terms(parts.passage_terms, sample, parts.folder / POSTINGS)


def check_vectors(
    vectors: Vectors, dimension: int, units: Sequence[Unit], file: Path
) -> Iterator[Finding]:
    """Check that the vectors are of ``dimension``, finite and of unit length."""
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
        first = units[wrong[0]][0].document if wrong[0] < len(units) else ""
        key = "vectors_broken" if first else "vectors_broken_beyond"
        yield error(file, key, count=len(wrong), document=first)


def sampled(units: Sequence[Unit], documents: dict[str, Document]) -> list[Sampled]:
    """Return a few, spread evenly."""
    sample = []
    for position in range(0, len(units), len(units) // _SAMPLES + 1):
        passage, sentence = units[position]
        if document := documents.get(passage.document):
            text = (
                sentence_text(document, passage, sentence)
                if sentence
                else passage_text(document, passage)
            )
            sample.append(Sampled(position, text, document))
    return sample


def check_same(
    vectors: Vectors, sample: Sequence[Sampled], encoder: Encoder, file: Path
) -> Iterator[Finding]:
    """Check that the sampled texts have the vectors that encoding them gives."""
    if not sample:
        return
    made = encoder.encode_passages([one.text for one in sample])
    for vector, one in zip(made, sample, strict=True):
        if not float(vector @ vectors[one.position]) >= SAME:
            yield of_another_text(file, one)
            return


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
            words = terms(one.text, one.document.language)
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
