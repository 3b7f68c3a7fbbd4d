"""Speak with Milvus: try again what is transient, tell plainly what is not."""

import logging
import re
import time
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

from klimatsvar.errors import StoreError
from klimatsvar.settings import MilvusServer

try:
    import grpc
    from pymilvus import MilvusClient, MilvusException
except ImportError as error:
    raise StoreError(
        f'store = "milvus": {error.name} is missing; run pip install "klimatsvar[milvus]"'
    ) from error

# It would write each error with what was asked, which may be a resident's question.
logging.getLogger("pymilvus").setLevel(logging.CRITICAL + 1)

MISSING = 100
"""Milvus' code for a collection or alias that is not there."""
_UNREACHABLE, _TOO_OFTEN, _NOT_LOADED = 2, 8, 101
_UNTOLD = (1, 65_535)
"""Codes of whatever has none of its own; a server that is being started gives them."""
_PASSING = re.compile(r"connect|not ready|unavailable|timeout|context done|deadline", re.I)
"""Words of what passes."""
_CALL_SECONDS = 30
"""One call may take so long; then it is tried again."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 3.0
"""Seconds between tries, doubled each time."""
LONG_SECONDS = 24 * 3600
"""Flushing, indexing or loading millions of rows may take so long."""
_BATCH = 500
"""Rows read at once."""


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
        given = {"timeout": _CALL_SECONDS, **given}
        collection = values[0] if values else ""
        call = partial(getattr(self._client, method), *values, **given)
        return self._tried(call, method, collection)

    def _tried(self, call: Callable[[], Any], method: str, collection: str) -> Any:
        give_up = time.monotonic() + self._patience
        pause = _FIRST_PAUSE
        while True:
            try:
                return call()
            except (MilvusException, grpc.RpcError) as error:
                unloaded = getattr(error, "code", None) == _NOT_LOADED
                late = time.monotonic() + pause > give_up
                if late or not (unloaded or _is_transient(error)):
                    raise _told(error, self._uri, method) from None
                if unloaded:  # it was started anew
                    self._load(collection)
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    def load(self, collection: str) -> None:
        """Wait until a collection can be searched and read. Raises StoreError."""
        self.do("load_collection", collection, timeout=LONG_SECONDS)

    def _load(self, collection: str) -> None:
        """Have a collection loaded, without waiting for it."""
        try:
            self._client.load_collection(collection, timeout=_CALL_SECONDS, _async=True)
        except (MilvusException, grpc.RpcError) as error:
            if not _is_transient(error):
                raise _told(error, self._uri, "load_collection") from None

    def rows(self, collection: str, where: str, fields: list[str]) -> Iterator[dict[str, Any]]:
        """Yield every row of a collection, in any order, as it is now. Raises StoreError."""
        method = "query_iterator"
        found = self.do(method, collection, _BATCH, filter=where, output_fields=fields)
        try:
            while batch := self._tried(found.next, method, collection):
                yield from batch
        finally:
            found.close()

    def wait_for_index(self, collection: str, index: str) -> None:
        """Wait until every row that was flushed is in an index. Raises StoreError."""
        give_up = time.monotonic() + LONG_SECONDS
        pause = _FIRST_PAUSE
        while self.do("describe_index", collection, index)["pending_index_rows"]:
            if time.monotonic() > give_up:
                raise StoreError(
                    f"Milvus at {self._uri}: {collection} is not indexed after "
                    f"{LONG_SECONDS} s; see Milvus' own log, then run `klimatsvar ingest` again"
                )
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    def count(self, collection: str) -> int:
        """Return how many rows a collection has now. Raises StoreError."""
        [row] = self.do("query", collection, "", output_fields=["count(*)"])
        return int(row["count(*)"])


@cache  # pymilvus shares connections in a process anyway
def connected(server: MilvusServer) -> Milvus:
    """Return the connection to a server. Raises StoreError."""
    if server.is_file:
        Path(server.uri).absolute().parent.mkdir(parents=True, exist_ok=True)
    token = server.token.get_secret_value() if server.token else ""
    give_up = time.monotonic() + _ASKING_SECONDS
    pause = _FIRST_PAUSE
    while True:
        try:
            client = MilvusClient(server.uri, token=token, timeout=_CALL_SECONDS)
            return Milvus(client, server.uri, _ASKING_SECONDS)
        except (MilvusException, grpc.RpcError) as error:
            if time.monotonic() + pause > give_up or not _is_transient(error):
                raise _told(error, server.uri, "connect") from None
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)


_ASKING_SECONDS = 10
"""How long a question waits for Milvus to come back."""


_ASKING = ("hybrid_search", "search")


def _is_transient(error: Exception) -> bool:
    if _is_refused(error):
        return False
    if isinstance(error, MilvusException):
        if error.code in _UNTOLD:
            return _PASSING.search(str(error)) is not None
        return error.code in (_UNREACHABLE, _TOO_OFTEN) or bool(getattr(error, "retriable", False))
    return _status(error) in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED)


def _told(error: Exception, uri: str, method: str) -> StoreError:
    """Return the error as staff read it, without what was asked."""
    code = error.code if isinstance(error, MilvusException) else None
    if _is_transient(error):
        told = "doesn't answer; start it, or mend milvus.uri or the network"
    elif method == "connect" and not uri.startswith("http"):
        told = (
            "can't be opened; another process may have it open: only one can. For several, start "
            "`milvus-lite server` and give its address as milvus.uri"
        )
    elif _is_refused(error):
        told = "refuses the token; mend KLIMATSVAR_MILVUS_TOKEN, or its user's rights"
    elif code == _NOT_LOADED:
        told = "still loads the index; wait, or see Milvus' own log"
    else:
        status = error.code().name if isinstance(error, grpc.Call) else f"code {code}"
        # What was asked may stand in Milvus' words, and must not come into a log.
        words = "" if method in _ASKING else f": {str(error)[:300]}"
        told = f"{method} failed ({status}){words}; see Milvus' own log"
    return StoreError(f"Milvus at {uri}: {told}", code)


def _status(error: BaseException | None) -> grpc.StatusCode | None:
    return error.code() if isinstance(error, grpc.Call) else None


def _is_refused(error: Exception) -> bool:
    # While connecting, pymilvus gives one code to all, and what gRPC said as the cause.
    said = {_status(error), _status(error.__cause__)}
    if said & {grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.PERMISSION_DENIED}:
        return True
    words = str(error).lower()
    return any(word in words for word in ("unauthenticated", "permission", "auth check"))
