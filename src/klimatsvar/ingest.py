"""Wire building: corpus folder -> documents -> passages -> vectors and terms -> generation."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path

from klimatsvar.chunk import CHUNKER_VERSION
from klimatsvar.content import build_content, cut
from klimatsvar.corpus.read import UNDETERMINED, Reading
from klimatsvar.corpus.register import REGISTER
from klimatsvar.corpus.scan import Scan, Task, scan
from klimatsvar.corpus.worker import Limits, read_files
from klimatsvar.embed import Encoder
from klimatsvar.errors import CorpusError, IndexDamagedError, IndexMissingError
from klimatsvar.index.generations import build_lock, current, sweep, unpin
from klimatsvar.index.store import Manifest, Recipe, current_generation, write_generation
from klimatsvar.language import DETECTABLE, detect_language
from klimatsvar.reuse import Previous
from klimatsvar.types import Document, FileReport, Passage

_SAMPLE_CHARS = 4000
"""How much of a text its language is told from."""
_FEWEST_CHARS = 300
"""A shorter text is no reason to doubt what is said of its language."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far a build has come in one of its stages, "read" or "encode"."""

    stage: str
    done: int
    """Files read, or texts encoded."""
    total: int
    share: float
    """Of the stage's work, 0 to 1; when reading, by the files' sizes."""
    pages: int = 0
    """Pages read so far."""


ShowStep = Callable[[Step], None]


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did."""

    files: tuple[FileReport, ...]
    """Every file of the corpus, sorted by id, then those that only dokument.csv names."""
    manifest: Manifest
    read: int
    """Files that were read now."""
    reused: int
    """Files that were not, since nothing about them had changed."""
    unchanged: bool
    """The index that served was up to date, and serves on."""
    seconds: float

    @property
    def skipped(self) -> tuple[FileReport, ...]:
        """The files that can't be searched."""
        return tuple(file for file in self.files if file.status == "skipped")


def ingest(
    corpus: Path,
    index: Path,
    encoder: Encoder,
    *,
    passage_tokens: int,
    limits: Limits | None = None,
    full: bool = False,
    progress: ShowStep | None = None,
) -> Report:
    """Build the index of ``corpus`` under ``index`` and make it current.

    Files that have not changed since the last build are neither read nor encoded again, unless
    ``full``; the index is the same either way, passage for passage. Files that can't be read are
    reported and left out. Raises CorpusError when nothing can be read; then, as after any
    failure, the old index serves on.
    """
    started = time.monotonic()
    progress = progress or _unseen
    _require_apart(corpus, index)
    with build_lock(index):
        sweep(index)
        scanned = scan(corpus)
        recipe = _recipe(scanned, passage_tokens)
        previous = None if full else Previous.open(index, encoder)
        reused = [previous.reading(task) if previous else None for task in scanned.tasks]
        readings = _read(scanned.tasks, reused, limits or Limits(), progress)
        originals = _originals(readings)
        documents = [r.document for r in readings if r.document and r.id not in originals]
        passages = {d.id: _passages(d, previous, recipe, encoder) for d in documents}
        files = (*_reports(scanned, readings, originals, passages), *_missing(scanned))
        _require_some(corpus, files)
        unchanged = _is_unchanged(previous, files, recipe)
        if previous is not None and unchanged:
            manifest = previous.index.manifest
            unpin(index)
        else:
            content = build_content(
                [document for document in documents if passages[document.id]],
                [passage for cuts in passages.values() for passage in cuts],
                encoder,
                known=previous.known() if previous else None,
                report=files,
                progress=lambda done, total: progress(Step("encode", done, total, done / total)),
            )
            manifest = write_generation(index, content, recipe, encoder)
    read = reused.count(None)
    seconds = time.monotonic() - started
    return Report(files, manifest, read, len(reused) - read, unchanged, seconds)


def _require_apart(corpus: Path, index: Path) -> None:
    if index.resolve().is_relative_to(corpus.resolve()):
        raise CorpusError(
            f"{index}: indexet kan inte ligga i mappen med dokument; välj en annan mapp med --index"
        )


def _unseen(step: Step) -> None:
    """Show no progress."""


def is_stale(corpus: Path, index: Path, passage_tokens: int) -> bool:
    """Tell whether the index is missing, damaged, or made of other files than ``corpus`` has.

    One that staff chose by rolling back is not stale: it serves until they build again. Raises
    CorpusError.
    """
    try:
        _, manifest = current_generation(index)
        if current(index).pinned:
            return False
    except (IndexMissingError, IndexDamagedError):
        return True
    recipe = _recipe(scan(corpus), passage_tokens)
    return recipe != manifest.recipe


def _recipe(scanned: Scan, passage_tokens: int) -> Recipe:
    return Recipe(scanned.digest, CHUNKER_VERSION, passage_tokens)


