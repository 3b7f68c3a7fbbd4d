"""Whether a sentence says what its quotes say, as far as few and plain words tell."""

import re
from collections.abc import Iterable, Sequence

from klimatsvar.language.dates import Date
from klimatsvar.language.letters import fold
from klimatsvar.language.name_forms import begin_alike
from klimatsvar.language.names import Name, is_content
from klimatsvar.language.numbers import Number, agree, unit_of
from klimatsvar.language.polarity import Limit, limit_at, limit_of_time, may_say_during, turned
from klimatsvar.types import Document
from klimatsvar.wording.claims import Claims, Clause
from klimatsvar.wording.pairing import (
    Item,
    has,
    misattributed,
    miscounted,
    mixed,
    reordered,
    repeated,
    reversed_range,
    swapped_years,
)
from klimatsvar.wording.unfit import Reason

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
    figures = claimed.dates or any(not number.vague for number in claimed.numbers)
    if figures or language not in {d.language for d in documents}:
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


_ONE_KIND = (
    "personer människor invånare boende boråsare",
    "lägenheter bostäder hyresrätter",
    "bolag företag",
)
"""What may be counted for each other: of a kind, or in it."""

_PER = re.compile(r"\bper ([^\W\d_]+)")


def counts_others(
    claimed: Claims, language: str, documents: Sequence[Document], given: Sequence[Claims]
) -> Reason | None:
    """Tell a Swedish sentence that counts what its quotes and the question lack: "six cities".

    Only where the quotes count something with the number, unlike "line 2"; or after "per".
    """
    if {language, *(document.language for document in documents)} != {"sv"}:
        return None
    said = {fold(word) for text in given for word in text.words}
    theirs = [
        value
        for text in given
        for number in text.numbers
        if _counted(text, number)
        for value in number.values
    ]
    counted = [_counted(claimed, n) for n in claimed.numbers if n.values.intersection(theirs)]
    after_per = [word for word in _PER.findall(claimed.text) if not unit_of(word)]
    for noun in filter(None, map(fold, [*counted, *after_per])):
        kinds = [kind for kind in map(fold, _ONE_KIND) if noun in kind.split()]
        alike = {noun, *(word for kind in kinds for word in kind.split())}
        if not any(_related(a, b) or _related(b, a) for a in alike for b in said):
            return "pairing"
    return None


def _counted(text: Claims, number: Number) -> str:
    """Return the first word after a number that is no adjective: their plurals end in "a"."""
    after = re.match(
        r"\s(?:av\s)?(?:[^\W\d_]+(?:a|ande|ende)\s){0,2}([^\W\d_]+)", text.text[number.end :]
    )
    counts = after and not (number.vague or number.unit or number.year)
    return after[1] if after and counts and is_content(after[1]) else ""


def unproven_sense(
    claimed: Claims,
    names: Sequence[Name],
    evidence: Sequence[Claims],
    parts: Sequence[Claims],
    question: Claims,
) -> Reason | None:
    """Return what the sentence says otherwise than its quotes, though figures and names are theirs.

    ``names`` are those of the sentence, ``parts`` the clauses that the quotes touch.
    """
    if _denies(claimed, names, parts):
        return "negation"
    if turned(claimed.text, " ".join(quoted.text for quoted in evidence)) or any(
        _other_limit(claimed, item, evidence) for item in _figures(claimed)
    ):
        return "direction"
    if (
        repeated(claimed, (*evidence, question))
        or miscounted(claimed, evidence)
        or mixed(claimed, names, evidence)
        or reordered(claimed, evidence)
        or swapped_years(claimed, evidence)
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
    if clause.polarity == "doubly denied":
        return "doubly denied" not in given
    given = {"denied" if said == "doubly denied" else said for said in given}
    if clause.polarity == "denied":
        return given == {"plain"}
    return clause.polarity == "plain" and given == {"denied"}


def _other_limit(claimed: Claims, item: Number | Date, evidence: Sequence[Claims]) -> bool:
    """Tell whether a limit was added, changed or lost: "at least 50" is neither 50 nor at most 50.

    A date or a year may lose its limit: what is there "at the latest by 2027" is there in 2027.
    """
    if isinstance(item, Number) and item.vague:
        return False
    said = _limit(claimed, item)
    given = [
        _limit(quoted, other)
        for quoted in evidence
        for other in _figures(quoted)
        if _is(item, other, quoted)
    ]
    if not given:
        return False
    if said is None:
        return not _is_time(item) and None not in given
    if isinstance(item, Number) and item.unit in _TIMES and None in given:
        return said not in given and not may_say_during(claimed.text, item.start)
    return said not in given


def _figures(text: Claims) -> list[Number | Date]:
    return [*text.numbers, *text.dates]


_TIMES = ("year", "month", "week", "day", "hour", "minute")


def _limit(text: Claims, item: Number | Date) -> Limit | None:
    if _is_time(item):
        return limit_of_time(text.text, item.start)
    return limit_at(text.text, item.start, item.end)


def _is_time(item: Number | Date) -> bool:
    return isinstance(item, Date) or item.year is not None


def _is(item: Number | Date, other: Number | Date, quoted: Claims) -> bool:
    """Tell whether an item of a quote is the one of the sentence."""
    if isinstance(item, Date):
        return isinstance(other, Date) and item.stands_in(other)
    if item.year:
        return item.year == other.year
    return isinstance(other, Number) and agree(item, other, quoted.text)
