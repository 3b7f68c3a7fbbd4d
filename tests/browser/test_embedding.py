"""The example of a city's own page, with the real service in its frame."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from asking import QUESTION
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from klimatsvar.assistant import Assistant
from klimatsvar.settings import Settings
from klimatsvar.texts import texts
from serving import serving

SV = texts("sv")
EXAMPLE = Path(__file__).parents[2] / "examples" / "embed.html"
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def site(chromium: str, assistant: Assistant, settings: Settings) -> Iterator[str]:
    """The address of the city's page; another origin than the service's."""
    del chromium
    shown = b""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(shown)

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as running:
        address = f"http://localhost:{running.server_port}"
        thread = Thread(target=running.serve_forever)
        thread.start()
        with serving(assistant, settings, frame_ancestors=(address,)) as url:
            shown = EXAMPLE.read_text("utf-8").replace("https://klimatsvar.example", url).encode()
            yield address
        running.shutdown()
        thread.join()


@pytest.fixture
def city(browser: Browser, site: str) -> Iterator[Page]:
    context = browser.new_context(locale="sv-SE")
    page = context.new_page()
    page.goto(site)
    yield page
    context.close()


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_the_service_answers_in_a_frame(city: Page, size: dict[str, int]) -> None:
    city.set_viewport_size(size)  # type: ignore[arg-type]
    frame = city.frame_locator("iframe")
    box = frame.get_by_label(SV["question_label"])
    box.fill(QUESTION)
    box.press("Enter")
    expect(frame.locator("#fraga-1")).to_be_focused()
    expect(frame.locator("blockquote").first).to_contain_text("Omställningsteamet består av")
    frame.get_by_role("button", name=SV["copy_answer"]).click()
    expect(frame.locator(".actions [role=status]")).to_have_text(SV["copied"])
    high = city.locator("iframe").evaluate("frame => frame.offsetHeight")
    assert high < size["height"]
    widths = "[document.documentElement.scrollWidth, innerWidth]"
    for shown in city.frames:
        wide, room = shown.evaluate(widths)
        assert wide <= room
    assert [fault["id"] for fault in Axe().run(city).response["violations"]] == []


def test_the_service_is_shown_in_no_other_frame(city: Page, site: str) -> None:
    faults: list[str] = []
    city.on("console", lambda message: faults.append(message.text))
    city.goto(site.replace("localhost", "127.0.0.1"))
    expect(city.frame_locator("iframe").get_by_label(SV["question_label"])).to_have_count(0)
    assert any("frame-ancestors" in fault for fault in faults)
