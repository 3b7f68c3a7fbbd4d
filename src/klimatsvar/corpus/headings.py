"""Headings of documents whose writers used no heading styles."""

import re

from klimatsvar.corpus.source import SourceBlock
from klimatsvar.corpus.unfilled import is_unfilled

_LONGEST = 90
_CAPTION = re.compile(r"(?:tabell|figur|diagram|bild|karta|table|figure)\s*\d", re.I)
BOLD_LEVEL = 10
"""The level of a paragraph in bold alone: below every heading that is marked as one."""


def looks_like_heading(line: str) -> bool:
    """Tell whether a tidied line that stands apart may be a heading: no sentence, no caption."""
    starts = line[:1].isupper() or line[:1].isdigit() or line.startswith("#")
    is_short = 0 < len(line) <= _LONGEST and line[-1] not in '.:;,!…”"'
    return starts and is_short and not _CAPTION.match(line) and not is_unfilled(line)


_ACTION = re.compile(
    r"(?:[A-ZÅÄÖ]{1,2} ?)?\d{1,2}(?:\.\d{1,2})*[.:]?\s+[\"”“»'’]?[A-ZÅÄÖ]",
)


def is_numbered(text: str) -> bool:
    """Tell whether a text is numbered as an action is: "3.1 Cykelvägar", "E2. Byt pannor"."""
    return _ACTION.match(text) is not None


def without_idle(blocks: list[SourceBlock], level: int) -> list[SourceBlock]:
    """Turn headings of this level over nothing, such as lines in a row, into paragraphs."""
    return [
        SourceBlock("paragraph", block.text)
        if block.kind == "heading"
        and block.level == level
        and (after is None or after.kind == "heading")
        else block
        for block, after in zip(blocks, [*blocks[1:], None], strict=False)
    ]


def top_heading(blocks: list[SourceBlock]) -> str | None:
    """Return the first heading's text; a line in bold is one only where it begins the document."""
    headings = (
        block.text
        for i, block in enumerate(blocks)
        if block.kind == "heading" and (i == 0 or block.level != BOLD_LEVEL)
    )
    return next(headings, None)
