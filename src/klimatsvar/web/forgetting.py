"""What is kept of residents, forgotten when its time is over, while the app runs."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime, timedelta

import gradio as gr

from klimatsvar.web.gradio_workarounds import forget_sessions
from klimatsvar.web.question_log import Journal

KEPT = timedelta(hours=1)
"""How long a page may lie unused and still go on with its conversation."""
_SWEEP_SECONDS = 60


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
    while True:
        forget_sessions(page, datetime.now() - KEPT)
        for journal in journals:
            journal.forget(date.today())
        await asyncio.sleep(_SWEEP_SECONDS)
