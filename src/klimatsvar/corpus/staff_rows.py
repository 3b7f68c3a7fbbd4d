"""Change the tables that staff keep beside the documents, row by row, with a build's checks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from klimatsvar.corpus import register, staff_questions, unquoted, word_list
from klimatsvar.corpus.holding import holding
from klimatsvar.corpus.staff_table import Fault, Form, Row, StaffTable, as_line, read_text, tidy
from klimatsvar.errors import CorpusError
from klimatsvar.system import replace_text


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the tables."""

    name: str
    """Of its file, at the top of the corpus."""
    form: Form
    find: Callable[[Path], StaffTable | None]
    """Opens it in the corpus, None where there is none."""
    faults: Callable[[StaffTable], Sequence[Fault]]
    """Tells what is wrong with its rows."""
    other: str | None = None
    """Of the workbook that it may be instead."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the files that it may be."""
        return (self.name, self.other) if self.other else (self.name,)

    def open(self, corpus: Path) -> StaffTable:
        """Return it as it stands, with nothing but a header where there is none.

        Raises CorpusError for a file or a header that can't be read.
        """
        header = as_line(self.form.columns, ";")
        return self.find(corpus) or StaffTable([header], corpus / self.name, self.form)


def _of_csv(name: str, form: Form, faults: Callable[[StaffTable], Sequence[Fault]]) -> Kind:
    return Kind(name, form, lambda corpus: StaffTable.open(corpus / name, form), faults)


DOCUMENTS: Final = _of_csv(register.REGISTER, register.FORM, lambda t: register.parse(t).faults)
WORDS: Final = _of_csv(word_list.WORD_LIST, word_list.FORM, lambda t: word_list.parse(t).faults)
UNQUOTED: Final = _of_csv(unquoted.UNQUOTED, unquoted.FORM, lambda t: unquoted.parse(t).faults)
TEST_QUESTIONS: Final = Kind(
    staff_questions.QUESTIONS[0],
    staff_questions.FORM,
    staff_questions.open_questions,
    lambda table: staff_questions.parse(table).faults,
    staff_questions.QUESTIONS[1],
)
TABLES: Final = (WORDS, UNQUOTED, TEST_QUESTIONS)
"""Those that are no list of the documents."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A table as it stands."""

    name: str
    """Of the file that it stands in."""
    rows: tuple[Mapping[str, str], ...]
    """The cells of each row that can be one, by column."""
    faults: tuple[Fault, ...]
    """What of it is not used."""


def rows_of(corpus: Path, kind: Kind) -> Listing:
    """Return a table's rows. Raises CorpusError for a file or a header that can't be read."""
    table = kind.open(corpus)
    cells = tuple({name: row.cells[name] for name in kind.form.columns} for row in table)
    table.faults.clear()  # reading it once more for what they mean tells them again
    return Listing(table.name, cells, tuple(kind.faults(table)))


def write_row(
    corpus: Path, kind: Kind, cells: Mapping[str, str], before: Mapping[str, str] | None
) -> tuple[Fault, ...]:
    """Put a row in the place of one that says ``before``, or last; return what is wrong with it.

    Where anything is wrong nothing is written. Without ``cells`` the row is left out. Raises
    CorpusError, also when there is no such row any more, since someone else has changed it.
    """
    with holding(corpus):
        table = kind.open(corpus)
        if table.name != kind.name:
            raise CorpusError("table_is_excel", table=table.name, wanted=kind.name)
        row = None
        if before is not None:
            same = {name: tidy(before.get(name, "")) for name in kind.form.columns}
            row = next((r for r in table if same.items() <= r.cells.items()), None)
            if row is None:
                raise CorpusError("row_changed_meanwhile", table=kind.name)
        made = {name: tidy(cells.get(name, "")) for name in kind.form.columns} if cells else {}
        return save(corpus, kind, table, row, made)


def save(
    corpus: Path, kind: Kind, table: StaffTable, row: Row | None, cells: Mapping[str, str]
) -> tuple[Fault, ...]:
    """Write a table with ``cells`` instead of ``row``; return what is wrong with them.

    Where anything is wrong nothing is written. See ``StaffTable.with_row``.
    """
    path = corpus / kind.name
    changed, number = table.with_row(row, cells)
    told = kind.faults(StaffTable(changed.splitlines(keepends=True), path, kind.form))
    own = [fault for fault in told if fault.row == number]
    faults = tuple(own) if cells else ()
    if not faults and changed != (read_text(path) if path.is_file() else ""):
        write_table(path, changed)
    return faults


def write_table(path: Path, text: str) -> None:
    """Write a table as UTF-8, with the mark that Excel goes by unless it was there without."""
    old = path.read_bytes() if path.is_file() else b""
    try:
        old.decode("utf-8")
        marked = not old or old.startswith(b"\xef\xbb\xbf")
    except UnicodeDecodeError:
        marked = True
    replace_text(path, text, "utf-8-sig" if marked else "utf-8", "\r\n" if b"\r\n" in old else "\n")
