"""Staff's tables in the browser: local words, passages not to be quoted, test questions."""

import html
import io
import re

import pytest
from openpyxl import Workbook
from visiting import Visitor, told, visitor

from klimatsvar.settings import Settings


def save(someone: Visitor, table: str, page: str | None = None, **row: str) -> tuple[int, str]:
    answer = someone.post(f"/tabell/{table}/spara", page, **row)
    return answer.status_code, "".join(told(answer)) or html.unescape(answer.text)


def content(settings: Settings, name: str) -> str:
    return (settings.corpus / name).read_text("utf-8-sig")


def test_rows_are_added_changed_and_removed(anna: Visitor, settings: Settings) -> None:
    assert "Här finns inga rader än." in anna.get("/tabell").text
    saved = "Sparat: tippen; återvinning. Det gäller när dokumenten är inlästa och publicerade."
    assert save(anna, "ordlista", ord=" tippen ", betyder="återvinning") == (200, saved)
    save(anna, "ordlista", ord="dagis", betyder="förskola; småbarn")
    assert content(settings, "ordlista.csv") == (
        'ord;betyder\ntippen;återvinning\ndagis;"förskola; småbarn"\n'
    )
    page = anna.get("/tabell/ordlista?rad=1").text
    assert '<input type="hidden" name="nu ord" value="tippen">' in page
    before = {"nu ord": "tippen", "nu betyder": "återvinning"}
    save(anna, "ordlista", page, ord="tippen", betyder="sopor", **before)
    assert content(settings, "ordlista.csv").splitlines()[1] == "tippen;sopor"
    removed = anna.post("/tabell/ordlista/ta-bort", **{"nu ord": "tippen", "nu betyder": "sopor"})
    assert told(removed) == ["Raden är borttagen: tippen; sopor"]
    assert content(settings, "ordlista.csv") == 'ord;betyder\ndagis;"förskola; småbarn"\n'
    assert [line["what"] for line in anna.desk.journal.newest(9)] == [
        "remove_row",
        *["write_row"] * 3,
    ]


@pytest.mark.parametrize(
    ("table", "row", "problem"),
    [
        ("ordlista", {"ord": "tippen", "betyder": ""}, "Fyll i det här fältet."),
        ("ordlista", {"ord": "tippen", "betyder": "Tippen"}, "”tippen” betyder sig självt"),
        ("citera-inte", {"fil": "a.md"}, "raden ska ha antingen en text eller en rubrik"),
        ("citera-inte", {"fil": "a.md", "text": "kort"}, "”kort” är för kort; skriv hela meningen"),
        ("citera-inte", {"fil": "borta.md", "rubrik": "Resor"}, "filen ”borta.md” finns inte"),
        ("testfragor", {"fråga": "Vad?", "svar": "buss", "fil": "x.md"}, "filen ”x.md” finns inte"),
    ],
)
def test_a_row_that_cannot_be_right_is_told_and_not_written(
    anna: Visitor, settings: Settings, table: str, row: dict[str, str], problem: str
) -> None:
    status, page = save(anna, table, **row)
    assert status == 422
    assert problem in page
    assert not list(settings.corpus.glob("*.csv"))


def test_of_two_who_change_a_row_the_second_is_told(anna: Visitor, settings: Settings) -> None:
    save(anna, "ordlista", ord="tippen", betyder="sopor")
    before = {"nu ord": "tippen", "nu betyder": "sopor"}
    bo = visitor(anna.desk)
    save(anna, "ordlista", ord="tippen", betyder="återvinning", **before)
    status, notice = save(bo, "ordlista", ord="tippen", betyder="avfall", **before)
    assert (status, notice) == (
        200,
        "ordlista.csv: någon annan har ändrat raden medan du skrev; läs den som den är nu och gör "
        "din ändring igen",
    )
    assert content(settings, "ordlista.csv") == "ord;betyder\ntippen;återvinning\n"


def test_what_is_wrong_in_the_file_is_told_beside_the_rows(
    anna: Visitor, settings: Settings
) -> None:
    text = "ord,betyder,not\nsopis,sopbil,Eva\ntippen,,\n"
    (settings.corpus / "ordlista.csv").write_text(text, "utf-8")
    page = html.unescape(anna.get("/tabell/ordlista").text)
    assert "<li>rad 3, betyder: det står inte vad ”tippen” betyder; skriv dokumentens ord" in page
    page = html.unescape(anna.get("/tabell/ordlista?lang=en").text)
    assert "<li>row 3, betyder: it doesn't say what “tippen” means; write the documents' " in page
    before = {"nu ord": "tippen", "nu betyder": ""}
    assert save(anna, "ordlista", ord="tippen", betyder="sopor", **before)[0] == 200
    assert content(settings, "ordlista.csv") == (
        "ord,betyder,not\nsopis,sopbil,Eva\ntippen,sopor,\n"
    )


def test_test_questions_are_asked_of_the_next_build(anna: Visitor) -> None:
    save(anna, "testfragor", **{"fråga": "Ta buss till jobbet?", "svar": "Ta buss"})
    save(anna, "testfragor", **{"fråga": "Vad kostar badet?", "svar": "50 kronor"})
    page = html.unescape(anna.build().text)
    assert "Testfrågor: 1 av 2 får rätt svar." in page
    assert "<li>Vad kostar badet? – väntat: ”50 kronor”; inget svar</li>" in page


