"""Read ``ordlista.csv``: local words, and what the documents call the same thing."""

from dataclasses import dataclass
from pathlib import Path

from klimatsvar.corpus.staff_table import Fault, Form, StaffTable
from klimatsvar.language.local_words import WordPairs
from klimatsvar.language.terms import STOPWORDS

WORD_LIST = "ordlista.csv"
FORM = Form(
    columns=("ord", "betyder"),
    key="ord",
    without_key=("raden har inget ord", "skriv ordet i kolumnen ord, eller töm raden"),
    aliases={"word": "ord"},
)
_MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class WordList:
    """What ordlista.csv says."""

    words: WordPairs = ()
    faults: tuple[Fault, ...] = ()


def read_word_list(folder: Path) -> WordList:
    """Return what ``ordlista.csv`` in ``folder`` says; nothing without the file.

    Raises CorpusError for a file or a header that can't be read.
    """
    table = StaffTable.open(folder / WORD_LIST, FORM)
    return parse(table) if table else WordList()


def parse(table: StaffTable) -> WordList:
    """Return what the rows of ``ordlista.csv`` say."""
    meanings: dict[str, str] = {}
    numbers: dict[str, int] = {}
    for row in table:
        number, cells = row.number, row.cells
        word, meaning = cells["ord"], cells["betyder"]
        told = _fault(word, "ord") or _fault(meaning, "betyder")
        if not meaning:
            told = "betyder", f"det står inte vad ”{word}” betyder", "skriv dokumentens ord för det"
        elif word.casefold() == meaning.casefold():
            told = "", f"”{word}” betyder sig självt", "skriv dokumentens ord, eller ta bort raden"
        elif word.casefold() in numbers:
            cause = f"”{word}” står redan på rad {numbers[word.casefold()]}"
            told = "", cause, "ta bort den ena raden"
        if told:
            table.tell(number, *told)
            continue
        numbers[word.casefold()] = number
        meanings[word] = meaning
    return WordList(tuple(meanings.items()), tuple(table.faults))


def _fault(cell: str, column: str) -> tuple[str, str, str] | None:
    """Return what is wrong with a word: column, cause and remedy."""
    words = cell.casefold().split()
    if len(words) > _MOST_WORDS:
        return column, f"”{cell}” är fler än {_MOST_WORDS} ord", "skriv ett ord eller ett kort namn"
    if words and not any(map(str.isalnum, cell)):
        return column, f"”{cell}” är inget ord", "skriv ett ord"
    if words and all(word in STOPWORDS for word in words):
        cause = f"”{cell}” är ett ord som står i nästan alla frågor"
        return column, cause, "skriv ett ord som är namnet på en sak"
    return None
