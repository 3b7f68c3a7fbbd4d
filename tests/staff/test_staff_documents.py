"""The documents on the staff pages: the list, adding, describing, removing, what was read."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas
from visiting import Visitor, told, visitor

from klimatsvar.settings import Settings

ADD = "/dokument/lagg-till"


def upload(someone: Visitor, *files: tuple[str, bytes], **data: str) -> list[str]:
    return told(someone.post(ADD, files=[("filer", file) for file in files], **data))


def rows(page: str) -> list[str]:
    """Return each document's row as text."""
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    found = re.findall("<tr>(.*?)</tr>", body, re.DOTALL)
    return [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in found]


def pdf() -> bytes:
    made = io.BytesIO()
    canvas = Canvas(made)
    for text in ("Ta buss till jobbet.", "Ta cykel till skolan."):
        canvas.drawString(72, 700, text)
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def test_the_list_tells_what_each_document_is(anna: Visitor, settings: Settings) -> None:
    before = rows(anna.get("/dokument").text)
    assert len(before) == 13
    assert before[0].startswith("Resor a.md Publicerad saknas saknas")
    csv = (
        "fil;titel;utgivare;ursprung;datum;ersätts av\nb.md;Naturen;Staden;SMHI <2021>;2024;a.md\n"
    )
    (settings.corpus / "dokument.csv").write_text(csv, "utf-8")
    (settings.corpus / "tom.md").write_text("", "utf-8")
    evil = "---\ntitle: '<script>alert(1)</script>'\n---\n\nTa buss."
    (settings.corpus / "ond.md").write_text(evil, "utf-8")
    told = {row.split()[0]: row for row in rows(anna.get("/dokument").text)}
    assert told["tom.md"].startswith("tom.md tom.md Ny, inte inläst saknas saknas")
    assert "Ändrad, inte inläst igen" in told["Naturen"]
    report = anna.build().text
    in_english = anna.get("/dokument?lang=en").text
    assert "<li>the file has no text</li>" in in_english
    assert "<li>replaced by a.md</li>" in in_english
    page = anna.get("/dokument").text
    told = {row.split()[0]: row for row in rows(page)}
    assert told["Resor"].startswith("Resor a.md Publicerad")
    assert told["Naturen"].startswith(
        "Naturen b.md · Titel: ifylld här Inläst, inte publicerad 2024 ifylld här Staden "
        "Ursprung: SMHI &lt;2021&gt; Ersatt av: a.md"
    )
    assert told["tom.md"].startswith("tom.md tom.md Går inte att läsa saknas saknas filen ")
    assert report.index("Gick inte att läsa") < report.index("b.md")
    assert "2 nya, 1 ändrade och 0 borttagna dokument" in report
    (settings.corpus / ".kallor").mkdir()
    note = (
        '{"https://a.se/a": {"file": "a.md", "etag": "", "modified": "", "hash": "", "gone": true}}'
    )
    (settings.corpus / ".kallor/webben.json").write_text(note, "utf-8")
    [gone] = [row for row in rows(anna.get("/dokument").text) if "borta från webbplatsen" in row]
    assert gone.startswith("Resor a.md")
    # What a document says is text, and no markup.
    assert "ond.md" in report
    for shown in (report, page, anna.get("/dokument/visa?fil=ond.md").text):
        assert "<script>alert" not in shown
    assert "3 av 15 dokument" not in page
    assert "1 av 15 dokument" in anna.get("/dokument?q=NATUREN+staden").text
    assert "1 av 15 dokument" in anna.get("/dokument?q=smhi").text
    assert 'name="ursprung" value="SMHI &lt;2021&gt;"' in anna.get("/dokument/visa?fil=b.md").text
    assert "2 av 15 dokument" in anna.get("/dokument?lage=built").text
    assert "Inget dokument passar" in anna.get("/dokument?q=finns+inte").text


def test_more_than_a_hundred_documents_have_pages(anna: Visitor, settings: Settings) -> None:
    for number in range(88):
        (settings.corpus / f"e{number:03}.md").write_text("Ta buss.", "utf-8")
    first = anna.get("/dokument?q=md").text
    assert len(rows(first)) == 100
    assert 'href="?q=md&amp;sida=2" rel="next"' in first
    second = anna.get("/dokument?q=md&sida=2").text
    assert len(rows(second)) == 1
    assert 'href="?q=md&amp;sida=1" rel="prev"' in second


