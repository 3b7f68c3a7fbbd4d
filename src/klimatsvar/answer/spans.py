"""Which part of a document's text is quoted: a sentence, several side by side, or a list."""

import re
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from klimatsvar.answer.evidence import Candidate
from klimatsvar.language.lists import any_of, everywhere, lists
from klimatsvar.language.sentences import is_ended
from klimatsvar.types import Block, Document

MOST_ITEMS = 12
_LONGEST_LIST = 1500
"""Characters of a list that is quoted."""
_WIDEST = 600
"""Sentences are joined to spans of at most this many characters."""
_POINTS_BACK = re.compile(
    any_of(map(str.capitalize, everywhere(lambda own: own.questions.begins_pointing_back))) + r"\b"
)
_ASKS_LIST = re.compile(
    rf"^(?:{any_of(lists('sv').questions.goes_on)} )?"
    rf"{any_of(everywhere(lambda own: own.questions.asks_for_several))}\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a document's text."""

    document: str
    start: int
    end: int
    left_out: int = field(default=0, compare=False)
    """Items of the list in it that it leaves out."""

    def has(self, candidate: Candidate) -> bool:
        """Tell whether a sentence stands in the span."""
        sentence = candidate.sentence
        here = candidate.passage.document == self.document
        return here and self.start <= sentence.start and sentence.end <= self.end

    def overlaps(self, other: "Span") -> bool:
        """Tell whether two spans have text in common."""
        same = self.document == other.document
        return same and self.start < other.end and other.start < self.end


def with_the_one_before(candidate: Candidate) -> Span:
    """Return a sentence's span, with the one before if it can't be understood without."""
    own, passage = span_of(candidate), candidate.passage
    here = passage.sentences.index(candidate.sentence)
    if here == 0 or not _POINTS_BACK.match(candidate.text):
        return own
    start = passage.sentences[here - 1].start
    text = passage.text[start - passage.start : own.end - passage.start]
    return own if "\n" in text or len(text) > _WIDEST else replace(own, start=start)


def with_the_one_after(candidate: Candidate, asked: Collection[str]) -> Span:
    """Return a sentence's span, with the one after if it says no more than was asked.

    "Så här följer vi upp arbetet." only announces what answers "Hur följs arbetet upp?". ``asked``
    has the question's stems.
    """
    own, passage = with_the_one_before(candidate), candidate.passage
    following = passage.sentences[passage.sentences.index(candidate.sentence) + 1 :]
    if not following or not candidate.stems.issubset(asked):
        return own
    text = passage.text[own.start - passage.start : following[0].end - passage.start]
    return own if "\n" in text or len(text) > _WIDEST else replace(own, end=following[0].end)


def span_of(candidate: Candidate) -> Span:
    """Return where a sentence stands."""
    return Span(candidate.passage.document, candidate.sentence.start, candidate.sentence.end)


def merged(spans: Sequence[Span], documents: Mapping[str, Document]) -> list[Span]:
    """Return the spans, those that stand together as one, in the order of the text."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.document, span.start, span.end)):
        if found and stand_together(found[-1], span, documents):
            span = union(found.pop(), span)
        found.append(span)
    return found


def stand_together(one: Span, other: Span, documents: Mapping[str, Document]) -> bool:
    """Tell whether two spans overlap, or follow each other in a paragraph and are short enough."""
    if one.document != other.document:
        return False
    first, second = sorted((one, other), key=lambda span: span.start)
    if second.start < first.end:
        return True
    between = documents[one.document].text[first.end : second.start]
    return not between.strip() and "\n" not in between and second.end - first.start <= _WIDEST


def union(one: Span, other: Span) -> Span:
    """Return the span of both and what stands between them, in one document."""
    start, end = min(one.start, other.start), max(one.end, other.end)
    return Span(one.document, start, end, max(one.left_out, other.left_out))


def list_around(question: str, best: Candidate, document: Document) -> Span | None:
    """Return the list that ``best`` announces or, if several things are asked for, stands in.

    It is quoted from its beginning, or from the best item on if that stands too far down.
    """
    blocks, lead_in = document.blocks, best.sentence.lead_in
    here = _block_of(best, document)
    if announces_list(best):
        lead_in = (best.sentence.start, best.sentence.end)
        items, at = _items_from(blocks, here + 1), 0
    elif _ASKS_LIST.search(question) and (lead_in or blocks[here].kind == "item"):
        items, at = _items_around(blocks, here)
    else:
        return None
    for first in (0, at):
        fitting = _fitting(items[first : first + MOST_ITEMS])
        if at < first + len(fitting):
            start = lead_in[0] if lead_in and first == 0 else items[first].start
            return Span(document.id, start, fitting[-1].end, len(items) - len(fitting))
    return None


def list_of_fragment(candidate: Candidate, document: Document) -> Span | None:
    """Return the list that a fragment stands in, from the line that announces it on; None if
    nothing does, or the fragment stands too far down."""
    lead_in = candidate.sentence.lead_in
    if lead_in is None or not is_fragment(candidate, document):
        return None
    items, at = _items_around(document.blocks, _block_of(candidate, document))
    fitting = _fitting(items[: max(MOST_ITEMS, at + 1)])
    if at >= len(fitting):
        return None
    return Span(document.id, lead_in[0], fitting[-1].end, len(items) - len(fitting))


def is_fragment(candidate: Candidate, document: Document) -> bool:
    """Tell whether a sentence is an item of a list that states nothing alone: "att leda bort
    vatten"."""
    item = document.blocks[_block_of(candidate, document)].kind == "item"
    return item and not is_ended(candidate.text)


def announces_list(candidate: Candidate) -> bool:
    """Tell whether a sentence leads to the list or table below it: "Detta görs i år:"."""
    own = (candidate.sentence.start, candidate.sentence.end)
    leads = any(sentence.lead_in == own for sentence in candidate.passage.sentences)
    return leads or candidate.text.endswith(":")


def _block_of(candidate: Candidate, document: Document) -> int:
    """Return the position of the block that a sentence stands in."""
    return bisect_right(document.blocks, candidate.sentence.start, key=lambda b: b.start) - 1


def _items_around(blocks: Sequence[Block], here: int) -> tuple[list[Block], int]:
    """Return the list items, or the table rows, around one of them, and its place among them."""
    before = _items_from(blocks[: here + 1][::-1], 0)
    return [*before[:0:-1], *_items_from(blocks, here)], len(before) - 1


def _fitting(items: Sequence[Block]) -> list[Block]:
    """Return the first items, as many as are short enough together to be quoted."""
    return [item for item in items if item.end - items[0].start <= _LONGEST_LIST]


def _items_from(blocks: Sequence[Block], first: int) -> list[Block]:
    """Return the list items, or the table rows, that follow each other from ``first`` on."""
    if first >= len(blocks) or blocks[first].kind not in ("item", "row"):
        return []
    return list(takewhile(lambda block: block.kind == blocks[first].kind, blocks[first:]))
