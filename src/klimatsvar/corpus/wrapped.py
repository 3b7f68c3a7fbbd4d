"""Running text whose lines were broken by hand or by a program: words parted by hyphens."""

import re
from collections.abc import Iterable

# "e-" of "e-post", "CO2-" and "EU-": what keeps its hyphen though the line ends with it.
_KEPT = re.compile(r"(?:^|[\s(\"”’'/])(?:\w|[\w/]*\d[\w/]*|[A-ZÅÄÖ]{2,}\w?)-$")
_PAIR = re.compile(r"(?:och|eller|samt|respektive|till|men|and|or)\b", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+$")
_TAIL = 200
"""Characters of a line's end that are looked at."""


def unwrapped(lines: Iterable[str]) -> str:
    """Return lines of running text as one, a word parted by a hyphen made whole again.

    Hyphens that belong there stay: "sol- och vindkraft", "CO2-utsläpp", "2020–2030".
    """
    pieces: list[str] = []
    for line in map(str.strip, lines):
        if pieces and line:
            is_parted, gap = _between(pieces[-1][-_TAIL:], line)
            if is_parted:
                pieces[-1] = pieces[-1][:-1]
            pieces.append(gap)
        pieces.append(line)
    return "".join(pieces)


def _between(end: str, line: str) -> tuple[bool, str]:
    """Tell of two lines whether a word is parted between them, and what comes between them."""
    is_after_word = len(end) > 1 and end[-2].isalnum() and not _ADDRESS.search(end)
    if end[-1:] in ("–", "/") and is_after_word and line[0].isalnum():
        return False, ""
    if end[-1:] not in ("-", "\u2010", "\xad") or not is_after_word:
        return False, " "
    if _PAIR.match(line) or not line[0].isalnum():
        return False, " "
    is_kept = end[-1] != "\xad" and (_KEPT.search(end) or not line[0].islower())
    return not is_kept, ""
