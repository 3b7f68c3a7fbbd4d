"""Answers that staff write in the browser: from a question to the file that a build reads."""

import html
import re
from pathlib import Path

import pytest
from visiting import Visitor, told, visitor

from klimatsvar.corpus.written_answers import written_answers
from klimatsvar.settings import Settings

FORM = {
    "fråga": "Hur åker jag till jobbet?",
    "svar": "Ta linje 5.\r\n\r\nDen går: ofta.",
    "dokument": "a.md",
    "stycke": "Ta buss till\r\n jobbet.",
    "datum": "2026-11-29",
}
FILE = """---
fråga: Hur åker jag till jobbet?
dokument: a.md
stycke: Ta buss till jobbet.
datum: '2026-11-29'
---

Ta linje 5.

Den går: ofta.
"""


def save(someone: Visitor, page: str | None = None, **data: str) -> tuple[int, list[str], str]:
    """Send the form; return the status, the notices and the page."""
    answer = someone.post("/svar/spara", page, **FORM | data)
    return answer.status_code, told(answer), html.unescape(answer.text)


def hidden(page: str) -> dict[str, str]:
    """Return what says which file of which version a form changes."""
    found = re.findall('type="hidden" name="(fil|version)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}


def written(settings: Settings) -> Path:
    return settings.corpus / "svar" / "hur-aker-jag-till-jobbet.md"


def test_an_answer_is_the_file_that_a_build_reads(anna: Visitor, settings: Settings) -> None:
    begun = anna.post("/svar/skriv", fraga="hur åker jag till  jobbet.").text
    assert 'value="hur åker jag till jobbet?"' in begun
    assert save(anna)[:2] == (
        200,
        [
            "Svaret på ”Hur åker jag till jobbet?” är sparat. Läs in och publicera, så får "
            "invånarna det."
        ],
    )
    assert written(settings).read_text("utf-8") == FILE
    assert "Ny, inte inläst" in anna.get("/svar").text
    anna.build()
    page = anna.get("/svar").text
    assert "Inläst, inte publicerad" in page
    tried = anna.post("/prova", page, fraga="Hur åker jag till jobbet?").text
    assert '<blockquote dir="auto">Ta linje 5.</blockquote>' in tried
    [line] = [one for one in anna.desk.journal.newest(9) if one["what"] == "write_answer"]
    assert line["about"] == "Hur åker jag till jobbet?"


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"svar": " "}, "Fyll i det här fältet."),
        ({"dokument": "borta.md"}, "filen ”borta.md” finns inte bland dokumenten"),
        ({"stycke": "Ta tåg till jobbet."}, "Stycket står inte i a.md. Kopiera det ordagrant"),
        ({"fråga": "Till jobbet"}, "Skriv en hel fråga, som slutar med frågetecken."),
        ({"datum": "i går"}, "”i går” är inget datum; skriv det som 2026-11-23"),
    ],
)
def test_what_is_wrong_is_told_beside_what_was_typed(
    anna: Visitor, settings: Settings, changed: dict[str, str], problem: str
) -> None:
    status, _, page = save(anna, **changed)
    assert status == 422
    assert problem in page
    assert ">\nTa linje 5." in page or changed == {"svar": " "}
    assert 'aria-invalid="true"' in page
    assert not written(settings).exists()
    assert anna.desk.journal.newest(9) == []


def test_the_documents_text_is_shown_to_copy_from(anna: Visitor, settings: Settings) -> None:
    (settings.corpus / "ny.md").write_text("Ta <b>spårvagn</b>.", "utf-8")  # no build has it
    for document, text in (("a.md", "Ta buss eller cykel till skolan."), ("ny.md", "Ta spårvagn.")):
        status, notices, page = save(anna, visa="1", dokument=document)
        assert (status, notices) == (200, [])
        assert text in page.partition('id="text"')[2].partition("</div>")[0]
        assert ">\nTa linje 5." in page
    assert not written(settings).exists()


def test_an_answer_is_changed_and_keeps_what_the_form_lacks(
    anna: Visitor, settings: Settings
) -> None:
    save(anna)
    path = written(settings)
    path.write_text(FILE.replace("---\n\n", "utgivare: Trafik\n---\n\n"), "utf-8")
    page = anna.get(f"/svar/andra?fil=svar/{path.name}").text
    assert save(anna, page, **hidden(page), svar="Ta linje 6.")[0] == 200
    [answer] = written_answers(settings.corpus)
    assert (answer.text, answer.values["utgivare"]) == ("Ta linje 6.", "Trafik")


def test_of_two_who_change_an_answer_the_second_is_told(anna: Visitor, settings: Settings) -> None:
    save(anna)
    address = f"/svar/andra?fil=svar/{written(settings).name}"
    bo = visitor(anna.desk)
    pages = anna.get(address).text, bo.get(address).text
    save(anna, pages[0], **hidden(pages[0]), svar="Annas.")
    status, notices, page = save(bo, pages[1], **hidden(pages[1]), svar="Bos.")
    assert status == 200
    assert "någon annan har ändrat eller tagit bort svaret medan du skrev" in notices[0]
    assert ">\nBos." in page  # what was typed is there to be copied
    assert [one.text for one in written_answers(settings.corpus)] == ["Annas."]
    assert "frågan har redan ett svar" in save(bo)[1][0]


def test_an_answer_is_removed_and_taken_back(anna: Visitor, settings: Settings) -> None:
    save(anna)
    id = f"svar/{written(settings).name}"
    assert told(anna.post(f"/svar/ta-bort?fil={id}")) == [
        f"{id} är borttaget. Du kan ta tillbaka det i 30 dagar."
    ]
    assert anna.post("/svar/ta-bort?fil=a.md").status_code == 404
    assert anna.get(f"/svar/andra?fil={id}").status_code == 404
    page = anna.get("/borttaget").text
    [key] = re.findall('name="nyckel" value="([^"]+)"', page)
    anna.post("/borttaget/aterta", page, nyckel=key)
    assert written(settings).read_text("utf-8") == FILE


def test_two_questions_may_want_the_same_file(anna: Visitor, settings: Settings) -> None:
    save(anna)
    assert save(anna, fråga="Hur åker jag till: jobbet?")[0] == 200
    assert [one.id for one in written_answers(settings.corpus)] == [
        "svar/hur-aker-jag-till-jobbet-2.md",
        "svar/hur-aker-jag-till-jobbet.md",
    ]


def test_in_english(anna: Visitor) -> None:
    page = anna.get("/svar/skriv?lang=en").text
    assert "<h1>Write an answer</h1>" in page
    assert 'action="/svar/spara?lang=en"' in page
    answer = anna.post("/svar/spara?lang=en", page, **FORM | {"stycke": "Ta tåg."})
    assert "The passage is not in a.md." in html.unescape(answer.text)
    assert told(anna.post("/svar/spara?lang=en", page, **FORM)) == [
        "The answer to “Hur åker jag till jobbet?” is saved. Build and publish, and residents get "
        "it."
    ]
