"""Reading staff's test questions, from CSV and from Excel."""

from pathlib import Path

import openpyxl

from klimatsvar.corpus.files import corpus_files
from klimatsvar.corpus.staff_questions import StaffQuestions, read_staff_questions
from klimatsvar.errors import CorpusError
from klimatsvar.types import StaffQuestion
from telling import faulty, raises

ROWS = (
    ("Fråga", "svar", "fil"),
    ("Var lämnar jag asbest?", "i Boda;\nsorterat", "avfall\\asbest.md"),
    ("Vem vann VM?", "Inget svar.", ""),
    (None, None, None),
    ("Vad kostar det?", None, None),
    ("Vem vann VM?", "Sverige", ""),
)
FOUND = (
    StaffQuestion("Var lämnar jag asbest?", "i Boda; sorterat", "avfall/asbest.md"),
    StaffQuestion("Vem vann VM?", None),
)
TOLD = [
    "rad 5, svar: ”Vad kostar det?” har inget svar; skriv de ord som ska citeras, eller ”inget "
    "svar”",
    "rad 6, fråga: frågan står redan på rad 3; ta bort den ena raden",
]


def told(found: StaffQuestions, name: str) -> list[str]:
    return [f"{place.removeprefix(f'{name}, ')}: {wrong}" for place, wrong in faulty(found.faults)]


def test_a_workbook(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    for row in ROWS:
        workbook.active.append(row)
    workbook.save(tmp_path / "testfragor.xlsx")
    found = read_staff_questions(tmp_path)
    assert found.questions == FOUND
    assert told(found, "testfragor.xlsx") == TOLD


def test_a_csv_file_is_no_document(tmp_path: Path) -> None:
    lines = [";".join(f'"{cell or ""}"'.replace("\n", " ") for cell in row) for row in ROWS]
    (tmp_path / "testfragor.csv").write_text("\n".join(lines), "utf-8")
    (tmp_path / "a.md").write_text("Ett.", "utf-8")
    found = read_staff_questions(tmp_path)
    assert found.questions == FOUND
    assert told(found, "testfragor.csv") == TOLD
    assert [file.id for file in corpus_files(tmp_path)] == ["a.md"]


def test_none_two_and_one_that_is_no_workbook(tmp_path: Path) -> None:
    assert read_staff_questions(tmp_path) == StaffQuestions()
    (tmp_path / "testfragor.xlsx").write_text("fråga;svar", "utf-8")
    with raises(CorpusError, match=r"testfragor\.xlsx: "):
        read_staff_questions(tmp_path)
    (tmp_path / "testfragor.csv").write_text("fråga;svar", "utf-8")
    with raises(
        CorpusError,
        match=r"både testfragor\.csv och testfragor\.xlsx finns i mappen; ta bort den ena",
    ):
        read_staff_questions(tmp_path)
