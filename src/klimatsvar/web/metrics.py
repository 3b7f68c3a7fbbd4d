"""What is counted while the service runs, in the text form that Prometheus reads.

Numbers only: nothing of what was asked, nor of who did. Written here and not by a library, since
all of its form that is needed are these few lines.
"""

import logging
import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from klimatsvar.types import Answer

_SECONDS: Final = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
"""Upper bounds of the times that are counted together."""

Kind: TypeAlias = Literal["counter", "gauge", "histogram"]
Labels: TypeAlias = Mapping[str, str]
Sample: TypeAlias = tuple[str, Labels, float]
"""What comes after the name, labels, value."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One name, with what is known of it at the moment."""

    name: str
    kind: Kind
    help: str
    samples: tuple[Sample, ...]

    @classmethod
    def one(cls, name: str, kind: Kind, help: str, value: float) -> "Metric":
        """Return a metric without labels."""
        return cls(name, kind, help, (("", {}, value),))

    @classmethod
    def by(
        cls, label: str, name: str, kind: Kind, help: str, values: Mapping[str, int]
    ) -> "Metric":
        """Return a metric with a value for each value of one label."""
        return cls(name, kind, help, tuple(("", {label: k}, n) for k, n in sorted(values.items())))


@dataclass(slots=True)
class Times:
    """How many seconds something took, counted by size."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(_SECONDS) + 1))
    total: float = 0.0

    def add(self, seconds: float) -> None:
        """Count one."""
        self.counts[bisect_left(_SECONDS, seconds)] += 1
        self.total += seconds

    def samples(self) -> Iterator[Sample]:
        """Yield them as a histogram has them: each bound with all that took no longer."""
        so_far = 0
        for bound, count in zip((*_SECONDS, "+Inf"), self.counts, strict=True):
            so_far += count
            yield "_bucket", {"le": str(bound)}, so_far
        yield "_sum", {}, round(self.total, 3)
        yield "_count", {}, so_far


class Counts:
    """What has happened since the service was started. Safe to use from threads."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self._lock = threading.Lock()
        self._questions: Counter[tuple[str, str]] = Counter()
        self._refused: Counter[str] = Counter()
        self._requests: Counter[str] = Counter()
        self._faults = 0
        self._times = Times()

    def answered(self, answer: Answer) -> None:
        """Count an answer, of whatever kind."""
        with self._lock:
            self._questions[answer.kind, answer.reason or ""] += 1
            self._times.add(answer.timings_ms["total"] / 1000)

    def turned_away(self, reason: str) -> None:
        """Count a request that was not let in."""
        with self._lock:
            self._refused[reason] += 1

    def requested(self, status: int) -> None:
        """Count a request by what it was answered with."""
        with self._lock:
            self._requests[str(status)] += 1

    @contextmanager
    def counting_faults(self) -> Iterator[None]:
        """Count the errors that are logged meanwhile, as often as they come."""
        handler = _Counting(self._count_fault)
        ours = logging.getLogger("klimatsvar")
        ours.addHandler(handler)
        try:
            yield
        finally:
            ours.removeHandler(handler)

    def _count_fault(self) -> None:
        with self._lock:
            self._faults += 1

    def metrics(self) -> Iterator[Metric]:
        """Yield all counts."""
        with self._lock:
            yield Metric(
                "klimatsvar_questions_total",
                "counter",
                "Questions by what they were answered with, and why.",
                tuple(
                    ("", {"kind": kind, "reason": reason}, count)
                    for (kind, reason), count in sorted(self._questions.items())
                ),
            )
            yield Metric(
                "klimatsvar_answer_seconds",
                "histogram",
                "Time from a question's turn to its quotations.",
                tuple(self._times.samples()),
            )
            yield Metric.by(
                "reason",
                "klimatsvar_turned_away_total",
                "counter",
                "Requests that were not let in, by why.",
                self._refused,
            )
            yield Metric.by(
                "status",
                "klimatsvar_requests_total",
                "counter",
                "Requests by the status that they were answered with.",
                self._requests,
            )
            yield Metric.one(
                "klimatsvar_faults_total", "counter", "Errors in the log.", self._faults
            )


class _Counting(logging.Handler):
    def __init__(self, count: Callable[[], None]) -> None:
        super().__init__(logging.ERROR)
        self._count = count

    def emit(self, _: logging.LogRecord) -> None:
        self._count()


def written(metrics: Iterable[Metric]) -> str:
    """Return metrics in the text form, version 0.0.4."""
    lines = []
    for metric in metrics:
        lines += [f"# HELP {metric.name} {metric.help}", f"# TYPE {metric.name} {metric.kind}"]
        for suffix, labels, value in metric.samples:
            inner = ",".join(f'{name}="{_quoted(text)}"' for name, text in labels.items())
            lines.append(f"{metric.name}{suffix}{f'{{{inner}}}' if inner else ''} {value:.15g}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
