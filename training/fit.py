"""Fit what ranks sentences and what makes an answer certain, and say how well both do.

    python training/fit.py DOCUMENTS.jsonl ... [--follow-ups] [--ablate] [--write]

The files are those that tune.py was given; some questions on the passages that neither it nor
read.py trained on are asked. The figures printed are cross-validated in four folds by document,
with all features and, with --ablate, with each left out; what is written into
src/klimatsvar/answer/calibration.json is fitted on all, for evidence that the reader has read and
for a model that has none, and docs/images gets the reliability. The thresholds are kept as they
are: ``make thresholds`` fits them anew.

With --follow-ups it is what follows up other questions that is asked, and whose weights are fitted,
near those of what stands alone, by which its features are made: so it is run after these are
written. Their thresholds are fitted on the same, to stated risks.
"""

import argparse
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Self, TypeAlias

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import torch
from examples import MOST, Example, examples
from passages import DEV, FOLLOW_UPS, UNSEEN, read_passages
from risk import threshold_at
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from klimatsvar.answer.calibration import SIGNALS, Calibration, Weights, likely, signals
from klimatsvar.answer.evidence import FEATURES
from klimatsvar.evaluate.metrics import auroc
from klimatsvar.model.opening import open_encoder
from klimatsvar.settings import Settings

Floats: TypeAlias = npt.NDArray[np.float64]
Bools: TypeAlias = npt.NDArray[np.bool_]

ROOT: Final = Path(__file__).parent.parent
TARGET: Final = ROOT / "src/klimatsvar/answer/calibration.json"
PLOT: Final = ROOT / "docs/images/reliability.png"
FOLDS: Final = 4
PULL: Final = 0.01
"""By what the weights of follow-ups are pulled to those of what stands alone."""
RISKS: Final = {"sure": 0.12, "possible": 0.25}
"""Share that may be wrong of what is shown for a follow-up: of sure answers, and of all."""
MOST_FOLLOWING: Final = 10
"""Follow-ups of a passage that are asked, drawn."""
REFUSED: Final = 0.8
"""Of the questions without an answer, where right answers are counted."""


@dataclass(frozen=True)
class Fitted:
    """Weights by name, in the order of FEATURES and SIGNALS."""

    ranking: Floats
    confidence: Floats
    intercept: float

    @classmethod
    def of(cls, weights: Weights) -> Self:
        """Take those that are served."""
        return cls(
            np.array([weights.ranking.get(name, 0.0) for name in FEATURES]),
            np.array([weights.confidence.get(name, 0.0) for name in SIGNALS]),
            weights.intercept,
        )

    def judge(self, example: Example) -> tuple[float, bool, bool]:
        """Return the confidence, whether the best sentence answers, and whether a likely one."""
        scores = example.evidence.features @ self.ranking
        log_odds = self.intercept + self.confidence @ signals(example.evidence, scores)
        answered = example.right[likely(example.evidence, scores)].any()
        confidence = float(1 / (1 + np.exp(-log_odds)))
        return confidence, bool(example.right[np.argmax(scores)]), bool(answered)


def fit(
    found: Sequence[Example], without: Collection[str] = (), near: Fitted | None = None
) -> Fitted:
    """Fit both; the features named ``without`` weigh nothing. The ranking stays near another's."""
    answered = [e for e in found if e.kind == "answered" and e.right.any()]
    ranking = _fit_ranking(answered, without, near.ranking if near else None)
    rows, right = [], []
    for example in found:
        scores = example.evidence.features @ ranking
        rows.append(signals(example.evidence, scores))
        right.append(example.right[likely(example.evidence, scores)].any())
    inputs = np.array(rows)
    inputs[:, [name in without for name in SIGNALS]] = 0
    mean, spread = inputs.mean(0), inputs.std(0) + 1e-6
    model = LogisticRegression(C=0.5, max_iter=1000).fit((inputs - mean) / spread, right)
    weights = model.coef_[0] / spread
    return Fitted(ranking, weights, float(model.intercept_[0] - weights @ mean))


