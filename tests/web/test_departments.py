"""Several departments in one service: each at its path, and nothing of one with another."""

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import pytest

from departments_toy import serving_departments, write_departments
from klimatsvar.settings import Settings
from klimatsvar.web.log import logging_to

OF = {
    "resor": ("Resor i Åby", "Kontaktcenter", "Västtrafik", "jobbet", "Reseguiden", "resor.md"),
    "natur": ("Natur i Åby", "Skogskontoret", "skog och mark", "stigar", "Naturguiden", "natur.md"),
}
"""What only pages of a department have."""
TOKEN = "sexton-tecken-har"
ASKED = {"resor": "Går det en buss?", "natur": "Finns det skog?"}
QUOTED = {"resor": "Ta buss till jobbet.", "natur": "I skog och mark finns stigar."}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("departments")
    write_departments(folder)
    return folder


@pytest.fixture(scope="module")
def whole(folder: Path) -> Iterator[Settings]:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("KLIMATSVAR_METRICS_TOKEN", TOKEN)
        yield Settings.load_whole(root_path="/fraga")


@pytest.fixture(scope="module")
def url(whole: Settings) -> Iterator[str]:
    """The address, as a proxy asks that leaves the root path away."""
    with serving_departments(whole) as url:
        yield url


def others(name: str) -> tuple[str, ...]:
    (other,) = OF.keys() - {name}
    return OF[other]


def test_each_has_folders_of_its_own_and_shares_the_rest(whole: Settings) -> None:
    natur = whole.of("natur")
    assert (natur.corpus, natur.index) == (Path("corpus/natur"), Path("index/natur"))
    assert (natur.log_folder, natur.staff.folder) == (Path("log/natur"), Path("staff/natur"))
    assert (natur.contact.name, natur.contact.phone) == ("Skogskontoret", None)
    assert whole.of("resor").contact.phone == "0321-10"
    assert [whole.of(name).questions_per_minute for name in ("resor", "natur")] == [0, 20]
    assert (natur.root_path, natur.corpus_name, natur.sure_from) == ("/fraga/natur", "natur", 0.0)


@pytest.mark.parametrize("name", OF)
def test_every_way_of_asking_answers_from_its_own_documents(url: str, name: str) -> None:
    below = f"{url}/{name}"
    given = httpx.post(f"{below}/api/ask", json={"question": ASKED[name]}).json()
    assert [citation["quote"] for citation in given["citations"]] == [QUOTED[name]]
    plain = httpx.post(f"{below}/enkel", data={"q": ASKED[name]}).text
    assert QUOTED[name] in plain
    joined = httpx.post(f"{below}/gradio_api/call/ask", json={"data": [ASKED[name]]}).json()
    page = httpx.get(f"{below}/gradio_api/call/ask/{joined['event_id']}").text
    assert QUOTED[name] in page
    called = {"name": "ask", "arguments": {"question": ASKED[name], "history": []}}
    sent = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": called}
    takes = {"accept": "application/json, text/event-stream"}
    tool = httpx.post(f"{below}/mcp", json=sent, headers=takes).text
    assert QUOTED[name] in tool
    listed = {"jsonrpc": "2.0", "id": 2, "method": "tools/list"}
    tools = httpx.post(f"{below}/mcp", json=listed, headers=takes).text
    assert "Answer a resident's question that the city's documents may answer." in tools
    for answered in (str(given), plain, page, tool, tools):
        assert not [text for text in others(name) if text in answered]


@pytest.mark.parametrize("name", OF)
def test_what_only_another_answers_is_told_by_none_else(url: str, name: str) -> None:
    (other,) = OF.keys() - {name}
    given = httpx.post(f"{url}/{name}/api/ask", json={"question": ASKED[other]}).text
    shown = json.loads(given)
    told = [*shown["citations"], *shown["nearest"], *shown["nearby"]]
    assert {place["document"] for place in told} == {f"{name}.md"}
    assert not [text for text in (*others(name), QUOTED[other]) if text in given]


def linked(page: str, at: str) -> set[str]:
    """Return the addresses on this site that a page leads to or loads."""
    found = re.findall(r'(?:href|src|action)="([^"#]+)', page)
    addresses = (urljoin(at, address.replace("&amp;", "&")) for address in found)
    return {address for address in addresses if address.startswith(at[: at.index("/", 8)])}


@pytest.mark.parametrize("name", OF)
def test_every_link_stays_below_its_path_and_tells_of_no_other(url: str, name: str) -> None:
    start = httpx.post(f"{url}/{name}/enkel", data={"q": ASKED[name]})
    seen: set[str] = set()
    left = {f"{url}/{name}/", *linked(start.text, f"{url}/{name}/enkel")}
    while left:
        address = left.pop()
        seen.add(address)
        assert urlsplit(address).path.startswith(f"/{name}/"), address
        given = httpx.get(address, follow_redirects=True)
        assert given.status_code == 200, address
        assert "set-cookie" not in given.headers
        assert not [text for text in others(name) if text in given.text], address
        if given.headers["content-type"].startswith("text/html"):
            left |= linked(given.text, address) - seen
    paths = {urlsplit(address).path.removeprefix(f"/{name}") for address in seen}
    pages = {"/", "/en", "/enkel", "/om", "/dokument", "/integritet", "/tillganglighet"}
    assert pages | {f"/kalla/{name}.md", f"/dokument/{name}.md"} <= paths


