"""Read the corpus folder: files to Documents, each fault reported and none fatal."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from klimatsvar.corpus.decode import decode
from klimatsvar.corpus.docx import read_docx
from klimatsvar.corpus.html import declared_charset, read_html
from klimatsvar.corpus.markdown import read_markdown
from klimatsvar.corpus.pdf import read_pdf
from klimatsvar.corpus.plaintext import read_plaintext
from klimatsvar.corpus.register import REGISTER, read_register
from klimatsvar.corpus.source import Metadata, Source, assemble, tidy
from klimatsvar.errors import CorpusError, DocumentError
from klimatsvar.types import Document

Loader = Callable[[Path], Source]

# "sv" or "sv-SE"; anything else ("svenska") counts as not given.
_LANGUAGE = re.compile(r"[a-z]{2}(?=-|$)")


def _from_text(read: Callable[[str], Source]) -> Loader:
    return lambda path: read(decode(path.read_bytes()))


def _from_page(path: Path) -> Source:
    content = path.read_bytes()
    return read_html(decode(content, declared_charset(content)))


LOADERS: dict[str, Loader] = {
    ".docx": read_docx,
    ".htm": _from_page,
    ".html": _from_page,
    ".md": _from_text(read_markdown),
    ".pdf": read_pdf,
    ".txt": _from_text(read_plaintext),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one file: a document, or the reason why not."""

    id: str
    document: Document | None
    warnings: tuple[str, ...] = ()
    """In Swedish, for the report. With no document the first says why."""


def corpus_files(folder: Path) -> list[Path]:
    """Return the files below ``folder`` that are meant as documents, sorted by id.

    Hidden files, ``dokument.csv``, README files and symbolic links are not. Raises CorpusError
    when the folder is missing or has none.
    """
    if not folder.is_dir():
        raise CorpusError(
            f"{folder}: mappen finns inte; skapa den och lägg dokument i den, eller ange en annan "
            "mapp med --corpus"
        )
    files = [
        path
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink() and _is_meant(path.relative_to(folder))
    ]
    if not files:
        raise CorpusError(
            f"{folder}: inga dokument; lägg filer i mappen ({', '.join(sorted(LOADERS))}) och kör "
            "`klimatsvar ingest`"
        )
    return sorted(files, key=lambda path: document_id(folder, path))


def _is_meant(relative: Path) -> bool:
    hidden = any(part.startswith((".", "~$")) for part in relative.parts)
    return not hidden and str(relative) != REGISTER and relative.stem.upper() != "README"


def document_id(folder: Path, path: Path) -> str:
    """Return the path below ``folder``, with forward slashes, in Unicode NFC."""
    return unicodedata.normalize("NFC", path.relative_to(folder).as_posix())


def read_corpus(folder: Path) -> Iterator[Reading]:
    """Yield a Reading for each file of the corpus, sorted by id, then for each file missed.

    A file that is missed stands in dokument.csv only. Raises CorpusError.
    """
    register = read_register(folder)
    files = {document_id(folder, path): path for path in corpus_files(folder)}
    for id, path in files.items():
        try:
            document, warnings = read_document(path, id, register.get(id, Metadata()))
        except DocumentError as error:
            yield Reading(id, None, (str(error),))
        except OSError as error:
            yield Reading(
                id,
                None,
                (f"filen går inte att öppna ({error.strerror}); kontrollera att du får läsa den",),
            )
        except Exception as error:  # the formats' libraries know no bounds; one file stops no build
            yield Reading(
                id,
                None,
                (f"filen går inte att läsa ({type(error).__name__}); spara om den",),
            )
        else:
            yield Reading(id, document, (*warnings, *_successor_warnings(document, files)))
    for id in sorted(register.keys() - files.keys()):
        yield Reading(id, None, (f"filen står i {REGISTER} men finns inte i mappen",))


def _successor_warnings(document: Document, files: Container[str]) -> tuple[str, ...]:
    successor = document.replaced_by
    if successor is None or successor in files:
        return ()
    return (f"ersätts av ”{successor}”, som inte finns i mappen",)


def read_document(path: Path, id: str, known: Metadata) -> tuple[Document, tuple[str, ...]]:
    """Read one file. ``known``, from dokument.csv, goes before what the file says of itself.

    Raises DocumentError when the format is unknown or the file has no text.
    """
    loader = LOADERS.get(path.suffix.lower())
    if loader is None:
        kinds = ", ".join(sorted(LOADERS))
        what = f"filtypen {path.suffix}" if path.suffix else "en fil utan filändelse"
        raise DocumentError(f"{what} går inte att läsa; spara om filen som {kinds}")
    source = loader(path)
    if not any(block.text for block in source.blocks):
        raise DocumentError(
            "filen innehåller ingen text; en inskannad fil måste först texttolkas (OCR)"
        )
    metadata = known.over(source.metadata)
    language = _LANGUAGE.match((metadata.language or "").lower())
    metadata = replace(metadata, language=language.group() if language else None)
    title = metadata.title or _title_of(path)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return assemble(id, sha256, title, metadata, source), source.warnings


def _title_of(path: Path) -> str:
    words = tidy(path.stem.replace("-", " ").replace("_", " "))
    return words[:1].upper() + words[1:]
