"""A new user's way through the staff pages, by keyboard and without JavaScript; and axe."""

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from klimatsvar.answer.fitted import Fitted
from klimatsvar.assistant import Assistant
from klimatsvar.cli import main
from klimatsvar.index.on_disk import Index
from klimatsvar.settings import Settings
from klimatsvar.staff.app import create_app
from klimatsvar.staff.desk import Desk
from klimatsvar.web.question_log import questions
from serving import serving, serving_app
from staff_toy import settings_in, toy_desk
from toy import ToyEncoder, write_corpus

PASSWORD = "vinter i skogen"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 256}
QUESTION = "Vad kostar badet?"
MISSED = "Får jag ta cykel på buss?"
PASSAGE = "Ta buss eller cykel till skolan."
ANSWER = "Ja, på linje 2 får du ta med en hopfälld cykel."


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """What a city has that was started by the commands: `init`, and `staff password`."""
    folder = tmp_path_factory.mktemp("stad")
    city = ("--name=Åby", "--contact=Åbydirekt", "--url=", "--email=", "--phone=", "--language=sv")
    with pytest.MonkeyPatch.context() as here:
        here.chdir(folder)
        here.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
        for command in (["init", ".", *city], ["staff", "password"]):
            with pytest.raises(SystemExit):
                main(command)
        return settings_in(folder, log_questions=True, feedback=True, questions_per_minute=0)


@pytest.fixture(scope="module")
def desk(settings: Settings) -> Desk:
    return toy_desk(settings)


@pytest.fixture(scope="module")
def url(chromium: str, desk: Desk) -> Iterator[str]:
    del chromium
    with serving_app(create_app(desk)) as url:
        yield url


def faults(page: Page) -> list[str]:
    """Return what breaks the rules, in light and dark, wide and narrow."""
    found = []
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            run = Axe().run(page, options={"runOnly": RULES}).response
            assert run["passes"]
            found += [
                f"{page.url}, {scheme}, {size['width']} px: {fault['id']}: {node['html'][:200]}"
                for fault in run["violations"]
                for node in fault["nodes"]
            ]
    width = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    wide = [f"{page.url}: {width} px wide at 320 px"] if width > NARROW["width"] else []
    return [*found, *wide]


def press(page: Page, name: str, role: str = "button") -> None:
    """Reach something by the keyboard's focus and press it."""
    found = page.get_by_role(role, name=name, exact=True).first  # type: ignore[arg-type]
    found.focus()
    expect(found).to_be_focused()
    found.press("Enter")


def tab_to(page: Page, wanted: Locator) -> None:
    """Press the tab key until something has the focus."""
    for _ in range(100):
        page.keyboard.press("Tab")
        if wanted.evaluate("here => here === document.activeElement"):
            return
    raise AssertionError(f"{wanted} can't be reached by the keyboard")


def residents_page(settings: Settings) -> Assistant:
    """Return what answers residents from what is published now."""
    encoder = ToyEncoder()
    return Assistant(Index.open(settings.index, encoder), encoder, Fitted.load(), settings)


