"""Choose the sentences that answer, and prove each of them a quotation."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from klimatsvar.evidence import Candidate, Evidence
from klimatsvar.retrieve import successors
from klimatsvar.types import Citation, Document, Hit, Nearest, Passage, Sentence

MOST_QUOTATIONS = 4
_NEARLY_AS_GOOD = 0.5
"""A further sentence is quoted when its odds against the best are at least this."""
_POINTS_BACK = re.compile(
    r"(?:De[nt]?|Detta|Denna|Dessa|Dess|Deras|Han|Hon|Hans|Hennes|Där|Då|Därtill|Dessutom"
    r"|Tillsammans \w+ de|It|They|This|These|He|She|There)\b"
)
_WIDEST = 600
"""A quotation of two sentences has at most this many characters."""
_ASKS_LIST = re.compile(r"^(?:och |men )?(?:vilka|nämn|räkna upp|which|what are|list)\b", re.I)


def prefer_valid(
    evidence: Evidence, scores: npt.NDArray[np.float64], documents: Mapping[str, Document]
) -> npt.NDArray[np.float64]:
    """Return the scores with each replaced document's sentences below its successor's best.

    Only where the successor's best sentence is nearly as good: it may not answer at all.
    """
    best: dict[str, float] = {}
    for candidate, score in zip(evidence.candidates, scores, strict=True):
        document = candidate.passage.document
        best[document] = max(float(score), best.get(document, -np.inf))
    lowered = scores.copy()
    for i, candidate in enumerate(evidence.candidates):
        for id in successors(candidate.passage.document, documents):
            rival = best.get(id, -np.inf)
            if np.exp(rival - scores[i]) >= _NEARLY_AS_GOOD:
                lowered[i] = min(lowered[i], np.nextafter(rival, -np.inf))
    return lowered


def choose(question: str, evidence: Evidence, scores: npt.NDArray[np.float64]) -> list[Candidate]:
    """Return one to four candidates that answer together.

    The best comes first. A line that announces a list brings its items with it, and a question
    for several things brings the other items of a list; else further sentences are added, in
    reading order, only when they are nearly as good and say something else. A sentence that
    points back ("Tillsammans utgör de …") is quoted together with the one before it.
    """
    order = [int(i) for i in np.argsort(-scores, kind="stable")]
    best = evidence.candidates[order[0]]
    if listed := _list_around(question, best, evidence.candidates):
        return listed[:MOST_QUOTATIONS]
    chosen = [best]
    for i in order[1:]:
        candidate = evidence.candidates[i]
        good = np.exp(scores[i] - scores[order[0]]) >= _NEARLY_AS_GOOD
        if not good or len(chosen) == MOST_QUOTATIONS - 1:
            break
        tells = not candidate.text.endswith(("?", ":"))
        if tells and not any(candidate.says_the_same(c) for c in chosen):
            chosen.append(candidate)
    widened = [_widened(candidate) for candidate in [best, *sorted(chosen[1:], key=_reading_order)]]
    return [c for c in widened if not any(_within(c, other) for other in widened)]


def _within(candidate: Candidate, other: Candidate) -> bool:
    """Tell whether ``candidate`` is a part of what ``other`` quotes."""
    one, whole = candidate.sentence, other.sentence
    return (
        candidate.passage == other.passage
        and whole.start <= one.start
        and one.end <= whole.end
        and one != whole
    )


def _widened(candidate: Candidate) -> Candidate:
    """Return the candidate with the sentence before it, if it can't be understood without."""
    passage = candidate.passage
    here = passage.sentences.index(candidate.sentence)
    if here == 0 or not _POINTS_BACK.match(candidate.text):
        return candidate
    start, end = passage.sentences[here - 1].start, candidate.sentence.end
    text = passage.text[start - passage.start : end - passage.start]
    if "\n" in text or len(text) > _WIDEST:
        return candidate
    return replace(candidate, sentence=Sentence(start, end), text=text)


def _list_around(
    question: str, best: Candidate, candidates: Sequence[Candidate]
) -> list[Candidate]:
    """Return the list that ``best`` announces or, if several things are asked for, stands in."""
    here = [c for c in candidates if c.hit == best.hit]
    if best.text.endswith(":"):
        span = (best.sentence.start, best.sentence.end)
        return [best, *(c for c in here if c.sentence.lead_in == span)]
    if best.sentence.lead_in and _ASKS_LIST.search(question):
        return [
            best,
            *(c for c in here if c != best and c.sentence.lead_in == best.sentence.lead_in),
        ]
    return []


def _reading_order(candidate: Candidate) -> tuple[float, int]:
    return -candidate.hit.score, candidate.sentence.start


def cite(chosen: Sequence[Candidate], documents: Mapping[str, Document]) -> tuple[Citation, ...]:
    """Return a numbered Citation for each candidate that is verbatim in its document.

    What fails the check ``document.text[start:end] == quote`` is left out.
    """
    proven = [
        candidate
        for candidate in chosen
        if is_verbatim(
            documents,
            candidate.passage.document,
            candidate.sentence.start,
            candidate.sentence.end,
            candidate.text,
        )
    ]
    return tuple(
        _citation(number, candidate, documents) for number, candidate in enumerate(proven, start=1)
    )


def is_verbatim(
    documents: Mapping[str, Document], document: str, start: int, end: int, quote: str
) -> bool:
    """Tell whether ``quote`` is exactly what stands at the offsets in the document."""
    found = documents.get(document)
    return bool(quote) and found is not None and found.text[start:end] == quote


def _citation(number: int, candidate: Candidate, documents: Mapping[str, Document]) -> Citation:
    document = documents[candidate.passage.document]
    successor = documents.get(document.replaced_by or "")
    start, end = candidate.sentence.start, candidate.sentence.end
    pages = document.pages_of(start, end)
    headings = candidate.passage.headings
    return Citation(
        number=number,
        document=document.id,
        title=document.title,
        publisher=document.publisher,
        date=document.date,
        page=pages[0] if pages else None,
        pages=pages,
        heading=headings[-1] if headings else None,
        start=start,
        end=end,
        quote=candidate.text,
        url=document.url,
        ocr=document.is_ocr(start, end),
        replaced_by=successor.title if successor else document.replaced_by,
    )


def nearest(
    hits: Sequence[Hit], passages: Sequence[Passage], documents: Mapping[str, Document], count: int
) -> tuple[Nearest, ...]:
    """Return the documents of the best hits, each once, best first."""
    found: dict[str, Nearest] = {}
    for hit in hits:
        passage = passages[hit.passage]
        document = documents[passage.document]
        page = passage.pages[0] if passage.pages else None
        found.setdefault(document.id, Nearest(document.id, document.title, page, hit.score))
    return tuple(found.values())[:count]
