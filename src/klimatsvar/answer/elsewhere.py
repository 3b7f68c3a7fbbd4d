"""Questions about other municipalities than the documents'.

What one municipality has decided or emits says nothing of another, however alike the words are.
"""

import math

import numpy as np
import numpy.typing as npt

from klimatsvar.answer.evidence import Evidence
from klimatsvar.answer.search import Query
from klimatsvar.index.contract import Store
from klimatsvar.index.framing import context_of
from klimatsvar.language.municipalities import municipalities_in
from klimatsvar.types import Passage

_OWN = 0.05
"""A municipality that this part of the passages names, themselves or in what stands above them, is
one that the documents are about. Set, not fitted: see docs/retrieval.md."""


def is_elsewhere(query: Query, passage: Passage, index: Store) -> bool:
    """Tell whether a question is about municipalities that neither this passage names nor, for the
    most part, the documents."""
    asked = municipalities_in(query.asked) or municipalities_in(query.mended.text)
    if not asked or any(_is_own(name, index) for name in asked):
        return False
    above = context_of(index.documents[passage.document].title, passage.headings)
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
