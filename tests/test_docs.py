"""What the docs say of the code is so: each file named is there, each layer as it is checked."""

import re
import tomllib
from pathlib import Path

import pytest

from klimatsvar.answer.calibration import Calibration

ROOT = Path(__file__).parent.parent
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
PLACES = (ROOT, ROOT / "src/klimatsvar")


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_each_file_that_is_named_is_there(path: Path) -> None:
    """Named by its path from the repository or the package, or in a line below its package."""
    missing = []
    for line in path.read_text(encoding="utf-8").splitlines():
        folders = re.findall(r"`([\w/]+/)`", line)
        places = [*PLACES, *(place / folder for place in PLACES for folder in folders)]
        names = re.findall(r"`([\w/]+\.py)`", line)
        missing += [name for name in names if not any((place / name).exists() for place in places)]
    assert missing == [], f"{path.name} names files that are not there: {missing}"


def test_each_picture_is_shown_and_there() -> None:
    shown = [
        name
        for path in DOCS
        for name in re.findall(r"!\[[^]]+\]\((?:docs/)?images/([^)]+)\)", path.read_text("utf-8"))
    ]
    assert sorted(shown) == sorted(path.name for path in (ROOT / "docs/images").iterdir())


def test_the_layers_are_those_that_are_checked() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    layers = contracts["contracts"][0]["layers"]
    checked = [name for layer in layers for name in layer.split(" | ")]
    table = (ROOT / "docs/architecture.md").read_text("utf-8").split("| Layer | Package |")[1]
    rows = [line.split("|")[2] for line in table.split("\n\n")[0].splitlines()[2:]]
    told = [name for row in rows for name in re.findall(r"`(\w+)(?:\.py|/)`", row)]
    assert told == checked


def test_the_thresholds_are_those_told() -> None:
    fitted = Calibration.load().first.thresholds
    readme = " ".join((ROOT / "README.md").read_text("utf-8").split())
    assert f"From {fitted.sure:.2f} on the answer counts as sure" in readme
    assert f"from {fitted.possible:.2f} on the quotations are shown" in readme
    retrieval = " ".join((ROOT / "docs/retrieval.md").read_text("utf-8").split())
    sure, possible = (f"{value:.4f}".lstrip("0") for value in (fitted.sure, fitted.possible))
    assert f"*sure* from a confidence of {sure}, *possible* from {possible}." in retrieval
