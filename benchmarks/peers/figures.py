"""What a comparison measures, and the table of it."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from klimatsvar.evaluate import GoldQuestion
from klimatsvar.evaluate.metrics import Ranked, percentiles, ranking_figures

Values = dict[str, float]
"""By system."""


@dataclass(frozen=True)
class Run:
    """What a system took in one round; ``ingest`` and ``ask`` as measured.py returns them."""

    system: str
    round: int
    ingest: dict[str, Any]
    ask: dict[str, Any]

    def raw(self) -> dict[str, Any]:
        """Return all of it, for a JSON file."""
        return asdict(self)

    def way(self, name: str) -> dict[str, Any] | None:
        """Return what asking in this way took; None if the system can't be asked so."""
        ways: dict[str, dict[str, Any]] = self.ask["ways"]
        return ways.get(name)

    def percentile(self, way: str, kind: str, which: str) -> float | None:
        """Return a percentile of what the questions took; None if they weren't asked so."""
        asked = self.way(way)
        return percentiles(asked[kind])[which] if asked else None


@dataclass(frozen=True)
class Measure:
    """A row of the table."""

    name: str
    digits: int
    best: Callable[[Sequence[float]], float] | None
    """``min`` where less is better, ``max`` where more is, None for what is only told."""
    of: Callable[[Run], float | None]

    def values(self, runs: Sequence[Run]) -> Values:
        """Return each system's best of the rounds; the systems that have none are left out."""
        found: dict[str, list[float]] = {}
        for run in runs:
            if (value := self.of(run)) is not None:
                found.setdefault(run.system, []).append(value)
        return {system: (self.best or min)(values) for system, values in found.items()}

    def ratio(self, values: Values, system: str, peers: Sequence[str]) -> float | None:
        """Return how many times better the system is than the best peer; below 1 it is worse."""
        of_peers = [values[peer] for peer in peers if peer in values]
        if self.best is None or system not in values or not of_peers:
            return None
        best = self.best(of_peers)
        return best / values[system] if self.best is min else values[system] / best


def measures(questions: Sequence[GoldQuestion], documents: int) -> tuple[Measure, ...]:
    """Return the rows, for the questions in the order they were asked and a number of documents."""

    def ranking(run: Run, figure: str) -> float:
        found = run.ask["ways"]["search"]["found"]
        pairs = zip(found, questions, strict=True)
        return ranking_figures([Ranked(ids, gold.documents) for ids, gold in pairs])[figure]

    wall, cpu = "milliseconds", "cpu_milliseconds"
    return (
        Measure("Passages", 0, None, lambda r: r.ingest["passages"]),
        Measure("Ingest, with start, s", 1, min, lambda r: r.ingest["whole"]["wall"]),
        Measure("Ingest, with start, CPU s", 1, min, lambda r: r.ingest["whole"]["cpu"]),
        Measure("Ingest, documents/s", 1, max, lambda r: documents / r.ingest["loaded"]["wall"]),
        Measure(
            "Ingest, passages/s",
            1,
            max,
            lambda r: r.ingest["passages"] / r.ingest["loaded"]["wall"],
        ),
        Measure("Ingest, documents/CPU s", 1, max, lambda r: documents / r.ingest["loaded"]["cpu"]),
        Measure("Ingest, most memory, MB", 0, min, lambda r: r.ingest["memory_mb"]),
        Measure("Index on disk, MB", 1, min, lambda r: r.ingest["disk_mb"]),
        Measure("Start to first result, s", 1, min, lambda r: r.ask["first"]["wall"]),
        Measure("Start to first result, CPU s", 1, min, lambda r: r.ask["first"]["cpu"]),
        Measure(
            "Question to results, p50, ms", 1, min, lambda r: r.percentile("search", wall, "p50")
        ),
        Measure(
            "Question to results, p95, ms", 1, min, lambda r: r.percentile("search", wall, "p95")
        ),
        Measure(
            "Question to results, p50, CPU ms", 1, min, lambda r: r.percentile("search", cpu, "p50")
        ),
        Measure("nDCG@10 of documents", 4, max, lambda r: ranking(r, "ndcg@10")),
        Measure("Recall@1 of documents", 3, max, lambda r: ranking(r, "recall@1")),
        Measure(
            "Memory after searching, MB", 0, min, lambda r: r.ask["ways"]["search"]["memory_mb"]
        ),
        Measure(
            "Question to answer, p50, ms", 1, min, lambda r: r.percentile("answer", wall, "p50")
        ),
        Measure(
            "Question to answer, p95, ms", 1, min, lambda r: r.percentile("answer", wall, "p95")
        ),
        Measure(
            "Question to answer, p50, CPU ms", 1, min, lambda r: r.percentile("answer", cpu, "p50")
        ),
        Measure("Memory after answering, MB", 0, min, _answering_memory),
    )


def _answering_memory(run: Run) -> float | None:
    asked = run.way("answer")
    return asked["memory_mb"] if asked else None


def table(
    runs: Sequence[Run], rows: Sequence[Measure], peers: Sequence[str], ours: Sequence[str]
) -> str:
    """Return a markdown table: each of our systems is followed by its ratio to the best peer."""
    heads = [*peers, *(head for system in ours for head in (system, "to the best peer"))]
    lines = ["| | " + " | ".join(heads) + " |", "| --- |" + " ---: |" * len(heads)]
    for row in rows:
        values = row.values(runs)
        cells = [_cell(values.get(peer), row.digits) for peer in peers]
        for system in ours:
            ratio = row.ratio(values, system, peers)
            cells += [_cell(values.get(system), row.digits), _cell(ratio, 2, " ×")]
        lines.append(f"| {row.name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(value: float | None, digits: int, unit: str = "") -> str:
    return "–" if value is None else f"{value:.{digits}f}{unit}"


def versions(runs: Sequence[Run]) -> str:
    """Return a markdown list of the packages that each system ran with."""
    by_system = {run.system: run.ingest["versions"] for run in runs}
    return "\n".join(
        f"- {system}: " + ", ".join(f"{name} {version}" for name, version in packages.items())
        for system, packages in by_system.items()
    )
