"""Fitted weights that come with the package, and what is weighed by them beside vectors: words."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar, Self, TypeVar

import numpy as np
import numpy.typing as npt

from klimatsvar.model.encoder import Vectors

Floats = npt.NDArray[np.float64]
Kind = TypeVar("Kind")

_WORD = re.compile(r"\w+")


def load(kind: type[Kind], name: str) -> Kind:
    """Return what ``save`` wrote into a file of this package."""
    with (
        files(__package__).joinpath(name).open("rb") as file,
        np.load(file, allow_pickle=False) as arrays,
    ):
        return kind(**{field: _value(array) for field, array in arrays.items()})


def save(fitted: Any, file: Path) -> None:
    """Write a dataclass of strings, numbers, tuples of strings and arrays, an array each field."""
    np.savez_compressed(
        file, **{field.name: getattr(fitted, field.name) for field in fields(fitted)}
    )


def _value(array: npt.NDArray[Any]) -> Any:
    if array.ndim == 0:
        return array.item()
    return tuple(array.tolist()) if array.dtype.kind == "U" else array


@dataclass(frozen=True)
class Regression(ABC):
    """Tells yes or no by the sum of what is weighed."""

    FILE: ClassVar[str]
    model: str
    """Fingerprint of the model whose vectors it was fitted on; of others' it tells no."""
    words: tuple[str, ...]
    """Those of ``words_of`` that are weighed."""
    weights: Floats
    """In log-odds, one each of what is weighed."""
    intercept: float
    threshold: float
    """Probability, 0 to 1, of a yes, from which it counts as one."""

    @classmethod
    def load(cls) -> Self:
        """Return the package's."""
        return load(cls, cls.FILE)

    @staticmethod
    @abstractmethod
    def weighed(texts: Sequence[str], vectors: Vectors, words: Sequence[str]) -> Floats:
        """Return what is weighed of each text: its vector, then its features, then its words."""

    def probabilities(self, texts: Sequence[str], vectors: Vectors) -> Floats:
        """Return how likely a yes is for each text, shape (texts,)."""
        scores = self.weighed(texts, vectors, self.words) @ self.weights + self.intercept
        return np.asarray(1 / (1 + np.exp(-scores)))


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text in lower case, the first also as "^och", the last as "då$"."""
    words = _WORD.findall(text.lower())
    return frozenset((*words, f"^{words[0]}", f"{words[-1]}$") if words else ())


def phrases_of(text: str) -> frozenset[str]:
    """Return ``words_of`` a text, and each two that follow each other, the first two also as
    "^och vad"."""
    words = _WORD.findall(text.lower())
    pairs = [f"{one} {other}" for one, other in pairwise(words)]
    return words_of(text).union(pairs, (f"^{pair}" for pair in pairs[:1]))


def which_words(
    texts: Sequence[str],
    words: Sequence[str],
    of: Callable[[str], frozenset[str]] = words_of,
) -> Floats:
    """Return a row each text, with 1 for each of ``words`` that it has, by ``of``, else 0."""
    places = {word: place for place, word in enumerate(words)}
    has = np.zeros((len(texts), len(words)))
    for row, text in zip(has, texts, strict=True):
        row[[places[word] for word in of(text) if word in places]] = 1
    return has
