"""The server that the app runs in, and the address at which it listens."""

import errno
import os
import socket
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

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
            proxy_headers=False,  # the app has its own setting for that
            server_header=False,
            timeout_graceful_shutdown=_STOP_SECONDS,
        ),
        ending,
    )


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ending: Callable[[], None] | None) -> None:
        super().__init__(config)
        self._ending = ending

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._ending:
            self._ending()
        await super().shutdown(sockets)
