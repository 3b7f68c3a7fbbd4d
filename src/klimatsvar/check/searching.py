"""Check what searching uses: vectors and terms."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import faiss
import numpy as np

from klimatsvar.check.finding import REBUILD, Finding, count, error
from klimatsvar.check.parts import Parts
from klimatsvar.content import framed, passage_text
from klimatsvar.embed import Encoder
from klimatsvar.index.lexical import LexicalIndex, terms
from klimatsvar.types import Document, Passage, Sentence

_SLICE = 4096
"""Vectors looked at together, so that memory stays bounded however many there are."""
_TOLERANCE = 1e-3
_SAMPLES = 20
"""Texts tried, at most."""
_SAME = 0.99
"""Cosine of a text's stored vector and the one made of it now; batches round differently."""

Unit = tuple[Passage, Sentence | None]
"""A thing that is searched for: a passage, or one of its sentences."""


def check_searching(parts: Parts, encoder: Encoder) -> Iterator[Finding]:
    """Check that vectors are finite and of unit length, and that vectors and terms fit the texts.

    The latter is tried on a few texts, spread evenly: their vectors are made anew, and their terms
    looked up. Vectors of another model, or of another number than the texts, are not compared.
    """
    documents = {document.id: document for document in parts.documents or ()}
    passages = parts.passages or ()
    halves: list[tuple[list[Unit], faiss.Index | None, LexicalIndex | None, str, str]] = [
        ([(p, None) for p in passages], parts.passage_vectors, parts.passage_terms,
         "passages.faiss", "passage-terms"),
        ([(p, s) for p in passages for s in p.sentences], parts.sentence_vectors,
         parts.sentence_terms, "sentences.faiss", "sentence-terms"),
    ]  # fmt: skip
    same_model = parts.manifest and parts.manifest.fingerprint == encoder.fingerprint
    for units, vectors, lexical, vector_file, terms_file in halves:
        sample = _sample(units, documents)
        if vectors is not None:
            file = parts.folder / vector_file
            findings = list(check_vectors(vectors, encoder.dimension, units, file))
            yield from findings
            if same_model and not findings and vectors.ntotal == len(units):
                yield from check_same(vectors, sample, encoder, file)
        if lexical is not None and parts.passages is not None:
            yield from check_terms(lexical, len(units), sample, parts.folder / terms_file)


def check_vectors(
    vectors: faiss.Index, dimension: int, units: Sequence[Unit], file: Path
) -> Iterator[Finding]:
    """Check that the vectors are of ``dimension``, finite and of unit length."""
    if vectors.d != dimension:
        yield error(
            file, f"sökdata har {vectors.d} tal per text i stället för {dimension}", REBUILD
        )
        return
    wrong: list[int] = []
    for start in range(0, vectors.ntotal, _SLICE):
        rows = vectors.reconstruct_n(start, min(_SLICE, vectors.ntotal - start))
        with np.errstate(over="ignore", invalid="ignore"):  # what is damaged may be of any size
            off = np.abs(np.linalg.norm(rows, axis=1) - 1)
        wrong += (start + np.flatnonzero(~(off <= _TOLERANCE))).tolist()  # NaN is not <= either
    if wrong:
        place = f", den första i {units[wrong[0]][0].document}" if wrong[0] < len(units) else ""
        texts = count(len(wrong), "text", "texter")
        yield error(file, f"sökdata för {texts} är trasiga{place}", REBUILD)


Sample = Sequence[tuple[int, str, str, str]]
"""Position, searched text, language and document's id of some units."""


def _sample(units: Sequence[Unit], documents: dict[str, Document]) -> Sample:
    sample = []
    for position in range(0, len(units), len(units) // _SAMPLES + 1):
        passage, sentence = units[position]
        if document := documents.get(passage.document):
            text = (
                framed(document, passage, sentence).text
                if sentence
                else passage_text(document, passage)
            )
            sample.append((position, text, document.language, document.id))
    return sample


def check_same(
    vectors: faiss.Index, sample: Sample, encoder: Encoder, file: Path
) -> Iterator[Finding]:
    """Check that the sampled texts have the vectors that encoding them gives."""
    if not sample:
        return
    made = encoder.encode_passages([text for _, text, _, _ in sample])
    for vector, (position, _, _, id) in zip(made, sample, strict=True):
        if not float(vector @ vectors.reconstruct(position)) >= _SAME:
            yield error(file, f"sökdata hör inte till texten, till exempel i {id}", REBUILD)
            return


def check_terms(lexical: LexicalIndex, units: int, sample: Sample, file: Path) -> Iterator[Finding]:
    """Check that the terms are those of as many texts, and find the sampled ones."""
    try:
        number = len(lexical.scores([]))
        if number != units:
            message = f"innehåller sökord för {number} texter i stället för {units}"
            yield error(file, message, REBUILD)
            return
        for position, text, language, id in sample:
            words = terms(text, language)
            scores = lexical.scores(words)
            if words and not (np.isfinite(scores).all() and scores[position] > 0):
                message = f"texten hittas inte på sina egna ord, till exempel i {id}"
                yield error(file, message, REBUILD)
                return
    except Exception:  # damaged arrays lead numpy to every kind of error
        yield error(file, "går inte att söka i", REBUILD)
