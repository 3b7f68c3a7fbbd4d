"""Documents and passages of an index, in a file of SQLite: read one by one, as they are needed."""

import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, overload

from pydantic import TypeAdapter

from klimatsvar.types import Document, Passage

_DOCUMENT, _PASSAGE = TypeAdapter(Document), TypeAdapter(Passage)

_TABLES = """
CREATE TABLE documents (
    position INTEGER PRIMARY KEY, id TEXT UNIQUE, sha256 TEXT, replaced_by TEXT,
    first INTEGER, content BLOB
);
CREATE TABLE passages (position INTEGER PRIMARY KEY, document INTEGER, content BLOB);
"""
_KEPT = 64
"""Documents kept in memory, of those that were read last."""


class Texts:
    """The open file. Safe to use from several threads."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Take an open connection; ``open`` makes one."""
        self._connection = connection
        self._one_at_a_time = threading.Lock()
        rows = self.rows("SELECT id, replaced_by, first FROM documents ORDER BY position")
        self.ids: tuple[str, ...] = tuple(id for id, _, _ in rows)
        """Of all documents, by position."""
        self.replaced_by: dict[str, str] = {id: by for id, by, _ in rows if by}
        """By a document's id that of the one that replaces it."""
        number = self.rows("SELECT count(*) FROM passages")[0][0]
        self.first_passages: tuple[int, ...] = (*(first for _, _, first in rows), number)
        """Position of each document's first passage, with the number of all at the end."""
        self.documents = Documents(self)
        self.passages = Passages(self)

    @classmethod
    def open(cls, path: Path) -> "Texts":
        """Open what ``TextsWriter`` wrote. Raises OSError or ValueError when it can't be read."""
        if not path.is_file():
            raise FileNotFoundError(path)
        try:
            # Nobody writes to a generation: no locks, and it may lie on a disk that can't be
            # written to.
            address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
            return cls(sqlite3.connect(address, uri=True, check_same_thread=False))
        except sqlite3.Error as error:
            raise ValueError(f"{path}: {error}") from error

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Return the rows that a query finds."""
        with self._one_at_a_time:
            return self._connection.execute(query, values).fetchall()

    def spelled(self, document: int) -> tuple[str, str]:
        """Return a document's title and text as one, and its language, without reading the rest."""
        # Not "->>", which older editions of SQLite don't know.
        query = (
            "SELECT json_extract(content, '$.title'), json_extract(content, '$.text'), "
            "json_extract(content, '$.language') "
            "FROM (SELECT CAST(content AS TEXT) AS content FROM documents WHERE position = ?)"
        )
        title, text, language = self.rows(query, document)[0]
        return f"{title}\n{text}", language


class Documents(Mapping[str, Document]):
    """Documents by id, in order."""

    def __init__(self, texts: Texts) -> None:
        """Take an open file."""
        self._texts = texts
        self._positions = {id: position for position, id in enumerate(texts.ids)}
        self._read = lru_cache(_KEPT)(self._read_one)

    def __getitem__(self, id: str) -> Document:
        """Return the document. Raises KeyError when there is none of that id."""
        return self._read(self._positions[id])

    def __iter__(self) -> Iterator[str]:
        """Yield the ids."""
        return iter(self._texts.ids)

    def __len__(self) -> int:
        """Return the number of documents."""
        return len(self._texts.ids)

    def __contains__(self, id: object) -> bool:
        """Tell whether there is such a document, without reading it."""
        return id in self._positions

    def _read_one(self, position: int) -> Document:
        query = "SELECT content FROM documents WHERE position = ?"
        return _DOCUMENT.validate_json(self._texts.rows(query, position)[0][0])


class Passages(Sequence[Passage]):
    """Passages by position."""

    def __init__(self, texts: Texts) -> None:
        """Take an open file."""
        self._texts = texts

    def __len__(self) -> int:
        """Return the number of passages."""
        return self._texts.first_passages[-1]

    @overload
    def __getitem__(self, position: int) -> Passage: ...
    @overload
    def __getitem__(self, position: slice) -> tuple[Passage, ...]: ...
    def __getitem__(self, position: int | slice) -> Passage | tuple[Passage, ...]:
        """Return a passage, or those of a slice without steps. Raises IndexError."""
        start, stop, _ = (
            position.indices(len(self))
            if isinstance(position, slice)
            else (position, position + 1, 1)
        )
        query = "SELECT content FROM passages WHERE position >= ? AND position < ?"
        rows = self._texts.rows(f"{query} ORDER BY position", start, stop)
        found = tuple(_PASSAGE.validate_json(content) for (content,) in rows)
        if isinstance(position, slice):
            return found
        if not found:
            raise IndexError(f"no passage {position} among {len(self)}")
        return found[0]


class TextsWriter:
    """Writes documents with their passages, in order."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Take a connection to a new file; ``writing_texts`` makes one."""
        self._connection = connection
        self.documents = self.passages = 0

    def add(self, document: Document, passages: Sequence[Passage]) -> None:
        """Append a document and its passages."""
        self._connection.execute(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?)",
            (
                self.documents,
                document.id,
                document.sha256,
                document.replaced_by,
                self.passages,
                _DOCUMENT.dump_json(document),
            ),
        )
        self._connection.executemany(
            "INSERT INTO passages VALUES (?, ?, ?)",
            (
                (position, self.documents, _PASSAGE.dump_json(passage))
                for position, passage in enumerate(passages, start=self.passages)
            ),
        )
        self.documents += 1
        self.passages += len(passages)

    def copy(self, texts: Texts, document: int) -> None:
        """Append a document of another file, by position, with its passages."""
        [known] = texts.rows(
            "SELECT id, sha256, replaced_by, ?, content FROM documents WHERE position = ?",
            self.passages,
            document,
        )
        self._connection.execute(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?)", (self.documents, *known)
        )
        first, last = texts.first_passages[document : document + 2]
        self._connection.executemany(
            "INSERT INTO passages VALUES (?, ?, ?)",
            texts.rows(
                "SELECT position - ? + ?, ?, content FROM passages "
                "WHERE position >= ? AND position < ? ORDER BY position",
                first,
                self.passages,
                self.documents,
                first,
                last,
            ),
        )
        self.documents += 1
        self.passages += last - first


@contextmanager
def writing_texts(path: Path) -> Iterator[TextsWriter]:
    """Yield what writes a new file; it is whole when the block ends. Raises OSError."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            # A file that is not finished is thrown away, so it need not survive anything.
            connection.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; {_TABLES}")
            with connection:
                yield TextsWriter(connection)
    except sqlite3.Error as error:
        raise OSError(f"{path.name}: {error}") from error
