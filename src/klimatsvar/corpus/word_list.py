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
    without_key="row_without_word",
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
        if not meaning:
            table.tell(number, "betyder", "word_without_meaning", word=word)
        elif word.casefold() == meaning.casefold():
            table.tell(number, "", "word_means_itself", word=word)
        elif word.casefold() in numbers:
            table.tell(number, "", "row_twice", what=word, first=numbers[word.casefold()])
        elif key := _fault(word):
            table.tell(number, "ord", key, word=word, most=_MOST_WORDS)
        elif key := _fault(meaning):
            table.tell(number, "betyder", key, word=meaning, most=_MOST_WORDS)
        else:
            numbers[word.casefold()] = number
            meanings[word] = meaning
    return WordList(tuple(meanings.items()), tuple(table.faults))


def _fault(cell: str) -> str | None:
    """Return the key of the message that tells what is wrong with a word."""
    words = cell.casefold().split()
    if len(words) > _MOST_WORDS:
        return "word_too_long"
    if words and not any(map(str.isalnum, cell)):
        return "word_is_none"
    if words and all(word in STOPWORDS for word in words):
        return "word_in_all_questions"
    return None
