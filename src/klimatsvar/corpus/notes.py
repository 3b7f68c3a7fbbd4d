"""Put footnotes where they break no sentence and no list."""

from collections.abc import Iterable
from dataclasses import dataclass

from klimatsvar.corpus.source import SourceBlock


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote's or endnote's text, following the block that refers to it."""

    text: str


def place_notes(parts: Iterable[SourceBlock | Note]) -> list[SourceBlock]:
    """Return the blocks, each note a paragraph after the one that refers to it.

    A list or table stays whole with the paragraph before it: its notes come after it, and a
    heading's after the paragraph under it.
    """
    blocks: list[SourceBlock] = []
    waiting: list[SourceBlock] = []
    for part in parts:
        if isinstance(part, Note):
            if part.text:
                waiting.append(SourceBlock("paragraph", part.text))
        else:
            if waiting and not _belongs(part, blocks[-1] if blocks else None):
                blocks += waiting
                waiting = []
            blocks.append(part)
    return blocks + waiting


def _belongs(block: SourceBlock, last: SourceBlock | None) -> bool:
    """Tell whether nothing may come between the last block and this one."""
    under_heading = last is not None and last.kind == "heading"
    return block.kind in ("item", "row") or (under_heading and block.kind != "heading")
