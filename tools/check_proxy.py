"""Run deploy/nginx in front of replicas of the service, and see that it does what it says.

    python tools/check_proxy.py [--replicas 3]

nginx and openssl must be installed. The configuration is the repository's; only what a test must
change is changed: ports, certificate, the log's place, a header that names the replica, and
`location /`, which becomes `location /klimat/`. Each resident has an address of 127.1.0.0/16.
Exit code 1 if anything is otherwise than it should be.
"""

import argparse
import asyncio
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import httpx
from proxied import BELOW, LIMIT, Proxy, proxied, serving

QUESTION = "Vad är ett klimatkontrakt?"
RESIDENTS = 24


class Checks:
    """What was seen so far."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.failed = 0

    def see(self, what: str, *, right: bool, seen: object) -> None:
        """Print one line, and remember if it is not right."""
        self.failed += not right
        print(f"{'ok    ' if right else 'FAILED'} {what}: {seen}", flush=True)


def main() -> None:
    """Run the checks and print a line for each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--replicas", type=int, default=3)
    count = parser.parse_args().replicas
    for program in ("nginx", "openssl"):
        if shutil.which(program) is None:
            sys.exit(f"{program}: not installed; run `apt install nginx-light openssl`")
    checks = Checks()
    with tempfile.TemporaryDirectory() as name, ExitStack() as running:
        folder = Path(name)
        folder.chmod(0o755)  # nginx's workers are another user
        replicas = running.enter_context(serving(folder, count))
        with proxied(folder, list(replicas), sticky=False) as proxy:
            asyncio.run(_see_that_it_matters(proxy, checks))
        with proxied(folder, list(replicas), sticky=True) as proxy:
            asyncio.run(_see(proxy, replicas, checks))
    sys.exit(1 if checks.failed else 0)


async def _see_that_it_matters(proxy: Proxy, checks: Checks) -> None:
    """See that the page needs one replica, and that the rest does not."""
    asked = await asyncio.gather(*(_ask_page(proxy.resident(n)) for n in range(RESIDENTS)))
    lost = RESIDENTS - sum(asked)
    seen = f"{lost} of {RESIDENTS}"
    checks.see("to any replica, the page loses questions", right=lost > 0, seen=seen)


async def _see(proxy: Proxy, replicas: dict[int, subprocess.Popen[str]], checks: Checks) -> None:
    """See everything else, with the configuration as it is."""
    asked = await asyncio.gather(*(_ask_page(proxy.resident(n)) for n in range(RESIDENTS)))
    checks.see("the page answers", right=all(asked), seen=f"{sum(asked)} of {RESIDENTS}")

    seen = [await _replicas_of(proxy.resident(n), "/en") for n in range(RESIDENTS)]
    checks.see("one address, one replica", right=all(len(one) == 1 for one in seen), seen=RESIDENTS)
    used = Counter(replica for one in seen for replica in one)
    checks.see("the addresses are shared out", right=len(used) == len(replicas), seen=dict(used))
    rest = await _replicas_of(proxy.resident(0), "/api/health", 12)
    checks.see("the rest goes to any", right=len(rest) == len(replicas), seen=sorted(rest))

    async with proxy.resident(30) as client:
        config = (await client.get("/config")).json()
        checks.see(
            "the page knows its address",
            right=config["root"].startswith("https://") and config["root"].endswith(BELOW),
            seen=config["root"],
        )
        plain = await client.post("/enkel", data={"q": QUESTION})
        checks.see("/enkel answers", right='class="turn"' in plain.text, seen=plain.status_code)
        answer = (await client.post("/api/ask", json={"question": QUESTION})).json()
        checks.see("/api/ask answers", right=bool(answer["citations"]), seen=answer["kind"])
        document = answer["citations"][0]["document"]
        source = await client.get(f"/kalla/{document}")
        checks.see("a source is shown", right=source.status_code == 200, seen=document)
        listed = await client.post(
            "/mcp",
            json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"},
            headers={"accept": "application/json, text/event-stream"},
        )
        checks.see("/mcp answers", right='"ask"' in listed.text, seen=listed.status_code)
        hsts = source.headers.get("strict-transport-security")
        checks.see("HSTS is set", right=bool(hsts), seen=hsts)
        packed = (await client.get("/page.css")).headers.get("content-encoding")
        checks.see("styles are compressed", right=packed == "gzip", seen=packed)

    seconds = await _seconds_to_first_byte(proxy.resident(31))
    checks.see("events come at once", right=seconds < 5, seen=f"{seconds:.2f} s")

    await _see_who_asked(proxy, checks)

    logged = proxy.log.read_text() if proxy.log.exists() else ""
    checks.see("nothing is logged", right=not logged, seen=logged[:200] or "empty")

    next(iter(replicas.values())).kill()
    asked = await asyncio.gather(*(_ask_api(proxy.resident(n)) for n in range(100, 130)))
    checks.see("a replica gone, /api/ask answers", right=all(asked), seen=f"{sum(asked)} of 30")
    asked = await asyncio.gather(*(_ask_page(proxy.resident(n)) for n in range(200, 230)))
    checks.see("a replica gone, the page answers", right=all(asked), seen=f"{sum(asked)} of 30")


