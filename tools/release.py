"""Put together what a release consists of, in dist/: `python tools/release.py`.

The wheel, constraints.txt, requirements.lock, the licences of all that the lock holds
(LICENCES.csv), and the SHA-256 of each of these (SHA256SUMS, for `sha256sum --check`). Run in an
environment that has what the lock holds; a package that is not there is an error.
"""

import csv
import hashlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).parent.parent
_CLASS = "License :: "


def main() -> None:
    """Make dist/ anew."""
    folder = ROOT / "dist"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    build = ["-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run([sys.executable, *build], check=True)
    for name in ("constraints.txt", "requirements.lock", "LICENSE", "CHANGELOG.md"):
        shutil.copy(ROOT / name, folder)
    with (folder / "LICENCES.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("package", "version", "licence", "home"))
        rows.writerows(licences((ROOT / "requirements.lock").read_text("utf-8").splitlines()))
    sums = [f"{_sha256(path)}  {path.name}\n" for path in sorted(folder.iterdir())]
    (folder / "SHA256SUMS").write_text("".join(sums), "utf-8")
    print("".join(sums), end="")


def licences(lock: Iterable[str]) -> Iterator[tuple[str, str, str, str]]:
    """Yield name, version, licence and home of each package that a lock names.

    Raises SystemExit where one is not installed, or says nothing of its licence.
    """
    for line in lock:
        found = re.match(r"([\w.-]+)(?:\[[\w,]*\])?==([\w.]+)", line)
        if not found:
            continue
        try:
            told = metadata(found[1])
        except PackageNotFoundError:
            sys.exit(f"{found[1]}: not installed, so its licence is not known; run `make setup`")
        licence = licence_of(told)
        if not licence:
            sys.exit(f"{found[1]}: says nothing of its licence; look it up")
        yield found[1], found[2], licence, _home(told)


def licence_of(told: PackageMetadata) -> str:
    """Return a package's licence, from the newest way of saying it that it uses; "" for none."""
    expression = told.get("License-Expression")
    if expression:
        return str(expression)
    classes = [c for c in told.get_all("Classifier", []) if c.startswith(_CLASS)]
    names = [c.rsplit(" :: ", 1)[-1] for c in classes]
    if names:
        return ", ".join(names)
    written = str(told.get("License") or "").strip()
    return written.splitlines()[0].strip()[:80] if written else ""


def _home(told: PackageMetadata) -> str:
    urls = [url.split(", ", 1)[-1] for url in told.get_all("Project-URL", [])]
    return str(told.get("Home-page") or (urls[0] if urls else ""))


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
