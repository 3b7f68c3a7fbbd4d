"""Open the files of the serving generation part by part, so that damage to one hides no other."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from klimatsvar.check.finding import Finding, error, warning
from klimatsvar.errors import IndexDamagedError
from klimatsvar.index.contract import FORMAT_VERSION, Manifest, read_manifest
from klimatsvar.index.generations import CURRENT, MANIFEST, current
from klimatsvar.index.lexical import PassageTerms
from klimatsvar.index.on_disk import FAISS, POSTINGS, REPORT, damaged_files, read_report
from klimatsvar.index.rows import ROWS, TEXTS, Rows
from klimatsvar.index.texts import Texts
from klimatsvar.index.vectors import VectorIndex
from klimatsvar.language.terms import LEXICAL_VERSION
from klimatsvar.types import Document, FileReport, Passage


@dataclass(frozen=True, slots=True)
class Parts:
    """The serving generation, as far as it can be read; what can't be is None."""

    folder: Path
    """In Milvus, where there is none, just the generation's name."""
    on_disk: bool = True
    pinned: bool = False
    """Staff chose this generation by rolling back."""
    findings: tuple[Finding, ...] = ()
    """What can't be read, and why."""
    manifest: Manifest | None = None
    documents: tuple[Document, ...] | None = None
    passages: tuple[Passage, ...] | None = None
    report: tuple[FileReport, ...] | None = None
    rows: Rows | None = None
    vectors: VectorIndex | None = None
    passage_terms: PassageTerms | None = None

    def place(self, part: str) -> str:
        """Return where a part lies, as staff read it."""
        return str(self.folder / part) if self.on_disk else f"Milvus, version {self.folder}"


def open_parts(index: Path) -> Parts:
    """Open what can be opened of the generation that serves.

    Raises IndexMissingError when there is no index at all; no damage raises anything.
    """
    pointer = index / CURRENT
    try:
        serving = current(index)
    except (IndexDamagedError, OSError):
        return Parts(index, findings=(error(pointer, "pointer_says_nothing"),))
    folder = index / serving.name
    if not _is_there(folder):
        missing = error(pointer, "pointer_to_nothing", version=serving.name)
        return Parts(index, findings=(missing,))
    findings = []
    if serving.pinned:
        findings.append(told_back(pointer, serving.name))
    try:
        manifest = read_manifest(folder)
    except IndexDamagedError:  # without it nothing tells whether the other files are whole
        findings.append(error(folder / MANIFEST, "part_not_read"))
        return Parts(folder, pinned=serving.pinned, findings=tuple(findings))
    if not is_of_this_program(manifest):
        findings.append(of_another_program(folder / MANIFEST))
        return Parts(folder, pinned=serving.pinned, findings=tuple(findings))
    if manifest.generation != folder.name:
        of_another = error(folder / MANIFEST, "manifest_of_another", version=manifest.generation)
        findings.append(of_another)
    damaged = set(damaged_files(folder, manifest))
    findings += [error(path, "part_damaged") for path in sorted(damaged)]
    parts = Parts(folder, pinned=serving.pinned, findings=tuple(findings), manifest=manifest)
    for name, needed, read in _PARTS:
        parts = _opened(parts, name, needed, read, damaged)
    return parts


def told_back(place: Path | str, generation: str) -> Finding:
    """Tell that staff chose a generation by rolling back."""
    return warning(place, "rolled_back", version=generation)


def is_of_this_program(manifest: Manifest) -> bool:
    """Tell whether this version of the program can read a generation."""
    return (manifest.format, manifest.lexical) == (FORMAT_VERSION, LEXICAL_VERSION)


def of_another_program(place: Path | str) -> Finding:
    """Tell that it can't."""
    return error(place, "made_by_another_program")


def _texts(parts: Parts) -> Parts:
    texts = Texts.open(parts.folder / TEXTS)
    documents, passages = tuple(texts.documents.values()), tuple(texts.passages)
    return replace(parts, documents=documents, passages=passages)


def _rows(parts: Parts) -> Parts:
    return replace(parts, rows=Rows.open(parts.folder))


def _vectors(parts: Parts) -> Parts:
    if not (parts.rows and parts.manifest):
        return parts
    path, search = parts.folder / FAISS, parts.manifest.search
    return replace(parts, vectors=VectorIndex.open(path, parts.rows.passage_vectors, search))


def _terms(parts: Parts) -> Parts:
    if not parts.rows:
        return parts
    folder, rows = parts.folder / POSTINGS, parts.rows
    terms = PassageTerms.load(folder, rows.passage_terms, rows.numbers)
    return replace(parts, passage_terms=terms)


_PARTS: tuple[tuple[str, tuple[str, ...], Callable[[Parts], Parts]], ...] = (
    (REPORT, (REPORT,), lambda parts: replace(parts, report=read_report(parts.folder))),
    (TEXTS, (TEXTS,), _texts),
    ("", ROWS, _rows),
    (FAISS, (FAISS,), _vectors),
    (POSTINGS, (POSTINGS,), _terms),
)
"""File or folder that is named when a part can't be read, what it is read from, and how."""


def _opened(
    parts: Parts,
    name: str,
    needed: tuple[str, ...],
    read: Callable[[Parts], Parts],
    damaged: set[Path],
) -> Parts:
    """Return the parts with one more, or with a finding if it can't be read and nothing told."""
    if any(file.is_relative_to(parts.folder / own) for own in needed for file in damaged):
        return parts
    try:
        return read(parts)
    except Exception:  # damaged bytes lead the libraries to every kind of error
        finding = error(parts.folder / name, "part_does_not_fit")
        return replace(parts, findings=(*parts.findings, finding))


def _is_there(folder: Path) -> bool:
    try:
        return folder.is_dir()
    except (OSError, ValueError):  # a name that is too long, or has a zero byte
        return False
