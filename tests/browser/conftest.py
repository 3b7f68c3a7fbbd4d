"""What the tests in a real browser share: one server, one Chromium, and what it requested."""

import os
import shutil
from collections.abc import Iterator

import pytest
from asking import CHROMIUM
from playwright.sync_api import Browser, Page, expect, sync_playwright

from klimatsvar.assistant import Assistant
from klimatsvar.settings import Settings
from serving import serving

_REQUIRED = "KLIMATSVAR_BROWSER_TESTS"

expect.set_options(timeout=20_000)  # milliseconds; a busy machine may take its time


@pytest.fixture(scope="session")
def chromium() -> str:
    """The program."""
    program = shutil.which("chromium")
    if program is None:
        missing = "tests/browser needs Chromium: run `make system` or `apt install chromium`"
        if os.environ.get(_REQUIRED) == "required":
            pytest.fail(missing)
        pytest.skip(missing)
    return program


@pytest.fixture(scope="session")
def url(chromium: str, assistant: Assistant, settings: Settings) -> Iterator[str]:
    del chromium  # without it there is nothing to serve for
    with serving(assistant, settings, questions_per_minute=0) as url:
        yield url


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    # Ended with the module: Playwright keeps an event loop running, in which no other can be run.
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Page]:
    """A new page; the test fails if anything is requested from another host, or if a script
    fails."""
    context = browser.new_context(
        base_url=url, locale="sv-SE", permissions=["clipboard-read", "clipboard-write"]
    )
    context.set_default_timeout(20_000)  # milliseconds
    requested: list[str] = []
    faults: list[str] = []
    context.on("request", lambda request: requested.append(request.url))
    context.on("weberror", lambda error: faults.append(str(error.error)))
    yield context.new_page()
    context.close()
    assert [address for address in requested if not address.startswith((url, "data:"))] == []
    assert faults == []
