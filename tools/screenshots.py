"""Take the pictures of the pages that the README and the docs show: ``make screenshots``.

Starts the real apps over the built index, asks in Chromium, and fails if the browser asked any
other host for anything. Staff's pages work on a copy.
"""

import shutil
import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from asking import (
    CHROMIUM,
    FOLLOW_UP,
    GREETING,
    IN_A_TABLE,
    IN_ARABIC,
    NOT_TOLD,
    QUESTION,
    UNSURE,
    ask,
    box,
)
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from klimatsvar.assistant import Assistant
from klimatsvar.settings import Settings, StaffPages
from klimatsvar.staff.app import create_app, open_desk
from klimatsvar.web.question_log import questions
from serving import serving, serving_app

PICTURES = Path(__file__).parents[1] / "docs" / "images"
SIZES = {"wide": (1280, 900), "phone": (375, 812)}
"""Width and height in CSS pixels."""

_COLOURS = 64
"""Of a picture: what is drawn has few, and a page of a PDF would be 350 kB with all."""

expect.set_options(timeout=30_000)  # milliseconds; a busy machine may take its time


def answer(page: Page) -> None:
    ask(page, QUESTION)


def unsure(page: Page) -> None:
    ask(page, UNSURE)


def refusal(page: Page) -> None:
    ask(page, NOT_TOLD)
    expect(page.locator("#vidare button")).not_to_have_count(0)


def start(page: Page) -> None:
    expect(box(page)).to_be_visible()
    expect(page.locator("#exempel button")).not_to_have_count(0)


def table(page: Page) -> None:
    ask(page, IN_A_TABLE)


def follow_up(page: Page) -> None:
    ask(page, QUESTION)
    ask(page, FOLLOW_UP)


def greeting(page: Page) -> None:
    ask(page, GREETING)
    expect(page.locator("#vidare button")).not_to_have_count(0)


def arabic(page: Page) -> None:
    ask(page, QUESTION)
    ask(page, IN_ARABIC)


def source(page: Page) -> None:
    ask(page, IN_A_TABLE)
    address = page.locator(".turn .source a").first.get_attribute("href")
    page.goto(f"/{address}")


RESIDENTS: Mapping[str, Callable[[Page], None]] = {
    "page-wide": answer,
    "page-phone": answer,
    "unsure-wide": unsure,
    "refusal-phone": refusal,
    "start-wide": start,
    "start-phone": start,
    "table-wide": table,
    "table-phone": table,
    "follow-up-phone": follow_up,
    "greeting-phone": greeting,
    "arabic-phone": arabic,
    "source-wide": source,
    "source-phone": source,
}
"""How each picture of residents' page is reached; its name ends with its size."""


MISSED = (
    "Vem tömmer soptunnan?",
    "Vem är det som tömmer soptunnan?",
    "Vem tömmer våra soptunnor?",
    "När öppnar badet i Almenäs?",
)
"""Questions without an answer, on the pictures of staff's pages."""


def documents(page: Page) -> None:
    page.goto("/dokument")


def document(page: Page) -> None:
    page.goto("/dokument/visa?fil=sortera-avfall.md")


def build(page: Page) -> None:
    page.goto("/bygge")
    page.get_by_role("button", name="Läs in och prova först").click()
    expect(page.get_by_text("väntar på att du publicerar")).to_be_visible(timeout=600_000)


def missed(page: Page) -> None:
    page.goto("/fragor")


def own_answer(page: Page) -> None:
    page.goto("/fragor")
    page.get_by_role("button", name=f"Skriv ett svar: {MISSED[0]}").click()
    page.get_by_label("Svar", exact=True).fill("Borås Energi och Miljö tömmer soptunnan.")
    page.get_by_label("Dokument som svaret bygger på").select_option("sortera-avfall.md")
    page.get_by_role("button", name="Visa dokumentets text").click()
    passage = "Borås Energi och Miljö samlar in hushållens avfall i Borås."
    expect(page.get_by_label("Dokumentets text")).to_contain_text(passage)
    page.get_by_label("Stycke ur dokumentet").fill(passage)


STAFF: Mapping[str, Callable[[Page], None]] = {
    "documents": documents,
    "document": document,
    "build": build,
    "questions": missed,
    "answer": own_answer,
}
"""How each picture of staff's pages is reached."""


def take(
    browser: Browser,
    url: str,
    size: tuple[int, int],
    reach: Callable[[Page], None],
    path: Path,
    *,
    whole: bool = True,
) -> None:
    """Write the picture of a state and tell its size; end where the page asked another host."""
    context = browser.new_context(
        base_url=url,
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
    if whole:  # a window as high as the page: the box at its lower edge hides nothing of it
        high = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": size[0], "height": max(size[1], high)})
    page.evaluate("window.scrollTo(0, 0)")
    page.screenshot(path=path)
    Image.open(path).convert("RGB").quantize(_COLOURS).save(path, optimize=True)
    context.close()
    if others := [address for address in requested if not address.startswith((url, "data:"))]:
        sys.exit(f"{path.name}: the page made requests to other hosts: {others}")
    print(f"{path}: {path.stat().st_size // 1000} kB")


def staff_pictures(browser: Browser, settings: Settings) -> None:
    """Take the pictures of staff's pages, over a copy with a new document and what was asked."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        own = settings.model_copy(
            update={
                "corpus": Path(shutil.copytree(settings.corpus, folder / "corpus")),
                "index": Path(shutil.copytree(settings.index, folder / "index")),
                "log_folder": folder / "log",
                "log_questions": True,
                "staff": StaffPages(folder=folder / "staff"),
            }
        )
        new = "# Avfallsplan 2027\n\nÅr 2030 ska hushållen lämna hälften så mycket restavfall."
        (own.corpus / "avfallsplan-2027.md").write_text(new, "utf-8")
        asked = questions(own)
        asked.prepare()
        for question in MISSED:
            kept = {"question": question, "language": "sv", "kind": "refused"}
            asked.write(date(2026, 11, 27), kept)
        desk = open_desk(own)
        with serving_app(create_app(desk)) as url:
            for state, reach in STAFF.items():
                path = PICTURES / f"staff-{state}.png"
                take(browser, url, SIZES["wide"], reach, path, whole=state in ("build", "answer"))


def main() -> None:
    """Take all pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    settings = Settings.load()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM
        )
        with serving(Assistant.open(settings), settings) as url:
            for state, reach in RESIDENTS.items():
                size = SIZES[state.rpartition("-")[2]]
                take(browser, url, size, reach, PICTURES / f"{state}.png")
        staff_pictures(browser, settings)
        browser.close()


if __name__ == "__main__":
    main()
