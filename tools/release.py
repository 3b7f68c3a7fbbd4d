"""Put together what a release consists of, in dist/: `python tools/release.py`.

The wheel, constraints.txt, requirements.lock, the licences of all that the lock holds
(LICENCES.csv), the same as a bill of materials (bom.cdx.json, in CycloneDX's form), and the SHA-256
of each of these (SHA256SUMS, for `sha256sum --check`). Run in an environment that has what the lock
holds; a package that is not there is an error.
"""

import csv
import hashlib
import re
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path

from check_wheel import FaultError, built, holds_the_package
from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

ROOT = Path(__file__).parent.parent
_CLASS = "License :: "


@dataclass(frozen=True, slots=True)
class Package:
    """A package that the lock holds."""

    name: str
    version: str
    licence: str
    home: str
    """Address of its own page; "" where it names none."""


def main() -> None:
    """Make dist/ anew."""
    folder = ROOT / "dist"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    with tempfile.TemporaryDirectory() as made:
        try:
            wheel = built(Path(made))
            holds_the_package(wheel)
        except FaultError as fault:
            sys.exit(str(fault))
        shutil.copy(wheel, folder)
    for name in ("constraints.txt", "requirements.lock", "LICENSE", "CHANGELOG.md"):
        shutil.copy(ROOT / name, folder)
    held = list(packages((ROOT / "requirements.lock").read_text("utf-8").splitlines()))
    with (folder / "LICENCES.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("package", "version", "licence", "home"))
        rows.writerows(map(astuple, held))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    bill = bill_of_materials(project["version"], project["license"], held)
    (folder / "bom.cdx.json").write_text(bill, "utf-8")
    sums = [f"{_sha256(path)}  {path.name}\n" for path in sorted(folder.iterdir())]
    (folder / "SHA256SUMS").write_text("".join(sums), "utf-8")
    print("".join(sums), end="")


def packages(lock: Iterable[str]) -> Iterator[Package]:
    """Yield each package that a lock names.

    Raises SystemExit where one is not installed, or says nothing of its licence.
    """
    for line in lock:
        found = re.match(r"([\w.-]+)(?:\[[\w,]*\])?==([\w.+]+)", line)
        if not found:
            continue
        try:
            told = metadata(found[1])
        except PackageNotFoundError:
            sys.exit(f"{found[1]}: not installed, so its licence is not known; run `make setup`")
        licence = licence_of(told)
        if not licence:
            sys.exit(f"{found[1]}: says nothing of its licence; look it up")
        yield Package(found[1], found[2], licence, _home(told))


def bill_of_materials(version: str, licence: str, held: Iterable[Package]) -> str:
    """Return what a release of ours may be installed with, as CycloneDX 1.6 in JSON.

    Hashes are left to the lock: a version has several files, one of which is installed.
    """
    read = LicenseFactory().make_from_string
    bill = Bom()
    ours = Component(
        name="klimatsvar",
        version=version,
        type=ComponentType.APPLICATION,
        bom_ref="klimatsvar",
        licenses=[read(licence)],
    )
    parts = [
        Component(
            name=package.name,
            version=package.version,
            bom_ref=package.name,
            purl=PackageURL("pypi", name=package.name, version=package.version),
            licenses=[read(package.licence)],
        )
        for package in held
    ]
    bill.metadata.component = ours
    bill.components.update(parts)
    bill.register_dependency(ours, parts)
    return JsonV1Dot6(bill).output_as_string(indent=2) + "\n"


def licence_of(told: PackageMetadata) -> str:
    """Return a package's licence, from the newest way of saying it that it uses; "" for none."""
    if expression := _first(told, "License-Expression"):
        return expression
    classes = [c for c in told.get_all("Classifier", []) if c.startswith(_CLASS)]
    names = [c.rsplit(" :: ", 1)[-1] for c in classes]
    if names:
        return ", ".join(names)
    return _first(told, "License").partition("\n")[0].strip()[:80]


def _home(told: PackageMetadata) -> str:
    urls = [url.split(", ", 1)[-1] for url in told.get_all("Project-URL", [])]
    return _first(told, "Home-page") or (urls[0] if urls else "")


def _first(told: PackageMetadata, field: str) -> str:
    return str(next(iter(told.get_all(field, [])), "")).strip()


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
