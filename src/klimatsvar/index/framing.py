"""What is encoded and searched of a passage or sentence: its text, and what stands above it."""

from collections.abc import Sequence

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


def passage_text(document: Document, passage: Passage) -> str:
    """Return what is encoded and searched for a passage: title, headings and its own text."""
    return f"{context_of(document.title, passage.headings)}\n{passage.text}"


def sentence_text(document: Document, passage: Passage, sentence: Sentence) -> str:
    """Return what is encoded for a sentence: title, headings, lead-in and its own text."""
    own = document.text[sentence.start : sentence.end]
    context = context_of(document.title, passage.headings)
    lead_in = document.text[slice(*sentence.lead_in)] if sentence.lead_in else ""
    return " ".join(part for part in (f"{context}:", lead_in, own) if part)
