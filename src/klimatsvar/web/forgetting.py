"""What is kept of residents, forgotten when its time is over, while the app runs."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

import gradio as gr

from klimatsvar.system import give_memory_back
from klimatsvar.web.gradio_workarounds.queue import forget_sessions, uses_of_sessions
from klimatsvar.web.question_log import Journal

KEPT_SECONDS: Final = 3600
"""How long a page may lie unused and still go on with its conversation."""
_SWEEP_SECONDS: Final = 60

_log = logging.getLogger(__name__)


class Idleness:
    """How long each session has lain unused, by a clock that only goes forward.

    The time of day won't do: it jumps when summer time begins, or when somebody sets the clock.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """``clock`` gives seconds, and never less than before."""
        self._clock = clock
        self._seen: dict[str, tuple[object, float]] = {}

    def over(self, seconds: float, uses: Mapping[str, object]) -> list[str]:
        """Return the sessions that have not been used for so long.

        ``uses`` has something for each that differs after each use.
        """
        now = self._clock()
        before, self._seen = self._seen, {}
        for session, use in uses.items():
            known = before.get(session)
            self._seen[session] = known if known and known[0] == use else (use, now)
        return [session for session, (_, since) in self._seen.items() if now - since >= seconds]


@contextlib.asynccontextmanager
async def forgetting(page: gr.Blocks, journals: Sequence[Journal]) -> AsyncIterator[None]:
    """Forget idle sessions and old lines of the journals now, and once a minute while the app
    runs.

    Nothing of a session is on disk, but nobody should be able to read a conversation in memory
    days after its resident has left.
    """
    sweeping = asyncio.create_task(_sweep(page, journals))
    try:
        yield
    finally:
        sweeping.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await sweeping


async def _sweep(page: gr.Blocks, journals: Sequence[Journal]) -> None:
    idleness = Idleness()
    while True:
        with _going_on("conversations"):
            forget_sessions(page, idleness.over(KEPT_SECONDS, uses_of_sessions(page)))
        with _going_on("memory"):
            await asyncio.to_thread(give_memory_back)
        for journal in journals:
            with _going_on("kept lines"):
                journal.forget(date.today())
        await asyncio.sleep(_SWEEP_SECONDS)


@contextlib.contextmanager
def _going_on(what: str) -> Iterator[None]:
    """Log a fault, and go on: if the sweep ended, nothing would ever be forgotten again."""
    try:
        yield
    except Exception:
        _log.exception("%s could not be let go of", what)
