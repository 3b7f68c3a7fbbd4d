"""The command line, `klimatsvar`: a module for each kind of command.

They translate arguments into calls and results into text or JSON, and decide nothing.
"""

import logging
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper

import typer
from typer._click.exceptions import NoArgsIsHelpError, UsageError  # they have no public name

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
from klimatsvar.cli.common import EXIT_FAILED, EXIT_GONE, EXIT_WRONG, app, complain, err
from klimatsvar.cli.speech import said, speaking, usage_fault
from klimatsvar.errors import GoneError, KlimatsvarError, WrongAnswersError
from klimatsvar.settings import unknown_variables
from klimatsvar.texts.messages import Message

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
    logging.lastResort = _Spoken(logging.WARNING)
    if arguments is None:  # whoever calls from Python sets the environment
        for variable, meant in unknown_variables(os.environ):
            key = "unknown_variable_meant" if meant else "unknown_variable"
            complain(said(key, variable=variable, meant=meant))
    given = list(arguments) if arguments is not None else None
    try:
        sys.exit(speaking(app)(given, "klimatsvar", standalone_mode=False))
    except KlimatsvarError as error:
        complain(error)
        sys.exit(_exit_code(error))
    except typer.Abort:
        complain(said("aborted"))
        sys.exit(EXIT_FAILED)
    except NoArgsIsHelpError as error:  # which has printed the help
        sys.exit(error.exit_code)
    except UsageError as error:
        complain(usage_fault(error))
        if error.ctx:
            err.print(said("try_help", command=error.ctx.command_path), markup=False)
        sys.exit(error.exit_code)


class _Spoken(logging.Handler):
    """Tells on standard error what is logged where the command keeps no log, in its language."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print what is logged."""
        complain(record.msg if isinstance(record.msg, Message) else record.getMessage())


def _exit_code(error: KlimatsvarError) -> int:
    match error:
        case GoneError():
            return EXIT_GONE
        case WrongAnswersError():
            return EXIT_WRONG
    return EXIT_FAILED
