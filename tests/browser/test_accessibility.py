"""Nobody is shut out: axe-core's rules in every state, the keyboard, zoom, a screen reader's view.

With KLIMATSVAR_WRITE_ACCESSIBILITY set, the outcome is written to ``accessibility.json``, from
which the accessibility statement is made.
"""

import json
import os
import re
from collections.abc import Callable, Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from asking import (
    FOLLOW_UP,
    GREETING,
    IN_A_TABLE,
    IN_ARABIC,
    NOT_TOLD,
    QUESTION,
    UNANSWERED,
    UNSURE,
    WITH_MORE,
    ask,
    box,
    hold_answers,
    refuse_at_the_door,
)
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from klimatsvar.assistant import Assistant
from klimatsvar.texts import LANGUAGES, texts
from klimatsvar.web.html.addresses import source_address

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 256}
"""The narrow one is also what a window of 1280 × 1024 shows at 400 % zoom. CSS pixels."""
GOLDEN = Path(__file__).parent / "answer.aria.yml"
FACTS = Path(str(files("klimatsvar.web.pages"))) / "accessibility.json"

Visit = Callable[[Page, str], None]


@pytest.fixture(scope="module")
def outcome() -> Iterator[dict[str, Any]]:
    """What was tested; written down at the end if that was asked for."""
    outcome: dict[str, Any] = {"tool": None, "pages": [], "violations": 0}
    yield outcome
    if os.environ.get("KLIMATSVAR_WRITE_ACCESSIBILITY"):
        facts = json.loads(FACTS.read_text("utf-8"))
        facts |= {**outcome, "tested": date.today().isoformat()}
        FACTS.write_text(json.dumps(facts, ensure_ascii=False, indent=2) + "\n", "utf-8")


def faults(page: Page, outcome: dict[str, Any]) -> list[str]:
    """Return what breaks the rules, in light and dark, wide and narrow."""
    found = []
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            run = Axe().run(page, options={"runOnly": RULES}).response
            outcome["tool"] = f"axe-core {run['testEngine']['version']}"
            assert run["passes"]
            found += [
                f"{scheme}, {size['width']} px: {fault['id']}: {node['html'][:200]}"
                for fault in run["violations"]
                for node in fault["nodes"]
            ]
    width = page.evaluate("document.documentElement.scrollWidth")
    return [*found, *([f"{width} px wide at 320 px"] if width > NARROW["width"] else [])]


def test_a_planted_fault_is_found(page: Page) -> None:
    page.goto("/integritet")
    page.evaluate("document.querySelector('h1').innerHTML = '<button></button>'")
    page.add_style_tag(content="main p { color: #999 !important } main { min-width: 400px }")
    found = faults(page, {})
    assert any(fault.startswith("dark, 320 px: button-name") for fault in found)
    assert any(fault.startswith("light, 1280 px: color-contrast") for fault in found)
    assert re.search("^4[0-9][0-9] px wide at 320 px$", found[-1])


def test_every_state_of_the_page_keeps_the_rules(page: Page, outcome: dict[str, Any]) -> None:
    found: dict[str, list[str]] = {}
    for language, path in zip(LANGUAGES, ("/", "/en"), strict=True):
        page.set_viewport_size(WIDE)  # type: ignore[arg-type]
        page.goto(path)
        expect(box(page)).to_be_visible()  # what the page keeps is written till then
        page.evaluate("sessionStorage.clear()")  # else the conversation goes on in any language
        page.goto(path)
        words = texts(language)

        def check(state: str, at: str = path) -> None:
            found[f"{at} {state}"] = faults(page, outcome)

        expect(box(page)).to_be_visible()
        check("start")
        ask(page, QUESTION)
        check("svar")
        page.locator("summary").first.click()
        check("öppen källa")
        ask(page, FOLLOW_UP)
        expect(page.locator(".turn").last.locator("blockquote").first).to_be_visible()
        check("följdfråga")
        ask(page, IN_ARABIC)
        expect(page.locator(".turn[dir=rtl] blockquote").first).to_be_visible()
        check("svar på arabiska")
        ask(page, GREETING)
        expect(page.locator(".reply").last).to_be_visible()
        check("hälsning")
        ask(page, UNSURE)
        expect(page.locator(".turn").last.locator(".doubt")).to_be_visible()
        check("osäkert svar")
        ask(page, NOT_TOLD)
        expect(page.locator(".refused")).to_be_visible()
        check("inget svar")
        ask(page, IN_A_TABLE)
        expect(page.locator(".turn").last.locator("table").first).to_be_visible()
        check("svar ur en tabell")
        box(page).fill("ord " * 300)
        box(page).press("Enter")
        expect(page.get_by_role("alert")).to_be_visible()
        check("fel")
        refuse_at_the_door(page, words["busy"])
        box(page).press("Enter")
        expect(page.locator("#fel p")).to_have_text(words["busy"])
        check("för många frågor")
        page.unroute_all()
        hold_answers(page)
        box(page).fill(QUESTION)
        box(page).press("Enter")
        expect(page.locator(".working")).to_have_text(words["searching"])
        check("söker")
        page.unroute_all()
    outcome["pages"] += found
    outcome["violations"] += sum(map(len, found.values()))
    assert {state: told for state, told in found.items() if told} == {}