async def _see_who_asked(proxy: Proxy, checks: Checks) -> None:
    """See that each address has a limit of its own, whatever it says of itself."""
    statuses = []
    for n in range(LIMIT + 1):
        async with proxy.resident(40, **{"X-Forwarded-For": f"192.0.2.{n}"}) as client:
            statuses.append((await client.post("/enkel", data={"q": QUESTION})).status_code)
    checks.see(
        f"the service counts {LIMIT} from one address, and forging another does not help",
        right=statuses == [200] * LIMIT + [429],
        seen=statuses,
    )
    async with proxy.resident(41) as client:
        other = (await client.post("/enkel", data={"q": QUESTION})).status_code
    checks.see("another address still may", right=other == 200, seen=other)
    async with proxy.resident(42) as client:
        many = [
            await client.post("/mcp", json={"jsonrpc": "2.0", "id": 1, "method": "ping"})
            for _ in range(60)
        ]
    refused = [answer for answer in many if answer.status_code == 429]
    told = [
        answer for answer in refused if answer.json()["detail"] and answer.headers["retry-after"]
    ]
    checks.see(
        "nginx counts what goes to any replica, and tells why",
        right=bool(refused) and told == refused,
        seen=f"{len(refused)} of 60 refused",
    )


async def _ask_page(client: httpx.AsyncClient) -> bool:
    """Ask as the page does: two requests that must meet the same replica."""
    async with client:
        joined = await client.post("/gradio_api/call/ask", json={"data": [QUESTION]})
        try:
            events = await client.get(f"/gradio_api/call/ask/{joined.json()['event_id']}")
        except httpx.RemoteProtocolError:  # a replica that knows nothing of it lets go
            return False
        return "event: complete" in events.text and 'class=\\"turn\\"' in events.text


async def _ask_api(client: httpx.AsyncClient) -> bool:
    async with client:
        given = await client.post("/api/ask", json={"question": QUESTION})
        return given.status_code == 200 and bool(given.json()["citations"])


async def _replicas_of(client: httpx.AsyncClient, path: str, times: int = 3) -> set[str]:
    """Return which replicas answered."""
    async with client:
        return {(await client.get(path)).headers["x-replica"] for _ in range(times)}


async def _seconds_to_first_byte(client: httpx.AsyncClient) -> float:
    """Return how long what the page keeps open takes to begin."""
    started = time.monotonic()
    async with client, client.stream("GET", "/gradio_api/heartbeat/somebody") as events:
        async for _ in events.aiter_bytes():
            break
    return time.monotonic() - started


if __name__ == "__main__":
    main()
