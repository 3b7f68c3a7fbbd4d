"""The files under deploy/ name only what there is; `make deploy-check` runs real validators."""

import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from configparser import RawConfigParser
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from klimatsvar.cli.common import EXIT_FOUND, app
from klimatsvar.settings import LanguageModel, MailServer, MilvusServer, Settings, StaffPages
from klimatsvar.web.gate.guard import is_open

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file())
YAML = [path for path in FILES if path.suffix == ".yaml"]


def _ingests(path: Path) -> Iterator[list[str]]:
    """Yield each command of a YAML file that builds, as its container runs it."""
    if path.suffix != ".yaml":
        return
    for container in _containers(list(yaml.safe_load_all(path.read_text("utf-8")))):
        begin = container.get("entrypoint", container.get("command")) or ["klimatsvar"]
        command = [*begin, *container.get("args", [])]
        if "ingest" in shlex.join(command):
            yield [word.replace("$$", "$") for word in command]  # compose's way to write one


def _containers(part: Any) -> Iterator[dict[str, Any]]:
    """Yield whatever has an image, in what a YAML file holds."""
    if isinstance(part, dict):
        if "image" in part:
            yield part
        part = list(part.values())
    if isinstance(part, list):
        for value in part:
            yield from _containers(value)


def test_every_yaml_file_can_be_read() -> None:
    assert YAML
    for path in YAML:
        assert list(yaml.safe_load_all(path.read_text("utf-8"))), path


def test_every_variable_is_a_setting() -> None:
    there = {f"KLIMATSVAR_{name}".upper() for name in Settings.model_fields}
    there |= {f"KLIMATSVAR_LLM_{name}".upper() for name in LanguageModel.model_fields}
    there |= {f"KLIMATSVAR_MILVUS_{name}".upper() for name in MilvusServer.model_fields}
    there |= {f"KLIMATSVAR_MAIL_{name}".upper() for name in MailServer.model_fields}
    there |= {f"KLIMATSVAR_STAFF_{name}".upper() for name in StaffPages.model_fields}
    assert {name for path in FILES for name in _variables(path)} <= there


def test_every_command_is_there() -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    there = {
        (name, option)
        for name, command in commands.items()
        for parameter in command.params
        for option in ("", *parameter.opts)
    }
    named = {pair for path in FILES for pair in _commands(path.read_text("utf-8"))}
    assert {("serve", ""), ("ingest", "")} <= named
    assert named <= there


def test_each_department_s_metrics_are_asked_for_below_its_path() -> None:
    text = (DEPLOY / "prometheus/scrape-departments.yaml").read_text("utf-8")
    [job] = yaml.safe_load(text)["scrape_configs"]
    asked = {
        t["labels"]["department"]: t["labels"]["__metrics_path__"] for t in job["static_configs"]
    }
    assert asked == {"klimat": "/klimat/metrics", "avfall": "/avfall/metrics"}
    assert is_open("/metrics")


def test_what_the_container_imports_is_there() -> None:
    text = (DEPLOY / "container/Containerfile").read_text("utf-8")
    imports = re.findall(r"from (klimatsvar[\w.]*) import (\w+)", text)
    assert ("klimatsvar.model.opening", "open_encoder") in imports
    for module, name in imports:
        assert hasattr(import_module(module), name)


def test_probes_ask_what_answers() -> None:
    probe = re.compile(r"(?:httpGet: {path: |127\.0\.0\.1:7860)(/\w+/\w+)")
    asked = {file.name: set(probe.findall(file.read_text("utf-8"))) for file in FILES}
    # A pod that is started anew reaches Milvus no better: /api/health is not for probes.
    assert {name: paths for name, paths in asked.items() if paths} == {
        "page.yaml": {"/api/alive"},
        "Containerfile": {"/api/health"},
    }
    assert is_open("/api/alive")
    assert is_open("/api/health")


