"""How sure an answer must be to be shown, and as what; which sentences make it so."""

import numpy as np
import pytest

from klimatsvar.answer.calibration import (
    NEARLY_AS_GOOD,
    Calibration,
    Thresholds,
    likely,
    signals,
)
from weighing import evidence, prose


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
    for follows_up in (False, True):
        thresholds = Calibration.load().weighing_for(follows_up=follows_up).thresholds
        assert 0 < thresholds.possible < thresholds.sure < 1


BUS = "Bussen kostar 30 kronor."
BUS_AGAIN = "En resa med bussen kostar 30 kronor."
CARD = "Kortet köps i appen."
DOG = "Hunden ska vara kopplad."
SCHOOL = "Skolan får solceller."
LOUD = "Buller mäts varje år."


def test_likely_are_those_nearly_as_good_that_say_something_else() -> None:
    weighed = evidence(*(prose(text, f"{n}.md") for n, text in enumerate((CARD, BUS, BUS_AGAIN))))
    at = np.log(NEARLY_AS_GOOD)
    assert likely(weighed, np.array([at, 0.0, -0.1])) == [1, 0]
    assert likely(weighed, np.array([at - 1e-9, 0.0, -0.1])) == [1]
    assert likely(weighed, np.array([0.0, 0.0, 0.0])) == [0, 1]


def test_at_most_three_are_likely() -> None:
    texts = (BUS, CARD, DOG, SCHOOL, LOUD)
    weighed = evidence(*(prose(text, f"{n}.md") for n, text in enumerate(texts)))
    assert likely(weighed, np.array([0.1, 0.0, 0.3, 0.2, 0.4])) == [4, 2, 3]


def test_certainty_is_the_share_of_the_likely_and_their_like() -> None:
    weighed = evidence(*(prose(text, f"{n}.md") for n, text in enumerate((CARD, BUS, BUS_AGAIN))))
    odds = np.array([NEARLY_AS_GOOD / 2, 1.0, NEARLY_AS_GOOD / 4])
    certainty, *features = signals(weighed, np.log(odds))
    assert certainty == pytest.approx(odds[1:].sum() / odds.sum())
    assert features == weighed.features[1].tolist()
