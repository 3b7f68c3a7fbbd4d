"""What asks a source's server: at its pace, within limits, and led nowhere else."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import httpx

from klimatsvar.errors import DocumentError, SourceError

AGENT = "klimatsvar"
"""By which robots.txt names us."""
MOST_BYTES = 100_000_000
_PATIENCE = 30
"""Seconds without a sign of a server."""
_MOST_SECONDS = 120
"""That one answer may take."""
_MOST_REDIRECTS = 5
_REDIRECTS = (301, 302, 303, 307, 308)
_BUSY = (429, 503)


@dataclass(frozen=True, slots=True)
class Response:
    """What a server answered."""

    address: str
    """Of what was given in the end."""
    status: int
    headers: httpx.Headers
    content: bytes


class Client:
    """Asks one thing at a time, with a pause before each."""

    def __init__(self, pause: float, account: tuple[str, str] | None = None) -> None:
        """``pause`` is in seconds; ``account`` a name and a password."""
        self.pause = pause
        self._next = 0.0
        self._client = httpx.Client(auth=account, headers={"User-Agent": AGENT}, timeout=_PATIENCE)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def ask(
        self,
        address: str,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> Response:
        """Return the answer, after redirects within the same host.

        Raises DocumentError when there is none that can be taken, and SourceError when the server
        can't be reached, is busy, or lets nobody in.
        """
        asked = address
        for _ in range(_MOST_REDIRECTS + 1):
            response = self._ask(asked, method, headers, content)
            if response.status not in _REDIRECTS:
                return response
            to = urljoin(asked, response.headers.get("location", ""))
            if not _is_same_host(asked, to):
                raise DocumentError("source_leads_away", to=to)
            asked = to
        raise DocumentError("source_leads_in_circles")

    def _ask(
        self, address: str, method: str, headers: Mapping[str, str] | None, content: bytes | None
    ) -> Response:
        time.sleep(max(0.0, self._next - time.monotonic()))
        started = time.monotonic()
        body = bytearray()
        try:
            with self._client.stream(method, address, headers=headers, content=content) as got:
                if got.status_code in _BUSY:
                    raise SourceError("source_busy", address=address, status=got.status_code)
                if got.status_code == 401:
                    raise SourceError("source_closed", address=address)
                for piece in got.iter_bytes():
                    body += piece
                    if len(body) > MOST_BYTES:
                        raise DocumentError("file_too_large", most=MOST_BYTES // 10**6)
                    if time.monotonic() - started > _MOST_SECONDS:
                        raise DocumentError("source_slow", seconds=_MOST_SECONDS)
                return Response(address, got.status_code, got.headers, bytes(body))
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise SourceError(
                "source_not_reached", address=address, reason=str(error) or type(error).__name__
            ) from error
        finally:
            self._next = time.monotonic() + self.pause


def _is_same_host(one: str, other: str) -> bool:
    """Tell whether an address leads to the same host, and not from https to http."""
    a, b = urlsplit(one), urlsplit(other)
    if (a.scheme, a.netloc) == (b.scheme, b.netloc):
        return True
    return (a.scheme, b.scheme) == ("http", "https") and a.hostname == b.hostname
