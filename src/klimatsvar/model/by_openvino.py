"""The encoder by OpenVINO: a fast model's vectors, without torch."""

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from threading import Lock
from typing import Any, Final, TypeVar

import numpy.typing as npt
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from klimatsvar.errors import ModelError
from klimatsvar.model.encoder import (
    Framed,
    Pieces,
    PromptingEncoder,
    Prompts,
    Tokens,
    Vectors,
    pooled,
)
from klimatsvar.model.fast import FastModel, import_openvino
from klimatsvar.model.reader import Floats, Head, find_readers, sides_of
from klimatsvar.model.token_table import TokenTable
from klimatsvar.system import give_memory_back


class OpenVinoModel:
    """A model as ``quantise.py`` wrote it, loaded when it is first run. Safe to use from threads.

    Its requests are used again, since a new one prepares for each length anew.
    """

    def __init__(self, path: Path, streams: int, threads: int) -> None:
        """``streams`` batches will be run at once, by so many threads in all."""
        self.streams = streams
        self._path = path
        self._settings = {
            "NUM_STREAMS": streams,
            "INFERENCE_NUM_THREADS": threads,
            "ENABLE_CPU_PINNING": False,  # other processes want the cores too
        }
        self._loading = Lock()
        self._loaded: Any = None
        self._idle: list[Any] = []

    def start(self, inputs: list[npt.NDArray[Any]]) -> Any:
        """Return a request that is at work, or waits for a stream. Raises ModelError."""
        with self._loading:
            self._loaded = self._loaded or self._load()
        try:
            request = self._idle.pop()
        except IndexError:
            request = self._loaded.create_infer_request()
        request.start_async(inputs)
        return request

    def release(self, request: Any) -> None:
        """Take back a request; what it found is overwritten by the next."""
        self._idle.append(request)

    def _load(self) -> Any:
        try:
            compiled = self._path.read_bytes()
            loaded = import_openvino().Core().import_model(compiled, "CPU", self._settings)
        except (OSError, RuntimeError) as error:
            cause = str(error).strip().splitlines()[-1]
            raise ModelError("openvino_cannot_load", path=self._path, reason=cause) from error
        give_memory_back()
        return loaded


T = TypeVar("T")

MODEL: Final = "model.blob"
READING: Final = "{reader}.blob"
"""A reader's layers and those below."""
TOKENIZER: Final = "tokenizer.json"
_MOST_STREAMS: Final = 4
"""Batches run at once."""
_STEP, _STEP_ALONE = 16, 24
"""Lengths of batches, in tokens, and of a text that is alone, are multiples of these.

Vectors of the processor hold 16 numbers: even 200 tokens take longer than 208.
"""
_COUNTED_AT_ONCE: Final = 1024
"""Texts; what the tokenizer tells of each takes some kilobytes."""


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
        self._head_size = facts.head_size
        # Looked up here rather than by OpenVINO, which would hold them all in memory, unpacked.
        self._table = TokenTable.load(folder)
        # A question alone is run by one thread: more take no less time, and more of the processor.
        self._one_by_one = OpenVinoModel(folder / MODEL, streams=1, threads=1)
        cores = len(os.sched_getaffinity(0))
        self._at_once = OpenVinoModel(
            folder / MODEL, streams=min(cores, _MOST_STREAMS), threads=cores
        )
        readers = find_readers(folder)
        self._heads = {kind: Head.of(load_file(path)) for kind, path in readers.items()}
        self._readings = {
            kind: OpenVinoModel(folder / READING.format(reader=kind), streams=1, threads=cores)
            for kind in readers
        }

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See ``Encoder``."""
        counts: list[int] = []
        for start in range(0, len(texts), _COUNTED_AT_ONCE):
            some = list(texts[start : start + _COUNTED_AT_ONCE])
            counts += map(len, self._tokenizer.encode_batch_fast(some))
        return counts

    def _encode(self, batches: Iterable[list[Framed]]) -> Iterator[list[Vectors]]:
        tokenised = map(self._tokenised, batches)
        ahead = list(islice(tokenised, 2))
        alone = [len(texts) for texts in ahead] == [1]
        model = self._one_by_one if alone else self._at_once
        running: deque[tuple[Any, list[_Text]]] = deque()
        # While some batches are run, the next is tokenised.
        for texts in chain(ahead, tokenised):
            running.append((model.start(self._inputs(texts)), texts))
            if len(running) > model.streams:
                yield _finished(model, *running.popleft())
        while running:
            yield _finished(model, *running.popleft())

    def _tokens(self, texts: Sequence[str], most: int) -> list[Tokens]:
        told = self._tokenizer.encode_batch(list(texts))
        return [Tokens(_cut(one.ids, most), _cut(one.offsets, most)) for one in told]

    def _read(self, reader: str, told: Sequence[list[int]], asked: list[int]) -> Floats:
        length = self._length(max(map(len, told)) + len(asked), _STEP)
        embedded, _ = self._table.embedded([[*ids, *asked] for ids in told], length)
        sides, positions = sides_of([(len(ids), len(asked)) for ids in told], length)
        model = self._readings[reader]
        request = model.start([embedded, positions, sides])
        request.wait()
        states: Floats = request.get_output_tensor(0).data.copy()
        model.release(request)
        return states

    def _tokenised(self, texts: Sequence[Framed]) -> list["_Text"]:
        wholes, most = [text.whole for text in texts], self._most_tokens
        if any(text.sentences for text in texts):
            tokens = self._tokens(wholes, most)
            return [_Text(own, text.in_whole) for own, text in zip(tokens, texts, strict=True)]
        fast = self._tokenizer.encode_batch_fast(wholes)  # it leaves the offsets out
        return [_Text(Tokens(_cut(one.ids, most), []), ()) for one in fast]

    def _inputs(self, texts: list["_Text"]) -> list[npt.NDArray[Any]]:
        ids = [text.tokens.ids for text in texts]
        # Another length than before costs OpenVINO some milliseconds of preparation, a new one 20:
        # as much as a question, of which most are of up to 24 tokens.
        step = _STEP if len(ids) > 1 else _STEP_ALONE
        length = min(self._length(max(map(len, ids)), step), self._most_tokens)
        return list(self._table.embedded(ids, length))

    def _length(self, tokens: int, step: int) -> int:
        """Return the length of a batch whose longest text has so many tokens."""
        length = -(-tokens // step) * step
        # OpenVINO 2026.4 gives wrong vectors where its two innermost sizes are equal, in
        # eight-bit models on processors that compute with bfloat16.
        return length + _STEP if length == self._head_size else length


@dataclass(frozen=True, slots=True)
class _Text:
    """What is read at once; without places of its tokens where no sentence has its own vector."""

    tokens: Tokens
    sentences: tuple[Pieces, ...]


def _cut(tokens: list[T], most: int) -> list[T]:
    """Return so many of a text's tokens, the last one kept."""
    return tokens if len(tokens) <= most else tokens[: most - 1] + tokens[-1:]


def _finished(model: OpenVinoModel, request: Any, texts: list[_Text]) -> list[Vectors]:
    """Return a batch's unit vectors when it is done."""
    request.wait()
    states = request.get_output_tensor(0).data
    vectors = [
        pooled(own[: len(text.tokens.ids)], text.tokens.offsets, text.sentences)
        for own, text in zip(states, texts, strict=True)
    ]
    model.release(request)
    return vectors
