"""What is typed, right or malformed, by whichever entry, is found in no log, file or error page."""

import sys
from io import StringIO
from pathlib import Path

import httpx
import pytest

from klimatsvar.web.log import logging_to
from serving import serving
from toy_service import toy_assistant

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

from probe_requests import MARKER, by_hand, raw


def test_what_is_typed_is_found_nowhere_and_is_no_fault(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assistant, settings = toy_assistant(tmp_path)
    on = {"mcp": True, "feedback": True, "access_log": True, "questions_per_minute": 0}
    log, faults, sent = StringIO(), [], 0
    with (
        logging_to(log),
        serving(assistant, settings, log_folder=tmp_path / "log", **on) as url,
        httpx.Client(base_url=url, timeout=60) as client,
    ):
        for name, made in by_hand():
            given = client.send(client.build_request(**made))
            sent += 1
            # /enkel keeps a question that could not be asked in its box, to be mended there.
            is_page = given.headers.get("content-type", "").startswith("text/html")
            is_page = is_page and made["url"] != "/enkel"
            if given.status_code >= 500:
                faults.append(f"{name}: {given.status_code}")
            if given.status_code >= 400 and is_page and MARKER in given.text:
                faults.append(f"{name}: on the error page")
        host, port = url.removeprefix("http://").split(":")
        faults += [f"{name}: {status}" for name, status in raw(host, int(port)) if status >= 500]
    assert sent > 250
    assert faults == []
    assert log.getvalue().count(" info ") > 200
    assert [line for line in log.getvalue().splitlines() if " error " in line] == []
    assert MARKER not in log.getvalue() + "".join(capfd.readouterr())
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert [path for path in files if MARKER.encode() in path.read_bytes()] == []
