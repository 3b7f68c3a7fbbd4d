"""From when on answers are certain enough that few enough of those shown are wrong."""

import math

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def threshold_at(risk: float, confidence: Floats, right: Bools, weight: Floats) -> float:
    """Return the lowest threshold at which at most ``risk`` of what is shown is wrong, by weight.

    Arrays have shape (questions,). Infinite when no threshold keeps to it.
    """
    order = np.argsort(-confidence, kind="stable")
    ranked = confidence[order]
    shown, wrong = np.cumsum(weight[order]), np.cumsum((weight * ~right)[order])
    # Questions of equal confidence are shown together.
    last = np.append(ranked[1:] != ranked[:-1], True)
    kept = last & (wrong <= risk * shown)
    return float(ranked[kept].min()) if kept.any() else math.inf
