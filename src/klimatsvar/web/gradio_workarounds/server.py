"""What Gradio does in our process: statistics, faults, files, warnings, connections, routes."""

import os
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace

from fastapi import FastAPI, Request, Response
from fastapi.responses import PlainTextResponse
from gradio import processing_utils, queueing, route_utils, routes
from gradio.route_utils import FnIndexInferError
from starlette.routing import Mount


def keep_no_statistics() -> None:
    """Let pages that are made from now on sum up no earlier events.

    Gradio 6.31 does so with pandas after each answer, for a monitoring page that is off, and
    remembers who asked when. It takes this from the environment alone.
    """
    os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(sys.maxsize)
    os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"


def log_faults_with(log: Callable[[BaseException], None]) -> None:
    """Hand ``log`` what Gradio would print.

    Gradio 6.31 prints a fault with its message, which may show what it was given to work on.
    """

    def print_exc() -> None:
        error = sys.exc_info()[1]
        if error is not None:
            log(error)

    for module in (queueing, routes, route_utils):
        module.traceback = SimpleNamespace(print_exc=print_exc)  # type: ignore[attr-defined]


def take_nothing_for_a_file() -> None:
    """Let no value that is sent be taken for a file.

    Where a value says that it is one, Gradio 6.31 copies any file that the service may read, its
    environment too, into a folder of its own, or fetches it from the address that it names: which
    files may be, it asks only where it has started the server. The page takes no files.
    """
    of_files = processing_utils.client_utils  # type: ignore[attr-defined]
    of_files.is_file_obj_with_meta = lambda _: False


@contextmanager
def mounted_quietly() -> Iterator[None]:
    """Mount a page of several languages without a warning.

    Gradio 6.31 warns that it can't render several pages on the server, also where it is told not
    to.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "SSR mode is not supported")
        yield


def let_go_of_open_pages(app: FastAPI) -> None:
    """Close the connections of open pages, so that ``app`` can end.

    Each page holds one for good; Gradio 6.31 closes them only where it has started the server.
    """
    for route in app.routes:
        if isinstance(route, Mount) and isinstance(route.app, routes.App):
            route.app.stop_event.set()


def miss_unknown_functions(app: FastAPI) -> None:
    """Answer 404 where a program calls a function by a name that there is not.

    Gradio 6.31 fails instead.
    """

    def missing(_: Request, __: Exception) -> Response:
        return PlainTextResponse("", 404)

    for route in app.routes:
        if isinstance(route, Mount) and isinstance(route.app, routes.App):
            route.app.add_exception_handler(FnIndexInferError, missing)
