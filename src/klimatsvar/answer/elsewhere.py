"""Questions about other municipalities than the documents'.

What one municipality has decided or emits says nothing of another, however alike the words are.
"""

import math
from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np
import numpy.typing as npt

from klimatsvar.answer.evidence import Evidence
from klimatsvar.answer.search import Query
from klimatsvar.index.contract import Store
from klimatsvar.index.framing import context_of
from klimatsvar.language.municipalities import (
    BEGINNING,
    is_named,
    mostly_named,
    municipalities_in,
    municipality_of,
)
from klimatsvar.types import Document, Hit, Passage

_OWN = 0.05
"""A municipality that this part of the passages names, themselves or in what stands above them, is
one that the documents are about. Set, not fitted: see docs/retrieval.md."""


def own_first(query: Query, hits: Sequence[Hit], index: Store, count: int) -> list[Hit]:
    """Return the hits, ``count`` of those first that may tell of the municipality asked about.

    Where a question names the municipality that a document of the first ``count`` is of, passages
    of others' documents that don't name it tell nothing of it.
    """
    owners = {*_owners(hits[:count], index)}
    # A follow-up's own words go first: "Och i Granvik?" after a question about another.
    named = ({own for own in owners if is_named(own, t)} for t in (query.asked, query.mended.text))
    asked = next(filter(None, named), None)
    if not asked:
        return list(hits)

    def may_tell(hit: Hit, owner: str) -> bool:
        passage = index.passages[hit.passage]
        above = context_of(index.documents[passage.document].title, passage.headings)
        told = f"{above}\n{passage.text}"
        return owner in ("", *asked) or any(is_named(own, told) for own in asked)

    owned = zip(hits, _owners(hits, index), strict=False)
    first = list(islice((hit for hit, owner in owned if may_tell(hit, owner)), count))
    taken = {hit.passage for hit in first}
    return [*first, *(hit for hit in hits if hit.passage not in taken)]


def _owners(hits: Sequence[Hit], index: Store) -> Iterator[str]:
    """Yield the municipality that each hit's document is of, empty if none."""
    for hit in hits:
        yield municipality_of(_beginning(index.documents[index.passages[hit.passage].document]))


def _beginning(document: Document) -> str:
    return f"{document.title}\n{document.text[:BEGINNING]}"


def is_elsewhere(query: Query, passage: Passage, index: Store) -> bool:
    """Tell whether a question is about municipalities that neither this passage names nor, for the
    most part, its document or all documents."""
    asked = municipalities_in(query.asked) or municipalities_in(query.mended.text)
    if not asked or any(_is_own(name, index) for name in asked):
        return False
    document = index.documents[passage.document]
    if mostly_named(_beginning(document)) in asked:
        return False
    above = context_of(document.title, passage.headings)
    return not asked & municipalities_in(f"{above}\n{passage.text}")


def of_others(query: Query, evidence: Evidence, index: Store) -> npt.NDArray[np.bool_]:
    """Tell of each candidate whether it names other municipalities only than the documents' own,
    which a follow-up names.

    "Och Borås?" asks of that one: "Oktober 2024: Göteborg fick märket." tells of another.
    """
    asked = municipalities_in(query.asked)
    if not any(_is_own(name, index) for name in asked):
        return np.zeros(len(evidence.candidates), bool)
    named = (municipalities_in(candidate.text) for candidate in evidence.candidates)
    return np.array([bool(own) and asked.isdisjoint(own) for own in named], bool)


def _is_own(name: str, index: Store) -> bool:
    words = [term for term in index.vocabulary.terms(name) if term[0] != "#"]
    rarest = max(index.weights(words).values(), default=0.0)
    # The number of passages that have the word, out of its inverse document frequency.
    having = (index.manifest.passages + 1) * math.exp(-rarest) - 0.5
    return having >= _OWN * index.manifest.passages
