"""A real milvus-lite, in a file of this process or as a server that several share."""

import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from klimatsvar.errors import StoreError
from klimatsvar.milvus.client import connected
from klimatsvar.milvus.finishing import finish
from klimatsvar.milvus.ingest import prepare
from klimatsvar.milvus.records import Records
from klimatsvar.milvus.writing import Writer, written
from klimatsvar.embed import Encoder
from klimatsvar.outlines import Outline
from klimatsvar.reuse import Previous
from klimatsvar.settings import MilvusServer, Settings

__all__ = ["Records", "copied", "milvus_server", "settings_of"]


def settings_of(corpus: Path, uri: str, **more: object) -> Settings:
    """Return the settings of a corpus in Milvus."""
    given = {"store": "milvus", "milvus": {"uri": uri}, "passage_tokens": 50, "threshold": 0.0}
    return Settings.load(corpus=corpus, **{**given, **more})


@contextmanager
def milvus_server(folder: Path) -> Iterator[str]:
    """Start a server with a new database in ``folder``, and yield its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    # With more than one worker milvus-lite loses rows when it is killed.
    command = ["--data-dir", folder / "milvus.db", "--host", "127.0.0.1", "--port", str(port)]
    program = Path(sys.executable).with_name("milvus-lite")
    server = subprocess.Popen(
        [program, "server", *command, "--max-workers", "1"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    uri = f"http://127.0.0.1:{port}"
    try:
        connected(MilvusServer(uri=uri))
        yield uri
    finally:
        server.send_signal(signal.SIGKILL)
        server.wait()
