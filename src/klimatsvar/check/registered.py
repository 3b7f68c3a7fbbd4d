"""Check what is known about the documents for contradictions.

That several documents have the same link is none: one web page may have been saved as several.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from klimatsvar.check.corpus import Folder
from klimatsvar.check.finding import Finding, error, warning
from klimatsvar.corpus.about import is_over
from klimatsvar.corpus.register import REGISTER, Register
from klimatsvar.corpus.source import Metadata
from klimatsvar.types import Document


def all_known(documents: Sequence[Document], folder: Folder | None) -> dict[str, Metadata]:
    """Return what is known of each document: by dokument.csv, then by the document itself."""
    register = folder.register.known if folder and folder.register else {}
    itself = {d.id: _told_by(d) for d in documents}
    ids = itself.keys() | register.keys()
    return {id: register.get(id, Metadata()).over(itself.get(id, Metadata())) for id in sorted(ids)}


def _told_by(document: Document) -> Metadata:
    d = document
    date = None if d.date_guessed else d.date
    return Metadata(d.title, d.publisher, date, d.url, d.language, d.replaced_by, d.origin)


def check_rows(folder: Folder) -> Iterator[Finding]:
    """Check that every row of staff's tables can be used, and is about a file that is there."""
    register = folder.register or Register()
    for fault in folder.faults:
        yield Finding("warning", fault.place, fault.message)
    for name in register.unused:
        yield warning(REGISTER, "column_unused", column=name)
    for id in sorted(register.known.keys() - folder.files.keys()):
        yield warning(REGISTER, "row_of_missing_file", file=id)


def check_successors(known: Mapping[str, Metadata], folder: Folder | None) -> Iterator[Finding]:
    """Check that what replaces a document is there, another document, and not older.

    ``known`` tells by id what is known of each document.
    """
    there = folder.files.keys() if folder else known.keys()
    for id, metadata in known.items():
        successor = metadata.replaced_by
        if successor is None:
            continue
        circle = _circle(id, known)
        if successor == id:
            yield error(id, "replaced_by_itself", table=REGISTER)
        elif circle:
            if id == min(circle):  # tell of each circle once
                way = " → ".join((*circle, id))
                yield error(id, "replaced_in_circle", way=way, table=REGISTER)
        elif successor not in there:
            yield warning(id, "successor_missing", successor=successor, table=REGISTER)
        elif _is_older(known.get(successor, Metadata()).date, metadata.date):
            yield warning(
                id,
                "successor_older",
                successor=successor,
                its_date=known[successor].date,
                own_date=metadata.date,
                table=REGISTER,
            )


def _circle(id: str, known: Mapping[str, Metadata]) -> tuple[str, ...]:
    """Return the circle of successors that leads from a document to itself, () if none does."""
    way = [id]
    while (successor := known.get(way[-1], Metadata()).replaced_by) not in (None, *way):
        way.append(str(successor))
    return tuple(way) if successor == id else ()


def _is_older(date: str | None, other: str | None) -> bool:
    """Tell whether a date is before another, as far as both are given: 2023 and 2023-05 are one."""
    if date is None or other is None:
        return False
    length = min(len(date), len(other))
    return date[:length] < other[:length]


def check_twins(known: Mapping[str, Metadata], searched: Iterable[str]) -> Iterator[Finding]:
    """Check that no two searched documents have one title and date: no reader tells them apart."""
    groups: dict[tuple[str, str | None], list[str]] = {}
    for id in searched:
        groups.setdefault(((known[id].title or id).casefold(), known[id].date), []).append(id)
    for first, *others in groups.values():
        if others:
            yield warning(first, "twins", others=", ".join(others), table=REGISTER)


def check_validity(documents: Iterable[Document], today: date) -> Iterator[Finding]:
    """Check that no document that nobody replaced says, where it begins, that it holds no more."""
    for document in documents:
        if document.replaced_by is None and is_over(document.valid_until, today):
            yield warning(
                document.id, "no_longer_valid", until=document.valid_until, table=REGISTER
            )
