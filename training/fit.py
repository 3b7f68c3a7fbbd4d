"""Fit what ranks sentences and what makes an answer certain, and say how well both do.

    python training/fit.py DOCUMENTS.jsonl ... [--ablate] [--write]

The files are those that tune.py was given; some questions on the passages that neither it nor
read.py trained on are asked, and some that follow up others. The figures printed are
cross-validated in four folds by document, with all features and, with --ablate, with each left out;
what is written into src/klimatsvar/answer/calibration.json is fitted on all, apart for what stands
alone and for what follows up, for evidence that the reader has read and for a model that has none,
and docs/images gets the reliability. What makes a follow-up's answer sure or possible is fitted, to
stated risks, on the same ones; the thresholds of what stands alone are kept as they are: ``make
thresholds`` fits them anew.
"""

import argparse
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeAlias

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import torch
from examples import Example, examples
from passages import DEV, FOLLOW_UPS, UNSEEN, read_passages
from risk import threshold_at
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from klimatsvar.answer.calibration import SIGNALS, likely, signals
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
    parser.add_argument("--ablate", action="store_true", help="tell what each feature adds")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    passages = read_passages(given.documents)
    unseen = [passage for passage in passages if passage.side in (*DEV, *UNSEEN)]
    encoder = open_encoder(Settings.load())
    asked_first = [passage for passage in unseen if passage.set != FOLLOW_UPS]
    following = [passage for passage in unseen if passage.set == FOLLOW_UPS]
    first = examples(asked_first, encoder)
    follow_up = examples(following, encoder, MOST_FOLLOWING)
    read, unread = fit(first), fit(first, ["read"])
    print("| Set | Without | Right first; likely | Near misses: AUROC; both at .8 | Removed |")
    print("| --- | --- | ---: | ---: | ---: |")
    for found, near in ((first, None), (follow_up, read)):
        judged = cross_validated(found, near=near)
        print_figures(found, judged, "nothing")
        for without in FEATURES if given.ablate else ():
            print_figures(found, cross_validated(found, [without], near), without)
        if near is None and given.write:
            draw_reliability(judged.confidence, judged.right, PLOT)
    before = json.loads(TARGET.read_text("utf-8"))["first"]["thresholds"]
    following_read, following_unread = fit(follow_up, near=read), fit(follow_up, ["read"], unread)
    calibration = {
        "fitted": datetime.now(UTC).date().isoformat(),
        "first": _weighing(read, unread, before),
        "follow_up": _weighing(following_read, following_unread, thresholds_of(follow_up, judged)),
    }
    print(json.dumps(calibration, indent=2))
    if given.write:
        TARGET.write_text(json.dumps(calibration, indent=2) + "\n", "utf-8")


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
        shown, answered = confidence >= threshold, np.array([e.kind == "answered" for e in found])
        share = (shown & right).sum() / answered.sum()
        print(f"{kind}, risk {risk:.2f}: from {threshold:.4f}, right {share:.3f}")
        told[kind] = round(threshold, 4)
    return told


def _weighing(read: Fitted, unread: Fitted, thresholds: dict[str, float]) -> dict[str, object]:
    return {"read": _weights(read), "unread": _weights(unread), "thresholds": thresholds}


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
