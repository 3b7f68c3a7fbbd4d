"""What was trained on residents' questions, as the package brings it.

``tuned_layers.npz`` has the encoder's upper layers, ``reader.npz`` and ``claims.npz`` those of the
readers. A matrix is kept in eight bits, with a scale for each row; one of a reader's as so many
steps from the encoder's own, which takes a third of the space. What else there is is kept as it is.
``training/export.py`` writes the files out of what ``make tune``, ``make read`` and ``make prove``
made; docs/reader.md is their card.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_LZMA, ZipFile

import numpy as np
import numpy.typing as npt

from klimatsvar.model.reader import ANSWERS, PROVES

Floats = npt.NDArray[np.float32]

TUNED: Final = Path(__file__).with_name("tuned_layers.npz")
TRAINED_READERS: Final = {
    ANSWERS: Path(__file__).with_name("reader.npz"),
    PROVES: Path(__file__).with_name("claims.npz"),
}
_SCALE: Final = ".scale"
"""After a matrix's name, that of its rows' scales."""
_OVER: Final = "over"
"""The digest of the file that steps begin from."""


def write_tuned(weights: Mapping[str, Floats], path: Path, over: Path | None = None) -> None:
    """Write weights by their names in ``transformers.BertModel``.

    Matrices that ``over``, a file of this kind, has by the same names are kept as steps from those.
    """
    begun = _stored(over) if over else {}
    kept: dict[str, npt.NDArray[np.generic]] = {}
    if over:
        kept[_OVER] = _digest(over)
    for name, own in weights.items():
        if own.ndim != 2:
            kept[name] = own
            continue
        if name in begun:
            scale = begun[name + _SCALE]
        else:
            scale = kept[name + _SCALE] = np.abs(own).max(axis=1, keepdims=True) / 127
        steps = np.round(own / np.maximum(scale, 1e-12))
        steps -= begun.get(name, np.zeros(1, np.int8))
        kept[name] = np.clip(steps, -127, 127).astype(np.int8)
    with ZipFile(path, "w", ZIP_LZMA) as file:  # a twelfth smaller than by savez_compressed
        for name, values in kept.items():
            with file.open(f"{name}.npy", "w") as array:
                np.lib.format.write_array(array, np.asarray(values), allow_pickle=False)


def read_tuned(path: Path = TUNED, over: Path | None = None) -> dict[str, Floats]:
    """Return the weights by their names, of a file that was written with the same ``over``.

    Raises OSError, ValueError or BadZipFile for a file that can't be read, is damaged, or was
    written over other weights.
    """
    begun = _stored(over) if over else {}
    stored = _stored(path)
    if over and not _begins(stored, over):
        raise ValueError(f"{path} was made over other weights than {over} has; train it anew")
    weights = {}
    stored.pop(_OVER, None)
    for name, own in stored.items():
        if name in begun and own.dtype == np.int8:
            weights[name] = (begun[name] + own.astype(np.float32)) * begun[name + _SCALE]
        elif not name.endswith(_SCALE):
            weights[name] = own * stored[name + _SCALE] if name + _SCALE in stored else own
    return weights


def is_over(path: Path, over: Path) -> bool:
    """Tell whether a file was written over the weights that ``over`` has."""
    return _begins(_stored(path), over)


def _begins(stored: Mapping[str, npt.NDArray[Any]], over: Path) -> bool:
    return _OVER in stored and np.array_equal(stored[_OVER], _digest(over))


def _digest(path: Path) -> npt.NDArray[np.uint8]:
    return np.frombuffer(hashlib.sha256(path.read_bytes()).digest(), np.uint8)


def _stored(path: Path) -> dict[str, npt.NDArray[Any]]:
    with path.open("rb") as file, np.load(file) as stored:
        return dict(stored)
