"""Whether a sentence says what its quotes say, as far as few and plain words tell."""

from collections.abc import Iterable, Sequence

from klimatsvar.generate.claims import Claims, Clause
from klimatsvar.generate.names import Name, begin_alike, fold, is_content
from klimatsvar.generate.numbers import Number, agree
from klimatsvar.generate.pairing import (
    Item,
    has,
    misattributed,
    miscounted,
    mixed,
    reordered,
    repeated,
    reversed_range,
)
from klimatsvar.generate.polarity import limit_before, turned
from klimatsvar.generate.reasons import Reason
from klimatsvar.types import Document

_LEAST_SHARED = 0.34
"""Part of a sentence's longer words that begin like words of the quotes."""
LONGER = 4
_STEM = 5


def unrelated(
    claimed: Claims, language: str, documents: Iterable[Document], evidence: Sequence[Claims]
) -> Reason | None:
    """Tell a sentence that has little to do with its quotes, as one that obeys a document.

    One with figures, which are proven, does; and words of two languages can't be compared.
    """
    if claimed.numbers or claimed.dates or language not in {d.language for d in documents}:
        return None
    if any(claimed.text in quoted.text for quoted in evidence):
        return None
    given = {fold(word) for quoted in evidence for word in quoted.words}
    words = {fold(word) for word in claimed.words if len(word) >= LONGER and is_content(word)}
    shared = [word for word in words if any(_related(word, other) for other in given)]
    return "unrelated" if len(shared) < _LEAST_SHARED * max(len(words), 1) else None


def _related(word: str, other: str) -> bool:
    stem = word[: max(_STEM, len(word) - 4)]  # "rådgivningen" and "klimatrådgivning"
    return begin_alike(word, other) or (len(word) >= _STEM and stem in other)


def unproven_sense(
    claimed: Claims,
    names: Sequence[Name],
    evidence: Sequence[Claims],
    parts: Sequence[Claims],
    question: Claims,
) -> Reason | None:
    if _denies(claimed, names, parts):
        return "negation"
    if turned(claimed.text, " ".join(quoted.text for quoted in evidence)) or any(
        _other_limit(claimed, number, evidence) for number in claimed.numbers
    ):
        return "direction"
    if (
        repeated(claimed, (*evidence, question))
        or miscounted(claimed, evidence)
        or mixed(claimed, names, evidence)
        or reordered(claimed, evidence)
        or reversed_range(claimed, evidence)
        or misattributed(claimed, names, evidence)
    ):
        return "pairing"
    return None


def _denies(claimed: Claims, names: Sequence[Name], parts: Sequence[Claims]) -> bool:
    """Tell whether the sentence denies what is quoted, or the other way around.

    Each of its clauses is held against the quoted clauses that have most of its names, dates and
    numbers.
    """
    items: list[Item] = [*names, *claimed.dates, *(n for n in claimed.numbers if not n.vague)]
    for clause in claimed.clauses:
        own = [item for item in items if clause.start <= item.start < clause.end]
        shared = [sum(has(part, item) for item in own) for part in parts]
        nearest = [part for part, count in zip(parts, shared, strict=True) if count == max(shared)]
        if _contrary(clause, nearest):
            return True
    return False


def _contrary(clause: Clause, parts: Sequence[Claims]) -> bool:
    given = {part.polarity for quoted in parts for part in quoted.clauses}
    if clause.polarity == "denied":
        return given == {"plain"}
    return clause.polarity == "plain" and given == {"denied"}


def _other_limit(claimed: Claims, number: Number, evidence: Sequence[Claims]) -> bool:
    """Tell whether "at least" became "at most", or the other way around."""
    said = limit_before(claimed.text, number.start)
    if said is None or number.year:
        return False
    given = [
        limit_before(quoted.text, other.start)
        for quoted in evidence
        for other in quoted.numbers
        if agree(number, other, quoted.text)
    ]
    return bool(given) and said not in given and any(given)
