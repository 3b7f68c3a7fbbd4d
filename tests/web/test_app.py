"""The real app over real HTTP: what a browser and gradio_client meet."""

import logging
import re
import socket
from collections.abc import Iterator

import httpx
import pytest
from gradio_client import Client

from klimatsvar.assistant import Assistant
from klimatsvar.errors import SettingsError
from klimatsvar.settings import Settings
from klimatsvar.texts import texts
from klimatsvar.types import Worded
from klimatsvar.web.app import serve
from klimatsvar.web.ask.conversation import Conversation, Inquiry, Turn, go_on
from klimatsvar.web.html.links import contact_line
from klimatsvar.web.server import listen
from serving import serving

QUESTION = "Vilka parter består omställningsteamet av?"
QUOTE = (
    "Omställningsteamet består av fem parter: Borås Stad, Borås Energi och Miljö AB, "
    "Science Park Borås, Navet Science Center och Fristadbostäder AB."
)
UNANSWERED = "Vad kostar ett månadskort på bussen?"


@pytest.fixture(scope="module")
def url(assistant: Assistant, settings: Settings) -> Iterator[str]:
    with serving(assistant, settings, questions_per_minute=0) as url:
        yield url


@pytest.fixture
def client(url: str) -> Iterator[Client]:
    client = Client(url, verbose=False, analytics_enabled=False)
    yield client
    client.close()


def ask(client: Client, question: str) -> str:
    """Return the conversation after a question, as HTML."""
    html: str = client.predict(question, api_name="/ask")[0]
    return html


def test_a_question_is_answered_with_a_verbatim_quotation(client: Client) -> None:
    html = ask(client, QUESTION)
    assert f'<blockquote lang="sv" dir="auto">{QUOTE}</blockquote>' in html
    assert f"<mark>{QUOTE}</mark>" in html
    assert '<span lang="sv">Borås omställningsteam</span>' in html


def test_what_the_documents_do_not_answer_is_refused(client: Client, settings: Settings) -> None:
    html = ask(client, UNANSWERED)
    assert texts("sv")["refused_off_subject"] in html
    assert texts("sv")["refused_nearest"] not in html
    assert str(contact_line(settings.contact, texts("sv"))) in html
    assert "<blockquote" not in html


def test_a_question_that_cannot_be_searched_for_keeps_the_conversation(client: Client) -> None:
    ask(client, UNANSWERED)
    html = ask(client, " ")
    assert 'id="fraga-1"' in html
    assert html.endswith(
        '<p class="problem" role="alert" dir="auto">Jag hittar ingen fråga i det du skrev. '
        "Skriv en fråga med några ord.</p>"
    )
    html = ask(client, UNANSWERED)
    assert re.findall('id="(fraga-.)"', html) == ["fraga-1", "fraga-2"]
    assert 'role="alert"' not in html


def test_every_client_has_its_own_conversation(client: Client, url: str) -> None:
    ask(client, UNANSWERED)
    other = Client(url, verbose=False, analytics_enabled=False)
    try:
        assert 'id="fraga-2"' not in ask(other, UNANSWERED)
    finally:
        other.close()


def test_hostile_questions_come_back_as_text(client: Client) -> None:
    html = ask(client, "<script>alert(1)</script> [x](javascript:a) [1]?")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; [x](javascript:a) [1]?</span></h2>" in html
    assert "<script" not in html


def test_asking_is_the_only_public_endpoint(client: Client) -> None:
    endpoints = client.view_api(return_format="dict", print_info=False)
    assert list(endpoints["named_endpoints"]) == ["/ask"]
    assert endpoints["unnamed_endpoints"] == {}


def test_the_starter_corpus_answers_the_examples(assistant: Assistant, settings: Settings) -> None:
    assert len(settings.examples) == 9
    assert [e for e in settings.examples if assistant.ask(e).kind != "grounded"] == []


def without_links(page: str) -> str:
    """Return the page without the links that only a resident's click follows."""
    return re.sub(r"<a [^>]*>", "", page)


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [("/?lang=en&q=a%26b", "en?q=a%26b"), ("/en?lang=sv", "./"), ("/?lang=en", "en")],
)
def test_an_address_that_asks_for_a_language_leads_to_its_page(
    url: str, asked: str, led_to: str
) -> None:
    answer = httpx.get(url + asked)
    assert (answer.status_code, answer.headers["location"]) == (307, led_to)


@pytest.mark.parametrize("path", ["/?lang=sv", "/?lang=xx", "/?lang=//evil.example"])
def test_an_address_in_the_pages_own_or_no_language_is_the_page(url: str, path: str) -> None:
    assert httpx.get(url + path).status_code == 200


@pytest.mark.parametrize("path", ["/", "/en", "/page.css", "/config", "/finns-inte"])
def test_every_answer_carries_the_headers(url: str, path: str) -> None:
    headers = httpx.get(url + path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'self'; script-src 'self' 'nonce-")
    assert "http" not in policy
    assert "server" not in headers


@pytest.mark.parametrize("path", ["/", "/page.css", "/page.js"])
def test_what_the_page_waits_for_is_packed(url: str, path: str) -> None:
    plain = httpx.get(url + path, headers={"accept-encoding": "identity"})
    packed = httpx.get(url + path, headers={"accept-encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["content-type"] == plain.headers["content-type"]
    assert packed.num_bytes_downloaded < len(plain.content) / 2
    assert packed.headers["vary"].lower() == "accept-encoding"
    assert (packed.text == plain.text) == (path != "/")  # each page has its own nonce


def test_every_file_that_the_page_asks_for_is_served(url: str) -> None:
    page = without_links(httpx.get(url).text)
    paths = re.findall(r'(?:src|href)="\.?/?([^"#]+)"', page)
    assert "page.js" in paths
    assert [httpx.get(f"{url}/{path}").status_code for path in paths] == [200] * len(paths)
    assert httpx.get(f"{url}/favicon.ico").headers["content-type"] == "image/svg+xml"


def test_a_fault_is_told_without_its_details(
    assistant: Assistant,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*asked: object, **_: object) -> Iterator[Worded]:
        raise RuntimeError(f"secret {asked}")

    first = Turn(Inquiry(QUESTION), assistant.ask(QUESTION), "<p>1</p>")
    monkeypatch.setattr(assistant, "ask_in_words", broken)
    before = Conversation(asked=1, turns=(first,))
    with caplog.at_level(logging.ERROR):
        (after,) = go_on(before, Inquiry("Min hemliga fråga?"), assistant, settings, "sv")
    assert after.html == (
        '<p>1</p>\n<p class="problem" role="alert" dir="auto">'
        "Något gick fel hos oss. Försök igen om en stund.</p>"
    )
    assert after.turns == (first,)
    assert "hemliga" not in caplog.text
    assert "a question could not be answered: RuntimeError" in caplog.text
    assert ", in broken" in caplog.text


def test_a_taken_port_is_explained(assistant: Assistant, settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError) as caught:
            serve(assistant, settings.model_copy(update={"host": "127.0.0.1", "port": port}))
    assert str(caught.value) == (
        f"127.0.0.1:{port}: another program uses this port; "
        "stop it, or choose another port with --port"
    )


def test_an_unknown_address_is_explained() -> None:
    with pytest.raises(SettingsError, match=r"^192\.0\.2\.1:0: this machine has no such address"):
        listen("192.0.2.1", 0)
