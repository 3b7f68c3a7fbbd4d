"""Follow-up questions: complete one that leans on what was asked before.

Whether a question does so is decided by searching: on its own ("När började de köra?"), and after
the last question before it that was complete. If those words help to find something that fits
better, it is a follow-up; a new topic fits its own passage best. How much better it must be depends
on whether its words lean on an earlier question.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from klimatsvar.answer.search import Query, make_query, retrieve
from klimatsvar.index.contract import Store
from klimatsvar.language.lists import any_of, everywhere, whole_words
from klimatsvar.language.names import CAPITALISED
from klimatsvar.language.terms import terms
from klimatsvar.model.encoder import Encoder
from klimatsvar.types import Hit

_GOES_ON = re.compile(
    rf"^{any_of(everywhere(lambda own: (*own.questions.goes_on, *own.questions.what_about)))}\b",
    re.IGNORECASE,
)
_POINTS_BACK = whole_words(everywhere(lambda own: own.questions.points_back))
_NAME = re.compile(rf"{CAPITALISED}|\d{{3,}}")
_LEAN = 0.03
"""A completed question must find something that fits better than it does alone by this score; or,
where its words lean on an earlier one, not worse by it. ``make conversations`` measures it."""
_FEW = 2
"""A question with a pronoun and at most this many words of its own leans on the one before."""


@dataclass(frozen=True, slots=True)
class Search:
    """What was searched for, and what was found."""

    text: str
    """The question, completed if it is a follow-up."""
    query: Query
    hits: list[Hit]
    """Best first."""


def search(
    question: str,
    history: Sequence[str],
    encoder: Encoder,
    index: Store,
    count: int,
    without: Collection[str] = (),
    rewritten: str | None = None,
) -> Search:
    """Find the ``count`` best passages for a question asked after ``history``, oldest first.

    Documents with the ids ``without`` are passed over. ``rewritten`` is the question as somebody
    else completed it; it is searched for in place of our own completion.
    """

    def found(text: str) -> Search:
        query = make_query(question, text, encoder, index.vocabulary)
        return Search(text, query, retrieve(query, index, count, without))

    alone = found(question)
    if not history or not alone.hits:
        return alone
    completed = found(rewritten or complete(question, history))
    gained = completed.hits[0].score - alone.hits[0].score
    return completed if gained > (-_LEAN if is_elliptical(question) else _LEAN) else alone


def complete(question: str, history: Sequence[str]) -> str:
    """Return the question after the last one before it that was complete by itself."""
    whole = (earlier for earlier in reversed(history) if not is_elliptical(earlier))
    return f"{next(whole, history[-1])} {question}"


def is_elliptical(question: str) -> bool:
    """Tell by its words whether a question can't be understood without the one before it."""
    words = question.strip()
    if _NAME.search(words):
        return False
    own = [term for term in terms(words) if not term.startswith("#")]
    goes_on = bool(_GOES_ON.search(words)) and len(words.split()) <= 8
    return goes_on or len(own) == 0 or (bool(_POINTS_BACK.search(words)) and len(own) <= _FEW)
