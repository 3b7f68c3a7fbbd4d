"""The encoder over any sentence-transformers model, by torch."""

import hashlib
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from klimatsvar.errors import ModelError
from klimatsvar.model.bundled import ensure_bundled_model
from klimatsvar.model.encoder import PromptingEncoder, Prompts, Vectors
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
        try:
            self.loaded: Any = SentenceTransformer(
                source, device="cpu", local_files_only=bundled or Path(source).is_dir()
            )
        except (OSError, ValueError) as error:
            raise ModelError(
                "model_not_loaded", model=model, reason=error, bundled=BUNDLED_MODEL_ID
            ) from error
        # A fast tokenizer raises "already borrowed" when two threads use it at once.
        self._one_at_a_time = threading.Lock()
        told = {name: prompt or "" for name, prompt in self.loaded.prompts.items()}
        super().__init__(
            model,
            dimension=int(self.loaded.get_embedding_dimension() or 0),
            most_tokens=int(self.loaded.max_seq_length or 512),
            prompts=Prompts(told.get("query", ""), told.get("passage") or told.get("document", "")),
        )
        self.fingerprint = self._make_fingerprint()

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See ``Encoder``."""
        if not texts:
            return []
        with self._one_at_a_time:
            tokens = self.loaded.tokenizer(list(texts), truncation=False, verbose=False)[
                "input_ids"
            ]
        return [len(ids) for ids in tokens]

    def _encode(self, batches: Iterable[list[str]]) -> Iterator[Vectors]:
        for texts in batches:
            with self._one_at_a_time:
                vectors = self.loaded.encode(
                    texts,
                    batch_size=self.batch_size,
                    prompt="",
                    normalize_embeddings=True,
                    show_progress_bar=False,
                )
            yield np.asarray(vectors, dtype=np.float32)

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
