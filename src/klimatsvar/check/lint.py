"""Look for what makes good documents answer badly, and for questions that have grown old."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from textwrap import shorten

from klimatsvar.check.corpus import Folder
from klimatsvar.check.finding import UPDATE, Finding, count, warning
from klimatsvar.corpus.register import REGISTER
from klimatsvar.errors import KlimatsvarError
from klimatsvar.evaluate import GoldQuestion, read_questions
from klimatsvar.types import Document

_LONGEST = 3000
"""Characters of a paragraph; longer ones have most often lost their line breaks."""


def check_descriptions(documents: Sequence[Document], folder: Folder | None) -> Iterator[Finding]:
    """Find documents without date or link, and tell if they have no row in dokument.csv.

    A document that says both itself needs no row. Staff's own answers need no link.
    """
    register = folder.register if folder else None
    for document in documents:
        given = {"datum": document.date}
        if document.basis is None:  # what staff wrote stands nowhere else
            given["länk"] = document.url
        missing = " och ".join(name for name, value in given.items() if not value)
        if missing and register is not None and document.id not in register.known:
            yield warning(
                document.id,
                f"{missing} saknas, och filen står inte i {REGISTER}",
                f"lägg till en rad om filen i {REGISTER}, och {UPDATE}",
            )
        elif missing:
            remedy = f"skriv {missing} i {REGISTER}, och {UPDATE}"
            yield warning(document.id, f"{missing} saknas", remedy)


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
            number = count(len(long), "mycket långt textblock", "mycket långa textblock")
            yield warning(
                document.id,
                f"{number}, radbrytningar har troligen gått förlorade; det första börjar ”{first}”",
                f"dela upp texten med tomma rader, och {UPDATE}",
            )


def load_questions(path: Path) -> list[GoldQuestion]:
    """Read gold questions. Raises KlimatsvarError, naming the file and the cause."""
    try:
        questions = read_questions(path)
        if not all(isinstance(id, str) for question in questions for id in question.documents):
            raise TypeError("a document's name is not a text")
    except OSError as error:
        raise KlimatsvarError(path, f"can't be read ({error.strerror})", "name a file") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise KlimatsvarError(
            path,
            f"not questions with answers ({type(error).__name__}: {error})",
            'give a UTF-8 file with a JSON object a line: "id", "question", "document", '
            '"answerable", "answers"',
        ) from error
    return questions


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
            asked.setdefault(id, []).append(str(question.id))
    for id, names in sorted(asked.items()):
        who = f"frågorna {', '.join(names)}" if len(names) > 1 else f"frågan {names[0]}"
        document = by_id.get(id)
        if document is None:
            message = f"{id} ska besvara {who}, men går inte att söka i"
            yield warning(file, message, f"rätta namnet, eller lägg filen i mappen och {UPDATE}")
        elif document.replaced_by:
            message = f"{id} ska besvara {who}, men är ersatt av {document.replaced_by}"
            yield warning(file, message, f"skriv svar ur {document.replaced_by} i stället")
