"""The command line, `klimatsvar`: a module for each kind of command.

They translate arguments into calls and results into text or JSON, and decide nothing.
"""

import os
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
    starting,
    upkeep,
)
from klimatsvar.cli.common import EXIT_FAILED, EXIT_GONE, EXIT_WRONG, app, complain
from klimatsvar.errors import GoneError, KlimatsvarError, WrongAnswersError
from klimatsvar.settings import unknown_variables

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
    "starting",
    "upkeep",
]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line.

    Exit code 0, 1 (failed), 2 (wrong usage), 3 (files skipped, or faults found), 4 (too many files
    gone) or 5 (test questions answered wrong).
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a name of other letters must not lose the report
            stream.reconfigure(errors="backslashreplace")
    if arguments is None:  # whoever calls from Python sets the environment
        for variable, meant in unknown_variables(os.environ):
            hint = f"; is {meant} meant?" if meant else ""
            complain(f"{variable}: there is no such setting{hint}")
    try:
        app(args=list(arguments) if arguments is not None else None)
    except KlimatsvarError as error:
        complain(error)
        sys.exit(_exit_code(error))


def _exit_code(error: KlimatsvarError) -> int:
    match error:
        case GoneError():
            return EXIT_GONE
        case WrongAnswersError():
            return EXIT_WRONG
    return EXIT_FAILED
