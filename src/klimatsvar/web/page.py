"""The page where residents ask, as Gradio blocks."""

import json
import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from klimatsvar.errors import KlimatsvarError, QuestionError
from klimatsvar.limits import MASK, masked
from klimatsvar.live import LiveAssistant
from klimatsvar.settings import Settings
from klimatsvar.texts import texts
from klimatsvar.web.render import render_introduction, render_problem, render_turn, status

LANGUAGE = "sv"
"""Of the page; an answer's frame follows its question."""
_MOST_TURNS = 30
"""Turns kept of a conversation; older ones leave the page."""
_AT_ONCE = 4
"""Questions answered at the same time; the others wait."""
_WAITING = 100
"""Questions that may wait; further ones are told that the service is busy."""

_log = logging.getLogger(__name__)

# Gradio keeps a component's own element when its value changes, so a live region must be that
# element: one that came and went with the value would not be announced.
_ANNOUNCE = "element.setAttribute('role', 'status'); element.setAttribute('aria-live', 'polite');"

# A new turn takes the focus to its heading, unless the resident is already writing again. What
# was masked can't be told from that; its warning goes before.
_SHOW_NEW_TURN = """
let turns = 0;
watch('value', () => {
  const headings = element.querySelectorAll('.question');
  const added = headings.length > turns;
  turns = headings.length;
  const box = document.querySelector('#fraga textarea');
  if (turns === 0) { box?.focus(); return; }
  const heading = headings[turns - 1];
  const draft = box?.value.trim();
  const asked = heading.querySelector('[dir]').textContent;
  if (!added || draft && draft !== asked && !asked.includes('MASK')) return;
  heading.focus({ preventScroll: true });
  heading.scrollIntoView({ block: 'start' });
});
""".replace("MASK", MASK)


@dataclass(frozen=True, slots=True)
class Conversation:
    """What has been asked and answered so far on one page."""

    asked: int = 0
    """Turns in all, those that have left the page included."""
    questions: tuple[str, ...] = ()
    turns: tuple[str, ...] = ()
    """Each as HTML."""
    status: str = ""
    """What came of the last question, for a screen reader."""
    problem: str = ""
    """Why the last question was not answered, as HTML; empty when it was."""

    @property
    def html(self) -> str:
        """The whole conversation."""
        return "\n".join((*self.turns, self.problem)).strip()


def build_page(live: LiveAssistant, settings: Settings) -> gr.Blocks:
    """Return the page. Its one public endpoint is ``/ask``: a question in, HTML out."""
    words = texts(LANGUAGE)
    ask = _asker(live, settings)
    page = gr.Blocks(title=settings.title, analytics_enabled=False)
    with page:
        gr.HTML(render_introduction(settings, words), js_on_load=None, apply_default_css=False)
        conversation = gr.State(Conversation())
        shown = gr.HTML(
            "", elem_id="konversation", js_on_load=_SHOW_NEW_TURN, apply_default_css=False
        )
        with gr.Column(elem_id="formular"):
            box = gr.Textbox(
                label=words["question_label"],
                info=words["question_hint"],
                lines=1,
                max_lines=6,
                elem_id="fraga",
                html_attributes=gr.InputHTMLAttributes(autocomplete="off"),
            )
            with gr.Row(elem_id="knappar"):
                send = gr.Button(words["send"], variant="primary", elem_id="skicka")
                restart = gr.Button(words["new_conversation"], elem_id="ny")
                progress = gr.HTML(
                    "", elem_id="lage", js_on_load=_ANNOUNCE, apply_default_css=False
                )
        with gr.Column(elem_id="exempel"):
            gr.HTML(
                f"<h2>{words['examples_heading']}</h2>", js_on_load=None, apply_default_css=False
            )
            examples = [gr.Button(line) for line in words["examples"].split("\n") if line]

        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}

        def answers(triggers: list[Callable[..., Any]], question: gr.Component, **api: Any) -> None:
            """Let ``triggers`` ask what stands in ``question``."""
            searching = json.dumps(words["searching"])
            gr.on(triggers, None, outputs=progress, js=f"() => {searching}", **private)
            asked = gr.on(
                triggers,
                ask,
                inputs=[question, conversation],
                outputs=[shown, conversation],
                concurrency_limit=_AT_ONCE,
                concurrency_id="ask",
                **{**private, **api},
            )
            asked.then(
                _settle,
                inputs=[conversation, box],
                outputs=[progress, box],
                **private,
            )

        answers([send.click, box.submit], box, api_name="ask", api_visibility="public")
        for example in examples:
            answers([example.click], example)
        restart.click(
            lambda: ("", Conversation(), "", ""),
            outputs=[shown, conversation, progress, box],
            **private,
        )
    page.queue(max_size=_WAITING)
    # Gradio looks for waiting questions a thousand times a second, which keeps an idle machine
    # busy; fifty times is as good for people.
    page._queue.sleep_when_free = 0.02
    return page


def _asker(
    live: LiveAssistant, settings: Settings
) -> Callable[[str, Conversation], tuple[str, Conversation]]:
    def ask(question: str, conversation: Conversation) -> tuple[str, Conversation]:
        after = _next(conversation, question)
        return after.html, after

    def _next(before: Conversation, question: str) -> Conversation:
        assistant = live.now()
        documents = assistant.index.documents
        try:
            answer = assistant.ask(question, before.questions)
            turn = render_turn(answer, documents, settings.contact, before.asked + 1)
        except QuestionError as error:
            return _with_problem(before, str(error))
        except Exception as error:
            # The resident is told that it went wrong, the operator where. A library's message
            # may repeat the question, which may be personal, so it is not logged.
            reason = str(error) if isinstance(error, KlimatsvarError) else type(error).__name__
            where = "".join(traceback.format_tb(error.__traceback__))
            _log.error("a question could not be answered: %s\n%s", reason, where)
            return _with_problem(before, texts(LANGUAGE)["failed"])
        return Conversation(
            asked=before.asked + 1,
            questions=(*before.questions, answer.question)[-_MOST_TURNS:],
            turns=(*before.turns, turn)[-_MOST_TURNS:],
            status=status(answer, documents),
        )

    return ask


def _settle(conversation: Conversation, typed: str) -> tuple[str, str]:
    """Return what is announced, and what stays in the question box.

    Only a question that was answered leaves it: one that was not can be mended there, and what
    the resident has written meanwhile is theirs. Gradio keeps it for a while, so it is masked.
    """
    typed = masked(typed)
    answered = not conversation.problem and typed.strip() == conversation.questions[-1]
    return conversation.status, "" if answered else typed


def _with_problem(before: Conversation, message: str) -> Conversation:
    return Conversation(
        before.asked, before.questions, before.turns, problem=render_problem(message)
    )
