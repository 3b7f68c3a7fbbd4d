"""For what watches the service: counts and the state of the index, as Prometheus reads them."""

import hmac
import time
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import version
from typing import TypeAlias

from fastapi import APIRouter, HTTPException, Request, Response
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from pydantic import SecretStr

from klimatsvar.errors import IndexDamagedError
from klimatsvar.index.generations import read_last_build
from klimatsvar.index.on_disk import read_report
from klimatsvar.settings import Settings
from klimatsvar.web.gate.line import Line
from klimatsvar.web.live import LiveAssistant
from klimatsvar.web.metrics import Counts

Gauges: TypeAlias = Iterator[GaugeMetricFamily]


def watching(
    live: LiveAssistant, settings: Settings, line: Line, counts: Counts, token: SecretStr
) -> APIRouter:
    """Return the route, for those who know ``token``."""
    router = APIRouter(include_in_schema=False)
    expected = f"Bearer {token.get_secret_value()}".encode()
    counts.registry.register(_State(live, settings, line))

    @router.get("/metrics")
    def metrics(request: Request) -> Response:
        given = request.headers.get("authorization", "").encode()
        if not hmac.compare_digest(given, expected):
            raise HTTPException(401, headers={"www-authenticate": "Bearer"})
        return Response(generate_latest(counts.registry), media_type=CONTENT_TYPE_PLAIN_0_0_4)

    return router


class _State(Collector):
    """What is known of the queue and the index when it is asked for."""

    def __init__(self, live: LiveAssistant, settings: Settings, line: Line) -> None:
        self._live = live
        self._settings = settings
        self._line = line
        self._skipped: dict[str, int] = {}

    def collect(self) -> Gauges:
        """Yield all of it."""
        yield _gauge("queue", "People asking or waiting.", self._line.length)
        yield from self._of_index()
        if self._settings.store == "faiss":
            yield from self._of_builds()

    def _of_index(self) -> Gauges:
        index = self._live.now().index
        told = {"generation": index.manifest.generation, "version": version("klimatsvar")}
        yield _gauge("index_info", "The index that answers.", 1, **told)
        built = _timestamp(index.manifest.built)
        yield _gauge("index_built_timestamp_seconds", "When it was built.", built)
        yield _gauge("index_documents", "Documents that can be searched.", len(index.documents))
        yield _gauge("index_passages", "Passages that can be searched.", len(index.passages))
        unreached = round(self._live.unreached)
        yield _gauge("index_unreached_seconds", "Since its store stopped answering.", unreached)

    def _of_builds(self) -> Gauges:
        skipped = self._files_skipped(self._live.now().index.manifest.generation)
        if skipped is not None:
            yield _gauge("files_skipped", "Files that can't be searched.", skipped)
        last = read_last_build(self._settings.index)
        if last:
            yield _gauge(
                "last_build_timestamp_seconds",
                "When documents were last read, with whatever result.",
                _timestamp(last.ended),
            )
            yield _gauge("last_build", "What came of it.", 1, result=last.result)

    def _files_skipped(self, generation: str) -> int | None:
        """Return how many files of a generation on disk can't be searched; read once."""
        if generation not in self._skipped:
            self._skipped.clear()
            try:
                report = read_report(self._settings.index / generation)
            except IndexDamagedError:  # it is gone, or half of it; `klimatsvar check` tells
                return None
            self._skipped[generation] = sum(file.status == "skipped" for file in report)
        return self._skipped[generation]


def _gauge(name: str, help: str, value: float, **labels: str) -> GaugeMetricFamily:
    """Return a value of the moment, with labels if any are given."""
    gauge = GaugeMetricFamily(f"klimatsvar_{name}", help, labels=tuple(labels))
    gauge.add_metric(tuple(labels.values()), value)
    return gauge


def _timestamp(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()


def age(moment: str) -> int:
    """Return how many seconds ago an ISO 8601 moment was."""
    return max(0, round(time.time() - _timestamp(moment)))
