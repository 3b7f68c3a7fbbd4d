"""The conversation in a real browser: asking, stopping, going on, copying, linking, printing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from asking import (
    OFF_SUBJECT,
    QUESTION,
    UNANSWERED,
    answered,
    ask,
    box,
    hold_answers,
    refuse_at_the_door,
    told,
)
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from klimatsvar.assistant import Assistant
from klimatsvar.settings import Settings
from klimatsvar.texts import texts
from klimatsvar.web.question_log import verdicts
from serving import serving

SV = texts("sv")
QUOTE = (
    "Omställningsteamet består av fem parter: Borås Stad, Borås Energi och Miljö AB, "
    "Science Park Borås, Navet Science Center och Fristadbostäder AB."
)

NEWS = (
    "https://www.boras.se/nyheter/nyheter/"
    "borasstadfortsattersittklimatarbeteunder2024.5.79439cea18c38c060ef28dc.html"
)


def test_enter_sends_and_shift_enter_breaks_the_line(page: Page) -> None:
    page.goto("/")
    box(page).press_sequentially("Vilka parter")
    box(page).press("Shift+Enter")
    box(page).press_sequentially("består omställningsteamet av?")
    expect(box(page)).to_have_value("Vilka parter\nbestår omställningsteamet av?")
    box(page).press("Enter")
    answered(page)
    expect(page.locator("blockquote").first).to_contain_text(QUOTE)
    expect(told(page)).to_have_text("Svaret är klart. Antal citat: 1.")
    outcome = told(page).locator("span").bounding_box()
    assert outcome
    assert outcome["width"] == 1  # who sees the answer needs not be told
    expect(box(page)).to_have_value("")


def test_a_question_that_is_waited_for_can_be_stopped(page: Page) -> None:
    page.goto("/")
    stop = page.get_by_role("button", name="Avbryt")
    expect(box(page)).to_be_visible()
    expect(stop).not_to_be_visible()
    release = hold_answers(page)
    box(page).fill(QUESTION)
    box(page).press("Enter")
    expect(told(page)).to_have_text(SV["searching"])
    stop.click()
    expect(told(page)).to_have_text("Du avbröt sökningen.")
    expect(stop).not_to_be_visible()
    expect(box(page)).to_be_focused()
    expect(box(page)).to_have_value(QUESTION)
    release()
    box(page).press("Enter")
    answered(page)
    expect(page.locator(".turn")).to_have_count(1)


def test_a_question_that_the_door_refuses_is_told_of_and_kept(page: Page) -> None:
    page.goto("/")
    refuse_at_the_door(page, "Vänta 9 sekunder.")
    box(page).fill(QUESTION)
    box(page).press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Vänta 9 sekunder.")
    expect(page.locator(".working")).to_have_count(0)
    expect(page.get_by_text("Error")).not_to_be_visible()
    expect(box(page)).to_have_value(QUESTION)
    page.unroute_all()
    box(page).press("Enter")
    answered(page)
    expect(page.get_by_role("alert")).not_to_be_visible()


def test_suggestions_are_answered_and_a_new_conversation_begins_empty(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Vad är Klimatkontrakt 2030?").click()
    answered(page)
    expect(page.locator("#exempel")).not_to_be_visible()
    further = page.locator("#vidare").get_by_role("button")
    expect(further).to_have_count(1)
    expect(further.first).to_have_text("När skrev Borås under sina klimatkontrakt?")
    further.first.click()
    answered(page, turn=2)
    expect(page.locator("article:last-of-type blockquote").first).to_be_visible()
    page.get_by_role("button", name=SV["new_conversation"]).click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator("#vidare")).not_to_be_visible()
    expect(page.locator("#exempel").get_by_role("button")).to_have_count(5)
    expect(box(page)).to_be_focused()


def test_an_answer_is_copied_with_its_sources(page: Page) -> None:
    page.goto("/")
    ask(page, QUESTION)
    page.get_by_role("button", name="Kopiera svaret").click()
    expect(page.locator(".actions [role=status]")).to_have_text("Svaret är kopierat, med källor.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == (
        f"{QUESTION}\n\n”{QUOTE}” [1]\n\nKällor\n"
        "[1] Borås omställningsteam, Klimatsvar (sammanställning), 23 november 2026, efter "
        "uppgifter från Borås Stad 2023, Science Park Borås 2021–2022, Navet och Viable Cities "
        "(utan år) m.fl., "
        f"avsnittet ”Vilka som är med i omställningsteamet”, {NEWS}"
    )


@pytest.fixture(scope="module")
def log_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("log")


@pytest.fixture(scope="module")
def judged(
    chromium: str, assistant: Assistant, settings: Settings, log_folder: Path
) -> Iterator[str]:
    """A server that takes verdicts."""
    del chromium
    changed = {"feedback": True, "log_folder": log_folder, "questions_per_minute": 0}
    with serving(assistant, settings, **changed) as url:
        yield url


def test_an_answer_is_judged_once_by_keyboard(
    browser: Browser, judged: str, settings: Settings, log_folder: Path
) -> None:
    log = verdicts(settings.model_copy(update={"log_folder": log_folder}))
    before = len(list(log.read()))
    context = browser.new_context(base_url=judged, locale="sv-SE")
    page = context.new_page()
    page.goto("/")
    ask(page, QUESTION)
    group = page.get_by_role("group", name="Hjälpte svaret?")
    yes, no = (group.get_by_role("button", name=name) for name in ("Ja", "Nej"))
    for button in (yes, no):
        size = button.bounding_box()
        assert size is not None
        assert min(size["width"], size["height"]) >= 24
    page.route("**/api/feedback", lambda route: route.fulfill(status=429, json={}))
    yes.press("Enter")
    expect(group.get_by_role("status")).to_have_text(SV["feedback_failed"])
    expect(yes).to_be_enabled()
    page.unroute_all()
    no.press("Enter")
    expect(group.get_by_role("status")).to_have_text("Tack för ditt svar.")
    expect(no).to_be_focused()
    expect(no).to_have_attribute("aria-pressed", "true")
    expect(yes).to_be_disabled()
    yes.press("Enter")
    ask(page, OFF_SUBJECT)
    expect(yes.first).to_be_disabled()  # an answer that was judged stays so
    yes.last.press("Enter")
    expect(group.last.get_by_role("status")).to_have_text("Tack för ditt svar.")
    assert [fault["id"] for fault in Axe().run(page).response["violations"]] == []
    page.get_by_role("button", name=SV["new_conversation"]).click()
    expect(page.locator(".turn")).to_have_count(0)
    ask(page, QUESTION)
    expect(yes).to_be_enabled()
    context.close()
    kept = [(one["verdict"], one["sources"], one["kind"]) for one in list(log.read())[before:]]
    assert kept == [("no", ["omstallningsteamet.md"], "grounded"), ("yes", [], "off_subject")]


def test_a_link_asks_the_question_again(page: Page) -> None:
    page.goto("/en")
    ask(page, QUESTION)
    address = page.get_by_role("link", name="Länk till frågan").get_attribute("href")
    assert address == "en?q=Vilka+parter+best%C3%A5r+omst%C3%A4llningsteamet+av%3F"
    page.goto(f"/{address}")
    answered(page)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(".question")).to_have_text(f"Du frågade: {QUESTION}")
    expect(page.locator("blockquote").first).to_contain_text(QUOTE)


def test_on_paper_there_are_the_answer_and_its_surroundings(page: Page) -> None:
    page.goto("/")
    ask(page, QUESTION)
    surroundings = page.get_by_text("Så här kan parterna beskrivas:")
    expect(surroundings).not_to_be_visible()
    page.emulate_media(media="print")
    expect(surroundings).to_be_visible()
    for hidden in (box(page), page.locator("header.top"), page.locator(".actions")):
        expect(hidden).not_to_be_visible()


def test_right_to_left_text_runs_right_to_left(page: Page) -> None:
    page.goto("/")
    question = "ما هي ميزانية الكربون في بوروس؟"
    box(page).fill(question)
    assert box(page).evaluate("box => getComputedStyle(box).unicodeBidi") == "plaintext"
    ask(page, question)
    asked = page.locator(".question [dir]")
    expect(asked).to_have_attribute("lang", "ar")
    assert asked.evaluate("asked => getComputedStyle(asked).direction") == "rtl"
    answer = page.locator("article")
    assert (answer.get_attribute("lang"), answer.get_attribute("dir")) == ("ar", "rtl")
    # Quotations stand in the language of the documents.
    for quotation in answer.locator("blockquote").all():
        assert quotation.evaluate("one => getComputedStyle(one).direction") == "ltr"


@pytest.mark.parametrize(("language", "path"), [("sv", "/"), ("en", "/en"), ("en", "/?lang=en")])
def test_the_page_speaks_its_language(
    page: Page, settings: Settings, language: str, path: str
) -> None:
    page.goto(path)
    words = texts(language)
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("#forst")).to_have_count(0)
    expect(page.get_by_label(words["question_label"])).to_be_visible()
    expect(page.get_by_role("button", name=words["send"], exact=True)).to_be_visible()
    expect(page.locator("#exempel h2")).to_have_text(words["examples_heading"])
    expect(page.get_by_text(words["page_lead"])).to_be_visible()
    current = page.locator("header [aria-current]")
    expect(current).to_have_text(words["language_name"])
    first = settings.examples[0 if language == "sv" else 5]
    expect(page.locator("#exempel").get_by_role("button").first).to_have_text(first)


def test_off_the_subject_a_refusal_says_what_was_searched_and_what_can_be_asked(
    page: Page, settings: Settings
) -> None:
    page.goto("/")
    ask(page, UNANSWERED)
    turn = page.locator(".turn")
    expect(turn).to_contain_text("Jag har sökt i alla 33 dokument.")
    expect(turn.locator(".nearest")).to_have_count(0)
    expect(turn.locator(".person")).to_contain_text(settings.contact.name)
    expect(page.locator("#vidare h2")).to_have_text(SV["refused_instead"])
    offered = page.locator("#vidare").get_by_role("button")
    expect(offered).to_have_text(list(settings.examples[:3]))
    offered.first.click()
    answered(page, turn=2)
    expect(page.locator("article:last-of-type blockquote").first).to_be_visible()


def test_a_refusal_shows_what_is_near_and_leads_to_its_place(page: Page) -> None:
    page.goto("/")
    ask(page, "Hur många cyklar i Borås 2025?")
    turn = page.locator(".turn")
    expect(turn.locator(".refused")).to_have_text(SV["refused_not_told"])
    near = (
        "SM-veckan 2025 i Borås hölls den 3–9 februari, enligt RF-SISU (mars 2025). Borås Stad "
        "anger tävlingsdagarna 5–9 februari."
    )
    expect(turn.locator(".nearby blockquote")).to_have_text(near)
    whose = (
        ", enligt Klimatsvar (sammanställning), 2026, efter uppgifter från Borås Stad omkring "
        "2021–2024, Viable Cities 2024, Borås Energi och Miljö 2021–2023 m.fl."
    )
    expect(turn.locator(".nearby .origin .whose")).to_have_text(whose)
    named = turn.locator(".nearest a").all_inner_texts()
    assert named
    assert "Frågor och svar om klimatet i Borås (öppnas i ny flik)" not in named
    expect(page.locator("#vidare h2")).to_have_text(SV["refused_instead"])
    expect(page.locator("#vidare").get_by_role("button")).to_have_text(
        ["Hur bra är Borås för den som cyklar?"]
    )
    with page.expect_popup() as opened:
        turn.locator(".nearby .source a").click()
    expect(opened.value.locator("mark").first).to_have_text(near)


def test_the_plain_page_keeps_the_answer_in_another_language(page: Page) -> None:
    page.goto("/enkel")
    page.get_by_label(SV["question_label"]).fill(QUESTION)
    page.get_by_role("button", name=SV["send"]).click()
    expect(page.locator("blockquote").first).to_contain_text(QUOTE)
    page.get_by_role("button", name="English").press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("blockquote").first).to_contain_text(QUOTE)
    assert "omst" not in page.url
