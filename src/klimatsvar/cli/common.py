"""What the commands share: the app, its options, consoles and exit codes."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

app = typer.Typer(
    name="klimatsvar",
    help="Answer questions about a city's climate programme with checked quotations.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
EXIT_FAILED = 1
EXIT_FOUND = 3
"""Done, but a file was skipped or an error found."""

_IN_A_FILE = None if sys.stdout.isatty() else 200
"""Columns of tables where no terminal tells how wide it is."""
out = Console(soft_wrap=True, highlight=False, width=_IN_A_FILE)
err = Console(stderr=True, soft_wrap=True, highlight=False)

CorpusOption = Annotated[
    Path | None,
    typer.Option("--corpus", metavar="DIR", help="Folder of documents. (default: corpus)"),
]
IndexOption = Annotated[
    Path | None,
    typer.Option("--index", metavar="DIR", help="Folder of the index. (default: index)"),
]
CorpusNameOption = Annotated[
    str | None,
    typer.Option(
        "--corpus-name", metavar="NAME", help="Which corpus in Milvus. (default: default)"
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]


def print_json(value: Any, indent: int | None = 2) -> None:
    """Print a value as JSON on standard output."""
    print(json.dumps(value, ensure_ascii=False, indent=indent))


def complain(message: object) -> None:
    """Print a message about something wrong on standard error."""
    err.print(f"[red]klimatsvar:[/] {escape(str(message))}")