def test_the_pages_without_javascript_keep_the_rules(
    page: Page, assistant: Assistant, outcome: dict[str, Any]
) -> None:
    def of(id: str, language: str) -> str:
        document = assistant.index.documents[id]
        block = next(block for block in document.blocks if block.kind == "paragraph")
        return "/" + source_address(document, block.start, block.end, language)

    found: dict[str, list[str]] = {}
    for language in LANGUAGES:
        paths = {
            "/enkel": f"/enkel?lang={language}",
            "/enkel svar": f"/enkel?lang={language}&q={QUESTION}",
            "/enkel osäkert svar": f"/enkel?lang={language}&q={UNSURE}",
            "/enkel hälsning": f"/enkel?lang={language}&q={GREETING}",
            "/enkel inget svar": f"/enkel?lang={language}&q={UNANSWERED}",
            "/enkel fel": f"/enkel?lang={language}&q={'ord ' * 300}",
            "/enkel svar ur en tabell": f"/enkel?lang={language}&q={IN_A_TABLE}",
            "/om": f"/om?lang={language}",
            "/dokument": f"/dokument?lang={language}",
            "/integritet": f"/integritet?lang={language}",
            "/tillganglighet": f"/tillganglighet?lang={language}",
            "/kalla": of("omstallningsteamet.md", language),
            "/kalla PDF": of("handlingsplan-oversikt.pdf", language),
        }
        for state, path in paths.items():
            page.goto(path)
            expect(page.locator("html")).to_have_attribute("lang", language)
            found[f"{state} ({language})"] = faults(page, outcome)
    page.goto("/finns-inte")  # in the language that the browser is set to
    expect(page.get_by_role("heading", level=1)).to_have_text(texts("sv")["missing_title"])
    found["sida som inte finns (sv)"] = faults(page, outcome)
    outcome["pages"] += found
    outcome["violations"] += sum(map(len, found.values()))
    assert {state: told for state, told in found.items() if told} == {}


def tab_to(page: Page, selector: str, most: int = 20) -> None:
    """Press Tab until the focus is on what ``selector`` finds; it must be seen there."""
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.count() and focused.evaluate("(at, to) => at.matches(to)", selector):
            assert focused.evaluate("at => getComputedStyle(at).outlineStyle") == "solid"
            return
    pytest.fail(f"{selector} is not reached by {most} presses of Tab")


def test_a_source_is_reached_and_opened_by_keyboard_alone(page: Page) -> None:
    page.goto("/")
    expect(box(page)).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator("a.skip").first).to_be_focused()
    expect(page.locator("a.skip").first).to_be_in_viewport()
    page.keyboard.press("Enter")
    tab_to(page, "#fraga textarea", most=1)
    page.keyboard.type(WITH_MORE)
    page.keyboard.press("Enter")
    expect(page.locator("#fraga-1")).to_be_focused()
    tab_to(page, ".source a")
    tab_to(page, "summary")
    page.keyboard.press("Enter")
    expect(page.locator("details mark").first).to_be_visible()
    tab_to(page, "button.copy")
    expect(page.locator("#vidare button").first).to_be_visible()
    tab_to(page, "#vidare button")
    tab_to(page, "#fraga textarea")
    tab_to(page, "footer a")


def test_what_can_be_pressed_is_large_enough_and_has_a_name(page: Page) -> None:
    page.goto("/")
    ask(page, WITH_MORE)
    expect(page.locator("#vidare button").first).to_be_visible()
    for pressed in page.locator("button:visible, summary:visible, textarea:visible").all():
        size = pressed.bounding_box()
        assert size is not None
        assert min(size["width"], size["height"]) >= 24, pressed.inner_text()
    assert page.get_by_role("button", name=re.compile(r"^\s*$")).count() == 0


def test_the_page_has_landmarks_and_one_heading_of_the_first_level(page: Page) -> None:
    page.goto("/")
    ask(page, QUESTION)
    for landmark in ("banner", "main", "contentinfo"):
        assert page.get_by_role(landmark).count() == 1  # type: ignore[arg-type]
    levels = page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(h => h.tagName).join(' ')")
    assert levels.startswith("H1 H2")
    assert levels.count("H1") == 1


def test_an_answer_reads_like_this_to_a_screen_reader(page: Page) -> None:
    page.goto("/")
    ask(page, QUESTION)
    page.locator("summary").first.click()
    tree = page.locator("#konversation").aria_snapshot()
    read = "".join(f"{line}\n" for line in tree.splitlines() if "/url:" not in line)
    if os.environ.get("KLIMATSVAR_WRITE_ACCESSIBILITY"):
        GOLDEN.write_text(read, "utf-8")
    assert read == GOLDEN.read_text("utf-8")
