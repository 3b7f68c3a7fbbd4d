"""Follow-up questions: complete one that leans on what was asked before.

Whether a question does so is decided by searching: on its own ("När började de köra?"), and after
the last question before it that was complete. If both together find something that fits better, and
hardly worse than what the earlier one finds on its own, it is a follow-up: a new topic fits its own
passage best, and beside one that the documents know nothing of, the earlier one fits worse.

One that says nothing by itself ("Är det gratis?", "Och 2040 då?") is a follow-up whatever it finds:
alone it fits what was never spoken of, the more so where the earlier one found nothing. A long one
with all its words is none.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from klimatsvar.answer.search import Query, make_query, retrieve
from klimatsvar.index.contract import Store
from klimatsvar.language.lists import any_of, everywhere, whole_words
from klimatsvar.language.names import CAPITALISED
from klimatsvar.language.terms import word_stems
from klimatsvar.model.encoder import Encoder
from klimatsvar.types import Hit

_GOES_ON = re.compile(
    rf"^{any_of(everywhere(lambda own: (*own.questions.goes_on, *own.questions.what_about)))}\b",
    re.IGNORECASE,
)
_POINTS_BACK = whole_words(everywhere(lambda own: own.questions.points_back))
_THERE_IS = whole_words(everywhere(lambda own: own.questions.there_is))
_NAME = re.compile(rf"{CAPITALISED}|\d{{3,}}")
_GAINED = 0.03
"""By this score, what a completed question finds must fit better than what it finds alone; or, if
its words lean on an earlier one, not worse. ``make conversations`` measures it."""
_HARDLY = 0.06
"""... or, if it has few words, not worse by this."""
_LOST = 0.07
"""... and it must not fit worse by this than what the earlier question finds on its own."""
_SHORT = 4
"""Words of a question that is but a number ("Och 2040 då?"), at most; of one that names a thing
more ("Och för barn?") there are fewer."""
_LONG = 7
"""Words from which a question that does not lean on another is complete."""
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
    if not history or not alone.hits or (rewritten is None and is_complete(question)):
        return alone
    completed = found(rewritten or complete(question, history))
    gained = completed.hits[0].score - alone.hits[0].score
    if rewritten:
        return completed if gained > 0 else alone
    if says_nothing(question):
        return completed
    if is_short(question):
        return completed if gained > -_HARDLY else alone
    if is_elliptical(question):
        return completed if gained > -_GAINED else alone
    lost = found(_leant_on(history)).hits[0].score - completed.hits[0].score
    return completed if gained > _GAINED and lost < _LOST else alone


def complete(question: str, history: Sequence[str]) -> str:
    """Return the question after the last one before it that was complete by itself."""
    return f"{_leant_on(history)} {question}"


def _leant_on(history: Sequence[str]) -> str:
    whole = (earlier for earlier in reversed(history) if not is_elliptical(earlier))
    return next(whole, history[-1])


def is_elliptical(question: str) -> bool:
    """Tell by its words whether a question can't be understood without the one before it."""
    words = question.strip()
    if says_nothing(words):
        return True
    if _NAME.search(words):
        return False
    goes_on = bool(_GOES_ON.search(words)) and len(words.split()) <= 8
    return goes_on or (_points_back(words) and len(word_stems(words)) <= _FEW)


def says_nothing(question: str) -> bool:
    """Tell by its words whether a question says nothing of what it is about: it has none of its
    own, or one beside a word that points back, or it is short and but a number or a thing more."""
    own, length = word_stems(question), len(question.split())
    if not own or (all(word.isdigit() for word in own) and length <= _SHORT):
        return True
    if _NAME.search(question):
        return False
    adds = bool(_GOES_ON.search(question)) and length < _SHORT
    return adds or (_points_back(question) and len(own) == 1)


def is_short(question: str) -> bool:
    """Tell whether a question has so few words that it likely leans on the one before it."""
    few = len(question.split()) < _SHORT and len(word_stems(question)) <= _FEW
    return few and not _NAME.search(question)


def is_complete(question: str) -> bool:
    """Tell whether a question has so many words that it leans on none, unless it says so."""
    return len(question.split()) >= _LONG and not is_elliptical(question)


def _points_back(question: str) -> bool:
    return bool(_POINTS_BACK.search(_THERE_IS.sub(" ", question)))
