"""Questions that ask for two things: what answers each is quoted, and what is missing is told.

"Vad kostar bussen och när går den?" finds the passage that tells both, and one sentence of it fits
best. Asked apart, the halves have each their own best sentence among the same passages.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from klimatsvar.answer.announcing import LAST
from klimatsvar.answer.evidence import Candidate, Evidence, gather, read
from klimatsvar.answer.fitted import Fitted
from klimatsvar.answer.followup import Search, on_the_subject
from klimatsvar.answer.search import make_query
from klimatsvar.answer.spans import is_fragment
from klimatsvar.index.contract import Store
from klimatsvar.index.framing import context_of
from klimatsvar.language.lists import any_of, everywhere, lists
from klimatsvar.language.terms import STOPWORDS, word_stems
from klimatsvar.model.encoder import QueryEncoder
from klimatsvar.types import Document

# Other languages' words for "and" are other words in these: Finnish "ja", Bosnian "a".
_AND: Final = re.compile(
    rf",? {any_of(word for code in ('sv', 'en') for word in lists(code).questions.goes_on)} ",
    re.IGNORECASE,
)
_STATING: Final = frozenset(everywhere(lambda own: own.questions.begins_stating))
_MOST: Final = 3
"""Parts of a question, each of which is encoded."""
ANSWERED: Final = 0.15
"""The confidence from which a part is answered."""
_BETTER: Final = 0.5
"""By this score, a half's own best sentence must fit it better than the whole question's does."""
_BESIDE: Final = float(np.log(0.9))
"""The score, beside the best, of a sentence that answers a half: nothing else comes between."""
_ON_THE_SUBJECT: Final = 0.2
"""What a part that leans on the first one loses, of how much less that is about a passage than
about the best one."""
_READ: Final = 3
"""Passages that are read for a half."""


@dataclass(frozen=True, slots=True)
class Half:
    """A part of a question, asked apart of what the whole question found."""

    text: str
    best: int
    """Position in the evidence of the sentence that answers it best."""
    ahead: float
    """By this score that sentence fits the part better than the whole question's best does."""
    confidence: float
    named: bool
    """The whole question's best sentence, or the list that it brings, has all words of the part."""

    @property
    def is_answered(self) -> bool:
        """Whether anything answers it with enough confidence."""
        return self.confidence >= ANSWERED

    @property
    def finds_its_own(self) -> bool:
        """Whether a sentence of its own answers it."""
        return self.is_answered and self.ahead >= _BETTER

    @property
    def is_missing(self) -> bool:
        """Whether neither a sentence of its own answers it nor the whole question's best."""
        return not self.named and not self.is_answered


def halves(question: str) -> list[str]:
    """Return what the question asks for, in parts; the question alone if it is one."""
    return _AND.split(question, maxsplit=_MOST - 1)


def standing_alone(question: str, fitted: Fitted, encoder: QueryEncoder) -> list[str]:
    """Return the parts of a question if each can be understood without the others."""
    parts = halves(question)
    if len(parts) == 1 or not all(map(asks, parts)):
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
    """Return the parts of a question that ask something, weighed apart; none if fewer than two do.

    "Vem ritade det?" after "När invigdes Prästhöjden?" is asked of what tells of Prästhöjden. It is
    read as it stands, and as "Prästhöjden: vem ritade det?"; what the two say is taken in the mean.
    """
    parts = [part for part in halves(found.query.asked) if asks(part)]
    if len(parts) < 2:
        return []
    places = list(dict.fromkeys(candidate.hit for candidate in evidence.candidates))
    best, weighed = int(np.argmax(scores)), []
    said = _said(evidence.candidates[best], index.documents)
    calibration = fitted.calibration
    for part, leans in zip(parts, fitted.follow_ups.told(parts, encoder), strict=True):
        less, asked = -LAST * announces, [part]
        if leans and part is not parts[0]:
            on_first = make_query(parts[0], parts[0], encoder, index.vocabulary)
            before = gather(on_first, places, index)
            less = less + _ON_THE_SUBJECT * on_the_subject(before, calibration.rank(before))
            topic = _topic(parts[0], evidence.candidates[best], index, encoder)
            asked += [f"{topic}: {part}"] if topic else []
        queries = [make_query(text, text, encoder, index.vocabulary) for text in asked]
        own = gather(queries[0], places, index)
        most = calibration.rank(own) + less
        told = [read(query, own, most, index, encoder, _READ) for query in queries]
        if told[0].is_read:
            own = replace(told[0], features=np.mean([one.features for one in told], axis=0))
        else:
            own = gather(queries[-1], places, index)
        ranked = calibration.rank(own) + less
        first = int(np.argmax(ranked))
        weighed.append(
            Half(
                text=part,
                best=first,
                ahead=float(ranked[first] - ranked[best]),
                confidence=calibration.confidence_of(own, ranked),
                named=said.issuperset(word_stems(part)),
            )
        )
    return weighed


def _topic(part: str, best: Candidate, index: Store, encoder: QueryEncoder) -> str | None:
    """Return the word of a part that is most like what the best sentence stands under and beside;
    None if none tells anything."""
    words: list[str] = [word for word in re.findall(r"\w+", part) if word_stems(word)]
    if not words:
        return None
    above = context_of(index.documents[best.passage.document].title, best.passage.headings)
    under, *vectors = encoder.encode_queries([above, *words])
    beside = index.sentence_vectors(best.hit.passage).mean(axis=0)
    likeness = np.stack(vectors) @ (under + beside)
    return words[int(np.argmax(likeness))]


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
    """Return the parts of a question that nothing answers; none if nothing answers any.

    What asks nothing by itself is no part ("Vad kostar bussen och tåget?"), and a bare "när?" can't
    be weighed apart.
    """
    if not any(part.is_answered for part in parts):
        return ()
    return tuple(as_told(part.text) for part in parts if part.is_missing)


def as_told(part: str) -> str:
    """Return a part of a question as it is said to be missing."""
    return part.strip(" ?.!")


def asks(part: str) -> bool:
    """Tell whether a part asks something by itself: "vad kostar den", not "tåget", "när" or "jag är
    snickare"."""
    first, *others = re.findall(r"\w+", part.casefold()) or [""]
    return bool(others) and first in STOPWORDS - _STATING
