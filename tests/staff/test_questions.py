"""What residents miss, on the staff pages."""

import re
from datetime import date

from visiting import Visitor, visitor

from klimatsvar.settings import Settings
from klimatsvar.staff.desk import Desk
from klimatsvar.texts import LANGUAGES, staff_texts
from klimatsvar.web.question_log import OUTCOMES, questions, verdicts
from staff_toy import toy_desk

DAY = date(2026, 11, 23)


def asked(settings: Settings, kind: str, *texts: str) -> None:
    journal = questions(settings)
    journal.prepare()
    for text in texts:
        journal.write(DAY, {"question": text, "language": "sv", "kind": kind})


def logging(desk: Desk) -> Visitor:
    """Return a visitor where questions and verdicts are kept."""
    changed = {"log_questions": True, "feedback": True}
    return visitor(toy_desk(desk.settings.model_copy(update=changed)))


def test_where_nothing_is_kept_it_says_how_to_turn_that_on(anna: Visitor) -> None:
    page = anna.get("/fragor").text
    assert "log_questions = true" in page
    assert "feedback = true" in page
    assert anna.get("/fragor.csv").status_code == 404


def test_before_the_first_question_it_says_so(desk: Desk) -> None:
    page = logging(desk).get("/fragor").text
    assert "Inga frågor har sparats ännu." in page
    assert "Ingen har svarat ännu." in page


def test_questions_are_grouped_and_verdicts_counted_by_kind_and_document(desk: Desk) -> None:
    asked(
        desk.settings, "refused", "Vad kostar ett månadskort?", "Vad kostar månadskortet?", "=1+1"
    )
    asked(desk.settings, "possible", "När går <bussen>?")
    asked(desk.settings, "grounded", "Vad är det?")
    for line in (
        {"verdict": "yes", "sources": ["a.md"]},
        {"verdict": "no", "sources": ["a.md", "b.md"], "kind": "possible"},
        {"verdict": "no", "sources": [], "kind": "other_year"},
    ):
        verdicts(desk.settings).write(DAY, line)
    anna = logging(desk)
    page = anna.get("/fragor").text
    assert "Frågor sedan 2026-11-23: 5. Besvarade: 1. Osäkra svar: 1. Utan svar: 3." in page
    missed, _, doubtful = page.partition("Frågor med osäkert svar")
    assert '<th scope="row" dir="auto">Vad kostar ett månadskort?</th><td>2</td>' in missed
    assert '<li dir="auto">Vad kostar månadskortet?</li>' in missed
    assert '<th scope="row" dir="auto">När går &lt;bussen&gt;?</th><td>1</td>' in doubtful
    assert ">b.md</a></th><td>0</td><td>1</td>" in page
    assert page.index(">b.md</a>") < page.index(">a.md</a>")
    *_, kinds = page[: page.index("Efter dokument")].partition("Efter slags svar")
    assert re.findall(r'<th scope="row">(.*?)</th><td>(.*?)</td><td>(.*?)</td>', kinds) == [
        ("Osäkert svar", "0", "1"),
        ("Inget svar: frågan gällde ett annat år", "0", "1"),
        ("Okänt: sparades inte tidigare", "1", "0"),
    ]
    table = anna.get("/fragor.csv")
    assert table.headers["content-disposition"] == 'attachment; filename="fragor.csv"'
    assert table.content.decode("utf-8-sig").splitlines() == [
        "läge;antal;senast;fråga",
        "utan svar;2;2026-11-23;Vad kostar ett månadskort?",
        "utan svar;1;2026-11-23;'=1+1",
        "osäkert svar;1;2026-11-23;När går <bussen>?",
    ]


def test_each_kind_of_answer_has_its_words() -> None:
    for language in LANGUAGES:
        told = {staff_texts(language)[f"feedback_{kind}"] for kind in (*OUTCOMES, "no_kind")}
        assert len(told) == len(OUTCOMES) + 1
