"""An environment of its own for each peer, made when it is first asked for."""

import shutil
import subprocess
import sys
from pathlib import Path

_REQUIREMENTS = Path(__file__).parent / "requirements"
_TORCH = "torch=="


def python_of(peer: str, folder: Path) -> Path:
    """Return the Python of the peer's environment under ``folder``, with its pinned packages.

    The environment is made again when the requirements have changed. Raises CalledProcessError
    when a package can't be installed.
    """
    requirements = _REQUIREMENTS / f"{peer}.txt"
    wanted = requirements.read_text("utf-8")
    environment = folder / peer
    made_with = environment / "requirements.txt"
    python = environment / "bin/python"
    if made_with.is_file() and made_with.read_text("utf-8") == wanted:
        return python
    shutil.rmtree(environment, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    # torch first: with it installed, no later step takes a build for graphics cards.
    torch = next(line for line in wanted.splitlines() if line.startswith(_TORCH))
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, torch], check=True)
    subprocess.run([*install, "-r", str(requirements)], check=True)
    made_with.write_text(wanted, "utf-8")  # last: it says that the environment is whole
    return python
