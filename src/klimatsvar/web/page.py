"""The page where residents ask, as Gradio blocks: one page a language."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, TypeAlias

import gradio as gr
from gradio.components import Navbar

from klimatsvar.limits import MASK
from klimatsvar.live import LiveAssistant
from klimatsvar.settings import Settings
from klimatsvar.texts import LANGUAGES, texts
from klimatsvar.web.conversation import Conversation, go_on, left_in_box, with_problem
from klimatsvar.web.first_page import PAGES
from klimatsvar.web.line import Line
from klimatsvar.web.render import (
    render_examples,
    render_introduction,
    render_progress,
    render_suggestions,
)
from klimatsvar.web.suggestions import Suggestions

_MOST_WAITING = 100
"""Questions that may wait; further ones are told that the service is busy."""
_PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}

_HERE = files("klimatsvar.web")
_ASK = (_HERE / "ask.js").read_text("utf-8")
_CONVERSATION = (_HERE / "conversation.js").read_text("utf-8").replace("MASK", MASK)
# Gradio keeps a component's own element when its value changes, so a live region must be that
# element: one that came and went with the value would not be announced.
_ANNOUNCE = "element.setAttribute('role', 'status'); element.setAttribute('aria-live', 'polite');"

Asked: TypeAlias = AsyncIterator[tuple[Any, Any, Any]]
"""The conversation as HTML, the conversation, and how far it has come."""


def build_page(live: LiveAssistant, settings: Settings) -> gr.Blocks:
    """Return the page in every language, each at its path.

    The one public endpoint is ``/ask``: a question in, HTML out.
    """
    page = gr.Blocks(title=settings.title, analytics_enabled=False)
    line = Line(settings.answers_at_once, _MOST_WAITING)
    suggestions = Suggestions(settings.examples)
    for path, language in PAGES.items():
        if path != "/":
            page.route(settings.title, path, show_in_navbar=False)
        with page:
            _put_together(_Asking(live, settings, line, suggestions, language), settings)
    page.queue(max_size=None)  # the line has the limits
    # Gradio looks for waiting questions a thousand times a second, which keeps an idle machine
    # busy; fifty times is as good for people.
    page._queue.sleep_when_free = 0.02
    return page


def _put_together(asking: "_Asking", settings: Settings) -> None:
    """Lay out the page of one language, and say what leads to what."""
    language = asking.language
    words = texts(language)
    Navbar(main_page_name=False)  # the header has the links
    _html(render_introduction(settings, words), "innehall")
    conversation = gr.State(Conversation())
    shown = _html("", "konversation", _CONVERSATION)
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

    outputs = [shown, conversation, progress]
    searching = (
        "() => { document.querySelector('#fel p').textContent = ''; "
        "delete document.querySelector('#lage').dataset.stopped; "
        f"return {json.dumps(render_progress(words['searching']))}; }}"
    )
    stopped = json.dumps(words["stopped"])
    asked = []

    def ask_on(
        triggers: list[Callable[..., Any]], ask: Callable[..., Asked], *inputs: Any, **api: Any
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
        # too, before or after the button's own function.
        failed = f"() => document.querySelector('#lage').dataset.stopped ? {stopped} : ''"
        started.failure(None, outputs=progress, js=failed, **_PRIVATE)
        started.then(
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
    )
    restart.click(
        lambda: ("", Conversation(), "", "", ""),
        outputs=[shown, conversation, progress, box, further],
        **_PRIVATE,
    )


def _html(value: str, id: str | None = None, js: str | None = None) -> gr.HTML:
    return gr.HTML(value, elem_id=id, js_on_load=js, apply_default_css=False)


@dataclass(frozen=True, slots=True)
class _Asking:
    """Answers one page's questions, each when it is its turn."""

    live: LiveAssistant
    settings: Settings
    line: Line
    suggestions: Suggestions
    language: str

    async def typed(self, question: str, conversation: Conversation) -> Asked:
        """Answer what was written, after the questions before it."""
        async for step in self._in_turn(question, conversation, conversation.questions):
            yield step

    async def chosen(self, conversation: Conversation, chosen: gr.EventData) -> Asked:
        """Answer a question of the lists or of the page's address, which stands for itself."""
        question = chosen._data.get("question") if isinstance(chosen._data, dict) else None
        async for step in self._in_turn(str(question or ""), conversation, ()):
            yield step

    async def _in_turn(
        self, question: str, before: Conversation, history: tuple[str, ...]
    ) -> Asked:
        words = texts(self.language)
        if self.line.full:
            busy = with_problem(before, words["busy"])
            yield busy.html, busy, gr.skip()
            return
        ticket = self.line.join()
        try:
            async for place in self.line.places(ticket):
                waiting = words["waiting"].format(place=place)
                yield gr.skip(), gr.skip(), render_progress(waiting)
            now = self.live.now()
            contact = self.settings.contact
            after = await asyncio.to_thread(
                go_on, before, question, history, now, contact, self.language
            )
        finally:
            self.line.leave(ticket)
        yield after.html, after, gr.skip()

    def further(self, conversation: Conversation) -> str:
        """Return questions to go on with, as HTML; none after a question without an answer."""
        answer = conversation.answer
        if answer is None:
            return ""
        found = self.suggestions.after(answer, conversation.questions, self.live.now())
        return render_suggestions(found, answer.language, self.language)
