"""What was fitted on questions with known answers, and comes with the package."""

from dataclasses import dataclass
from typing import Self

from klimatsvar.answer.acts import Acts
from klimatsvar.answer.announcing import Announcing
from klimatsvar.answer.calibration import Calibration
from klimatsvar.answer.followup import FollowUps


@dataclass(frozen=True, slots=True)
class Fitted:
    """Each was fitted to the bundled encoder; all but ``calibration`` tell nothing with another's
    vectors."""

    calibration: Calibration
    """How certain an answer is, and from when on it is shown."""
    acts: Acts
    """Which turns ask nothing."""
    follow_ups: FollowUps
    """Which turns can't be understood alone."""
    announcing: Announcing
    """Which sentences state nothing."""

    @classmethod
    def load(cls) -> Self:
        """Return the package's."""
        return cls(Calibration.load(), Acts.load(), FollowUps.load(), Announcing.load())
