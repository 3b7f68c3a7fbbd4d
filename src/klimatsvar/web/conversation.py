"""What has been asked and answered on one page, and how it goes on."""

from collections.abc import Sequence
from dataclasses import dataclass

from klimatsvar.assistant import Assistant
from klimatsvar.errors import QuestionError
from klimatsvar.limits import masked
from klimatsvar.settings import Contact
from klimatsvar.texts import texts
from klimatsvar.types import Answer
from klimatsvar.web.faults import log_fault
from klimatsvar.web.render import render_problem, render_turn, status

_MOST_TURNS = 30
"""Turns kept of a conversation; older ones leave the page."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """What has been asked and answered so far on one page."""

    asked: int = 0
    """Turns in all, those that have left the page included."""
    questions: tuple[str, ...] = ()
    turns: tuple[str, ...] = ()
    """Each as HTML."""
    answer: Answer | None = None
    """The last one."""
    status: str = ""
    """What came of the last question, for a screen reader."""
    problem: str = ""
    """Why the last question was not answered, as HTML; empty when it was."""

    @property
    def html(self) -> str:
        """The whole conversation."""
        return "\n".join((*self.turns, self.problem)).strip()


def go_on(
    before: Conversation,
    question: str,
    history: Sequence[str],
    assistant: Assistant,
    contact: Contact,
    language: str,
) -> Conversation:
    """Return the conversation with ``question`` answered, asked after ``history``.

    ``language`` is the page's; what goes wrong is told in the conversation.
    """
    documents = assistant.index.documents
    try:
        answer = assistant.ask(question, history)
        turn = render_turn(answer, documents, contact, before.asked + 1, page=language)
    except QuestionError as error:
        return with_problem(before, str(error))
    except Exception as error:
        log_fault(error)
        return with_problem(before, texts(language)["failed"])
    return Conversation(
        asked=before.asked + 1,
        questions=(*before.questions, answer.question)[-_MOST_TURNS:],
        turns=(*before.turns, turn)[-_MOST_TURNS:],
        answer=answer,
        status=status(answer, documents),
    )


def with_problem(before: Conversation, message: str) -> Conversation:
    """Return the conversation with a message why the last question was not answered."""
    return Conversation(
        before.asked, before.questions, before.turns, problem=render_problem(message)
    )


def left_in_box(conversation: Conversation, typed: str) -> str:
    """Return what stays in the question box.

    Only a question that was answered leaves it: one that was not can be mended there, and what
    the resident has written meanwhile is theirs. Gradio keeps it for a while, so it is masked.
    """
    typed = masked(typed)
    answered = not conversation.problem and typed.strip() == conversation.questions[-1]
    return "" if answered else typed
