"""Write the tuned layers that ``tune.py`` left in DIR into the package, in eight bits.

    python training/export.py DIR

It is the moving average of the weights that is written. Caches of the model notice by themselves;
all that is fitted on its vectors is to be fitted anew: ``make fit``, ``make acts``, ``make
followups`` and ``make announcing``, and ``make thresholds`` last.
"""

import argparse
from pathlib import Path

import torch
from tune import FROZEN

from klimatsvar.model.tuned import TUNED, write_tuned


def main() -> None:
    """Read, write, and say how large the file is."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    state = torch.load(parser.parse_args().folder / "last.pt", weights_only=False)
    weights = {}
    for name, tensor in state["average"].items():
        kind, _, rest = name.partition(".")
        if kind == "layers":
            layer, _, parameter = rest.partition(".")
            weights[f"encoder.layer.{FROZEN + int(layer)}.{parameter}"] = tensor.float().numpy()
    write_tuned(weights)
    print(f"{TUNED}: {TUNED.stat().st_size / 2**20:.1f} MiB, after step {state['step']}")


if __name__ == "__main__":
    main()
