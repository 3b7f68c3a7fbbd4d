"""What the tests of the staff pages share: a city of two documents, and someone at the machine."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from visiting import Visitor, visitor

from klimatsvar.settings import Settings
from klimatsvar.staff.desk import Desk
from staff_toy import settings_in, toy_desk
from toy import write_two


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    write_two(tmp_path / "corpus")
    return settings_in(tmp_path)


@pytest.fixture
def desk(settings: Settings) -> Iterator[Desk]:
    desk = toy_desk(settings)
    yield desk
    desk.builder.wait()


@pytest.fixture
def anna(desk: Desk) -> Visitor:
    return visitor(desk)
