"""Read one file as a build does, in a process with limits, and cut its text as the index has it."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from klimatsvar.corpus.files import CorpusFile, corpus_files
from klimatsvar.corpus.read import Reading
from klimatsvar.corpus.scan import known_by_staff
from klimatsvar.corpus.source import Metadata
from klimatsvar.corpus.worker import Limits, read_files
from klimatsvar.errors import CorpusError
from klimatsvar.ingest.encode import cut
from klimatsvar.ingest.reading import with_language
from klimatsvar.model.encoder import Encoder
from klimatsvar.review.parts import Part, parts_of
from klimatsvar.settings import Settings


@dataclass(frozen=True, slots=True)
class Chosen:
    """The file that is meant."""

    file: CorpusFile
    known: Metadata
    """What staff's tables say of it."""
    is_in_corpus: bool


def choose(name: str, corpus: Path) -> Chosen:
    """Return the file at the path ``name``, or of that name below the folder ``corpus``.

    A file outside the folder may be one that is to be added; staff's tables say nothing of it.
    Raises CorpusError when there is no such file, or one of these tables can't be read.
    """
    files: list[CorpusFile] = []
    with suppress(CorpusError):  # without a corpus there may still be a file to look at
        files = corpus_files(corpus)
    path = Path(name)
    found = next((file for file in files if _place(file.path) == _place(path)), None)
    if found is None and path.is_file():
        return Chosen(CorpusFile(path.name, path), Metadata(), is_in_corpus=False)
    found = found or next((file for file in files if file.id == name), None)
    if found is None:
        raise CorpusError("file_to_show_missing", file=name, corpus=corpus)
    return Chosen(found, known_by_staff(corpus).get(found.id, Metadata()), is_in_corpus=True)


def _place(path: Path) -> Path:
    """Return where a path leads, without following the file itself if it is a link."""
    return path.parent.resolve() / path.name


def read(chosen: Chosen, settings: Settings) -> Reading:
    """Return what reading the file gives, as a build would have it."""
    limits = Limits(settings.read_seconds, settings.read_memory_mb)
    [reading] = read_files([(chosen.file, chosen.known)], limits)
    return with_language(reading)


def parts(reading: Reading, encoder: Encoder, passage_tokens: int) -> list[Part]:
    """Return the text that was read, in passages as the index would have them."""
    document = reading.document
    return parts_of(document, cut(document, encoder, passage_tokens)) if document else []
