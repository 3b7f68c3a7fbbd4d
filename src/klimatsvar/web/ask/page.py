"""The page where residents ask, as Gradio blocks: one page a language.

Gradio keeps the last values of every session's components in memory until 10,000 newer sessions
have come. Nothing of it is on disk, but nobody should be able to read it days later either: a
conversation is forgotten soon after its resident has left.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.resources import files
from threading import Event
from typing import Any, TypeAlias

import gradio as gr
from gradio.components import Navbar

from klimatsvar.answer.limits import MASK
from klimatsvar.settings import Settings
from klimatsvar.texts import LANGUAGES, texts
from klimatsvar.web.ask.conversation import (
    Conversation,
    Inquiry,
    go_on,
    in_simple_words,
    left_in_box,
    with_problem,
    written_down,
)
from klimatsvar.web.ask.first_page import PAGES
from klimatsvar.web.ask.suggestions import Suggestions
from klimatsvar.web.gate.door import Line
from klimatsvar.web.html.parts import (
    render_examples,
    render_introduction,
    render_progress,
    render_suggestions,
)
from klimatsvar.web.html.render import render_writing
from klimatsvar.web.live import LiveAssistant
from klimatsvar.web.question_log import Journal

_UNCHANGED = gr.skip()
_PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}

_HERE = files("klimatsvar.web") / "assets"
_ASK = (_HERE / "ask.js").read_text("utf-8")
_CONVERSATION = (_HERE / "conversation.js").read_text("utf-8").replace("MASK", MASK)
_WRITING = (_HERE / "writing.js").read_text("utf-8")
# Gradio keeps a component's own element when its value changes, so a live region must be that
# element: one that came and went with the value would not be announced.
_ANNOUNCE = "element.setAttribute('role', 'status'); element.setAttribute('aria-live', 'polite');"

Steps: TypeAlias = AsyncIterator[tuple[Any, ...]]
"""The conversation as HTML, the conversation, how far it has come and, where a language model is
set, what it is writing."""


def build_page(live: LiveAssistant, settings: Settings, line: Line) -> gr.Blocks:
    """Return the page in every language, each at its path; questions wait in ``line``.

    The one public endpoint is ``/ask``: a question in, HTML out.
    """
    page = gr.Blocks(title=settings.title, analytics_enabled=False)
    suggestions = Suggestions(settings.examples)
    for path, language in PAGES.items():
        if path != "/":
            page.route(settings.title, path, show_in_navbar=False)
        with page:
            _put_together(Asking(live, settings, line, suggestions, language), settings)
    page.queue(max_size=None)  # the line has the limits
    # Gradio looks for waiting questions a thousand times a second, which keeps an idle machine
    # busy; fifty times is as good for people.
    page._queue.sleep_when_free = 0.02
    return page


def _put_together(asking: "Asking", settings: Settings) -> None:
    """Lay out the page of one language, and say what leads to what."""
    language = asking.language
    words = texts(language)
    Navbar(main_page_name=False)  # the header has the links
    _html(render_introduction(settings, words), "innehall")
    conversation = gr.State(Conversation())
    with gr.Column(elem_id="konversation"):
        shown = _html("", "samtal", _CONVERSATION)
        writing = _html("", "skrivs", _WRITING)
    further = _html("", "vidare", _ASK)
    with gr.Column(elem_id="formular"):
        box = gr.Textbox(
            label=words["question_label"],
            info=words["question_hint"],
            lines=1,
            max_lines=6,
            elem_id="fraga",
            html_attributes=gr.InputHTMLAttributes(autocomplete="off", enterkeyhint="send"),
        )
        with gr.Row(elem_id="knappar"):
            send = gr.Button(words["send"], variant="primary", elem_id="skicka")
            stop = gr.Button(words["stop"], elem_id="avbryt")
            restart = gr.Button(words["new_conversation"], elem_id="ny")
            progress = _html("", "lage", _ANNOUNCE)
        _html('<p class="problem" role="alert"></p>', "fel")
    examples = _html(render_examples(settings.examples, language), "exempel", _ASK)

    outputs = [shown, conversation, progress, *([writing] if settings.llm else [])]
    searching = (
        "() => { document.querySelector('#fel p').textContent = ''; "
        "delete document.querySelector('#lage').dataset.stopped; "
        f"return {json.dumps(render_progress(words['searching']))}; }}"
    )
    stopped, so_far = json.dumps(words["stopped"]), json.dumps(words["stopped_writing"])
    asked = []

    def ask_on(
        triggers: list[Callable[..., Any]], ask: Callable[..., Steps], *inputs: Any, **api: Any
    ) -> None:
        gr.on(triggers, None, outputs=progress, js=searching, **_PRIVATE)
        started = gr.on(
            triggers,
            ask,
            [*inputs, conversation],
            outputs,
            concurrency_limit=None,
            concurrency_id="ask",
            **{**_PRIVATE, **api},
        )
        asked.append(started)
        # What the door or the network refuses, conversation.js tells in #fel. Stopping ends here
        # too, before or after the button's own function, and what that tells stays.
        failed = (
            "() => { const told = document.querySelector('#lage'); "
            "if (!told.dataset.stopped) return ''; "
            f"return told.textContent.includes({so_far}) ? {so_far} : {stopped}; }}"
        )
        started.failure(None, outputs=progress, js=failed, **_PRIVATE)
        started.success(
            lambda now, typed: (now.status, left_in_box(now, typed)),
            [conversation, box],
            [progress, box],
            **_PRIVATE,
        ).then(asking.further, conversation, further, concurrency_limit=None, **_PRIVATE)

    # Only one page's endpoint is named; programs ask in any language there.
    public = {"api_name": "ask", "api_visibility": "public"} if language == LANGUAGES[0] else {}
    ask_on([send.click, box.submit], asking.typed, box, **public)
    ask_on([shown.click, further.click, examples.click], asking.chosen)

    focus = "document.querySelector('#fraga textarea').focus();"
    mark = "document.querySelector('#lage').dataset.stopped = 'yes';"
    stop.click(
        None,
        outputs=progress,
        js=f"() => {{ {focus} {mark} return {stopped}; }}",
        cancels=asked,
        **_PRIVATE,
    ).then(
        asking.stopped,
        [conversation, box],
        [shown, writing, conversation, progress, box],
        **_PRIVATE,
    )
    restart.click(
        lambda: ("", "", Conversation(), "", "", ""),
        outputs=[shown, writing, conversation, progress, box, further],
        **_PRIVATE,
    )


def _html(value: str, id: str | None = None, js: str | None = None) -> gr.HTML:
    return gr.HTML(value, elem_id=id, js_on_load=js, apply_default_css=False)


@dataclass(frozen=True, slots=True)
class Asking:
    """Answers one page's questions, each when it is its turn."""

    live: LiveAssistant
    settings: Settings
    line: Line
    suggestions: Suggestions
    language: str

    async def typed(self, question: str, conversation: Conversation) -> Steps:
        """Answer what was written, after the questions before it."""
        async for step in self._in_turn(Inquiry(question, conversation.questions), conversation):
            yield step

    async def chosen(self, conversation: Conversation, chosen: gr.EventData) -> Steps:
        """Answer a question of the lists or of the page's address, which stands for itself; or one
        that was answered, in simpler words."""
        data = chosen._data if isinstance(chosen._data, dict) else {}
        number = data.get("simple")
        again = in_simple_words(conversation, number) if isinstance(number, int) else None
        inquiry = again or Inquiry(str(data.get("question") or ""))
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

    def stopped(self, conversation: Conversation, typed: str) -> tuple[Any, ...]:
        """Show what a language model had written when it was stopped."""
        if conversation.writing is None:
            return (_UNCHANGED,) * 5
        documents = self.live.now().index.documents
        now = written_down(conversation, documents, self.settings, self.language)
        told = texts(self.language)["stopped_writing"]
        return now.html, "", now, told, left_in_box(now, typed)

    def further(self, conversation: Conversation) -> str:
        """Return questions to go on with, as HTML; none after a question without an answer."""
        answers = conversation.answers
        if conversation.problem or not answers:
            return ""
        found = self.suggestions.after(answers, self.live.unrecorded())
        return render_suggestions(found, answers[-1].language, self.language)


KEPT = timedelta(hours=1)
"""How long a page may lie unused and still go on with its conversation."""
_SWEEP_SECONDS = 60


@contextlib.asynccontextmanager
async def forgetting(page: gr.Blocks, journals: Sequence[Journal]) -> AsyncIterator[None]:
    """Forget idle sessions and old lines of the journals now, and once a minute while the app
    runs."""
    sweeping = asyncio.create_task(_sweep(page, journals))
    try:
        yield
    finally:
        sweeping.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await sweeping


async def _sweep(page: gr.Blocks, journals: Sequence[Journal]) -> None:
    while True:
        forget_idle(page, datetime.now() - KEPT)
        for journal in journals:
            journal.forget(date.today())
        await asyncio.sleep(_SWEEP_SECONDS)


def forget_idle(page: gr.Blocks, before: datetime) -> int:
    """Drop the sessions last used before ``before`` (local time) and return how many."""
    holder = page.state_holder
    with holder.lock:
        idle = [key for key, used in holder.time_last_used.items() if used < before]
        for key in idle:
            holder.time_last_used.pop(key, None)
            holder.session_data.pop(key, None)
    return len(idle)
