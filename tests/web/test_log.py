"""The log: a line a happening, repeated ones once a minute, and nothing that was typed."""

import json
import logging
from io import StringIO

import pytest

from klimatsvar.web.gate.faults import log_fault
from klimatsvar.web.log import LogFormat, OnceAMinute, logging_to


def written(log: StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def record(message: str, level: int = logging.ERROR) -> logging.LogRecord:
    return logging.LogRecord("klimatsvar.x", level, "x.py", 7, message, (), None)


def test_a_message_that_comes_again_is_written_once_a_minute_with_how_often_it_came() -> None:
    now, log = 100.0, StringIO()
    handler = OnceAMinute(log, "json", lambda: now)
    for _ in range(500):
        handler.handle(record("the disk is full"))
    handler.handle(record("another fault"))
    now = 159.9
    handler.handle(record("the disk is full"))
    handler.tell_repeated()
    told = [(line["message"], line.get("again")) for line in written(log)]
    assert told == [("the disk is full", None), ("another fault", None)]
    now = 160.0
    handler.handle(record("the disk is full"))
    assert [line["again"] for line in written(log)[2:]] == [500]
    now = 300.0
    handler.tell_repeated()  # it came no more
    handler.handle(record("the disk is full"))
    assert "again" not in written(log)[3]
    handler.handle(record("the disk is full"))
    handler.tell_repeated(at_end=True)
    assert [line.get("again") for line in written(log)[4:]] == [1]


def test_what_came_again_is_told_when_the_minute_is_over_though_it_comes_no_more() -> None:
    now, log = 0.0, StringIO()
    handler = OnceAMinute(log, "text", lambda: now)
    for _ in range(3):
        handler.handle(record("the disk is full"))
    now = 60.0
    handler.tell_repeated()
    handler.tell_repeated()
    assert [line.split(" ", 1)[1] for line in log.getvalue().splitlines()] == [
        "error the disk is full",
        "error the disk is full (2 more since the last such line)",
    ]


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_happening_is_one_line_with_time_and_level(form: LogFormat) -> None:
    log = StringIO()
    with logging_to(log, form):
        logging.getLogger("klimatsvar.x").warning("line one\nand \u202e two")
    (line,) = log.getvalue().splitlines()
    if form == "json":
        told = json.loads(line)
        assert list(told) == ["time", "level", "message"]
        line = f"{told['time']} {told['level']} {told['message']}"
    when, rest = line.split(" ", 1)
    assert when.endswith("+00:00")
    assert rest == r"warning line one\nand \u202e two"


def test_what_a_library_says_is_left_out_as_it_may_be_what_was_typed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Another test's server may have set its own logging, which would keep this to itself.
    for name in ("uvicorn", "uvicorn.error"):
        logger = logging.getLogger(name)
        monkeypatch.setattr(logger, "propagate", True)
        monkeypatch.setattr(logger, "disabled", False)
        logger.setLevel(logging.NOTSET)
    log = StringIO()
    with logging_to(log):
        try:
            raise ValueError("secret")
        except ValueError as error:
            logging.getLogger("uvicorn.error").exception("body: secret %s", "secret")
            logging.getLogger().error("secret")
            log_fault(error)
    first, second, third = (line.split(" ", 1)[1] for line in log.getvalue().splitlines())
    assert first.startswith("error uvicorn.error, test_log:")
    assert first.endswith(": ValueError")
    assert second.startswith("error root, test_log:")
    assert third.startswith("error a question could not be answered: ValueError in ")
    assert ", in test_what_a_library_says" in third
    assert "secret" not in log.getvalue()


def test_the_access_log_is_no_fault_that_repeats() -> None:
    log = StringIO()
    handler = OnceAMinute(log, "text")
    for _ in range(2):
        handler.handle(record("GET /enkel 200", logging.INFO))
    assert len(log.getvalue().splitlines()) == 2


def test_logging_ends_as_it_began() -> None:
    root = logging.getLogger()
    before = root.handlers[:]
    with logging_to(StringIO()) as handler:
        assert root.handlers == [handler]
    assert root.handlers == before
