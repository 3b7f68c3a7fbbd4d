"""The web app: Gradio's page inside FastAPI, and the server that runs it."""

import asyncio
import contextlib
import errno
import os
import socket
import sys
import warnings
from functools import partial
from importlib.resources import files
from pathlib import Path

import gradio as gr
import uvicorn
from fastapi import FastAPI
from fastapi.responses import FileResponse
from starlette.routing import Mount
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from klimatsvar.assistant import Assistant
from klimatsvar.errors import SettingsError
from klimatsvar.settings import Settings
from klimatsvar.web.ask.first_page import FirstPage
from klimatsvar.web.ask.page import build_page, forgetting
from klimatsvar.web.gate.door import Door, Line
from klimatsvar.web.gate.faults import take_gradios_faults
from klimatsvar.web.gate.guard import Guard
from klimatsvar.web.gate.refusal import refuse
from klimatsvar.web.live import LiveAssistant
from klimatsvar.web.pages.plain import plain_pages
from klimatsvar.web.pages.source_page import source_pages
from klimatsvar.web.programs.api import api
from klimatsvar.web.programs.tool import serve_tool
from klimatsvar.web.question_log import questions, verdicts, write_question

_CSS = Path(str(files("klimatsvar.web"))) / "assets" / "page.css"
_ICON = Path(str(files("klimatsvar.web"))) / "assets" / "icon.svg"
_SYSTEM_FONTS = ["system-ui", "sans-serif"]
_ASKING = "ask"
"""The `concurrency_id` of the page's functions that ask."""
_STOP_SECONDS = 2
"""How long a question that is being answered may delay the end."""


def create_app(live: LiveAssistant, settings: Settings) -> FastAPI:
    """Return the app that answers residents at "/"."""
    # Gradio would sum up all earlier events with pandas after each answer, for a monitoring page
    # that is off; and keep who asked when.
    os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(sys.maxsize)
    os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"
    take_gradios_faults()
    journals = (questions(settings), verdicts(settings))
    if settings.log_questions:
        journals[0].prepare()
        live.record(partial(write_question, journals[0]))
    if settings.feedback:
        journals[1].prepare()
    line = Line(settings.answers_at_once)
    page = build_page(live, settings, line)
    app = FastAPI(
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=lambda _: forgetting(page, journals),
    )
    # The last one added is the first to see a request.
    app.add_middleware(FirstPage, settings=settings)
    app.add_middleware(
        Door,
        settings=settings,
        line=line,
        quiet=tuple(id for id, fn in page.fns.items() if fn.concurrency_id != _ASKING),
        refuse=partial(refuse, settings),
    )
    app.add_middleware(
        Guard, root_path=settings.root_path, frame_ancestors=settings.frame_ancestors
    )
    app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(settings.trusted_proxies))

    for router in (plain_pages(live, settings), source_pages(live, settings), api(live, settings)):
        app.include_router(router)
    if settings.mcp:
        serve_tool(app, live, settings)

    @app.get("/page.css")
    def css() -> FileResponse:
        return FileResponse(_CSS, media_type="text/css")

    with warnings.catch_warnings():
        # Gradio warns that it can't render several pages on the server, which it is told not to.
        warnings.filterwarnings("ignore", "SSR mode is not supported")
        gr.mount_gradio_app(
            app,
            page,
            path="/",
            root_path=settings.root_path or None,
            footer_links=[],
            run_history=False,
            favicon_path=str(_ICON),
            show_error=False,
            ssr_mode=False,
            enable_monitoring=False,
            pwa=False,
            mcp_server=False,
            theme=gr.themes.Base(font=_SYSTEM_FONTS, font_mono=["monospace"]),
        )
    return app


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
    print(f"Klimatsvar svarar på {address(listener)}", flush=True)
    await server(app).serve(sockets=[listener])


def server(app: FastAPI) -> uvicorn.Server:
    """Return a server that is quiet, and keeps no log of who asked what."""
    return _Server(
        uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            proxy_headers=False,  # the app has its own setting for that
            server_header=False,
            timeout_graceful_shutdown=_STOP_SECONDS,
        )
    )


class _Server(uvicorn.Server):
    """Lets go of open pages when it stops; each of them holds a connection for good."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for route in self.config.app.routes:  # type: ignore[union-attr]
            if isinstance(route, Mount) and isinstance(route.app, gr.routes.App):
                route.app.stop_event.set()
        await super().shutdown(sockets)


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; port 0 takes a free one. Raises SettingsError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise SettingsError(f"{host}:{port}", *_cause_and_remedy(error)) from error


def _cause_and_remedy(error: OSError) -> tuple[str, str]:
    if error.errno == errno.EADDRINUSE:
        return "another program uses this port", "stop it, or choose another port with --port"
    if error.errno == errno.EACCES:
        return "this port needs higher rights", "choose one above 1023 with --port"
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return "this machine has no such address", "choose another with --host"
    cause = f"can't listen there ({os.strerror(error.errno or 0)})"
    return cause, "try another --host or --port"


def address(listener: socket.socket) -> str:
    """Return the address of a listening socket as a person writes it in a browser."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