@pytest.mark.parametrize("below", ["", "/klimat"])
@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/", "klimatsvar_page"),
        ("/en", "klimatsvar_page"),
        ("/config", "klimatsvar_page"),
        ("/gradio_api/queue/join", "klimatsvar_page"),
        ("/gradio_api/heartbeat/api/ask", "klimatsvar_page"),
        ("/assets/api/index.js", "klimatsvar_page"),
        ("/enkel", "klimatsvar_page"),
        ("/kalla/a/b.md", "klimatsvar_any"),
        ("/sida/a.pdf", "klimatsvar_any"),
        ("/dokument/a.pdf", "klimatsvar_any"),
        ("/api/ask", "klimatsvar_any"),
        ("/mcp", "klimatsvar_any"),
    ],
)
def test_nginx_keeps_the_page_with_one_replica(below: str, path: str, to: str) -> None:
    assert is_open(path)
    choices = re.findall(r"^ +~(\S+) +(klimatsvar_\w+);", _nginx(), re.MULTILINE)
    assert len(choices) == 2
    chosen = [upstream for pattern, upstream in choices if re.search(pattern, below + path)]
    assert (chosen or ["klimatsvar_page"]) == [to]


def test_nginx_counts_as_the_service_does() -> None:
    assert f"rate={Settings.model_fields['questions_per_minute'].default}r/m" in _nginx()


def test_both_services_are_closed_alike() -> None:
    page, ingest = (_unit(name) for name in ("klimatsvar.service", "klimatsvar-ingest.service"))
    own = {
        *("Type", "ExecStart", "Restart", "RestartSec", "SuccessExitStatus", "TimeoutStartSec"),
        *("PrivateNetwork", "IPAddressAllow", "RestrictAddressFamilies"),
        *("Nice", "CPUWeight", "IOSchedulingClass", "LimitNOFILE"),
    }
    differing = {key for key in page | ingest if page.get(key) != ingest.get(key)}
    assert differing == own
    assert page["ProtectSystem"] == "strict"
    assert ingest["PrivateNetwork"] == "yes"


def test_the_staff_pages_may_write_documents_and_nothing_else_more() -> None:
    page, staff = (_unit(name) for name in ("klimatsvar.service", "klimatsvar-staff.service"))
    assert {key: staff.get(key) for key in page | staff if page.get(key) != staff.get(key)} == {
        "ExecStart": "/srv/klimatsvar/.venv/bin/klimatsvar staff",
        "ReadWritePaths": "/srv/klimatsvar/corpus",
        "StateDirectory": "klimatsvar klimatsvar-staff",
        "InaccessiblePaths": None,
    }


def test_what_mails_is_closed_as_what_reads_documents_but_for_the_network() -> None:
    ingest, mail = (_unit(f"klimatsvar-{name}.service") for name in ("ingest", "mail"))
    assert {key: mail.get(key) for key in ingest | mail if ingest.get(key) != mail.get(key)} == {
        "ExecStart": "/srv/klimatsvar/.venv/bin/klimatsvar stats --days 7 --mail",
        "SuccessExitStatus": None,
        "TimeoutStartSec": "5min",
        "PrivateNetwork": None,
        "IPAddressAllow": "localhost",
        "RestrictAddressFamilies": "AF_UNIX AF_INET AF_INET6",
    }


def test_what_fetches_may_write_documents_and_reach_others() -> None:
    mail, fetch = (_unit(f"klimatsvar-{name}.service") for name in ("mail", "fetch"))
    assert {key: fetch.get(key) for key in mail | fetch if mail.get(key) != fetch.get(key)} == {
        "ExecStart": "/srv/klimatsvar/.venv/bin/klimatsvar documents fetch",
        "SuccessExitStatus": str(EXIT_FOUND),
        "TimeoutStartSec": "6h",
        "ReadWritePaths": "/srv/klimatsvar/corpus",
        "IPAddressDeny": None,
        "IPAddressAllow": None,
    }


