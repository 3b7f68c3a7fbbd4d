"""Runs what check_proxy.py looks at: replicas of the service, and deploy/nginx before them."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).parent.parent
NGINX = ROOT / "deploy" / "nginx"
BELOW = "/klimat"
LIMIT = 5
"""Questions a minute from one address, by the service."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """A running nginx."""

    url: str
    log: Path

    def resident(self, number: int, **headers: str) -> httpx.AsyncClient:
        """Return what a resident asks with; each number is an address of its own."""
        return httpx.AsyncClient(
            base_url=self.url + BELOW,
            headers=headers,
            timeout=60,
            transport=httpx.AsyncHTTPTransport(
                verify=False, local_address=f"127.1.{number // 250}.{number % 250 + 1}"
            ),
        )


@contextmanager
def serving(folder: Path, count: int) -> Iterator[dict[int, subprocess.Popen[str]]]:
    """Build an index, serve it ``count`` times, and yield the processes by port."""
    program = Path(sys.executable).with_name("klimatsvar")
    environment = {
        **os.environ,
        "KLIMATSVAR_CORPUS": str(ROOT / "corpus"),
        "KLIMATSVAR_INDEX": str(folder / "index"),
        "KLIMATSVAR_ROOT_PATH": BELOW,
        "KLIMATSVAR_QUESTIONS_PER_MINUTE": str(LIMIT),
        "KLIMATSVAR_MCP": "true",
    }
    subprocess.run([program, "ingest"], env=environment, check=True, stdout=subprocess.DEVNULL)
    replicas = {}
    log = (folder / "replicas.log").open("w+")  # the faults that are provoked here fill pages
    try:
        for _ in range(count):
            port = _free_port()
            replicas[port] = subprocess.Popen(
                [program, "serve", "--port", str(port)],
                env=environment,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        for replica in replicas.values():
            assert replica.stdout is not None
            if not replica.stdout.readline():
                raise SystemExit(f"klimatsvar serve: did not start: {Path(log.name).read_text()}")
        yield replicas
    finally:
        for replica in replicas.values():
            replica.terminate()
            replica.wait()
        log.close()


@contextmanager
def proxied(folder: Path, ports: list[int], *, sticky: bool) -> Iterator[Proxy]:
    """Run nginx with the repository's configuration and yield it."""
    http, https = _free_port(), _free_port()
    place = folder / ("sticky" if sticky else "any")
    place.mkdir()
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost"),
            *("-keyout", place / "key.pem", "-out", place / "cert.pem"),
        ],
        check=True,
        capture_output=True,
    )
    servers = "\n".join(f"server 127.0.0.1:{port};" for port in ports)
    upstreams = _changed("upstreams.conf", {"server 127.0.0.1:7860;": servers})
    if not sticky:
        upstreams = upstreams.replace("hash $remote_addr consistent;", "")
    site = _changed(
        "klimatsvar.conf",
        {
            "listen 80;": f"listen 127.0.0.1:{http};",
            "    listen [::]:80;\n": "",
            "listen 443 ssl http2;": f"listen 127.0.0.1:{https} ssl http2;",
            "    listen [::]:443 ssl http2;\n": "",
            "/etc/nginx/certificates/fullchain.pem": str(place / "cert.pem"),
            "/etc/nginx/certificates/privkey.pem": str(place / "key.pem"),
            "/var/log/nginx/error.log": str(place / "error.log"),
            "location / {": f"location {BELOW}/ {{",
            "server_tokens off;": "server_tokens off; add_header X-Replica $upstream_addr always;",
        },
    )
    temporary = "\n".join(
        f"{kind}_temp_path {place}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (place / "nginx.conf").write_text(
        f"pid {place}/nginx.pid; daemon off; events {{}}\nerror_log {place}/start.log;\n"
        f"http {{ include /etc/nginx/mime.types; {temporary}\n{upstreams}\n{site}\n}}\n"
    )
    running = subprocess.Popen(["nginx", "-c", place / "nginx.conf", "-e", place / "start.log"])
    try:
        _wait_for(https)
        yield Proxy(f"https://localhost:{https}", place / "error.log")
    finally:
        running.terminate()
        running.wait()


def _changed(name: str, changes: dict[str, str]) -> str:
    """Return a configuration of the repository with texts replaced, each of which must be there."""
    text = (NGINX / name).read_text("utf-8")
    for old, new in changes.items():
        if old not in text:
            raise SystemExit(f"{name}: no {old!r} in it; change this program as it was changed")
        text = text.replace(old, new)
    return text


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(100):
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("nginx: did not start; see above")
