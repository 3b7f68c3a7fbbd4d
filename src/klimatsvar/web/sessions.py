"""Forget what residents wrote: conversations soon after they have left, what is logged in time.

Gradio keeps the last values of every session's components in memory until 10,000 newer sessions
have come. Nothing of it is on disk, but nobody should be able to read it days later either.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime, timedelta

import gradio as gr

from klimatsvar.journal import Journal

KEPT = timedelta(hours=1)
"""How long a page may lie unused and still go on with its conversation."""
_SWEEP_SECONDS = 60


@contextlib.asynccontextmanager
async def forgetting(page: gr.Blocks, journals: Sequence[Journal]) -> AsyncIterator[None]:
    """Forget idle sessions and old lines of the journals now, and once a minute while the app
    runs."""
    sweeping = asyncio.create_task(_sweep(page, journals))
    try:
        yield
    finally:
        sweeping.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await sweeping


async def _sweep(page: gr.Blocks, journals: Sequence[Journal]) -> None:
    while True:
        forget_idle(page, datetime.now() - KEPT)
        for journal in journals:
            journal.forget(date.today())
        await asyncio.sleep(_SWEEP_SECONDS)


def forget_idle(page: gr.Blocks, before: datetime) -> int:
    """Drop the sessions last used before ``before`` (local time) and return how many."""
    holder = page.state_holder
    with holder.lock:
        idle = [key for key, used in holder.time_last_used.items() if used < before]
        for key in idle:
            holder.time_last_used.pop(key, None)
            holder.session_data.pop(key, None)
    return len(idle)
