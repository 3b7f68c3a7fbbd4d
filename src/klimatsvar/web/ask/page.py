"""The page where residents ask, as Gradio blocks: one page a language."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr
from gradio.components import Navbar

from klimatsvar.settings import Settings
from klimatsvar.suggestions import Suggestions
from klimatsvar.texts import LANGUAGES, texts
from klimatsvar.web.ask.conversation import Conversation
from klimatsvar.web.ask.first_page import PAGES
from klimatsvar.web.ask.handlers import Asking, Steps
from klimatsvar.web.ask.scripts import on_event, on_load
from klimatsvar.web.gate.line import Line
from klimatsvar.web.gate.places import Places
from klimatsvar.web.gradio_workarounds.queue import (
    keep_at_most,
    limit_unread,
    look_less_often_for_questions,
    refuse_misshapen,
)
from klimatsvar.web.gradio_workarounds.streams import Streams, let_streams_end
from klimatsvar.web.html.around_answers import (
    render_examples,
    render_introduction,
    render_outcome,
    render_progress,
)
from klimatsvar.web.live import LiveAssistant

_ASKING = "ask"
"""The ``concurrency_id`` of the functions that ask."""
_PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
_MOST_UNREAD = 20
"""Answers that a session may have waiting for it to read them."""


def build_page(
    live: LiveAssistant,
    settings: Settings,
    line: Line,
    suggestions: Suggestions,
    streams: Streams,
) -> gr.Blocks:
    """Return the page in every language, each at its path; questions wait in ``line``, and until
    those of ``streams`` have ended that are about to.

    The one public endpoint is ``/ask``: a question in, HTML out.
    """
    page = gr.Blocks(title=settings.title, analytics_enabled=False)
    for path, language in PAGES.items():
        if path != "/":
            page.route(settings.title, path, show_in_navbar=False)
        with page:
            parts = _lay_out(settings, language)
            _connect(parts, Asking(live, settings, line, suggestions, language))
    page.queue(max_size=None)  # the line has the limits
    keep_at_most(page, settings.conversations, Places(settings.conversations).used)
    look_less_often_for_questions(page)
    let_streams_end(page, streams, [id for id, fn in page.fns.items() if fn.trigger_after is None])
    limit_unread(page, _MOST_UNREAD)
    refuse_misshapen(page)
    return page


def quiet_functions(page: gr.Blocks) -> tuple[int, ...]:
    """Return the ids of the functions of a page that ask nothing."""
    return _functions(page, asking=False)


def _functions(page: gr.Blocks, *, asking: bool) -> tuple[int, ...]:
    return tuple(id for id, fn in page.fns.items() if (fn.concurrency_id == _ASKING) == asking)


@dataclass(frozen=True, slots=True)
class _Parts:
    """What events of the page in one language come from, or change."""

    conversation: gr.State
    shown: gr.HTML
    """The conversation."""
    writing: gr.HTML
    """What a language model has written of the next answer."""
    further: gr.HTML
    """Questions to go on with."""
    examples: gr.HTML
    box: gr.Textbox
    send: gr.Button
    stop: gr.Button
    restart: gr.Button
    progress: gr.HTML
    """How far a question has come."""


def _lay_out(settings: Settings, language: str) -> _Parts:
    """Put the parts on the page, from top to bottom."""
    words = texts(language)
    Navbar(main_page_name=False)  # the header has the links
    _html(render_introduction(settings, language), "innehall")
    conversation = gr.State(Conversation())
    with gr.Column(elem_id="konversation"):
        shown = _html("", "samtal", on_load("conversation"))
        writing = _html("", "skrivs", on_load("writing"))
    further = _html("", "vidare", on_load("questions"))
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
            progress = _html("", "lage", on_load("progress"))
        problem = '<p class="problem" role="alert"></p>'
        _html(problem, "fel", on_load("gradio_workarounds", lost=words["lost"]))
    examples = _html(render_examples(settings.examples, language), "exempel", on_load("questions"))
    return _Parts(
        conversation=conversation,
        shown=shown,
        writing=writing,
        further=further,
        examples=examples,
        box=box,
        send=send,
        stop=stop,
        restart=restart,
        progress=progress,
    )


def _html(value: str, id: str, script: str | None = None) -> gr.HTML:
    return gr.HTML(value, elem_id=id, js_on_load=script, apply_default_css=False)


def _connect(parts: _Parts, asking: Asking) -> None:
    """Say what leads to what."""
    language, conversation, box = asking.language, parts.conversation, parts.box
    words = texts(language)
    # Only one page's endpoint is named; programs ask in any language there.
    public = {"api_name": "ask", "api_visibility": "public"} if language == LANGUAGES[0] else {}
    typing = [parts.send.click, box.submit]
    choosing = [parts.shown.click, parts.further.click, parts.examples.click]
    asked = [
        _ask_on(typing, asking.typed, [box], parts, asking, js=on_event("asking"), **public),
        _ask_on(choosing, asking.chosen, [], parts, asking),
    ]
    parts.stop.click(
        None,
        outputs=parts.progress,
        js=on_event("stopping", stopped=words["stopped"]),
        cancels=asked,
        **_PRIVATE,
    ).then(
        asking.stopped,
        conversation,
        [parts.shown, parts.writing, conversation, parts.progress],
        **_PRIVATE,
    )
    parts.shown.input(asking.resumed, conversation, conversation, **_PRIVATE).then(
        None, js=on_event("resumed"), **_PRIVATE
    )
    parts.restart.click(
        lambda: ("", "", Conversation(), "", ""),
        outputs=[parts.shown, parts.writing, conversation, parts.progress, parts.further],
        js=on_event("beginning"),
        cancels=asked,
        **_PRIVATE,
    )


def _ask_on(
    triggers: list[Callable[..., Any]],
    ask: Callable[..., Steps],
    inputs: list[gr.Textbox],
    parts: _Parts,
    asking: Asking,
    **given: Any,
) -> Any:
    """Let ``triggers`` ask, and return the event that can be cancelled."""
    words = texts(asking.language)
    conversation, progress = parts.conversation, parts.progress
    searching = on_event("searching", searching=render_progress(words["searching"]))
    failing = on_event("failing", stopped=words["stopped"], kept=words["stopped_writing"])
    writing = [parts.writing] if asking.settings.llm else []
    gr.on(triggers, None, outputs=progress, js=searching, **_PRIVATE)
    started = gr.on(
        triggers,
        ask,
        [*inputs, conversation],
        [parts.shown, conversation, progress, *writing],
        concurrency_limit=None,
        concurrency_id=_ASKING,
        **{**_PRIVATE, **given},
    )
    started.failure(None, outputs=progress, js=failing, **_PRIVATE)
    started.success(
        lambda now: render_outcome(now.status),
        conversation,
        progress,
        js=on_event("answered"),
        **_PRIVATE,
    ).then(asking.further, conversation, parts.further, concurrency_limit=None, **_PRIVATE)
    return started
