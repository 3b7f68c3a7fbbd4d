"""Question -> hits: dense and lexical search over passages, fused."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from klimatsvar.index.contract import Store
from klimatsvar.language.names import CAPITALISED
from klimatsvar.language.spelling import Mended, Vocabulary
from klimatsvar.model.encoder import QueryEncoder, Vectors
from klimatsvar.types import Hit

LEXICAL_WEIGHT = 0.18
"""What a full lexical match is worth in cosine; found by benchmarks/retrieval.py."""

_CANDIDATES = 100
"""Passages taken from each kind of search before they are fused."""

_JUST_BELOW = 1e-6
"""Between the scores of a document and of the one that it replaces."""

NAME = re.compile(rf"{CAPITALISED}|(?<!\w)\d+(?:[.,]\d+)*")
"""A name or a number."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question made ready to search with."""

    asked: str
    """The question as it was typed."""
    vector: Vectors
    """Shape (1, dimension)."""
    terms: tuple[str, ...]
    names: tuple[str, ...]
    """The stems of the names and numbers in it."""
    mended: Mended
    """What is searched for: the misspelled words are mended."""


def make_query(asked: str, standalone: str, encoder: QueryEncoder, vocabulary: Vocabulary) -> Query:
    """Encode a question, as it stands without its conversation, and cut it into search terms.

    Words are mended and stemmed as ``vocabulary``, the corpus', has them, whatever the question's
    language: the documents' names and loan-words are what a foreign question shares with them.
    """
    mended = vocabulary.read(standalone)
    names = vocabulary.read(" ".join(NAME.findall(standalone))).text
    return Query(
        asked=asked,
        vector=encoder.encode_queries([mended.text]),
        terms=vocabulary.terms(mended.text),
        names=tuple(term for term in vocabulary.terms(names) if term[0] != "#"),
        mended=mended,
    )


def retrieve(query: Query, index: Store, count: int, without: Collection[str] = ()) -> list[Hit]:
    """Return the ``count`` best passages, best first; ties in passage order.

    Documents with the ids ``without`` are passed over, as if they were not in the corpus.
    """
    nearest = [
        near
        for near in index.near(query.vector, query.terms, _CANDIDATES)
        if near.document not in without
    ]
    owners = {near.passage: near.document for near in nearest}
    hits = [
        Hit(
            passage=near.passage,
            score=near.cosine + LEXICAL_WEIGHT * near.lexical,
            dense=near.cosine,
            lexical=near.lexical,
        )
        for near in nearest
    ]
    valid_first = _below_successors(hits, owners, index.replaced_by)
    return sorted(valid_first, key=lambda hit: (-hit.score, hit.passage))[:count]


def _below_successors(
    hits: Sequence[Hit], owners: Mapping[int, str], replaced_by: Mapping[str, str]
) -> list[Hit]:
    """Lower each replaced document's hits until its best is below its successor's best.

    A replaced document whose successor has no hit keeps its scores: it may be the only one that
    answers.
    """
    if not replaced_by:
        return list(hits)
    best = best_scores((owners[hit.passage], hit.score) for hit in hits)
    too_high: dict[str, float] = {}
    for id, own in best.items():
        rivals = scores_of_successors(id, best, replaced_by.get)
        too_high[id] = own - min([own, *(rival - step * _JUST_BELOW for step, rival in rivals)])
    return [replace(hit, score=hit.score - too_high[owners[hit.passage]]) for hit in hits]


def best_scores(scored: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Return each document's best score, out of pairs of a document and a score."""
    best: dict[str, float] = {}
    for document, score in scored:
        best[document] = max(score, best.get(document, score))
    return best


def scores_of_successors(
    id: str, best: Mapping[str, float], successor: Callable[[str], str | None]
) -> Iterator[tuple[int, float]]:
    """Yield the best scores of the documents that replace this one, each with its distance, from 1.

    Those without a score are left out. ``successor`` gives a document's own.
    """
    for step, following in enumerate(successors(id, successor), start=1):
        if following in best:
            yield step, best[following]


def successors(id: str, successor: Callable[[str], str | None]) -> Iterator[str]:
    """Yield the documents that replace this one, its own successor first, each once.

    ``successor`` gives a document's own.
    """
    seen = {id}
    while (following := successor(id)) and following not in seen:
        seen.add(following)
        yield following
        id = following
