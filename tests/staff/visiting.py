"""Visit the staff pages over HTTP as a browser without JavaScript does."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from fastapi import FastAPI
from httpx import Response
from starlette.testclient import TestClient

from klimatsvar.staff.app import create_app
from klimatsvar.staff.desk import Desk

HERE = ("127.0.0.1", 50000)


@dataclass
class Visitor:
    """A browser without JavaScript: it follows redirects, keeps cookies and sends forms."""

    client: TestClient
    desk: Desk

    def get(self, path: str, **headers: str) -> Response:
        return self.client.get(path, headers=headers)

    def post(self, path: str, page: str | None = None, files: Any = None, **data: str) -> Response:
        """Send a form with the token of ``page``, or of the list of documents."""
        found = re.search('name="csrf" value="([^"]+)"', page or self.get("/dokument").text)
        token = {"csrf": found[1]} if found else {}
        return self.client.post(path, data={**token, **data}, files=files)

    def build(self, **data: str) -> Response:
        """Build, wait, and return the page that tells what came of it."""
        self.post("/bygge/starta", **data)
        self.desk.builder.wait()
        return self.get("/bygge")


def visitor(desk: Desk, address: tuple[str, int] = HERE, app: FastAPI | None = None) -> Visitor:
    """Return someone who comes from an address, to an app of their own if none is given."""
    app = app or create_app(desk)
    return Visitor(TestClient(app, base_url="http://localhost:7861", client=address), desk)


def told(page: Response) -> list[str]:
    """Return the notices at the top of a page."""
    top = page.text.partition("<h1>")[0].partition('class="notices">')[2]
    return [unescape(text) for text in re.findall("</span> (.*?)</p>", top, re.DOTALL)]
