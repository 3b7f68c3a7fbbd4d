"""Speak with Milvus: try again what is transient, tell plainly what is not."""

import contextlib
import logging
import re
import time
from collections.abc import Callable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from klimatsvar.errors import StoreError
from klimatsvar.settings import MilvusServer
from klimatsvar.system import pip_install

try:
    import grpc
    from pymilvus import MilvusClient, MilvusException
except ImportError as error:
    raise StoreError(
        "milvus_package_missing", package=error.name, install=pip_install("milvus")
    ) from error

# They would write each error with what was asked, which may be a resident's question.
for _logger in ("pymilvus", "pymilvus.milvus_client", "milvus_lite"):
    logging.getLogger(_logger).setLevel(logging.CRITICAL + 1)

MISSING, ALIAS_TAKEN = 100, 1602
"""Milvus' codes for a collection or alias that is not there, and for an alias that is."""
LONG_SECONDS = 24 * 3600
"""Flushing, indexing or loading millions of rows may take so long."""

_ASKING_SECONDS = 10
"""How long a question waits for Milvus to come back."""
_CALL_SECONDS = 30
"""One call may take so long; then it is tried again."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 3.0
"""Seconds between tries, doubled each time."""

_NOT_LOADED = 101
_PASSES = frozenset({2, 8, 103, 106, 401, 503, 601, 602, 901, 902, 904, 905})
"""Codes of a server that can't be reached or is asked too often, and of a cluster whose parts move:
collections that are not loaded yet, and replicas, channels, segments and nodes that are gone."""
_UNTOLD = (1, 65_535)
"""Codes of whatever has none of its own; a server that is being started gives them."""
_PASSING = re.compile(
    r"connect|not ready|unavailable|timeout|context done|deadline"
    r"|no data left|not fully written",  # milvus-lite, of an index that it still writes
    re.I,
)
"""Words of what passes."""
_ASKING = ("hybrid_search", "search")


class Milvus:
    """A connection. Safe to use from several threads."""

    def __init__(self, client: MilvusClient, uri: str, patience: float) -> None:
        """Take an open client; ``patience``, in seconds, is how long a call is tried again."""
        self._client = client
        self._uri = uri
        self._patience = patience

    def patient(self, seconds: float) -> "Milvus":
        """Return the same connection, with another patience."""
        return Milvus(self._client, self._uri, seconds)

    @property
    def is_lite(self) -> bool:
        """Tell whether milvus-lite answers, which is for trying out and small corpora."""
        return str(self.do("get_server_version")).startswith("milvus_lite")

    def do(self, method: str, *values: Any, **given: Any) -> Any:
        """Call a method of ``MilvusClient``, whose first value is a collection if it takes any.

        Raises StoreError; its ``code`` is Milvus' own, if any.
        """

        def call(left: float) -> Any:
            seconds = {"timeout": min(left, _CALL_SECONDS)}
            return getattr(self._client, method)(*values, **{**seconds, **given})

        return self._tried(call, method, values[0] if values else "")

    def _tried(self, call: Callable[[float], Any], method: str, collection: str) -> Any:
        def load() -> None:
            self._client.load_collection(collection, timeout=_CALL_SECONDS, _async=True)

        return _tried(call, self._patience, self._uri, method, load)

    def load(self, collection: str, seconds: float = LONG_SECONDS) -> None:
        """Wait, so long, until a collection can be searched and read. Raises StoreError."""
        self.do("load_collection", collection, timeout=seconds)

    def rows(
        self, collection: str, where: str, fields: list[str], at_once: int = 500
    ) -> Iterator[dict[str, Any]]:
        """Yield every row of a collection, in any order, as it is now. Raises StoreError."""
        method = "query_iterator"
        found = self.do(method, collection, at_once, filter=where, output_fields=fields)
        try:
            while batch := self._tried(lambda _: found.next(), method, collection):
                yield from batch
        finally:
            found.close()

    def wait_for_index(self, collection: str, index: str) -> None:
        """Wait until every row that was flushed is in an index. Raises StoreError."""
        pauses = _pauses(LONG_SECONDS)
        while self.do("describe_index", collection, index)["pending_index_rows"]:
            if not next(pauses, False):
                raise StoreError(
                    "milvus_not_indexed", uri=self._uri, collection=collection, seconds=LONG_SECONDS
                )

    def properties(self, collection: str) -> dict[str, str] | None:
        """Return a collection's properties, None if there is no such. Raises StoreError."""
        try:
            found: dict[str, str] = self.do("describe_collection", collection)["properties"]
        except StoreError as error:
            if error.code == MISSING:
                return None
            raise
        return found

    def count(self, collection: str) -> int:
        """Return how many rows a collection has now. Raises StoreError."""
        [row] = self.do("query", collection, "", output_fields=["count(*)"])
        return int(row["count(*)"])


