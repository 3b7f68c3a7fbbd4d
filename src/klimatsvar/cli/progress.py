"""Show how far long work has come: bars on a terminal, now and then a line elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

_SECONDS_BETWEEN_LINES = 10

Show: TypeAlias = Callable[[str, float, str], None]
"""Called with the name of a stage, its share done, 0 to 1, and the same in words."""


@contextmanager
def showing(console: Console) -> Iterator[Show]:
    """Yield the function that shows each step of the work."""
    if not console.is_terminal:
        yield _lines(console)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[count]}"),
        TextColumn("kvar:"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as progress:
        bars: dict[str, TaskID] = {}

        def show(stage: str, share: float, count: str) -> None:
            if stage not in bars:
                bars[stage] = progress.add_task(stage, total=1.0, count="")
            progress.update(bars[stage], completed=share, count=count)

        yield show


def _lines(console: Console) -> Show:
    """Return a function that prints a line at the end of each stage, and every ten seconds."""
    last = time.monotonic()

    def show(stage: str, share: float, count: str) -> None:
        nonlocal last
        if share >= 1 or time.monotonic() - last >= _SECONDS_BETWEEN_LINES:
            last = time.monotonic()
            console.print(f"{stage}: {count}")

    return show
