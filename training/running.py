"""A run of training: its steps, its log, and its state, saved and gone on with."""

import argparse
import copy
import json
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

import numpy as np
import torch

SAVE_SECONDS: Final = 300
TELL_STEPS: Final = 50
"""Steps between two lines of losses, which are their means."""
WARM_STEPS: Final = 50
AVERAGE: Final = 0.99
_LEAST: Final = 0.03
"""Part of the rate that is left at the end."""

Net = TypeVar("Net", bound=torch.nn.Module)


def parser_of(told: str) -> argparse.ArgumentParser:
    """Return a parser of what every training is told; ``told`` is what it does."""
    parser = argparse.ArgumentParser(description=told)
    parser.add_argument("documents", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--bfloat16", action="store_true", help="where the processor has it: twice as fast"
    )
    return parser


class Run(Generic[Net]):
    """Trains a net, with a moving average of its weights."""

    def __init__(
        self, net: Net, folder: Path, *, rate: float, decay: float, head_rate: float = 1.0
    ) -> None:
        """Take up what is saved in ``folder``.

        ``rate`` is of the transformer's layers, ``head_rate`` times that of all else; they fall to
        nothing over the last part, ``decay``, of the time.
        """
        self.net, self._folder, self._rate, self._decay = net, folder, rate, decay
        layers = [p for name, p in net.named_parameters() if "layers." in name]
        others = [p for name, p in net.named_parameters() if "layers." not in name]
        self._optimiser = torch.optim.AdamW(
            [
                {"params": layers, "weight_decay": 0.01, "times": 1.0},
                {"params": others, "weight_decay": 0.0, "times": head_rate},
            ],
            lr=rate,
        )
        self.step, self._before, self._began = 0, 0.0, time.monotonic()
        self._average = {name: value.clone() for name, value in net.state_dict().items()}
        if self._saved.exists():
            state = torch.load(self._saved, weights_only=True)
            net.load_state_dict(state["net"])
            self._optimiser.load_state_dict(state["optimiser"])
            self._average = state["average"]
            self.step, self._before = state["step"], state["seconds"]

    @property
    def _saved(self) -> Path:
        return self._folder / "last.pt"

    @property
    def seconds(self) -> float:
        """Spent so far, before it was cut off too."""
        return self._before + time.monotonic() - self._began

    def train(
        self,
        minutes: float,
        step: Callable[[], Mapping[str, float]],
        tell: Callable[[Net], None],
        tell_seconds: float,
    ) -> None:
        """Train until the time is out.

        ``step`` computes gradients, and returns the losses; ``tell`` says how well the net does.
        """
        saved = told = time.monotonic()
        losses: dict[str, list[float]] = defaultdict(list)
        while (part := self.seconds / (60 * minutes)) < 1:
            self._begin(part)
            for name, loss in step().items():
                losses[name].append(loss)
            self._end()
            if self.step % TELL_STEPS == 0:
                self.say(losses={name: round(float(np.mean(n)), 4) for name, n in losses.items()})
                losses.clear()
            if time.monotonic() - saved > SAVE_SECONDS:
                self.save()
                saved = time.monotonic()
            if time.monotonic() - told > tell_seconds:
                tell(self.averaged())
                told = time.monotonic()
        self.save()
        tell(self.averaged())

    def _begin(self, part: float) -> None:
        warm = min(1.0, (self.step + 1) / WARM_STEPS)
        falling = min(1.0, max(_LEAST, (1 - part) / self._decay))
        for group in self._optimiser.param_groups:
            group["lr"] = self._rate * group["times"] * warm * falling
        self.net.train()
        self._optimiser.zero_grad()

    def _end(self) -> None:
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        self._optimiser.step()
        self.step += 1
        rate = min(AVERAGE, self.step / (self.step + 10))
        with torch.no_grad():
            for name, value in self.net.state_dict().items():
                self._average[name].mul_(rate).add_(value, alpha=1 - rate)

    def save(self) -> None:
        """Write the state, whole or not at all."""
        state = {
            "net": self.net.state_dict(),
            "optimiser": self._optimiser.state_dict(),
            "average": self._average,
            "step": self.step,
            "seconds": self.seconds,
        }
        torch.save(state, self._saved.with_suffix(".part"))
        self._saved.with_suffix(".part").rename(self._saved)

    def averaged(self) -> Net:
        """Return the net with the moving average of its weights."""
        averaged = copy.deepcopy(self.net)
        averaged.load_state_dict(self._average)
        return averaged.eval()

    def say(self, **told: Any) -> None:
        """Log a line, and print it."""
        line = json.dumps({"step": self.step, "minutes": round(self.seconds / 60, 1), **told})
        print(line, flush=True)
        with (self._folder / "log.jsonl").open("a", encoding="utf-8") as log:
            log.write(line + "\n")
