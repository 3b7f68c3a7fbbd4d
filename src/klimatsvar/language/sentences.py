"""Split Swedish (and other) running text into sentences, by offsets."""

import re
from itertools import chain

from klimatsvar.language.lists import any_of, everywhere, lists
from klimatsvar.language.months import month_names

_SWEDISH = lists("sv")
_MAY_END = frozenset(
    (
        *everywhere(lambda own: own.sentences.may_end),
        *chain.from_iterable(_SWEDISH.dates.month_abbreviations),
    )
) - {*_SWEDISH.sentences.months_without_stop}
"""Abbreviations that end a sentence as often as not: then a capital letter decides."""
_ABBREVIATIONS = frozenset(everywhere(lambda own: own.sentences.abbreviations))
_MONTH = re.compile(any_of(month_names("sv")), re.IGNORECASE)

# Runs are taken whole (possessive, and never begun inside one): a long one costs linear time.
_END = re.compile(r"(?<![.!?…])[.!?…]++[)\]\"'”’»]*+(?=\s)|\n\s*\n|[。！？؟۔][)\]\"'”’»」』）]*+")
_NEXT = re.compile(r"\S.{,19}", re.DOTALL)
_NUMBERED = re.compile(r"(?:[^\W\d]+ )?\d+")
_LAST_WORD = re.compile(r"([^\s(\[\"'”“»«]+)$")


def is_ended(text: str) -> bool:
    """Tell whether a text ends as a sentence does."""
    return text.rstrip("”’\"')»").endswith((".", "!", "?", "…"))


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Return the spans of the sentences of ``text``, in order, without surrounding space.

    Every character that is not white space lies in exactly one span.
    """
    spans = []
    start = 0
    for match in _END.finditer(text):
        if match.group().strip() and not _ends_here(text, match):
            continue
        spans.append((start, match.end()))
        start = match.end()
    spans.append((start, len(text)))
    return [trimmed for span in spans if (trimmed := _trim(text, *span))]


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    stripped = piece.strip()
    return (start + left, start + left + len(stripped)) if stripped else None


def _ends_here(text: str, match: "re.Match[str]") -> bool:
    found_next = _NEXT.search(text, match.end())
    if not found_next:
        return True
    following = found_next.group()
    if match.group() != ".":
        # "Vad händer? frågade hon." goes on; so does an ellipsis before a small letter.
        return not following[0].islower()
    found = _LAST_WORD.search(text[max(0, match.start() - 30) : match.start()])
    word = found.group(1).lower() if found else ""
    goes_on = following[0].islower()
    if goes_on or following[0] in ",;:)":
        return False
    if word in _MAY_END:
        return not following[0].isdigit()
    if word in _ABBREVIATIONS:
        return False
    if word.isdigit() and len(word) <= 2:
        # "den 8. december", and numbered lines "1. Inledning", "Tabell 3. Utsläpp".
        return not _MONTH.match(following) and not _is_number_line(text, match.start())
    return not _is_initial(word, text, match.start())


def _is_number_line(text: str, dot: int) -> bool:
    """Tell whether the full stop at ``dot`` follows a number that begins its line, alone or after
    the name of what is numbered."""
    return bool(_NUMBERED.fullmatch(text[max(0, dot - 30) : dot].rpartition("\n")[2].strip()))


def _is_initial(word: str, text: str, dot: int) -> bool:
    """Tell whether the full stop at ``dot`` follows an initial, as in "A. Karlsson", "K.-G. Ek"."""
    parts = [part.removeprefix("-") for part in word.split(".")]
    if not all(len(part) == 1 and part.isalpha() for part in parts):
        return False
    return text[dot - 1].isupper()
