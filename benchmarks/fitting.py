"""Fit what ranks sentences and what makes an answer certain, on examples."""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import torch
from development import Example
from sklearn.linear_model import LogisticRegression

from klimatsvar.answer.calibration import SIGNALS, signals
from klimatsvar.answer.evidence import FEATURES

Floats: TypeAlias = npt.NDArray[np.float64]


def fit_ranking(found: Sequence[Example], names: Sequence[str]) -> Floats:
    """Return the weight of each of FEATURES, 0 for those not in ``names``.

    Softmax regression over each question's candidates.
    """
    usable = [e for e in found if e.right.any()]
    longest = max(len(e.right) for e in usable)
    rows = np.zeros((len(usable), longest, len(FEATURES)), dtype=np.float32)
    right = np.zeros((len(usable), longest), dtype=bool)
    there = np.zeros((len(usable), longest), dtype=bool)
    for i, e in enumerate(usable):
        rows[i, : len(e.right)] = e.evidence.features
        right[i, : len(e.right)] = e.right
        there[i, : len(e.right)] = True
    rows[:, :, [i for i, name in enumerate(FEATURES) if name not in names]] = 0
    mean, spread = rows[there].mean(0), rows[there].std(0) + 1e-6
    inputs = torch.tensor((rows - mean) / spread)
    hidden, wrong = ~torch.tensor(there), ~torch.tensor(right)
    weights = torch.zeros(len(FEATURES), requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=100)

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        log_share = torch.log_softmax((inputs @ weights).masked_fill(hidden, -1e9), dim=1)
        value = -torch.logsumexp(log_share.masked_fill(wrong, -1e9), dim=1).mean()
        value = value + 1e-3 * weights.square().sum()
        value.backward()
        return value

    optimiser.step(loss)
    return np.asarray(weights.detach().numpy() / spread, dtype=np.float64)


def fit_confidence(
    found: Sequence[Example], ranking: Floats, names: Sequence[str]
) -> tuple[Floats, float]:
    """Return the weight of each of SIGNALS, 0 for those not in ``names``, and the intercept.

    Logistic regression on whether the best candidate is right.
    """
    inputs, answered = signals_of(found, ranking)
    inputs[:, [i for i, name in enumerate(SIGNALS) if name not in names]] = 0
    mean, spread = inputs.mean(0), inputs.std(0) + 1e-6
    model = LogisticRegression(C=0.5, max_iter=1000).fit((inputs - mean) / spread, answered)
    weights = model.coef_[0] / spread
    return weights, float(model.intercept_[0] - weights @ mean)


def signals_of(found: Sequence[Example], ranking: Floats) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Return the signals of each example, and whether its best candidate is right."""
    inputs, answered = [], []
    for e in found:
        scores = e.evidence.features @ ranking
        inputs.append(signals(e.evidence, scores))
        answered.append(e.right[np.argmax(scores)])
    return np.array(inputs), np.array(answered)
