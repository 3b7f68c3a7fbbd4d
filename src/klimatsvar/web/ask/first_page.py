"""The page that Gradio makes, given its language, its header and its footer."""

import gzip
from importlib.resources import files
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from klimatsvar.settings import Settings
from klimatsvar.texts import LANGUAGES
from klimatsvar.web.gate.guard import NONCE
from klimatsvar.web.gradio_workarounds.html import (
    in_language,
    styles_last,
    surrounded,
    with_nonce,
    with_own_head,
    without_base_and_manifest,
    without_other_hosts,
)
from klimatsvar.web.html.addresses import home_address, inner_path
from klimatsvar.web.html.around_answers import render_bottom, render_head, render_top

PAGES = {"/" if code == LANGUAGES[0] else f"/{code}": code for code in LANGUAGES}
"""The path of the page in each language."""


class FirstPage:
    """ASGI middleware: the page at its path in each language, where "/?lang=en" leads to "/en"."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        """Render what surrounds the page, once for each language."""
        self._app = app
        self._style = (files("klimatsvar.web") / "assets" / "page.css").read_text("utf-8")
        self._head = {code: render_head(settings, code) for code in LANGUAGES}
        self._top = {code: render_top(settings, code) for code in LANGUAGES}
        self._bottom = {code: render_bottom(code) for code in LANGUAGES}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or inner_path(scope) not in PAGES:
            await self._app(scope, receive, send)
            return
        language = PAGES[inner_path(scope)]
        query = dict(parse_qsl(scope["query_string"].decode("latin-1")))
        asked = query.pop("lang", language)
        if asked != language and asked in LANGUAGES:
            elsewhere = home_address(asked) + ("?" + urlencode(query) if query else "")
            await RedirectResponse(elsewhere)(scope, receive, send)
            return
        # Gradio's page is asked for uncompressed, so that it can be edited.
        headers = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
        packs = "gzip" in Headers(scope=scope).get("accept-encoding", "")
        start: Message = {}
        body = b""

        async def forward(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
                return
            body += message.get("body", b"")
            if not message.get("more_body", False):
                page = self._ours(body.decode(), language, scope[NONCE]).encode()
                told = MutableHeaders(scope=start)
                told["vary"] = "accept-encoding"
                if packs:
                    page = gzip.compress(page)
                    told["content-encoding"] = "gzip"
                told["content-length"] = str(len(page))
                await send(start)
                await send({"type": "http.response.body", "body": page})

        # Nor is it given the address' query, where it fails over names of pages that there are not.
        asked_for = {**scope, "headers": headers, "query_string": b""}
        await self._app(asked_for, receive, forward)

    def _ours(self, page: str, language: str, nonce: str) -> str:
        """Return Gradio's page as ours."""
        page = in_language(page, language)
        page = without_base_and_manifest(without_other_hosts(page))
        page = styles_last(surrounded(page, self._top[language], self._bottom[language]))
        page = with_own_head(page, self._head[language], self._style, "page.js")
        return with_nonce(page, nonce)
