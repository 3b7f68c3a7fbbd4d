"""A real milvus-lite: in a file of this process, or a server that several processes share."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from klimatsvar.corpus.files import CorpusFile
from klimatsvar.corpus.read import Reading, read_file
from klimatsvar.corpus.source import Metadata
from klimatsvar.index.on_disk import Index
from klimatsvar.ingest.reading import Outline
from klimatsvar.ingest.reuse import Previous
from klimatsvar.milvus.build import prepare
from klimatsvar.milvus.finishing import finish
from klimatsvar.milvus.store import MilvusStore
from klimatsvar.milvus.writing import Writer, written
from klimatsvar.model.encoder import Encoder
from klimatsvar.settings import Settings


def settings_of(corpus: Path, uri: str, **more: Any) -> Settings:
    """Return the settings of a corpus in Milvus."""
    given = {"store": "milvus", "milvus": {"uri": uri}, "passage_tokens": 50, "sure_from": 0.0}
    return Settings.load(corpus=corpus, **{**given, **more})


def read_here(
    files: Sequence[tuple[CorpusFile, Metadata]], _: object, __: object
) -> Iterator[Reading]:
    """Read files without starting processes: that is slow, and tested elsewhere."""
    yield from (read_file(file, known, False) for file, known in files)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextmanager
def milvus_server(folder: Path, port: int | None = None) -> Iterator[str]:
    """Start a server with a database in ``folder``, yield its address, and kill it."""
    port = port or free_port()
    # With more than one worker milvus-lite loses rows when it is killed.
    where = ["--data-dir", folder / "milvus.db", "--host", "127.0.0.1", "--port", str(port)]
    command = [sys.executable, "-m", "milvus_lite", "server", *where, "--max-workers", "1"]
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(command, stdout=quiet, stderr=quiet)
    try:
        # A client that comes too early tries again ever more seldom, and may give up.
        while not _listens(port):
            assert server.poll() is None, "milvus-lite ended"
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait()


def _listens(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def copied(index: Index, settings: Settings, encoder: Encoder) -> MilvusStore:
    """Write into Milvus what an index on disk was encoded to, and open it."""
    previous = Previous.open(settings.index, encoder)
    assert previous
    build = prepare(settings.corpus, settings, encoder)
    generations = build.generations
    writer = Writer(generations, build.generation)
    for task in build.scanned.tasks:
        reading = previous.reading(task)
        assert reading, task.file.id
        encoded = index.rows.encoded(previous.position(task.file.id))
        rank = build.ranks[task.file.id]
        writer.add(written(Outline.of(reading, task), encoded, rank, "1/1"))
    writer.close()
    finish(build)
    return MilvusStore.open(settings, encoder)
