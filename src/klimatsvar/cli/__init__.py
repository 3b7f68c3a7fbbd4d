"""The command line: translates arguments and results, decides nothing."""

import sys
from collections.abc import Sequence

from klimatsvar.cli import asking, building, checking, upkeep
from klimatsvar.cli.common import EXIT_FAILED, app, complain
from klimatsvar.errors import KlimatsvarError

__all__ = ["asking", "building", "checking", "main", "upkeep"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line.

    Exit code 0, 1 (failed), 2 (wrong usage) or 3 (files skipped, or faults found).
    """
    try:
        app(args=list(arguments) if arguments is not None else None)
    except KlimatsvarError as error:
        complain(error)
        sys.exit(EXIT_FAILED)
