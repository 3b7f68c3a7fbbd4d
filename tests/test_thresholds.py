"""What makes an answer sure or possible, as ``make thresholds`` fits it."""

import math
import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parents[1] / "training"))

from thresholds import threshold_at


def test_a_threshold_keeps_to_a_risk() -> None:
    confidence = np.array([0.9, 0.8, 0.8, 0.7, 0.6, 0.5])
    right = np.array([True, True, False, True, True, False])
    # Shown are 1, 3 (those of .8 together), 4, 5 and 6; wrong of them 0, 1, 1, 1 and 2.
    expected = {0.0: 0.9, 0.19: 0.9, 0.2: 0.6, 0.32: 0.6, 1 / 3: 0.5, 1.0: 0.5}
    assert {risk: threshold_at(risk, confidence, right) for risk in expected} == expected
    assert threshold_at(0.4, np.array([0.9, 0.8]), np.array([False, True])) == math.inf
