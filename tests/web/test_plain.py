"""The pages without JavaScript, over real HTTP: /enkel, /integritet, /tillganglighet."""

import logging
import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from klimatsvar.answer.limits import MASK
from klimatsvar.assistant import Assistant
from klimatsvar.settings import Contact, Privacy, Settings
from klimatsvar.suggestions import Suggestions
from klimatsvar.texts import texts
from klimatsvar.types import Worded
from klimatsvar.web.html.answers import render_turn
from klimatsvar.web.live import LiveAssistant
from klimatsvar.web.pages import plain
from klimatsvar.web.pages.accessibility import Accessibility, Gap, accessibility
from klimatsvar.web.question_log import questions, verdicts
from serving import serving

QUESTION = "Vilka parter består omställningsteamet av?"
UNANSWERED = "Vad kostar ett månadskort på bussen?"
EARLIER, FOLLOW_UP = "Vilken plats fick Borås i Kommunvelometern 2023?", "Och 2020 då?"
NUMBER = "850709-9805"
SV = texts("sv")
EXAMPLES = (QUESTION, "What is a climate contract?")
MOST_BYTES = 30_000


@pytest.fixture(scope="module")
def url(assistant: Assistant, settings: Settings) -> Iterator[str]:
    with serving(assistant, settings, examples=EXAMPLES, questions_per_minute=0) as url:
        yield url


def ask(url: str, question: str, *earlier: str, language: str = "sv") -> httpx.Response:
    sent = {"q": question, "tidigare": list(earlier)}
    return httpx.post(f"{url}/enkel?lang={language}", data=sent, timeout=60)


def carried(page: str) -> list[str]:
    """Return the questions that the form for the next one sends along."""
    page = page.partition('<form id="formular"')[2]
    found = re.findall('<input type="hidden" name="tidigare" value="([^"]*)">', page)
    return [unescape(question) for question in found]


@pytest.mark.parametrize("question", [QUESTION, UNANSWERED, "Hjälp, det brinner i köket!"])
def test_the_plain_page_answers_as_the_page_does(
    url: str, assistant: Assistant, settings: Settings, question: str
) -> None:
    answer = ask(url, question)
    worded = Worded(assistant.ask(question))
    turn = render_turn(worded, assistant.index.documents, settings, number=1, today=date.today())
    assert answer.status_code == 200
    assert f'<div id="konversation">\n{turn}\n</div>' in answer.text
    assert carried(answer.text) == [question]
    if question == QUESTION:
        origin = "Borås Stad 2023, Science Park Borås 2021–2022, Navet och Viable Cities (utan år)"
        assert f", 2026, efter uppgifter från {origin} m.fl.</span></p>" in answer.text


def test_the_window_says_what_came_of_the_question(url: str) -> None:
    assert "<title>Klimatsvar</title>" in httpx.get(f"{url}/enkel").text
    assert f"<title>{QUESTION} – Klimatsvar</title>" in ask(url, QUESTION).text
    told = f"<title>Inget säkert svar i dokumenten. {UNANSWERED} – Klimatsvar</title>"
    assert told in ask(url, UNANSWERED).text


def test_the_form_sends_the_question_in_the_body_and_nobody_keeps_it(url: str) -> None:
    answer = httpx.get(f"{url}/enkel")
    assert '<form id="formular" method="post" action="enkel">' in answer.text
    assert '<label for="q"><span>Din fråga</span></label>' in answer.text
    assert 'aria-describedby="q-hint">\n</textarea>' in answer.text
    assert ask(url, QUESTION).headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers


def test_a_link_can_ask_too(url: str) -> None:
    page = httpx.get(f"{url}/enkel", params={"q": QUESTION}).text
    assert page == ask(url, QUESTION).text