def test_several_files_are_added_at_once(anna: Visitor, settings: Settings) -> None:
    for path in settings.corpus.glob("*.md"):
        path.unlink()
    assert "Här finns inga dokument än." in anna.get("/dokument").text
    assert upload(anna, ("plan.md", b"# Plan\n\nTa buss."), ("mer.txt", b"Ta cykel.")) == [
        "plan.md är tillagd. Läs in och publicera, så kan invånarna få svar ur den.",
        "mer.txt är tillagd. Läs in och publicera, så kan invånarna få svar ur den.",
    ]
    assert (settings.corpus / "plan.md").read_bytes() == b"# Plan\n\nTa buss."
    assert [path.name for path in settings.staff.folder.iterdir()] == ["journal.jsonl"]
    upload(anna, ("plan.md", b"Ny."), ersatt="1")
    assert (settings.corpus / "plan.md").read_bytes() == b"Ny."
    assert told(anna.post(ADD)) == ["Du valde ingen fil."]


def bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"<w>" + b" " * 30_000_000)
    return made.getvalue()


HOSTILE = {
    "trasig.pdf": (b"%PDF-1.7\ntrasig", "den är inte tillagd"),
    "bild.pdf": (b"\x89PNG\r\n\x1a\n" + b"x" * 99, "filen är en bild, fast namnet slutar på .pdf"),
    "bomb.docx": (bomb(), "den är inte tillagd"),
    "a.md": (b"# Kapad", "det finns redan ett dokument med det namnet"),
    "virus.exe": (b"MZ", "filer av det slaget går inte att läsa (.exe)"),
    "../../ut.md": (b"# Ut", "en fil kan inte heta så"),
    "dokument.csv": (b"fil;titel\na.md;Kapad\n", "så heter tabellen över dokumenten"),
    "ordlista.csv": (b"ord;betyder\n", "så heter en tabell som inte är något dokument"),
    ".htaccess.txt": (b"Deny", "en fil kan inte heta så"),
}


def test_hostile_files_are_told_and_not_kept(
    anna: Visitor, settings: Settings, tmp_path: Path
) -> None:
    def others() -> dict[Path, bytes]:
        files = [path for path in tmp_path.rglob("*") if path.is_file()]
        return {
            p: p.read_bytes() for p in files if p.parent.name != "staff" and p.suffix != ".lock"
        }

    before = others()
    notices = upload(anna, *((name, content) for name, (content, _) in HOSTILE.items()))
    assert len(notices) == len(HOSTILE)
    for notice, (_, cause) in zip(notices, HOSTILE.values(), strict=True):
        assert cause in notice
    assert others() == before
    assert [path.name for path in settings.staff.folder.iterdir()] == ["journal.jsonl"]


def test_facts_are_corrected_in_a_form(anna: Visitor, settings: Settings) -> None:
    page = anna.get("/dokument/visa?fil=a.md").text
    assert "I filen: Resor" in page
    wrong = anna.post("/dokument/uppgifter?fil=a.md", page, titel="Åka", datum="2024-02-31")
    assert wrong.status_code == 422
    assert "”2024-02-31” finns inte i kalendern; rätta datumet" in wrong.text
    assert 'value="2024-02-31"' in wrong.text
    assert not (settings.corpus / "dokument.csv").exists()
    done = anna.post("/dokument/uppgifter?fil=a.md", page, titel="Åka", datum="2024-02-29")
    assert told(done) == [
        "Uppgifterna om a.md är sparade. De gäller när dokumenten är inlästa och publicerade."
    ]
    assert 'value="Åka"' in done.text
    assert "Ändrad, inte inläst igen" in done.text


@pytest.mark.parametrize(
    ("successor", "cause"),
    [
        ("a.md", "ett dokument kan inte ersätta sig självt"),
        ("borta.md", "filen ”borta.md” finns inte bland dokumenten"),
    ],
)
def test_only_another_document_replaces_one(anna: Visitor, successor: str, cause: str) -> None:
    answer = anna.post("/dokument/uppgifter?fil=a.md", **{"ersätts av": successor})
    assert answer.status_code == 422
    assert cause in answer.text


