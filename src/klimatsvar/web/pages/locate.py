"""Find the quotation that an address names, also after its document has changed. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Literal, Self, TypeAlias

from klimatsvar.types import Document
from klimatsvar.web.html.addresses import fingerprint, version

Change: TypeAlias = Literal["changed", "moved", "gone"]
"""The file has changed, and the quotation stands where it stood; elsewhere; or no longer there."""

_LONGEST = 5000
"""Characters of a quotation."""
_MOST_WORDS = 200_000
"""Of a document that is searched for a quotation that has moved."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address tells of a quotation; ``addresses.source_address`` writes it."""

    start: int
    end: int
    fingerprint: str
    version: str | None

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Self | None:
        """Return what the query tells, None if it names no quotation."""
        start, end, fingerprint = (query.get(key, "") for key in ("fran", "till", "citat"))
        if not fingerprint or not all(re.fullmatch("[0-9]{1,9}", each) for each in (start, end)):
            return None
        if not 0 < int(end) - int(start) <= _LONGEST:
            return None
        return cls(int(start), int(end), fingerprint, query.get("version"))


@dataclass(frozen=True, slots=True)
class Found:
    """Where the quotation stands now."""

    span: tuple[int, int] | None
    change: Change | None


def locate(document: Document, asked: Asked) -> Found:
    """Return where the quotation stands, and what has changed since the address was made."""
    length = asked.end - asked.start

    def stands_at(start: int) -> bool:
        return fingerprint(document.text[start : start + length]) == asked.fingerprint

    if stands_at(asked.start):
        unchanged = asked.version in (None, version(document))
        return Found((asked.start, asked.end), None if unchanged else "changed")
    words = islice(re.finditer(r"\S+", document.text), _MOST_WORDS)
    start = next((word.start() for word in words if stands_at(word.start())), None)
    return Found(None, "gone") if start is None else Found((start, start + length), "moved")
