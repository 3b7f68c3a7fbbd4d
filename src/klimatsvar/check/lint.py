"""Look for what makes good documents answer badly, and for questions that have grown old."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from textwrap import shorten

from klimatsvar.check.corpus import Folder
from klimatsvar.check.finding import Finding, warning
from klimatsvar.corpus.register import REGISTER
from klimatsvar.evaluate import GoldQuestion
from klimatsvar.types import Document

_LONGEST = 3000
"""Characters of a paragraph; longer ones have most often lost their line breaks."""


_LACKING = {
    (True, False): ("undated", "undated_unlisted"),
    (False, True): ("unlinked", "unlinked_unlisted"),
    (True, True): ("undated_unlinked", "undated_unlinked_unlisted"),
}
"""Keys of messages, by whether a date and a link are lacking: with a row in dokument.csv, and
without."""


def check_descriptions(documents: Sequence[Document], folder: Folder | None) -> Iterator[Finding]:
    """Find documents without date or link, and tell if they have no row in dokument.csv.

    A document that says both itself needs no row. Staff's own answers need no link.
    """
    register = folder.register if folder else None
    for document in documents:
        is_unlinked = not document.url and document.basis is None  # staff's own stands nowhere else
        if document.date and not is_unlinked:
            continue
        listed, unlisted = _LACKING[not document.date, is_unlinked]
        is_listed = register is None or document.id in register.known
        yield warning(document.id, listed if is_listed else unlisted, table=REGISTER)


def check_paragraphs(documents: Sequence[Document]) -> Iterator[Finding]:
    """Find documents with very long paragraphs."""
    for document in documents:
        long = [
            block
            for block in document.blocks
            if block.kind == "paragraph" and block.end - block.start > _LONGEST
        ]
        if long:
            text = document.text[long[0].start : long[0].end]
            first = shorten(text, 50, placeholder=" …")
            yield warning(document.id, "blocks_long", count=len(long), first=first)


def check_questions(
    questions: Sequence[GoldQuestion], documents: Sequence[Document], file: Path
) -> Iterator[Finding]:
    """Find answerable questions whose documents can't be searched or have been replaced.

    Yields one finding for each document; ``file`` is the questions'.
    """
    by_id = {document.id: document for document in documents}
    asked: dict[str, list[str]] = {}
    for question in questions:
        for id in question.documents if question.answerable else ():
            asked.setdefault(id, []).append(question.id)
    for id, names in sorted(asked.items()):
        who = ", ".join(names)
        document = by_id.get(id)
        if document is None:
            yield warning(file, "question_of_missing", document=id, questions=who)
        elif document.replaced_by:
            by = document.replaced_by
            yield warning(file, "question_of_replaced", document=id, questions=who, successor=by)
