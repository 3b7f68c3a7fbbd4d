"""Keep answering from the newest index: notice a new generation and change over to it."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from klimatsvar.assistant import Asked, Assistant
from klimatsvar.errors import KlimatsvarError
from klimatsvar.types import Answer

_SECONDS_BETWEEN_LOOKS = 2

_log = logging.getLogger(__name__)


class LiveAssistant:
    """The assistant over the generation that serves at the moment. Safe to use from threads.

    ``now()`` gives an assistant that stays what it is, so that a question that is being answered
    ends with the index it began with.
    """

    def __init__(self, first: Assistant) -> None:
        """Begin with ``first``."""
        self._assistant = first
        self._record: Callable[[Answer], None] | None = None
        self._refused: str | None = None

    def record(self, record: Callable[[Answer], None]) -> None:
        """From now on hand every answer to ``record`` too, whoever asks."""
        self._record = record

    def now(self) -> Assistant:
        """Return the assistant to ask."""
        return _Recorded(self._assistant, self._record) if self._record else self._assistant

    def unrecorded(self) -> Assistant:
        """Return the assistant to ask what no resident asks, or what one asked before."""
        return self._assistant

    def refresh(self) -> None:
        """Change over if another generation serves. One that can't be opened is told of once."""
        try:
            self._assistant = self._assistant.newest()
            self._refused = None
        except KlimatsvarError as error:
            if str(error) != self._refused:
                self._refused = str(error)
                _log.error("the new index is not used, the old one answers on: %s", error)
        except Exception:  # the watch must not end, or the page would never change over again
            _log.exception("the new index could not be opened, the old one answers on")

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Look for a new generation every two seconds, in a thread."""
        stop = threading.Event()

        def watch() -> None:
            while not stop.wait(_SECONDS_BETWEEN_LOOKS):
                self.refresh()

        thread = threading.Thread(target=watch, name="index watch", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()


class _Recorded(Assistant):
    """The same assistant, but that its answers are handed to ``record`` too."""

    def __init__(self, assistant: Assistant, record: Callable[[Answer], None]) -> None:
        self.__dict__.update(vars(assistant))
        self._record = record

    def _answer(self, asked: Asked) -> Answer:
        answer = super()._answer(asked)
        self._record(answer)
        return answer
