"""What watches the service: /metrics, /api/health, the access log, security.txt."""

import json
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from prometheus_client import generate_latest
from pydantic import SecretStr

from klimatsvar.building import build_index
from klimatsvar.errors import CorpusError, GoneError, KlimatsvarError, SettingsError
from klimatsvar.index.generations import read_last_build
from klimatsvar.settings import Settings
from klimatsvar.web.log import logging_to
from klimatsvar.web.metrics import Counts
from serving import serving
from toy import ToyEncoder, write_corpus
from toy_service import toy_assistant

ROOT = Path(__file__).parents[2]
TOKEN = "a token of 16 or more"
WITH_TOKEN = {"authorization": f"Bearer {TOKEN}"}
SECRET = "Hur mår kaninen Skrutten?"
ASKED = {"question": SECRET}


@pytest.fixture(scope="module")
def log() -> StringIO:
    return StringIO()


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory, log: StringIO) -> Iterator[str]:
    assistant, settings = toy_assistant(tmp_path_factory.mktemp("watched"))
    (settings.corpus / "bild.png").write_bytes(b"")
    build_index(settings, ToyEncoder())
    changed = {
        "metrics_token": SecretStr(TOKEN),
        "access_log": True,
        "questions_per_minute": 3,
        "security_contact": "mailto:sakerhet@boras.example",
    }
    with logging_to(log), serving(assistant, settings, **changed) as url:
        yield url


def samples(url: str) -> dict[str, float]:
    given = httpx.get(f"{url}/metrics", headers=WITH_TOKEN)
    assert given.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    lines = [line for line in given.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def test_metrics_count_what_happens_and_tell_nothing_of_it(url: str, log: StringIO) -> None:
    asked = [httpx.post(f"{url}/api/ask", json=ASKED, timeout=60).status_code for _ in range(4)]
    assert asked == [200, 200, 200, 429]
    logging.getLogger("klimatsvar.web.live").error("a fault")
    logging.getLogger("klimatsvar.web.live").warning("no fault")
    told = samples(url)
    assert told['klimatsvar_questions_total{kind="refused",reason="off_subject"}'] == 3
    assert told['klimatsvar_turned_away_total{reason="too_many"}'] == 1
    assert told['klimatsvar_requests_total{status="200"}'] >= 3
    assert told['klimatsvar_requests_total{status="429"}'] == 1
    assert told["klimatsvar_faults_total"] == 1
    assert told["klimatsvar_answer_seconds_count"] == 3
    assert told["klimatsvar_queue"] == 0
    assert told["klimatsvar_index_documents"] == 2
    assert told["klimatsvar_index_unreached_seconds"] == 0
    assert told['klimatsvar_last_build{result="built"}'] == 1
    for name in ("index_built", "last_build"):
        at = datetime.fromtimestamp(told[f"klimatsvar_{name}_timestamp_seconds"], UTC)
        assert abs(datetime.now(UTC) - at) < timedelta(hours=1)
    text = httpx.get(f"{url}/metrics", headers=WITH_TOKEN).text
    assert "Skrutten" not in text + log.getvalue()
    assert "127.0.0.1" not in text + log.getvalue()


def test_metrics_are_in_the_form_that_prometheus_reads(url: str) -> None:
    name, label = "[a-zA-Z_:][a-zA-Z0-9_:]*", r'[a-zA-Z_]\w*="(?:[^"\\\n]|\\.)*"'
    sample = re.compile(rf"({name})(\{{{label}(?:,{label})*\}})? [-+.e\d]+")
    metric = ""
    for line in httpx.get(f"{url}/metrics", headers=WITH_TOKEN).text.splitlines():
        if line.startswith("# HELP "):
            metric = line.split()[2]
        elif line.startswith("# TYPE "):
            assert line.split()[2:] in ([metric, k] for k in ("counter", "gauge", "histogram"))
        else:
            found = sample.fullmatch(line)
            assert found, line
            assert re.fullmatch(rf"{metric}(_bucket|_sum|_count)?", found[1])


@pytest.mark.parametrize("headers", [{}, {"authorization": TOKEN}, {"authorization": "Bearer a"}])
def test_metrics_are_for_those_who_know_the_token(url: str, headers: dict[str, str]) -> None:
    assert httpx.get(f"{url}/metrics", headers=headers).status_code == 401


def test_the_access_log_has_a_line_a_request_without_who_or_what(url: str, log: StringIO) -> None:
    before = len(log.getvalue())
    httpx.get(f"{url}/enkel", params={"lang": SECRET})
    httpx.get(f"{url}/kalla/Skrutten.md")
    httpx.get(f"{url}/gradio_api/call/ask/Skrutten")
    httpx.get(f"{url}/Skrutten")
    lines = [line.split(" ", 1)[1] for line in log.getvalue()[before:].splitlines()]
    assert [re.sub(r"\d+ ms", "N ms", line) for line in lines] == [
        "info GET /enkel 200 N ms",
        "info GET /kalla/* 404 N ms",
        "info GET /gradio_api/call/* 200 N ms",
    ]


def test_health_tells_the_age_and_the_last_build_and_no_version(url: str) -> None:
    told = httpx.get(f"{url}/api/health").json()
    assert 0 <= told["age"] < 3600
    assert told["last_build"]["result"] == "built"
    assert "version" not in told
    assert httpx.get(f"{url}/api/openapi.json").json()["info"]["version"] == "1"


def test_security_txt_says_where_to_report(url: str) -> None:
    contact, expires, languages = httpx.get(f"{url}/.well-known/security.txt").text.splitlines()
    assert contact == "Contact: mailto:sakerhet@boras.example"
    at = datetime.fromisoformat(expires.removeprefix("Expires: "))
    assert timedelta(days=89) < at - datetime.now(UTC) <= timedelta(days=90)
    assert languages == "Preferred-Languages: sv, en"


def test_nothing_of_this_is_there_unless_it_is_set(tmp_path: Path) -> None:
    log = StringIO()
    assistant, settings = toy_assistant(tmp_path)
    with logging_to(log), serving(assistant, settings) as url:
        assert httpx.get(f"{url}/metrics", headers=WITH_TOKEN).status_code == 404
        assert httpx.get(f"{url}/.well-known/security.txt").status_code == 404
        assert httpx.get(f"{url}/api/health").json()["last_build"] is None
    assert log.getvalue() == ""


def test_what_came_of_the_last_build_is_noted(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus", **{f"d{i}": f"# {i}\n\nTa buss." for i in range(10)})
    settings = Settings.load(corpus=corpus, index=tmp_path / "index")

    def noted() -> str:
        last = read_last_build(settings.index)
        return last.result if last else "nothing"

    assert noted() == "nothing"
    build_index(settings, ToyEncoder())
    assert noted() == "built"
    build_index(settings, ToyEncoder())
    assert noted() == "unchanged"
    for path in sorted(corpus.iterdir())[:4]:
        path.unlink()
    with pytest.raises(GoneError):
        build_index(settings, ToyEncoder())
    assert noted() == "gone"
    for path in corpus.iterdir():
        path.write_bytes(b"")
    with pytest.raises(CorpusError):
        build_index(settings, ToyEncoder(), gone_is_meant=True)
    assert noted() == "failed"
    (settings.index / "last-build.json").write_text("{", "utf-8")
    assert noted() == "nothing"


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"corpus": Path("borta")}, "borta: there is no such folder"),
        ({"corpus": Path("tom")}, "tom: no documents"),
        ({"require_questions": True}, "test questions are required"),
        ({"model": "modell"}, "modell: "),
    ],
)
def test_a_build_that_fails_before_a_file_is_read_is_noted_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: dict[str, Any], error: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for empty in ("tom", "modell"):
        Path(empty).mkdir()
    write_corpus(Path("corpus"), a="# Resor\n\nTa buss.")
    settings = Settings.load()
    build_index(settings, ToyEncoder())
    with pytest.raises(KlimatsvarError, match=error):
        build_index(settings.model_copy(update=changed))
    last = read_last_build(settings.index)
    assert last is not None
    assert last.result == "failed"