def test_a_page_in_another_language_keeps_what_was_asked(url: str) -> None:
    for page in (ask(url, FOLLOW_UP, EARLIER).text, ask(url, "ord " * 300, EARLIER).text):
        form = page.partition('<form id="igen" method="post">')[2].partition("</form>")[0]
        sent = re.findall('<input type="hidden" name="([^"]*)" value="([^"]*)">', form)
        assert [name for name, _ in sent] == ["q", "tidigare"]
        assert (
            '<button formaction="?lang=sv" lang="sv" aria-current="true">Svenska</button>\n'
            '<button formaction="?lang=en" lang="en">English</button>'
        ) in form
        question, earlier = (unescape(value) for _, value in sent)
        english = ask(url, question, earlier, language="en").text
        assert '<html lang="en">' in english
        assert carried(english) == carried(page)
    assert '<form id="igen"' not in httpx.get(f"{url}/enkel").text


def test_the_examples_of_the_pages_language_are_links(url: str) -> None:
    page = httpx.get(f"{url}/enkel").text
    assert re.findall('<a href="(enkel.q=[^"]+)" lang="sv">(.*)</a>', page) == [
        ("enkel?q=Vilka+parter+best%C3%A5r+omst%C3%A4llningsteamet+av%3F", QUESTION)
    ]
    page = httpx.get(f"{url}/enkel?lang=en").text
    assert re.findall('<a href="(enkel.q=[^"]+)" lang="en">(.*)</a>', page) == [
        ("enkel?q=What+is+a+climate+contract%3F&amp;lang=en", "What is a climate contract?")
    ]


def test_a_greeting_is_replied_to_with_examples_and_carried_no_further(url: str) -> None:
    page = ask(url, "Hej", EARLIER).text
    assert "<title>Hej! Jag svarar på frågor om kommunens klimatarbete, med citat" in page
    assert '<span class="asked">Du skrev:</span> <span lang="sv" dir="auto">Hej</span>' in page
    assert f'lang="sv">{QUESTION}</a>' in page
    assert carried(page) == [EARLIER]
    english = ask(url, "Hej", language="en").text
    assert '<p class="reply">Hello! I answer questions about the municipality' in english
    again = ask(url, "Upprepa", QUESTION).text
    assert f'lang="sv">{QUESTION}</a>' not in again
    assert '<p class="reply">Här är svaret igen.</p>\n<p class="told unseen">Så står det i' in again
    assert carried(again) == [QUESTION]


def test_a_follow_up_is_answered_with_the_questions_that_the_page_carries(url: str) -> None:
    first = ask(url, EARLIER)
    page = ask(url, FOLLOW_UP, *carried(first.text)).text
    assert "plats 22 av 40" in page
    in_doubt = ("Jag är inte säker", '<p class="refused">')
    assert not any(words in page for words in in_doubt)
    alone = ask(url, FOLLOW_UP).text
    assert any(words in alone for words in in_doubt)
    assert carried(page) == [EARLIER, FOLLOW_UP]
    assert f'<h2 id="tidigare">Dina tidigare frågor</h2>\n<ol>\n<li dir="auto">{EARLIER}' in page
    assert '<a class="restart" href="enkel">Ny konversation</a>' in page


def test_a_refusal_offers_what_the_documents_answer(url: str) -> None:
    page = ask(url, "Hur många cyklar i Borås 2025?").text
    assert (
        '<section class="examples" aria-labelledby="vidare-rubrik">\n'
        '<h2 id="vidare-rubrik">Det här svarar dokumenten på</h2>\n<ul>\n'
        '<li><a href="enkel?q=Hur+bra+%C3%A4r+Bor%C3%A5s+f%C3%B6r+den+som+cyklar%3F" lang="sv">'
        "Hur bra är Borås för den som cyklar?</a></li>\n</ul>"
    ) in page
    off_subject = ask(url, UNANSWERED).text.partition('id="vidare-rubrik"')[2]
    assert re.findall('lang="sv">(.*?)</a></li>', off_subject) == [QUESTION]


def test_a_page_carries_few_questions_and_no_personal_number(url: str) -> None:
    many = [f"Fråga {number}?" for number in range(9)]
    assert carried(ask(url, UNANSWERED, *many).text) == [*many[-4:], UNANSWERED]
    assert carried(ask(url, UNANSWERED, "a" * 600, "b" * 600).text) == ["b" * 600, UNANSWERED]
    page = ask(url, f"Hur mycket släpper {NUMBER} ut?", f"Jag är {NUMBER}").text
    assert NUMBER not in page
    assert carried(page) == [f"Jag är {MASK}", f"Hur mycket släpper {MASK} ut?"]


