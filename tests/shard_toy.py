"""One part of a build in Milvus, in a process of its own: ``shard_toy.py CORPUS URI 1/2 [STOP]``.

With STOP it says "waiting" when all of that document, the first or another, is written but that it
is done, and waits to be killed.
"""

import sys
import time
from pathlib import Path
from typing import Any

from in_milvus import settings_of
from klimatsvar.milvus import writing
from klimatsvar.milvus.build import Shard, fill, prepare
from klimatsvar.milvus.client import Milvus
from toy import ToyEncoder

do = Milvus.do


def stop_at(document: int) -> None:
    """Wait when so many documents were to be noted as done."""
    noted = 0

    def stopping(self: Milvus, method: str, *values: Any, **given: Any) -> Any:
        nonlocal noted
        if method == "upsert" and values[1][0].get("kind") == "file":
            noted += 1
            if noted == document:
                print("waiting", flush=True)
                time.sleep(60)
        return do(self, method, *values, **given)

    setattr(Milvus, "do", stopping)  # noqa: B010, mypy knows methods as constant


if __name__ == "__main__":
    corpus, uri, shard, *stop = sys.argv[1:]
    writing._BATCH_BYTES = 1  # each row by itself
    if stop:
        stop_at(int(stop[0]))
    number, of = map(int, shard.split("/"))
    build = prepare(Path(corpus), settings_of(Path(corpus), uri), ToyEncoder())
    print("read", fill(build, Shard(number, of)), flush=True)
