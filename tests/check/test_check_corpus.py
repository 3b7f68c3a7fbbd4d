"""The corpus against the index, dokument.csv, and what makes documents answer badly."""

import json
from pathlib import Path

import pytest

from gold_rows import question
from klimatsvar.check import check_questions, open_parts
from klimatsvar.evaluate import read_questions
from klimatsvar.ingest.build import ingest
from planting import TOKENS, UPDATE, Finding, edit_text, findings, generation, head, told
from toy import ToyEncoder

MEND = f"rätta ”ersätts av” i dokument.csv eller överst i filen, och {UPDATE}"


def register(corpus: Path, *rows: str) -> None:
    header = "fil;titel;utgivare;datum;länk;språk;ersätts av"
    (corpus / "dokument.csv").write_text("\n".join((header, *rows)) + "\n", "utf-8")


def build(corpus: Path, index: Path) -> None:
    ingest(corpus, index, ToyEncoder(), passage_tokens=TOKENS)


def test_a_new_file(corpus: Path, index: Path) -> None:
    (corpus / "c.md").write_text("Ta cykel.", "utf-8")
    message = "ny fil, går inte att söka i än"
    assert findings(corpus, index) == [Finding("warning", "c.md", message, UPDATE)]


def test_a_changed_file(corpus: Path, index: Path) -> None:
    (corpus / "a.md").write_text("Ta cykel.", "utf-8")
    message = "filen är ändrad, men den äldre texten citeras ännu"
    assert findings(corpus, index) == [Finding("error", "a.md", message, UPDATE)]


def test_a_file_that_is_gone(corpus: Path, index: Path) -> None:
    (corpus / "a.md").unlink()
    message = "filen är borta ur mappen, men citeras ännu"
    assert findings(corpus, index) == [Finding("error", "a.md", message, UPDATE)]


def test_a_changed_row(corpus: Path, index: Path) -> None:
    register(corpus, "a.md;Resor i staden")
    message = "uppgifterna om filen, eller sättet att läsa den, är ändrade"
    assert findings(corpus, index) == [Finding("warning", "a.md", message, UPDATE)]


def test_a_file_that_can_not_be_searched(corpus: Path, index: Path) -> None:
    (corpus / "tom.md").write_text("", "utf-8")
    build(corpus, index)
    message = "går inte att söka i: filen innehåller ingen text"
    remedy = f"rätta filen eller ta bort den, och {UPDATE}"
    assert findings(corpus, index) == [Finding("warning", "tom.md", message, remedy)]
    (corpus / "tom.md").unlink()
    message = "filen är borta ur mappen"
    assert findings(corpus, index) == [Finding("warning", "tom.md", message, UPDATE)]


def test_no_corpus(corpus: Path, index: Path) -> None:
    missing = corpus / "saknas"
    message = "mappen finns inte"
    remedy = "skapa den och lägg dokument i den, eller ange en annan mapp med --corpus"
    assert findings(missing, index) == [Finding("error", str(missing), message, remedy)]


def test_a_wrong_register_hides_no_new_file(corpus: Path, index: Path) -> None:
    (corpus / "dokument.csv").write_text("titel\nResor\n", "utf-8")
    (corpus / "c.md").write_text("Ta cykel.", "utf-8")
    assert findings(corpus, index) == [
        Finding(
            "error",
            f"{corpus}/dokument.csv",
            "kolumnen fil saknas",
            "första raden ska vara fil;titel;utgivare;ursprung;datum;länk;språk;ersätts av",
        ),
        Finding("warning", "c.md", "ny fil, går inte att söka i än", UPDATE),
    ]


def test_what_of_the_register_is_not_used(corpus: Path, index: Path) -> None:
    text = "fil;datum;ansvarig\na.md;i våras;Eva\n"
    (corpus / "dokument.csv").write_text(text, "utf-8")
    build(corpus, index)
    assert findings(corpus, index) == [
        Finding(
            "warning",
            "dokument.csv, rad 2, datum",
            "”i våras” är inget datum",
            "skriv det som 2026-11-23, 2026-11 eller 2026",
        ),
        Finding(
            "warning",
            "dokument.csv",
            "kolumnen ”ansvarig” används inte",
            "rätta namnet, om det är felskrivet; annars kan den stå kvar",
        ),
    ]


def test_a_row_without_a_file(corpus: Path, index: Path) -> None:
    register(corpus, "c.md;Cykling")
    build(corpus, index)
    assert findings(corpus, index) == [
        Finding(
            "warning",
            "dokument.csv",
            "raden om c.md gäller en fil som inte finns i mappen",
            "rätta filnamnet, lägg filen i mappen eller ta bort raden",
        )
    ]


@pytest.mark.parametrize(
    ("rows", "level", "message"),
    [
        (["a.md;;;;;;a.md"], "error", "filen sägs vara ersatt av sig själv"),
        (
            ["a.md;;;;;;b.md", "b.md;;;;;;a.md"],
            "error",
            "filerna sägs ersätta varandra i en cirkel: a.md → b.md → a.md",
        ),
        (
            ["a.md;;;;;;c.md"],
            "warning",
            "sägs vara ersatt av c.md, som inte finns i mappen",
        ),
    ],
)
def test_successors_that_can_not_be(
    corpus: Path, index: Path, rows: list[str], level: str, message: str
) -> None:
    register(corpus, *rows)
    build(corpus, index)
    (found,) = findings(corpus, index)
    assert (found.level, found.file, found.message, found.remedy) == (level, "a.md", message, MEND)