@pytest.mark.parametrize(
    ("question", "problem"),
    [
        (" ", "Jag hittar ingen fråga i det du skrev. Skriv en fråga med några ord."),
        ("", "Jag hittar ingen fråga i det du skrev. Skriv en fråga med några ord."),
        (f"{NUMBER} " + "ord " * 300, "Frågan är för lång. Skriv högst 1000 tecken."),
    ],
)
def test_a_problem_is_told_at_the_box_which_keeps_what_was_typed(
    url: str, question: str, problem: str
) -> None:
    answer = ask(url, question, EARLIER)
    assert answer.status_code == 400
    assert f"<title>Fel: {problem} – Klimatsvar</title>" in answer.text
    assert (
        f'<p class="problem" id="q-problem" dir="auto"><span class="unseen">Fel:</span> {problem}'
        "</p>\n"
        '<textarea id="q" name="q" rows="2" required autocomplete="off" dir="auto" '
        'aria-describedby="q-hint q-problem" aria-invalid="true" autofocus>\n'
        f"{question.replace(NUMBER, MASK)}</textarea>"
    ) in answer.text
    assert carried(answer.text) == [EARLIER]
    assert '<div id="konversation">' not in answer.text


def test_a_fault_is_told_without_its_details(
    url: str,
    assistant: Assistant,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*asked: object, **_: object) -> Iterator[Worded]:
        raise RuntimeError(f"secret {asked}")

    monkeypatch.setattr(assistant, "ask_in_words", broken)
    with caplog.at_level(logging.ERROR):
        answer = ask(url, "Min hemliga fråga?")
    assert answer.status_code == 500
    assert "<title>Fel: Något gick fel hos oss. Försök igen om en stund. –" in answer.text
    assert "a question could not be answered: RuntimeError" in caplog.text
    assert ", in broken" in caplog.text
    assert "hemliga" not in caplog.text


def test_hostile_questions_come_back_as_text(url: str) -> None:
    hostile = '"><script>alert(1)</script> [x](javascript:a) {{7*7}} [1] Vad kostar ett busskort?'
    page = ask(url, hostile, hostile).text
    assert "<script" not in page
    assert "&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt; [x](javascript:a) {{7*7}} [1]" in page
    assert carried(page) == [hostile, hostile]


def test_the_page_speaks_english(url: str) -> None:
    page = ask(url, "", language="en").text
    assert '<html lang="en">' in page
    assert '<a class="skip" href="#innehall">Skip to the content</a>' in page
    assert '<label for="q"><span>Your question</span></label>' in page
    assert '<form id="formular" method="post" action="enkel?lang=en">' in page
    assert '<a href="tillganglighet?lang=en">Accessibility statement</a>' in page
    page = httpx.get(f"{url}/enkel?lang=en").text
    assert '<a href="?lang=en" lang="en" hreflang="en" aria-current="true">English</a>' in page


@pytest.mark.parametrize("path", ["enkel", "integritet", "tillganglighet", "kalla/saknas.md"])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_page_is_small_and_asks_nothing_of_scripts_or_others(
    url: str, path: str, language: str
) -> None:
    answer = httpx.get(f"{url}/{path}?lang={language}")
    assert len(answer.content) < MOST_BYTES
    assert "<script" not in answer.text
    assert re.findall(' (?:src|href)="(https?:)', re.sub("<a [^>]*>", "", answer.text)) == []
    assert answer.text.count("<h1") == answer.text.count("<main") == 1


def test_the_largest_answer_is_small_too(url: str) -> None:
    worst = 'ö"' * 499 + "?"
    for answer in (ask(url, QUESTION, worst), ask(url, worst, worst), ask(url, 2 * worst, worst)):
        assert len(answer.content) < 1.2 * MOST_BYTES  # the question's quotation marks are escaped


