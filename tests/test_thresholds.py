"""What makes an answer sure or possible, as ``make thresholds`` fits it."""

import math
import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parents[1] / "training"))

from risk import threshold_at


def test_a_threshold_keeps_to_a_risk() -> None:
    confidence = np.array([0.9, 0.8, 0.8, 0.7, 0.6, 0.5])
    right = np.array([True, True, False, True, True, False])
    # Shown are 1, 3 (those of .8 together), 4, 5 and 6; wrong of them 0, 1, 1, 1 and 2.
    expected = {0.0: 0.9, 0.19: 0.9, 0.2: 0.6, 0.32: 0.6, 1 / 3: 0.5, 1.0: 0.5}
    same = np.ones(6)
    assert {risk: threshold_at(risk, confidence, right, same) for risk in expected} == expected
    assert threshold_at(0.4, np.array([0.9, 0.8]), np.array([False, True]), np.ones(2)) == math.inf


def test_what_weighs_more_counts_for_more_of_the_risk() -> None:
    confidence, right = np.array([0.9, 0.8, 0.7]), np.array([True, False, True])
    # Wrong by weight are 0, 1 of 2 and 1 of 5; without the weights 0, a half and a third.
    weight = np.array([1.0, 1.0, 3.0])
    assert threshold_at(0.2, confidence, right, weight) == 0.7
    assert threshold_at(0.199, confidence, right, weight) == 0.9
