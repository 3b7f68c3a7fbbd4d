"""The page as a place to talk: there at once, in reach, and nothing of it lost."""

from collections.abc import Callable
from itertools import combinations, product

from asking import (
    FOLLOW_UP,
    GREETING,
    NOT_TOLD,
    OFF_SUBJECT,
    QUESTION,
    WITH_MORE,
    answered,
    ask,
    box,
    hold_answers,
    refuse_at_the_door,
    told,
)
from playwright.sync_api import Browser, Locator, Page, Route, expect

from klimatsvar.assistant import Assistant
from klimatsvar.settings import Contact, Settings
from klimatsvar.texts import texts
from serving import serving

SV, EN = texts("sv"), texts("en")
PHONE = {"width": 390, "height": 844}


def held(page: Page, address: str) -> Callable[[], None]:
    """Keep back what the page asks for at ``address``, until the returned function is called."""
    routes: list[Route] = []
    released = False

    def hold(route: Route) -> None:
        if released:
            route.continue_()
        else:
            routes.append(route)

    def release() -> None:
        nonlocal released
        released = True
        for route in routes:
            route.continue_()

    page.route(address, hold)
    return release


def questions(page: Page) -> list[str]:
    """Return what was asked, as the page shows it."""
    return page.locator(".question [dir]").all_inner_texts()


def test_there_is_something_to_type_into_before_any_script_of_gradio(page: Page) -> None:
    release = held(page, "**/assets/*.js")
    page.goto("/", wait_until="commit")
    first = page.locator("#forst-q")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="Vad är Klimatkontrakt 2030?")).to_be_visible()
    first.fill("Vem leder")
    release()
    expect(box(page)).to_be_focused()
    expect(box(page)).to_have_value("Vem leder")
    box(page).press_sequentially(" arbetet?")
    expect(box(page)).to_have_value("Vem leder arbetet?")
    expect(page.locator("#forst")).to_have_count(0)


def test_a_question_that_was_sent_too_early_is_asked_when_the_page_is_there(page: Page) -> None:
    release = held(page, "**/assets/*.js")
    page.goto("/", wait_until="commit")
    page.locator("#forst-q").fill(QUESTION)
    page.wait_for_function("typeof klimatsvar === 'object'")
    page.locator("#forst-q").press("Enter")
    release()
    answered(page)
    assert questions(page) == [QUESTION]


def test_without_javascript_the_same_form_is_answered(browser: Browser, url: str) -> None:
    context = browser.new_context(base_url=url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    expect(page.get_by_role("main")).to_have_count(1)
    page.get_by_label(SV["question_label"]).fill(QUESTION)
    page.get_by_role("button", name=SV["send"]).click()
    expect(page).to_have_url(f"{url}/enkel")
    expect(page.locator("blockquote").first).to_contain_text("Omställningsteamet består av")
    context.close()


def test_the_box_stays_in_reach_and_hides_nothing_that_has_the_focus(page: Page) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto("/")
    expect(page.locator(".notice")).to_be_visible()
    ask(page, QUESTION)
    ask(page, OFF_SUBJECT)
    expect(page.locator(".notice")).not_to_be_visible()
    for place in ("0", "document.body.scrollHeight"):
        page.evaluate(f"window.scrollTo(0, {place})")
        expect(box(page)).to_be_in_viewport(ratio=1)
        expect(page.locator("#skicka")).to_be_in_viewport(ratio=1)
    page.evaluate("window.scrollTo(0, 0)")
    page.locator("summary").first.focus()
    below = page.locator("#formular").bounding_box()
    at = page.locator("summary").first.bounding_box()
    assert below is not None
    assert at is not None
    assert at["y"] + at["height"] <= below["y"]
    page.locator("a.skip").nth(1).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(box(page)).to_be_focused()


def test_the_box_is_one_link_away_from_the_newest_question(page: Page) -> None:
    page.goto("/")
    ask(page, GREETING)
    expect(page.locator("#vidare h2")).to_have_text(SV["examples_heading"])
    ask(page, QUESTION)
    page.keyboard.press("Tab")
    link = page.locator("#samtal .to-box").nth(1)
    expect(link).to_be_focused()
    shown = link.bounding_box()
    assert shown
    assert shown["height"] >= 44
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(box(page)).to_be_focused()
    expect(page.locator("#samtal .to-box").first).to_be_hidden()


def test_what_is_typed_while_an_answer_arrives_stays(page: Page) -> None:
    page.goto("/")
    expect(box(page)).to_be_visible()
    release = held(page, "**/gradio_api/queue/join*")
    box(page).fill(QUESTION)
    box(page).press("Enter")
    expect(page.locator(".waiting")).to_have_text(QUESTION)
    expect(box(page)).to_have_value("")
    box(page).press_sequentially("Och vem")
    release()
    box(page).press_sequentially(" leder det?")
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator(".working")).to_have_count(0)
    expect(page.locator(".waiting")).to_have_count(0)
    expect(box(page)).to_have_value("Och vem leder det?")
    expect(box(page)).to_be_focused()