def test_a_successor_named_in_the_file_itself(corpus: Path, index: Path) -> None:
    text = head("Resor", "2023", "ersätts av: c.md\n") + "Ta buss."
    (corpus / "a.md").write_text(text, "utf-8")
    build(corpus, index)
    message = "sägs vara ersatt av c.md, som inte finns i mappen"
    assert findings(corpus, index) == [Finding("warning", "a.md", message, MEND)]


@pytest.mark.parametrize(("date", "older"), [("2023-04", True), ("2023-05", False), ("2022", True)])
def test_a_successor_that_is_older(corpus: Path, index: Path, date: str, older: bool) -> None:
    register(corpus, f"b.md;;;{date}", "a.md;;;;;;b.md")
    build(corpus, index)
    message = f"sägs vara ersatt av b.md, som är äldre ({date}, filen själv 2023-05-01)"
    remedy = f"rätta datumen eller ”ersätts av” i dokument.csv, och {UPDATE}"
    expected = [Finding("warning", "a.md", message, remedy)] if older else []
    assert findings(corpus, index) == expected


def test_a_document_that_holds_no_more(corpus: Path, index: Path) -> None:
    text = "Ta buss till jobbet. Ta buss eller cykel: gäller till och med 2023-12-31."
    (corpus / "a.md").write_text(head("Resor", "2023-05-01") + text, "utf-8")
    build(corpus, index)
    message = "gäller till och med 2023-12-31, enligt sin egen text"
    remedy = f"ta bort filen, eller skriv ”ersätts av” i dokument.csv, och {UPDATE}"
    assert findings(corpus, index) == [Finding("warning", "a.md", message, remedy)]
    register(corpus, "a.md;;;;;;b.md")
    build(corpus, index)
    assert findings(corpus, index) == []


def test_two_documents_with_one_title_and_date(corpus: Path, index: Path) -> None:
    register(corpus, "b.md;RESOR;;2023-05-01")
    build(corpus, index)
    message = "har samma titel och datum som b.md"
    remedy = f"ge dem olika titlar i dokument.csv, och {UPDATE}"
    assert findings(corpus, index) == [Finding("warning", "a.md", message, remedy)]


def test_two_documents_with_one_link_are_right(corpus: Path, index: Path) -> None:
    register(corpus, "a.md;;;;https://example.org", "b.md;;;;https://example.org")
    build(corpus, index)
    assert findings(corpus, index) == []


def test_a_document_without_date_and_link(corpus: Path, index: Path) -> None:
    (corpus / "c.md").write_text("# Cykling\n\nTa cykel.", "utf-8")
    build(corpus, index)
    remedy = f"skriv datum och länk i dokument.csv, och {UPDATE}"
    found = [Finding("warning", "c.md", "datum och länk saknas", remedy)]
    assert findings(corpus, index) == found
    register(corpus, "c.md;;;2024-01-01")
    build(corpus, index)
    remedy = f"skriv länk i dokument.csv, och {UPDATE}"
    assert findings(corpus, index) == [Finding("warning", "c.md", "länk saknas", remedy)]


def test_a_document_that_says_nothing_and_has_no_row(corpus: Path, index: Path) -> None:
    (corpus / "c.md").write_text("# Cykling\n\nTa cykel.", "utf-8")
    register(corpus, "a.md")
    build(corpus, index)
    message = "datum och länk saknas, och filen står inte i dokument.csv"
    remedy = f"lägg till en rad om filen i dokument.csv, och {UPDATE}"
    assert findings(corpus, index) == [Finding("warning", "c.md", message, remedy)]


def test_a_paragraph_that_has_lost_its_line_breaks(corpus: Path, index: Path) -> None:
    (corpus / "c.md").write_text(head("Cykling", "2024") + "Ta alltid cykel. " * 200, "utf-8")
    build(corpus, index)
    message = (
        "1 mycket långt textblock, radbrytningar har troligen gått förlorade; "
        "det första börjar ”Ta alltid cykel. Ta alltid cykel. Ta alltid …”"
    )
    remedy = f"dela upp texten med tomma rader, och {UPDATE}"
    assert findings(corpus, index) == [Finding("warning", "c.md", message, remedy)]


def ask(tmp_path: Path, **row: object) -> Path:
    given = question("f1", "Vad?", "a.md", ("Svar", 0))
    file = tmp_path / "questions.jsonl"
    file.write_text(json.dumps({**given, **row}) + "\n", "utf-8")
    return file


@pytest.mark.parametrize("row", [{}, {"also": ["b.md"]}, {"answerable": False, "document": "x.md"}])
def test_questions_with_their_documents(
    index: Path, tmp_path: Path, row: dict[str, object]
) -> None:
    file = ask(tmp_path, **row)
    documents = open_parts(index).documents
    assert documents
    assert list(check_questions(read_questions(file), documents, file)) == []


def test_questions_whose_documents_are_not_searched(index: Path, tmp_path: Path) -> None:
    file = ask(tmp_path, also=["c.md"])
    file.write_text(file.read_text("utf-8") + file.read_text("utf-8").replace("f1", "f2"), "utf-8")
    message = "c.md ska besvara frågan f1, f2, men går inte att söka i"
    remedy = f"rätta namnet, eller lägg filen i mappen och {UPDATE}"
    assert told(check_questions(read_questions(file), open_parts(index).documents or (), file)) == [
        Finding("warning", str(file), message, remedy)
    ]


def test_questions_whose_document_is_replaced(index: Path, tmp_path: Path) -> None:
    edit_text(generation(index), "documents", 0, lambda found: found.update(replaced_by="b.md"))
    file = ask(tmp_path)
    message = "a.md ska besvara frågan f1, men är ersatt av b.md"
    remedy = "skriv svar ur b.md i stället"
    assert told(check_questions(read_questions(file), open_parts(index).documents or (), file)) == [
        Finding("warning", str(file), message, remedy)
    ]
