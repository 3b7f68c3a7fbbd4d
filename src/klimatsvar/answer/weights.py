"""Fitted weights that come with the package, and what is weighed by them beside vectors: words."""

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, fields
from importlib.resources import files
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


def which_words(texts: Sequence[str], words: Sequence[str]) -> Floats:
    """Return a row each text, with 1 for each of ``words`` that ``words_of`` it has, else 0."""
    has = [[word in own for word in words] for own in map(words_of, texts)]
    return np.array(has, np.float64).reshape(len(texts), -1)
