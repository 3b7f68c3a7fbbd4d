"""Running headers and footers: what they tell of the document, and what they don't."""

import re
from collections.abc import Iterable

from klimatsvar.corpus.source import SourceBlock

_TELLS = re.compile(
    r"\b(?:dnr|diarienr|diarienummer|ärendenummer)\b"
    r"|\b(?:besluta|anta|fastställ|gäll|revidera|sammanträdesdat)\w*\b.*\d{4}",
    re.IGNORECASE,
)
"""A registration number, or when the document was decided or holds."""


def parted_furniture(lines: Iterable[str]) -> tuple[list[SourceBlock], int]:
    """Return what headers and footers tell of the document, each line once, as paragraphs.

    The second value is how many characters the other lines have.
    """
    unlike = dict.fromkeys(lines)
    told = [SourceBlock("paragraph", line) for line in unlike if _tells(line)]
    return told, sum(len(line) for line in unlike if not _tells(line))


def _tells(line: str) -> bool:
    """Tell whether a line names a registration number or a day: a label alone says nothing."""
    return _TELLS.search(line) is not None and any(map(str.isdigit, line))
