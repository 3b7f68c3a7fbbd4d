"""Make a backup as docs/operations.md tells, restore it elsewhere, and see that it answers alike.

    python tools/check_backup.py [--corpus DIR]

Goes through the commands of the docs in folders of its own, over the starter corpus if no other is
given, and prints how long each took. Exit code 1 if something is not as it was.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs" / "operations.md"
QUESTION = "Vilka parter består omställningsteamet av?"
SETTINGS = 'title = "Fråga om klimatet"\n\n[contact]\nname = "Medborgarservice"\n'


def main() -> None:
    """Run each step and print a line for it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, default=ROOT / "corpus")
    corpus = parser.parse_args().corpus
    backing_up, restoring = commands()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        place, elsewhere = folder / "place", folder / "elsewhere"
        shutil.copytree(corpus, place / "corpus")
        elsewhere.mkdir()
        (place / "klimatsvar.toml").write_text(SETTINGS, "utf-8")
        klimatsvar(place, "ingest")
        before = answer(place)
        timed("backup", backing_up, place, folder)
        shutil.rmtree(place)
        timed("restore", restoring, elsewhere, folder)
        after = answer(elsewhere)
        same = before == after
        settings = (elsewhere / "klimatsvar.toml").read_text("utf-8") == SETTINGS
        print(f"{'ok      ' if same else 'FAILED  '} the same answer, from the same index")
        print(f"{'ok      ' if settings else 'FAILED  '} the same settings and register")
        sys.exit(not (same and settings))


def commands() -> tuple[str, str]:
    """Return the docs' commands for making a backup, and for restoring it."""
    section = DOCS.read_text("utf-8").split("## Backup and restore")[1].split("\n## ")[0]
    first, second = re.findall(r"```\n(.*?)```", section, re.DOTALL)
    return first, second


def timed(name: str, command: str, place: Path, folder: Path) -> None:
    """Run commands in a place, with backups kept in ``folder``, and print how long they took."""
    began = time.monotonic()
    command = command.replace("/backup", str(folder))
    subprocess.run(["sh", "-ec", command], cwd=place, check=True)
    size = (folder / "klimatsvar.tar.gz").stat().st_size / 2**20
    print(f"ok       {name}: {time.monotonic() - began:.1f} s, {size:.1f} MiB", flush=True)


def answer(place: Path) -> dict[str, object]:
    """Return what the service in a place answers, without the time that it took."""
    told = json.loads(klimatsvar(place, "ask", QUESTION, "--json"))
    return {name: value for name, value in told.items() if name != "timings_ms"}


def klimatsvar(place: Path, *arguments: str) -> str:
    """Run a command in a place and return what it prints."""
    known = {name: value for name, value in os.environ.items() if "KLIMATSVAR_" not in name}
    program = "from klimatsvar.cli import main; main()"
    command = [sys.executable, "-c", program, *arguments]
    done = subprocess.run(command, cwd=place, env=known, stdout=subprocess.PIPE, check=True)
    return done.stdout.decode()


if __name__ == "__main__":
    main()
