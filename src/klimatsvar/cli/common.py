"""What the commands share: options, output, and the bars of long work."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from klimatsvar.cli.speech import HELP_NAMES, Commands, said, told
from klimatsvar.errors import KlimatsvarError
from klimatsvar.language.letters import visible
from klimatsvar.settings import Settings
from klimatsvar.texts.messages import Message

app = typer.Typer(
    name="klimatsvar",
    cls=Commands,
    help="Answer questions about a city's climate programme with checked quotations.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": HELP_NAMES},
)


def _print_version(is_asked: bool) -> None:
    if is_asked:
        print(version("klimatsvar"))
        raise typer.Exit


@app.callback()
def _before_each_command(
    version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_print_version, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    del version  # its callback has printed it


EXIT_FAILED = 1
EXIT_FOUND = 3
"""Done, but a file was skipped or an error found."""

EXIT_GONE = 4
"""Not done, since so many files are gone that staff must confirm it."""

EXIT_WRONG = 5
"""Not done, since a test question that must be answered right is not."""

_IN_A_FILE = None if sys.stdout.isatty() else 200
"""Columns of tables where no terminal tells how wide it is."""
out = Console(soft_wrap=True, highlight=False, width=_IN_A_FILE)
err = Console(stderr=True, soft_wrap=True, highlight=False)


def default(name: str) -> str:
    """Return how the help of an option tells what its setting is when not given."""
    return f"(default: {Settings.model_fields[name].default})"


CorpusOption = Annotated[
    Path | None,
    typer.Option("--corpus", metavar="DIR", help=f"Folder of documents. {default('corpus')}"),
]
IndexOption = Annotated[
    Path | None,
    typer.Option("--index", metavar="DIR", help=f"Folder of the index. {default('index')}"),
]
CorpusNameOption = Annotated[
    str | None,
    typer.Option(
        "--corpus-name", metavar="NAME", help=f"Which corpus in Milvus. {default('corpus_name')}"
    ),
]
DepartmentOption = Annotated[
    str | None,
    typer.Option("--department", metavar="NAME", help="Which, where the settings have several."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]


def print_json(value: Any, indent: int | None = 2) -> None:
    """Print a value as JSON on standard output."""
    print(json.dumps(value, ensure_ascii=False, indent=indent))


def complain(message: str | Message | KlimatsvarError) -> None:
    """Print a message about something wrong on standard error, in our language."""
    text = message if isinstance(message, str) else told(message)
    err.print(f"[red]klimatsvar:[/] {shown(text)}")


def shown(text: str) -> str:
    """Return a name, or what may hold one, as rich prints it: as it is, on one line."""
    return escape(visible(text))


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
        TextColumn(said("left")),
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
