"""What a build makes of a reading, before it is cut."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from klimatsvar.advance import Advance, ShowStep
from klimatsvar.corpus.files import file_size
from klimatsvar.corpus.read import UNDETERMINED, Reading
from klimatsvar.corpus.register import REGISTER
from klimatsvar.corpus.scan import Task
from klimatsvar.corpus.worker import Limits, read_files
from klimatsvar.errors import CorpusError
from klimatsvar.language import DETECTABLE, detect_language
from klimatsvar.outlines import Outline
from klimatsvar.types import Document, FileReport

_SAMPLE_CHARS = 4000
"""How much of a text its language is told from."""
_FEWEST_CHARS = 300
"""A shorter text is no reason to doubt what is said of its language."""


def advance_over(tasks: Sequence[Task], show: ShowStep) -> Advance:
    """Return the advance of a build that reads these files."""
    return Advance({task.file.id: file_size(task.file.path) for task in tasks}, show)


def read(
    tasks: Sequence[Task], limits: Limits, advance: Advance
) -> Iterator[tuple[Outline, Document | None]]:
    """Read files; yield what is to be remembered of each as it is done, and what is in it."""
    by_id = {task.file.id: task for task in tasks}
    for reading in read_files([(t.file, t.known) for t in tasks], limits, advance.seen):
        task = by_id[reading.id]
        reading = as_scanned(with_language(reading), task)
        advance.read(reading)
        yield Outline.of(reading, task), reading.document


def as_scanned(reading: Reading, task: Task) -> Reading:
    """Mark a reading of something else than what was hashed, so that it is not kept."""
    if reading.document is None or reading.document.sha256 == task.sha256:
        return reading
    told = "filen ändrades medan den lästes; kör `klimatsvar ingest` igen"
    return replace(reading, warnings=(told, *reading.warnings), complete=False)


def with_language(reading: Reading) -> Reading:
    """Tell the language where nobody does, and where it is told wrong.

    Here and not in the workers, since the models for it take 250 MB.
    """
    document = reading.document
    if document is None:
        return reading
    told, found = document.language, detect_language(document.text[:_SAMPLE_CHARS])
    if told == UNDETERMINED:
        return replace(reading, document=replace(document, language=found))
    if told == found or told not in DETECTABLE or len(document.text) < _FEWEST_CHARS:
        return reading
    doubt = f"språket anges som {told}, men texten verkar vara {found}; ändra i {REGISTER}"
    return replace(reading, warnings=(*reading.warnings, doubt))


def require_some(files: Sequence[FileReport], corpus: Path) -> None:
    """Raise CorpusError unless some file can be searched."""
    if not any(file.status == "searchable" for file in files):
        reasons = "\n".join(
            f"  {file.id}: {'; '.join((*file.warnings, *file.remarks))}" for file in files
        )
        raise CorpusError(
            f"{corpus}: ingen av mappens {len(files)} filer gick att läsa:\n{reasons}"
        )
