"""What the scripts share that fit ``acts.npz``, ``followups.npz`` and ``announcing.npz``."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from klimatsvar.answer.weights import Regression, words_of
from klimatsvar.model.encoder import Encoder, Vectors

ROOT: Final = Path(__file__).parent.parent
GOLD: Final = ROOT / "tests/gold"
FITTED: Final = ROOT / "src/klimatsvar/answer"
SCALE: Final = 10.0
"""Vectors are multiplied by it: their numbers are small beside the features'."""

Floats = npt.NDArray[np.float64]
Kind = TypeVar("Kind", bound=Regression)


@dataclass(frozen=True)
class Labelled:
    """A text, and whether it is of what a classifier tells."""

    text: str
    label: bool
    set: str
    """Where it is from."""
    group: str
    """Those of one group are never divided between fitting and judging."""


Row = TypeVar("Row", bound=Labelled)


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a file of one JSON object a line."""
    return map(json.loads, path.read_text("utf-8").splitlines())


def common_words(
    texts: Iterable[str], least: int, of: Callable[[str], frozenset[str]] = words_of
) -> list[str]:
    """Return the words, or what else a text has by ``of``, that at least so many of them have."""
    number = Counter(word for text in texts for word in of(text))
    return sorted(word for word, times in number.items() if times >= least)


def weights_of(
    model: LogisticRegression, values: Floats, labels: Sequence[Any], scale: Floats
) -> tuple[Floats, Floats]:
    """Fit ``model`` on values that are multiplied by ``scale``; return weights and intercepts of
    the values as they are, a row each class, or one row for two classes."""
    centre = values.mean(axis=0)
    model.fit((values - centre) * scale, labels)
    weights = model.coef_ * scale
    return weights, model.intercept_ - weights @ centre


def regression(
    kind: type[Kind],
    encoder: Encoder,
    rows: Sequence[Labelled],
    vectors: Vectors,
    words: Sequence[str],
    *,
    of_features: float = 1.0,
    inverse_penalty: float = 1.0,
) -> Kind:
    """Fit a classifier, as yet without a threshold; features are multiplied by ``of_features``."""
    values = kind.weighed([row.text for row in rows], vectors, words)
    scale = np.full(values.shape[1], of_features)
    scale[: encoder.dimension] = SCALE
    model = LogisticRegression(C=inverse_penalty, max_iter=5000)
    weights, intercepts = weights_of(model, values, [row.label for row in rows], scale)
    return kind(
        model=encoder.fingerprint,
        words=tuple(words),
        weights=weights[0].astype(np.float32),
        intercept=float(intercepts[0]),
        threshold=1.0,
    )


def cross_validated(
    fit: Callable[[Sequence[Row], Vectors], Regression],
    rows: Sequence[Row],
    vectors: Vectors,
    folds: int,
) -> Floats:
    """Return how likely each text is, told by what is fitted on texts of other groups."""
    likely = np.zeros(len(rows))
    for train, test in GroupKFold(folds).split(vectors, groups=[row.group for row in rows]):
        fitted = fit([rows[i] for i in train], vectors[train])
        likely[test] = fitted.probabilities([rows[i].text for i in test], vectors[test])
    return likely


def lowest_threshold(sets: Iterable[tuple[Floats, float]], least: float = 0.0) -> float:
    """Return the lowest probability, in hundredths from ``least`` on, from which no more of each
    set is taken than its share; a set is given by its probabilities, with the share."""
    of_sets = list(sets)
    for hundredths in range(round(100 * least), 100):
        threshold = hundredths / 100
        if all((likely >= threshold).mean() <= share for likely, share in of_sets):
            return threshold
    raise SystemExit("no threshold takes few enough")
