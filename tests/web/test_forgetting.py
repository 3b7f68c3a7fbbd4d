"""Sessions are forgotten when they have lain unused, whatever the time of day is set to."""

import asyncio
from datetime import date
from pathlib import Path

import gradio as gr
import pytest

from klimatsvar.web.forgetting import Idleness, forgetting
from klimatsvar.web.question_log import Journal


def test_a_session_is_over_when_nothing_has_been_done_in_it_for_so_long() -> None:
    now = 50.0
    idle = Idleness(lambda: now)
    assert idle.over(60, {"a": 1, "b": 1}) == []
    now = 80.0
    assert idle.over(60, {"a": 1, "b": 2}) == []  # b was used
    now = 109.9
    assert idle.over(60, {"a": 1, "b": 2}) == []
    now = 110.0
    assert idle.over(60, {"a": 1, "b": 2}) == ["a"]
    now = 140.0
    assert idle.over(60, {"a": 1, "b": 2, "c": 1}) == ["a", "b"]


def test_a_session_that_has_gone_is_not_remembered() -> None:
    now = 0.0
    idle = Idleness(lambda: now)
    idle.over(60, {"a": 1})
    idle.over(60, {})
    now = 60.0
    assert idle.over(60, {"a": 1}) == []


def test_a_fault_ends_no_sweep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("klimatsvar.web.forgetting._SWEEP_SECONDS", 0.01)
    kept = Journal(tmp_path, "questions", 30)
    old = tmp_path / "questions-2020-01-01.jsonl"

    async def sweep_twice() -> None:
        page = gr.Blocks()
        del page.state_holder
        async with forgetting(page, [Journal(Path("no\0folder"), "questions", 30), kept]):
            for _ in range(2):
                kept.write(date(2020, 1, 1), {})
                async with asyncio.timeout(10):
                    while old.exists():
                        await asyncio.sleep(0.01)

    asyncio.run(sweep_twice())
    assert [record.getMessage() for record in caplog.records][:2] == [
        "conversations could not be let go of",
        "kept lines could not be let go of",
    ]
