"""What a source of documents is, to those who bring documents from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from klimatsvar.texts.messages import Message


@dataclass(frozen=True, slots=True)
class Found:
    """A document that a source has."""

    address: str
    """Where it is; one document has one address."""
    name: str
    """What its file is called, below the source's own folder; a page's has no suffix yet."""
    date: str | None = None
    """On which it was changed, as the source tells; ISO 8601."""
    refused: Message | None = None
    """Why it is not asked for."""


@dataclass(frozen=True, slots=True)
class Marks:
    """By what a server knows whether somebody has its newest version."""

    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document as it is to be kept."""

    content: bytes
    suffix: str
    """Of the file, to be added to its name; empty where that has one."""
    marks: Marks
    date: str | None = None
    """On which it was changed, where it says so; ISO 8601."""


class GoneError(Exception):
    """The document is there no more."""


class Source(Protocol):
    """A web site, or a folder."""

    links: bool
    """Its addresses can be shown to residents."""

    def found(self) -> Sequence[Found]:
        """Return what there is. Raises SourceError when that can't be told."""

    def fetch(self, one: Found, marks: Marks) -> Fetched | None:
        """Return a document, None if ``marks`` are of its newest version.

        Raises GoneError, DocumentError when it can't be had, and SourceError when no more can.
        """
