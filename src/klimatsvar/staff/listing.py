"""The documents as staff see them: what the folder has, beside what was built of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, TypeAlias

from klimatsvar.corpus.register import read_register
from klimatsvar.corpus.scan import scan
from klimatsvar.corpus.source import Metadata
from klimatsvar.errors import CorpusError, IndexDamagedError, IndexMissingError
from klimatsvar.index.generations import current, has_index, latest
from klimatsvar.index.on_disk import read_report
from klimatsvar.index.rows import TEXTS
from klimatsvar.index.texts import Texts
from klimatsvar.ingest.changes import Changes
from klimatsvar.settings import Settings
from klimatsvar.sources.notes import gone_files
from klimatsvar.system import file_sha256
from klimatsvar.texts.messages import Message, told_each
from klimatsvar.types import Document, FileReport

_IN_FORM = {
    "title_missing": "title_missing_in_form",
    "date_missing": "date_missing_in_form",
    "date_guessed": "date_guessed_in_form",
    "language_doubted": "language_doubted_in_form",
}
"""Keys of what is mended in dokument.csv, and of the same told where a form writes there."""

Status: TypeAlias = Literal["published", "built", "new", "changed", "duplicate", "skipped"]
"""Residents are answered from it; a build has it, but is not published; no build has seen it, or
as it is now; it has another's text; it can't be read."""
STATUSES: tuple[Status, ...] = ("published", "built", "new", "changed", "duplicate", "skipped")
Told: TypeAlias = Literal["register", "document", "guess"]
"""Where it came from: dokument.csv, the document, or a program that made the file."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A document of the corpus."""

    id: str
    title: str
    title_from: Told | None
    date: str | None
    date_from: Told | None
    publisher: str | None
    origin: str | None
    pages: int | None
    language: str | None
    status: Status
    warnings: tuple[Message, ...]
    replaced_by: str | None


@dataclass(frozen=True, slots=True)
class Built:
    """What builds have made: which serves, and what the last one gave."""

    serving: str | None
    latest: str | None
    changes: Changes
    """From what serves to the last build."""
    report: tuple[FileReport, ...]
    """Of the last build."""
    damaged: Message | None = None
    """Why what was built last can't be read; then it is as if there were none."""

    @property
    def waits(self) -> bool:
        """The last build is not published."""
        return self.latest is not None and self.latest != self.serving


def built(index: Path) -> Built:
    """Return what builds have made."""
    serving = current(index).name if has_index(index) else None
    try:
        last = latest(index)
    except IndexMissingError:
        return Built(None, None, Changes.between((), ()), ())
    try:
        report = read_report(index / last)
    except IndexDamagedError as error:  # a build from here mends it
        return Built(serving, None, Changes.between((), ()), (), error.message)
    before = _report(index, serving) if serving else ()
    return Built(serving, last, Changes.between(before, report), report)


def _report(index: Path, name: str) -> tuple[FileReport, ...]:
    try:
        return read_report(index / name)
    except IndexDamagedError:  # as a build that comes upon it does
        return ()


def listed(settings: Settings) -> list[Listed]:
    """Return the documents, sorted by id; none for a corpus without any. Raises KlimatsvarError."""
    try:
        tasks = scan(settings.corpus, _hashed).tasks
    except CorpusError:
        read_register(settings.corpus)  # what is wrong with it must be told
        return []
    made = built(settings.index)
    reports = {file.id: file for file in made.report}
    waiting = {*made.changes.new, *made.changes.changed} if made.waits else set()
    documents = built_documents(settings.index, made.latest)
    gone = gone_files(settings.corpus)
    return [
        _listed(
            task.file.id,
            task.known,
            reports.get(task.file.id),
            documents.get(task.file.id),
            is_same=reports[task.file.id].key == task.key if task.file.id in reports else False,
            is_waiting=task.file.id in waiting,
            is_gone=task.file.id in gone,
        )
        for task in tasks
    ]


def found(documents: Sequence[Listed], words: str, status: str) -> list[Listed]:
    """Return those that have all the words in name, title, publisher or origin, and this status
    if any."""
    wanted = words.casefold().split()

    def has(one: Listed) -> bool:
        text = f"{one.id} {one.title} {one.publisher or ''} {one.origin or ''}".casefold()
        return status in ("", one.status) and all(word in text for word in wanted)

    return [one for one in documents if has(one)]


def built_documents(index: Path, generation: str | None) -> Mapping[str, Document]:
    """Return the documents of a generation by id, each read as it is asked for."""
    if generation is None:
        return {}
    try:
        return Texts.open(index / generation / TEXTS).documents
    except (OSError, ValueError) as error:
        raise IndexDamagedError(
            "generation_not_read", generation=index / generation, reason=error
        ) from error


def _listed(
    id: str,
    known: Metadata,
    report: FileReport | None,
    document: Document | None,
    *,
    is_same: bool,
    is_waiting: bool,
    is_gone: bool,
) -> Listed:
    title = known.title or (report.title if report else None) or id
    date = known.date or (report.date if report else None)
    from_source = (Message.of("gone_from_source"),) if is_gone else ()
    guessed = report is not None and report.date_guessed and not known.date
    return Listed(
        id=id,
        title=title,
        title_from="register" if known.title else "document" if report and report.title else None,
        date=date,
        date_from=None if not date else "register" if known.date else _own(guessed),
        publisher=known.publisher or (document.publisher if document else None),
        origin=known.origin or (document.origin if document else None),
        pages=report.pages if report else None,
        language=known.language or (report.language if report else None),
        status=_status(report, is_same, is_waiting),
        warnings=(
            *from_source,
            *(report.remarks if report else ()),
            *(report.warnings if report else ()),
        ),
        replaced_by=known.replaced_by or (document.replaced_by if document else None),
    )


def to_know(messages: Sequence[Message], language: str) -> list[str]:
    """Return what staff should know of a file, in a language. What to write in dokument.csv is
    written in the form on the document's page here."""
    here = [Message(_IN_FORM.get(one.key, one.key), one.fields) for one in messages]
    return told_each(here, language)


def _own(guessed: bool) -> Told:
    return "guess" if guessed else "document"


def _status(report: FileReport | None, is_same: bool, is_waiting: bool) -> Status:
    if report is None:
        return "new"
    if report.status == "skipped" and (is_same or not report.key):
        return "skipped"
    if not is_same:
        return "changed"
    if report.status == "duplicate":
        return "duplicate"
    return "built" if is_waiting else "published"


def _hashed(path: Path) -> str:
    """Return a file's hash, which is not made again while the file looks the same."""
    stat = path.stat()
    return _hash(path, stat.st_size, stat.st_mtime_ns, stat.st_ino)


@lru_cache(maxsize=100_000)
def _hash(path: Path, size: int, changed: int, number: int) -> str:
    del size, changed, number  # a file of another size or time is another
    return file_sha256(path)
