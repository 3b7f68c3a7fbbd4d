"""Weigh what was found for a question: what would be quoted, and how certain that is to answer.

Where the documents ask the question themselves, in a heading, what stands below it answers: staff
who write "Vad är Viskans park?" above two sentences have said what answers that question. So when a
resident asks just that, what stands below goes before all else.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from klimatsvar.answer.announcing import LAST
from klimatsvar.answer.calibration import Thresholds
from klimatsvar.answer.choose import Choice, choose, prefer_valid
from klimatsvar.answer.cite import cite
from klimatsvar.answer.elsewhere import is_elsewhere, of_others, own_first
from klimatsvar.answer.evidence import Evidence, gather, read
from klimatsvar.answer.fitted import Fitted
from klimatsvar.answer.followup import Search, with_what_it_adds
from klimatsvar.answer.halves import missing, raised, weigh_halves
from klimatsvar.answer.search import Query
from klimatsvar.index.contract import Store
from klimatsvar.model.encoder import QueryEncoder
from klimatsvar.types import AnswerKind, Citation, Document, Passage

PASSAGES = 12
"""The best passages found, whose sentences are weighed for an answer."""
AHEAD = 10.0
"""Added to the scores, in log-odds: nothing else is as likely then."""
CONFIDENCE = 0.9
"""Of an answer below such a heading, at least; set, not fitted: see docs/retrieval.md."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Parts:
    """What considering needs."""

    index: Store
    encoder: QueryEncoder
    fitted: Fitted
    sure_from: float | None = None
    """Set by the operator instead of the calibrated threshold, as is the next."""
    possible_from: float | None = None

    def thresholds_for(self, *, follows_up: bool) -> Thresholds:
        """Return the calibrated thresholds of such questions, or those set instead of them."""
        fitted = self.fitted.calibration.weighing_for(follows_up=follows_up).thresholds
        return Thresholds(
            sure=fitted.sure if self.sure_from is None else self.sure_from,
            possible=fitted.possible if self.possible_from is None else self.possible_from,
        )


@dataclass(frozen=True, slots=True)
class Considered:
    """A question, what it found and what would be quoted."""

    found: Search
    confidence: float
    """0 to 1, rounded to four decimals; 0 when nothing was found."""
    thresholds: Thresholds
    citations: tuple[Citation, ...]
    """Whether or not the confidence reaches a threshold."""
    evidence: Evidence | None = None
    """The sentences weighed; None when nothing was found."""
    choice: Choice | None = None
    """What became of each of them."""
    below: frozenset[int] = frozenset()
    """Those, by position in the evidence, whose heading asks the question."""
    missing: tuple[str, ...] = ()
    """Parts of the question that no quotation answers."""
    elsewhere: bool = False
    """Whether the question is about another municipality than what would be quoted."""

    @property
    def kind(self) -> AnswerKind:
        """Whether the quotations answer, may answer, or are not shown."""
        return self.thresholds.kind_of(self.confidence) if self.citations else "refused"

    @property
    def shown(self) -> tuple[Citation, ...]:
        """The quotations that answer or may answer; none when the answer is a refusal."""
        return () if self.kind == "refused" else self.citations

    def passages(self, documents: Mapping[str, Document]) -> tuple[Passage, ...]:
        """Return the passages to answer from: the quoted ones, then the others that were weighed.

        Those of replaced documents are left out where they are not quoted.
        """
        weighed = self.evidence.candidates if self.evidence else ()
        passages = dict.fromkeys(candidate.passage for candidate in weighed)
        quoted = {p for p in passages if any(_overlap(p, c) for c in self.citations)}
        others = (p for p in passages if not documents[p.document].replaced_by)
        return tuple(dict.fromkeys((*(p for p in passages if p in quoted), *others)))


def _overlap(passage: Passage, citation: Citation) -> bool:
    same = passage.document == citation.document
    return same and passage.start < citation.end and citation.start < passage.end


def weigh(found: Search, question: str, parts: Parts) -> Considered:
    """Weigh the sentences of what was found for a question, and choose what would be quoted."""
    index, fitted, calibration = parts.index, parts.fitted, parts.fitted.calibration
    after = None if found.in_full else found.after
    thresholds = parts.thresholds_for(follows_up=after is not None)
    if not found.hits:
        return Considered(found, 0.0, thresholds, ())
    found = replace(found, hits=own_first(found.query, found.hits, index, PASSAGES))
    hits = found.hits[:PASSAGES]
    evidence = gather(found.query, hits, index)
    if after is not None:
        evidence = with_what_it_adds(question, after, evidence, calibration, index, parts.encoder)
    evidence = read(found.query, evidence, calibration.rank(evidence), index, parts.encoder)
    announces = fitted.announcing.told(evidence, index, parts.encoder.fingerprint)
    others = of_others(found.query, evidence, index) & (found.after is not None)
    ranked = calibration.rank(evidence) - LAST * (announces | others)
    scores = prefer_valid(evidence, ranked, index.documents)
    confidence = calibration.confidence_of(evidence, scores)
    below = below_the_question(evidence, found.query, index.documents) & ~announces
    if below.any():
        confidence = max(confidence, CONFIDENCE)
        scores = prefer_valid(evidence, _ahead(ranked, evidence, below), index.documents)
    asked = weigh_halves(found, evidence, scores, announces, fitted, index, parts.encoder)
    lacking = missing(asked)
    if lacking:
        answered = [part for part in asked if part.is_answered]
        if after is None:  # parts are weighed as what stands alone is
            confidence = max(confidence, min(part.confidence for part in answered))
        scores[[part.best for part in answered]] += AHEAD
    needed = {part.best: part.text for part in asked if part.finds_its_own}
    scores = raised(scores, needed)
    first = int(np.argmax(scores))
    passage = evidence.candidates[first].passage
    elsewhere = not below.any() and (others[first] or is_elsewhere(found.query, passage, index))
    confidence = 0.0 if elsewhere or announces[first] else round(confidence, 4)
    choice = choose(question, evidence, scores, index.documents, needed)
    citations = cite(choice.quotations, index.documents)
    places = frozenset(below.nonzero()[0].tolist())
    return Considered(
        found, confidence, thresholds, citations, evidence, choice, places, lacking, elsewhere
    )


def below_the_question(
    evidence: Evidence, query: Query, documents: Mapping[str, Document]
) -> npt.NDArray[np.bool_]:
    """Tell of each candidate whether the heading right above it asks this question.

    It may be asked in the resident's words or as it was mended. Case and punctuation may differ,
    but for the question mark of the heading. What stands in a document that another replaces does
    not count.
    """
    asked = [_words(query.asked), _words(query.mended.text)]

    def is_below(passage: Passage) -> bool:
        asks = bool(passage.headings) and _asks(passage.headings[-1], asked)
        return asks and documents[passage.document].replaced_by is None

    return np.array([is_below(candidate.passage) for candidate in evidence.candidates], bool)


def _ahead(
    scores: npt.NDArray[np.float64], evidence: Evidence, below: npt.NDArray[np.bool_]
) -> npt.NDArray[np.float64]:
    """Return the scores with those below the heading ahead, a passage's first one first."""
    raised = scores + AHEAD * below
    passages = np.array([candidate.hit.passage for candidate in evidence.candidates])
    for passage in set(passages[below]):
        (places,) = ((passages == passage) & below).nonzero()
        raised[places[0]] = raised[places].max()
    return raised


def _asks(heading: str, asked: Collection[list[str]]) -> bool:
    return heading.rstrip().endswith("?") and _words(heading) in asked


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
