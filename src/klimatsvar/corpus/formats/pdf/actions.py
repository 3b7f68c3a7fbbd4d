"""Numbered actions set as plain text over their tables, and names set as headings under a text."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from klimatsvar.corpus.headings import is_numbered
from klimatsvar.corpus.source import SourceBlock

OVER_ROWS = 0
"""The level of a heading that stands over rows of a table, until ``with_levels`` gives it one."""
_LONGEST = 200
_MOST_BETWEEN = 2
"""Paragraphs between an action's number and name and its table."""


def with_actions(blocks: Sequence[SourceBlock]) -> list[SourceBlock]:
    """Return the blocks with each numbered action the heading of the table below it.

    They are paragraphs such as "2.1 Byt armaturer", two or more, each with a table below it before
    the next of them. Where most numbered paragraphs have none they are no actions.
    """
    numbered = [
        i
        for i, block in enumerate(blocks)
        if block.kind == "paragraph" and len(block.text) <= _LONGEST and is_numbered(block.text)
    ]
    actions = {i for i in numbered if _stands_over_table(blocks, i)}
    if len(actions) < 2 or 2 * len(actions) < len(numbered):
        return [*blocks]
    return [
        replace(block, kind="heading", level=OVER_ROWS) if i in actions else block
        for i, block in enumerate(blocks)
    ]


def _stands_over_table(blocks: Sequence[SourceBlock], index: int) -> bool:
    below = blocks[index + 1 : index + 2 + _MOST_BETWEEN]
    table = next((i for i, block in enumerate(below) if block.kind == "row"), None)
    between = below[:table]
    return table is not None and all(
        block.kind == "paragraph" and not is_numbered(block.text) for block in between
    )


def with_levels(blocks: Sequence[SourceBlock]) -> list[SourceBlock]:
    """Return the blocks with each heading over rows of a table one level below its section's."""
    level = 0
    found: list[SourceBlock] = []
    for block in blocks:
        if block.kind == "heading" and block.level == OVER_ROWS:
            block = replace(block, level=level + 1)
        elif block.kind == "heading":
            level = block.level
        found.append(block)
    return found


_NAME = re.compile(r"(?:[A-ZÅÄÖÉ][a-zåäöéü]+(?:-[A-ZÅÄÖÉ][a-zåäöéü]+)?(?: |$)){2,4}")
_REACHED = re.compile(r"@|\d[\d -]{5,}\d")
"""An address or a telephone number."""


def without_signatures(blocks: Sequence[SourceBlock], level: int) -> list[SourceBlock]:
    """Return the blocks with each name under a text, over its bearer's office, a paragraph.

    Only headings of this level, in bold and no larger than the text, can be one. A name over an
    address or a telephone number is a heading still.
    """
    return [
        replace(block, kind="paragraph", level=0)
        if block.kind == "heading"
        and block.level == level
        and _NAME.fullmatch(block.text)
        and before.kind == "paragraph"
        and _is_office(blocks[i + 2 : i + 4])
        else block
        for i, (before, block) in enumerate(pairwise([SourceBlock("heading", ""), *blocks]), -1)
    ]


def _is_office(below: Sequence[SourceBlock]) -> bool:
    """Tell whether a short line that is no sentence comes first, and none tells how to reach it."""
    return (
        bool(below)
        and below[0].kind == "paragraph"
        and len(below[0].text) <= 80
        and below[0].text[-1] not in ".:;!?"
        and not any(_REACHED.search(block.text) for block in below)
    )
