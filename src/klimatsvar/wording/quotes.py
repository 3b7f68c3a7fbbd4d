"""Find a quote in its passage: only white space and the kind of quotation marks may differ."""

import re
from dataclasses import dataclass

from klimatsvar.types import Document, Passage, Sentence

_FEWEST_WORDS = 3
"""A shorter quote stands anywhere; it counts only when it is a whole sentence, item or row."""
_QUOTATION_MARKS = dict.fromkeys("“”„‟«»″〝〞＂", '"') | dict.fromkeys("‘’‚‛‹›′`´＇", "'")


@dataclass(frozen=True, slots=True)
class Quote:
    """Whole sentences that prove a sentence: ``document.text[start:end] == text``."""

    passage: int
    """Number of the passage, 1 the first."""
    start: int
    end: int
    text: str


def find(quote: str, passage: Passage, document: Document) -> tuple[Sentence, ...]:
    """Return the sentences of the passage that ``quote`` touches, none if it stands nowhere in it.

    It must begin and end where words do, have three words or be a whole sentence, and keep the
    passage's letters, case, digits and hyphens.
    """
    wanted, _ = _plain(quote.strip())
    text, places = _plain(document.text[passage.start : passage.end])
    if not any(char.isalnum() for char in wanted):
        return ()
    at = text.find(wanted)
    while at >= 0:
        start = passage.start + places[at]
        end = passage.start + places[at + len(wanted) - 1] + 1
        touched = tuple(s for s in passage.sentences if s.start < end and s.end > start)
        whole = any((start, end) == (s.start, s.end) for s in touched)
        long_enough = whole or len(re.findall(r"\w+", wanted)) >= _FEWEST_WORDS
        if touched and long_enough and not _cuts_a_word(document.text, start, end):
            return touched
        at = text.find(wanted, at + 1)
    return ()


def _plain(text: str) -> tuple[str, list[int]]:
    """Return the text with single spaces and plain marks, and the place of each character."""
    chars: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        char = " " if char.isspace() else _QUOTATION_MARKS.get(char, char)
        if char != " " or chars[-1:] != [" "]:
            chars.append(char)
            places.append(place)
    return "".join(chars), places


def _cuts_a_word(text: str, start: int, end: int) -> bool:
    """Tell whether the span begins or ends within a word or a number such as "4,5"."""
    return any(
        re.fullmatch(r"\w\w", text[at - 1 : at + 1])
        or re.match(r"\d[.,]\d", text[at - 1 : at + 2])
        or re.match(r"\d[.,]\d", text[max(at - 2, 0) : at + 1])
        for at in (start, end)
        if 0 < at < len(text)
    )
