"""The command as a person runs it: in a process of its own, or in this one, which is faster."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from klimatsvar.cli import main

KLIMATSVAR = Path(sys.executable).with_name("klimatsvar")


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the command in ``folder``, with no settings but the defaults."""
    known = {k: v for k, v in os.environ.items() if not k.startswith("KLIMATSVAR_")}
    return subprocess.run(
        [KLIMATSVAR, *arguments],
        cwd=folder,
        env={**known, "COLUMNS": "200", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def run_here(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Run the command in this process; return its exit code and what it prints, and faults."""
    with pytest.raises(SystemExit) as left:
        main(arguments)
    told = capsys.readouterr()
    return int(left.value.code or 0), told.out, told.err
