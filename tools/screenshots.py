"""Take the pictures of the page that the README shows: ``python tools/screenshots.py``.

Starts the real app on a free port, asks a question in Chromium, and fails if the browser asked
any other host for anything. Needs the extra ``browser`` and a Chromium: the system's, or the one
that ``playwright install chromium`` fetches.
"""

import asyncio
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from klimatsvar.assistant import Assistant
from klimatsvar.live import LiveAssistant
from klimatsvar.settings import Settings
from klimatsvar.web.app import address, create_app, listen, server

QUESTION = "Vilka parter ingår i omställningsteamet?"
PICTURES = Path(__file__).parents[1] / "docs" / "images"
SIZES = {"page-wide.png": (1280, 900), "page-phone.png": (375, 812)}
CHROMIUM = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()


@contextmanager
def serving() -> Iterator[str]:
    """Serve the page on a free port; the address is the value."""
    settings = Settings.load()
    assistant = Assistant.open(settings)

    async def make() -> object:
        return create_app(LiveAssistant(assistant), settings)

    listener = listen("127.0.0.1", 0)
    running = server(asyncio.run(make()))  # type: ignore[arg-type]
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield address(listener)
    finally:
        running.should_exit = True
        thread.join()
        listener.close()


def picture(browser: Browser, url: str, size: tuple[int, int], path: Path) -> list[str]:
    """Ask the question, write the picture, and return what was requested from other hosts."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale="sv-SE", color_scheme="light"
    )
    page = context.new_page()
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.goto(url)
    box = page.get_by_label("Din fråga")
    box.fill(QUESTION)
    box.press("Enter")
    page.get_by_role("heading", name=QUESTION).wait_for()
    page.get_by_text("Svaret är klart").wait_for()
    page.evaluate("window.scrollTo({ top: 0, behavior: 'instant' })")
    page.screenshot(path=path, full_page=True)
    context.close()
    return [address for address in requested if not address.startswith((url, "data:"))]


def main() -> None:
    """Take all pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with serving() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM
        )
        for name, size in SIZES.items():
            if others := picture(browser, url, size, PICTURES / name):
                sys.exit(f"{name}: the page made requests to other hosts: {others}")
            print(f"{PICTURES / name}: {(PICTURES / name).stat().st_size // 1000} kB")
        browser.close()


if __name__ == "__main__":
    main()
