"""Open the files of the serving generation one by one, so that damage to one hides no other."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss

from klimatsvar.check.finding import REBUILD, UPDATE, Finding, error, warning
from klimatsvar.errors import IndexDamagedError
from klimatsvar.index.generations import MANIFEST, current
from klimatsvar.index.lexical import LEXICAL_VERSION, LexicalIndex
from klimatsvar.index.store import (
    FORMAT_VERSION,
    PARTS,
    Manifest,
    damaged_files,
    read_manifest,
    read_report,
)
from klimatsvar.index.words import WordIndex
from klimatsvar.types import Document, FileReport, Passage


@dataclass(frozen=True, slots=True)
class Parts:
    """The serving generation, as far as it can be read; what can't be is None."""

    folder: Path
    pinned: bool = False
    """Staff chose this generation by rolling back."""
    findings: tuple[Finding, ...] = ()
    """What can't be read, and why."""
    manifest: Manifest | None = None
    documents: tuple[Document, ...] | None = None
    passages: tuple[Passage, ...] | None = None
    report: tuple[FileReport, ...] | None = None
    passage_vectors: faiss.Index | None = None
    sentence_vectors: faiss.Index | None = None
    sentence_words: WordIndex | None = None
    passage_terms: LexicalIndex | None = None
    sentence_terms: LexicalIndex | None = None


_PARTS = {**PARTS, "report": ("report.json", lambda path: read_report(path.parent))}


def open_parts(index: Path) -> Parts:
    """Open what can be opened of the generation that serves.

    Raises IndexMissingError when there is no index at all; no damage raises anything.
    """
    pointer = index / "CURRENT"
    try:
        serving = current(index)
    except (IndexDamagedError, OSError):
        message = "filen går inte att läsa, så tjänsten vet inte vilken version som ska svara"
        return Parts(index, findings=(error(pointer, message, REBUILD),))
    folder = index / serving.name
    if not _is_there(folder):
        message = f"pekar på version {serving.name}, som inte finns"
        return Parts(index, findings=(error(pointer, message, REBUILD),))
    findings = []
    if serving.pinned:
        message = (
            f"version {serving.name} är återställd och svarar tills du kör `klimatsvar ingest`"
        )
        findings.append(warning(pointer, message, f"{UPDATE} när dokumenten är som de ska"))
    try:
        manifest = read_manifest(folder)
    except IndexDamagedError:  # without it nothing tells whether the other files are whole
        findings.append(error(folder / MANIFEST, "saknas eller går inte att läsa", REBUILD))
        return Parts(folder, serving.pinned, findings=tuple(findings))
    if (manifest.format, manifest.lexical) != (FORMAT_VERSION, LEXICAL_VERSION):
        findings.append(
            error(folder / MANIFEST, "gjordes av en annan version av Klimatsvar", UPDATE)
        )
        return Parts(folder, serving.pinned, findings=tuple(findings))
    if manifest.generation != folder.name:
        message = f"hör till en annan version, {manifest.generation}"
        findings.append(error(folder / MANIFEST, message, REBUILD))
    damaged = set(damaged_files(folder, manifest))
    findings += [error(path, "saknas eller är skadad", REBUILD) for path in sorted(damaged)]
    opened, unreadable = _open(folder, damaged)
    return Parts(folder, serving.pinned, (*findings, *unreadable), manifest, **opened)


def _open(folder: Path, wrong: set[Path]) -> tuple[dict[str, Any], list[Finding]]:
    """Return the parts that can be read, and a finding for each that can't, if not yet known."""
    opened: dict[str, Any] = {}
    findings = []
    for part, (name, read) in _PARTS.items():
        path = folder / name
        if any(file.is_relative_to(path) for file in wrong):
            continue
        try:
            opened[part] = read(path)
        except Exception:  # damaged bytes lead the libraries to every kind of error
            findings.append(error(path, "saknas eller går inte att läsa", REBUILD))
    return opened, findings


def _is_there(folder: Path) -> bool:
    try:
        return folder.is_dir()
    except (OSError, ValueError):  # a name that is too long, or has a zero byte
        return False