@pytest.mark.parametrize("name", OF)
def test_a_document_of_another_is_not_there(url: str, name: str) -> None:
    (other,) = OF.keys() - {name}
    for kind in ("kalla", "dokument", "sida"):
        given = httpx.get(f"{url}/{name}/{kind}/{other}.md")
        assert given.status_code == 404
        assert not [text for text in others(name) if text in given.text.replace(f"{other}.md", "")]
    sent = {"verdict": "yes", "sources": [f"{other}.md"]}
    same = {"sec-fetch-site": "same-origin"}
    assert httpx.post(f"{url}/{name}/api/feedback", json=sent, headers=same).status_code == 400


def test_questions_and_verdicts_are_kept_with_their_department(url: str, folder: Path) -> None:
    for name in OF:
        httpx.post(f"{url}/{name}/api/ask", json={"question": ASKED[name]})
        sent = {"verdict": "yes", "sources": [f"{name}.md"]}
        same = {"sec-fetch-site": "same-origin"}
        assert httpx.post(f"{url}/{name}/api/feedback", json=sent, headers=same).status_code == 204
    assert {path.name for path in (folder / "log").iterdir()} == set(OF)
    for name in OF:
        kept = "".join(path.read_text("utf-8") for path in (folder / "log" / name).iterdir())
        assert f'"sources": ["{name}.md"]' in kept
        assert not [text for text in others(name) if text in kept]


def test_the_first_page_lists_them_and_says_which_is_away(url: str) -> None:
    page = httpx.get(url).text
    assert "<h1>Åby svarar</h1>" in page
    assert re.findall(r'<li>\n<a href="(\w+/)">([^<]+)</a>', page) == [
        ("resor/", "Resor i Åby"),
        ("natur/", "Natur i Åby"),
    ]
    assert "Stängda sidor. Den här delen går inte att nå just nu." in page
    assert "Tidtabeller från Västtrafik." in page
    english = httpx.get(url, params={"lang": "en"}).text
    assert 'href="natur/en">Natur i Åby</a>' in english
    for address in linked(page, f"{url}/"):
        assert httpx.get(address).status_code == 200, address
    assert httpx.get(f"{url}/api/alive").status_code == 204
    assert "content-security-policy" in httpx.get(url).headers


def faults(url: str, name: str) -> str:
    given = httpx.get(f"{url}/{name}/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    [count] = re.findall("^klimatsvar_faults_total (.*)$", given.text, re.M)
    return str(count)


def test_a_fault_is_told_and_counted_as_its_department_s(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> str:
        raise RuntimeError

    monkeypatch.setattr("klimatsvar.web.pages.plain._simple", broken)
    lines = io.StringIO()
    with logging_to(lines):
        assert httpx.get(f"{url}/natur/enkel").status_code == 500
    assert " error natur: a question could not be answered: RuntimeError in " in lines.getvalue()
    assert (faults(url, "natur"), faults(url, "resor")) == ("1.0", "0.0")


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/finns-inte", 404, "Sidan finns inte"),
        ("/enkel", 404, "Sidan finns inte"),
        ("/gradio_api/info", 404, "Sidan finns inte"),
        ("/stangd/", 503, "Den här delen går inte att nå just nu."),
        ("/stangd/enkel", 503, "Den här delen går inte att nå just nu."),
        ("/natur/finns-inte", 404, "Sidan finns inte"),
    ],
)
def test_what_there_is_not_is_told(url: str, path: str, status: int, told: str) -> None:
    for_people = httpx.get(url + path, headers={"accept": "text/html"})
    assert (for_people.status_code, told in for_people.text) == (status, True)
    assert httpx.post(url + path).status_code == status


def test_a_path_without_its_slash_leads_on_with_the_question(url: str) -> None:
    given = httpx.get(f"{url}/natur", params={"q": "Finns det skog?"})
    assert (given.status_code, given.headers["location"]) == (
        307,
        "/fraga/natur/?q=Finns+det+skog%3F",
    )


def test_the_subject_is_told_where_it_is_set(url: str) -> None:
    assert "Ställ en fråga om skog och mark. Du får svaret" in httpx.get(f"{url}/natur/").text
    assert "Ask a question. You get the answer" in httpx.get(f"{url}/natur/en").text
    resor = httpx.get(f"{url}/resor/").text
    assert "Ställ en fråga. Du får svaret" in resor
    assert "klimatarbete" not in resor


def test_a_proxy_may_serve_all_of_them_below_a_path(url: str) -> None:
    for below in (url, f"{url}/fraga"):
        assert 'href="natur/"' in httpx.get(f"{below}/").text
        page = httpx.get(f"{below}/natur/").text.replace(" ", "")
        assert f'"root":"{url}/fraga/natur"' in page
        given = httpx.post(f"{below}/natur/api/ask", json={"question": ASKED["natur"]})
        assert given.json()["kind"] == "grounded"


def test_a_limit_is_counted_for_each(url: str) -> None:
    """Last, since it leaves no question to ask of one of them."""

    def asked(name: str) -> int:
        return httpx.post(f"{url}/{name}/api/ask", json={"question": "Skog?"}).status_code

    assert 429 in (asked("natur") for _ in range(21))
    assert asked("resor") == 200
