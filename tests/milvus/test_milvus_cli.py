"""The command line over Milvus."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from klimatsvar.cli.common import app
from toy import ToyEncoder, write_two


@pytest.fixture(autouse=True)
def _in_milvus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KLIMATSVAR_STORE", "milvus")
    monkeypatch.setenv("KLIMATSVAR_MODEL", "toy")
    monkeypatch.setenv("KLIMATSVAR_MILVUS_URI", str(tmp_path / "milvus.db"))
    for module in ("model.opening", "assistant"):
        monkeypatch.setattr(f"klimatsvar.{module}.open_encoder", lambda _: ToyEncoder())
    write_two(tmp_path / "corpus")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def test_shards_are_written_finished_listed_asked_and_taken_back() -> None:
    unfinished = run("ingest", "--finish")
    assert unfinished.exit_code == 1
    assert "2 of 2 files are missing" in str(unfinished.exception)
    for shard in ("1/2", "2/2"):
        assert f"Del {shard} av version" in run("ingest", "--shard", shard).output
    finished = json.loads(run("ingest", "--finish", "--json").stdout)
    assert finished["totals"]["passages"] == 2
    assert "är redan klar" in run("ingest", "--shard", "1/2").output

    Path("corpus/c.md").write_text("# Bad\n\nTa buss till badet.", "utf-8")
    assert json.loads(run("ingest", "--json").stdout)["read"] == 1
    listed = json.loads(run("index", "list", "--json").stdout)
    assert [(one["documents"], one["serving"]) for one in listed] == [(3, True), (2, False)]
    assert run("index", "rollback").exit_code == 0
    answer = json.loads(run("ask", "Vilken buss går till jobbet?", "--json").stdout)
    assert answer["index"]["generation"] == listed[1]["generation"]
    found = json.loads(run("search", "buss till badet", "--json").stdout)
    assert {one["document"] for one in found} == {"a.md", "b.md"}
    assert not Path("index").exists()

    other = run("ask", "Vilken buss går till jobbet?", "--corpus-name", "annan")
    assert "no index of the corpus annan" in str(other.exception)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--shard", "3/2"], "som 2/8"),
        (["--shard", "en av två"], "som 2/8"),
        (["--shard", "1/2", "--finish"], "bara ett av"),
        (["--no-publish"], "--no-publish kräver store"),
        (["--no-publish", "--finish"], "--no-publish kräver store"),
    ],
)
def test_impossible_options_are_told(arguments: list[str], told: str) -> None:
    assert told in run("ingest", *arguments).output


def test_shards_need_milvus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLIMATSVAR_STORE", "faiss")
    assert "--shard och --finish kräver store" in run("ingest", "--finish").output


def test_what_is_in_milvus_is_checked() -> None:
    assert "no index of the corpus default" in str(run("check").exception)
    assert run("ingest").exit_code == 0
    Path("corpus/b.md").unlink()
    checked = run("check", "--json")
    told = json.loads(checked.stdout)
    gone = "filen är borta ur mappen, men citeras ännu"
    assert [(f["file"], f["message"]) for f in told["findings"] if f["level"] == "error"] == [
        ("b.md", gone)
    ]
    assert checked.exit_code == 3
