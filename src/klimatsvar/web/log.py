"""What the service writes to standard error: a line a happening, with time and level.

Nothing that was typed gets there. Our own messages hold none of it; of what libraries log, whose
messages may, only the place and the kind are kept.
"""

import json
import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal, TextIO, TypeAlias

from klimatsvar.language.letters import visible
from klimatsvar.system import place

LogFormat: TypeAlias = Literal["text", "json"]
_OURS: Final = "klimatsvar"
_SECONDS: Final = 60
"""A message that comes again is written once in so long."""
_MOST_KNOWN: Final = 1000
"""Messages that are told apart; further ones are written each time."""

DEPARTMENT: Final = ContextVar("department", default="")
"""The one whose work is done; empty where there is only one."""


@contextmanager
def of_department(name: str) -> Iterator[None]:
    """Let what is logged meanwhile, and by what begins meanwhile, name a department."""
    token = DEPARTMENT.set(name)
    try:
        yield
    finally:
        DEPARTMENT.reset(token)


@dataclass(slots=True)
class _Told:
    """A message that was written."""

    since: float
    again: int = 0
    """How often it came since then, unwritten."""


class OnceAMinute(logging.Handler):
    """Writes each message at most once a minute, and then how often it came meanwhile.

    So a fault that every request meets fills no disk, and is not forgotten either.
    """

    def __init__(
        self, stream: TextIO, form: LogFormat, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """``clock`` gives seconds, and never less than before."""
        super().__init__(logging.INFO)
        self._stream = stream
        self._form = form
        self._clock = clock
        self._told: dict[tuple[str, str], _Told] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record, or count it."""
        level, message = record.levelname.lower(), _message(record)
        if record.levelno < logging.WARNING:  # of the access log: each is a happening
            self._write(level, message, record.created)
            return
        key, now = (level, message), self._clock()
        known = self._told.get(key)
        if known and now - known.since < _SECONDS:
            known.again += 1
            return
        if known or len(self._told) < _MOST_KNOWN:
            self._told[key] = _Told(now)
        self._write(level, message, record.created, known.again if known else 0)

    def tell_repeated(self, *, at_end: bool = False) -> None:
        """Write how often messages came again since they were written a minute ago, or, ``at_end``,
        whenever that was; forget the rest of them."""
        self.acquire()
        try:
            now = self._clock()
            for key, told in list(self._told.items()):
                if not at_end and now - told.since < _SECONDS:
                    continue
                del self._told[key]
                if told.again:
                    self._told[key] = _Told(now)
                    self._write(*key, time.time(), told.again)
        finally:
            self.release()

    def _write(self, level: str, message: str, at: float, again: int = 0) -> None:
        when = datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")
        if self._form == "json":
            told: dict[str, Any] = {"time": when, "level": level, "message": message}
            line = json.dumps({**told, "again": again} if again else told, ensure_ascii=False)
        else:
            times = f" ({again} more since the last such line)" if again else ""
            line = f"{when} {level} {message}{times}"
        with suppress(OSError, ValueError):  # nobody is to go without an answer for a full disk
            self._stream.write(line + "\n")
            self._stream.flush()


def _message(record: logging.LogRecord) -> str:
    """Return what a record says, on one line; of a library's, where it was logged and its kind."""
    error = record.exc_info[1] if record.exc_info else None
    kind = f": {type(error).__name__}" if error else ""
    if record.name.partition(".")[0] != _OURS:
        return visible(f"{record.name}, {record.module}:{record.lineno}{kind}")
    department = DEPARTMENT.get()
    told = (f"{department}: " if department else "") + visible(record.getMessage()) + kind
    return f"{told} in {place(error)}" if error else told


@contextmanager
def logging_to(stream: TextIO = sys.stderr, form: LogFormat = "text") -> Iterator[OnceAMinute]:
    """Write what is logged meanwhile to ``stream``, and nothing of it elsewhere."""
    root, own = logging.getLogger(), logging.getLogger(_OURS)
    before, level = root.handlers[:], own.level
    handler = OnceAMinute(stream, form)
    root.handlers = [handler]
    own.setLevel(logging.INFO)
    stop = threading.Event()

    def tell() -> None:
        while not stop.wait(_SECONDS):
            handler.tell_repeated()

    thread = threading.Thread(target=tell, name="log", daemon=True)
    thread.start()
    try:
        yield handler
    finally:
        stop.set()
        thread.join()
        handler.tell_repeated(at_end=True)
        root.handlers = before
        own.setLevel(level)
