"""The date that a document's first lines tell: when it was decided, published or last changed."""

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from klimatsvar.corpus.dates import iso_date
from klimatsvar.corpus.source import SourceBlock

_DECIDED = re.compile(
    r"\b(?:antag(?:en|na|et|its|ogs)|antogs|beslut(?:ad|ades|at|ade)?|fastställ[dt]\w*|publicera[dt]\w*"
    r"|utg[ie]v(?:en|et|na|ning)\w*|\w*datum|daterad)\b",
    re.IGNORECASE,
)
_REVISED = re.compile(r"\b(?:reviderad\w*|uppdaterad\w*|senast ändrad|ändrad)\b", re.IGNORECASE)
# What else a date may stand for, between the word and itself: "Datum för nästa revidering 2027".
_OTHER = re.compile(
    r"\b(?:nästa|före|gäller|giltig|till och med|t\.o\.m|senast den)\b", re.IGNORECASE
)
# 240703, as in notes of revision; read as a date only beside a word that says so.
_SHORT = re.compile(r"(?<!\d)(\d{2})(\d{2})(\d{2})(?!\d)")
NOTICE_LENGTH = 120
"""Characters of the lines in which a document says when it was decided."""
_OPENING = 8
"""Blocks looked at where there are no pages."""


def told_date(notices: Iterable[str]) -> str | None:
    """Return the day or month of a decision that the lines tell, its latest revision's."""
    for text in notices:
        for word in (_REVISED, _DECIDED):
            if found := word.search(text):
                after = word.split(text)[-1] if word is _REVISED else text[found.end() :]
                own = _OTHER.split(after)[0]
                told = precise_date(own) or (_short_date(own) if word is _REVISED else None)
                told = told or precise_date(text[: found.start()])
                if told is not None:
                    return told
    return None


def opening_date(blocks: Sequence[SourceBlock]) -> str | None:
    """Return the date told by the first blocks of a document without pages."""
    opening = islice(blocks, _OPENING)
    return told_date(block.text for block in opening if len(block.text) <= NOTICE_LENGTH)


def precise_date(text: str) -> str | None:
    """Return the first day or month in a text; a year alone is not enough."""
    date = iso_date(text)
    return date if date is not None and len(date) > len("2023") else None


def _short_date(text: str) -> str | None:
    found = _SHORT.search(text)
    return iso_date(f"20{found[1]}-{found[2]}-{found[3]}") if found else None