def test_two_who_correct_at_once(anna: Visitor) -> None:
    bo = visitor(anna.desk)
    anna.post("/dokument/uppgifter?fil=a.md", titel="A")
    both = anna.get("/dokument/visa?fil=a.md").text, bo.get("/dokument/visa?fil=a.md").text
    now = {"nu titel": "A"} | {f"nu {n}": "" for n in _OTHERS}
    anna.post("/dokument/uppgifter?fil=a.md", both[0], titel="Annas", **now)
    page = bo.post("/dokument/uppgifter?fil=a.md", both[1], titel="Bos", **now)
    [one] = told(page)
    assert "någon annan har ändrat uppgifterna medan du skrev" in one
    assert 'name="titel" value="Bos"' in page.text
    assert "Någon annan har skrivit: Annas" in page.text
    now |= {"nu titel": "Annas"}
    assert 'name="nu titel" value="Annas"' in page.text
    after = bo.post("/dokument/uppgifter?fil=a.md", page.text, titel="Bos", **now)
    assert 'name="titel" value="Bos"' in after.text
    assert "Någon annan" not in after.text


def test_what_others_wrote_where_there_was_no_row_is_shown(
    anna: Visitor, settings: Settings
) -> None:
    page = anna.get("/dokument/visa?fil=a.md").text
    (settings.corpus / "dokument.csv").write_text("fil;titel\na.md;Bos\n", "utf-8")
    answer = anna.post("/dokument/uppgifter?fil=a.md", page, utgivare="Anna")
    assert 'name="utgivare" value="Anna"' in answer.text
    assert "Någon annan har skrivit: Bos" in answer.text


_OTHERS = ("utgivare", "ursprung", "datum", "länk", "språk", "ersätts av")


def test_two_who_remove_at_once_and_take_back(anna: Visitor, settings: Settings) -> None:
    bo = visitor(anna.desk)
    page = bo.get("/dokument").text
    assert told(anna.post("/dokument/ta-bort?fil=a.md")) == [
        "a.md är borttaget. Du kan ta tillbaka det i 30 dagar."
    ]
    assert "dokumentet finns inte längre" in told(bo.post("/dokument/ta-bort?fil=a.md", page))[0]
    removed = anna.get("/borttaget").text
    key = {"nyckel": re.findall('name="nyckel" value="([^"]+)"', removed)[0]}
    assert told(anna.post("/borttaget/aterta", removed, **key)) == ["a.md är tillbaka."]
    assert (settings.corpus / "a.md").exists()
    journal = rows(anna.get("/journal").text)
    assert [row[17:] for row in journal][:2] == [
        "lokal tog tillbaka dokument a.md",
        "lokal tog bort dokument a.md Misslyckades: a.md: dokumentet finns inte längre; någon "
        "annan kan ha tagit bort eller bytt namn på det",
    ]


def test_what_was_read_stands_beside_its_page(anna: Visitor) -> None:
    (anna.desk.settings.corpus / "plan.pdf").write_bytes(pdf())
    page = anna.get("/dokument/last?fil=plan.pdf&sida=1")
    assert "Ta buss till jobbet." in page.text
    assert '<img src="data:image/webp;base64,' in page.text
    assert '<a href="/dokument/last?fil=plan.pdf&amp;sida=2">Nästa sida</a>' in page.text
    assert page.headers["content-security-policy"] == (
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    )
    assert anna.get("/dokument/last?fil=plan.pdf&sida=3").status_code == 404


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "../staff/journal.jsonl", "borta.md", "", "%00/a.md", "../corpus/a.md"]
)
def test_no_other_file_of_the_machine_is_shown(
    anna: Visitor, settings: Settings, path: str
) -> None:
    settings.staff.folder.mkdir(exist_ok=True)
    (settings.staff.folder / "journal.jsonl").write_text("", "utf-8")
    assert anna.get(f"/dokument/last?fil={path}").status_code == 404
    assert anna.get(f"/dokument/visa?fil={path}").status_code == 404


def test_in_english(anna: Visitor) -> None:
    page = anna.get("/dokument?lang=en").text
    assert '<html lang="en">' in page
    assert "Add documents" in page
    assert 'action="/dokument/lagg-till?lang=en"' in page
    answer = anna.post("/dokument/ta-bort?fil=a.md&lang=en", page)
    assert told(answer) == ["a.md is removed. You can take it back for 30 days."]
    assert answer.url.query == b"lang=en"
