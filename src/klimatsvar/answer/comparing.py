"""Questions that compare two things: what is said of either is quoted.

"Fick Malmö eller Stockholm märket först?" finds a sentence about the one and a sentence about the
other. The better of them alone would pass for the answer, and nobody could tell that it isn't. So
the question is asked of the other one apart, of the same passages.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from klimatsvar.answer.choose import Choice
from klimatsvar.answer.evidence import Evidence, gather
from klimatsvar.answer.fitted import Fitted
from klimatsvar.answer.search import make_query
from klimatsvar.index.contract import Store
from klimatsvar.language.lists import everywhere, whole_words
from klimatsvar.language.terms import word_stems
from klimatsvar.model.encoder import QueryEncoder

_OR: Final = whole_words(everywhere(lambda own: own.questions.alternatives))
_AND: Final = whole_words(
    everywhere(lambda own: (*own.questions.alternatives, *own.questions.goes_on))
)
_DIFFERS: Final = whole_words(everywhere(lambda own: own.questions.differs))
_WORD: Final = re.compile(r"\w+")
_FORM: Final = 6
"""Letters from which the beginning of a stem is another form of the same word."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of two things that are compared."""

    stem: str
    alone: str
    """The question, asked of this one alone."""

    def is_named_in(self, stems: Iterable[str]) -> bool:
        """Tell whether a text names it: stemming parts some forms of a word ("kontraktet")."""
        return any(
            stem == self.stem
            or (min(len(stem), len(self.stem)) >= _FORM and _begins(stem, self.stem))
            for stem in stems
        )


def _begins(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def sides(question: str) -> tuple[Side, ...]:
    """Return the two things that a question compares: the last word before "eller", or before "och"
    where it asks how they differ, and the first after it that is new. None if it compares nothing.
    """
    *_, last = (None, *(_AND if _DIFFERS.search(question) else _OR).finditer(question))
    if last is None:
        return ()
    words = [(word, stem) for word in _WORD.finditer(question) for stem in word_stems(word[0])]
    before = [(word, stem) for word, stem in words if word.end() <= last.start()]
    stood = {stem for _, stem in before}
    new = [(w, stem) for w, stem in words if w.start() >= last.end() and stem not in stood]
    if not before or not new:
        return ()
    (one, one_stem), (other, other_stem) = before[-1], new[0]
    return (
        Side(one_stem, question[: one.end()] + question[other.end() :]),
        Side(other_stem, question[: one.start()] + question[other.start() :]),
    )


def other_side(
    question: str,
    choice: Choice,
    evidence: Evidence,
    fitted: Fitted,
    index: Store,
    encoder: QueryEncoder,
) -> int | None:
    """Return the position of the sentence that tells of the side which what is quoted leaves out;
    None where that leaves out none, or both, or what fits the other one best doesn't name it."""
    compared = sides(question)
    if not compared:
        return None
    said = frozenset(stem for one in choice.quotations for stem in word_stems(one.text))
    left_out = [side for side in compared if not side.is_named_in(said)]
    if len(left_out) != 1:
        return None
    query = make_query(left_out[0].alone, left_out[0].alone, encoder, index.vocabulary)
    hits = list(dict.fromkeys(candidate.hit for candidate in evidence.candidates))
    best = int(np.argmax(fitted.calibration.rank(gather(query, hits, index))))
    return best if left_out[0].is_named_in(evidence.candidates[best].stems) else None
