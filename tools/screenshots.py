"""Take the pictures of the page that the README and the docs show: ``make screenshots``.

Starts the real app over the built index, asks in Chromium, and fails if the browser asked any
other host for anything.
"""

import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from asking import CHROMIUM, NOT_TOLD, QUESTION, UNSURE, ask, box
from playwright.sync_api import Browser, Page, expect, sync_playwright

from klimatsvar.assistant import Assistant
from klimatsvar.settings import Settings
from serving import serving

PICTURES = Path(__file__).parents[1] / "docs" / "images"
SIZES = {"wide": (1280, 900), "phone": (375, 812)}
"""Width and height in CSS pixels."""

expect.set_options(timeout=30_000)  # milliseconds; a busy machine may take its time


def start(page: Page) -> None:
    expect(box(page)).to_be_visible()


def answer(page: Page) -> None:
    ask(page, QUESTION)


def source(page: Page) -> None:
    answer(page)
    page.locator("summary").first.click()


def unsure(page: Page) -> None:
    ask(page, UNSURE)


def refusal(page: Page) -> None:
    ask(page, NOT_TOLD)
    expect(page.locator("#vidare button")).not_to_have_count(0)


STATES: Mapping[str, Callable[[Page], None]] = {
    "start": start,
    "page": answer,
    "source": source,
    "unsure": unsure,
    "refusal": refusal,
}
"""How each picture's state is reached, by the beginning of its name."""


def picture(
    browser: Browser, url: str, size: tuple[int, int], reach: Callable[[Page], None], path: Path
) -> list[str]:
    """Write the picture of a state, and return what was requested from other hosts."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale="sv-SE",
        color_scheme="light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.goto(url)
    reach(page)
    # A window as high as the page: the box at its lower edge hides nothing of it.
    high = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size[0], "height": max(size[1], high)})
    page.evaluate("window.scrollTo(0, 0)")
    page.screenshot(path=path)
    context.close()
    return [address for address in requested if not address.startswith((url, "data:"))]


def main() -> None:
    """Take all pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    settings = Settings.load()
    with serving(Assistant.open(settings), settings) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM
        )
        for state, reach in STATES.items():
            for width, size in SIZES.items():
                path = PICTURES / f"{state}-{width}.png"
                if others := picture(browser, url, size, reach, path):
                    sys.exit(f"{path.name}: the page made requests to other hosts: {others}")
                print(f"{path}: {path.stat().st_size // 1000} kB")
        browser.close()


if __name__ == "__main__":
    main()
