"""Question -> hits: dense and lexical search over passages, fused."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from klimatsvar.embed import Encoder, Vectors
from klimatsvar.index.store import Index
from klimatsvar.spelling import Mended, Vocabulary
from klimatsvar.types import Document, Hit
from klimatsvar.words import QuestionWords

LEXICAL_WEIGHT = 0.18
"""What a full lexical match is worth in cosine; found by benchmarks/retrieval.py."""

_CANDIDATES = 100
"""Passages taken from each kind of search before they are fused."""

_JUST_BELOW = 1e-6
"""Between the scores of a document and of the one that it replaces."""

# A capital letter inside a sentence, or a number.
_NAME = re.compile(r"(?<=[^\s.:!?] )[A-ZÅÄÖ]\w+|\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Query:
    """A question made ready to search with."""

    asked: str
    """The question as it was typed."""
    vector: Vectors
    """Shape (1, dimension)."""
    words: QuestionWords
    terms: tuple[str, ...]
    names: tuple[str, ...]
    """The stems of the names and numbers in it."""
    mended: Mended
    """What is searched for: the misspelled words are mended."""


def make_query(asked: str, standalone: str, encoder: Encoder, vocabulary: Vocabulary) -> Query:
    """Encode a question, as it stands without its conversation, and cut it into search terms.

    Words are mended and stemmed as ``vocabulary``, the corpus', has them, whatever the question's
    language: the documents' names and loan-words are what a foreign question shares with them.
    """
    mended = vocabulary.read(standalone)
    vector, words = encoder.encode_question(mended.text)
    names = vocabulary.read(" ".join(_NAME.findall(standalone))).text
    return Query(
        asked=asked,
        vector=vector,
        words=words,
        terms=vocabulary.terms(mended.text),
        names=tuple(term for term in vocabulary.terms(names) if term[0] != "#"),
        mended=mended,
    )


def retrieve(query: Query, index: Index, count: int, without: Collection[str] = ()) -> list[Hit]:
    """Return the ``count`` best passages, best first; ties in passage order.

    Documents with the ids ``without`` are passed over, as if they were not in the corpus.
    """
    lexical = index.passage_terms.scores(query.terms)
    found, positions = index.passage_vectors.search(
        query.vector, min(_CANDIDATES, len(index.passages))
    )
    dense: dict[int, float] = dict(zip(positions[0].tolist(), found[0].tolist(), strict=True))
    for position in _best(lexical, _CANDIDATES):
        if position not in dense:
            vector = index.passage_vectors.reconstruct(position)
            dense[position] = float(query.vector[0] @ vector)
    hits = [
        Hit(
            passage=position,
            score=cosine + LEXICAL_WEIGHT * float(lexical[position]),
            dense=cosine,
            lexical=float(lexical[position]),
        )
        for position, cosine in dense.items()
        if index.passages[position].document not in without
    ]
    valid_first = _below_successors(hits, index)
    return sorted(valid_first, key=lambda hit: (-hit.score, hit.passage))[:count]


def _below_successors(hits: Sequence[Hit], index: Index) -> list[Hit]:
    """Lower each replaced document's hits until its best is below its successor's best.

    A replaced document whose successor has no hit keeps its scores: it may be the only one that
    answers.
    """
    best: dict[str, float] = {}
    for hit in hits:
        document = index.passages[hit.passage].document
        best[document] = max(hit.score, best.get(document, hit.score))
    too_high: dict[str, float] = {}
    for id in best:
        below = (
            best[successor] - step * _JUST_BELOW
            for step, successor in enumerate(successors(id, index.documents), start=1)
            if successor in best
        )
        too_high[id] = best[id] - min([best[id], *below])
    return [
        replace(hit, score=hit.score - too_high[index.passages[hit.passage].document])
        for hit in hits
    ]


def successors(id: str, documents: Mapping[str, Document]) -> Iterator[str]:
    """Yield the documents that replace this one, its own successor first, each once."""
    seen = {id}
    document = documents.get(id)
    while document and document.replaced_by and document.replaced_by not in seen:
        seen.add(document.replaced_by)
        yield document.replaced_by
        document = documents.get(document.replaced_by)


def _best(scores: npt.NDArray[np.float32], count: int) -> list[int]:
    """Return the positions of the highest scores above zero."""
    count = min(count, len(scores))
    top = np.argpartition(-scores, count - 1)[:count]
    return [int(position) for position in top if scores[position] > 0]
