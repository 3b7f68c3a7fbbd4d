"""A document's text in the order in which it stands, parted as the index has it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, TypeAlias

from klimatsvar.review.tables import Table, as_table, columns
from klimatsvar.types import Block, Document, Passage


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph, or items of a list."""

    kind: Literal["paragraph", "list"]
    lines: tuple[str, ...]


Piece: TypeAlias = Text | Table


@dataclass(frozen=True, slots=True)
class Part:
    """A passage, or text between passages that is not searched."""

    number: int | None
    """Of the passage in its document, from 1; None where there is none."""
    headings: tuple[str, ...]
    pages: tuple[int, ...]
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A line of the outline."""

    level: int
    """From 1, the highest."""
    text: str
    page: int | None


def outline(document: Document) -> list[Heading]:
    """Return the document's headings, in order."""
    return [
        Heading(
            block.level,
            document.text[block.start : block.end],
            next(iter(document.pages_of(block.start, block.end)), None),
        )
        for block in document.blocks
        if block.kind == "heading"
    ]


def parts_of(document: Document, passages: Sequence[Passage]) -> list[Part]:
    """Return all of the document's text but its headings, each of ``passages`` a part."""
    texts = [block for block in document.blocks if block.kind != "heading"]
    starts = [block.start for block in texts]
    headers = _headers(document)
    found: list[tuple[int, Part]] = []
    for number, passage in enumerate(passages, start=1):
        first = max(bisect_right(starts, passage.start) - 1, 0)
        own = texts[first : bisect_left(starts, passage.end)]
        pieces = tuple(_pieces(document, own, headers, passage.start, passage.end))
        found.append((passage.start, Part(number, passage.headings, passage.pages, pieces)))
    for heading, blocks in _unsearched(document, passages):
        start, end = blocks[0].start, blocks[-1].end
        pages = document.pages_of(start, end)
        pieces = tuple(_pieces(document, blocks, headers, start, end))
        found.append((start, Part(None, (heading,) if heading else (), pages, pieces)))
    return [part for _, part in sorted(found, key=lambda one: one[0])]


def _headers(document: Document) -> dict[int, tuple[str, ...]]:
    """Return for each row, by its start, the headers of the whole table that it is of."""
    found: dict[int, tuple[str, ...]] = {}
    for kind, group in groupby(document.blocks, key=lambda block: block.kind):
        if kind == "row":
            rows = list(group)
            headers = columns([document.text[row.start : row.end] for row in rows])
            found |= {row.start: headers for row in rows}
    return found


def _pieces(
    document: Document,
    blocks: Sequence[Block],
    headers: Mapping[int, tuple[str, ...]],
    start: int,
    end: int,
) -> Iterator[Piece]:
    """Yield what stands between the offsets; items and rows that follow each other together."""
    within = [block for block in blocks if block.start < end and block.end > start]
    for kind, group in groupby(within, key=lambda block: block.kind):
        own = list(group)
        texts = tuple(document.text[max(b.start, start) : min(b.end, end)] for b in own)
        if kind == "row":
            yield as_table(texts, headers[own[0].start])
        elif kind == "item":
            yield Text("list", texts)
        else:
            yield from (Text("paragraph", (text,)) for text in texts)


def _unsearched(
    document: Document, passages: Sequence[Passage]
) -> Iterator[tuple[str, list[Block]]]:
    """Yield the runs of blocks that no passage touches, each with the heading above."""
    starts = [passage.start for passage in passages]
    heading = ""
    run: list[Block] = []
    for block in document.blocks:
        before = bisect_left(starts, block.end) - 1
        is_searched = before >= 0 and passages[before].end > block.start
        if run and (is_searched or block.kind == "heading"):
            yield heading, run
            run = []
        if block.kind == "heading":
            heading = document.text[block.start : block.end]
        elif not is_searched:
            run.append(block)
    if run:
        yield heading, run