@cache  # pymilvus shares connections in a process anyway
def connected(server: MilvusServer) -> Milvus:
    """Return the connection to a server. Raises StoreError."""
    if server.is_file:
        if find_spec("milvus_lite") is None:
            raise StoreError("milvus_lite_missing", uri=server.uri)
        Path(server.uri).absolute().parent.mkdir(parents=True, exist_ok=True)
    token = server.token.get_secret_value() if server.token else ""

    def connect(left: float) -> MilvusClient:
        return MilvusClient(server.uri, token=token, timeout=left)

    client = _tried(connect, _ASKING_SECONDS, server.uri, "connect", lambda: None)
    return Milvus(client, server.uri, _ASKING_SECONDS)


def _tried(
    call: Callable[[float], Any], seconds: float, uri: str, method: str, load: Callable[[], None]
) -> Any:
    """Return what a call gives, made again for so many seconds while it fails for what passes.

    It is given the seconds that are left, a second at least. ``load`` asks for a collection that a
    server, started anew, has not loaded yet.
    """
    give_up = time.monotonic() + seconds
    pauses = _pauses(seconds)
    while True:
        try:
            return call(max(give_up - time.monotonic(), 1.0))
        except (MilvusException, grpc.RpcError) as error:
            unloaded = getattr(error, "code", None) == _NOT_LOADED
            if not ((unloaded or _is_transient(error)) and next(pauses, False)):
                raise _told(error, uri, method) from None
        if unloaded:
            with contextlib.suppress(MilvusException, grpc.RpcError):  # the call will tell
                load()


def _pauses(seconds: float) -> Iterator[bool]:
    """Pause, longer each time, until so much time has passed."""
    give_up = time.monotonic() + seconds
    pause = _FIRST_PAUSE
    while time.monotonic() + pause <= give_up:
        time.sleep(pause)
        yield True
        pause = min(2 * pause, _LONGEST_PAUSE)


def _is_transient(error: Exception) -> bool:
    if _is_refused(error):
        return False
    if isinstance(error, MilvusException):
        if error.code in _UNTOLD:
            return _PASSING.search(str(error)) is not None
        return error.code in _PASSES or bool(error.retriable)
    return _status(error) in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED)


def _is_refused(error: Exception) -> bool:
    # While connecting, pymilvus gives one code to all, and what gRPC said as the cause.
    said = {_status(error), _status(error.__cause__)}
    if said & {grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.PERMISSION_DENIED}:
        return True
    words = str(error).lower()
    return any(word in words for word in ("unauthenticated", "permission", "auth check"))


def _status(error: BaseException | None) -> grpc.StatusCode | None:
    return error.code() if isinstance(error, grpc.Call) else None


_FAULTS = {
    _NOT_LOADED: "milvus_still_loads",
    3: "milvus_without_memory",
    7: "milvus_without_disk",
    9: "milvus_takes_no_more",
}
"""Keys of messages by Milvus' code."""


def _told(error: Exception, uri: str, method: str) -> StoreError:
    """Return the error as staff read it, without what was asked."""
    code = error.code if isinstance(error, MilvusException) else None
    if _is_transient(error):
        key = "milvus_silent"
    elif method == "connect" and not uri.startswith("http"):
        key = "milvus_file_not_opened"
    elif _is_refused(error):
        key = "milvus_refuses_token"
    elif code in _FAULTS:
        key = _FAULTS[code]
    else:
        status = _status(error)
        named = status.name if status else f"code {code}"
        # What was asked may stand in Milvus' words, and must not come into a log.
        words = "" if method in _ASKING else f": {str(error)[:300]}"
        failed = f"{method} ({named}){words}"
        return StoreError("milvus_failed", uri=uri, failed=failed, code=code)
    return StoreError(key, uri=uri, code=code)
