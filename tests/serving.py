"""The real app behind a real socket, for tests that meet it over HTTP."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from fastapi import FastAPI

from klimatsvar.assistant import Assistant
from klimatsvar.settings import Settings
from klimatsvar.web.app import create_app
from klimatsvar.web.gradio_workarounds.server import let_go_of_open_pages
from klimatsvar.web.live import LiveAssistant
from klimatsvar.web.server import address, listen, server


def made_app(assistant: Assistant, settings: Settings) -> FastAPI:
    """Return the app, made inside a running event loop as ``serve`` does.

    In a thread, since Playwright keeps a loop of its own running in the tests'.
    """

    async def make() -> FastAPI:
        return create_app(LiveAssistant(assistant), settings)

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, make()).result()


@contextmanager
def serving(
    assistant: Assistant, settings: Settings, port: int = 0, **changed: Any
) -> Iterator[str]:
    """Serve the app with ``changed`` settings and yield its address; port 0 takes a free one."""
    app = made_app(assistant, settings.model_copy(update=changed))
    with serving_app(app, port=port) as url:
        yield url


@contextmanager
def serving_app(app: FastAPI, *within: FastAPI, port: int = 0) -> Iterator[str]:
    """Serve ``app`` and yield its address. ``within`` are the apps that it hands requests to."""
    listener = listen("127.0.0.1", port)

    def let_go() -> None:
        for one in (app, *within):
            let_go_of_open_pages(one)

    running = server(app, let_go)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield address(listener)
    finally:
        running.should_exit = True
        thread.join()
        listener.close()
