"""What stands between the app and the outside: headers on each answer, and closed paths."""

import re
import secrets
from collections.abc import Callable, Sequence

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from klimatsvar.texts import LANGUAGES, texts
from klimatsvar.web.gate.faults import log_fault
from klimatsvar.web.gradio_workarounds.paths import is_needed, is_stream, without_believed
from klimatsvar.web.html.addresses import inner_path

_OURS = re.compile(
    r"/(?:page|plain)\.css|/page\.js|/(?:enkel|om|dokument|integritet|tillganglighet|metrics)"
    r"|/\.well-known/security\.txt|/(?:kalla|sida|dokument)/.+"
    r"|/api/(?:ask|alive|health|feedback|openapi\.json)|/mcp"
)
"""The paths that are answered beside those of Gradio's page; every other one gives 404."""

NONCE = "klimatsvar.nonce"
"""Where a request's scope has what marks the page's own scripts."""

_POLICY = (
    "default-src 'self'; "
    # gr.HTML compiles its template with `new Function`, hence unsafe-eval. The template is a
    # constant; the texts of documents and residents are its arguments.
    "script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors {ancestors}"
)

_PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"


_LONGEST_NAME = 255
"""Bytes; no file has a longer one."""
_LONGEST_PATH = 4096
"""Bytes; no file lies at a longer one."""


def is_open(path: str) -> bool:
    """Tell whether a path is answered at all."""
    raw = path.encode("utf-8", "replace")
    if len(raw) > _LONGEST_PATH or any(len(name) > _LONGEST_NAME for name in raw.split(b"/")):
        return False
    return _OURS.fullmatch(path) is not None or is_needed(path)


class Guard:
    """ASGI middleware around the whole app."""

    def __init__(
        self,
        app: ASGIApp,
        root_path: str,
        frame_ancestors: Sequence[str],
        missing: Callable[[Scope], ASGIApp],
        is_open: Callable[[str], bool] = is_open,
    ) -> None:
        """Serve below ``root_path``, whether or not the proxy leaves it away; let the sites
        ``frame_ancestors`` show the pages in a frame. ``missing`` gives the answer to a request for
        what there is not, as ``is_open`` tells by its path."""
        self._app = app
        self._missing = missing
        self._is_open = is_open
        self._root = root_path
        self._ancestors = " ".join(("'self'", *frame_ancestors))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        headers = without_believed(scope["headers"])
        scope = {**self._below_root(scope), "headers": headers, NONCE: nonce}
        asks_for_headers = scope["method"] == "HEAD" and not is_stream(inner_path(scope))
        if asks_for_headers:
            scope["method"] = "GET"
        app = self._app if self._is_open(inner_path(scope)) else self._missing(scope)
        started = ended = False

        async def forward(message: Message) -> None:
            nonlocal started, ended
            if message["type"] == "http.response.start":
                self._set_headers(MutableHeaders(scope=message), nonce)
                started = True
            else:
                ended = not message.get("more_body", False)
                message = {**message, "body": b""} if asks_for_headers else message
            await send(message)

        try:
            await app(scope, receive, forward)
        except Exception as error:  # the server would log it with what the resident wrote
            if not isinstance(error.__cause__, HTTPException):  # else it tells of no fault of ours
                log_fault(error)
            if started and not ended:
                await send({"type": "http.response.body"})
            elif not started:
                failed = PlainTextResponse(texts(LANGUAGES[0])["failed"], 500)
                await failed(scope, receive, forward)

    def _below_root(self, scope: Scope) -> Scope:
        path = scope["path"]
        if not path.startswith(f"{self._root}/"):
            path = self._root + path
        return {**scope, "root_path": self._root, "path": path}

    def _set_headers(self, headers: MutableHeaders, nonce: str) -> None:
        headers["content-security-policy"] = _POLICY.format(nonce=nonce, ancestors=self._ancestors)
        headers["x-content-type-options"] = "nosniff"
        headers["referrer-policy"] = "no-referrer"
        headers["permissions-policy"] = _PERMISSIONS
        headers["cross-origin-opener-policy"] = "same-origin"
