"""What a release tells of the packages that it is installed with."""

import json
import sys
from email.message import Message
from importlib.metadata import PackageMetadata
from pathlib import Path
from typing import cast

import pytest

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT / "tools"))

from release import Package, bill_of_materials, licence_of, packages  # noqa: E402


def told(*lines: tuple[str, str]) -> PackageMetadata:
    message = Message()
    for name, value in lines:
        message[name] = value
    return cast(PackageMetadata, message)


def test_each_package_of_the_lock_has_a_licence() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    held = list(packages(lock))
    assert len(held) == sum("==" in line for line in lock)
    assert all(package.name and package.version and package.licence for package in held)
    named = {package.name: package.licence for package in held}
    assert named["gradio"] == "Apache-2.0"
    assert not [name for name, licence in named.items() if "AGPL" in licence]


def test_the_bill_of_materials_names_each_package_with_its_licence() -> None:
    held = [
        Package("torch", "2.13.0+cpu", "BSD-3-Clause", ""),
        Package("old", "1.0", "BSD License, of its own kind", "https://example.org"),
    ]
    told = json.loads(bill_of_materials("0.1.0", "EUPL-1.2", held))
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
    ours = told["metadata"]["component"]
    assert (ours["name"], ours["version"], ours["type"]) == ("klimatsvar", "0.1.0", "application")
    assert ours["licenses"] == [{"license": {"id": "EUPL-1.2"}}]
    parts = {part["purl"]: part["licenses"][0]["license"] for part in told["components"]}
    assert parts.keys() == {"pkg:pypi/torch@2.13.0%2Bcpu", "pkg:pypi/old@1.0"}
    assert parts["pkg:pypi/torch@2.13.0%2Bcpu"]["id"] == "BSD-3-Clause"
    assert parts["pkg:pypi/old@1.0"]["name"] == "BSD License, of its own kind"
    assert {"ref": "klimatsvar", "dependsOn": ["old", "torch"]} in told["dependencies"]


@pytest.mark.parametrize(
    ("lines", "licence"),
    [
        ([("License-Expression", "MIT"), ("License", "a")], "MIT"),
        (
            [("Classifier", "License :: OSI Approved :: MIT License"), ("License", "a")],
            "MIT License",
        ),
        ([("Classifier", "Topic :: Text"), ("License", "BSD\n\nCopyright …")], "BSD"),
        ([("Name", "a")], ""),
    ],
)
def test_a_licence_is_told_by_the_newest_way_of_saying_it(
    lines: list[tuple[str, str]], licence: str
) -> None:
    assert licence_of(told(*lines)) == licence


def test_a_package_that_is_not_there_ends_the_release() -> None:
    with pytest.raises(SystemExit, match="no-such-package: not installed"):
        list(packages(["# a comment", "no-such-package==1.0 \\"]))
