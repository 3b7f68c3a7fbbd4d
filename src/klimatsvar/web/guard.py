"""What stands between Gradio and the outside: headers, closed doors and a clean first page.

Gradio's page names other hosts (previews, its own site) and its server has routes that this
service does not use, for uploads, saved sessions and proxying. Here they are taken away.
"""

import re
import secrets

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_OPEN = re.compile(
    r"/(?:page\.css|config|theme\.css|favicon\.ico|manifest\.json|robots\.txt)?"
    r"|/(?:assets|static|svelte)/.+"
    r"|/(?:enkel|integritet|tillganglighet|plain\.css)|/(?:kalla|sida|dokument)/.+|/api/.+"
    r"|/gradio_api/(?:info|app_id|startup-events|cancel|reset)/?"
    r"|/gradio_api/(?:queue|call|run|heartbeat)/.+"
)
"""The paths that the page and gradio_client need; every other one is answered with 404."""

_POLICY = (
    "default-src 'self'; "
    # gr.HTML compiles its template with `new Function`, hence unsafe-eval. The template is a
    # constant; the texts of documents and residents are its arguments.
    "script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'self'"
)


class Guard:
    """ASGI middleware around the whole app."""

    def __init__(self, app: ASGIApp, language: str, head: str, body: str) -> None:
        """Put ``head`` and ``body``, HTML, at the ends of the first page's head and body."""
        self._app = app
        self._language = language
        self._head = head
        self._body = body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        app = self._app if _OPEN.fullmatch(scope["path"]) else PlainTextResponse("", 404)
        first_page = scope["path"] == "/"
        if first_page:
            # Asked for uncompressed, so that it can be edited.
            kept = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
            scope = {**scope, "headers": kept}
        start: Message = {}
        body = b""

        async def forward(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                _set_headers(MutableHeaders(scope=message), nonce)
                start = message
                if not first_page:
                    await send(message)
            elif not first_page:
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body", False):
                    page = self._edit(body.decode(), nonce).encode()
                    MutableHeaders(scope=start)["content-length"] = str(len(page))
                    await send(start)
                    await send({"type": "http.response.body", "body": page})

        await app(scope, receive, forward)

    def _edit(self, page: str, nonce: str) -> str:
        """Return Gradio's first page in our language, without previews that name other hosts.

        Its ``base`` goes too: with it a link to a source on the page would load the page anew.
        """
        page = page.replace('lang="en"', f'lang="{self._language}"', 1)
        page = re.sub(r'<meta\s+(?:property="og|name="twitter):[^>]*>\s*', "", page)
        page = re.sub(r"<base [^>]*>\s*", "", page)
        page = page.replace("<script", f'<script nonce="{nonce}"')
        page = page.replace("</head>", f"{self._head}</head>", 1)
        return page.replace("</body>", f"{self._body}</body>", 1)


def _set_headers(headers: MutableHeaders, nonce: str) -> None:
    headers["content-security-policy"] = _POLICY.format(nonce=nonce)
    headers["x-content-type-options"] = "nosniff"
    headers["referrer-policy"] = "no-referrer"
    headers["permissions-policy"] = "camera=(), microphone=(), geolocation=()"
