"""Staff's test questions: which of them an index answers."""

from collections.abc import Sequence

from klimatsvar.assistant import Assistant
from klimatsvar.errors import QuestionError
from klimatsvar.types import Answer, StaffOutcome, StaffQuestion


def ask_staff_questions(
    questions: Sequence[StaffQuestion], assistant: Assistant
) -> tuple[StaffOutcome, ...]:
    """Return what the assistant makes of each question, in their order."""
    return tuple(_tested(question, assistant) for question in questions)


def _tested(asked: StaffQuestion, assistant: Assistant) -> StaffOutcome:
    try:
        answer = assistant.ask(asked.question)
    except QuestionError:
        return StaffOutcome(asked, "refused", (), is_right=asked.answer is None)
    quotes = tuple(citation.quote for citation in answer.citations)
    return StaffOutcome(asked, answer.kind, quotes, is_right=_is_right(asked, answer))


def _is_right(asked: StaffQuestion, answer: Answer) -> bool:
    """Tell whether the words are quoted that must be, or nothing is where nothing may be.

    Letters may be small or capital, and spaces may differ.
    """
    if asked.answer is None:
        return not answer.citations
    wanted = _plain(asked.answer)
    return any(
        wanted in _plain(citation.quote)
        for first in answer.citations
        for citation in (first, *first.also)
        if asked.document in (None, citation.document)
    )


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
