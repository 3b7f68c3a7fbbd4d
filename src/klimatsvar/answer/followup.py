"""Follow-up questions: complete one that leans on what was asked before.

Whether a turn can be understood alone is told from the turn itself, by a logistic regression over
the encoder's vector of it, its length and its common words, alone and two together, fitted by
``training/followups.py``.
One that can't is searched for after the last turn before it that can, and weighed by what it adds
to that one, too; or, where it only names another place or year, in that one's words.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from klimatsvar.answer.acts import inputs
from klimatsvar.answer.calibration import Calibration
from klimatsvar.answer.evidence import FEATURES, OF_FOLLOW_UPS, YEAR, Evidence, gather
from klimatsvar.answer.search import Query, make_query, retrieve
from klimatsvar.answer.weights import Floats, Regression, phrases_of, which_words
from klimatsvar.index.contract import Store
from klimatsvar.language.municipalities import municipalities_at
from klimatsvar.language.terms import word_stems
from klimatsvar.model.encoder import QueryEncoder, Vectors
from klimatsvar.types import Hit

_MET = FEATURES.index("met")


@dataclass(frozen=True)
class FollowUps(Regression):
    """Fitted by ``training/followups.py``."""

    FILE: ClassVar[str] = "followups.npz"

    @staticmethod
    def weighed(texts: Sequence[str], vectors: Vectors, words: Sequence[str]) -> Floats:
        """Return of each turn what ``acts.inputs`` gives, then which phrases it has."""
        return np.hstack([inputs(texts, vectors), which_words(texts, words, phrases_of)])

    def told(self, turns: Sequence[str], encoder: QueryEncoder) -> list[bool]:
        """Tell of each turn whether it leans on one before it."""
        if not turns or encoder.fingerprint != self.model:
            return [False] * len(turns)
        likely = self.probabilities(turns, encoder.encode_queries(turns))
        return [bool(one >= self.threshold) for one in likely]

    def leant_on(self, question: str, history: Sequence[str], encoder: QueryEncoder) -> str | None:
        """Return the turn of ``history``, oldest first, without which ``question`` can't be
        understood: the last that can be, else the first; None if the question can."""
        if not history:
            return None
        *earlier, leans = self.told([*history, question], encoder)
        if not leans:
            return None
        told = zip(reversed(history), reversed(earlier), strict=True)
        return next((turn for turn, leans_too in told if not leans_too), history[0])


def instead(question: str, after: str) -> str | None:
    """Return ``after`` with the municipality or the year that ``question`` names in place of its
    own, then ``question``, which may ask otherwise: "När fick Lund det?".

    "Och Borås?" after "När fick Göteborg märket?". None where the question is about anything else,
    or either names none or several.
    """
    for named_at in (municipalities_at, _years_at):
        # "å lund?", where only what is named is left, is the town, and no grove.
        new, old = named_at(question) or named_at(question.title()), named_at(after)
        if len(new) != 1 or len({name for name, _ in old}) != 1:
            continue
        name, (start, end) = new[0]
        if name != old[0][0] and not word_stems(question[:start] + question[end:]):
            text = after
            for _, (start, end) in reversed(old):
                text = text[:start] + name + text[end:]
            return f"{text} {question}"
    return None


def _years_at(text: str) -> list[tuple[str, tuple[int, int]]]:
    return [(match[0], match.span()) for match in YEAR.finditer(text)]


@dataclass(frozen=True, slots=True)
class Search:
    """What was searched for, and what was found."""

    text: str
    """The question, completed if it is a follow-up."""
    query: Query
    hits: list[Hit]
    """Best first."""
    after: str | None = None
    """The earlier turn that it leans on, if it is a follow-up."""
    in_full: bool = True
    """The text asks the question so that it can be understood alone."""


def search(
    question: str,
    history: Sequence[str],
    encoder: QueryEncoder,
    index: Store,
    count: int,
    follow_ups: FollowUps,
    without: Collection[str] = (),
    rewritten: str | None = None,
) -> Search:
    """Find the ``count`` best passages for a question asked after ``history``, oldest first.

    Documents with the ids ``without`` are passed over. ``rewritten`` is the question as somebody
    else completed it; it is searched for in place of our own completion.
    """
    after = follow_ups.leant_on(question, history, encoder)
    in_full = (rewritten or instead(question, after)) if after else question
    text = in_full or f"{after} {question}"
    query = make_query(question, text, encoder, index.vocabulary)
    return Search(text, query, retrieve(query, index, count, without), after, bool(in_full))


def with_what_it_adds(
    question: str,
    after: str,
    evidence: Evidence,
    calibration: Calibration,
    index: Store,
    encoder: QueryEncoder,
) -> Evidence:
    """Return the evidence for a follow-up with how it fits the turn alone and the one before it.

    "Vad kostar de?" after "Hur många elbussar finns det?" is searched for with both, and what
    answers the first alone would fit best. But what answers "Är det gratis?" alone is about
    anything: its passage must be about the question before.
    """

    def weighed(text: str) -> Evidence:
        hits = list(dict.fromkeys(candidate.hit for candidate in evidence.candidates))
        return gather(make_query(text, text, encoder, index.vocabulary), hits, index)

    first = weighed(after)
    before = calibration.rank(first)
    subject = on_the_subject(first, before)
    met = np.array([first.features[same, _MET].max() for same in _passages(first)])
    again = np.arange(len(before)) == np.argmax(before)
    adds = [calibration.rank(weighed(question)) - before, subject, subject * (met == 0), again]
    features = evidence.features.copy()
    features[:, OF_FOLLOW_UPS] = np.stack(adds, axis=1)
    return replace(evidence, features=features, follows_up=True)


def on_the_subject(evidence: Evidence, scores: Floats) -> Floats:
    """Return of each candidate how much less the question is about its passage than about the best
    one; 0 at most."""
    best = np.array([scores[same].max() for same in _passages(evidence)])
    return np.asarray(best - scores.max())


def _passages(evidence: Evidence) -> list[npt.NDArray[np.bool_]]:
    """Return of each candidate which ones stand in its passage."""
    passages = np.array([candidate.hit.passage for candidate in evidence.candidates])
    return [passages == passage for passage in passages]
