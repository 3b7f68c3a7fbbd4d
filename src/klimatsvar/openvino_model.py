"""A compiled model, and the requests that run it."""

from pathlib import Path
from threading import Lock
from typing import Any

import numpy.typing as npt

from klimatsvar.errors import ModelError
from klimatsvar.quiet_openvino import import_openvino
from klimatsvar.resident import give_memory_back


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
            raise ModelError(
                f"{self._path}: OpenVINO can't load it ({cause}); remove its folder, and it is "
                "made again"
            ) from error
        give_memory_back()
        return loaded
