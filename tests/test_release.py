"""What a release tells of the packages that it is installed with."""

import sys
from email.message import Message
from importlib.metadata import PackageMetadata
from pathlib import Path
from typing import cast

import pytest

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT / "tools"))

from release import licence_of, licences  # noqa: E402


def told(*lines: tuple[str, str]) -> PackageMetadata:
    message = Message()
    for name, value in lines:
        message[name] = value
    return cast(PackageMetadata, message)


def test_each_package_of_the_lock_has_a_licence() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    rows = list(licences(lock))
    assert len(rows) == sum("==" in line for line in lock)
    assert all(all(row[:3]) for row in rows)
    named = {name: licence for name, _, licence, _ in rows}
    assert named["gradio"] == "Apache-2.0"
    assert not [name for name, licence in named.items() if "AGPL" in licence]


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
        list(licences(["# a comment", "no-such-package==1.0 \\"]))
