"""Keep answering from the newest index: notice a new generation and change over to it."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context

from klimatsvar.assistant import Assistant
from klimatsvar.errors import KlimatsvarError, StoreError
from klimatsvar.types import Answer

_SECONDS_BETWEEN_LOOKS = 2

_NOT_USED = "the new index is not used, the old one answers on"
_UNREACHED = "no question can be answered, since the index can't be reached"

_log = logging.getLogger(__name__)


class LiveAssistant:
    """The assistant over the generation that serves at the moment. Safe to use from threads.

    ``now()`` gives an assistant that stays what it is, so that a question that is being answered
    ends with the index it began with.
    """

    def __init__(self, first: Assistant) -> None:
        """Begin with ``first``."""
        self._assistant = first
        self._records: tuple[Callable[[Answer], None], ...] = ()
        self._told: str | None = None
        self._unreached_since: float | None = None

    def record(self, record: Callable[[Answer], None]) -> None:
        """From now on hand every answer to ``record`` too, whoever asks."""
        self._records = (*self._records, record)

    def now(self) -> Assistant:
        """Return the assistant to ask."""
        return self._assistant.recorded(self._hand_on) if self._records else self._assistant

    def _hand_on(self, answer: Answer) -> None:
        for record in self._records:
            record(answer)

    def unrecorded(self) -> Assistant:
        """Return the assistant to ask what no resident asks, or what one asked before."""
        return self._assistant

    @property
    def unreached(self) -> float:
        """Seconds since the store of the index stopped answering; 0 while it answers.

        Only Milvus can be out of reach: of an index on disk, what answers is open here already.
        """
        since = self._unreached_since
        return 0 if since is None else time.monotonic() - since

    def refresh(self) -> None:
        """Change over if another generation serves. What stands in the way is told of once."""
        try:
            self._change_over()
        except Exception:  # the watch must not end, or the page would never change over again
            _log.exception("the new index could not be opened, the old one answers on")

    def _change_over(self) -> None:
        try:
            if self._is_replaced():
                self._assistant = self._assistant.newest()
            self._told = None
        except KlimatsvarError as error:
            if str(error) != self._told:  # whose words are read from a file, which may fail too
                self._told = str(error)
                unreached = self._unreached_since is not None
                _log.error("%s: %s", _UNREACHED if unreached else _NOT_USED, error)

    def _is_replaced(self) -> bool:
        """Tell whether another generation serves; remember since when the store gives no answer."""
        began = time.monotonic()
        since = None
        try:
            return self._assistant.is_replaced()
        except StoreError:
            since = self._unreached_since or began
            raise
        finally:
            if since is None and self._unreached_since is not None:
                _log.warning("the index is reached again, after %.0f seconds", self.unreached)
            self._unreached_since = since

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Look for a new generation every two seconds, in a thread."""
        stop = threading.Event()

        def watch() -> None:
            while not stop.wait(_SECONDS_BETWEEN_LOOKS):
                self.refresh()

        here = copy_context()  # so that the log names the department
        thread = threading.Thread(target=here.run, args=(watch,), name="index watch", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()
