"""For programs that language models steer: one tool, by the Model Context Protocol.

Only what speaks the protocol is taken from Gradio, not an app that could be mounted: that has a
page and routes which have nothing to do with asking.
"""

import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import asdict

import gradio as gr
from fastapi import FastAPI
from gradio.events import api
from starlette.routing import Route

from klimatsvar.errors import SettingsError
from klimatsvar.settings import Settings
from klimatsvar.system import pip_install
from klimatsvar.texts import LANGUAGES
from klimatsvar.web.gate.faults import unanswered_in
from klimatsvar.web.live import LiveAssistant

_WORDING = """"wording", if there is one, says the same in sentences of a language model, each with
        the numbers of its own quotations that prove it. """


def serve_tool(app: FastAPI, live: LiveAssistant, settings: Settings) -> None:
    """Let ``app`` answer at /mcp. Raises SettingsError when a package is missing."""
    try:
        from gradio.mcp import GradioMCPServer
        from mcp.server.fastmcp.server import StreamableHTTPASGIApp
    except ImportError as error:
        raise SettingsError("mcp_package_missing", install=pip_install("mcp")) from error

    def ask(question: str, history: list[str] = []) -> str:  # noqa: B006 - Gradio reads the default
        """Answer a resident's question about the city's climate programme.

        The answer is JSON: verbatim quotations from the city's documents ("citations") with title,
        page and link, when they may answer but it is not certain (kind "possible"), say so; or a
        refusal (kind "refused") when the documents don't answer, perhaps with what they say about
        the same thing that is no answer ("nearby"); or a reply (kind "reply") when
        nothing was asked, as in a greeting. Quote them as they stand, and name
        the sources.

        Args:
            question: The question as the resident put it, in any language.
            history: The resident's earlier questions, oldest first.
        """
        with unanswered_in(LANGUAGES[0]):
            *_, worded = live.now().ask_in_words(question, history)
        told = asdict(worded.answer)
        if settings.llm:
            told["wording"] = worded.wording and asdict(worded.wording)
        return json.dumps(told, ensure_ascii=False)

    subject = settings.subject_in("en")
    if subject is not None:
        about = f"about {subject}" if subject else "that the city's documents may answer"
        ask.__doc__ = str(ask.__doc__).replace("about the city's climate programme", about)
    if settings.llm:
        ask.__doc__ = str(ask.__doc__).replace("Quote them", _WORDING + "Quote them")

    with gr.Blocks(title=settings.title, analytics_enabled=False) as blocks:
        # Not queued: Gradio would ask itself over HTTP, at an address that the asker can choose.
        api(ask, queue=False)
    server = GradioMCPServer(blocks)
    app.router.routes.append(Route("/mcp", StreamableHTTPASGIApp(server.manager), methods=["POST"]))
    before = app.router.lifespan_context

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with before(app), server.lifespan(app):
            yield

    app.router.lifespan_context = lifespan
