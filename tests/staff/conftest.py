"""What the tests of the staff pages share: a city with documents, and someone at the machine."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from visiting import Visitor, visitor

from klimatsvar.ingest.build import ingest
from klimatsvar.settings import Settings
from klimatsvar.staff.desk import Desk
from staff_toy import settings_in, toy_desk
from toy import ToyEncoder, write_corpus, write_two


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirteen documents, and two versions of the index: the first lacks ``c.md``."""
    folder = tmp_path_factory.mktemp("city")
    corpus, index = write_two(folder / "corpus"), folder / "index"
    write_corpus(corpus, **{f"d{n}": f"# Linje {n}\n\nTa buss {n}." for n in range(10)})
    ingest(corpus, index, ToyEncoder(), passage_tokens=200)
    write_corpus(corpus, c="# Ny\n\nTa cykel.")
    ingest(corpus, index, ToyEncoder(), passage_tokens=200)
    return folder


@pytest.fixture
def settings(city: Path, tmp_path: Path) -> Settings:
    """Settings of a copy of the city."""
    shutil.copytree(city, tmp_path, dirs_exist_ok=True)
    return settings_in(tmp_path)


@pytest.fixture
def desk(settings: Settings) -> Iterator[Desk]:
    desk = toy_desk(settings)
    yield desk
    desk.builder.wait()


@pytest.fixture
def anna(desk: Desk) -> Visitor:
    return visitor(desk)
