"""What must not stand in a shown sentence, whatever proves it."""

import re
import unicodedata
from typing import Literal, TypeAlias

Reason: TypeAlias = Literal[
    "empty",  # there is nothing to prove
    "characters",  # it has unseen characters, or such as turn the direction of writing
    "long",  # it is more than a sentence
    "address",  # it has a link, a web or mail address, a telephone number or markup
    "no_quote",
    "unknown_passage",
    "quote_not_found",
    "date",  # neither the quotes nor the question have the date or year
    "number",  # ... the number
    "unit",  # ... the number of this unit
    "name",  # ... the name
]


_MOST_CHARACTERS = 600
_LONG_WORD = re.compile(r"\w{61}")
"""Longer than number_words reads: it might hide a number."""
_INVISIBLE = {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}
_JOINER = re.compile("(?<=[\u0600-\u06ff])\u200c(?=[\u0600-\u06ff])")
"""Persian parts its endings with it."""
_FIGURES = {"No", "Nl"}
_KEPT_FIGURES = frozenset("²³₂")
_ADDRESS = re.compile(
    r"\w+://|www\.|@|\b(?:mailto|javascript|data|tel):\S"
    r"|[^\W_][\w-]*[^\W_]\.[^\W\d_]{2,}\b"  # a domain
    r"|\w\s?[\[({]\s?(?:\.|dot|punkt|at)\s?[\])}]\s?\w"
    r"|\b\d{1,3}(?:\.\d{1,3}){3}\b"
    r"|(?:(?<![\w.,])0|\+)\d(?:[\s()/–-]*\d){5,}"  # a telephone number
    r"|<\s?/?[a-z!]|&#?\w+;|!\[|\]\s?[(\[:]|\[\^?\d+\]|`|\*\*|\{\{|<\|",
    re.IGNORECASE,
)


def unfit(text: str) -> Reason | None:
    """Return what is wrong with a sentence as such: none, too long, unseen signs, an address."""
    if not any(char.isalnum() for char in text):
        return "empty"
    if len(text) > _MOST_CHARACTERS or _LONG_WORD.search(text):
        return "long"
    for char in _JOINER.sub("", text):
        kind = unicodedata.category(char)
        if kind in _INVISIBLE or (kind in _FIGURES and char not in _KEPT_FIGURES):
            return "characters"
    return "address" if _ADDRESS.search(unicodedata.normalize("NFKC", text)) else None
