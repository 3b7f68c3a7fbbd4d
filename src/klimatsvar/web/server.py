"""The server that the app runs in, and the address at which it listens."""

import asyncio
import errno
import os
import socket
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol

from klimatsvar.errors import SettingsError

_STOP_SECONDS = 2
"""How long a question that is being answered may delay the end."""


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; port 0 takes a free one. Raises SettingsError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise SettingsError(_refusal(error), host=host, port=port, reason=reason) from error


def _refusal(error: OSError) -> str:
    """Return the key of the message that tells why."""
    if error.errno == errno.EADDRINUSE:
        return "port_in_use"
    if error.errno == errno.EACCES:
        return "port_needs_rights"
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return "address_not_here"
    return "address_not_listened_to"


def address(listener: socket.socket) -> str:
    """Return the address of a listening socket as a person writes it in a browser."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def server(app: FastAPI, ending: Callable[[], None] | None = None) -> uvicorn.Server:
    """Return a server that is quiet, and keeps no log of who asked what.

    ``ending`` is called when it stops: it lets go of pages that hold a connection for good.
    """
    return _Server(
        uvicorn.Config(
            app,
            log_config=None,  # what it logs goes where the rest does
            log_level="warning",
            access_log=False,
            http=Punctual,
            ws="none",  # nothing here speaks it, and what guards the app guards HTTP
            proxy_headers=False,  # the app has its own setting for that
            server_header=False,
            timeout_graceful_shutdown=_STOP_SECONDS,
        ),
        ending,
    )


class Punctual(H11Protocol):
    """Closes a connection on which no request comes, or too slowly to be read.

    uvicorn waits for good, and each that it waits for is one that a resident can't have.
    """

    SECONDS = 20
    """For a request to come, and twice that for what is sent after it is answered."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin, and look after a while whether anything came."""
        super().connection_made(transport)
        self._look_later(None)

    def _look_later(self, before: object) -> None:
        self.loop.call_later(self.SECONDS, self._look, before)

    def _look(self, before: object) -> None:
        """Close where nothing is being answered and nothing has come since ``before``: the request
        that was answered last, None for none."""
        if self.transport.is_closing():
            return
        is_answering = self.cycle is not None and not self.cycle.response_complete
        if not is_answering and self.cycle is before:
            self.transport.close()
        else:
            self._look_later(self if is_answering else self.cycle)


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ending: Callable[[], None] | None) -> None:
        super().__init__(config)
        self._ending = ending

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._ending:
            self._ending()
        await super().shutdown(sockets)
