"""What slides say, whatever program wrote them: titles as headings, boxes in reading order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from klimatsvar.corpus.about import opening_date
from klimatsvar.corpus.headings import top_heading
from klimatsvar.corpus.source import Metadata, Source, SourceBlock
from klimatsvar.texts.messages import Message

_ROW = 15.0
"""Millimetres between tops of boxes that stand beside each other."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A box of a slide: where it stands, in millimetres from the upper left, and what it says."""

    top: float
    left: float
    blocks: tuple[SourceBlock, ...]
    is_title: bool = False


def slides_source(
    slides: Sequence[Sequence[Shape] | None],
    metadata: Metadata,
    warnings: Sequence[Message] = (),
    struck: int = 0,
) -> Source:
    """Return the slides as pages; None is one that is hidden, which is left out and told.

    ``struck`` are the characters that were struck out.
    """
    blocks = [
        replace(block, page=number)
        for number, slide in enumerate(slides, start=1)
        for block in _blocks(slide or ())
    ]
    hidden = sum(slide is None for slide in slides)
    told = [Message.of("slides_hidden", count=hidden)] if hidden else []
    known = metadata.over(Metadata(title=top_heading(blocks)))
    dated = Metadata(date=opening_date(blocks)).over(known)
    return Source(tuple(blocks), dated, len(slides), (*told, *warnings), struck=struck)


def _blocks(slide: Sequence[Shape]) -> Iterator[SourceBlock]:
    """Yield a slide's title, then its boxes from the top, those side by side from the left."""
    for shape in slide:
        text = " ".join(block.text for block in shape.blocks)
        if shape.is_title and text:
            yield SourceBlock("heading", text, 1)
    boxes = [shape for shape in slide if not shape.is_title and shape.blocks]
    for shape in sorted(boxes, key=lambda box: (round(box.top / _ROW), box.left)):
        yield from shape.blocks
