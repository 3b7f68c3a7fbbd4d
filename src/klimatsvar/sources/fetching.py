"""Bring what is new or changed of a source into the corpus, and tell what is gone.

A source's files lie in a folder of its name in the corpus, and are its alone. What it gave is noted
in a hidden folder beside them. What staff remove from the corpus is not brought again.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from klimatsvar.corpus.changing import cells_of, describe, remove, write_file
from klimatsvar.errors import DocumentError, SourceError
from klimatsvar.settings import DocumentSource
from klimatsvar.sources.client import Client
from klimatsvar.sources.notes import Note, noting, write_notes
from klimatsvar.sources.site import Site
from klimatsvar.sources.source import Fetched, Found, GoneError, Marks, Source
from klimatsvar.sources.webdav import WebDav
from klimatsvar.system import short_hash
from klimatsvar.texts.messages import Message

_EACH = 20
"""Documents after which it is noted what there is, so that little is fetched again after a kill."""


@dataclass(slots=True)
class Outcome:
    """What came of a source."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    gone: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    """Of those that are gone, what was taken out of the corpus now."""
    left_out: int = 0
    """What staff have removed from the corpus."""
    skipped: list[tuple[str, Message]] = field(default_factory=list)
    """Addresses of what could not be had, and why."""
    ended: Message | None = None
    """Why the rest was not asked for."""


@contextmanager
def opened(settings: DocumentSource) -> Iterator[Source]:
    """Yield the source that is set. Raises SourceError."""
    client = Client(settings.pause, _account(settings))
    try:
        webdav = settings.webdav
        yield Site(settings, client) if webdav is None else WebDav(str(webdav), client)
    finally:
        client.close()


def _account(settings: DocumentSource) -> tuple[str, str] | None:
    if settings.user is None or settings.password_file is None:
        return None
    try:
        return settings.user, settings.password_file.read_text("utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError("password_file_not_read", file=settings.password_file) from error


def fetch(
    corpus: Path,
    name: str,
    settings: DocumentSource,
    *,
    full: bool = False,
    remove_gone: bool = False,
    show: Callable[[int, int], None] | None = None,
) -> Outcome:
    """Bring the documents of a source into ``corpus``; ``show`` is told how many of how many.

    With ``full`` all are asked for anew, also those that staff have removed. Raises CorpusError,
    and SourceError when it can't be told what the source has.
    """
    with noting(corpus, name) as notes, opened(settings) as source:
        found = source.found()
        if not found:
            raise SourceError("source_empty", source=name)
        if len(found) > settings.most:
            raise SourceError("source_too_large", source=name, count=len(found), most=settings.most)
        bringing = _Bringing(corpus, name, source, notes, full=full)
        for number, one in enumerate(found, start=1):
            try:
                bringing.take(one)
            except SourceError as error:  # what came before is kept
                bringing.outcome.ended = error.message
                return bringing.outcome
            if show:
                show(number, len(found))
            if number % _EACH == 0:
                write_notes(corpus, name, notes)
        bringing.tell_gone({one.address for one in found}, remove_gone=remove_gone)
        return bringing.outcome


class _Bringing:
    """What is brought of one source."""

    def __init__(
        self, corpus: Path, name: str, source: Source, notes: dict[str, Note], *, full: bool
    ) -> None:
        self.outcome = Outcome()
        self._corpus = corpus
        self._name = name
        self._source = source
        self._notes = notes
        self._full = full
        self._gone: set[str] = set()

    def take(self, one: Found) -> None:
        """Bring one document, if it is new or changed."""
        note = self._notes.get(one.address)
        if one.refused:
            self.outcome.skipped.append((one.address, one.refused))
            return
        if note and not self._full and not (self._corpus / note.file).is_file():
            self.outcome.left_out += 1
            return
        try:
            marks = Marks(note.etag, note.modified) if note and not self._full else Marks()
            fetched = self._source.fetch(one, marks)
        except GoneError:
            self._gone.add(one.address)
            if note is None:
                self.outcome.skipped.append((one.address, Message.of("page_not_there")))
            return
        except DocumentError as error:
            self.outcome.skipped.append((one.address, error.message))
            return
        if fetched is None:
            self.outcome.unchanged += 1
            if note:
                note.gone = False
            return
        self._keep(one, fetched, note)

    def _keep(self, one: Found, fetched: Fetched, note: Note | None) -> None:
        hash = hashlib.sha256(fetched.content).hexdigest()
        made = Note(self._file(one, fetched), fetched.marks.etag, fetched.marks.modified, hash)
        made.written = note.written if note else {}
        there = note is not None and (self._corpus / note.file).is_file()
        if there and note and note.hash == hash and note.file == made.file:
            self.outcome.unchanged += 1
        else:
            write_file(self._corpus, made.file, fetched.content)
            (self.outcome.changed if note else self.outcome.new).append(made.file)
            self._describe(one, fetched, made)
        self._notes[one.address] = made

    def _describe(self, one: Found, fetched: Fetched, note: Note) -> None:
        """Write address and date into dokument.csv, but not over what staff have written there."""
        told = {
            "länk": one.address if self._source.links else "",
            "datum": one.date or fetched.date or "",
        }
        cells = cells_of(self._corpus, note.file)
        own = {
            key: value
            for key, value in told.items()
            if cells.get(key, "") in ("", note.written.get(key, ""))
        }
        if any(cells.get(key, "") != value for key, value in own.items()):
            for fault in describe(self._corpus, note.file, cells | own):
                self.outcome.skipped.append((one.address, fault.in_row))
        note.written = note.written | own

    def _file(self, one: Found, fetched: Fetched) -> str:
        file = f"{self._name}/{one.name}{fetched.suffix}"
        others = {note.file for address, note in self._notes.items() if address != one.address}
        if file not in others:
            return file
        path = PurePosixPath(file)
        return str(path.with_stem(f"{path.stem}-{short_hash(one.address)[:8]}"))

    def tell_gone(self, found: set[str], *, remove_gone: bool) -> None:
        """Tell what there was and is no more; take it out of the corpus if that is meant."""
        for address in sorted(self._notes):
            note = self._notes[address]
            if address in found - self._gone:
                continue
            if not (self._corpus / note.file).is_file():
                del self._notes[address]
                continue
            note.gone = True
            self.outcome.gone.append(note.file)
            if remove_gone:
                remove(self._corpus, note.file)
                del self._notes[address]
                self.outcome.removed.append(note.file)
