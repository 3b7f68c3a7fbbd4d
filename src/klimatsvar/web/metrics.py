"""What is counted while the service runs, for Prometheus.

Numbers only: nothing of what was asked, nor of who did.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics

from klimatsvar.types import Answer
from klimatsvar.web.log import DEPARTMENT

_SECONDS: Final = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
"""Upper bounds of the times that are counted together."""


class Counts:
    """What has happened since the service was started. Safe to use from threads."""

    def __init__(self) -> None:
        """Begin at nothing, in a registry of its own."""
        # When each was first counted is left out; the library has this switch alone.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        self._questions = Counter(
            "klimatsvar_questions",
            "Questions by what they were answered with, and why.",
            ("kind", "reason"),
            registry=self.registry,
        )
        self._times = Histogram(
            "klimatsvar_answer_seconds",
            "Time from a question's turn to its quotations.",
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._refused = Counter(
            "klimatsvar_turned_away",
            "Requests that were not let in, by why.",
            ("reason",),
            registry=self.registry,
        )
        self._requests = Counter(
            "klimatsvar_requests",
            "Requests by the status that they were answered with.",
            ("status",),
            registry=self.registry,
        )
        self._faults = Counter("klimatsvar_faults", "Errors in the log.", registry=self.registry)

    def answered(self, answer: Answer) -> None:
        """Count an answer, of whatever kind."""
        self._questions.labels(answer.kind, answer.reason or "").inc()
        self._times.observe(answer.timings_ms["total"] / 1000)

    def turned_away(self, reason: str) -> None:
        """Count a request that was not let in."""
        self._refused.labels(reason).inc()

    def requested(self, status: int) -> None:
        """Count a request by what it was answered with."""
        self._requests.labels(str(status)).inc()

    @contextmanager
    def counting_faults(self) -> Iterator[None]:
        """Count the errors that are logged meanwhile, as often as they come; not those of another
        department."""
        handler = _Counting(self._faults.inc, DEPARTMENT.get())
        ours = logging.getLogger("klimatsvar")
        ours.addHandler(handler)
        try:
            yield
        finally:
            ours.removeHandler(handler)


class _Counting(logging.Handler):
    def __init__(self, count: Callable[[], None], department: str) -> None:
        super().__init__(logging.ERROR)
        self._count = count
        self._department = department

    def emit(self, _: logging.LogRecord) -> None:
        if DEPARTMENT.get() == self._department:
            self._count()