def test_a_question_without_an_answer_comes_back_before_what_was_typed_since(page: Page) -> None:
    page.goto("/")
    ask(page, GREETING)
    suggested = page.locator("#vidare button").first
    expect(suggested).to_be_visible()
    hold_answers(page)
    box(page).fill(QUESTION)
    box(page).press("Enter")
    expect(told(page)).to_have_text(SV["searching"])
    expect(suggested).not_to_be_visible()  # nothing that would do nothing
    box(page).fill("Och vem?")
    page.get_by_role("button", name=SV["stop"]).click()
    expect(suggested).to_be_visible()
    expect(box(page)).to_have_value(f"{QUESTION}\nOch vem?")
    refuse_at_the_door(page, "Vänta.")
    box(page).press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Vänta.")
    expect(box(page)).to_have_value(f"{QUESTION}\nOch vem?")


def test_what_is_done_while_the_server_is_lost_counts_when_it_is_back(page: Page) -> None:
    page.goto("/")
    ask(page, GREETING)
    further = page.locator("#vidare button").first
    expect(further).to_be_visible()
    page.context.set_offline(True)
    further.click()  # finds that it is lost
    expect(page.get_by_role("alert")).to_have_text(SV["lost"])
    page.get_by_role("button", name=SV["new_conversation"]).click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator(".waiting")).to_have_count(0)
    expect(further).not_to_be_visible()
    expect(box(page)).to_be_focused()
    box(page).fill(QUESTION)
    box(page).press("Enter")
    expect(page.locator(".waiting")).to_have_text(QUESTION)
    expect(box(page)).to_have_value("")
    box(page).fill("Och vem leder det?")
    box(page).press("Enter")
    expect(box(page)).to_have_value("Och vem leder det?")
    page.context.set_offline(False)
    expect(page.locator(".question [dir]")).to_have_text([QUESTION])
    expect(box(page)).to_have_value("Och vem leder det?")


def test_a_conversation_outlives_the_page_and_goes_on(page: Page) -> None:
    page.goto("/")
    ask(page, QUESTION)
    assert page.title().startswith(f"{QUESTION} – ")
    box(page).fill("Och")
    page.reload()
    expect(page.locator(".turn")).to_have_count(1)
    expect(box(page)).to_have_value("Och")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(".turn")).to_have_count(1)
    assert questions(page) == [QUESTION]
    expect(box(page)).to_have_value("Och")
    page.go_back()
    expect(page.locator(".turn")).to_have_count(1)
    ask(page, "Och vem leder det?")
    assert questions(page) == [QUESTION, "Och vem leder det?"]
    expect(page.locator("#fraga-2")).to_have_count(1)
    page.get_by_role("button", name=SV["new_conversation"]).click()
    expect(page.locator(".turn")).to_have_count(0)
    page.reload()
    expect(box(page)).to_be_visible()
    expect(page.locator("#exempel").get_by_role("button")).to_have_count(5)
    expect(page.locator(".turn")).to_have_count(0)