def test_the_token_stands_in_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "klimatsvar.toml").write_text(f'metrics_token = "{TOKEN}"\n', "utf-8")
    with pytest.raises(SettingsError, match="a key must not stand in a file"):
        Settings.load()
    (tmp_path / "klimatsvar.toml").unlink()
    monkeypatch.setenv("KLIMATSVAR_METRICS_TOKEN", "too short")
    with pytest.raises(SettingsError, match="at least 16"):
        Settings.load()
    monkeypatch.setenv("KLIMATSVAR_METRICS_TOKEN", TOKEN)
    assert TOKEN not in repr(Settings.load())


def test_each_service_counts_for_itself_and_times_up_to_each_bound(tmp_path: Path) -> None:
    answer = toy_assistant(tmp_path)[0].ask(SECRET)
    counts, other = Counts(), Counts()
    for milliseconds in (100, 110, 31_000):
        counts.answered(replace(answer, timings_ms={"total": milliseconds}))
    counts.turned_away("busy")
    lines = generate_latest(counts.registry).decode().splitlines()
    assert [line for line in lines if "_total{" in line] == [
        'klimatsvar_questions_total{kind="refused",reason="off_subject"} 3.0',
        'klimatsvar_turned_away_total{reason="busy"} 1.0',
    ]
    times = [line.removeprefix("klimatsvar_answer_seconds_") for line in lines if "_secon" in line]
    assert times[2:4] == ['bucket{le="0.1"} 1.0', 'bucket{le="0.25"} 2.0']
    assert times[-4:] == [
        'bucket{le="30.0"} 2.0',
        'bucket{le="+Inf"} 3.0',
        "count 3.0",
        "sum 31.21",
    ]
    assert "klimatsvar_faults_total 0.0" in lines
    assert not [line for line in lines if "_created" in line]
    assert "klimatsvar_answer_seconds_count 0.0" in generate_latest(other.registry).decode()


def test_the_rules_and_the_dashboard_ask_for_metrics_that_there_are(url: str) -> None:
    text = httpx.get(f"{url}/metrics", headers=WITH_TOKEN).text
    there = set(re.findall(r"^# TYPE (\S+)", text, re.MULTILINE))
    for name in ("rules.yaml", "dashboard.json"):
        path = ROOT / "deploy/prometheus" / name
        named = set(re.findall(r"klimatsvar_\w+", path.read_text("utf-8")))
        named = {re.sub(r"_(bucket|sum|count)$", "", name) for name in named}
        assert named, path
        assert named <= there, path
    rules = yaml.safe_load((ROOT / "deploy/prometheus/rules.yaml").read_text("utf-8"))
    for rule in rules["groups"][0]["rules"]:
        assert set(rule) == {"alert", "expr", "for", "labels", "annotations"}
    dashboard = json.loads((ROOT / "deploy/prometheus/dashboard.json").read_text("utf-8"))
    assert all(panel["targets"] for panel in dashboard["panels"])
