"""Two departments in one tab of a browser: neither shows what was asked of the other."""

from pathlib import Path

import pytest
from asking import ask, box
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from departments_toy import serving_departments, write_departments
from klimatsvar.settings import Settings


def test_a_tab_keeps_the_conversations_of_two_departments_apart(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_departments(tmp_path)
    monkeypatch.chdir(tmp_path)
    with serving_departments(Settings.load_whole()) as url:
        context = browser.new_context(locale="sv-SE")
        page = context.new_page()
        page.goto(url)
        assert Axe().run(page).response["violations"] == []
        page.get_by_role("link", name="Resor i Åby").click()
        ask(page, "Går det en buss?")
        expect(page.locator("blockquote")).to_have_text("Ta buss till jobbet.")
        box(page).fill("Och en cykel?")
        page.goto(f"{url}/natur/")
        expect(box(page)).to_have_value("")
        expect(page.locator(".turn")).to_have_count(0)
        ask(page, "Finns det skog?")
        expect(page.locator("blockquote")).to_have_text("I skog och mark finns stigar.")
        page.locator("blockquote ~ * a, .sources a").first.click()
        expect(page.locator("mark")).to_have_text("I skog och mark finns stigar.")
        page.goto(f"{url}/resor/")
        expect(page.locator(".turn")).to_have_count(1)
        expect(page.locator("blockquote")).to_have_text("Ta buss till jobbet.")
        expect(box(page)).to_have_value("Och en cykel?")
        ask(page, "Och till skolan?")
        expect(page.locator("#konversation")).not_to_contain_text("skog")
        context.close()
