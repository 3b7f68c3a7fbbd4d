"""Figures over rankings and confidences. Shares from 0 to 1; nan where nothing counts."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

DEPTH = 10
"""Ranks that count."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """What one question found: document ids, best first, and those of them that answer it."""

    found: Sequence[str]
    gold: Collection[str]


def ranking_figures(questions: Sequence[Ranked]) -> dict[str, float]:
    """Return the means of nDCG@10, recall@1, 5 and 10, and MRR@10 over the questions.

    ``recall@k`` is the share of questions with a document that answers among the k first: each of
    several gold documents is enough (Karpukhin et al. 2020 call it top-k accuracy). Where one
    document is gold it is recall as usual.
    """
    return {
        "ndcg@10": _mean([_ndcg(ranked) for ranked in questions]),
        **{f"recall@{k}": _mean([_first(r) <= k for r in questions]) for k in (1, 5, DEPTH)},
        "mrr@10": _mean([1 / _first(ranked) for ranked in questions]),
    }


def _ndcg(ranked: Ranked) -> float:
    """Return the normalised discounted cumulative gain (Järvelin and Kekäläinen 2002).

    Gains are 1 for a gold document and 0 else, discounted by log2(rank + 1); 1 is a ranking that
    has all gold documents first.
    """
    ranks = [rank for rank, id in enumerate(ranked.found[:DEPTH], start=1) if id in ranked.gold]
    ideal = range(1, min(len(set(ranked.gold)), DEPTH) + 1)
    return sum(1 / math.log2(r + 1) for r in ranks) / sum(1 / math.log2(r + 1) for r in ideal)


def _first(ranked: Ranked) -> float:
    """Return the rank of the first gold document, infinite when none is among the ten first."""
    ranks = (rank for rank, id in enumerate(ranked.found[:DEPTH], start=1) if id in ranked.gold)
    return next(ranks, math.inf)


def refusal_figures(answerable: Bools, refused: Bools, confidence: Floats) -> dict[str, float]:
    """Return precision, recall and F1 of refusing the unanswerable, and the confidence's AUROC.

    All arrays have shape (questions,). All figures are nan when every question is answerable.
    """
    unanswerable = ~answerable
    if not unanswerable.any():
        return dict.fromkeys(("precision", "recall", "f1", "auroc"), math.nan)
    right = int((refused & unanswerable).sum())
    return {
        "precision": share(right, int(refused.sum())),
        "recall": share(right, int(unanswerable.sum())),
        "f1": share(2 * right, int(refused.sum() + unanswerable.sum())),
        "auroc": auroc(answerable, confidence),
    }


def auroc(positive: Bools, scores: Floats) -> float:
    """Return the area under the ROC curve: the probability that a positive scores higher.

    Arrays have shape (questions,). A tie counts one half. By the rank sum of the positives (Mann
    and Whitney 1947; Hanley and McNeil 1982); nan without positives or without negatives.
    """
    ours, others = int(positive.sum()), int((~positive).sum())
    if not ours or not others:
        return math.nan
    _, place, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]  # ties share the mean of their ranks
    return float((ranks[positive].sum() - ours * (ours + 1) / 2) / (ours * others))


@dataclass(frozen=True, slots=True)
class Curve:
    """Risk by coverage, each of shape (distinct confidences,), coverage rising up to 1."""

    coverage: Floats
    """Share of all questions that would be answered at a threshold."""
    risk: Floats
    """Share of these answers that are wrong."""

    def risk_at(self, coverage: float) -> float:
        """Return the risk at the highest threshold that answers at least this share."""
        return float(self.risk[np.searchsorted(self.coverage, coverage - 1e-9)])


def risk_coverage(confidence: Floats, right: Bools) -> Curve:
    """Return the risk-coverage curve (El-Yaniv and Wiener 2010), one point a distinct confidence.

    Arrays have shape (questions,), at least one. Questions of equal confidence are answered
    together: no threshold tells them apart.
    """
    values, place, counts = np.unique(-confidence, return_inverse=True, return_counts=True)
    wrong = np.bincount(place, weights=~right, minlength=len(values))
    shown = np.cumsum(counts)
    return Curve(coverage=shown / len(confidence), risk=np.cumsum(wrong) / shown)


_Z = 1.96
"""Standard deviations on either side of the mean that hold 95 % of a normal distribution."""


@dataclass(frozen=True, slots=True)
class Proportion:
    """So many of so many."""

    part: int
    whole: int

    @property
    def share(self) -> float:
        """From 0 to 1; nan of nothing."""
        return share(self.part, self.whole)

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true share lies in 95 of 100 samples (Wilson 1927); nan of nothing."""
        if not self.whole:
            return math.nan, math.nan
        count, mean = self.whole, self.share
        middle = (mean + _Z**2 / (2 * count)) / (1 + _Z**2 / count)
        spread = math.sqrt(mean * (1 - mean) / count + _Z**2 / (4 * count**2))
        reach = _Z * spread / (1 + _Z**2 / count)
        return max(0.0, middle - reach), min(1.0, middle + reach)


def percentiles(milliseconds: Sequence[float]) -> Mapping[str, float]:
    """Return the median and the 95th percentile, linear between observations; nan of none."""
    if not milliseconds:
        return {"p50": math.nan, "p95": math.nan}
    p50, p95 = np.percentile(milliseconds, (50, 95))
    return {"p50": float(p50), "p95": float(p95)}


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else math.nan


def share(part: int, whole: int) -> float:
    """Return the part of the whole, 0 to 1; nan when there is nothing."""
    return part / whole if whole else math.nan
