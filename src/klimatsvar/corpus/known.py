"""What is known of a document, the surest source first, and where each piece of it came from."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeAlias

from klimatsvar.corpus.about import bare_date, dates_in, iso_date, opening_date, opening_texts
from klimatsvar.corpus.source import Metadata, Source, tidy

FoundIn: TypeAlias = Literal["register", "front matter", "page", "text", "properties", "name"]
"""dokument.csv; the lines at the top of a markdown file; what a web page says of itself; the
document's own text; the file's properties, which programs write; the file's name."""


@dataclass(frozen=True, slots=True)
class WhereFound:
    """Where what is known of a document came from; None for what is not known."""

    title: FoundIn
    date: FoundIn | None = None
    publisher: FoundIn | None = None
    origin: FoundIn | None = None
    """Of what is told of whose words the document renders."""

    @property
    def is_date_guessed(self) -> bool:
        """Nobody told the date: it is the day on which a program made or saved the file."""
        return self.date == "properties"


def settle(known: Metadata, source: Source, path: Path) -> tuple[Metadata, WhereFound]:
    """Return what is known of a file that was read, and where it came from.

    ``known``, from dokument.csv, goes before what people wrote in the file, that before its name,
    and what programs wrote is a date of last resort.
    """
    title, title_from = _title(known, source, path)
    date, date_from = _date(known, source, path)
    told = known.over(source.metadata)
    where_found = WhereFound(
        title_from,
        date_from,
        _teller(told.publisher, known.publisher, path),
        _teller(told.origin, known.origin, path),
    )
    return replace(told, title=title, date=date), where_found


def _teller(told: str | None, by_staff: str | None, path: Path) -> FoundIn | None:
    """Return where something came from that staff's table or the file itself may tell."""
    if told is None:
        return None
    return "register" if by_staff else _own(path)


def _own(path: Path) -> FoundIn:
    """Return where what a file of this kind says of itself stands."""
    return _OWN.get(path.suffix.lower(), "properties")


_OWN: dict[str, FoundIn] = {
    ".csv": "text",
    ".eml": "text",
    ".htm": "page",
    ".html": "page",
    ".md": "front matter",
    ".msg": "text",
    ".txt": "text",
}


def _title(known: Metadata, source: Source, path: Path) -> tuple[str, FoundIn]:
    if known.title:
        return known.title, "register"
    if title := source.metadata.title:
        opening = " ".join(opening_texts(source.blocks)).casefold()
        return title, "text" if title.casefold() in opening else _own(path)
    words = tidy(path.stem.replace("-", " ").replace("_", " "))
    return words[:1].upper() + words[1:], "name"


def _date(known: Metadata, source: Source, path: Path) -> tuple[str | None, FoundIn | None]:
    if known.date:
        return known.date, "register"
    date, own = source.metadata.date, _own(path)
    if date and own != "properties":
        return date, own
    if date and any(date in dates_in(text) for text in opening_texts(source.blocks)):
        return date, "text"
    if told := opening_date(source.blocks) or bare_date(source.blocks):
        return told, "text"
    if named := _date_of(path):
        return named, "name"
    return date, "properties" if date else None


def _date_of(path: Path) -> str | None:
    """Return the day in a file's name. A month or year alone may be what the file is about."""
    date = iso_date(path.stem.replace("_", " "))
    return date if date and len(date) == len("2026-11-23") else None
