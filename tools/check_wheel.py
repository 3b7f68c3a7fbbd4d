"""Build the wheel, install it as a release is installed, start a city with it, and ask it.

    python tools/check_wheel.py

The environment is new: first requirements.lock, with its hashes, then the wheel, without an index,
so that nothing the wheel requires may be missing from the lock. Takes 2 GB of the folder for
temporary files, and pip's configuration. Exit code 1 if something is not as it must be.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Final
from urllib.parse import quote
from zipfile import ZipFile

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "klimatsvar"
EXTRAS: Final = "fast,llm,mcp,milvus,ocr"
QUESTION: Final = "Vilka parter består omställningsteamet av?"
QUOTATION: Final = (
    "Omställningsteamet består av fem parter: Borås Stad, Borås Energi och Miljö AB, Science Park "
    "Borås, Navet Science Center och Fristadbostäder AB."
)
MOST_SECONDS: Final = 600
"""A command may take so long: making the fast model takes minutes on a busy machine."""


class FaultError(Exception):
    """Something is not as it must be; the words say what."""


def main() -> None:
    """Run each step and print a line for it."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        try:
            _check(root)
        except FaultError as fault:
            sys.exit(f"FAILED   {fault}")


def _check(root: Path) -> None:
    began = time.monotonic()

    def done(what: str) -> None:
        nonlocal began
        print(f"ok       {what} ({time.monotonic() - began:.0f} s)", flush=True)
        began = time.monotonic()

    wheel = built(root)
    done(f"the wheel has {holds_the_package(wheel)} files, those of src/klimatsvar")
    program = installed(wheel, root / "venv")
    done("installed from requirements.lock with hashes, then the wheel without an index")
    folder = root / "city"
    given = [f"--{name}=" for name in ("url", "email", "phone")]
    told = ("--name=Borås Stad", "--contact=Kontaktcenter", "--language=sv", *given)
    run(program, "init", folder, *told, "--example", at=root)
    done("a city is started, with the starter corpus")
    run(program, "ingest", at=folder)
    done("an index of it is built")
    if f"”{QUOTATION}” [1]" not in run(program, "ask", QUESTION, at=folder):
        raise FaultError(f"{QUESTION!r} is not answered with {QUOTATION!r}")
    done("a question is answered")
    serves(program, folder)
    done("the pages are served")


def built(root: Path) -> Path:
    """Return the wheel, built from a copy: nothing that an earlier build left may get into it."""
    source = root / "source"
    shutil.copytree(PACKAGE, source / "src" / PACKAGE.name, ignore=_no_caches)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", root, source)
    [wheel] = root.glob("klimatsvar-*.whl")
    return wheel


def holds_the_package(wheel: Path) -> int:
    """Return how many files of the package the wheel holds, which must be all."""
    with ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if name.startswith("klimatsvar/")}
    there = {
        (Path(folder) / name).relative_to(PACKAGE.parent).as_posix()
        for folder, _, names in os.walk(PACKAGE, followlinks=True)
        for name in names
        if Path(folder).name != "__pycache__"
    }
    if packed != there:
        raise FaultError(
            f"{wheel.name}: not as src/klimatsvar: {', '.join(sorted(packed ^ there))}; mend "
            "package-data in pyproject.toml"
        )
    return len(packed)


def installed(wheel: Path, venv: Path) -> Path:
    """Return the program, installed as docs/deployment.md tells."""
    run(sys.executable, "-m", "venv", venv)
    pip = (venv / "bin" / "pip", "install", "--quiet", "--no-compile")
    run(*pip, "--require-hashes", "-r", ROOT / "requirements.lock")
    run(*pip, "--no-index", "-c", ROOT / "constraints.txt", f"{wheel}[{EXTRAS}]")
    return venv / "bin" / "klimatsvar"


def serves(program: Path, folder: Path) -> None:
    """See that the page, and the one without JavaScript with an answer, are served."""
    with subprocess.Popen(
        [program, "serve", "--port", "0"],
        cwd=folder,
        env=_environment(),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            found = None
            while found is None and (line := process.stdout.readline()):
                found = re.search(r"http://[\d.:]+", line)
            if found is None:
                raise FaultError("klimatsvar serve: it ended without an address")
            for path, text in (("/", "gradio"), (f"/enkel?q={quote(QUESTION)}", QUOTATION)):
                with urllib.request.urlopen(found[0] + path, timeout=MOST_SECONDS) as answer:
                    if text not in answer.read().decode():
                        raise FaultError(f"{path}: {text!r} is not on the page")
        finally:
            process.terminate()


def run(*command: str | Path, at: Path | None = None) -> str:
    """Return what a command prints, run without settings from the environment or the checkout."""
    done = subprocess.run(
        command,
        cwd=at,
        env=_environment(),
        timeout=MOST_SECONDS,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        told = " ".join(str(word) for word in command)
        raise FaultError(f"{told}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return {name: value for name, value in kept.items() if not name.startswith("KLIMATSVAR_")}


def _no_caches(_folder: str, names: list[str]) -> set[str]:
    return {name for name in names if name == "__pycache__"}


if __name__ == "__main__":
    main()
