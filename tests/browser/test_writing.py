"""Answers in a language model's words, in a real browser: written, stopped, unfolded."""

from collections.abc import Iterator
from threading import Event

import pytest
from asking import answered, ask, box, told
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from klimatsvar.assistant import Assistant
from klimatsvar.settings import Settings
from klimatsvar.texts import texts
from worded import EASY, FALSE, FIRST, QUESTION, SECOND, SIMPLE, WORDING, serving_worded
from wording.scripted import Reply, Scripted

SV = texts("sv")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 256}
HALF = WORDING.index(FALSE)


@pytest.fixture(scope="module")
def served(
    chromium: str, assistant: Assistant, settings: Settings
) -> Iterator[tuple[str, Scripted]]:
    del chromium
    with serving_worded(assistant, settings) as served:
        yield served


@pytest.fixture
def model(served: tuple[str, Scripted]) -> Scripted:
    return served[1].says(WORDING)


@pytest.fixture
def page(browser: Browser, served: tuple[str, Scripted]) -> Iterator[Page]:
    context = browser.new_context(base_url=served[0], locale="sv-SE")
    faults: list[str] = []
    context.on("weberror", lambda error: faults.append(str(error.error)))
    page = context.new_page()
    page.goto("/")
    yield page
    context.close()
    assert faults == []


def begin(page: Page, question: str = QUESTION) -> None:
    box(page).fill(question)
    box(page).press("Enter")


def violations(page: Page) -> list[str]:
    """Return what breaks the rules, in light and dark, wide and narrow."""
    found = []
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            run = Axe().run(page, options={"runOnly": RULES}).response
            found += [f"{scheme} {size['width']} px: {fault['id']}" for fault in run["violations"]]
    width = page.evaluate("document.documentElement.scrollWidth")
    return [*found, *([f"{width} px wide"] if width > NARROW["width"] else [])]


def test_an_answer_is_written_sentence_by_sentence(page: Page, model: Scripted) -> None:
    go_on = Event()
    model.says(Reply([WORDING[:HALF], go_on, WORDING[HALF:]]))
    try:
        begin(page)
        written = page.locator("#skrivs .worded")
        expect(written).to_have_text(f"{FIRST} [1] ")
        expect(told(page)).to_have_text(SV["wording"])
        expect(box(page)).to_be_focused()
        assert violations(page) == []
    finally:
        go_on.set()
    answered(page)
    turn = page.locator(".turn")
    expect(turn).to_have_count(1)
    expect(turn.locator(".worded").last).to_contain_text(SECOND)
    expect(turn).not_to_contain_text(FALSE)
    expect(turn).to_contain_text("Skrivet av språkmodellen prövad/modell-1 och")
    expect(told(page)).to_have_text("Svaret är klart. Antal citat: 2.")
    expect(box(page)).to_have_value("")
    assert violations(page) == []


@pytest.mark.usefixtures("model")
def test_each_sentence_stands_above_its_quotations(page: Page) -> None:
    ask(page, QUESTION)
    beside = page.locator("#samtal .worded + .quotation")
    expect(beside).to_have_count(2)
    for number, quotation in enumerate(beside.all(), start=1):
        expect(quotation).to_be_visible()
        expect(quotation).to_have_id(f"citat-1-{number}")
    page.get_by_role("link", name="Citat [2]").first.press("Enter")
    expect(beside.nth(1)).to_be_in_viewport()
    assert violations(page) == []


def test_writing_can_be_stopped_and_keeps_what_is_proven(page: Page, model: Scripted) -> None:
    go_on = Event()
    model.says(Reply([WORDING[:HALF], go_on]))
    try:
        begin(page)
        expect(page.locator("#skrivs .worded")).to_contain_text(FIRST)
        page.get_by_role("button", name=SV["stop"]).press("Enter")
        expect(page.locator("#samtal .worded")).to_contain_text(FIRST)
        expect(told(page)).to_have_text(SV["stopped_writing"])
        expect(page.locator("#skrivs .turn")).to_have_count(0)
        expect(box(page)).to_have_value("")
        assert model.left.wait(20)
    finally:
        go_on.set()


def test_stopped_before_the_first_sentence_the_answer_is_the_quotations(
    page: Page, model: Scripted
) -> None:
    go_on = Event()
    model.says(Reply([go_on]))
    try:
        begin(page)
        expect(page.locator("#skrivs .turn")).to_have_count(1)
        page.get_by_role("button", name=SV["stop"]).press("Enter")
        expect(page.locator("#samtal blockquote")).to_contain_text("Omställningsteamet består av")
        expect(page.locator("#samtal")).not_to_contain_text(SV["not_worded"])
        assert model.left.wait(20)
    finally:
        go_on.set()


def test_a_search_that_is_stopped_leaves_the_conversation_as_it_was(
    page: Page, model: Scripted
) -> None:
    ask(page, QUESTION)
    go_on = Event()
    model.says(Reply([go_on]))  # completes the follow-up, before anything is found
    try:
        begin(page, "Och vem leder det?")
        assert model.waiting.wait(20)
        expect(told(page)).to_have_text(SV["searching"])
        with page.expect_response("**/queue/join*"):  # what follows the stop
            page.get_by_role("button", name=SV["stop"]).press("Enter")
    finally:
        go_on.set()
    expect(told(page)).to_have_text(SV["stopped"])
    expect(box(page)).to_have_value("Och vem leder det?")
    expect(page.locator(".turn")).to_have_count(1)


def test_an_answer_is_explained_more_simply(page: Page, model: Scripted) -> None:
    ask(page, QUESTION)
    model.says(SIMPLE)
    page.get_by_role("button", name=SV["explain_simply"]).press("Enter")
    answered(page, turn=2)
    turn = page.locator(".turn").last
    expect(turn.get_by_role("heading", level=2)).to_have_text(f"Enklare förklarat: {QUESTION}")
    expect(turn.locator(".worded")).to_contain_text(EASY)
    expect(page.get_by_role("button", name=SV["explain_simply"])).to_have_count(1)


def test_a_model_that_fails_leaves_the_quotations(page: Page, model: Scripted) -> None:
    model.says(Reply(status=500))
    ask(page, QUESTION)
    expect(page.locator("blockquote").first).to_be_visible()
    expect(page.locator(".turn")).to_contain_text(SV["not_worded"])
    assert violations(page) == []


@pytest.mark.usefixtures("model")
def test_without_javascript_the_wording_leads_to_its_quotations(
    browser: Browser, served: tuple[str, Scripted]
) -> None:
    context = browser.new_context(base_url=served[0], java_script_enabled=False)
    page = context.new_page()
    page.goto("/enkel")
    page.get_by_label(SV["question_label"]).fill(QUESTION)
    page.get_by_role("button", name=SV["send"]).click()
    expect(page.locator(".worded").first).to_contain_text(FIRST)
    page.get_by_role("link", name="Citat [1]").first.press("Enter")
    expect(page.locator("#citat-1-1")).to_be_visible()
    context.close()
