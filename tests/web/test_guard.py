"""Headers, closed doors, proxies: what the outside meets on every path."""

import logging
import re
from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI

from klimatsvar.assistant import Assistant
from klimatsvar.errors import SettingsError
from klimatsvar.settings import Settings
from klimatsvar.texts import texts
from serving import made_app, serving, serving_app

QUESTION = "Vilka parter består omställningsteamet av?"
OURS = ["/", "/page.css", "/api/health", "/api/openapi.json", "/enkel", "/integritet"]
GRADIOS = ["/config", "/theme.css", "/gradio_api/info", "/gradio_api/app_id"]
CLOSED = [
    "/manifest.json",
    "/monitoring",
    "/gradio_api/upload",
    "/finns-inte",
    "/logout",
    "/gradio_api/run/ask",
    "/static/" + "a" * 5000,
    "/kalla/" + "å" * 128,
    "/api/",
    "/mcp/",
]


@pytest.fixture(scope="module")
def app(assistant: Assistant, settings: Settings) -> FastAPI:
    return made_app(assistant, settings)


@pytest.fixture(scope="module")
def url(app: FastAPI) -> Iterator[str]:
    with serving_app(app) as url:
        yield url


@pytest.mark.parametrize("path", OURS + GRADIOS + CLOSED)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
def test_every_answer_has_the_headers_and_sets_no_cookie(url: str, path: str, method: str) -> None:
    headers = httpx.request(method, url + path, cookies={"access-token": "x"}).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    nonce = re.findall("'nonce-[^']+'", policy.pop("script-src"))
    assert len(nonce) == 1
    assert policy == {
        "default-src": "'self'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'self'",
    }
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["permissions-policy"] == (
        "camera=(), microphone=(), geolocation=(), payment=(), usb=()"
    )
    assert not {"server", "set-cookie", "strict-transport-security"} & set(headers)


@pytest.mark.parametrize("path", OURS + GRADIOS)
def test_what_is_needed_is_open(url: str, path: str) -> None:
    assert httpx.get(url + path).status_code == 200


@pytest.mark.parametrize("path", [*OURS, "/kalla/omstallningsteamet.md", "/config"])
def test_head_is_answered_as_get_without_what_is_in_it(url: str, path: str) -> None:
    plain = {"accept-encoding": "identity"}  # packed, a page's length varies with its nonce
    head, get = (httpx.request(method, url + path, headers=plain) for method in ("HEAD", "GET"))
    assert (head.status_code, head.content) == (get.status_code, b"")
    for name in ("content-type", "content-length"):
        assert head.headers.get(name) == get.headers.get(name)


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/gradio_api/call/finns-inte", {"data": []}),
        ("/gradio_api/queue/join", {"fn_index": 9999, "data": [], "session_hash": "a"}),
        ("/gradio_api/queue/join", {"data": [], "session_hash": "a"}),
    ],
)
def test_functions_that_there_are_not_are_not_found(
    url: str, path: str, sent: dict[str, object]
) -> None:
    assert httpx.post(url + path, json=sent).status_code == 404


def test_a_stream_of_a_session_that_there_is_not_ends_and_is_no_fault(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    events = httpx.get(f"{url}/gradio_api/queue/data", params={"session_hash": "unknown"})
    assert '"session_not_found":true' in events.text
    assert "could not be answered" not in caplog.text


@pytest.mark.parametrize("path", CLOSED)
def test_everything_else_is_closed(url: str, path: str) -> None:
    assert [httpx.request(method, url + path).status_code for method in ("GET", "POST")] == [
        404
    ] * 2


@pytest.mark.parametrize(
    "path", ["/assets/../config.json", "/static/..%2f..%2froutes.py", "/assets/%2e%2e/%2e%2e/x.py"]
)
def test_no_path_leads_out_of_gradios_files(url: str, path: str) -> None:
    assert httpx.get(url + path).status_code in {403, 404}


def test_sites_that_are_set_may_show_the_page_in_a_frame(
    assistant: Assistant, settings: Settings
) -> None:
    sites = ("https://www.boras.se", "https://*.boras.se")
    with serving(assistant, settings, frame_ancestors=sites) as url:
        for path in ("/", "/enkel"):
            policy = httpx.get(url + path).headers["content-security-policy"]
            assert policy.endswith("frame-ancestors 'self' https://www.boras.se https://*.boras.se")
            assert "x-frame-options" not in httpx.get(url + path).headers


@pytest.mark.parametrize(
    "site", ["boras.se", "https://a.se; script-src *", "https://a.se/x", "*", "https://a\nb"]
)
def test_what_is_not_the_address_of_a_site_is_refused(site: str) -> None:
    with pytest.raises(SettingsError, match=r"frame_ancestors\.0: has the wrong form"):
        Settings.load(frame_ancestors=(site,))


@pytest.mark.parametrize("strips", [True, False])
def test_a_proxy_may_serve_the_page_below_a_path(
    assistant: Assistant, settings: Settings, strips: bool
) -> None:
    with serving(assistant, settings, root_path="/fraga/klimat") as url:
        below = url if strips else f"{url}/fraga/klimat"
        page = httpx.get(f"{below}/").text
        assert f'"root":"{url}/fraga/klimat"' in page.replace(" ", "")
        linked = re.findall(r'(?:src|href)="([^"#?:]+)"', re.sub("<a [^>]*>", "", page))
        assert "page.js" in linked
        assert not [path for path in linked if path.startswith("/")]
        for path in linked:
            assert httpx.get(f"{below}/{path.removeprefix('./')}").status_code == 200, path
        given = httpx.post(f"{below}/api/ask", json={"question": QUESTION})
        assert given.json()["kind"] == "grounded"
        assert httpx.get(f"{below}/enkel").status_code == 200
        assert httpx.post(f"{below}/enkel", data={"q": QUESTION}).status_code == 200
        joined = httpx.post(f"{below}/gradio_api/call/ask", json={"data": [QUESTION]}).json()
        events = httpx.get(f"{below}/gradio_api/call/ask/{joined['event_id']}").text
        assert "event: complete" in events
        assert "Navet Science Center" in events
        assert httpx.get(f"{below}/gradio_api/upload").status_code == 404
        assert httpx.get(f"{below}/monitoring").status_code == 404


def root_told(page: str) -> str:
    (root,) = set(re.findall(r'"root":\s?"([^"]*)"', page))
    return str(root)


def test_a_trusted_proxy_tells_that_the_page_is_read_by_https(
    assistant: Assistant, settings: Settings
) -> None:
    sent = {"x-forwarded-proto": "https", "host": "fraga.boras.se"}
    with serving(assistant, settings) as url:
        assert root_told(httpx.get(url, headers=sent).text) == "https://fraga.boras.se"
    with serving(assistant, settings, trusted_proxies=()) as url:
        assert root_told(httpx.get(url, headers=sent).text) == "http://fraga.boras.se"


def test_a_fault_behind_any_path_is_told_without_its_details(
    assistant: Assistant,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    app = made_app(assistant, settings)

    def broken(*asked: object) -> str:
        raise RuntimeError(asked)

    monkeypatch.setattr("klimatsvar.web.pages.plain._simple", broken)
    with serving_app(app) as url, caplog.at_level(logging.WARNING):
        given = httpx.get(f"{url}/enkel", params={"q": "Min hemliga fråga?"})
    assert (given.status_code, given.text) == (500, texts("sv")["failed"])
    assert given.headers["x-content-type-options"] == "nosniff"
    assert "a question could not be answered: RuntimeError" in caplog.text
    assert "hemlig" not in caplog.text
