"""Two lines of text as one: words parted at the end of a line are made whole."""

import re
from functools import lru_cache

from klimatsvar.language.dictionary import is_compound, is_word

_KEPT_BEFORE = re.compile(r"(?:^|[\s(\"”’'/])(?:\w|[\w/]*\d[\w/]*|[A-ZÅÄÖ]{2,}\w?)-$")
_PAIR = re.compile(r"(?:och|eller|samt|respektive|till|men|and|or)\b", re.IGNORECASE)
# Long words on both sides; "EU-LÄNDER" keeps its hyphen.
_CAPITALS_BEFORE = re.compile(r"(?<![^\W_])[A-ZÅÄÖ]{4,}-$")
_CAPITALS_AFTER = re.compile(r"[A-ZÅÄÖ]{4,}(?![^\W_])")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+$")
# What may follow in an address: a part with a sign in it that words don't have.
_REST = re.compile(r"[/?&=#%]|[\w%-]+(?:[/=_&?%#]|[.-]\w|\d)\S*")


def _goes_on_address(end: str, line: str) -> bool:
    """Tell whether a web address that ends a line with ``end`` goes on at the head of the next."""
    return _REST.match(line) is not None or (
        end in "-\xad_=&?%#" and line[0].isalnum() and not _PAIR.match(line)
    )


def join(text: str, line: str) -> str:
    """Return two lines of running text as one, a word parted by a hyphen made whole again."""
    if not text or not line:
        return text or line
    if _ADDRESS.search(text[-200:]):
        space = "" if _goes_on_address(text[-1], line) else " "
        return text.removesuffix("\xad") + space + line
    if text[-1] == "\xad":
        text = text[:-1] + "-"
    end, start = text[-1], line[0]
    if end in "-\u2010" and len(text) > 1 and text[-2].isalnum():
        if _PAIR.match(line):
            return f"{text} {line}"  # "el- och värmeproduktion"
        if _CAPITALS_BEFORE.search(text[-60:]) and _CAPITALS_AFTER.match(line):
            return text[:-1] + line  # "STADSDELARNA"
        if _KEPT_BEFORE.search(text[-30:]) or not start.islower():
            return text + line  # "CO2-utsläpp", "Skaraborgs-Götene"
        return text[:-1] + line if start.isalpha() else f"{text} {line}"
    if end in "–/" and len(text) > 1 and text[-2].isalnum() and start.isalnum():
        return text + line  # "2020–2030", "och/eller"
    return f"{text} {line}"


_PARTED = re.compile(r"[^\W\d_]{3,}$")
# What no word begins with: "gg", "nd", "rk", "ning", a consonant alone.
_NO_BEGINNING = re.compile(
    r"(?:([bcdfghjklmnpqrstvxz])\1|[lmnr][bcdfghkpqstvxz])[^\W\d_]{2,}"
    r"|ning|[bcdfghjklmnpqrstvxz](?:[,.;:)]|$)"
)


def join_in_cell(text: str, line: str) -> str:
    """Return two lines of a cell as one; narrow ones break words without a hyphen.

    Told by what no word begins with, or by the dictionaries: no part is a word, and the whole is.
    """
    is_rest = _PARTED.search(text[-40:]) and _NO_BEGINNING.match(line)
    return text + line if is_rest or _is_broken(text, line) else join(text, line)


_LAST = re.compile(r"(?<![^\W_])[^\W\d_]{2,}$")
_FIRST = re.compile(r"[a-zåäöé]{2,}(?=[\s,.;:)]|$)")
_LONGEST_WORD = 60
"""Letters."""


def _is_broken(text: str, line: str) -> bool:
    """Tell whether a word that ends a line goes on in the next, by what words there are."""
    last, first = _LAST.search(text[-_LONGEST_WORD:]), _FIRST.match(line)
    return last is not None and first is not None and _are_one(last[0].lower(), first[0])


@lru_cache(maxsize=4096)
def _are_one(first: str, second: str) -> bool:
    """Tell whether two parts make a word of Swedish or English, and neither is one itself."""
    if any(is_word(part, own) for own in _JOINED for part in (second, first)):
        return False
    if is_compound(first, "sv") or is_compound(second, "sv"):
        return False
    whole = first + second
    if not (any(is_word(whole, own) for own in _JOINED) or is_compound(whole, "sv")):
        return False
    return not any(is_word(part, own) for own in _ALIKE for part in (second, first))


_JOINED = ("sv", "en")
"""Nearly all documents are in these."""
_ALIKE = ("nb", "nn", "da", "de")
"""Words of these make Swedish ones by chance: "rammet uten"."""
