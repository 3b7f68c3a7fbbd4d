"""The encoder over any sentence-transformers model, by torch."""

import hashlib
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from klimatsvar.errors import ModelError
from klimatsvar.model.bundled import ensure_bundled_model
from klimatsvar.model.encoder import PromptingEncoder, Prompts, Vectors, words_of
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
                model,
                f"can't be loaded as a sentence-transformers model ({error})",
                f'give another id or folder, or leave "model" out for {BUNDLED_MODEL_ID}',
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
        try:
            self.encode_question(model)
        except (KeyError, NotImplementedError) as error:
            raise ModelError(
                model,
                "gives no vectors of single words (it needs token embeddings and a fast tokenizer)",
                "give another model",
            ) from error
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

    def _by_torch(self, texts: list[str], **more: Any) -> Any:
        return self.loaded.encode(
            texts,
            batch_size=self.batch_size,
            prompt="",
            normalize_embeddings=True,
            show_progress_bar=False,
            **more,
        )

    def _encode(self, batches: Iterable[list[str]]) -> Iterator[Vectors]:
        for texts in batches:
            with self._one_at_a_time:
                vectors = self._by_torch(texts)
            yield np.asarray(vectors, dtype=np.float32)

    def _encode_words(
        self, batches: Iterable[tuple[list[str], list[int]]]
    ) -> Iterator[tuple[Vectors, list[Vectors]]]:
        for texts, starts in batches:
            with self._one_at_a_time:
                encoded = self._by_torch(texts, output_value=None)
                offsets = self.loaded.tokenizer(
                    texts,
                    truncation=True,
                    max_length=self.loaded.max_seq_length,
                    return_offsets_mapping=True,
                )["offset_mapping"]
            vectors = np.array([found["sentence_embedding"].numpy() for found in encoded])
            words = []
            for text, start, found, places in zip(texts, starts, encoded, offsets, strict=True):
                tokens = found["token_embeddings"][found["attention_mask"].bool()].numpy()
                words.append(words_of(text, start, tokens, np.array(places)))
            yield vectors / np.linalg.norm(vectors, axis=1, keepdims=True), words

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
        digest.update(self._axes.axes.tobytes())
        return digest.hexdigest()[:16]
