"""How sure an answer must be to be shown, and as what."""

import pytest

from klimatsvar.answer.calibration import Calibration, Thresholds


@pytest.mark.parametrize(
    ("confidence", "kind"),
    [
        (0.0, "refused"),
        (0.1999, "refused"),
        (0.2, "possible"),
        (0.5999, "possible"),
        (0.6, "grounded"),
        (1.0, "grounded"),
    ],
)
def test_a_confidence_makes_an_answer_sure_possible_or_a_refusal(
    confidence: float, kind: str
) -> None:
    assert Thresholds(sure=0.6, possible=0.2).kind_of(confidence) == kind


def test_without_room_between_them_nothing_is_merely_possible() -> None:
    thresholds = Thresholds(sure=0.3, possible=1.0)
    assert [thresholds.kind_of(c) for c in (0.2999, 0.3)] == ["refused", "grounded"]


def test_the_thresholds_of_the_package_leave_room_for_both() -> None:
    thresholds = Calibration.load().thresholds
    assert 0 < thresholds.possible < thresholds.sure < 1
