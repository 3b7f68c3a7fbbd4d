"""Requests that were thought of to find what breaks, each with a word to be looked for later."""

import json
import socket
from collections.abc import Iterator
from typing import Any

MARKER = "Kvittervinge8501"
"""In every request; a word that no document has."""
_DEEP = "[" * 200 + f'"{MARKER}"' + "]" * 200
_JSON = {"content-type": "application/json"}
_MCP = {"accept": "application/json, text/event-stream", **_JSON}

_NO_QUESTIONS: list[Any] = [
    *(None, MARKER, [MARKER], {}, {"question": [MARKER]}, {"question": {"a": MARKER}}),
    *({"question": None, "x": MARKER}, {"question": MARKER, "history": MARKER}),
    *({"question": MARKER, "history": [1, MARKER]}, {"question": MARKER, "history": [MARKER] * 99}),
    *({"question": MARKER, MARKER: 1}, {"question": MARKER, "simple": MARKER}),
]
_BODIES = [
    *(b"", b"\xff\xfe" + MARKER.encode(), MARKER.encode(), b'{"question": NaN}'),
    b'{"question": 1e999}',
    b'{"question": "\\ud83d' + MARKER.encode() + b'"}',
    b'{"question": "\\u0000' + MARKER.encode() + b'"}',
    b'\xef\xbb\xbf{"question": "' + MARKER.encode() + b'"}',
    b'{"question": "' + MARKER.encode() * 3000 + b'"}',
    b'{"question": "' + MARKER.encode() * 9000 + b'"}',
    f'{{"question": {_DEEP}}}'.encode(),
    f'{{"question": "{MARKER}", "question": 1}}'.encode(),
]
_QUESTIONS = [
    *(
        MARKER,
        f"{MARKER}?",
        f"<script>{MARKER}</script>",
        f"{MARKER} 850709-9805",
        f"\u202e{MARKER}",
    ),
    *(f"{MARKER}\r\nSet-Cookie: a=b", "a" * 900 + MARKER, f"{MARKER} " * 40, f"{{{{{MARKER}}}}}"),
    f"' OR 1=1 -- {MARKER}",
]


