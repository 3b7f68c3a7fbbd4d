"""Questions with gold answers and their documents: read them, and tell whether a quote is right."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from klimatsvar.errors import KlimatsvarError
from klimatsvar.texts.messages import Message
from klimatsvar.types import Block, Document

CountDone: TypeAlias = Callable[[int, int], None]
"""Called with the number of things done and the number of all."""


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
    follow_up: bool = False
    """It leans on what was asked before it."""
    language: str = "sv"
    kind: str = ""
    """What it asks for, or why it has no answer; figures are told apart by it."""


Text = Annotated[str, Field(pattern=r"\S")]
"""Not empty, nor only space."""


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _AnswerRow(_Row):
    text: Text
    start: int | None = Field(default=None, ge=0)


class _QuestionRow(_Row):
    id: Text
    question: str = Field(pattern=r"\w")
    document: Text | None = None
    also: list[Text] = []
    answerable: bool
    answers: list[_AnswerRow]
    history: list[str] = []
    follow_up: bool = False
    language: Text = "sv"
    kind: str = ""

    def lacking(self) -> str:
        """Return the name of what an answerable question must have, and this one lacks."""
        if not self.answerable:
            return ""
        return "document" if not self.document else "answers" if not self.answers else ""

    def gold(self) -> GoldQuestion:
        """Return the question."""
        return GoldQuestion(
            id=self.id,
            question=self.question,
            documents=(*([self.document] if self.document else []), *self.also),
            answerable=self.answerable,
            answers=tuple(GoldAnswer(answer.text, answer.start) for answer in self.answers),
            history=tuple(self.history),
            follow_up=self.follow_up,
            language=self.language,
            kind=self.kind,
        )


class _DocumentRow(_Row):
    id: Text
    title: str
    text: Text


_QUESTION_FORM, _DOCUMENT_FORM = "form_of_question", "form_of_document"
"""Keys of messages."""


def read_numbered(path: Path) -> dict[int, GoldQuestion]:
    """Read and check gold questions; each under the number of its line, from 1.

    Raises KlimatsvarError, naming file, line, cause and remedy.
    """
    questions = {}
    for number, row in _rows(path, _QuestionRow, _QUESTION_FORM):
        if lacking := row.lacking():
            raise KlimatsvarError("gold_lacks", file=path, line=number, lacking=lacking)
        questions[number] = row.gold()
    return questions


def read_questions(path: Path) -> list[GoldQuestion]:
    """Read and check gold questions, as ``read_numbered`` does."""
    return list(read_numbered(path).values())


def read_documents(path: Path) -> list[Document]:
    """Read documents, one JSON object with id, title and text a line; a paragraph a text line.

    ``Document.text`` is exactly the given text, so that gold offsets hold. Raises KlimatsvarError,
    naming file, line, cause and remedy.
    """
    lines: dict[str, int] = {}
    documents = []
    for number, row in _rows(path, _DocumentRow, _DOCUMENT_FORM):
        if (first := lines.setdefault(row.id, number)) != number:
            raise KlimatsvarError("gold_id_twice", file=path, line=number, id=row.id, first=first)
        blocks, offset = [], 0
        for paragraph in row.text.split("\n"):
            if paragraph.strip():
                blocks.append(Block("paragraph", offset, offset + len(paragraph)))
            offset += len(paragraph) + 1
        documents.append(Document(row.id, row.title, row.text, tuple(blocks), sha256=""))
    return documents


def require_documents(
    questions: Mapping[int, GoldQuestion], path: Path, documents: Mapping[str, Document]
) -> None:
    """Check that the documents that answer are there to be found.

    ``questions`` are by their line in ``path``. Raises KlimatsvarError for the first that is not.
    """
    for number, gold in questions.items():
        for id in gold.documents if gold.answerable else ():
            if id not in documents:
                raise KlimatsvarError(
                    "gold_document_missing", file=path, line=number, id=id, count=len(documents)
                )


Row = TypeVar("Row", bound=_Row)


def _rows(path: Path, kind: type[Row], form: str) -> Iterator[tuple[int, Row]]:
    """Yield each row with its line number; blank lines are passed over."""
    try:
        # Not splitlines(): a text may hold other line separators than the newline.
        lines = path.read_text("utf-8-sig").split("\n")
    except OSError as error:
        raise KlimatsvarError("questions_not_read", file=path, reason=error.strerror) from error
    except UnicodeDecodeError as error:
        raise KlimatsvarError("questions_not_utf8", file=path, reason=error) from error
    if not any(line.strip() for line in lines):
        raise KlimatsvarError("questions_empty", file=path, form=Message.of(form))
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield number, kind.model_validate_json(line)
            except ValidationError as error:
                raise KlimatsvarError(
                    "gold_line_wrong",
                    file=path,
                    line=number,
                    faults=_causes(error),
                    form=Message.of(form),
                ) from error


def _causes(error: ValidationError) -> tuple[Message, ...]:
    return tuple(
        Message.of(
            _CAUSES.get(fault["type"], "value_wrong" if fault["loc"] else "line_wrong"),
            place=".".join(map(str, fault["loc"])),
            said=fault["msg"],
        )
        for fault in error.errors(include_url=False)
    )


_CAUSES = {
    "extra_forbidden": "value_unknown",
    "string_pattern_mismatch": "value_without_words",
    "missing": "value_missing",
}
"""Keys of messages, by pydantic's names of what is wrong."""


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
