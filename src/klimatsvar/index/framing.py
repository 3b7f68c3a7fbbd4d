"""What is encoded and searched of a passage: its text, and what stands above it."""

from collections.abc import Sequence

from klimatsvar.model.encoder import Framed, Pieces
from klimatsvar.types import Document, Passage, Sentence

_CONTEXT_CHARS = 240


def context_of(title: str, headings: Sequence[str]) -> str:
    """Return the line that stands above a passage when it is encoded: title and headings.

    It is kept short of the passage: outer headings are left out first, then its end is cut.
    """
    distinct = [heading for heading in headings if heading != title]
    while len(distinct) > 1 and len(" – ".join([title, *distinct])) > _CONTEXT_CHARS:
        distinct = distinct[1:]
    return " – ".join([title, *distinct])[:_CONTEXT_CHARS]


def framed(document: Document, passage: Passage) -> Framed:
    """Return a passage as it is encoded: its sentences in their text, under title and headings.

    The line that introduces a list belongs to each of its items, if it stands in the passage.
    """
    context = context_of(document.title, passage.headings)
    sentences = tuple(_pieces(passage, sentence) for sentence in passage.sentences)
    return Framed(f"{context}\n", passage.text, sentences)


def _pieces(passage: Passage, sentence: Sentence) -> Pieces:
    places = [(sentence.start, sentence.end)]
    if sentence.lead_in and sentence.lead_in[0] >= passage.start:
        places.insert(0, sentence.lead_in)
    return tuple((start - passage.start, end - passage.start) for start, end in places)