def test_the_plain_style_is_served(url: str) -> None:
    answer = httpx.get(f"{url}/plain.css")
    assert answer.headers["content-type"].startswith("text/css")
    assert '@import url("page.css");' in answer.text


def test_an_answer_is_judged_on_the_page_and_counted_once_a_press(
    assistant: Assistant, settings: Settings, tmp_path: Path
) -> None:
    changed = {"feedback": True, "log_questions": True, "log_folder": tmp_path / "log"}
    journal = verdicts(settings.model_copy(update=changed))
    with serving(assistant, settings, **changed) as url:

        def judge(verdict: str, question: str = QUESTION, site: str = "same-origin") -> str:
            form = {"q": question, "hjalpte": verdict}
            return httpx.post(f"{url}/enkel", data=form, headers={"sec-fetch-site": site}).text

        asked = ask(url, QUESTION).text
        buttons = re.findall('<button form="igen" formaction="([^"]*)" name="hjalpte" (.*)', asked)
        assert buttons == [
            ("enkel#hjalpte", 'value="yes">Ja</button>'),
            ("enkel#hjalpte", 'value="no">Nej</button>'),
        ]
        thanked = judge("yes")
        told = '<p class="feedback" id="hjalpte" role="status">Tack för ditt svar.</p>'
        assert told in thanked
        assert "<title>Tack för ditt svar. – Klimatsvar</title>" in thanked
        assert 'name="hjalpte"' not in thanked
        assert thanked.count("<blockquote") == asked.count("<blockquote") > 0
        judge("no", UNANSWERED)
        for verdict, question in (
            ("Sven", QUESTION),
            ("yes", "Jag är 850709-9805"),
            ("no", " "),
            ("no", "Hej"),
        ):
            assert told not in judge(verdict, question)
        failed = f'<p class="feedback" role="status">{SV["feedback_failed"]}</p>'
        elsewhere = judge("no", site="cross-site")
        assert (told in elsewhere, failed in elsewhere) == (False, True)
        assert 'name="hjalpte"' in elsewhere  # to try again
        kept = [{**line, "day": ""} for line in journal.read()]
        day = tmp_path / "log" / f"feedback-{date.today().isoformat()}.jsonl"
        day.unlink()
        day.mkdir()  # where no line can be written
        unwritten = judge("yes")
        assert (told in unwritten, failed in unwritten) == (False, True)
    sources = [citation.document for citation in assistant.ask(QUESTION).citations]
    assert kept == [
        {"day": "", "verdict": "yes", "sources": list(dict.fromkeys(sources)), "kind": "grounded"},
        {"day": "", "verdict": "no", "sources": [], "kind": "off_subject"},
    ]
    # What was asked again for the verdict is not kept twice; what has no verdict is a question.
    asked_twice = questions(settings.model_copy(update=changed)).read()
    assert [line["question"] for line in asked_twice] == [QUESTION, QUESTION]


def test_nothing_is_judged_unless_that_is_on(url: str) -> None:
    page = httpx.post(f"{url}/enkel", data={"q": QUESTION, "hjalpte": "yes"}).text
    assert page == ask(url, QUESTION).text
    assert "hjalpte" not in page


def page_of(assistant: Assistant, settings: Settings, path: str, **changed: object) -> str:
    """Return a page of an app that has nothing else, with ``changed`` settings."""
    app = FastAPI()
    changed_settings = settings.model_copy(update=changed)
    app.include_router(
        plain.plain_pages(LiveAssistant(assistant), changed_settings, Suggestions(()))
    )
    return TestClient(app).get(path).text


def test_privacy_says_what_is_kept(assistant: Assistant, settings: Settings) -> None:
    usual = page_of(assistant, settings, "/integritet")
    assert "Vi sparar inte dina frågor." in usual
    assert "hjälpte" not in usual
    logging_ = {"log_questions": True, "log_days": 14, "feedback": True}
    logged = page_of(assistant, settings, "/integritet", **logging_)
    assert "Vi sparar frågorna i 14 dagar" in logged
    assert "Vi sparar inte dina frågor." not in logged
    assert "Om du berättar om ett svar hjälpte sparar vi ditt ja eller nej" in logged
    assert "Det raderas efter 14 dagar." in logged
    assert "e-post till" not in logged
    mailed = page_of(assistant, settings, "/integritet", **logging_, report_to=("a@aby.se",))
    assert "Frågor utan säkert svar skickas också med e-post till dem" in mailed
    english = page_of(assistant, settings, "/integritet?lang=en", **logging_)
    assert "We keep the questions for 14 days" in english


