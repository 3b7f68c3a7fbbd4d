"""The command line, `klimatsvar`: a module for each kind of command.

They translate arguments into calls and results into text or JSON, and decide nothing.
"""

import sys
from collections.abc import Sequence
from io import TextIOWrapper

from klimatsvar.cli import (
    asking,
    building,
    checking,
    counting,
    documents,
    evaluating,
    showing,
    staffing,
    upkeep,
)
from klimatsvar.cli.common import EXIT_FAILED, EXIT_GONE, app, complain
from klimatsvar.errors import GoneError, KlimatsvarError

__all__ = [
    "asking",
    "building",
    "checking",
    "counting",
    "documents",
    "evaluating",
    "main",
    "showing",
    "staffing",
    "upkeep",
]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line.

    Exit code 0, 1 (failed), 2 (wrong usage), 3 (files skipped, or faults found) or 4 (too many
    files gone).
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a name of other letters must not lose the report
            stream.reconfigure(errors="backslashreplace")
    try:
        app(args=list(arguments) if arguments is not None else None)
    except KlimatsvarError as error:
        complain(error)
        sys.exit(EXIT_GONE if isinstance(error, GoneError) else EXIT_FAILED)