def test_what_is_not_to_be_quoted_is_gone_from_the_next_build(anna: Visitor) -> None:
    row = {"fil": "a.md", "text": "Ta buss till jobbet.", "anledning": "inte beslutat"}
    assert save(anna, "citera-inte", **row)[0] == 200
    page = anna.build().text
    assert "0 nya, 1 ändrade" in page
    tried = anna.post("/prova", page, fraga="Ta buss till jobbet?").text
    new, _, serving = tried.partition("Så svarar den publicerade versionen")
    assert "<blockquote" in serving
    assert "Ta buss till jobbet.</blockquote>" not in new


def workbook(*rows: list[str]) -> bytes:
    book, content = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(content)
    return content.getvalue()


EXCEL = workbook(["Fråga", "svar"], ["Vad är det?", "inget svar"], ["Hur; då?", "Ta  buss"])
AS_CSV = 'Fråga;svar\nVad är det?;inget svar\n"Hur; då?";Ta buss\n'


def upload(anna: Visitor, table: str, name: str, content: bytes) -> tuple[int, str]:
    page = anna.get(f"/tabell/{table}").text
    sent = anna.post(f"/tabell/{table}/ladda-upp", page, files=[("fil", (name, content))])
    return sent.status_code, html.unescape("".join(told(sent)) or sent.text)


def test_a_table_in_excel_is_shown_and_moved_here(anna: Visitor, settings: Settings) -> None:
    (settings.corpus / "testfragor.xlsx").write_bytes(EXCEL)
    page = anna.get("/tabell/testfragor").text
    assert "Det här står i filen testfragor.xlsx. Ändra i Excel" in page
    assert '<th scope="row" dir="auto">Vad är det?</th><td dir="auto">inget svar</td>' in page
    assert "tabellen är en Excelfil" in save(anna, "testfragor", fråga="Hur?", svar="så")[1]
    [notice] = told(anna.post("/tabell/testfragor/flytta-hit", page))
    assert notice.startswith("Raderna i testfragor.csv är ersatta.")
    assert content(settings, "testfragor.csv") == AS_CSV
    assert not (settings.corpus / "testfragor.xlsx").exists()
    assert save(anna, "testfragor", fråga="Hur?", svar="så")[0] == 200


def test_a_table_is_uploaded_and_what_it_was_taken_back(anna: Visitor, settings: Settings) -> None:
    (settings.corpus / "testfragor.csv").write_text("fråga;svar\nGammal?;ja\n", "utf-8")
    status, notice = upload(anna, "testfragor", "Höstens frågor.xlsx", EXCEL)
    assert (status, notice[:38]) == (200, "Raderna i testfragor.csv är ersatta. D")
    assert content(settings, "testfragor.csv") == AS_CSV
    assert anna.desk.journal.newest(1)[0]["what"] == "replace_table"
    [old] = re.findall('name="nyckel" value="([^"]+)"', anna.get("/borttaget").text)
    assert told(anna.post("/borttaget/aterta", nyckel=old)) == ["testfragor.csv är tillbaka."]
    assert content(settings, "testfragor.csv") == "fråga;svar\nGammal?;ja\n"
    [new] = re.findall('name="nyckel" value="([^"]+)"', anna.get("/borttaget").text)
    anna.post("/borttaget/aterta", nyckel=new)
    assert content(settings, "testfragor.csv") == AS_CSV


@pytest.mark.parametrize(
    ("table", "name", "sent", "why"),
    [
        ("testfragor", "f.csv", "fråga;svar\nHur?;\n".encode(), "rad 2, svar: ”Hur?” har inget sv"),
        ("testfragor", "f.csv", b"A;B\n1;2\n", "kolumnen fråga saknas; första raden ska vara"),
        ("testfragor", "f.xlsx", b"inget", "tabellen.xlsx: filen"),
        ("testfragor", "f.docx", EXCEL, "f.docx: det är ingen tabell som går att läsa"),
        ("ordlista", "f.xlsx", EXCEL, "kolumnen ord saknas; första raden ska vara ord;betyder"),
    ],
)
def test_a_table_that_is_wrong_changes_nothing(
    anna: Visitor, settings: Settings, table: str, name: str, sent: bytes, why: str
) -> None:
    (settings.corpus / f"{table}.csv").write_text("ord;betyder\n", "utf-8")
    (settings.corpus / "testfragor.csv").write_text("fråga;svar\nGammal?;ja\n", "utf-8")
    assert why in upload(anna, table, name, sent)[1]
    assert content(settings, "testfragor.csv") == "fråga;svar\nGammal?;ja\n"
    assert "Ta tillbaka" not in anna.get("/borttaget").text.partition("<table>")[2]


def test_there_are_no_other_tables(anna: Visitor) -> None:
    assert anna.get("/tabell/dokument").status_code == 404
    assert anna.post("/tabell/dokument/spara").status_code == 404
