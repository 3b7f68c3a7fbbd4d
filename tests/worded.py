"""The real app with a model server of the tests' own, which answers what a test has prepared."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from klimatsvar.answer.fitted import Fitted
from klimatsvar.assistant import Assistant
from klimatsvar.settings import Settings
from klimatsvar.wording.writer import Writer
from serving import serving
from wording.scripted import Scripted, scripted, sentences

QUESTION = "Vilka parter består omställningsteamet av?"
FIRST = "Borås Energi och Miljö AB samlar in hushållsavfallet i Borås."
SECOND = "Fristadbostäder AB är ett fastighetsbolag som kommunen äger."
FALSE = "Borås Energi och Miljö AB samlar inte in hushållsavfallet i Borås."
QUOTED = "AB samlar in hushållsavfallet i Borås"
WORDING = sentences(
    (FIRST, [(1, QUOTED)]),
    (FALSE, [(1, QUOTED)]),
    (SECOND, [(1, "är ett fastighetsbolag som kommunen äger")]),
)
"""Of the answer to QUESTION; the second sentence is not proven, the others are word for word."""
EASY = "Borås Stad är koordinator för Klimatneutrala Borås 2030, enligt Navet."
SIMPLE = sentences((EASY, [(1, "Borås Stad är koordinator för")]))


@contextmanager
def serving_worded(
    assistant: Assistant, settings: Settings, **changed: Any
) -> Iterator[tuple[str, Scripted]]:
    """Serve the app with ``changed`` settings and a language model, and yield its address and the
    model's server."""
    with scripted() as model:
        settings = settings.model_copy(update={"questions_per_minute": 0, "llm": model.settings()})
        writer = Writer.open(model.settings(), assistant._encoder)
        worded = Assistant(
            assistant.index, assistant._encoder, Fitted.load(), settings, writer=writer
        )
        with serving(worded, settings, **changed) as url:
            yield url, model
