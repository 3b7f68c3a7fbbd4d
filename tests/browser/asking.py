"""How the tests in a browser, and the tool that takes pictures, ask."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, Route, expect

QUESTION = "Vilka parter består omställningsteamet av?"
UNANSWERED = "Vad kostar ett månadskort på bussen?"
OFF_SUBJECT = "Vem vann fotbolls-VM 1958?"
WITH_MORE = "Hur lång blir Viskans park?"
"""A question that others go on from."""
NOT_TOLD = "Hur många cyklar i Borås 2025?"
UNSURE = "Hur många ton blir kvar 2030?"
FOLLOW_UP = "Och vem leder det?"
"""After ``QUESTION``."""
IN_A_TABLE = "Hur många ton släpptes ut 1990?"
"""Is answered by a row of a table."""
GREETING = "Hej!"
IN_ARABIC = "بالعربية من فضلك"
"""Wants the answer before it in another language."""

CHROMIUM = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()


def box(page: Page) -> Locator:
    return page.locator("#fraga textarea")


def ask(page: Page, question: str) -> None:
    """Ask, and wait until the new turn has come and the progress says so."""
    turn = page.locator(".turn").count() + 1
    box(page).fill(question)
    box(page).press("Enter")
    answered(page, turn)


def answered(page: Page, turn: int = 1) -> None:
    """Wait for the turn and for what follows it."""
    expect(page.locator(f"#fraga-{turn}")).to_be_focused()
    expect(page.locator(".working")).to_have_count(0)


def told(page: Page) -> Locator:
    """Return the region that tells how far a question has come."""
    return page.locator('#lage [role="status"]')


def hold_answers(page: Page) -> Callable[[], None]:
    """Keep questions from reaching the server, so that the page waits for an answer.

    Those asked after the returned function is called reach it; those held before never do, which
    ``unroute_all`` would let them.
    """
    held = True

    def hold(route: Route) -> None:
        if not held:
            route.continue_()

    def release() -> None:
        nonlocal held
        held = False

    page.route("**/gradio_api/queue/join*", hold)
    return release


def refuse_at_the_door(page: Page, message: str) -> None:
    """Let questions be answered as the door does when there are too many."""
    page.route(
        "**/gradio_api/queue/join*",
        lambda route: route.fulfill(status=429, json={"detail": message}),
    )
