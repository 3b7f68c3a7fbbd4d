"""The text around quotations, cut to what is shown of it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from klimatsvar.types import Block, BlockKind, Document

AROUND = 400
"""Characters shown before and after a quotation, at most."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a block's text, marked where it is quoted."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class ContextBlock:
    """A block of the surroundings; its pieces are its text from left to right."""

    kind: BlockKind
    pieces: tuple[Piece, ...]
    cut_before: bool
    """The block begins before what is shown of it."""
    cut_after: bool
    after_gap: bool
    """Blocks between this one and the one shown before it are left out."""


def context(document: Document, spans: Sequence[tuple[int, int]]) -> tuple[ContextBlock, ...]:
    """Return the blocks around ``spans`` of ``document.text``, the spans marked.

    Blocks that hold no quotation are shown whole or not at all; one that does is cut between
    words where it reaches further than ``AROUND`` characters.
    """
    blocks = document.blocks or (Block("paragraph", 0, len(document.text)),)
    shown = []
    for number, (start, end) in enumerate(_windows(document.text, blocks, spans)):
        here = [block for block in blocks if block.start < end and block.end > start]
        while here[-1].kind == "heading" and not _quoted(here[-1], spans):
            here.pop()  # what it heads is not shown
        for place, block in enumerate(here):
            left, right = max(block.start, start), min(block.end, end)
            shown.append(
                ContextBlock(
                    kind=block.kind,
                    pieces=_pieces(document.text, left, right, spans),
                    cut_before=left > block.start,
                    cut_after=right < block.end,
                    after_gap=number > 0 and place == 0,
                )
            )
    return tuple(shown)


def _quoted(block: Block, spans: Sequence[tuple[int, int]]) -> bool:
    return any(block.start < end and block.end > start for start, end in spans)


def _windows(
    text: str, blocks: Sequence[Block], spans: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Return what to show around the spans, in order, joined where it overlaps."""
    windows: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        left, right = max(0, start - AROUND), min(len(text), end + AROUND)
        for block in blocks:
            if block.start < left < block.end:
                left = _next_word(text, left, start) if block.end > start else block.end
            if block.start < right < block.end:
                right = _last_word(text, right, end) if block.start < end else block.start
        if windows and left <= windows[-1][1]:
            left, right = windows[-1][0], max(right, windows.pop()[1])
        windows.append((left, right))
    return windows


def _next_word(text: str, position: int, limit: int) -> int:
    while position < limit and not text[position - 1].isspace():
        position += 1
    return position


def _last_word(text: str, position: int, limit: int) -> int:
    while position > limit and not text[position].isspace():
        position -= 1
    return position


def _pieces(
    text: str, left: int, right: int, spans: Sequence[tuple[int, int]]
) -> tuple[Piece, ...]:
    """Return ``text[left:right]`` cut where a span begins or ends."""
    cuts = {left, right}
    cuts.update(cut for span in spans for cut in span if left < cut < right)
    edges = sorted(cuts)
    return tuple(
        Piece(text[a:b], any(start <= a and b <= end for start, end in spans))
        for a, b in pairwise(edges)
    )
