"""For what watches the service: counts and the state of the index, as Prometheus reads them."""

import hmac
import time
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import version

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import PlainTextResponse
from pydantic import SecretStr

from klimatsvar.errors import IndexDamagedError
from klimatsvar.index.generations import read_last_build
from klimatsvar.index.on_disk import read_report
from klimatsvar.settings import Settings
from klimatsvar.web.gate.line import Line
from klimatsvar.web.live import LiveAssistant
from klimatsvar.web.metrics import Counts, Metric, written

_FORM = "text/plain; version=0.0.4; charset=utf-8"


def watching(
    live: LiveAssistant, settings: Settings, line: Line, counts: Counts, token: SecretStr
) -> APIRouter:
    """Return the route, for those who know ``token``."""
    router = APIRouter(include_in_schema=False)
    expected = f"Bearer {token.get_secret_value()}".encode()
    skipped: dict[str, int] = {}

    def files_skipped(generation: str) -> int | None:
        """Return how many files of a generation on disk can't be searched; read once."""
        if generation not in skipped:
            skipped.clear()
            try:
                report = read_report(settings.index / generation)
            except IndexDamagedError:  # it is gone, or half of it; `klimatsvar check` tells
                return None
            skipped[generation] = sum(file.status == "skipped" for file in report)
        return skipped[generation]

    @router.get("/metrics")
    def metrics(request: Request) -> PlainTextResponse:
        given = request.headers.get("authorization", "").encode()
        if not hmac.compare_digest(given, expected):
            raise HTTPException(401, headers={"www-authenticate": "Bearer"})
        index = live.now().index
        known = [
            *counts.metrics(),
            Metric.one("klimatsvar_queue", "gauge", "People asking or waiting.", line.length),
            *_of_index(live),
        ]
        if settings.store == "faiss":
            known += _of_builds(settings, files_skipped(index.info.generation))
        return PlainTextResponse(written(known), media_type=_FORM)

    return router


def _of_index(live: LiveAssistant) -> Iterator[Metric]:
    index = live.now().index
    told = {"generation": index.info.generation, "version": version("klimatsvar")}
    yield Metric("klimatsvar_index_info", "gauge", "The index that answers.", (("", told, 1),))
    for name, help, value in (
        ("built_timestamp_seconds", "When it was built.", _timestamp(index.info.built)),
        ("documents", "Documents that can be searched.", len(index.documents)),
        ("passages", "Passages that can be searched.", len(index.passages)),
        ("unreached_seconds", "Since its store stopped answering.", round(live.unreached)),
    ):
        yield Metric.one(f"klimatsvar_index_{name}", "gauge", help, value)


def _of_builds(settings: Settings, skipped: int | None) -> Iterator[Metric]:
    if skipped is not None:
        yield Metric.one(
            "klimatsvar_files_skipped", "gauge", "Files that can't be searched.", skipped
        )
    last = read_last_build(settings.index)
    if last:
        yield Metric.one(
            "klimatsvar_last_build_timestamp_seconds",
            "gauge",
            "When documents were last read, with whatever result.",
            _timestamp(last.ended),
        )
        yield Metric.by(
            "result", "klimatsvar_last_build", "gauge", "What came of it.", {last.result: 1}
        )


def _timestamp(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()


def age(moment: str) -> int:
    """Return how many seconds ago an ISO 8601 moment was."""
    return max(0, round(time.time() - _timestamp(moment)))
