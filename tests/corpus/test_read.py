"""The corpus folder as a whole: which files are read, and what is known of each."""

import hashlib
import shutil
import unicodedata
from pathlib import Path

import docx
import odfdo
import openpyxl
import pytest
from reportlab.pdfgen.canvas import Canvas

from authors import TABLES, WHOLE, Grid, Made
from compound import compound, storage
from klimatsvar.corpus.read import LOADERS, Reading, read_file
from klimatsvar.corpus.scan import scan
from klimatsvar.types import Block, Document
from telling import told

ROOT = Path(__file__).parents[2]
HTML = (
    "<html lang='en'><body><article><h1>Plan</h1><p>The city cuts its emissions by sixteen per "
    "cent a year until 2030.</p></article></body></html>"
)


def write(folder: Path, **files: str | bytes) -> Path:
    """Write files named by keyword, ``__`` for a dot."""
    for name, content in files.items():
        path = folder / name.replace("__", ".")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def read(folder: Path) -> dict[str, Reading]:
    return {task.file.id: read_file(task.file, task.known) for task in scan(folder).tasks}


def document(folder: Path, id: str) -> Document:
    found = read(folder)[id].document
    assert found is not None
    return found


def test_a_document_is_all_that_is_known_of_it(tmp_path: Path) -> None:
    write(tmp_path, plan__md="# Plan\n\nMålet är noll.\n")
    assert document(tmp_path, "plan.md") == Document(
        id="plan.md",
        title="Plan",
        text="Plan\n\nMålet är noll.",
        blocks=(Block("heading", 0, 4, 1), Block("paragraph", 6, 20)),
        sha256=hashlib.sha256(b"# Plan\n\nM\xc3\xa5let \xc3\xa4r noll.\n").hexdigest(),
        language="und",
    )


def test_every_format_is_read(tmp_path: Path) -> None:
    write(tmp_path, a__md="Ett.", b__TXT="Ett.", c__html=HTML, d__htm=HTML)
    word = docx.Document()
    word.add_paragraph("Ett.")
    word.save(str(tmp_path / "e.docx"))
    writer = odfdo.Document("text")
    writer.body.clear()
    writer.body.append(odfdo.Paragraph("Ett."))
    writer.save(tmp_path / "f.odt")
    write(tmp_path, g__rtf=r"{\rtf1\ansi Ett.\par}", h__csv="År;Ton\n2022;7\n")
    book = openpyxl.Workbook()
    book.active.append(["År", "Ton"])
    book.active.append([2022, 7])
    book.save(tmp_path / "i.xlsx")
    canvas = Canvas(str(tmp_path / "j.pdf"))
    canvas.drawString(70, 700, "Ett.")
    canvas.save()
    plan = Made("Plan", (Grid("År", (("", ("Ton", "Andel")),), (("2022", 1),), (("7", "1 %"),)),))
    for name in ("k.eml", "l.epub", "m.odp", "n.ods", "o.pptx"):
        path = tmp_path / name
        (WHOLE | TABLES)[path.suffix](plan, path)
    for old, new in (("e.docx", "p.docm"), ("i.xlsx", "q.xlsm"), ("o.pptx", "r.pptm")):
        shutil.copy(tmp_path / old, tmp_path / new)
    letter = {"0037001F": "Plan".encode("utf-16-le"), "1000001F": "Ett.".encode("utf-16-le")}
    names = {"__nameid_version1.0": {"__substg1.0_00020102": b""}}
    (tmp_path / "s.msg").write_bytes(compound({**storage(32, letter), **names}))
    assert {path.suffix.lower() for path in tmp_path.iterdir()} == set(LOADERS)
    texts = {
        id: reading.document and reading.document.text for id, reading in read(tmp_path).items()
    }
    web = "Plan\n\nThe city cuts its emissions by sixteen per cent a year until 2030."
    row = "2022 – Ton: 7"
    rows = f"{row}; Andel: 1 %"
    assert texts == {
        "a.md": "Ett.", "b.TXT": "Ett.", "c.html": web, "d.htm": web, "e.docx": "Ett.",
        "f.odt": "Ett.", "g.rtf": "Ett.", "h.csv": row, "i.xlsx": row, "j.pdf": "Ett.",
        "k.eml": f"Plan\n\n{rows}", "l.epub": f"Plan\n\n{rows}", "m.odp": rows, "n.ods": rows,
        "o.pptx": f"Plan\n\n{rows}", "p.docm": "Ett.", "q.xlsm": row, "r.pptm": f"Plan\n\n{rows}",
        "s.msg": "Plan\n\nEtt.",
    }  # fmt: skip


