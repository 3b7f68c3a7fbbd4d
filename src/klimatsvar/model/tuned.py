"""The encoder's upper layers, tuned on residents' questions, as the package brings them.

A matrix is kept in eight bits, with a scale for each row; what else there is as it is.
``training/export.py`` writes the file out of what ``make tune`` made; docs/reader.md is its card.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

TUNED: Final = Path(__file__).with_name("tuned_layers.npz")
_SCALE: Final = ".scale"
"""After a matrix's name, that of its rows' scales."""


def write_tuned(weights: Mapping[str, Floats], path: Path = TUNED) -> None:
    """Write weights by their names in ``transformers.BertModel``."""
    kept: dict[str, npt.NDArray[np.generic]] = {}
    for name, own in weights.items():
        if own.ndim == 2:
            scale = np.abs(own).max(axis=1, keepdims=True) / 127
            kept[name + _SCALE] = scale
            kept[name] = np.round(own / np.maximum(scale, 1e-12)).astype(np.int8)
        else:
            kept[name] = own
    np.savez_compressed(path, allow_pickle=False, **kept)


def read_tuned(path: Path = TUNED) -> dict[str, Floats]:
    """Return the weights by their names in ``transformers.BertModel``.

    Raises OSError, ValueError or BadZipFile for a file that can't be read or is damaged.
    """
    with path.open("rb") as file, np.load(file) as stored:
        return {
            name: stored[name] * stored[name + _SCALE] if name + _SCALE in stored else stored[name]
            for name in stored
            if not name.endswith(_SCALE)
        }
