"""Let a language model word the answers to gold questions, and measure what of it holds."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from klimatsvar.answer.consider import consider
from klimatsvar.answer.weigh import Considered, Parts
from klimatsvar.evaluate.gold import CountDone, GoldQuestion, is_right
from klimatsvar.evaluate.metrics import percentiles, share
from klimatsvar.language.detect import detect_language
from klimatsvar.types import Wording

if TYPE_CHECKING:  # imported only where a language model is set
    from klimatsvar.wording.writer import Writer

_PASSAGES_FOUND = 40


@dataclass(frozen=True, slots=True)
class WordedEvaluation:
    """What came of wording the answers. Shares from 0 to 1; nan where nothing counts."""

    answers: int
    """Questions that were answered with quotations, and so given to the model."""
    dropped: float
    """Share of the sentences it wrote that nothing proved."""
    fallen_back: float
    """Share of the answers of which no sentence was left."""
    precision: float
    """Share of the quotations behind shown sentences that answer; answerable questions only."""
    recall: float
    """Share of the answerable questions given to it with such a quotation."""
    first_ms: Mapping[str, float]
    """To the first proven sentence, where there was one: p50 and p95."""
    whole_ms: Mapping[str, float]
    """To the end of the wording: p50 and p95."""


@dataclass(frozen=True, slots=True)
class _Outcome:
    gold: GoldQuestion
    wording: Wording
    milliseconds: float


def evaluate_wording(
    questions: Sequence[GoldQuestion],
    parts: Parts,
    writer: "Writer",
    progress: CountDone | None = None,
) -> WordedEvaluation:
    """Ask the questions, word what is answered, and measure."""
    outcomes = []
    for done, gold in enumerate(questions, start=1):
        language = detect_language(gold.question)
        considered = consider(gold.question, gold.history, parts, count=_PASSAGES_FOUND)
        if considered.shown:
            outcomes.append(_word(gold, language, considered, parts, writer))
        if progress:
            progress(done, len(questions))
    return _summary(outcomes)


def _word(
    gold: GoldQuestion, language: str, considered: Considered, parts: Parts, writer: "Writer"
) -> _Outcome:
    documents = parts.index.documents
    start = time.perf_counter()
    *_, wording = writer.write(
        considered.found.text, language, considered.passages(documents), documents
    )
    return _Outcome(gold, wording, (time.perf_counter() - start) * 1000)


def _summary(outcomes: Sequence[_Outcome]) -> WordedEvaluation:
    shown = sum(len(o.wording.sentences) for o in outcomes)
    dropped = sum(o.wording.dropped for o in outcomes)
    answerable = [o for o in outcomes if o.gold.answerable]
    right = [
        [is_right(o.gold, c.document, c.start, c.end, c.quote) for c in o.wording.citations]
        for o in answerable
    ]
    first = [o.wording.first_ms for o in outcomes if o.wording.first_ms is not None]
    return WordedEvaluation(
        answers=len(outcomes),
        dropped=share(dropped, dropped + shown),
        fallen_back=share(sum(not o.wording.sentences for o in outcomes), len(outcomes)),
        precision=share(sum(map(sum, right)), sum(map(len, right))),
        recall=share(sum(map(any, right)), len(right)),
        first_ms=percentiles(first),
        whole_ms=percentiles([o.milliseconds for o in outcomes]),
    )
