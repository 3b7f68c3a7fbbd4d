"""Questions that ask for two things: what answers each is quoted, and what is missing is told.

"Vad kostar bussen och när går den?" finds the passage that tells both, and one sentence of it fits
best. Asked apart, the halves have each their own best sentence among the same passages.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from klimatsvar.answer.announcing import LAST
from klimatsvar.answer.evidence import Candidate, Evidence, gather
from klimatsvar.answer.fitted import Fitted
from klimatsvar.answer.followup import Search, what_it_adds
from klimatsvar.answer.search import make_query
from klimatsvar.answer.spans import is_fragment
from klimatsvar.index.contract import Store
from klimatsvar.language.lists import any_of, lists
from klimatsvar.language.terms import STOPWORDS, word_stems
from klimatsvar.model.encoder import QueryEncoder
from klimatsvar.types import Document

# Other languages' words for "and" are other words in these: Finnish "ja", Bosnian "a".
_AND: Final = re.compile(
    rf",? {any_of(word for code in ('sv', 'en') for word in lists(code).questions.goes_on)} ",
    re.IGNORECASE,
)
_MOST: Final = 3
"""Parts of a question, each of which is encoded."""
_ANSWERED: Final = 0.13
"""The confidence from which a sentence answers a half. The whole question is asked beside it, so
that it is no matter of what is shown."""
_BETTER: Final = 1.0
"""By this score, a half's own best sentence must fit it better than the whole question's does."""
_ON_THE_SUBJECT: Final = 0.01
"""... and its odds for the whole question, against the best sentence, must be this: "när är det
klart?" alone fits whatever is ever done."""
_BESIDE: Final = float(np.log(0.9))
"""The score, beside the best, of a sentence that answers a half: nothing else comes between."""


@dataclass(frozen=True, slots=True)
class Half:
    """A part of a question, asked apart of what the whole question found."""

    text: str
    best: int
    """Position in the evidence of the sentence that answers it best."""
    ahead: float
    """By this score that sentence fits the part better than the whole question's best does."""
    confidence: float
    on_the_subject: bool
    """The whole question is about that sentence too."""
    named: bool
    """The whole question's best sentence, or the list that it brings, has all words of the part."""
    stands_alone: bool
    """It asks something that can be understood without the rest."""

    @property
    def is_answered(self) -> bool:
        """Whether anything answers it with enough confidence."""
        return self.confidence >= _ANSWERED

    @property
    def finds_its_own(self) -> bool:
        """Whether a sentence of its own answers it."""
        better = self.ahead >= _BETTER and self.on_the_subject
        other = self.stands_alone and self.ahead > 0 and not self.named
        return self.is_answered and (better or other)

    @property
    def is_missing(self) -> bool:
        """Whether neither a sentence of its own answers it nor the whole question's best."""
        if self.named or self.finds_its_own:
            return False
        return not self.is_answered or self.ahead >= _BETTER


def halves(question: str) -> list[str]:
    """Return what the question asks for, in parts; the question alone if it is one."""
    return _AND.split(question, maxsplit=_MOST - 1)


def standing_alone(question: str, fitted: Fitted, encoder: QueryEncoder) -> list[str]:
    """Return the parts of a question if each can be understood without the others."""
    parts = halves(question)
    if len(parts) == 1 or not all(map(_asks, parts)):
        return []
    return [] if any(fitted.follow_ups.told(parts, encoder)) else parts


def weigh_halves(
    found: Search,
    evidence: Evidence,
    scores: npt.NDArray[np.float64],
    announces: npt.NDArray[np.bool_],
    fitted: Fitted,
    index: Store,
    encoder: QueryEncoder,
) -> list[Half]:
    """Return the parts of a question, weighed apart; none if it is one."""
    parts = halves(found.query.asked)
    if len(parts) == 1:
        return []
    places = list(dict.fromkeys(candidate.hit for candidate in evidence.candidates))
    best, weighed = int(np.argmax(scores)), []
    said = _said(evidence.candidates[best], index.documents)
    leaning = fitted.follow_ups.told(parts, encoder)
    for part, leans in zip(parts, leaning, strict=True):
        # "Vem ritade det?" after "När invigdes Prästhöjden?" is asked as a follow-up is.
        after = parts[0] if leans and part is not parts[0] else None
        text = f"{after} {part}" if after else part
        own = gather(make_query(part, text, encoder, index.vocabulary), places, index)
        ranked, known = fitted.calibration.rank(own) - LAST * announces, None
        if after:
            adds, known = what_it_adds(part, after, places, fitted.calibration, index, encoder)
            ranked += adds
        first = int(np.argmax(ranked))
        weighed.append(
            Half(
                text=part,
                best=first,
                ahead=float(ranked[first] - ranked[best]),
                confidence=fitted.calibration.confidence_of(own, ranked, known),
                on_the_subject=bool(scores[first] - scores[best] >= np.log(_ON_THE_SUBJECT)),
                named=said.issuperset(word_stems(part)),
                stands_alone=_asks(part) and not leans,
            )
        )
    return weighed


def _said(best: Candidate, documents: Mapping[str, Document]) -> frozenset[str]:
    """Return the stems of a sentence, and of the line that announces its list if it brings that."""
    document, lead_in = documents[best.passage.document], best.sentence.lead_in
    if lead_in is None or not is_fragment(best, document):
        return best.stems
    return best.stems.union(word_stems(document.text[slice(*lead_in)], document.language))


def raised(scores: npt.NDArray[np.float64], needed: Iterable[int]) -> npt.NDArray[np.float64]:
    """Return the scores with the sentences at these places raised to beside the best."""
    made = scores.copy()
    for place in needed:
        made[place] = max(scores[place], scores.max() + _BESIDE)
    return made


def missing(parts: Sequence[Half]) -> tuple[str, ...]:
    """Return the parts of a question that nothing answers.

    The first part is what the whole answer is about. What asks nothing by itself is no part ("Vad
    kostar bussen och tåget?"), and a bare "när?" can't be weighed apart.
    """
    return tuple(
        part.text.strip(" ?.!") for part in parts[1:] if _asks(part.text) and part.is_missing
    )


def _asks(part: str) -> bool:
    first = re.match(r"\w+", part)
    return bool(first and first[0].casefold() in STOPWORDS and word_stems(part))