def _fit_ranking(found: Sequence[Example], without: Collection[str], near: Floats | None) -> Floats:
    """Softmax regression over each question's candidates; several may be right."""
    longest = max(len(example.right) for example in found)
    rows = np.zeros((len(found), longest, len(FEATURES)), np.float32)
    right = np.zeros((len(found), longest), bool)
    there = np.zeros((len(found), longest), bool)
    for i, example in enumerate(found):
        count = len(example.right)
        rows[i, :count] = example.evidence.features
        right[i, :count], there[i, :count] = example.right, True
    rows[:, :, [name in without for name in FEATURES]] = 0
    mean, spread = rows[there].mean(0), rows[there].std(0) + 1e-6
    inputs = torch.tensor((rows - mean) / spread)
    hidden, wrong = ~torch.tensor(there), ~torch.tensor(right)
    begun = np.zeros(len(FEATURES)) if near is None else near * spread
    begun[[name in without for name in FEATURES]] = 0
    start = torch.tensor(begun, dtype=torch.float32)
    weights = start.clone().requires_grad_()
    optimiser = torch.optim.LBFGS([weights], max_iter=100)

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        shares = torch.log_softmax((inputs @ weights).masked_fill(hidden, -1e9), dim=1)
        value = -torch.logsumexp(shares.masked_fill(wrong, -1e9), dim=1).mean()
        value = value + (1e-3 if near is None else PULL) * (weights - start).square().sum()
        value.backward()
        return value

    optimiser.step(loss)
    return np.asarray(weights.detach().numpy() / spread, np.float64)


@dataclass(frozen=True)
class Judged:
    """What is fitted says of each example. Shapes (examples,)."""

    confidence: Floats
    first: Bools
    """The best sentence answers."""
    right: Bools
    """A likely one does."""


def cross_validated(
    found: Sequence[Example], without: Collection[str] = (), near: Fitted | None = None
) -> Judged:
    """Judge each example by what is fitted on those of other documents."""
    judged: list[tuple[float, bool, bool]] = [(0.0, False, False)] * len(found)
    for train, test in GroupKFold(FOLDS).split(found, groups=[e.group for e in found]):
        fitted = fit([found[i] for i in train], without, near)
        for i in test:
            judged[i] = fitted.judge(found[i])
    return Judged(*map(np.array, zip(*judged, strict=True)))


def figures(found: Sequence[Example], judged: Judged, name: str) -> list[float]:
    """Return, of a set: right first, and any likely one right; and against near misses, and against
    questions whose passage was taken out, the AUROC, and both shares above REFUSED of them."""
    kind = np.array([e.kind if e.set == name else "" for e in found])
    answered, confidence = kind == "answered", judged.confidence
    told = [float(right[answered].mean()) for right in (judged.first, judged.right)]
    for other in ("near miss", "removed"):
        if not (kind == other).any():
            told += [float("nan")] * 3
            continue
        both = answered | (kind == other)
        threshold = np.quantile(confidence[kind == other], REFUSED)
        told.append(auroc(answered[both], confidence[both]))
        above = answered & (confidence > threshold)
        told += [
            float((right & above).sum() / answered.sum()) for right in (judged.first, judged.right)
        ]
    return told


def draw_reliability(confidence: Floats, right: Bools, path: Path) -> None:
    """Draw, for ten groups of equal size, the confidence and how many were right."""
    order = np.array_split(np.argsort(confidence), 10)
    figure, axes = plt.subplots(figsize=(5, 5), layout="constrained")
    axes.plot([0, 1], [0, 1], linestyle=":", color="0.5", label="perfect")
    axes.plot(
        [confidence[group].mean() for group in order],
        [right[group].mean() for group in order],
        marker="o",
        label="a tenth of the questions each",
    )
    axes.set(xlabel="confidence, mean", ylabel="a likely sentence right, share")
    axes.legend(frameon=False)
    figure.savefig(path, dpi=150)
    plt.close(figure)


