"""The encoder by OpenVINO: a fast model's vectors, without torch."""

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import tee
from typing import Any, Final, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
from tokenizers import Encoding, Tokenizer

from klimatsvar.embed import PromptingEncoder, Prompts, Vectors, words_of
from klimatsvar.fast_model import FastModel
from klimatsvar.quiet_openvino import import_openvino
from klimatsvar.token_table import TokenTable

MODEL: Final = "model.xml"
TOKENIZER: Final = "tokenizer.json"
_MOST_STREAMS: Final = 4
"""Batches run at once."""
_STEP, _STEP_ALONE = 8, 24
"""Lengths of batches, in tokens, and of a text that is alone, are multiples of these."""

T = TypeVar("T")
_Run: TypeAlias = tuple[list[Encoding], Vectors, Vectors]


class OpenVinoEncoder(PromptingEncoder):
    """An ``Encoder`` over a fast model. Safe to use from several threads, which don't wait."""

    batch_size = 8  # larger ones are no faster, and take more memory

    def __init__(self, model: str, fast: FastModel) -> None:
        """Open what ``ensure_fast_model`` returned for ``model``."""
        folder, facts = fast.folder, fast.facts
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        super().__init__(
            model,
            dimension=facts.dimension,
            most_tokens=facts.most_tokens,
            prompts=Prompts(facts.query_prompt, facts.passage_prompt),
        )
        self.fingerprint = facts.fingerprint
        self._most_tokens = facts.most_tokens
        self._head_size = facts.head_size
        # Looked up here rather than by OpenVINO, which would hold them all in memory, unpacked.
        self._table = TokenTable.load(folder)
        cores = len(os.sched_getaffinity(0))
        self._streams = min(cores, _MOST_STREAMS)
        settings = {
            "NUM_STREAMS": self._streams,
            "INFERENCE_NUM_THREADS": cores,
            "ENABLE_CPU_PINNING": False,  # other processes want the cores too
        }
        core = import_openvino().Core()
        self._compiled = core.compile_model(folder / MODEL, "CPU", settings)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See ``Encoder``."""
        return [len(encoding) for encoding in self._tokenizer.encode_batch_fast(list(texts))]

    def _encode(self, batches: Iterable[list[str]]) -> Iterator[Vectors]:
        for _, _, means in self._run(map(self._tokenizer.encode_batch_fast, batches)):
            yield _unit(means)

    def _encode_words(
        self, batches: Iterable[tuple[list[str], list[int]]]
    ) -> Iterator[tuple[Vectors, list[Vectors]]]:
        kept, read = tee(batches)
        made = self._run(self._tokenizer.encode_batch(texts) for texts, _ in read)
        for (texts, starts), (encodings, tokens, means) in zip(kept, made, strict=True):
            words = []
            for text, start, encoding, own in zip(texts, starts, encodings, tokens, strict=True):
                places = np.array(self._cut(encoding.offsets))
                words.append(words_of(text, start, own[: len(places)], places))
            yield _unit(means), words

    def _run(self, batches: Iterable[list[Encoding]]) -> Iterator[_Run]:
        """Yield each batch, its tokens' vectors, shape (texts, longest, size), and their means.

        While some batches are run, the next is tokenised.
        """
        running: deque[tuple[list[Encoding], Any]] = deque()
        for encodings in batches:
            request = self._compiled.create_infer_request()
            request.start_async(self._inputs(encodings))
            running.append((encodings, request))
            if len(running) > self._streams:
                yield _finished(*running.popleft())
        while running:
            yield _finished(*running.popleft())

    def _inputs(self, encodings: list[Encoding]) -> list[npt.NDArray[Any]]:
        ids = [self._cut(encoding.ids) for encoding in encodings]
        # Another length than before costs OpenVINO some milliseconds of preparation, a new one 20:
        # as much as a question, of which most are of up to 24 tokens.
        step = _STEP if len(ids) > 1 else _STEP_ALONE
        length = min(-(-max(map(len, ids)) // step) * step, self._most_tokens)
        if length == self._head_size:
            # OpenVINO 2026.4 gives wrong vectors where its two innermost sizes are equal, in
            # eight-bit models on processors that compute with bfloat16.
            length += _STEP
        return list(self._table.embedded(ids, length))

    def _cut(self, of_tokens: list[T]) -> list[T]:
        """Return what is known of each token, of as many as the model reads, the last one kept."""
        most = self._most_tokens
        return of_tokens if len(of_tokens) <= most else of_tokens[: most - 1] + of_tokens[-1:]


def _finished(encodings: list[Encoding], request: Any) -> _Run:
    request.wait()
    tokens, means = (request.get_output_tensor(i).data for i in (0, 1))
    return encodings, tokens, means


def _unit(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)
