"""What is encoded and searched of a passage or sentence: its text, and what stands above it."""

from collections.abc import Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Framed:
    """A text under its title and headings; ``text[start:]`` is what words are kept of.

    That is a sentence itself, and nothing of a passage.
    """

    text: str
    start: int


def passage_text(document: Document, passage: Passage) -> str:
    """Return what is encoded and searched for a passage: title, headings and its own text."""
    return f"{context_of(document.title, passage.headings)}\n{passage.text}"


def framed_passage(document: Document, passage: Passage) -> Framed:
    """Return a passage as it is encoded and searched."""
    text = passage_text(document, passage)
    return Framed(text, len(text))


def framed(document: Document, passage: Passage, sentence: Sentence) -> Framed:
    """Return a sentence as it is encoded and searched: under title, headings and lead-in."""
    own = document.text[sentence.start : sentence.end]
    context = context_of(document.title, passage.headings)
    parts = (f"{context}:", lead_in_of(document, sentence), own)
    text = " ".join(part for part in parts if part)
    return Framed(text, len(text) - len(own))


def lead_in_of(document: Document, sentence: Sentence) -> str:
    return document.text[slice(*sentence.lead_in)] if sentence.lead_in else ""
