"""A small corpus without faults, and its index: built once, and copied for each test to damage."""

import shutil
from pathlib import Path

import pytest

from klimatsvar.ingest.build import ingest
from planting import TOKENS, head
from toy import ToyEncoder, write_corpus


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``corpus``, two documents with a passage each, and ``index``."""
    folder = tmp_path_factory.mktemp("built")
    write_corpus(
        folder / "corpus",
        a=head("Resor", "2023-05-01")
        + "# Resor\n\nTa buss till jobbet. Ta buss eller cykel till skolan.",
        b=head("Natur", "2024-02")
        + "# Natur\n\nI skog och mark finns:\n\n- stigar i skog\n- cykel i skog",
    )
    ingest(folder / "corpus", folder / "index", ToyEncoder(), passage_tokens=TOKENS)
    return folder


@pytest.fixture
def corpus(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built / "corpus", tmp_path / "corpus"))


@pytest.fixture
def index(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built / "index", tmp_path / "index"))