def _read(
    tasks: Sequence[Task], reused: Sequence[Reading | None], limits: Limits, progress: ShowStep
) -> list[Reading]:
    """Return a Reading for each task: the one that is reused, or a new one."""
    new = [task for task, reading in zip(tasks, reused, strict=True) if reading is None]
    sizes = list(accumulate(_size(task.file.path) for task in new))
    read: dict[str, Reading] = {}
    pages = 0
    for done, reading in enumerate(read_files([(t.file, t.known) for t in new], limits), start=1):
        read[reading.id] = _as_scanned(_with_language(reading), new[done - 1])
        pages += (reading.document and reading.document.page_count) or 0
        progress(Step("read", done, len(new), sizes[done - 1] / (sizes[-1] or 1), pages))
    return [reading or read[task.file.id] for task, reading in zip(tasks, reused, strict=True)]


def _as_scanned(reading: Reading, task: Task) -> Reading:
    """Mark a reading of something else than what was hashed, so that it is not kept."""
    if reading.document is None or reading.document.sha256 == task.sha256:
        return reading
    told = "filen ändrades medan den lästes; kör `klimatsvar ingest` igen"
    return replace(reading, warnings=(told, *reading.warnings), complete=False)


def _with_language(reading: Reading) -> Reading:
    """Tell the language where nobody does, and where it is told wrong.

    Here and not in the workers, since the models for it take 250 MB.
    """
    document = reading.document
    if document is None:
        return reading
    told, found = document.language, detect_language(document.text[:_SAMPLE_CHARS])
    if told == UNDETERMINED:
        return replace(reading, document=replace(document, language=found))
    if told == found or told not in DETECTABLE or len(document.text) < _FEWEST_CHARS:
        return reading
    doubt = f"språket anges som {told}, men texten verkar vara {found}; ändra i {REGISTER}"
    return replace(reading, warnings=(*reading.warnings, doubt))


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0


def _originals(readings: Iterable[Reading]) -> dict[str, str]:
    """Return, for each file whose text another file has too, which of them is searched.

    One that has not been replaced goes before one that has, then one that replaces another, the
    one of which most is known, and the first by name.
    """
    documents = [reading.document for reading in readings if reading.document]
    successors = {document.replaced_by for document in documents}

    def worth(document: Document) -> tuple[bool, bool, int, str]:
        known = (document.date, document.url, document.publisher, document.pages)
        replaced, replaces = document.replaced_by is not None, document.id in successors
        return replaced, not replaces, -sum(map(bool, known)), document.id

    first: dict[str, str] = {}
    originals: dict[str, str] = {}
    for document in sorted(documents, key=worth):
        original = first.setdefault(document.text, document.id)
        if original != document.id:
            originals[document.id] = original
    return originals


def _passages(
    document: Document, previous: Previous | None, recipe: Recipe, encoder: Encoder
) -> list[Passage]:
    reused = previous.passages(document, recipe) if previous else None
    return cut(document, encoder, recipe.passage_tokens) if reused is None else reused


def _reports(
    scanned: Scan,
    readings: Sequence[Reading],
    originals: dict[str, str],
    passages: dict[str, list[Passage]],
) -> Iterable[FileReport]:
    ids = {task.file.id for task in scanned.tasks}
    for task, reading in zip(scanned.tasks, readings, strict=True):
        document, original = reading.document, originals.get(reading.id)
        found = len(passages.get(reading.id, []))
        searched = found or len(passages.get(original or "", []))
        remarks = []
        if original and searched:
            remarks.append(f"samma text som {original}, som söks i stället")
        elif document and not searched:
            remarks.append("ingen text att citera, bara rubriker")
        if document and document.replaced_by:
            gone = "" if document.replaced_by in ids else ", som inte finns i mappen"
            remarks.append(f"ersatt av {document.replaced_by}{gone}")
        yield FileReport(
            id=reading.id,
            key=task.key if reading.complete else "",
            status="searchable" if found else "duplicate" if searched else "skipped",
            pages=document.page_count if document else None,
            passages=found,
            characters=len(document.text) if document else 0,
            language=document.language if document else None,
            warnings=reading.warnings,
            remarks=tuple(remarks),
        )


def _missing(scanned: Scan) -> Iterable[FileReport]:
    remark = f"filen står i {REGISTER} men finns inte i mappen"
    for id in scanned.missing:
        yield FileReport(id, "", "skipped", None, 0, 0, None, (), (remark,))


def _require_some(corpus: Path, files: Sequence[FileReport]) -> None:
    if not any(file.status == "searchable" for file in files):
        reasons = "\n".join(
            f"  {file.id}: {'; '.join((*file.warnings, *file.remarks))}" for file in files
        )
        raise CorpusError(
            f"{corpus}: ingen av mappens {len(files)} filer gick att läsa:\n{reasons}"
        )


def _is_unchanged(previous: Previous | None, files: Sequence[FileReport], recipe: Recipe) -> bool:
    if previous is None:
        return False
    return recipe == previous.index.manifest.recipe and previous.report == tuple(files)
