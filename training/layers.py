"""The encoder's upper layers, over stored outputs of the lower ones, which stay as they are.

What the lower layers make of a text never changes while the upper ones are tuned, so it is computed
once and kept in a file: a step then computes half of what it would.
"""

import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional
from transformers import AttentionInterface, AutoModel, AutoTokenizer

from klimatsvar.model.encoder import Framed, pooling_weights
from klimatsvar.model.reader_layers import UNSEEN

_MOST_TOKENS: Final = 512
_BATCH_TOKENS: Final = 2048
"""Tokens encoded at once, padding included."""


def attend(
    _module: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    scaling: float,
    **_: Any,
) -> tuple[torch.Tensor, None]:
    """Attend, in the precision given: the library's own ways go by 32 bits, three times as slow.

    Shapes (texts, heads, tokens, size of a head); what is made has (texts, tokens, heads, size).
    """
    with torch.autocast("cpu", enabled=False):
        scores = (query * scaling) @ key.mT
        if attention_mask is not None:
            scores += attention_mask.to(scores.dtype)
        made = torch.softmax(scores, -1) @ value
    return made.transpose(1, 2), None


_IN_TRAINING: Final = "in training"
AttentionInterface.register(_IN_TRAINING, attend)


def load(model: Path, attention: str = "sdpa") -> Any:
    """Load the encoder, to be tuned without dropout, with a way of attention."""
    return AutoModel.from_pretrained(
        model,
        attn_implementation=attention,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )


class Upper(torch.nn.Module):
    """The layers from ``frozen`` on, and the cosine from which a sentence answers."""

    def __init__(self, model: Path, frozen: int) -> None:
        """Load them."""
        super().__init__()
        whole = load(model, _IN_TRAINING)
        self.size: int = whole.config.hidden_size
        self.layers = torch.nn.ModuleList(whole.encoder.layer[frozen:])
        self.none = torch.nn.Parameter(torch.tensor(0.8))

    def forward(self, hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return the tokens' vectors, shape (texts, tokens, size)."""
        seen = None if bool(mask.all()) else (1 - mask[:, None, None, :]) * UNSEEN
        for layer in self.layers:
            hidden = layer(hidden, seen)
        return hidden


class Store:
    """What the frozen layers make of texts: 16-bit numbers in one file, a row a token."""

    def __init__(
        self, texts: Sequence[str], model: Path, frozen: int, folder: Path, version: str = ""
    ) -> None:
        """Open the file in ``folder`` for these texts, or make it (some minutes).

        ``version`` is of the layers' weights, where they are not the same for ever.
        """
        self.tokenizer = AutoTokenizer.from_pretrained(model)
        self._places = {text: place for place, text in enumerate(texts)}
        encoded = self.tokenizer(list(texts), truncation=True, max_length=_MOST_TOKENS)
        self._counts = np.array([len(ids) for ids in encoded["input_ids"]])
        self._starts = np.concatenate([[0], np.cumsum(self._counts)])
        named = "\0".join([f"{frozen}{version}", *texts])
        key = hashlib.sha256(named.encode()).hexdigest()[:12]
        path = folder / f"hidden-{key}.f16"
        if not path.exists():
            self._make(texts, model, frozen, path)
        size = load(model).config.hidden_size
        shape = (int(self._starts[-1]), size)
        self._hidden = np.memmap(path, np.float16, "r", shape=shape)

    @torch.no_grad()
    def _make(self, texts: Sequence[str], model: Path, frozen: int, path: Path) -> None:
        bert = load(model).eval()
        bert.encoder.layer = bert.encoder.layer[:frozen]
        shape = (int(self._starts[-1]), bert.config.hidden_size)
        unfinished = path.with_suffix(".part")
        made = np.memmap(unfinished, np.float16, "w+", shape=shape)
        done = 0
        for places in _batches(self._counts):
            batch = self.tokenizer(
                [texts[place] for place in places],
                padding=True,
                truncation=True,
                max_length=_MOST_TOKENS,
                return_tensors="pt",
            )
            inputs = {name: batch[name] for name in ("input_ids", "attention_mask")}
            hidden = bert(**inputs).last_hidden_state.float().half().numpy()
            for row, place in enumerate(places):
                count = self._counts[place]
                made[self._starts[place] : self._starts[place] + count] = hidden[row, :count]
            done += int(self._counts[places].sum())
            print(f"\rlower layers: {done / shape[0]:.0%}", end="", file=sys.stderr)
        made.flush()
        unfinished.rename(path)

    def encode(
        self,
        net: Upper,
        texts: Sequence[Framed],
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the texts' unit vectors, and those of their sentences in turn.

        Shapes (texts, size) and (all sentences, size).
        """
        places = np.array([self._places[text.whole] for text in texts])
        whole: list[torch.Tensor] = [torch.empty(0)] * len(texts)
        sentences: list[torch.Tensor] = [torch.empty(0)] * len(texts)
        for batch in _batches(self._counts[places]):
            hidden, mask = self._padded(places[batch])
            tokens = net(hidden, mask)
            means = (tokens * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
            for row, at in enumerate(batch):
                whole[at] = means[row]
                weights = self.weights(texts[at])
                sentences[at] = weights @ tokens[row, : weights.shape[1]]
        return (
            functional.normalize(torch.stack(whole).float(), dim=1),
            functional.normalize(torch.cat(sentences).float(), dim=1),
        )

    def weights(self, text: Framed) -> torch.Tensor:
        """Return how much each token counts for each sentence, shape (sentences, tokens)."""
        encoded = self.tokenizer(
            text.whole, truncation=True, max_length=_MOST_TOKENS, return_offsets_mapping=True
        )
        return torch.from_numpy(pooling_weights(encoded["offset_mapping"], text.in_whole))

    def states(self, text: str) -> npt.NDArray[np.float16]:
        """Return what was stored of a text, shape (tokens, size)."""
        place = self._places[text]
        return np.asarray(self._hidden[self._starts[place] : self._starts[place + 1]])

    def _padded(self, places: npt.NDArray[np.int64]) -> tuple[torch.Tensor, torch.Tensor]:
        longest = int(self._counts[places].max())
        hidden = np.zeros((len(places), longest, self._hidden.shape[1]), np.float32)
        mask = np.zeros((len(places), longest), np.float32)
        for row, place in enumerate(places):
            count = self._counts[place]
            hidden[row, :count] = self._hidden[self._starts[place] : self._starts[place] + count]
            mask[row, :count] = 1
        return torch.from_numpy(hidden), torch.from_numpy(mask)


def _batches(counts: npt.NDArray[np.int64]) -> list[npt.NDArray[np.int64]]:
    """Part texts of so many tokens into batches of like length; each has the texts' places."""
    ordered = np.argsort(counts, kind="stable")
    batches, start = [], 0
    for end in range(1, len(ordered) + 1):
        full = end == len(ordered)
        if full or (end - start + 1) * counts[ordered[end]] > _BATCH_TOKENS:
            batches.append(ordered[start:end])
            start = end
    return batches