def test_each_failure_is_told_of() -> None:
    units = ("klimatsvar", *(f"klimatsvar-{name}" for name in ("ingest", "staff", "mail", "fetch")))
    for name in (f"{unit}.service" for unit in units):
        text = (DEPLOY / "systemd" / name).read_text("utf-8")
        (told_by,) = re.findall(r"^OnFailure=(\S+)@%N\.service$", text, re.MULTILINE)
        assert (DEPLOY / "systemd" / f"{told_by}@.service").is_file()


def test_with_milvus_reading_documents_reaches_what_the_page_does() -> None:
    page, ingest = (_unit(name) for name in ("klimatsvar.service", "klimatsvar-ingest.service"))
    added = _unit("milvus.conf")
    assert added.pop("PrivateNetwork") == "no"
    for key in added:  # each adds to what the unit says
        allowed = {*ingest.get(key, "").split(), *added[key].split()}
        assert allowed >= set(page[key].split())


def test_the_image_installs_what_is_locked_and_no_more() -> None:
    text = (DEPLOY / "container/Containerfile").read_text("utf-8")
    assert re.findall(r"pip install (.+?)(?: \\)?$", text, re.MULTILINE) == [
        "--require-hashes -r requirements.lock",
        "--no-deps .",
    ]


@pytest.mark.parametrize(
    ("file", "command"),
    [(path, command) for path in FILES for command in _ingests(path)],
    ids=lambda told: told.name if isinstance(told, Path) else shlex.join(told),
)
@pytest.mark.parametrize("code", [0, 1, EXIT_FOUND])
def test_a_skipped_file_fails_no_build(
    tmp_path: Path, file: Path, command: list[str], code: int
) -> None:
    del file
    program = tmp_path / "klimatsvar"
    program.write_text(f"#!/bin/sh\nexit {code}\n")
    program.chmod(0o755)
    path = f"{tmp_path}:{os.environ['PATH']}"
    done = subprocess.run(command, env={"PATH": path, "JOB_COMPLETION_INDEX": "0"}, check=False)
    # A shard leaves it to the finishing job to tell what was skipped.
    skipped = code == EXIT_FOUND and "--shard" not in shlex.join(command)
    assert done.returncode == (0 if skipped else code)


def test_what_builds_is_found_in_each_arrangement() -> None:
    assert {path.name for path in FILES if list(_ingests(path))} == {
        *("compose.yaml", "compose.milvus.yaml"),
        *("ingest.yaml", "ingest-sharded.yaml", "ingest-finish.yaml"),
    }
    ingest = _unit("klimatsvar-ingest.service")
    assert ingest["ExecStart"].endswith("klimatsvar ingest")
    assert ingest["SuccessExitStatus"] == str(EXIT_FOUND)


def test_there_are_as_many_shards_as_the_command_says() -> None:
    text = (DEPLOY / "kubernetes/ingest-sharded.yaml").read_text("utf-8")
    job: dict[str, Any] = yaml.safe_load(text)["spec"]
    of = re.search(r"\+ 1\)\)/(\d+)", text)
    assert of is not None
    assert job["completionMode"] == "Indexed"
    assert int(of[1]) == job["completions"] == job["parallelism"]


def _variables(path: Path) -> set[str]:
    return set(re.findall(r"KLIMATSVAR_[A-Z_]+", path.read_text("utf-8")))


def _commands(text: str) -> Iterator[tuple[str, str]]:
    """Yield each command that is run, and each of its options; "" for the command itself."""
    run = re.findall(r"\bklimatsvar (ingest|serve|index|ask)\b([^|\n]*)", text)
    run += re.findall(r'^(?: +args: |CMD )\["?(\w+)"?(.*)\]', text, re.MULTILINE)
    for command, rest in run:
        yield command, ""
        for option in re.findall(r"--[a-z-]+", rest):
            yield command, option


def _nginx() -> str:
    return (DEPLOY / "nginx/klimatsvar.conf").read_text("utf-8")


def _unit(name: str) -> dict[str, str]:
    unit = RawConfigParser(strict=False)  # SystemCallFilter stands there twice
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string((DEPLOY / "systemd" / name).read_text("utf-8"))
    return dict(unit["Service"])
