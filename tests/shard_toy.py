"""One part of a build in Milvus, in a process of its own: ``shard_toy.py CORPUS URI 1/2 [STOP]``.

With STOP it says "waiting" after so many documents, and waits to be killed.
"""

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from in_milvus import settings_of
from klimatsvar.embed import Progress, Vectors
from klimatsvar.milvus import writing
from klimatsvar.milvus.ingest import Shard, fill, prepare
from klimatsvar.words import WordVectors
from toy import ToyEncoder


class Stopping(ToyEncoder):
    """Encodes so many times, then waits to be killed."""

    def __init__(self, stop: int) -> None:
        super().__init__()
        self._left = stop

    def encode_sentences(
        self, texts: Sequence[str], starts: Sequence[int], progress: Progress | None = None
    ) -> tuple[Vectors, list[WordVectors]]:
        if not self._left:
            print("waiting", flush=True)
            time.sleep(60)
        self._left -= 1
        return super().encode_sentences(texts, starts, progress)


if __name__ == "__main__":
    from klimatsvar import content

    corpus, uri, shard, *stop = sys.argv[1:]
    content._AT_ONCE = 1  # each document by itself, ...
    writing._BATCH_BYTES = 1  # ... and written at once
    encoder = Stopping(int(stop[0])) if stop else ToyEncoder()
    number, of = map(int, shard.split("/"))
    build = prepare(Path(corpus), settings_of(Path(corpus), uri), encoder)
    print("read", fill(build, Shard(number, of)), flush=True)
