"""The app of the staff pages, and the server that it runs in."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Callable
from functools import lru_cache, partial
from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from klimatsvar.assistant import Assistant
from klimatsvar.building import build_index
from klimatsvar.errors import KlimatsvarError, SettingsError
from klimatsvar.ingest.build import Report
from klimatsvar.ingest.progress import ShowStep
from klimatsvar.model.encoder import Encoder
from klimatsvar.model.opening import open_encoder
from klimatsvar.settings import Settings
from klimatsvar.staff.builds import Build, Builder
from klimatsvar.staff.desk import Desk, page, told_in, words_of
from klimatsvar.staff.gate import VISIT, Gate, Peer
from klimatsvar.staff.journal import Journal
from klimatsvar.staff.pages.answers import answers
from klimatsvar.staff.pages.building import building
from klimatsvar.staff.pages.documents import documents
from klimatsvar.staff.pages.entering import entering
from klimatsvar.staff.pages.journal import journal
from klimatsvar.staff.pages.questions import asked_in_vain
from klimatsvar.staff.pages.tables import tables
from klimatsvar.staff.sessions import Sessions
from klimatsvar.staff.who import Closed, require_set_up
from klimatsvar.texts import command_texts
from klimatsvar.web.log import logging_to
from klimatsvar.web.server import address, listen, server

_STAFF = Path(str(files("klimatsvar.staff"))) / "assets"
_WEB = Path(str(files("klimatsvar.web"))) / "assets"
_ASSETS = {
    "/staff.css": _STAFF / "staff.css",
    "/staff.js": _STAFF / "staff.js",
    "/plain.css": _WEB / "plain.css",
    "/page.css": _WEB / "page.css",
    "/favicon.ico": _WEB / "icon.svg",
}
_OPENED = 2
"""Generations that are kept open to be tried: the new one and the one that serves."""

_log = logging.getLogger(__name__)


def desk_of(
    settings: Settings,
    encoder: Callable[[], Encoder],
    assistant: Callable[[str], Assistant],
    build: Build,
) -> Desk:
    """Return what the pages work with."""
    kept = Journal(settings.staff.folder, settings.language)
    builder = Builder(build, lambda who, failed: kept.write(who, "built", failed=failed))
    return Desk(settings, Sessions(), kept, builder, encoder, lru_cache(_OPENED)(assistant))


def open_desk(settings: Settings) -> Desk:
    """Return what the pages work with, over the model that is set, loaded once it is needed."""

    @lru_cache(1)
    def encoder() -> Encoder:
        return open_encoder(settings)

    def assistant(generation: str) -> Assistant:
        return Assistant.open(settings, encoder(), generation)

    def build(*, publish: bool, full: bool, gone_is_meant: bool, progress: ShowStep) -> Report:
        return build_index(
            settings,
            load=lambda _: encoder(),  # by the build, which notes where that fails
            publish=publish,
            full=full,
            gone_is_meant=gone_is_meant,
            progress=progress,
        )

    return desk_of(settings, encoder, assistant, build)


def create_app(desk: Desk) -> FastAPI:
    """Return the app."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    # The last one added is the first to see a request.
    app.add_middleware(
        Gate,
        settings=desk.settings.staff,
        sessions=desk.sessions,
        refuse=partial(_refuse, desk),
    )
    app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(desk.settings.trusted_proxies))
    app.add_middleware(Peer)
    for router in (entering, documents, building, asked_in_vain, answers, tables, journal):
        app.include_router(router(desk))
    for path, file in _ASSETS.items():
        app.add_api_route(path, _giving(file), include_in_schema=False)
    app.add_exception_handler(HTTPException, partial(_told, desk))
    app.add_exception_handler(KlimatsvarError, partial(_failed, desk))
    return app


def _giving(file: Path) -> Callable[[], FileResponse]:
    def give() -> FileResponse:
        return FileResponse(file)

    return give


def _refuse(desk: Desk, request: Request, why: Closed) -> Response:
    words = words_of(request)
    told = words["not_from_here" if why == "sign_in" else why]
    return page(request, desk, "told.html", words["closed"], status=403, told=told)


def _told(desk: Desk, request: Request, error: Exception) -> Response:
    """Return the page for what is not there or not taken."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    words = words_of(request)
    keys = {
        403: ("closed", "not_from_here"),
        413: ("error", "too_large"),
        507: ("error", "no_room"),
    }
    title, told = keys.get(status, ("not_found", "not_found_why"))
    if request.scope.get(VISIT) is None and status == 404:
        return PlainTextResponse("", 404)
    return page(request, desk, "told.html", words[title], status=status, told=words[told])


def _failed(desk: Desk, request: Request, error: KlimatsvarError) -> Response:
    """Return the page for what can't be done: an index or a register that can't be read."""
    _log.error("%s", error)
    title = words_of(request)["error"]
    return page(request, desk, "told.html", title, status=500, told=told_in(request, error))


def serve(settings: Settings) -> None:
    """Serve the staff pages until interrupted.

    Raises SettingsError when nothing tells who may, or the address can't be used.
    """
    if settings.store != "faiss":
        raise SettingsError("staff_needs_faiss")
    require_set_up(settings.staff)
    listener = listen(settings.staff.host, settings.staff.port)

    desk = open_desk(settings)
    with contextlib.suppress(KeyboardInterrupt), logging_to(form=settings.log_format):
        asyncio.run(_serve(create_app(desk), listener, settings.language))


async def _serve(app: FastAPI, listener: socket.socket, language: str) -> None:
    print(command_texts(language)["serving_staff"].format(address=address(listener)), flush=True)
    await server(app).serve(sockets=[listener])
