"""Build in the background, one at a time, and tell how far it has come."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from klimatsvar.errors import GoneError, KlimatsvarError
from klimatsvar.ingest.build import Report
from klimatsvar.ingest.progress import ShowStep, Step
from klimatsvar.texts.messages import Message

_log = logging.getLogger(__name__)


class Build(Protocol):
    """Builds the index, as ``building.build_index`` does."""

    def __call__(
        self, *, publish: bool, full: bool, gone_is_meant: bool, progress: ShowStep
    ) -> Report:
        """Return what was built. Raises KlimatsvarError."""


@dataclass(frozen=True, slots=True)
class Running:
    """A build that goes on."""

    who: str
    step: Step | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """A build that came to nothing; what served before serves on."""

    why: Message
    gone: bool = False
    """So many files are gone that staff must say whether they are meant to be."""


State = Running | Failed | Report | None
"""None where this server has not built yet."""


class Builder:
    """The builds of this server. Safe to use from threads."""

    def __init__(self, build: Build, done: Callable[[str, Message | None], None]) -> None:
        """``done`` is told who built, and why it failed or nothing."""
        self._build = build
        self._done = done
        self._lock = threading.Lock()
        self._state: State = None
        self._thread: threading.Thread | None = None

    @property
    def state(self) -> State:
        """What goes on, or what came of the last build."""
        return self._state

    def start(
        self, who: str, *, publish: bool, full: bool = False, gone_is_meant: bool = False
    ) -> bool:
        """Begin a build, and return at once; false if one goes on already."""
        with self._lock:
            if isinstance(self._state, Running):
                return False
            self._state = Running(who)
        self._thread = threading.Thread(
            target=self._run, args=(who, publish, full, gone_is_meant), name="build", daemon=True
        )
        self._thread.start()
        return True

    def wait(self) -> None:
        """Return when no build goes on."""
        if self._thread is not None:
            self._thread.join()

    def _run(self, who: str, publish: bool, full: bool, gone_is_meant: bool) -> None:
        def show(step: Step) -> None:
            self._state = Running(who, step)

        failed: Message | None = None
        try:
            state: State = self._build(
                publish=publish, full=full, gone_is_meant=gone_is_meant, progress=show
            )
        except KlimatsvarError as error:
            failed = error.message
            state = Failed(failed, gone=isinstance(error, GoneError))
        except Exception as error:  # staff must see that it ended, whatever it was
            _log.exception("a build failed")
            failed = Message.of("fault_of_ours", error=type(error).__name__)
            state = Failed(failed)
        try:
            self._done(who, failed)
        except KlimatsvarError as error:
            _log.error("%s", error)
        self._state = state