def test_a_link_is_copied_and_says_so(page: Page, url: str) -> None:
    page.goto("/")
    ask(page, QUESTION)
    link = page.get_by_role("link", name=SV["question_link"])
    link.click()
    expect(page.locator(".actions [role=status]")).to_have_text("Länken är kopierad.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{url}/?q=Vilka+parter+best%C3%A5r+omst%C3%A4llningsteamet+av%3F"
    expect(page).to_have_url(f"{url}/")


def test_a_follow_ups_link_carries_what_it_followed(page: Page, url: str) -> None:
    page.goto("/")
    ask(page, QUESTION)
    ask(page, FOLLOW_UP)
    answer = page.locator(".turn").last
    quoted = answer.locator("blockquote").all_inner_texts()
    answer.get_by_role("link", name=SV["question_link"]).click()
    expect(answer.locator(".actions [role=status]")).to_have_text("Länken är kopierad.")
    copied = page.evaluate("navigator.clipboard.readText()")
    followed = "efter=Vilka+parter+best%C3%A5r+omst%C3%A4llningsteamet+av%3F"
    assert copied == f"{url}/?q=Och+vem+leder+det%3F&{followed}"
    # Whoever opens it, in a tab that has no conversation, gets the same answer.
    page.evaluate("sessionStorage.clear()")
    page.goto(copied)
    answered(page)
    assert questions(page) == [FOLLOW_UP]
    assert page.locator("blockquote").all_inner_texts() == quoted


def test_a_conversation_goes_on_when_the_server_was_started_anew(
    browser: Browser, assistant: Assistant, settings: Settings
) -> None:
    context = browser.new_context(locale="sv-SE")
    page = context.new_page()
    with serving(assistant, settings) as url:
        page.goto(url)
        ask(page, QUESTION)
        ask(page, FOLLOW_UP)
        quoted = page.locator(".turn").last.locator("blockquote").all_inner_texts()
        page.get_by_role("button", name=SV["new_conversation"]).click()
        expect(page.locator(".turn")).to_have_count(0)
        ask(page, QUESTION)
    box(page).fill(FOLLOW_UP)
    box(page).press("Enter")
    expect(page.get_by_role("alert")).to_have_text(SV["lost"])
    with serving(assistant, settings, port=int(url.rpartition(":")[2])):
        answered(page, turn=2)
        assert questions(page) == [QUESTION, FOLLOW_UP]
        assert page.locator(".turn").last.locator("blockquote").all_inner_texts() == quoted
    # ... and where nobody asked while it was gone.
    page.locator("h1").first.click()
    with serving(assistant, settings, port=int(url.rpartition(":")[2])):
        page.wait_for_timeout(2000)  # the page finds the server again
        box(page).click()
        page.wait_for_timeout(500)
        ask(page, FOLLOW_UP)
        assert page.locator(".turn").last.locator("blockquote").all_inner_texts() == quoted
    context.close()


def test_what_fingers_press_is_large_enough(page: Page) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto("/")
    ask(page, WITH_MORE)
    expect(page.locator("#vidare button").first).to_be_visible()
    pressed = "button:visible, summary:visible, .source a, .actions a, .top a, .bottom a"
    large_enough(page.locator(pressed))
    page.goto("/enkel")
    expect(page.locator(".examples a")).to_have_count(5)
    large_enough(page.locator(f"{pressed}, .examples a"))


def test_what_fingers_press_around_a_refusal_is_large_enough(
    browser: Browser, assistant: Assistant, settings: Settings
) -> None:
    person = Contact(name="Åbydirekt", phone="0123-45 67 89", email="a@aby.example")
    with serving(assistant, settings, contact=person) as url:
        page = browser.new_context(base_url=url, viewport=PHONE).new_page()  # type: ignore[arg-type]
        page.goto("/")
        ask(page, NOT_TOLD)
        near, reached = page.locator(".nearest a"), page.locator(".person a")
        expect(near).to_have_count(3)
        expect(reached).to_have_count(3)
        large_enough(near)
        large_enough(reached)
        apart(page, ".nearest a, .person a, .actions :is(a, button)")
        ask(page, "Vad är Klimatkontrakt 2030?")
        page.locator(".turn").last.locator("details").evaluate("details => (details.open = true)")
        also = page.locator(".also a")
        expect(also).to_have_count(2)
        large_enough(also)
        apart(page, ".also a")
        page.context.close()


def apart(page: Page, pressed: str) -> None:
    """Assert that no link lies over another, not even with its padding."""
    boxes = page.locator(pressed).evaluate_all(
        """links => links.map(link =>
          [...link.getClientRects()].map(box => [box.x, box.y, box.right, box.bottom]))"""
    )
    for one, other in combinations(boxes, 2):
        for (left, top, right, bottom), (x, y, far, low) in product(one, other):
            assert left >= far or x >= right or top >= low or y >= bottom


def large_enough(pressed: Locator) -> None:
    for each in pressed.all():
        size = each.bounding_box()
        assert size is not None
        assert size["height"] >= 44, each.inner_text()


def test_the_letters_of_a_table_stay_together_on_a_phone(page: Page) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto("/")
    ask(page, "Hur många ton släpptes ut 1990?")
    header = page.locator("table:not(:has(thead)) th", has_text="Anmärkning").first
    lines = """th => {
      const word = document.createRange();
      word.selectNodeContents(th);
      return word.getClientRects().length;
    }"""
    assert header.evaluate(lines) == 1


def test_no_page_and_all_documents(page: Page) -> None:
    page.goto("/finns-inte")
    expect(page.get_by_role("heading", level=1)).to_have_text(SV["missing_title"])
    page.get_by_role("main").get_by_role("link", name=SV["documents_title"]).click()
    expect(page.locator(".documents li")).to_have_count(33)
    page.get_by_role("link", name="Borås koldioxidbudget").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Borås koldioxidbudget")
