"""Staff's own answers as they are written and changed: the files that ``editorial`` reads."""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from math import inf
from pathlib import Path

import yaml

from klimatsvar.corpus.editorial import ANSWERS, is_editorial, read_editorial
from klimatsvar.corpus.files import corpus_files
from klimatsvar.corpus.formats.markdown import front_matter
from klimatsvar.corpus.holding import holding
from klimatsvar.corpus.staff_table import read_text
from klimatsvar.errors import CorpusError, DocumentError
from klimatsvar.language.letters import fold
from klimatsvar.system import replace_text, short_hash

_LONGEST_NAME = 60
"""Characters of a file's name that are taken from the question."""


@dataclass(frozen=True, slots=True)
class WrittenAnswer:
    """An answer as its file has it."""

    values: Mapping[str, str]
    """What stands above it: ``fråga``, ``dokument``, ``stycke`` and others."""
    text: str
    """In markdown."""
    id: str = ""
    """Of the file, below the corpus; empty for an answer that is new."""
    version: str = ""
    """Changes with the file."""

    @property
    def question(self) -> str:
        """What it answers."""
        return self.values.get("fråga", "")


def written_answers(corpus: Path) -> list[WrittenAnswer]:
    """Return the answers that staff have written, by id; none without a corpus.

    One whose head can't be read has no values: a build tells what is wrong with it.
    """
    try:
        files = corpus_files(corpus)
    except CorpusError:
        return []
    return [
        _read(file.id, file.path)
        for file in files
        if is_editorial(file.id) and file.path.suffix == ".md" and not file.refused
    ]


def write_answer(corpus: Path, answer: WrittenAnswer) -> str:
    """Write an answer, with the checks of a build, and return its id.

    Raises DocumentError for what can't be right in it; and CorpusError when it isn't of the version
    that was changed any more, or another answers the same question. Then nothing is written.
    """
    text = _as_file(answer)
    read_editorial(text)
    with holding(corpus):
        others = {one.id: one for one in written_answers(corpus)}
        now = others.pop(answer.id, None)
        if (now.version if now else "") != answer.version:
            raise CorpusError("answer_changed_meanwhile", question=answer.question)
        asked = fold(answer.question)
        if same := next((one for one in others.values() if fold(one.question) == asked), None):
            raise CorpusError("question_answered_already", question=answer.question, answer=same.id)
        id = answer.id or next(name for name in _names(asked) if not os.path.lexists(corpus / name))
        (corpus / ANSWERS).mkdir(exist_ok=True)
        replace_text(corpus / id, text)
        return id


def _read(id: str, path: Path) -> WrittenAnswer:
    text = read_text(path)
    try:
        values, body = front_matter(text)
    except DocumentError:
        values, body = {}, text
    return WrittenAnswer(values, body.strip(), id, short_hash(text))


def _as_file(answer: WrittenAnswer) -> str:
    said = {name: value for name, value in answer.values.items() if value}
    head = yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=inf)
    return f"---\n{head}---\n\n{answer.text.strip()}\n"


def _names(question: str) -> Iterator[str]:
    """Yield what a file that answers a question may be called."""
    words = re.sub(r"[^a-z0-9]+", "-", question)[:_LONGEST_NAME].strip("-") or "svar"
    yield f"{ANSWERS}/{words}.md"
    yield from (f"{ANSWERS}/{words}-{number}.md" for number in count(2))