def by_hand() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield requests as httpx builds them, each with a name."""
    for number, made in enumerate((*_asking(), *_of_the_page(), *_of_mcp(), *_paths(), *_others())):
        yield f"{number} {made['method']} {str(made['url'])[:60]}", made


def _post(url: str, content: bytes, headers: dict[str, str] = _JSON) -> dict[str, Any]:
    return {"method": "POST", "url": url, "content": content, "headers": headers}


def _joining(session: str, function: object, data: object, **more: object) -> dict[str, Any]:
    sent = {"fn_index": function, "data": data, "session_hash": session, **more}
    return _post("/gradio_api/queue/join", json.dumps(sent).encode())


def _asking() -> Iterator[dict[str, Any]]:
    for question in _QUESTIONS:
        yield _post("/api/ask", json.dumps({"question": question}).encode())
        yield {"method": "POST", "url": "/enkel", "data": {"q": question}}
        yield {"method": "GET", "url": "/enkel", "params": {"q": question}}
    for path in ("/api/ask", "/api/feedback"):
        for sent in _NO_QUESTIONS:
            yield _post(path, json.dumps(sent).encode())
        for content in _BODIES:
            yield _post(path, content)
    for form in (
        "tidigare=" + MARKER,
        f"q={MARKER}&hjalpte={MARKER}",
        f"q=%ff%fe{MARKER}",
        "q=&q=",
    ):
        yield _post("/enkel", form.encode(), {"content-type": "application/x-www-form-urlencoded"})
    many = "&".join(f"tidigare={MARKER}{n}" for n in range(900))
    yield _post("/enkel", f"q=Varför&{many}".encode(), {"content-type": "text/plain"})
    verdict = {"verdict": "yes", "sources": [MARKER]}
    own = {**_JSON, "sec-fetch-site": "same-origin"}
    yield _post("/api/feedback", json.dumps(verdict).encode(), own)
    for origin in (MARKER, "http://[", f"https://{MARKER}.example"):
        yield _post("/api/feedback", json.dumps(verdict).encode(), {**_JSON, "origin": origin})


def _of_the_page() -> Iterator[dict[str, Any]]:
    for data in ([MARKER], [], [[MARKER]], [{"a": MARKER}], [None, None, MARKER], MARKER, None):
        yield _post("/gradio_api/call/ask", json.dumps({"data": data}).encode())
        for function in (0, 1, 5, -1, 9999, MARKER, None, 1.5, [1]):
            yield _joining(f"hand{function}", function, data)
    for content in _BODIES:
        for path in ("queue/join", "call/ask", "cancel", "reset"):
            yield _post(f"/gradio_api/{path}", content)
    file = {"path": "/proc/self/environ", "url": MARKER, "meta": {"_type": "gradio.FileData"}}
    for session in ("", MARKER * 20, "file"):
        yield _joining(session, 1, [file, None], event_data=file)
    for event in (
        {"question": MARKER},
        {"simple": MARKER},
        MARKER,
        [MARKER],
        {"question": [MARKER]},
    ):
        for function in (6, 13):  # which take what a script of the page sends
            yield _joining("event", function, [None], event_data=event)
    kept = {
        "asked": 10**40,
        "questions": [MARKER, [MARKER], "a" * 900] * 9,
        "followed": {MARKER: 1},
    }
    for function in range(20):
        yield _joining(f"kept{function}", function, [None], event_data={**kept, "simple": 10**40})
    for path in (
        "cancel",
        "reset",
        "run/ask",
        "upload",
        f"call/{MARKER}",
        f"component_server/{MARKER}",
    ):
        yield _post(f"/gradio_api/{path}", json.dumps({"session_hash": MARKER}).encode())


def _of_mcp() -> Iterator[dict[str, Any]]:
    call = {"name": "ask", "arguments": {"question": MARKER}}
    for method, params in (
        *(("tools/call", call), ("tools/call", {**call, "arguments": MARKER}), (MARKER, call)),
        *(
            ("tools/call", {**call, "name": MARKER}),
            ("tools/call", {"name": "ask"}),
            ("ping", MARKER),
        ),
        ("tools/call", {**call, "arguments": {"question": MARKER, "history": [[MARKER]]}}),
        ("tools/call", {**call, "arguments": {"question": MARKER, MARKER: MARKER}}),
        ("prompts/get", {"name": MARKER}),
        ("resources/read", {"uri": f"file:///{MARKER}"}),
        ("notifications/cancelled", {"requestId": [MARKER], "reason": MARKER}),
    ):
        message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        yield _post("/mcp", json.dumps(message).encode(), _MCP)
        yield _post("/mcp", json.dumps({**message, "id": [MARKER]}).encode(), _MCP)
        yield _post("/mcp", json.dumps([message, message]).encode(), _MCP)
    for content in _BODIES:
        yield _post("/mcp", content, _MCP)


def _paths() -> Iterator[dict[str, Any]]:
    for path in (
        *(f"/kalla/{MARKER}", f"/sida/{MARKER}?start={MARKER}", f"/dokument/%00{MARKER}.pdf"),
        *(f"/kalla/..%2f..%2fetc%2fpasswd?{MARKER}", f"/dokument/%2e%2e/{MARKER}", f"/{MARKER}"),
        *("/static/" + MARKER * 300, "/static/" + "a/" * 900 + MARKER, f"/assets/..%5c{MARKER}"),
        *(f"/kalla/a.md?start={MARKER}&end=-1", "/kalla/a.md?start=1&end=" + "9" * 400),
        *(f"/?page={MARKER}", f"/?deep_link={MARKER}", "/gradio_api/startup-events/"),
        *(f"/?q={MARKER}", f"/en?q={MARKER}&__theme={MARKER}", f"/config?{MARKER}", "/metrics"),
        *(f"/gradio_api/queue/data?session_hash={MARKER}", f"/gradio_api/call/ask/{MARKER}"),
        *("/.well-known/security.txt", "/.env", f"/gradio_api/file=/etc/passwd?{MARKER}"),
        *(f"/om?lang={MARKER}", f"/dokument?efter={MARKER}", "/dokument?efter=" + "9" * 400),
        *(f"/integritet?lang={MARKER}", "/tillganglighet?lang=%ff", f"/enkel?q=%ff{MARKER}"),
    ):
        for method in ("GET", "HEAD"):
            yield {"method": method, "url": path}


def _others() -> Iterator[dict[str, Any]]:
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", MARKER.upper()):
        for path in ("/", "/api/ask", "/enkel", "/mcp", "/gradio_api/queue/join"):
            yield {"method": method, "url": path, "content": MARKER.encode()}
    for headers in (
        *({"host": f"{MARKER}.example"}, {"x-forwarded-for": MARKER}, {"cookie": f"a={MARKER}"}),
        *({"x-forwarded-host": MARKER, "x-forwarded-proto": MARKER}, {"range": f"bytes={MARKER}"}),
        *({"accept-language": MARKER * 500}, {"referer": f"https://{MARKER}.example/"}),
        *(
            {"authorization": f"Bearer {MARKER}å".encode()},
            {"content-type": f"a/{MARKER}; charset=x"},
        ),
        {"expect": MARKER, "upgrade": "websocket", "connection": "upgrade"},
    ):
        for path in ("/", "/enkel", "/metrics", "/api/health"):
            yield {"method": "GET", "url": path, "headers": headers}


_RAW = {
    "no HTTP": f"{MARKER}\r\n\r\n".encode(),
    "bytes": bytes(range(256)) * 4,
    "half a request": f"GET /{MARKER} HTTP/1.1\r\nHost: a\r\nX".encode(),
    "a header without end": b"GET / HTTP/1.1\r\nHost: a\r\nX: " + MARKER.encode() * 9000,
    "a length that is none": (
        f"POST /api/ask HTTP/1.1\r\nHost: a\r\nContent-Length: {MARKER}\r\n\r\n".encode()
    ),
    "two lengths": (
        b"POST /api/ask HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef"
    ),
    "length and pieces": (
        b"POST /api/ask HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked"
        b"\r\n\r\n0\r\n\r\n"
    ),
    "a piece of no length": (
        b"POST /api/ask HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        + MARKER.encode()
        + b"\r\n"
    ),
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "HTTP/9": b"GET / HTTP/9.9\r\nHost: a\r\n\r\n",
    "a line of folded headers": f"GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n {MARKER}\r\n\r\n".encode(),
}


def raw(host: str, port: int) -> Iterator[tuple[str, int]]:
    """Send what no client would; yield each one's name and the status, 0 for none."""
    for name, sent in _RAW.items():
        with socket.create_connection((host, port), timeout=10) as connection:
            try:
                connection.sendall(sent)
                connection.shutdown(socket.SHUT_WR)
                given = connection.recv(4096)
            except OSError:  # closed on us, which is an answer
                given = b""
        words = given.split(b" ", 2)
        yield name, int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
