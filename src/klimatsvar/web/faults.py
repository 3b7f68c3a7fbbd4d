"""Tell the operator of a fault, without what the resident wrote."""

import logging
import sys
import traceback
from types import SimpleNamespace

from gradio import queueing, route_utils, routes

from klimatsvar.errors import KlimatsvarError

_log = logging.getLogger(__name__)


def log_fault(error: BaseException) -> None:
    """Log where ``error`` was raised. A library's message may repeat the question, which may be
    personal, so it is left out."""
    reason = str(error) if isinstance(error, KlimatsvarError) else type(error).__name__
    where = "".join(traceback.format_tb(error.__traceback__))
    _log.error("a question could not be answered: %s\n%s", reason, where)


def take_gradios_faults() -> None:
    """Log what Gradio would print: its own messages show what it was given to work on."""

    def print_exc() -> None:
        error = sys.exc_info()[1]
        if error is not None:
            log_fault(error)

    for module in (queueing, routes, route_utils):
        module.traceback = SimpleNamespace(print_exc=print_exc)  # type: ignore[attr-defined]
