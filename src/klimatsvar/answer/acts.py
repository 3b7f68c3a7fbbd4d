"""Turns of a conversation that ask the documents nothing: a greeting, thanks, "say that again".

What such a turn does, its dialogue act, is told by a linear classifier over the encoder's vector of
it, fitted by ``training/acts.py`` on turns in ten languages. A question that is taken for small
talk costs its answer, so a turn counts as one only from a probability on below which hardly any
question lies.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Self, TypeAlias, get_args

import numpy as np

from klimatsvar.answer.weights import Floats, load
from klimatsvar.model.encoder import QueryEncoder, Vectors

Act: TypeAlias = Literal[
    "greeting",
    "thanks",
    "bye",
    "ok",
    "capabilities",
    "human",
    "complaint",
    "noise",
    "language",
    "simpler",
    "doubt",
    "repeat",
]
ACTS: tuple[Act, ...] = get_args(Act)
ABOUT_THE_ANSWER: tuple[Act, ...] = ("language", "simpler", "doubt", "repeat")
"""Acts that want the last answer once more: in another language, in simpler words, with where it
stands, or as it was."""
QUESTION = "question"
"""The class of turns that ask something."""
FEATURES = ("words", "characters")
"""Of a turn, beside its vector; each as a part of what a turn may have, 0 to 1."""
MOST_WORDS = 12
"""Longer turns ask something."""
_MANY_CHARACTERS = 80
_FEW_WORDS = 2
"""With a question mark they ask, where a person is to be reached: of the 40 turns so short that
ask nothing, in what this was fitted on, none wants a person."""


@dataclass(frozen=True)
class Acts:
    """Read from ``acts.npz``, which ``training/acts.py`` writes."""

    model: str
    """Fingerprint of the model whose vectors it was fitted on; it tells nothing of others'."""
    names: tuple[str, ...]
    """ACTS and QUESTION, in the order of the rows of weights."""
    weights: Floats
    """In log-odds, shape (names, dimension of the vectors + FEATURES)."""
    intercepts: Floats
    """Shape (names,)."""
    threshold: float
    """Probability, 0 to 1, that a turn asks nothing, from which it counts as such."""

    @classmethod
    def load(cls) -> Self:
        """Return the package's classifier."""
        return load(cls, "acts.npz")

    def told(self, turns: Sequence[str], encoder: QueryEncoder) -> list[Act | None]:
        """Return what each turn does; None for one that asks something."""
        short = [turn for turn in turns if len(turn.split()) <= MOST_WORDS]
        if not short or encoder.fingerprint != self.model:
            return [None] * len(turns)
        probabilities = self.probabilities(short, encoder.encode_queries(short))
        told = {turn: self._act(turn, own) for turn, own in zip(short, probabilities, strict=True)}
        return [told.get(turn) for turn in turns]

    def probabilities(self, turns: Sequence[str], vectors: Vectors) -> Floats:
        """Return how likely each turn is of each class, shape (turns, names)."""
        return self.likely(inputs(turns, vectors))

    def likely(self, values: Floats) -> Floats:
        """Return the same of what ``inputs`` gives."""
        scores = values @ self.weights.T + self.intercepts
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(odds / odds.sum(axis=1, keepdims=True))

    def _act(self, turn: str, probabilities: Floats) -> Act | None:
        likely = dict(zip(self.names, probabilities.tolist(), strict=True))
        # Signs alone ask nothing, that is certain.
        asks = likely[QUESTION] if any(map(str.isalnum, turn)) else 0.0
        if 1 - asks < self.threshold:
            return None
        return ACTS[int(np.argmax([likely[act] for act in ACTS]))]


def asks_how_to_reach(turn: str, act: Act | None) -> bool:
    """Tell whether a turn that was told to want a person asks how to reach what the question before
    it was about: "Telefon?", "Phone number?"."""
    return act == "human" and turn.endswith("?") and len(turn.split()) <= _FEW_WORDS


def inputs(turns: Sequence[str], vectors: Vectors) -> Floats:
    """Return what the classifier weighs of each turn: its vector, then its FEATURES."""
    words = [min(len(turn.split()) / MOST_WORDS, 1) for turn in turns]
    characters = [min(len(turn) / _MANY_CHARACTERS, 1) for turn in turns]
    return np.column_stack([vectors, words, characters]).astype(np.float64)
