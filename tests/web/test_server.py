"""Connections on which nothing comes, or too slowly, are closed; those that wait for us are not."""

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from klimatsvar.assistant import Assistant
from klimatsvar.settings import Settings
from klimatsvar.web.server import Punctual
from serving import serving


@pytest.fixture(scope="module")
def url(assistant: Assistant, settings: Settings) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Punctual, "SECONDS", 0.2)
        with serving(assistant, settings) as url:
            yield url


def closed(url: str, sent: bytes) -> bytes:
    """Return what is answered until the connection is closed, or fail when it is not."""
    where = urlsplit(url)
    answered = b""
    with socket.create_connection((where.hostname, where.port), timeout=20) as connection:
        connection.sendall(sent)
        while received := connection.recv(4096):
            answered += received
    return answered


@pytest.mark.parametrize(
    ("sent", "answered"),
    [
        (b"", b""),
        (b"GET /api/alive HT", b""),
        (b"GET /api/alive HTTP/1.1\r\nHost: a\r\nX: a", b""),
        # What never ends is sent to a page that reads nothing of it.
        (b"GET /api/alive HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\na", b"HTTP/1.1 204"),
        (b"POST /saknas HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\na", b"HTTP/1.1 404"),
    ],
)
def test_a_connection_that_is_not_used_is_closed(url: str, sent: bytes, answered: bytes) -> None:
    given = closed(url, sent)
    assert given.startswith(answered)
    assert bool(given) == bool(answered)


def test_an_open_page_keeps_its_connection(url: str) -> None:
    with httpx.stream("GET", f"{url}/gradio_api/heartbeat/page", timeout=20) as page:
        coming = page.iter_text()
        assert next(coming) == "data: ALIVE\n\n"
        for _ in range(4):  # each takes longer than a request may
            assert closed(url, b"") == b""
        assert not page.is_closed
        where = page.extensions["network_stream"].get_extra_info("socket")
        where.setblocking(False)
        with pytest.raises(BlockingIOError):  # open, with nothing more to say yet
            where.recv(1)