def test_privacy_names_who_answers_as_it_is_set(assistant: Assistant, settings: Settings) -> None:
    usual = page_of(assistant, settings, "/integritet")
    for name in ("Personuppgiftsansvarig", "Dataskyddsombud:", "Rättslig grund:"):
        assert name not in usual
    assert "kan du klaga hos Integritetsskyddsmyndigheten (imy.se)." in usual
    privacy = Privacy(
        controller="Nämnden <1>", officer="ombud@boras.example", legal_basis="artikel 6.1 e"
    )
    told = page_of(assistant, settings, "/integritet", privacy=privacy, organisation="Staden")
    assert "<p>Personuppgiftsansvarig: Nämnden &lt;1&gt;.</p>" in told
    assert "<p>Dataskyddsombud: ombud@boras.example.</p>" in told
    assert "<p>Rättslig grund: artikel 6.1 e.</p>" in told
    english = page_of(assistant, settings, "/integritet?lang=en", organisation="The City")
    assert "<p>Controller: The City.</p>" in english


def test_the_statement_has_what_the_law_asks_for(
    assistant: Assistant, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = Accessibility(
        tested=date(2026, 11, 20),
        tool="axe-core 4.11",
        pages=("/enkel",),
        violations=2,
        known_gaps=(Gap(sv="Kartan <b> saknar text.", en="The map has no text."),),
    )
    monkeypatch.setattr(plain, "accessibility", lambda: facts)
    contact = Contact(name="Borås Stad", email="stad@boras.se")
    page = page_of(assistant, settings, "/tillganglighet", contact=contact)
    for told in (
        "Ansvarig för Klimatsvar: Borås Stad. ",
        "Tjänsten är delvis förenlig med lagen om tillgänglighet till digital offentlig service.",
        "<li>Kartan &lt;b&gt; saknar text.</li>",
        '<a href="mailto:stad@boras.se" rel="noopener noreferrer">stad@boras.se</a>',
        '<a href="https://www.digg.se/tdosanmalan" rel="noopener noreferrer">',
        "och den här sidan uppdaterades, den 20 november 2026.",
        "axe-core 4.11 har testat sidorna mot WCAG 2.2, nivå A och AA. Antal fel: 2.",
        "<li>/enkel</li>",
    ):
        assert told in page
    assert "<li>The map has no text.</li>" in page_of(
        assistant, settings, "/tillganglighet?lang=en"
    )


def test_the_statement_names_the_authority(assistant: Assistant, settings: Settings) -> None:
    named = page_of(assistant, settings, "/tillganglighet", organisation="Borås Stad & Co")
    assert "Ansvarig för Klimatsvar: Borås Stad &amp; Co. " in named
    unnamed = page_of(assistant, settings, "/tillganglighet", organisation=None)
    assert f"Ansvarig för Klimatsvar: {settings.contact.name}. " in unnamed


@pytest.mark.parametrize(
    ("violations", "gaps", "complies"),
    [(0, (), True), (1, (), False), (None, (), False), (0, (Gap(sv="a", en="b"),), False)],
)
def test_the_service_complies_when_it_was_tested_and_nothing_falls_short(
    violations: int | None, gaps: tuple[Gap, ...], complies: bool
) -> None:
    facts = accessibility().model_copy(update={"violations": violations, "known_gaps": gaps})
    assert facts.complies is complies


def test_the_statement_tells_every_known_gap(url: str) -> None:
    facts = accessibility()
    assert facts.known_gaps
    page = unescape(httpx.get(f"{url}/tillganglighet").text)
    assert [gap.sv in page for gap in facts.known_gaps] == [True] * len(facts.known_gaps)
