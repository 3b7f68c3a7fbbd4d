"""Questions with gold answers: read them, and tell whether an answer is right."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from klimatsvar.chunk import CHUNKER_VERSION
from klimatsvar.content import Shown, build_content, cut
from klimatsvar.embed import Encoder
from klimatsvar.index.store import Index, Recipe, write_generation
from klimatsvar.types import Answer, Block, Citation, Document


@dataclass(frozen=True, slots=True)
class GoldAnswer:
    """A span that answers; ``start`` is its offset in the document's text, None if not known."""

    text: str
    start: int | None


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question, the documents that answer it and the answering words."""

    id: str
    question: str
    documents: tuple[str, ...]
    answerable: bool
    answers: tuple[GoldAnswer, ...]
    history: tuple[str, ...] = ()
    language: str = "sv"


def read_questions(path: Path) -> list[GoldQuestion]:
    """Read gold questions, one JSON object a line."""
    questions = []
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        first = [row["document"]] if row.get("document") else []
        questions.append(
            GoldQuestion(
                id=row["id"],
                question=row["question"],
                documents=(*first, *row.get("also", [])),
                answerable=row["answerable"],
                answers=tuple(GoldAnswer(a["text"], a.get("start")) for a in row["answers"]),
                history=tuple(row.get("history", [])),
                language=row.get("language", "sv"),
            )
        )
    return questions


def read_documents(path: Path) -> list[Document]:
    """Read documents, one JSON object with id, title and text a line; a paragraph a text line.

    ``Document.text`` is exactly the given text, so that gold offsets hold.
    """
    documents = []
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        blocks, offset = [], 0
        for paragraph in row["text"].split("\n"):
            if paragraph.strip():
                blocks.append(Block("paragraph", offset, offset + len(paragraph)))
            offset += len(paragraph) + 1
        documents.append(
            Document(
                id=row["id"], title=row["title"], text=row["text"], blocks=tuple(blocks), sha256=""
            )
        )
    return documents


def index_documents(
    documents: Sequence[Document],
    folder: Path,
    encoder: Encoder,
    *,
    passage_tokens: int,
    progress: Shown,
) -> Index:
    """Build an index of ``documents`` under ``folder`` and open it."""
    passages = [p for document in documents for p in cut(document, encoder, passage_tokens)]
    content = build_content(documents, passages, encoder, progress=progress)
    write_generation(folder, content, Recipe("", CHUNKER_VERSION, passage_tokens), encoder)
    return Index.open(folder, encoder)


def is_right(gold: GoldQuestion, document: str, start: int, end: int, quote: str) -> bool:
    """Tell whether ``quote``, at these offsets of ``document``, answers the question.

    It does if it overlaps a gold span in a document that answers. Where the gold has no offset,
    the quotation must contain the gold words.
    """
    return document in gold.documents and any(
        answer.text.lower() in quote.lower()
        if answer.start is None
        else start < answer.start + len(answer.text) and answer.start < end
        for answer in gold.answers
    )


@dataclass(frozen=True, slots=True)
class Figures:
    """How well a set of questions was answered. Shares from 0 to 1; nan where nothing counts."""

    answerable: int
    unanswerable: int
    answered: float
    """Share of the answerable questions that got an answer."""
    refused: float
    """Share of the unanswerable questions that were refused."""
    right_first: float
    """Share of the answers to answerable questions whose first quotation is right."""
    right_any: float
    """Share of these answers with a right quotation."""


def figures(answered: Sequence[tuple[GoldQuestion, Answer]]) -> Figures:
    """Count over questions and the answers they got."""
    answerable = [(gold, answer) for gold, answer in answered if gold.answerable]
    shown = [(gold, answer) for gold, answer in answerable if answer.citations]
    refused = [not answer.citations for gold, answer in answered if not gold.answerable]

    def right(gold: GoldQuestion, cited: Sequence[Citation]) -> bool:
        return any(is_right(gold, c.document, c.start, c.end, c.quote) for c in cited)

    return Figures(
        answerable=len(answerable),
        unanswerable=len(refused),
        answered=_share(len(shown), len(answerable)),
        refused=_share(sum(refused), len(refused)),
        right_first=_share(sum(right(g, a.citations[:1]) for g, a in shown), len(shown)),
        right_any=_share(sum(right(g, a.citations) for g, a in shown), len(shown)),
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")
