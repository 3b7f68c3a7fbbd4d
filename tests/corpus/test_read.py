"""The corpus folder as a whole: which files are read, and what is known of each."""

import hashlib
import unicodedata
from pathlib import Path

import docx
import pytest

from klimatsvar.corpus.read import LOADERS, Reading, corpus_files, read_corpus, read_document
from klimatsvar.corpus.source import Metadata
from klimatsvar.errors import CorpusError
from klimatsvar.types import Block, Document

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
    return {reading.id: reading for reading in read_corpus(folder)}


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
    )


def test_every_format_is_read(tmp_path: Path) -> None:
    write(tmp_path, a__md="Ett.", b__TXT="Ett.", c__html=HTML, d__htm=HTML)
    word = docx.Document()
    word.add_paragraph("Ett.")
    word.save(str(tmp_path / "e.docx"))
    assert set(LOADERS) == {".docx", ".htm", ".html", ".md", ".pdf", ".txt"}
    texts = {
        id: reading.document and reading.document.text for id, reading in read(tmp_path).items()
    }
    web = "Plan\n\nThe city cuts its emissions by sixteen per cent a year until 2030."
    assert texts == {"a.md": "Ett.", "b.TXT": "Ett.", "c.html": web, "d.htm": web, "e.docx": "Ett."}


def test_a_file_that_cannot_be_read_stops_no_other(tmp_path: Path) -> None:
    write(
        tmp_path,
        a__pdf="ingen pdf",
        b__docx="inget Word-dokument",
        c__txt=b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        d__html="",
        e__md="---\ntitle: 'a\n---\n",
        f__xlsx="kalkyl",
        g="utan ändelse",
        h__txt="Meny\n",
        i__md="",
        z__md="Hela vägen hit.",
    )
    readings = read(tmp_path)
    reasons = {id: reading.warnings[0] for id, reading in readings.items() if not reading.document}
    assert reasons == {
        "a.pdf": "filen är ingen PDF, vad namnet än säger; spara dokumentet som PDF igen",
        "b.docx": "filen är inget Word-dokument eller är skadad (PackageNotFoundError); öppna den "
        "i Word och spara den igen som .docx",
        "c.txt": "texten har en okänd teckenkodning; spara filen som UTF-8",
        "d.html": "ingen artikeltext hittades på sidan; spara sidan igen, eller bara texten som "
        ".txt",
        "e.md": "raderna mellan --- överst i filen går inte att läsa (rad 2); rätta dem",
        "f.xlsx": "filtypen .xlsx går inte att läsa; spara om filen som .docx, .htm, .html, .md, "
        ".pdf, .txt",
        "g": "en fil utan filändelse går inte att läsa; spara om filen som .docx, .htm, .html, "
        ".md, .pdf, .txt",
        "h.txt": "filen innehåller ingen text; en inskannad fil måste först texttolkas (OCR)",
        "i.md": "filen innehåller ingen text; en inskannad fil måste först texttolkas (OCR)",
    }
    assert list(readings) == [*reasons, "z.md"]
    assert readings["z.md"] == Reading("z.md", document(tmp_path, "z.md"))


def test_a_file_that_is_gone_is_reported(tmp_path: Path) -> None:
    write(tmp_path, a__md="Ett.", b__md="Två.", c__md="Tre.")
    readings = read_corpus(tmp_path)
    assert next(readings).document
    (tmp_path / "b.md").unlink()
    reason = "filen går inte att öppna (No such file or directory); kontrollera att du får läsa den"
    assert next(readings) == Reading("b.md", None, (reason,))
    assert next(readings).id == "c.md"


def test_a_fault_in_a_formats_library_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def parse(path: Path) -> None:
        raise MemoryError(path)

    monkeypatch.setitem(LOADERS, ".odd", parse)
    write(tmp_path, a__odd="", b__md="Två.")
    reason = "filen går inte att läsa (MemoryError); spara om den"
    assert read(tmp_path)["a.odd"] == Reading("a.odd", None, (reason,))
    assert document(tmp_path, "b.md").text == "Två."


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
        for d in (reading.document for reading in read_corpus(tmp_path))
        if d
    ]
    assert known == [
        ("FN mål och Borås plan", None, None, None),
        ("I registret", "Filens", "2023-12-08", "b.md"),
        ("I filen", "Filens", "2021", None),
        ("Rubrik", None, None, None),
    ]
    assert next(read_corpus(tmp_path)).id == "FN-mål_och Borås-plan.md"


def test_files_that_are_no_documents_are_not_read(tmp_path: Path) -> None:
    outside = write(tmp_path, outside__md="Utanför.")
    corpus = tmp_path / "corpus"
    (corpus / "planer" / ".git").mkdir(parents=True)
    write(
        corpus,
        README__md="Läs mig.",
        readme__txt="Läs mig.",
        dokument__csv="fil\n",
        **{"__DS_Store": "", "~$plan__docx": "", "a__md": "Ett."},
    )
    write(corpus / "planer", **{"b__md": "Två.", "Readme": "", "__c__md": "Gömd."})
    write(corpus / "planer" / ".git", config__md="Gömd.")
    (corpus / "link.md").symlink_to(outside / "outside.md")
    (corpus / "up").symlink_to(outside, target_is_directory=True)
    assert corpus_files(corpus) == [corpus / "a.md", corpus / "planer" / "b.md"]


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


def test_a_missing_and_an_empty_folder_name_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"borta: mappen finns inte; skapa den .* --corpus$"):
        list(read_corpus(tmp_path / "borta"))
    write(tmp_path, README__md="Läs mig.", dokument__csv="fil\na.md\n")
    with pytest.raises(CorpusError, match=r": inga dokument; lägg filer i mappen \(\.docx, "):
        list(read_corpus(tmp_path))


def test_a_wrong_register_stops_the_reading(tmp_path: Path) -> None:
    write(tmp_path, a__md="Ett.", dokument__csv="namn\na.md\n")
    with pytest.raises(CorpusError, match="kolumnen fil saknas"):
        next(read_corpus(tmp_path))


def test_one_document_alone(tmp_path: Path) -> None:
    write(tmp_path, a__md="Ett.")
    made, warnings = read_document(tmp_path / "a.md", "x/a.md", Metadata(language="en"))
    assert (made.id, made.title, made.language, warnings) == ("x/a.md", "A", "en", ())


def test_a_row_in_dokument_csv_without_its_file_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Text.", "utf-8")
    (tmp_path / "dokument.csv").write_text(
        "fil;språk;ersätts av\na.md;sv-SE;ny.md\nborta.md;;\n", "utf-8"
    )
    first, second = read_corpus(tmp_path)
    assert first.document is not None
    assert (first.document.language, first.document.replaced_by) == ("sv", "ny.md")
    assert first.warnings == ("ersätts av ”ny.md”, som inte finns i mappen",)
    assert (second.id, second.document) == ("borta.md", None)
    assert second.warnings == ("filen står i dokument.csv men finns inte i mappen",)
