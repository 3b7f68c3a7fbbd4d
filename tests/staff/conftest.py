"""What the tests of the staff pages share: a city of two documents, and someone at the machine."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from httpx import Response
from starlette.testclient import TestClient

from klimatsvar.settings import Settings
from klimatsvar.staff.app import create_app
from klimatsvar.staff.desk import Desk
from staff_toy import settings_in, toy_desk
from toy import write_two

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


def visitor(desk: Desk, address: tuple[str, int] = HERE) -> Visitor:
    client = TestClient(create_app(desk), base_url="http://localhost:7861", client=address)
    return Visitor(client, desk)


def told(page: Response) -> list[str]:
    """Return the notices at the top of a page."""
    top = page.text.partition("<h1>")[0].partition('class="notices">')[2]
    return [unescape(text) for text in re.findall("</span> (.*?)</p>", top, re.DOTALL)]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    write_two(tmp_path / "corpus")
    return settings_in(tmp_path)


@pytest.fixture
def desk(settings: Settings) -> Iterator[Desk]:
    desk = toy_desk(settings)
    yield desk
    desk.builder.wait()


@pytest.fixture
def anna(desk: Desk) -> Visitor:
    return visitor(desk)
