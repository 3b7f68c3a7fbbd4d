"""Write what was trained into the package, in eight bits.

    python training/export.py [--encoder DIR] [--reader DIR] [--claims DIR] [--part 1.0]

``--encoder`` is what ``tune.py`` left in DIR, ``--reader`` what ``read.py`` did, ``--claims`` what
it did with claims. It is the moving average of the weights that is written. Caches of the model
notice by themselves. After the encoder, the reader is to be trained anew, and all that is fitted on
the vectors: ``make fit``, ``make acts``, ``make followups`` and ``make announcing``, and ``make
thresholds`` last; after the reader ``make fit`` and ``make thresholds``.
"""

import argparse
from pathlib import Path

import torch
from read import APART
from tune import FROZEN

from klimatsvar.model.reader import ANSWERS, PROVES
from klimatsvar.model.tuned import TRAINED_READERS, TUNED, Floats, read_tuned, write_tuned


def main() -> None:
    """Read, write, and say how large the files are."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--encoder", type=Path)
    parser.add_argument("--reader", type=Path)
    parser.add_argument("--claims", type=Path)
    parser.add_argument(
        "--part", type=float, default=1.0, help="of a reader's mean with what the package has"
    )
    given = parser.parse_args()
    if given.encoder:
        layers = _named(_averaged(given.encoder), "layers.", FROZEN)
        _write({name: own for name, own in layers.items() if name != "none"}, TUNED)
    if given.reader:
        _write_reader(_reader(given.reader), TRAINED_READERS[ANSWERS], given.part)
    if given.claims:
        _write_reader(_reader(given.claims), TRAINED_READERS[PROVES], given.part)


def _write_reader(weights: dict[str, Floats], path: Path, part: float) -> None:
    if part < 1:
        before = read_tuned(path, TUNED)
        weights = {name: part * own + (1 - part) * before[name] for name, own in weights.items()}
    _write(weights, path, over=TUNED)


def _reader(folder: Path) -> dict[str, Floats]:
    own = _named(_averaged(folder), "in_sight.layers.", APART)
    return {
        name.removeprefix("in_sight.").removeprefix("head."): value for name, value in own.items()
    }


def _averaged(folder: Path) -> dict[str, Floats]:
    state = torch.load(folder / "last.pt", weights_only=True)
    print(f"{folder}: step {state['step']}, {state['seconds'] / 60:.0f} minutes")
    return {name: tensor.float().numpy() for name, tensor in state["average"].items()}


def _named(weights: dict[str, Floats], layers: str, first: int) -> dict[str, Floats]:
    """Return weights with the layers' names as in ``transformers.BertModel``."""
    named = {}
    for name, own in weights.items():
        layer, _, parameter = name.removeprefix(layers).partition(".")
        is_layer = name.startswith(layers)
        named[f"encoder.layer.{first + int(layer)}.{parameter}" if is_layer else name] = own
    return named


def _write(weights: dict[str, Floats], path: Path, over: Path | None = None) -> None:
    write_tuned(weights, path, over)
    print(f"{path}: {path.stat().st_size / 2**20:.1f} MiB")


if __name__ == "__main__":
    main()
