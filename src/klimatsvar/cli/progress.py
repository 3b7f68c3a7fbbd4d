"""Show how far a build has come: bars on a terminal, now and then a line elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:  # importing the build is slow, and showing it needs only its type
    from klimatsvar.ingest import Step

_STAGES = {"read": "Läser dokument", "encode": "Gör texten sökbar"}
_SECONDS_BETWEEN_LINES = 10


@contextmanager
def showing(console: Console) -> Iterator[Callable[["Step"], None]]:
    """Yield the function that a build calls with each step."""
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

        def show(step: "Step") -> None:
            if step.stage not in bars:
                bars[step.stage] = progress.add_task(_STAGES[step.stage], total=1.0, count="")
            progress.update(bars[step.stage], completed=step.share, count=_count(step))

        yield show


def _lines(console: Console) -> Callable[["Step"], None]:
    """Return a function that prints a line at the end of each stage, and every ten seconds."""
    last = time.monotonic()

    def show(step: "Step") -> None:
        nonlocal last
        if step.done == step.total or time.monotonic() - last >= _SECONDS_BETWEEN_LINES:
            last = time.monotonic()
            console.print(f"{_STAGES[step.stage]}: {_count(step)}")

    return show


def _count(step: "Step") -> str:
    if step.stage == "encode":
        return f"{step.done} av {step.total} textbitar"
    return f"{step.done} av {step.total} filer, {step.pages} sidor"
