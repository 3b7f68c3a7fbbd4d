"""What is remembered of each file while the others are read, and the report that is made of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Self

from klimatsvar.corpus.files import file_size
from klimatsvar.corpus.read import UNDETERMINED, Reading
from klimatsvar.corpus.register import REGISTER
from klimatsvar.corpus.scan import Scan, Task
from klimatsvar.corpus.worker import Limits, read_files
from klimatsvar.errors import CorpusError
from klimatsvar.ingest.progress import Advance, ShowStep
from klimatsvar.language.detect import DETECTABLE, detect_language
from klimatsvar.system import short_hash
from klimatsvar.texts.messages import Message
from klimatsvar.types import Basis, Document, FileReport


@dataclass(frozen=True, slots=True)
class Outline:
    """What is remembered of a file that was read."""

    id: str
    key: str
    """See ``FileReport``."""
    warnings: tuple[Message, ...]
    text: str = ""
    """Hash of its text; empty when it gave no document."""
    characters: int = 0
    pages: int | None = None
    language: str | None = None
    replaced_by: str | None = None
    known: int = 0
    """How much is known of it: of date, address, publisher, origin and pages."""
    sha256: str = ""
    title: str | None = None
    date: str | None = None
    date_guessed: bool = False
    content: str = ""
    """These as in ``FileReport``."""
    basis: Basis | None = None
    """As in ``Document``."""

    @classmethod
    def of(cls, reading: Reading, task: Task) -> Self:
        """Return what is remembered of a reading."""
        key = task.key if reading.complete else ""
        document = reading.document
        if document is None:
            return cls(reading.id, key, reading.warnings, sha256=task.sha256)
        return cls(
            reading.id,
            key,
            reading.warnings,
            short_hash(document.text),
            len(document.text),
            document.page_count,
            document.language,
            document.replaced_by,
            _known(document),
            task.sha256,
            document.title,
            document.date,
            document.date_guessed,
            short_hash(repr(document)),
            document.basis,
        )


def _known(document: Document) -> int:
    told = (document.date, document.url, document.publisher, document.origin, document.pages)
    return sum(map(bool, told))


def originals(outlines: Iterable[Outline]) -> dict[str, str]:
    """Return, for each file whose text another file has too, which of them is searched.

    One that is replaced by another text goes before its copies, of which nobody said so: what
    replaces it replaces them. Then one that has not been replaced goes before one that has, then
    one that replaces another, the one of which most is known, and the first by name.
    """
    documents = [outline for outline in outlines if outline.text]
    texts = {outline.id: outline.text for outline in documents}
    successors = {outline.replaced_by for outline in documents}

    def worth(outline: Outline) -> tuple[bool, bool, bool, int, str]:
        by = outline.replaced_by
        is_old = by is not None and texts.get(by) != outline.text
        return not is_old, by is not None, outline.id not in successors, -outline.known, outline.id

    first: dict[str, str] = {}
    found: dict[str, str] = {}
    for outline in sorted(documents, key=worth):
        original = first.setdefault(outline.text, outline.id)
        if original != outline.id:
            found[outline.id] = original
    return found


def reports(
    outlines: Mapping[str, Outline],
    passages: Mapping[str, int],
    scanned: Scan | None = None,
    unfounded: Mapping[str, Message] = MappingProxyType({}),
) -> tuple[FileReport, ...]:
    """Return what became of each file, from the number of passages of each that has any.

    ``unfounded`` tells why some are not searched: answers of staff's that rest on nothing. Then
    follow files that only dokument.csv names, and what of staff's tables is not used.
    """
    copies = originals(outlines.values())
    return (
        *(
            _report(outline, copies.get(id), outlines, passages, unfounded.get(id))
            for id, outline in sorted(outlines.items())
        ),
        *(_beside(scanned) if scanned else ()),
    )


def _report(
    file: Outline,
    original: str | None,
    files: Mapping[str, Outline],
    passages: Mapping[str, int],
    unfounded: Message | None,
) -> FileReport:
    found = 0 if original or unfounded else passages.get(file.id, 0)
    searched = 0 if unfounded else passages.get(original or file.id, 0)
    remarks = []
    if unfounded:
        remarks.append(unfounded)
    elif original and searched:
        remarks.append(Message.of("same_text", original=original))
    elif file.text and not searched:
        remarks.append(Message.of("only_headings"))
    if successor := file.replaced_by or (original and files[original].replaced_by):
        key = "replaced" if successor in files else "replaced_by_missing"
        remarks.append(Message.of(key, successor=successor))
    source = files.get(file.basis.document) if file.basis else None
    if source and source.replaced_by and not unfounded:
        told = Message.of("basis_replaced", source=source.id, successor=source.replaced_by)
        remarks.append(told)
    return FileReport(
        id=file.id,
        key=file.key,
        status="searchable" if found else "duplicate" if searched else "skipped",
        pages=file.pages,
        passages=found,
        characters=file.characters,
        language=file.language,
        warnings=file.warnings,
        remarks=tuple(remarks),
        sha256=file.sha256,
        title=file.title,
        date=file.date,
        date_guessed=file.date_guessed,
        content=file.content,
    )


def _beside(scanned: Scan) -> Iterable[FileReport]:
    """Yield what there is to tell of staff's tables: a missing file, a row that is wrong."""
    told = [(id, Message.of("row_without_its_file", table=REGISTER)) for id in scanned.missing]
    told += [(fault.table, fault.in_row) for fault in scanned.faults]
    for id, remark in told:
        yield FileReport(id, "", "skipped", None, 0, 0, None, (), (remark,))


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
    told = Message.of("changed_while_read")
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
    doubt = Message.of("language_doubted", told=told, found=found, table=REGISTER)
    return replace(reading, warnings=(*reading.warnings, doubt))


def require_some(files: Sequence[FileReport], corpus: Path) -> None:
    """Raise CorpusError unless some file can be searched."""
    if not any(file.status == "searchable" for file in files):
        each = tuple(
            Message.of("file_not_searched", file=file.id, reasons=(*file.warnings, *file.remarks))
            for file in files
        )
        raise CorpusError("nothing_read", corpus=corpus, files=len(files), each=each)
