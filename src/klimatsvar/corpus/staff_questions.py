"""Read ``testfragor.csv`` or ``testfragor.xlsx``: questions of staff's with the right answers."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from klimatsvar.corpus.staff_table import Fault, Form, StaffTable
from klimatsvar.errors import CorpusError
from klimatsvar.types import StaffQuestion

QUESTIONS: Final = ("testfragor.csv", "testfragor.xlsx")
FORM = Form(
    columns=("fråga", "svar", "fil"),
    key="fråga",
    without_key="row_without_question",
    aliases={"fraga": "fråga"},
)
NO_ANSWER = "inget svar"
"""Stands in the place of an answer that the documents must not give."""


@dataclass(frozen=True, slots=True)
class StaffQuestions:
    """What staff's table of test questions says."""

    questions: tuple[StaffQuestion, ...] = ()
    faults: tuple[Fault, ...] = ()


def read_staff_questions(folder: Path) -> StaffQuestions:
    """Return the test questions in ``folder``; none without a table of them.

    Raises CorpusError for a file or a header that can't be read, and for two files.
    """
    table = open_questions(folder)
    return parse(table) if table else StaffQuestions()


def open_questions(folder: Path) -> StaffTable | None:
    """Return the table of test questions in ``folder``, None if there is none; else as above."""
    as_csv, as_xlsx = (folder / name for name in QUESTIONS)
    if as_csv.exists() and as_xlsx.exists():
        raise CorpusError(
            "two_tables_of_questions", corpus=folder, csv=QUESTIONS[0], excel=QUESTIONS[1]
        )
    return StaffTable.open(as_xlsx if as_xlsx.is_file() else as_csv, FORM)


def parse(table: StaffTable) -> StaffQuestions:
    """Return what the rows of the table say."""
    questions: dict[str, StaffQuestion] = {}
    numbers: dict[str, int] = {}
    for row in table:
        number, cells = row.number, row.cells
        question, answer = cells["fråga"], cells["svar"]
        if question in numbers:
            table.tell(number, "fråga", "question_twice", first=numbers[question])
            continue
        numbers[question] = number
        if not answer:
            table.tell(number, "svar", "question_unanswered", question=question, none=NO_ANSWER)
            continue
        document = table.file(cells["fil"], number, "fil") if cells["fil"] else None
        is_answered = answer.casefold().rstrip(".") != NO_ANSWER
        questions[question] = StaffQuestion(question, answer if is_answered else None, document)
    return StaffQuestions(tuple(questions.values()), tuple(table.faults))
