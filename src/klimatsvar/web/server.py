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
        raise SettingsError(f"{host}:{port}", *_cause_and_remedy(error)) from error


def _cause_and_remedy(error: OSError) -> tuple[str, str]:
    if error.errno == errno.EADDRINUSE:
        return "another program uses this port", "stop it, or choose another port with --port"
    if error.errno == errno.EACCES:
        return "this port needs higher rights", "choose one above 1023 with --port"
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return "this machine has no such address", "choose another with --host"
    cause = f"can't listen there ({os.strerror(error.errno or 0)})"
    return cause, "try another --host or --port"


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
