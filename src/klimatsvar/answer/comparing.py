"""Questions that compare two things: each is asked for alone.

"Är Viskans park längre än Sjuhäradsrundan?" is near to what tells of the one and to what tells of
the other, and the better of them alone would pass for the answer. "Är Viskans park längre?" and "Är
Sjuhäradsrundan längre?" are questions like any other: what answers each is quoted, and where
nothing does that is told.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from klimatsvar.answer.alike import numbers_in
from klimatsvar.answer.evidence import YEAR
from klimatsvar.answer.search import NAME
from klimatsvar.language.lists import everywhere, whole_words
from klimatsvar.language.municipalities import municipalities_at
from klimatsvar.language.terms import STOPWORDS, word_stems
from klimatsvar.model.encoder import QueryEncoder

_OR: Final = whole_words(everywhere(lambda own: own.questions.alternatives))
_AND: Final = whole_words(
    everywhere(lambda own: (*own.questions.alternatives, *own.questions.goes_on))
)
_FROM: Final = whole_words(everywhere(lambda own: own.questions.differs_from))
_THAN: Final = whole_words(everywhere(lambda own: own.questions.than))
_DIFFERS: Final = whole_words(everywhere(lambda own: own.questions.differs))
_FUNCTION: Final = STOPWORDS.union(everywhere(lambda own: own.names.function_words))
_WORD: Final = re.compile(r"\w+")
_END: Final = re.compile(r"\s*[?!.,;:]*\s*$")
_PAUSE: Final = re.compile(r"[?!.,;:](?:\s|$)")
_FORM: Final = 6
"""Letters from which the beginning of a stem is another form of the same word."""
_MOST_WORDS: Final = 5
"""Of a side."""
_NEAR_WORDS: Final = 20
"""Before "än", among which the other side is looked for: each run of them is encoded."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of two things that are compared."""

    text: str
    """Its words in the question."""
    alone: str
    """The question, asked of this one alone."""

    @property
    def is_name(self) -> bool:
        """Whether it is a name or a number: that documents don't have it is certain."""
        inside = f"… {self.text}"  # what begins a sentence is no name for its capital
        return bool(NAME.search(inside) or municipalities_at(inside))

    def is_named_in(self, stems: Iterable[str]) -> bool:
        """Tell whether a text names it: stemming parts some forms of a word ("kontraktet")."""
        own = word_stems(self.text)
        return any(_is_form(stem, word) for stem in stems for word in own)


def _is_form(one: str, other: str) -> bool:
    """Tell whether two stems are one, or long and the one begins with the other."""
    begins = one.startswith(other) or other.startswith(one)
    return one == other or (begins and min(len(one), len(other)) >= _FORM)


def differing(question: str) -> tuple[Side, ...]:
    """Return what stands on both sides of "och" after "skillnaden": "Vad är" the one, or the other.

    The "och" is the last one, as names have it too.
    """
    if not (asks := _DIFFERS.search(question)):
        return ()
    between = [*_AND.finditer(question, asks.end())] or [*_FROM.finditer(question, asks.end())]
    if not between:
        return ()
    before, end = question[: asks.start()], _END.search(question)
    one = _telling(question[asks.end() : between[-1].start()])
    other = _telling(_to_pause(question[between[-1].end() :]))
    longest = max(len(_WORD.findall(text)) for text in (one, other))
    if not _differ(one, other) or longest > _MOST_WORDS:
        return ()
    assert end is not None
    return tuple(Side(text, f"{before}{text}{end[0]}") for text in (one, other))


def measured_by(question: str, encoder: QueryEncoder) -> tuple[Side, ...]:
    """Return what stands after "än", and the words before it that are most like it.

    None where it is a number ("mer än 10 procent") but for a year.
    """
    if not (than := _THAN.search(question)):
        return ()
    other = _to_pause(question[than.end() :])
    number = numbers_in(other) and not YEAR.fullmatch(other)
    if number or not word_stems(other) or len(_WORD.findall(other)) > _MOST_WORDS:
        return ()
    before = question[: than.start()].rstrip()
    leads = _is_stopword(_WORD.findall(other)[0])
    words = [*_WORD.finditer(before)][1:][-_NEAR_WORDS:]
    places = [
        (first.start(), last.end())
        for here, first in enumerate(words)
        for last in words[here : here + _MOST_WORDS]
        if _is_stopword(first[0]) == leads and not _is_stopword(last[0])
    ]
    spans = [(start, end) for start, end in places if _differ(before[start:end], other)]
    if not spans:
        return ()
    near, *vectors = encoder.encode_queries([other, *(before[slice(*span)] for span in spans)])
    start, end = spans[int(np.argmax(np.stack(vectors) @ near))]
    return (
        Side(before[start:end], f"{before}?"),
        Side(other, f"{before[:start]}{other}{before[end:]}?"),
    )


def alternatives(question: str) -> tuple[Side, ...]:
    """Return the two things of which one is asked for: the last word before "eller" and the first
    after it that is new. None if it is not asked so."""
    *_, last = (None, *_OR.finditer(question))
    if last is None:
        return ()
    words = [(word, stem) for word in _WORD.finditer(question) for stem in word_stems(word[0])]
    before = [(word, stem) for word, stem in words if word.end() <= last.start()]
    stood = {stem for _, stem in before}
    new = [word for word, stem in words if word.start() >= last.end() and stem not in stood]
    if not before or not new:
        return ()
    (one, _), other = before[-1], new[0]
    return (
        Side(one[0], question[: one.end()] + question[other.end() :]),
        Side(other[0], question[: one.start()] + question[other.start() :]),
    )


def _to_pause(text: str) -> str:
    return _PAUSE.split(text, maxsplit=1)[0].strip()


def _telling(text: str) -> str:
    """Return a text from its first word on that tells something, without the space around."""
    words = _WORD.finditer(text)
    first = next((word for word in words if word[0].casefold() not in _FUNCTION), None)
    return text[first.start() :].strip() if first else ""


def _is_stopword(word: str) -> bool:
    return word.casefold() in STOPWORDS


def _differ(one: str, other: str) -> bool:
    """Tell whether two texts tell something, and not the same."""
    stems, others = set(word_stems(one)), set(word_stems(other))
    return bool(stems) and bool(others) and stems != others
