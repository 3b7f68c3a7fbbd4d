"""`klimatsvar serve` of several departments, as a person starts it."""

import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from klimatsvar.cli import main
from toy import write_corpus

SCRIPT = Path(__file__).parents[1] / "command_toy.py"
SET = """
title = "Åby svarar"
port = 0
sure_from = 0.0
[departments.natur]
title = "Natur i Åby"
[departments.resor]
title = "Resor i Åby"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "klimatsvar.toml").write_text(SET, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "command", [["ingest"], ["check"], ["ask", "Hur?"], ["stats"], ["staff"], ["index", "list"]]
)
def test_a_command_asks_which_is_meant(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="1"):
        main(command)
    assert capsys.readouterr().err == (
        "klimatsvar: klimatsvar.toml: tjänsten har flera avdelningar; välj en av natur, resor med "
        "--department\n"
    )


def test_those_that_can_be_are_served_and_the_others_told(folder: Path) -> None:
    write_corpus(folder / "corpus/natur", stigar="# Stigar\n\nI skog och mark finns stigar.")
    known = {k: v for k, v in os.environ.items() if not k.startswith("KLIMATSVAR_")}
    with (folder / "told").open("w+") as told:
        served = subprocess.Popen(
            [sys.executable, SCRIPT, "serve"], env=known, stdout=subprocess.PIPE, stderr=told
        )
        try:
            assert served.stdout is not None
            lines = iter(served.stdout.readline, b"")
            url = next(line for line in lines if b"svarar" in line).decode().split()[-1]
            given = httpx.post(f"{url}/natur/api/ask", json={"question": "Skog?"}).json()
            assert given["citations"][0]["quote"] == "I skog och mark finns stigar."
            assert httpx.get(f"{url}/resor/").status_code == 503
        finally:
            served.terminate()
            served.communicate()
        told.seek(0)
        assert "klimatsvar: resor: avdelningen kan inte svara: corpus/resor: " in told.read()
    assert (folder / "index/natur/CURRENT").is_file()
