"""What is noted of a source from one time to the next, in a hidden folder of the corpus."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout

from klimatsvar.errors import CorpusError, SourceError
from klimatsvar.system import replace_text

_NOTES = ".kallor"


@dataclass(slots=True)
class Note:
    """What is known of a document that was brought."""

    file: str
    etag: str
    modified: str
    hash: str
    """Of the content that was kept."""
    written: dict[str, str] = field(default_factory=dict)
    """What was written of it into dokument.csv."""
    gone: bool = False
    """The source had it no more when it was asked last."""


def gone_files(corpus: Path) -> frozenset[str]:
    """Return the documents that are gone from their source, of all sources."""
    try:
        kept = [_read(path) for path in (corpus / _NOTES).glob("*.json")]
    except (CorpusError, OSError):  # the next fetch tells
        return frozenset()
    return frozenset(note.file for notes in kept for note in notes.values() if note.gone)


@contextmanager
def noting(corpus: Path, name: str) -> Iterator[dict[str, Note]]:
    """Yield what is noted of a source, by address, and note it again whatever happens.

    Raises SourceError while another does so, and CorpusError.
    """
    folder = corpus / _NOTES
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / f"{name}.lock", timeout=0):
            notes = _read(folder / f"{name}.json")
            try:
                yield notes
            finally:
                write_notes(corpus, name, notes)
    except Timeout as error:
        raise SourceError("source_being_fetched", source=name) from error
    except OSError as error:
        raise CorpusError("corpus_not_written", corpus=corpus, reason=error.strerror) from error


def _read(path: Path) -> dict[str, Note]:
    try:
        kept: Mapping[str, Mapping[str, object]] = json.loads(path.read_text("utf-8"))
        return {address: Note(**note) for address, note in kept.items()}  # type: ignore[arg-type]
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError, AttributeError) as error:
        raise CorpusError("notes_wrong", file=path) from error


def write_notes(corpus: Path, name: str, notes: Mapping[str, Note]) -> None:
    """Note what there is of a source. Raises OSError."""
    told = {address: asdict(note) for address, note in notes.items()}
    text = json.dumps(told, ensure_ascii=False, indent=1)
    replace_text(corpus / _NOTES / f"{name}.json", text)
