"""Forget what residents wrote, soon after they have left.

Gradio keeps the last values of every session's components in memory until 10,000 newer sessions
have come. Nothing of it is on disk, but nobody should be able to read it days later either.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import gradio as gr

KEPT = timedelta(hours=1)
"""How long a page may lie unused and still go on with its conversation."""
_SWEEP_SECONDS = 60


@contextlib.asynccontextmanager
async def forgetting(page: gr.Blocks) -> AsyncIterator[None]:
    """Forget idle sessions once a minute while the app runs."""
    sweeping = asyncio.create_task(_sweep(page))
    try:
        yield
    finally:
        sweeping.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await sweeping


async def _sweep(page: gr.Blocks) -> None:
    while True:
        await asyncio.sleep(_SWEEP_SECONDS)
        forget_idle(page, datetime.now() - KEPT)


def forget_idle(page: gr.Blocks, before: datetime) -> int:
    """Drop the sessions last used before ``before`` (local time) and return how many."""
    holder = page.state_holder
    with holder.lock:
        idle = [key for key, used in holder.time_last_used.items() if used < before]
        for key in idle:
            holder.time_last_used.pop(key, None)
            holder.session_data.pop(key, None)
    return len(idle)
