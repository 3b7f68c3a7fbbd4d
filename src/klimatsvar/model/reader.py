"""The reader: a question read in sight of a passage says how likely each sentence answers.

A claim read in sight of a quotation says how likely it is what that says, by others of the kind.

The encoder's lower layers read the two apart. In the reader's own upper layers the question sees
the passage, and the passage only itself: so one reading of it serves many questions in training.
Each sentence is then the mean of its tokens, as in ``encoder.pooled``, the question that of its
own; how near they are, and what a small network makes of both, stands against one number for "none
of them", and what the token of the question that objects most says. ``training/read.py`` trains it;
docs/reader.md is its card.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

ANSWERS, PROVES = "answers", "proves"
"""The readers: of questions before a passage, and of claims before a quotation."""
READERS: Final = {ANSWERS: "reader.safetensors", PROVES: "claims.safetensors"}
"""Their weights in a model's folder."""
TEMPERATURE: Final = 0.03
"""What a cosine is divided by."""
MOST_ASKED: Final = 128
"""Tokens of a question that are read together with a passage."""

NOTHING, PASSAGE = 0, 1
"""What a token is of; a question has a number from ``PASSAGE`` + 1."""

_LAYERS: Final = "encoder.layer."
_EPSILON: Final = 1e-5


def sides_of(
    rows: Sequence[Sequence[int]], length: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return of each token what it is of, and its position there: shapes (rows, length).

    A row has the number of a passage's tokens, then those of each of its questions.
    """
    sides = np.full((len(rows), length), NOTHING, np.int64)
    positions = np.zeros((len(rows), length), np.int64)
    for row, counts in enumerate(rows):
        start = 0
        for side, count in enumerate(counts, start=PASSAGE):
            sides[row, start : start + count] = side
            positions[row, start : start + count] = np.arange(count)
            start += count
    return sides, positions


@dataclass(frozen=True, slots=True)
class Head:
    """What is made of the tokens that were read."""

    none: float
    norm: tuple[Floats, Floats]
    hidden: tuple[Floats, Floats]
    out: tuple[Floats, Floats]
    """Weights and bias of each step."""
    objection: Floats
    """What of a token's vector speaks against it: shape (size,)."""

    @classmethod
    def of(cls, weights: Mapping[str, Floats]) -> Self:
        """Take them by their names."""

        def named(name: str) -> tuple[Floats, Floats]:
            return weights[f"{name}.weight"], weights[f"{name}.bias"]

        steps = named("norm"), named("hidden"), named("out")
        return cls(float(weights["none"]), *steps, weights["objection"])

    def log_odds(self, question: Floats, passage: Floats, pooling: Floats) -> Floats:
        """Return of each sentence the log-odds that it answers, against none: shape (sentences,).

        ``question`` and ``passage`` are their tokens' vectors, shape (tokens, size); ``pooling``
        has that of ``encoder.pooling_weights``.
        """
        asked = question.mean(axis=0)
        sentences = pooling @ passage[: pooling.shape[1]]
        lengths = np.linalg.norm(sentences, axis=1) * np.linalg.norm(asked)
        same = np.broadcast_to(asked, sentences.shape)
        both = np.hstack([sentences * asked, sentences, same])
        both = both - both.mean(axis=1, keepdims=True)
        both = both / np.sqrt((both**2).mean(axis=1, keepdims=True) + _EPSILON)
        steps = _gelu((both * self.norm[0] + self.norm[1]) @ self.hidden[0].T + self.hidden[1])
        more = (steps @ self.out[0].T + self.out[1])[:, 0]
        against = self.none + _log_mean_exp(question @ self.objection)
        return np.asarray(sentences @ asked / lengths / TEMPERATURE + more - against, "f4")


def _log_mean_exp(x: Floats) -> float:
    """Return what is near the largest, and is 0 where all are 0."""
    largest = float(x.max())
    return largest + float(np.log(np.exp(x - largest).mean()))


def _gelu(x: Floats) -> Floats:
    """Return the Gaussian error linear unit, by the tangent (Hendrycks and Gimpel 2016)."""
    inner = np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)
    return np.asarray(0.5 * x * (1 + np.tanh(inner)), np.float32)


def layers_in(weights: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return the upper layers' weights, by their names in a list of those layers alone."""
    own = {name.removeprefix(_LAYERS): w for name, w in weights.items() if name.startswith(_LAYERS)}
    first = min(int(name.partition(".")[0]) for name in own)
    return {
        f"{int(layer) - first}.{parameter}": value
        for name, value in own.items()
        for layer, _, parameter in [name.partition(".")]
    }


def without_layers(weights: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return the others, which ``Head`` is made of."""
    return {name: own for name, own in weights.items() if not name.startswith(_LAYERS)}


def find_readers(folder: Path) -> dict[str, Path]:
    """Return the files of a model's readers; none for a model without."""
    paths = {kind: folder / name for kind, name in READERS.items()}
    return {kind: path for kind, path in paths.items() if path.is_file()}