def main() -> None:
    """Ask, print, and with --write save."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("documents", type=Path, nargs="+")
    parser.add_argument("--follow-ups", action="store_true", help="fit what weighs these")
    parser.add_argument("--ablate", action="store_true", help="tell what each feature adds")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    passages = [
        passage
        for passage in read_passages(given.documents)
        if passage.side in (*DEV, *UNSEEN) and (passage.set == FOLLOW_UPS) is given.follow_ups
    ]
    saved = json.loads(TARGET.read_text("utf-8"))
    first, near, near_unread = Calibration.load().first, None, None
    if given.follow_ups:
        near, near_unread = Fitted.of(first.read), Fitted.of(first.unread)
    most = MOST_FOLLOWING if given.follow_ups else MOST
    found = examples(passages, open_encoder(Settings.load()), most)
    for name in dict.fromkeys(example.set for example in found):
        own = [e for e in found if e.set == name and e.kind == "answered"]
        reached = np.mean([e.right.any() for e in own])
        print(f"{name}: {len(own)} answered questions; among those weighed {reached:.3f}")
    print("\n| Set | Without | Right first; likely | Near misses: AUROC; both at .8 | Removed |")
    print("| --- | --- | ---: | ---: | ---: |")
    judged = cross_validated(found, near=near)
    print_figures(found, judged, "nothing")
    for place, name in enumerate(FEATURES if given.ablate else ()):
        if any(example.evidence.features[:, place].any() for example in found):
            print_figures(found, cross_validated(found, [name], near), name)
    kind = "follow_up" if given.follow_ups else "first"
    saved[kind] = {
        "fitted": datetime.now(UTC).date().isoformat(),
        "read": _weights(fit(found, near=near)),
        "unread": _weights(fit(found, ["read"], near_unread)),
        "thresholds": thresholds_of(found, judged)
        if given.follow_ups
        else saved[kind]["thresholds"],
    }
    print(json.dumps(saved[kind], indent=2))
    if given.write:
        TARGET.write_text(json.dumps(saved, indent=2) + "\n", "utf-8")
        if not given.follow_ups:
            draw_reliability(judged.confidence, judged.right, PLOT)


def print_figures(found: Sequence[Example], judged: Judged, without: str) -> None:
    """Print a line of the table for each set."""
    for name in dict.fromkeys(example.set for example in found):
        told = [f"{share:.3f}" for share in figures(found, judged, name)]
        cells = " | ".join("; ".join(some) for some in (told[:2], told[2:5], told[5:]))
        print(f"| {name} | {without} | {cells} |", flush=True)


def thresholds_of(found: Sequence[Example], judged: Judged) -> dict[str, float]:
    """Return the thresholds at which so much of what is shown is wrong as ``RISKS`` say, of
    questions whose passage was not taken out.
    """
    asked = np.array([example.kind != "removed" for example in found])
    confidence, right = judged.confidence[asked], judged.right[asked]
    told = {}
    for kind, risk in RISKS.items():
        threshold = threshold_at(risk, confidence, right, np.ones(len(right)))
        if not np.isfinite(threshold):
            raise SystemExit(f"no threshold keeps to a risk of {risk}; give more passages")
        shown, answered = confidence >= threshold, np.array([e.kind == "answered" for e in found])
        share = (shown & right).sum() / answered.sum()
        print(f"{kind}, risk {risk:.2f}: from {threshold:.4f}, right {share:.3f}")
        told[kind] = round(threshold, 4)
    return told


def _weights(fitted: Fitted) -> dict[str, object]:
    return {
        "ranking": _named(FEATURES, fitted.ranking),
        "confidence": _named(SIGNALS, fitted.confidence),
        "intercept": round(fitted.intercept, 4),
    }


def _named(names: Sequence[str], weights: Floats) -> dict[str, float]:
    return {name: round(float(w), 4) for name, w in zip(names, weights, strict=True) if w}


if __name__ == "__main__":
    main()
