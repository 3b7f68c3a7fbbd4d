"""Judge examples by models that were not fitted on them, and say how well those do."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
from development import KINDS, Example
from fitting import Floats, fit_confidence, fit_ranking, signals_of
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from klimatsvar.answer.choose import QUOTING, Quoting, choose, prefer_valid
from klimatsvar.answer.cite import cite
from klimatsvar.evaluate import is_right

# Of the answerable questions, this part is refused at the threshold: those whose best sentence is
# most likely wrong.
REFUSED_ANSWERABLE = 0.15


@dataclass(frozen=True)
class Judged:
    """Examples judged by models that were not fitted on them; one of each an example."""

    scores: Sequence[Floats]
    """Of its candidates, as ``choose`` takes them."""
    confidence: Floats
    right: npt.NDArray[np.bool_]
    """The best sentence answers."""


def cross_validate(
    found: Sequence[Example], features: Sequence[str], kinds: Sequence[str]
) -> Judged:
    """Judge the examples in five folds by group."""
    scores: list[Floats] = [np.empty(0)] * len(found)
    confidence = np.zeros(len(found))
    right = np.zeros(len(found), dtype=bool)
    for train, test in GroupKFold(5).split(found, groups=[e.group for e in found]):
        fitted_on = [found[i] for i in train]
        ranking = fit_ranking([e for e in fitted_on if e.kind == "answerable"], features)
        weights, intercept = fit_confidence(fitted_on, ranking, kinds)
        inputs, right[test] = signals_of([found[i] for i in test], ranking)
        confidence[test] = 1 / (1 + np.exp(-(inputs @ weights + intercept)))
        for i in test:
            evidence = found[i].evidence
            scores[i] = prefer_valid(evidence, evidence.features @ ranking, found[i].documents)
    return Judged(scores, confidence, right)


@dataclass(frozen=True)
class Quoted:
    """How answerable questions of one collection are quoted; shares, but for ``characters``."""

    first: float
    """The first quotation answers: quote@1."""
    some: float
    """One of the quotations does: quote@any."""
    characters: float
    """Shown in all quotations of an answer, on average."""
    quotations: float
    """Of an answer, on average."""


def quoted(
    found: Sequence[Example], judged: Judged, collection: str, quoting: Quoting = QUOTING
) -> Quoted:
    """Quote for each answerable question of a collection, and say how often that answers."""
    rows = []
    for example, scores in zip(found, judged.scores, strict=True):
        if example.kind != "answerable" or example.collection != collection:
            continue
        choice = choose(example.gold.question, example.evidence, scores, example.documents, quoting)
        cited = cite(choice.quotations, example.documents)
        right = [is_right(example.gold, c.document, c.start, c.end, c.quote) for c in cited]
        rows.append((right[0], any(right), sum(len(c.quote) for c in cited), len(cited)))
    return Quoted(*np.mean(rows, axis=0).tolist())


def report_quoting(found: Sequence[Example], judged: Judged) -> None:
    """Print how often an answer is quoted, and how much of the reader's time that takes."""
    ways = [QUOTING, *(replace(QUOTING, joins=odds) for odds in (1.1, 0.5, 0.1, 0.05, 0.0))]
    ways += [replace(QUOTING, nearly_as_good=odds) for odds in (1.1, 0.25, 0.1, 0.0)]
    print(
        "| Joined from odds | Further from odds | Collection | quote@1 | quote@any "
        "| Quotations | Characters |"
    )
    print("| ---: | ---: | --- | ---: | ---: | ---: | ---: |")
    for way in ways:
        for name in dict.fromkeys(e.collection for e in found):
            q = quoted(found, judged, name, way)
            print(
                f"| {way.joins} | {way.nearly_as_good} | {name} | {q.first:.3f} | {q.some:.3f} "
                f"| {q.quotations:.2f} | {q.characters:.0f} |"
            )


def report(found: Sequence[Example], judged: Judged) -> None:
    """Print the cross-validated figures."""
    confidence, right = judged.confidence, judged.right
    kind = np.array([e.kind for e in found])
    answerable = kind == "answerable"
    cosine = np.array([e.evidence.features[:, 0].max() for e in found])
    searched = np.array([e.collection for e in found])
    for name in dict.fromkeys(searched):
        here = answerable & (searched == name)
        shown = quoted(found, judged, name)
        print(
            f"{name}: {here.sum()} answerable questions; best sentence right "
            f"{right[here].mean():.3f}, quote@1 {shown.first:.3f}, quote@any {shown.some:.3f}"
        )
    for other, told in list(KINDS.items())[1:]:
        pair = answerable | (kind == other)
        if (kind == other).any():
            ours = roc_auc_score(answerable[pair], confidence[pair])
            bare = roc_auc_score(answerable[pair], cosine[pair])
            print(f"AUROC against those {told}: {ours:.3f} (bare best cosine {bare:.3f})")
    threshold = float(np.quantile(confidence[answerable], REFUSED_ANSWERABLE))
    for other, told in KINDS.items():
        if (kind == other).any():
            refused = (confidence[kind == other] < threshold).mean()
            print(f"at threshold {threshold:.3f}: refused {refused:.3f} of those {told}")
    answered = answerable & (confidence >= threshold)
    print(f"of the answers shown to answerable questions, right: {right[answered].mean():.3f}")


def draw_reliability(judged: Judged, path: Path) -> None:
    """Draw, for ten groups of equal size, the confidence and how many were right."""
    order = np.array_split(np.argsort(judged.confidence), 10)
    told = [judged.confidence[group].mean() for group in order]
    true = [judged.right[group].mean() for group in order]
    figure, axes = plt.subplots(figsize=(5, 5), layout="constrained")
    axes.plot([0, 1], [0, 1], linestyle=":", color="0.5", label="perfect")
    axes.plot(told, true, marker="o", label="a tenth of the questions each")
    axes.set(xlabel="confidence, mean", ylabel="best sentence right, share")
    axes.legend(frameon=False)
    figure.savefig(path, dpi=150)
    plt.close(figure)