@pytest.mark.parametrize("scripts", [False, True], ids=["without JavaScript", "with JavaScript"])
def test_a_new_users_way(
    browser: Browser, url: str, desk: Desk, settings: Settings, tmp_path: Path, scripts: bool
) -> None:
    context = browser.new_context(base_url=url, locale="sv-SE", java_script_enabled=scripts)
    context.set_default_timeout(30_000)  # milliseconds
    page = context.new_page()
    page.goto("/")
    page.get_by_label("Ditt namn").fill("Anna")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_label("Lösenord").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dokument")

    name = f"plan-{scripts}.md"
    plan = tmp_path / name
    plan.write_text(f"# Plan {scripts}\n\nTa buss till jobbet i skog.", "utf-8")
    page.get_by_label("Filer", exact=True).set_input_files(plan)
    press(page, "Lägg till")
    expect(page.locator(".notices")).to_contain_text(f"{name} är tillagd.")

    press(page, name, "link")
    press(page, "Se hela dokumentet", "link")
    expect(page.locator("article").first).to_contain_text("Ta buss till jobbet i skog.")
    press(page, "Uppgifter om dokumentet", "link")
    page.get_by_label("Datum").fill("i november")
    press(page, "Spara uppgifterna")
    expect(page.get_by_label("Datum")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Datum").fill("2026-11-03")
    press(page, "Spara uppgifterna")
    expect(page.locator(".notices")).to_contain_text("är sparade")

    press(page, "Läs in och publicera", "link")
    press(page, "Läs in och prova först")
    desk.builder.wait()
    if not scripts:  # with them the page tells by itself
        press(page, "Läs in och publicera", "link")
    expect(page.locator("main")).to_contain_text("väntar på att du publicerar den")
    press(page, "Prova", "link")
    page.get_by_label("Fråga").fill(QUESTION)
    page.get_by_label("Fråga").press("Enter")
    expect(page.locator(".beside")).to_contain_text("Så svarar den nya versionen")
    page.get_by_role("button", name="Publicera version").press("Enter")
    expect(page.locator(".notices")).to_contain_text("svarar nu.")

    with serving(residents_page(settings), settings) as residents_url:
        page.goto(f"{residents_url}/enkel")
        page.locator("#q").fill(QUESTION)
        press(page, "Skicka")
        expect(page.locator("#konversation")).to_contain_text(QUESTION)
    page.goto(f"{url}/fragor")
    expect(page.get_by_role("rowheader", name=QUESTION)).to_be_visible()
    press(page, "Logga ut")
    expect(page.get_by_role("heading", level=1)).to_have_text("Logga in")
    context.close()


def test_a_question_is_answered_by_keyboard_alone(
    browser: Browser, url: str, desk: Desk, settings: Settings
) -> None:
    write_corpus(settings.corpus, resor=f"# Resor\n\n{PASSAGE}")
    kept = questions(settings)
    kept.prepare()
    kept.write(date(2026, 11, 23), {"question": MISSED, "language": "sv", "kind": "refused"})
    context = browser.new_context(base_url=url, locale="sv-SE", java_script_enabled=True)
    context.set_default_timeout(30_000)  # milliseconds
    page = context.new_page()

    def typed(label: str, text: str) -> None:
        tab_to(page, page.get_by_label(label, exact=True))
        page.keyboard.type(text)

    def pressed(name: str, role: str = "button") -> None:
        tab_to(page, page.get_by_role(role, name=name).first)  # type: ignore[arg-type]
        with page.expect_navigation():
            page.keyboard.press("Enter")

    page.goto("/")
    typed("Ditt namn", "Bo")
    typed("Lösenord", PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    pressed("Vad invånarna saknar", "link")
    pressed(f"Skriv ett svar: {MISSED}")
    expect(page.get_by_label("Fråga")).to_have_value(MISSED)
    typed("Svar", ANSWER)
    typed("Dokument som svaret bygger på", "Resor")
    pressed("Visa dokumentets text")
    expect(page.get_by_label("Dokumentets text")).to_contain_text(PASSAGE)
    typed("Stycke ur dokumentet", PASSAGE)
    pressed("Spara svaret")
    expect(page.locator(".notices")).to_contain_text(f"Svaret på ”{MISSED}” är sparat.")
    pressed("Läs in och publicera", "link")
    pressed("Läs in och prova först")
    desk.builder.wait()
    page.reload()
    pressed("Publicera version")
    expect(page.locator(".notices")).to_contain_text("svarar nu.")
    with serving(residents_page(settings), settings) as residents_url:
        page.goto(f"{residents_url}/enkel")
        page.locator("#q").fill(MISSED)
        press(page, "Skicka")
        expect(page.locator("#konversation")).to_contain_text(ANSWER)
        expect(page.locator("#konversation")).to_contain_text(PASSAGE)
    context.close()


def test_axe_finds_nothing_on_any_page(browser: Browser, url: str, settings: Settings) -> None:
    context = browser.new_context(base_url=url, locale="sv-SE")
    context.set_default_timeout(30_000)  # milliseconds
    page = context.new_page()
    page.goto("/logga-in")
    found = faults(page)
    page.get_by_label("Ditt namn").fill("Anna")
    page.get_by_label("Lösenord").fill("fel lösenord")
    with page.expect_navigation():
        page.get_by_label("Lösenord").press("Enter")
    found += faults(page)
    page.get_by_label("Lösenord").fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_label("Lösenord").press("Enter")
    write_corpus(settings.corpus, tom="", axe="# Plan\n\nTa buss till jobbet.")
    head = "fråga: Hur långt är det?\ndokument: axe.md\nstycke: Ta tåg till jobbet."
    write_corpus(settings.corpus / "svar", langt=f"---\n{head}\n---\n\nEn mil.")
    words = "ord;betyder\ntippen;sopor\nsopis;\n"
    (settings.corpus / "ordlista.csv").write_text(words, "utf-8")
    document = "axe.md"
    for path in (
        "/dokument",
        "/dokument?lang=en",
        f"/dokument/visa?fil={document}",
        f"/dokument/last?fil={document}",
        "/bygge",
        "/prova",
        "/fragor",
        "/svar",
        "/tabell/ordlista?rad=1",
        "/tabell/citera-inte",
        "/journal",
        "/finns-inte",
    ):
        page.goto(path)
        found += faults(page)
    wrong = {"name": "f.csv", "mimeType": "text/csv", "buffer": b"ord;betyder\nsopis;\n"}
    page.goto("/tabell/ordlista")
    page.get_by_label("Fil (.xlsx eller .csv)").set_input_files(wrong)  # type: ignore[arg-type]
    with page.expect_navigation():
        press(page, "Ersätt raderna")
    expect(page.get_by_role("alert")).to_contain_text("Inget är ändrat.")
    found += faults(page)
    page.goto("/svar/andra?fil=svar/langt.md")
    for button in ("Visa dokumentets text", "Spara svaret"):  # the passage isn't there
        with page.expect_navigation():
            press(page, button)
        found += faults(page)
    page.goto(f"/dokument/visa?fil={document}")
    page.get_by_label("Länk").fill("boras.se")
    with page.expect_navigation():
        press(page, "Spara uppgifterna")
    found += faults(page)
    with page.expect_navigation():
        press(page, "Ta bort")
    page.goto("/borttaget")
    found += faults(page)
    context.close()
    assert found == []
