"""For programs that language models steer: one tool, by the Model Context Protocol.

Made with the protocol's own package. Gradio has it too, but asks itself over HTTP, at the address
in the asker's ``Host``, where a prompt or a resource is asked for.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Any

from fastapi import FastAPI
from starlette.routing import Route

from klimatsvar.errors import SettingsError
from klimatsvar.settings import Settings
from klimatsvar.system import pip_install
from klimatsvar.texts import LANGUAGES
from klimatsvar.web.gate.faults import unanswered_in
from klimatsvar.web.live import LiveAssistant

_NAME = "ask"
_DESCRIPTION = """Answer a resident's question {about}.

The answer is JSON: verbatim quotations from the city's documents ("citations") with title, page, \
link and, for a compilation, whose words it renders ("origin"), when they may answer but it is not \
certain (kind "possible"), say so; or a refusal (kind "refused") when the documents don't answer, \
perhaps with what they say about the same thing that is no answer ("nearby") or questions to ask \
instead ("examples"); or a reply (kind "reply") when nothing was asked, as in a greeting. \
{wording}Quote them as they stand, and name the sources."""
_WORDING = (
    '"wording", if there is one, says the same in sentences of a language model, each with the '
    "numbers of its own quotations that prove it. "
)
_TAKES: dict[str, Any] = {
    "type": "object",
    "properties": {
        "question": {
            "type": "string",
            "description": "The question as the resident put it, in any language.",
        },
        "history": {
            "type": "array",
            "items": {"type": "string"},
            "description": "The resident's earlier questions, oldest first.",
        },
    },
    "required": ["question"],
    "additionalProperties": False,
}


def serve_tool(app: FastAPI, live: LiveAssistant, settings: Settings) -> None:
    """Let ``app`` answer at /mcp. Raises SettingsError when a package is missing."""
    try:
        from mcp.server.fastmcp.server import StreamableHTTPASGIApp
        from mcp.server.lowlevel import Server
        from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
        from mcp.types import TextContent, Tool
    except ImportError as error:
        raise SettingsError("mcp_package_missing", install=pip_install("mcp")) from error

    tool = Tool(name=_NAME, description=_description(settings), inputSchema=_TAKES)
    server: Server[Any, Any] = Server(settings.title)

    @server.list_tools()  # type: ignore[no-untyped-call, untyped-decorator]
    async def tools() -> list[Tool]:
        return [tool]

    @server.call_tool()  # type: ignore[untyped-decorator]
    async def call(name: str, arguments: dict[str, Any]) -> list[TextContent]:
        if name != _NAME:
            raise ValueError(f"there is no such tool; the only one is {_NAME!r}")
        told = await asyncio.to_thread(_answer, live, settings, **arguments)
        return [TextContent(type="text", text=told)]

    manager = StreamableHTTPSessionManager(server, stateless=True)
    app.router.routes.append(Route("/mcp", StreamableHTTPASGIApp(manager), methods=["POST"]))
    before = app.router.lifespan_context

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with before(app), manager.run():
            yield

    app.router.lifespan_context = lifespan


def _answer(
    live: LiveAssistant, settings: Settings, question: str, history: tuple[str, ...] = ()
) -> str:
    with unanswered_in(LANGUAGES[0]):
        *_, worded = live.now().ask_in_words(question, history)
    told = asdict(worded.answer)
    if settings.llm:
        told["wording"] = worded.wording and asdict(worded.wording)
    return json.dumps(told, ensure_ascii=False)


def _description(settings: Settings) -> str:
    subject = settings.subject_in("en")
    about = "about the city's climate programme"
    if subject is not None:
        about = f"about {subject}" if subject else "that the city's documents may answer"
    return _DESCRIPTION.format(about=about, wording=_WORDING if settings.llm else "")
