"""The command as a person runs it, in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

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
