"""Fields of forms that nobody has filled in are not read, in any format."""

from pathlib import Path

import docx
import pytest
from reportlab.pdfgen.canvas import Canvas

from klimatsvar.corpus.formats.pdf import read_pdf
from klimatsvar.corpus.read import Reading, read_file
from klimatsvar.corpus.scan import scan
from klimatsvar.corpus.unfilled import is_unfilled
from paper import make, put
from telling import told

FIELDS = ("Namn: ______________", "Telefon: ............", "Ort och datum ________")
TEXT = "Skicka blanketten till kommunen. Du får svar inom fyra veckor."
TOLD = "3 tomma fält i formulär utelämnades"


def read(folder: Path) -> Reading:
    [task] = scan(folder).tasks
    return read_file(task.file, task.known)


@pytest.mark.parametrize(
    "line",
    [
        "Namn: ___",
        "Namn: . . . . .",
        "Telefon: …………",
        "Ort: ____ Datum: ____",
        "Har du sökt förut? ____",
        "Sökt belopp: ____ kr",
        "Namn – E-post: ______",
        "Underskrift ________",
        f"{'Ett ord' * 5 + 'långt'}: ____",
        "________________",
        "_ _ _ _ _",
    ],
)
def test_a_label_and_a_line_to_write_on_state_nothing(line: str) -> None:
    assert is_unfilled(line)


@pytest.mark.parametrize(
    "line",
    [
        "Namn: __",
        "Namn: . . . .",
        "Namn: …",
        "Namn: Eva Ek ______",
        "Namn ___Eva Ek___",
        "Namn: ____ Eva",
        "Namn Eva Ek ______",
        "Telefon 033-35 70 00 ______",
        "Belopp: ____ 200 kr",
        "Ordförande ........ Eva Ek",
        "Ordförande: ........ Ek",
        "Inledning ............",
        "Vi sparar energi. Namn: ______",
        f"{'Ett ord' * 5 + 'längst'}: ____",
        "Namn:",
        "Och så vidare",
    ],
)
def test_what_states_something_or_may_be_filled_in_is_kept(line: str) -> None:
    assert not is_unfilled(line)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", "\n".join([TEXT, "", *FIELDS])),
        ("a.txt", "\n".join([*FIELDS, TEXT])),
        ("a.txt", "\n\n".join([TEXT, *FIELDS])),
        ("a.md", "\n\n".join([TEXT, *FIELDS])),
        ("a.html", "".join(f"<p>{line}</p>" for line in (TEXT, *FIELDS))),
        ("a.rtf", r"{\rtf1\ansi " + r"\par ".join((TEXT.replace("å", r"\'e5"), *FIELDS)) + "}"),
    ],
)
def test_empty_fields_are_left_out_and_counted(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    reading = read(tmp_path)
    assert reading.document is not None
    assert reading.document.text == TEXT
    assert TOLD in told(reading.warnings)


def test_empty_fields_of_a_word_document(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph(TEXT)
    table = document.add_table(0, 2)
    for field in FIELDS[:2]:
        label, _, line = field.partition(" ")
        row = table.add_row()
        row.cells[0].text, row.cells[1].text = label, line
    document.add_paragraph().add_run(FIELDS[2]).bold = True
    document.save(str(tmp_path / "a.docx"))
    reading = read(tmp_path)
    assert reading.document is not None
    assert (reading.document.text, TOLD in told(reading.warnings)) == (TEXT, True)


def test_empty_fields_of_a_pdf(tmp_path: Path) -> None:
    def page(c: Canvas) -> None:
        put(c, 70, 700, TEXT)
        for i, field in enumerate(FIELDS):
            put(c, 70, 660 - 16 * i, field)
            put(c, 330, 660 - 16 * i, field)
        put(c, 70, 590, "Har du frågor? Ring kommunens växel.")

    source = read_pdf(make(tmp_path / "a.pdf", page))
    assert [block.text for block in source.blocks] == [TEXT, "Har du frågor? Ring kommunens växel."]
    assert source.unfilled == 3


def test_a_form_of_empty_fields_alone_has_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("\n".join(FIELDS), encoding="utf-8")
    reading = read(tmp_path)
    assert reading.document is None
    assert told(reading.warnings)[0].startswith("filen innehåller ingen text")
