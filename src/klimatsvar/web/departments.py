"""Several departments in one service: each an app of its own at the path of its name, and a page
that lists them above.

They share the model, the line in which questions wait, and what this machine's settings say; no
index, conversation, limit or log of a department is known to another's app.
"""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse, PlainTextResponse, RedirectResponse
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from klimatsvar.assistant import Assistant
from klimatsvar.settings import Settings
from klimatsvar.texts import command_texts, texts
from klimatsvar.web.app import CSS, ICON, create_app
from klimatsvar.web.gate.access import Access
from klimatsvar.web.gate.guard import Guard
from klimatsvar.web.gate.line import Line
from klimatsvar.web.gradio_workarounds.server import let_go_of_open_pages
from klimatsvar.web.html.addresses import home_address, inner_path
from klimatsvar.web.html.frame import language_of, page, preferred_language
from klimatsvar.web.live import LiveAssistant
from klimatsvar.web.log import of_department
from klimatsvar.web.metrics import Counts
from klimatsvar.web.pages.about import is_for_people
from klimatsvar.web.pages.plain import PLAIN_CSS
from klimatsvar.web.pages.security import security_page
from klimatsvar.web.server import address, listen, server

_ASSETS = {"/plain.css": PLAIN_CSS, "/page.css": CSS, "/favicon.ico": ICON}
_OPEN = ("/", "/api/alive", "/.well-known/security.txt", *_ASSETS)


@dataclass(frozen=True, slots=True)
class Listed:
    """A department, as the list shows it."""

    title: str
    about: str
    address: str | None
    """From the first page; None where it can't be asked now."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why another page than the one that was asked for is shown: its status, and keys of texts."""

    status: int
    title: str
    told: str


_MISSING = Fault(404, "missing_title", "missing_why")
_AWAY = Fault(503, "door_title", "department_away")


class Paths:
    """ASGI middleware: what is asked for below the path of a department is its app's to answer."""

    def __init__(self, app: ASGIApp, apps: Mapping[str, ASGIApp], root_path: str) -> None:
        """``app`` answers the rest. A proxy may leave ``root_path`` away."""
        self._app = app
        self._apps = apps
        self._root = root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        inner = path.removeprefix(self._root) if path.startswith(f"{self._root}/") else path
        name, below, _ = inner[1:].partition("/")
        if not below or name not in self._apps:
            await self._app(scope, receive, send)
            return
        with of_department(name):
            await self._apps[name]({**scope, "path": self._root + inner}, receive, send)


def create_apps(departments: Mapping[str, LiveAssistant], settings: Settings) -> dict[str, FastAPI]:
    """Return the app of each department, by its name."""
    line = Line(settings.answers_at_once)
    apps = {}
    for name, live in departments.items():
        with of_department(name):
            apps[name] = create_app(live, settings.of(name), line)
    return apps


def create_service(apps: Mapping[str, FastAPI], settings: Settings) -> FastAPI:
    """Return the app of the whole service; a department that has no app is told to be away."""
    front = FastAPI(
        docs_url=None, redoc_url=None, openapi_url=None, lifespan=lambda _: _running(apps)
    )
    # The last one added is the first to see a request.
    front.add_middleware(Access, counts=Counts(), logged=settings.access_log)
    front.add_middleware(
        Guard,
        root_path=settings.root_path,
        frame_ancestors=settings.frame_ancestors,
        missing=partial(_missing, settings, apps),
        is_open=lambda path: path in _OPEN or path[1:] in apps,
    )
    front.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(settings.trusted_proxies))
    front.add_middleware(Paths, apps=apps, root_path=settings.root_path)
    front.include_router(security_page(settings))

    @front.get("/")
    def first(request: Request) -> HTMLResponse:
        return _listing(request, settings, apps, language_of(request))

    @front.get("/api/alive", status_code=204)
    async def alive() -> None:
        """Tell that the service runs."""

    for path, file in _ASSETS.items():
        front.add_api_route(path, _giving(file))

    @front.get("/{name}")
    def without_slash(name: str, request: Request) -> Response:
        query = request.url.query
        return RedirectResponse(f"{settings.root_path}/{name}/" + (f"?{query}" if query else ""))

    return front


def _giving(file: Path) -> Callable[[], FileResponse]:
    return lambda: FileResponse(file)


@contextlib.asynccontextmanager
async def _running(apps: Mapping[str, FastAPI]) -> AsyncIterator[None]:
    async with contextlib.AsyncExitStack() as stack:
        for name, app in apps.items():
            with of_department(name):  # what begins here logs as this department for good
                await stack.enter_async_context(app.router.lifespan_context(app))
        yield


def _listing(
    request: Request,
    settings: Settings,
    served: Collection[str],
    language: str,
    fault: Fault | None = None,
) -> HTMLResponse:
    """Return the page that lists the departments, below what went wrong."""
    words = texts(language)
    return page(
        "departments.html",
        words[fault.title] if fault else "",
        request,
        settings,
        status=fault.status if fault else 200,
        language=language,
        description=words["departments_lead"],
        heading=words[fault.title] if fault else settings.title,
        told=words[fault.told] if fault else "",
        about=settings.about.in_language(language),
        departments=[
            Listed(
                title=one.title,
                about=one.about.in_language(language),
                address=f"{name}/{home_address(language).removeprefix('./')}"
                if name in served
                else None,
            )
            for name, one in settings.departments.items()
        ],
    )


def _missing(settings: Settings, served: Collection[str], scope: Scope) -> Response:
    """Return the answer to a request for what there is not, or not now."""
    request = Request(scope)
    name = inner_path(scope)[1:].partition("/")[0]
    is_away = name in settings.departments and name not in served
    fault = _AWAY if is_away else _MISSING
    if not is_for_people(request):
        return PlainTextResponse("", fault.status)
    return _listing(request, settings, served, preferred_language(request), fault)


def serve_departments(assistants: Mapping[str, Assistant], settings: Settings) -> None:
    """Answer residents of each department until interrupted, from its newest index.

    Raises SettingsError when the address can't be used.
    """
    listener = listen(settings.host, settings.port)
    lives = {}
    with contextlib.suppress(KeyboardInterrupt), contextlib.ExitStack() as watches:
        for name, assistant in assistants.items():
            # What is loaded by the first question is loaded now, so that no resident waits for it.
            assistant.search(settings.departments[name].title, 1)
            lives[name] = LiveAssistant(assistant)
            with of_department(name):
                watches.enter_context(lives[name].watching())
        asyncio.run(_serve(lives, settings, listener))


async def _serve(
    lives: Mapping[str, LiveAssistant], settings: Settings, listener: socket.socket
) -> None:
    # The apps are made inside the running loop: outside it Gradio makes loops that it never closes.
    apps = create_apps(lives, settings)

    def let_go() -> None:
        for app in apps.values():
            let_go_of_open_pages(app)

    serving = command_texts(settings.language)["serving"]
    print(serving.format(address=address(listener)), flush=True)
    await server(create_service(apps, settings), let_go).serve(sockets=[listener])