def test_a_file_that_cannot_be_read_stops_no_other(tmp_path: Path) -> None:
    write(
        tmp_path,
        a__pdf="ingen pdf",
        b__docx="inget Word-dokument",
        c__txt=b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        d__html="",
        e__md="---\ntitle: 'a\n---\n",
        f__pages="kalkyl",
        g="utan ändelse",
        h__txt="Meny\n",
        i__md="",
        z__md="Hela vägen hit.",
    )
    readings = read(tmp_path)
    reasons = {
        id: told(reading.warnings)[0] for id, reading in readings.items() if not reading.document
    }
    assert reasons == {
        "a.pdf": "filen är ingen PDF, vad namnet än säger; spara dokumentet som PDF igen",
        "b.docx": "filen är inget Word-dokument eller är skadad (BadZipFile); öppna den "
        "i Word och spara den igen som .docx",
        "c.txt": "filen är en bild, fast namnet slutar på .txt; lägg in den i ett dokument eller "
        "skriv av texten",
        "d.html": "ingen artikeltext hittades på sidan; spara sidan igen, eller bara texten som "
        ".txt",
        "e.md": "raderna mellan --- överst i filen går inte att läsa (”rad 2”); sätt citattecken "
        "om en text som har kolon i sig",
        "f.pages": "filtypen .pages går inte att läsa; spara om filen som .docx, .pdf, .xlsx, "
        ".html eller .txt",
        "g": "en fil utan filändelse går inte att läsa; spara om filen som .docx, .pdf, .xlsx, "
        ".html eller .txt",
        "h.txt": "filen innehåller ingen text",
        "i.md": "filen innehåller ingen text",
    }
    assert list(readings) == [*reasons, "z.md"]
    assert document(tmp_path, "z.md").text == "Hela vägen hit."


def test_a_fault_in_a_formats_library_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def parse(path: Path) -> None:
        raise ZeroDivisionError(path)

    monkeypatch.setitem(LOADERS, ".odd", parse)
    write(tmp_path, a__odd="", b__md="Två.")
    reason = "filen går inte att läsa (ZeroDivisionError); spara om den"
    odd = read(tmp_path)["a.odd"]
    assert (odd.document, told(odd.warnings)) == (None, (reason,))
    assert document(tmp_path, "b.md").text == "Två."


def test_every_document_of_the_starter_corpus_says_whose_words_it_renders() -> None:
    known = {id: one.document for id, one in read(ROOT / "corpus").items()}
    assert len(known) == 33
    assert [id for id, one in known.items() if one is None or one.origin is None] == []
    by_front_matter, by_row = known["resultat-2023.md"], known["utslapp-i-boras.pdf"]
    assert by_front_matter is not None
    assert by_row is not None
    assert (by_front_matter.origin, by_row.origin) == (
        "Borås Stad 2023, Nordiska projekt 2022, SMHI omkring 2022 m.fl.",
        "Klimatkollen 2024, Klimatbyrån 2026, Borås Stad omkring 2022 m.fl.",
    )


def test_an_origin_that_is_too_long_is_left_out_and_told(tmp_path: Path) -> None:
    front = "---\ntitle: T\ndate: 2020\norigin: {}\n---\n\nText.\n"
    write(
        tmp_path,
        a__md=front.format("å" * 200),
        b__md=front.format("å" * 201),
        c__md=front.format("å" * 201),
        dokument__csv="fil;ursprung\nc.md;SMHI 2022\n",
    )
    told_of = "ursprunget är längre än 200 tecken och visas inte; korta det"
    found = read(tmp_path)
    origins = {id: one.document and one.document.origin for id, one in found.items()}
    assert origins == {"a.md": "å" * 200, "b.md": None, "c.md": "SMHI 2022"}
    warnings = {id: told(one.warnings) for id, one in found.items()}
    assert warnings == {"a.md": (), "b.md": (told_of,), "c.md": ()}


