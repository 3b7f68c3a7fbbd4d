"""The encoder over any sentence-transformers model, by torch."""

import hashlib
import threading
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, pairwise
from pathlib import Path
from typing import Any

import numpy as np

from klimatsvar.errors import ModelError
from klimatsvar.model.bundled import ensure_bundled_model
from klimatsvar.model.encoder import (
    Framed,
    PromptingEncoder,
    Prompts,
    Tokens,
    Vectors,
    pooled,
)
from klimatsvar.model.fast import POOLING_MODULES
from klimatsvar.model.reader import Floats, Head, find_readers, sides_of
from klimatsvar.settings import BUNDLED_MODEL_ID


class SentenceTransformerEncoder(PromptingEncoder):
    """An ``Encoder`` over any sentence-transformers model, by torch."""

    def __init__(self, model: str, cache: Path) -> None:
        """Load ``model``: the bundled one, a folder, or a model id.

        No network is used for the bundled model or a folder. Raises ModelError.
        """
        # Loading torch takes seconds; commands that need no encoder should not pay for it.
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()
        bundled = model == BUNDLED_MODEL_ID
        source = str(ensure_bundled_model(cache)) if bundled else model
        self.folder = Path(source)
        try:
            self.loaded: Any = SentenceTransformer(
                source, device="cpu", local_files_only=bundled or Path(source).is_dir()
            )
        except (OSError, ValueError) as error:
            raise ModelError(
                "model_not_loaded", model=model, reason=error, bundled=BUNDLED_MODEL_ID
            ) from error
        kinds = [type(module).__name__ for module in self.loaded]
        self._pools_the_mean = (
            kinds in POOLING_MODULES
            and self.loaded[1].pooling_mode == "mean"
            and self.loaded.tokenizer.is_fast
        )
        most_tokens = int(self.loaded.max_seq_length or 512)
        # A fast tokenizer raises "already borrowed" when two threads use it at once.
        self._one_at_a_time = threading.Lock()
        told = {name: prompt or "" for name, prompt in self.loaded.prompts.items()}
        super().__init__(
            model,
            dimension=int(self.loaded.get_embedding_dimension() or 0),
            most_tokens=most_tokens,
            prompts=Prompts(told.get("query", ""), told.get("passage") or told.get("document", "")),
        )
        self.fingerprint = self._make_fingerprint()
        self.readings: dict[str, Any] = {}
        if self._pools_the_mean and (readers := find_readers(self.folder)):
            from safetensors.numpy import load_file

            from klimatsvar.model.reader_layers import Reading

            weights = {kind: load_file(path) for kind, path in readers.items()}
            self._heads = {kind: Head.of(own) for kind, own in weights.items()}
            for kind, own in weights.items():
                self.readings[kind] = Reading.of(self.loaded[0].auto_model, own)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See ``Encoder``."""
        if not texts:
            return []
        with self._one_at_a_time:
            tokens = self.loaded.tokenizer(list(texts), truncation=False, verbose=False)[
                "input_ids"
            ]
        return [len(ids) for ids in tokens]

    def _encode(self, batches: Iterable[list[Framed]]) -> Iterator[list[Vectors]]:
        encoded = self._pooled if self._pools_the_mean else self._apart
        for texts in batches:
            with self._one_at_a_time:
                vectors = encoded(texts)
            yield vectors

    def _pooled(self, texts: Sequence[Framed]) -> list[Vectors]:
        """Encode texts, and their sentences by the tokens that these have in them."""
        import torch

        tokens = self.loaded.tokenizer(
            [text.whole for text in texts],
            padding=True,
            truncation=True,
            max_length=self._most_tokens,
            return_offsets_mapping=True,
            return_tensors="pt",
        )
        offsets = tokens.pop("offset_mapping").numpy()
        with torch.no_grad():
            states = self.loaded[0].auto_model(**tokens).last_hidden_state.float().numpy()
        return [
            pooled(own[there], places[there], text.in_whole)
            for own, places, there, text in zip(
                states, offsets, tokens["attention_mask"].bool().numpy(), texts, strict=True
            )
        ]

    def _tokens(self, texts: Sequence[str], most: int) -> list[Tokens]:
        told = self.loaded.tokenizer(
            list(texts), truncation=True, max_length=most, return_offsets_mapping=True
        )
        return [Tokens(*one) for one in zip(told["input_ids"], told["offset_mapping"], strict=True)]

    def _read(self, reader: str, told: Sequence[list[int]], asked: list[int]) -> Floats:
        import torch

        rows = [torch.tensor([*ids, *asked]) for ids in told]
        ids = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True)
        sides, positions = sides_of([(len(own), len(asked)) for own in told], ids.shape[1])
        with self._one_at_a_time, torch.no_grad():
            inputs = self.loaded[0].auto_model.get_input_embeddings()(ids)
            read = self.readings[reader]
            states = read(inputs, torch.from_numpy(positions), torch.from_numpy(sides))
        return np.asarray(states.float().numpy())

    def _apart(self, texts: Sequence[Framed]) -> list[Vectors]:
        """Encode texts, and their sentences alone under what stands above the texts.

        That is for models whose vectors are not the mean of their tokens'.
        """
        read = [[text.whole, *text.alone()] for text in texts]
        vectors = self.loaded.encode(
            list(chain.from_iterable(read)),
            batch_size=self.batch_size,
            prompt="",
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        ends = accumulate((len(own) for own in read), initial=0)
        return [np.asarray(vectors[start:end], np.float32) for start, end in pairwise(ends)]

    def _make_fingerprint(self) -> str:
        """Hash every 997th weight, the prompts, and a probe's tokens.

        Cheap, and different for any other model or fine-tuning, which moves all weights.
        """
        digest = hashlib.sha256()
        for name, tensor in sorted(self.loaded.state_dict().items()):
            sample = tensor.detach().flatten()[::997].float().numpy()
            digest.update(f"{name}{tuple(tensor.shape)}".encode())
            digest.update(sample.tobytes())
        probe = "Klimatneutrala Borås 2030: 16 % per år, ”ett gott liv för alla”"
        ids = self.loaded.tokenizer(probe)["input_ids"]
        digest.update(repr((self.prompts.query, self.prompts.passage, ids)).encode())
        return digest.hexdigest()[:16]
