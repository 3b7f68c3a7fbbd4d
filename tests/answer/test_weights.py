"""What was fitted is read as it was written."""

from pathlib import Path

import numpy as np
import pytest

import klimatsvar.answer
from klimatsvar.answer.acts import Acts
from klimatsvar.answer.announcing import Announcing
from klimatsvar.answer.followup import FollowUps
from klimatsvar.answer.weights import save

PACKAGE = Path(klimatsvar.answer.__path__[0])


@pytest.mark.parametrize(
    ("kind", "name"),
    [(Acts, "acts"), (FollowUps, "followups"), (Announcing, "announcing")],
)
def test_what_is_loaded_and_saved_again_is_the_same(
    kind: type[Acts | FollowUps | Announcing], name: str, tmp_path: Path
) -> None:
    save(kind.load(), tmp_path / "again.npz")
    own, again = np.load(PACKAGE / f"{name}.npz"), np.load(tmp_path / "again.npz")
    assert sorted(own) == sorted(again)
    for field in own:
        assert own[field].dtype == again[field].dtype
        assert np.array_equal(own[field], again[field])