def test_the_register_goes_before_the_file_and_the_file_before_its_name(tmp_path: Path) -> None:
    front = "---\ntitle: I filen\npublisher: Filens\ndate: 2020\n---\n# Rubrik\n\nText.\n"
    write(
        tmp_path,
        dokument__csv="fil;titel;datum;ersätts av\na.md;I registret;2023-12-08;b.md\nb.md;;2021;\n",
        a__md=front,
        b__md=front,
        c__md="# Rubrik\n\nText.\n",
    )
    write(tmp_path, **{"FN-mål_och Borås-plan__md": "Text."})
    known = [
        (d.title, d.publisher, d.date, d.replaced_by)
        for d in (reading.document for reading in read(tmp_path).values())
        if d
    ]
    assert known == [
        ("FN mål och Borås plan", None, None, None),
        ("I registret", "Filens", "2023-12-08", "b.md"),
        ("I filen", "Filens", "2021", None),
        ("Rubrik", None, None, None),
    ]
    assert next(iter(read(tmp_path))) == "FN-mål_och Borås-plan.md"


def test_ids_are_composed_and_sort_the_files(tmp_path: Path) -> None:
    names = ["ö.md", "a.md", "å/b.md", "Z.md", "p.md"]
    for name in names:
        path = tmp_path / unicodedata.normalize("NFD", name)
        path.parent.mkdir(exist_ok=True)
        path.write_text("Text.", encoding="utf-8")
    write(tmp_path, dokument__csv="fil;titel\nö.md;Ön\n")
    assert list(read(tmp_path)) == ["Z.md", "a.md", "p.md", "å/b.md", "ö.md"]
    assert document(tmp_path, "ö.md").title == "Ön"


def test_a_page_is_read_in_the_encoding_it_says_it_has(tmp_path: Path) -> None:
    polish = "Miasto zmniejsza emisje o szesnaście procent rocznie: zażółć gęślą jaźń i tyle."
    html = f"<html><head><meta charset='windows-1250'></head><body><p>{polish}</p></body></html>"
    write(tmp_path, a__html=html.encode("cp1250"))
    assert document(tmp_path, "a.html").text == polish


def test_a_file_that_is_gone_or_locked_is_reported(tmp_path: Path) -> None:
    write(tmp_path, a__md="Ett.", b__md="Två.")
    gone = scan(tmp_path).tasks[0]
    (tmp_path / "a.md").unlink()
    reading = read_file(gone.file, gone.known)
    assert reading.document is None
    assert told(reading.warnings) == (
        "filen går inte att öppna (”No such file or directory”); kontrollera att du får läsa den "
        "och att den inte är öppen i ett annat program",
    )


def test_a_day_in_the_name_is_the_date_of_a_file_that_tells_none(tmp_path: Path) -> None:
    write(
        tmp_path,
        **{
            "protokoll_2025-03-14__md": "Text.",
            "20250314 beslut__md": "Text.",
            "plan 2030__md": "Text.",
            "mars 2025__md": "---\ndate: 2024-01-02\n---\nText.",
        },
    )
    dates = {
        id: reading.document and reading.document.date for id, reading in read(tmp_path).items()
    }
    assert dates == {
        "20250314 beslut.md": "2025-03-14",
        "mars 2025.md": "2024-01-02",
        "plan 2030.md": None,
        "protokoll_2025-03-14.md": "2025-03-14",
    }


def test_what_staff_should_know_is_told(tmp_path: Path) -> None:
    write(tmp_path, a__md="Text.", b__md="---\ntitle: B\ndate: 2024\n---\nText.")
    readings = read(tmp_path)
    assert told(readings["a.md"].warnings) == (
        "titel saknas, filnamnet används; skriv titeln i dokument.csv",
        "datum saknas; skriv det i dokument.csv",
    )
    assert told(readings["b.md"].warnings) == ()


def test_nothing_replaces_itself(tmp_path: Path) -> None:
    write(tmp_path, a__md="Text.", dokument__csv="fil;ersätts av\na.md;a.md\n")
    assert document(tmp_path, "a.md").replaced_by is None


def test_ten_megabytes_of_one_letter_are_no_document(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a" * 10_000_000, "utf-8")
    (task,) = scan(tmp_path).tasks
    reading = read_file(task.file, task.known)
    assert reading.document is None
    assert told(reading.warnings) == (
        "texten är inga ord, bara samma tecken om och om igen; kontrollera filen",
    )
