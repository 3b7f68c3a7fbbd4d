"""What the page's events are answered with: each question when it is its turn."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from threading import Event
from typing import Any, TypeAlias

import gradio as gr

from klimatsvar.settings import Settings
from klimatsvar.suggestions import Suggestions
from klimatsvar.texts import texts
from klimatsvar.web.ask.conversation import (
    Conversation,
    Inquiry,
    go_on,
    in_simple_words,
    resumed,
    with_problem,
    written_down,
)
from klimatsvar.web.carried import carried
from klimatsvar.web.gate.line import Line
from klimatsvar.web.gradio_workarounds.queue import sent_with
from klimatsvar.web.html.answers import render_writing
from klimatsvar.web.html.around_answers import render_progress, render_suggestions
from klimatsvar.web.live import LiveAssistant

_UNCHANGED = gr.skip()

Steps: TypeAlias = AsyncIterator[tuple[Any, ...]]
"""The conversation as HTML, the conversation, how far it has come and, where a language model is
set, what it is writing."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Answers one page's questions, each when it is its turn."""

    live: LiveAssistant
    settings: Settings
    line: Line
    suggestions: Suggestions
    language: str

    async def typed(self, question: str | None, conversation: Conversation) -> Steps:
        """Answer what was written, after the questions before it; a program may send nothing."""
        inquiry = Inquiry(question or "", conversation.questions)
        async for step in self._in_turn(inquiry, conversation):
            yield step

    async def chosen(self, conversation: Conversation, chosen: gr.EventData) -> Steps:
        """Answer a question of the lists, which stands for itself; of the page's address, after
        what it followed; or one that was answered, in simpler words."""
        sent = sent_with(chosen)
        number = sent.get("simple")
        again = in_simple_words(conversation, number) if isinstance(number, int) else None
        question = str(sent.get("question") or "")
        inquiry = again or Inquiry(question, carried(sent.get("followed")))
        async for step in self._in_turn(inquiry, conversation):
            yield step

    async def _in_turn(self, inquiry: Inquiry, before: Conversation) -> Steps:
        words = texts(self.language)
        if self.line.full:
            busy = with_problem(before, words["busy"])
            yield self._step(busy.html, busy)
            return
        ticket = self.line.join()
        stop = Event()
        try:
            async for place in self.line.places(ticket):
                waiting = words["waiting"].format(place=place)
                yield self._step(progress=render_progress(waiting))
            # What is explained more simply was asked before.
            now = self.live.unrecorded() if inquiry.simple else self.live.now()
            steps = go_on(before, inquiry, now, self.settings, self.language, stop)
            progress = render_progress(words["wording"])
            while written := (after := await asyncio.to_thread(next, steps)).writing:
                html = render_writing(written.worded, now.index.documents, inquiry.simple)
                yield self._step(conversation=after, progress=progress, writing=html)
        finally:
            stop.set()
            self.line.leave(ticket)
        yield self._step(after.html, after, writing="")

    def _step(
        self,
        shown: Any = _UNCHANGED,
        conversation: Any = _UNCHANGED,
        progress: Any = _UNCHANGED,
        writing: Any = _UNCHANGED,
    ) -> tuple[Any, ...]:
        step = (shown, conversation, progress, writing)
        return step if self.settings.llm else step[:-1]

    def resumed(self, conversation: Conversation, kept: gr.EventData) -> Any:
        """Go on from what a browser has kept of a conversation, if the server doesn't know it."""
        return _UNCHANGED if conversation.asked else resumed(sent_with(kept))

    def stopped(self, conversation: Conversation) -> tuple[Any, ...]:
        """Show what a language model had written when it was stopped."""
        if conversation.writing is None:
            return (_UNCHANGED,) * 4
        documents = self.live.now().index.documents
        now = written_down(conversation, documents, self.settings, self.language)
        told = texts(self.language)["stopped_writing"]
        return now.html, "", now, told

    def further(self, conversation: Conversation) -> str:
        """Return questions to go on with, as HTML; none after a question without an answer."""
        answers = conversation.answers
        if conversation.problem or not answers:
            return ""
        earlier = conversation.turns[0].inquiry.history
        found = self.suggestions.after(answers, self.live.unrecorded(), earlier, self.language)
        return render_suggestions(found, answers[-1], self.language)
