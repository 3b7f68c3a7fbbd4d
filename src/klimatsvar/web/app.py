"""The web app: Gradio's page inside FastAPI, with what stands beside and before it."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Sequence
from functools import partial
from importlib.resources import files
from pathlib import Path

import gradio as gr
from fastapi import FastAPI
from fastapi.responses import FileResponse
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Scope
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from klimatsvar.assistant import Assistant
from klimatsvar.settings import Settings
from klimatsvar.suggestions import Suggestions
from klimatsvar.texts import command_texts
from klimatsvar.web.ask.first_page import FirstPage
from klimatsvar.web.ask.page import build_page, quiet_functions
from klimatsvar.web.forgetting import forgetting
from klimatsvar.web.gate.access import Access
from klimatsvar.web.gate.door import Door, Reason
from klimatsvar.web.gate.faults import log_fault
from klimatsvar.web.gate.guard import Guard
from klimatsvar.web.gate.line import Line
from klimatsvar.web.gate.refusal import refuse
from klimatsvar.web.gradio_workarounds.server import (
    keep_no_statistics,
    let_go_of_open_pages,
    log_faults_with,
    miss_unknown_functions,
    mounted_quietly,
    take_nothing_for_a_file,
)
from klimatsvar.web.gradio_workarounds.streams import FollowStreams, Streams
from klimatsvar.web.live import LiveAssistant
from klimatsvar.web.metrics import Counts
from klimatsvar.web.pages.about import about_pages, not_found
from klimatsvar.web.pages.plain import plain_pages
from klimatsvar.web.pages.security import security_page
from klimatsvar.web.pages.source_page import source_pages
from klimatsvar.web.programs.api import api
from klimatsvar.web.programs.mcp_tool import serve_tool
from klimatsvar.web.programs.watching import watching
from klimatsvar.web.question_log import Journal, questions, verdicts, write_question
from klimatsvar.web.server import address, listen, server

_ASSETS = Path(str(files("klimatsvar.web"))) / "assets"
CSS, _SCRIPT, ICON = (_ASSETS / name for name in ("page.css", "page.js", "icon.svg"))
_SYSTEM_FONTS = ["system-ui", "sans-serif"]


def create_app(live: LiveAssistant, settings: Settings, line: Line | None = None) -> FastAPI:
    """Return the app that answers residents at "/"; they wait in ``line``, or in one of its own."""
    keep_no_statistics()
    log_faults_with(log_fault)
    take_nothing_for_a_file()
    asked, judged = questions(settings), verdicts(settings)
    if settings.log_questions:
        asked.prepare()
        live.record(partial(write_question, asked))
    if settings.feedback:
        judged.prepare()
    counts = Counts()
    if settings.metrics_token:
        live.record(counts.answered)
    line = line or Line(settings.answers_at_once)
    suggestions = Suggestions(settings.examples)
    streams = Streams()
    page = build_page(live, settings, line, suggestions, streams)
    app = FastAPI(
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=lambda _: _running(page, (asked, judged), counts),
    )

    def refused(scope: Scope, reason: Reason, seconds: int) -> Response:
        counts.turned_away(reason)
        return refuse(settings, scope, reason, seconds)

    # The last one added is the first to see a request.
    app.add_middleware(FollowStreams, streams=streams)
    app.add_middleware(FirstPage, settings=settings)
    app.add_middleware(
        Door,
        settings=settings,
        line=line,
        quiet=quiet_functions(page),
        refuse=refused,
    )
    app.add_middleware(Access, counts=counts, logged=settings.access_log)
    app.add_middleware(
        Guard,
        root_path=settings.root_path,
        frame_ancestors=settings.frame_ancestors,
        missing=partial(not_found, settings),
    )
    app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(settings.trusted_proxies))

    for router in (
        plain_pages(live, settings, suggestions),
        about_pages(live, settings),
        source_pages(live, settings),
        security_page(settings),
        api(live, settings),
    ):
        app.include_router(router)
    if settings.metrics_token:
        app.include_router(watching(live, settings, line, counts, settings.metrics_token))
    if settings.mcp:
        serve_tool(app, live, settings)

    app.router.routes += [_packed(CSS, "text/css"), _packed(_SCRIPT, "text/javascript")]

    with mounted_quietly():
        gr.mount_gradio_app(
            app,
            page,
            path="/",
            root_path=settings.root_path or None,
            footer_links=[],
            run_history=False,
            favicon_path=str(ICON),
            show_error=False,
            ssr_mode=False,
            enable_monitoring=False,
            pwa=False,
            mcp_server=False,
            theme=gr.themes.Base(font=_SYSTEM_FONTS, font_mono=["monospace"]),
        )
    miss_unknown_functions(app)
    return app


def _packed(file: Path, kind: str) -> Route:
    """Return the route of a file that the page waits for: where no proxy packs it, we do."""
    return Route(
        f"/{file.name}",
        lambda _: FileResponse(file, media_type=kind),
        middleware=[Middleware(GZipMiddleware)],
    )


@contextlib.asynccontextmanager
async def _running(
    page: gr.Blocks, journals: Sequence[Journal], counts: Counts
) -> AsyncIterator[None]:
    with counts.counting_faults():
        async with forgetting(page, journals):
            yield


def serve(assistant: Assistant, settings: Settings) -> None:
    """Answer residents until interrupted, from the newest index.

    Raises SettingsError when the address can't be used.
    """
    listener = listen(settings.host, settings.port)
    # What is loaded by the first question is loaded now, so that no resident waits for it.
    assistant.search(settings.title, 1)
    live = LiveAssistant(assistant)
    with contextlib.suppress(KeyboardInterrupt), live.watching():
        asyncio.run(_serve(live, settings, listener))


async def _serve(live: LiveAssistant, settings: Settings, listener: socket.socket) -> None:
    # The app is made inside the running loop: outside it Gradio makes loops that it never closes.
    app = create_app(live, settings)
    print(command_texts(settings.language)["serving"].format(address=address(listener)), flush=True)
    ending = partial(let_go_of_open_pages, app)
    await server(app, ending).serve(sockets=[listener])
