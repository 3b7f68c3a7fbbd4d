"""What has been asked and answered on one page, and how it goes on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from threading import Event
from typing import Any

from klimatsvar.answer.acts import ACTS
from klimatsvar.assistant import Assistant
from klimatsvar.settings import Settings
from klimatsvar.types import Answer, Document, Worded
from klimatsvar.web.carried import carried
from klimatsvar.web.gate.faults import UnansweredError, unanswered_in
from klimatsvar.web.html.answers import render_turn, status
from klimatsvar.web.html.around_answers import render_problem

_MOST_TURNS = 30
"""Turns kept of a conversation; older ones leave the page."""

_MOST_COUNTED = 10_000
"""Turns that a browser may say there were."""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What a resident asks."""

    question: str
    history: tuple[str, ...] = ()
    """The questions before it, oldest first, if it goes on from them."""
    simple: bool = False
    """The answer is wanted in simple words."""


@dataclass(frozen=True, slots=True)
class Writing:
    """An answer that a language model is writing."""

    inquiry: Inquiry
    worded: Worded
    """As far as it is written."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its answer."""

    inquiry: Inquiry
    """As it was answered: masked."""
    answer: Answer
    html: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """What has been asked and answered so far on one page."""

    asked: int = 0
    """Turns in all, those that have left the page included."""
    earlier: tuple[str, ...] = ()
    """What was asked in turns that only the resident's browser still has, masked."""
    turns: tuple[Turn, ...] = ()
    writing: Writing | None = None
    """What will be the next turn."""
    status: str = ""
    """What came of the last question, for a screen reader."""
    problem: str = ""
    """Why the last question was not answered, as HTML; empty when it was."""

    @property
    def answers(self) -> tuple[Answer, ...]:
        """Those of the turns."""
        return tuple(turn.answer for turn in self.turns)

    @property
    def questions(self) -> tuple[str, ...]:
        """What was asked, masked; turns that asked nothing are left out."""
        asked = (answer.question for answer in self.answers if answer.reason not in ACTS)
        return (*self.earlier, *asked)

    @property
    def html(self) -> str:
        """All turns."""
        return "\n".join((*(turn.html for turn in self.turns), self.problem)).strip()


def go_on(
    before: Conversation,
    inquiry: Inquiry,
    assistant: Assistant,
    settings: Settings,
    language: str,
    stop: Event | None = None,
) -> Iterator[Conversation]:
    """Yield the conversation with the answer in it.

    Where a language model is set, it is yielded before that with each step of the ``writing``, as
    it was otherwise; ``stop`` ends it. ``language`` is the page's; what goes wrong is told in the
    conversation.
    """
    documents = assistant.index.documents
    now = before
    try:
        with unanswered_in(language):
            for worded in assistant.ask_in_words(
                inquiry.question, inquiry.history, simple=inquiry.simple, stop=stop, page=language
            ):
                now = replace(before, writing=Writing(inquiry, worded))
                if settings.llm and worded.answer.kind == "grounded" and not _is_done(worded):
                    yield now
            now = written_down(now, documents, settings, language)
    except UnansweredError as error:
        now = with_problem(before, str(error))
    yield now


def written_down(
    now: Conversation, documents: Mapping[str, Document], settings: Settings, language: str
) -> Conversation:
    """Return the conversation with what is written, as far as it is, as its last turn."""
    if now.writing is None:
        return now
    inquiry, worded = now.writing.inquiry, now.writing.worded
    number = now.asked + 1
    masked_inquiry = replace(inquiry, question=worded.answer.question)
    html = render_turn(
        worded, documents, settings, number, language, worded.follows, today=date.today()
    )
    return Conversation(
        asked=number,
        earlier=now.earlier,
        turns=(*now.turns, Turn(masked_inquiry, worded.answer, html))[-_MOST_TURNS:],
        status=status(worded, documents, settings),
    )


def _is_done(worded: Worded) -> bool:
    return worded.wording is not None and worded.wording.done


def in_simple_words(now: Conversation, number: int) -> Inquiry | None:
    """Return what to ask for an answer in simple words to what was asked in turn ``number``, from
    1; None if it is gone."""
    index = number - 1 - (now.asked - len(now.turns))
    return replace(now.turns[index].inquiry, simple=True) if 0 <= index < len(now.turns) else None


def with_problem(before: Conversation, message: str) -> Conversation:
    """Return the conversation with a message why the last question was not answered."""
    return Conversation(before.asked, before.earlier, before.turns, problem=render_problem(message))


def resumed(sent: Mapping[str, Any]) -> Conversation:
    """Return a conversation that goes on from what a browser has kept of it: how many turns there
    were, ``asked``, and the last ``questions``."""
    asked = sent.get("asked")
    if type(asked) is not int or not 0 <= asked <= _MOST_COUNTED:
        asked = 0
    return Conversation(asked, carried(sent.get("questions")))
