"""The reader's layers by torch: for reading, for training, and to be made fast."""

import copy
from collections.abc import Mapping
from typing import Any, Self

import torch

from klimatsvar.model.reader import PASSAGE, Floats, layers_in

UNSEEN = -1e4
"""Added where a token must not be seen."""


class InSight(torch.nn.Module):
    """The upper layers, in which a question sees its passage."""

    def __init__(self, layers: torch.nn.ModuleList, size: int) -> None:
        """Begin with the encoder's own layers, over vectors of so many numbers."""
        super().__init__()
        self.layers = layers
        self.asked = torch.nn.Parameter(torch.zeros(size))

    def forward(self, states: torch.Tensor, sides: torch.Tensor) -> torch.Tensor:
        """Return the tokens' vectors, shape (pairs, tokens, size)."""
        states = states + (sides > PASSAGE)[..., None] * self.asked
        seen = _masked(_same(sides) | (sides == PASSAGE)[:, None, :], states.dtype)
        for layer in self.layers:
            states = layer(states, seen)
        return states


class Reading(torch.nn.Module):
    """All layers, from the tokens' embeddings on."""

    def __init__(self, lower: Any, in_sight: InSight) -> None:
        """Take a ``BertModel`` for what is read apart: its embeddings and its lower layers."""
        super().__init__()
        self.embeddings = lower.embeddings
        self.apart = lower.encoder.layer[: -len(in_sight.layers)]
        self.in_sight = in_sight

    @classmethod
    def of(cls, transformer: Any, weights: Mapping[str, Floats]) -> Self:
        """Return them for a model's transformer and its reader's weights."""
        own = layers_in(weights)
        count = len({name.partition(".")[0] for name in own})
        layers = copy.deepcopy(transformer.encoder.layer[-count:])
        layers.load_state_dict({name: torch.from_numpy(value) for name, value in own.items()})
        in_sight = InSight(layers, transformer.config.hidden_size)
        in_sight.asked.data = torch.from_numpy(weights["asked"])
        return cls(transformer, in_sight).eval()

    def forward(
        self, inputs: torch.Tensor, positions: torch.Tensor, sides: torch.Tensor
    ) -> torch.Tensor:
        """Return what becomes of the tokens' embeddings, both of shape (pairs, tokens, size)."""
        states = self.embeddings(inputs_embeds=inputs, position_ids=positions)
        seen = _masked(_same(sides), states.dtype)
        for layer in self.apart:
            states = layer(states, seen)
        made: torch.Tensor = self.in_sight(states, sides)
        return made


def _same(sides: torch.Tensor) -> torch.Tensor:
    return sides[:, :, None] == sides[:, None, :]


def _masked(seen: torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
    """Return what is added to the attention of each token (row) to each other, for each head."""
    return (~seen).to(dtype)[:, None] * UNSEEN
