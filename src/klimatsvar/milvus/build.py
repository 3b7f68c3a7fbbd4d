"""Build a generation in Milvus, whole or, with other processes, in shards.

The name of the generation follows from the files and from how they are made searchable. So all
processes that are given the same corpus and settings fill the same one, and one that was killed
goes on with what is missing, without being told.
"""

import contextlib
import json
import secrets
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from klimatsvar.corpus.scan import Task, scan
from klimatsvar.corpus.worker import Limits
from klimatsvar.errors import IndexDamagedError, IndexMissingError
from klimatsvar.index.contract import Accept
from klimatsvar.ingest.build import Report, recipe_of
from klimatsvar.ingest.changes import Changes, require_there
from klimatsvar.ingest.encode import Cut, cut, encode
from klimatsvar.ingest.progress import ShowStep, Step
from klimatsvar.ingest.reading import Outline, advance_over, read, reports
from klimatsvar.milvus.finishing import finish
from klimatsvar.milvus.generations import Build, Generations
from klimatsvar.milvus.records import Records
from klimatsvar.milvus.schema import create
from klimatsvar.milvus.writing import ClosedError, Earlier, Writer, begun, filed, written
from klimatsvar.model.encoder import Encoder
from klimatsvar.settings import Settings
from klimatsvar.system import short_hash
from klimatsvar.types import FileReport

_PATIENCE = 300
"""Seconds that a build waits for Milvus to come back."""


@dataclass(frozen=True, slots=True)
class Shard:
    """One of several parts of a build."""

    number: int = 1
    """From 1."""
    of: int = 1

    def __str__(self) -> str:
        """Return it as it is typed."""
        return f"{self.number}/{self.of}"

    def has(self, task: Task) -> bool:
        """Tell whether it is this part's to read a file."""
        return int(short_hash(task.file.id), 16) % self.of == self.number - 1


def prepare(
    corpus: Path,
    settings: Settings,
    encoder: Encoder,
    *,
    anew: bool = False,
    most_gone: float = 1.0,
) -> Build:
    """Look the corpus over, and create the collections that aren't there yet.

    With ``anew`` the generation has a name of its own, so that nothing is taken over. Raises
    CorpusError or StoreError, and GoneError when a larger share of the files than ``most_gone`` is
    gone.
    """
    generations = Generations.of(settings)
    generations = Generations(generations.milvus.patient(_PATIENCE), generations.corpus)
    scanned = scan(corpus)
    before = _reports_before(generations)
    require_there(before, scanned, corpus, most_gone)
    recipe = recipe_of(scanned, settings.passage_tokens)
    index = settings.milvus.index if settings.milvus else ""
    told = json.dumps([asdict(recipe), encoder.fingerprint, index])
    alike = [
        made.generation
        for made in generations.complete()
        if (made.recipe, made.fingerprint, made.search.kind) == (recipe, encoder.fingerprint, index)
    ]
    # Of those that were made alike the newest: with --full there may be several.
    usual = alike[-1] if alike else _named(told)
    name = _named(told + secrets.token_hex(8)) if anew else usual
    create(generations.milvus, generations.names(name), encoder.dimension, index)
    limits = Limits(settings.read_seconds, settings.read_memory_mb)
    return Build(corpus, scanned, recipe, generations, name, encoder, index, limits, before)


def _reports_before(generations: Generations) -> tuple[FileReport, ...]:
    """Return what became of each file of the generation that serves, if one does."""
    try:
        serving = generations.serving().name
    except (IndexMissingError, IndexDamagedError):
        return ()
    records = generations.names(serving).records
    generations.milvus.load(records)
    files = filed(Records(generations.milvus, records))
    outlines = {id: file.outline for id, file in files.items()}
    return reports(outlines, {id: file.passages for id, file in files.items()})


def _beside(build: Build) -> Build:
    """Return a build of another generation of the same files. Raises StoreError."""
    # Named by the other's name, so that one that was killed goes on.
    name = _named(build.generation)
    generations = build.generations
    create(generations.milvus, generations.names(name), build.encoder.dimension, build.index)
    return replace(build, generation=name)


def _named(told: str) -> str:
    """Return the name of a generation, from what it is made of and with."""
    return "g" + short_hash(told)


def ingest(
    corpus: Path,
    settings: Settings,
    encoder: Encoder,
    *,
    full: bool = False,
    most_gone: float = 1.0,
    progress: ShowStep | None = None,
    accept: Accept | None = None,
) -> Report:
    """Build the index of ``corpus`` and let it serve; see ``klimatsvar.ingest``.

    Raises CorpusError, GoneError, StoreError or what ``accept`` raises; then the old index serves
    on.
    """
    started = time.monotonic()
    build = prepare(corpus, settings, encoder, anew=full, most_gone=most_gone)
    is_complete = build.generations.manifest(build.generation) is not None
    tried, mended = _tried_again(build, progress or _unseen) if is_complete else (0, False)
    unchanged = is_complete and not mended
    if mended:
        build = _beside(build)
    new = tried if unchanged else fill(build, Shard(), full=full, progress=progress)
    files, manifest = finish(build, accept)
    seconds = time.monotonic() - started
    changes = Changes.between(build.before, files)
    reused = len(build.scanned.tasks) - new
    return Report(files, manifest, new, reused, unchanged, seconds, changes)


def finish_shards(
    corpus: Path,
    settings: Settings,
    encoder: Encoder,
    *,
    most_gone: float = 1.0,
    accept: Accept | None = None,
) -> Report:
    """Let serve what shards have written.

    Raises CorpusError, GoneError, StoreError or what ``accept`` raises.
    """
    started = time.monotonic()
    build = prepare(corpus, settings, encoder, most_gone=most_gone)
    unchanged = build.generations.manifest(build.generation) is not None
    files, manifest = finish(build, accept)
    # What was read now, and what was taken over, only the shards know.
    changes = Changes.between(build.before, files)
    return Report(files, manifest, 0, 0, unchanged, time.monotonic() - started, changes)


def _tried_again(build: Build, progress: ShowStep) -> tuple[int, bool]:
    """Read the files again that a complete generation has no text of, or not all.

    What was in their way may be gone. Returns how many there are, and whether any gives text
    that it did not give. Raises StoreError.
    """
    milvus, names = build.generations.milvus, build.generations.names(build.generation)
    milvus.load(names.records)
    files = filed(Records(milvus, names.records))
    tasks = [task for task in build.scanned.tasks if not files[task.file.id].is_of(task)]
    advance = advance_over(tasks, progress)
    known = {id: file.outline for id, file in files.items()}
    mended = [o for o, _ in read(tasks, build.limits, advance) if o.text and o != known[o.id]]
    advance.done()
    return len(tasks), bool(mended)


def fill(
    build: Build, shard: Shard, *, full: bool = False, progress: ShowStep | None = None
) -> int:
    """Write the files of a shard that are not there yet; return how many were read.

    What has not changed since the generation that serves is taken over, unless ``full``. Raises
    StoreError.
    """
    generations = build.generations
    if generations.is_closed(build.generation):
        return 0
    milvus, names = generations.milvus, generations.names(build.generation)
    for name in names.both:
        milvus.load(name)
    done = filed(Records(milvus, names.records))
    own = {t.file.id: t for t in build.scanned.tasks if shard.has(t)}
    missing = [t for id, t in own.items() if id not in done or not done[id].is_of(t)]
    ranks = build.ranks
    # A process that was killed may have left some of them half written.
    left = begun(milvus, names, {task.file.id: ranks[task.file.id] for task in missing})
    writer = Writer(generations, build.generation, left)
    earlier = None if full else _earlier(build)
    new = []
    with contextlib.suppress(ClosedError):  # another process has written the same meanwhile
        for task in missing:
            id = task.file.id
            known = earlier and earlier.written(id, task.key, ranks[id], str(shard))
            if known:
                writer.add(known)
            else:
                new.append(task)
        _write(build, new, writer, str(shard), progress or _unseen)
        writer.close()
    return len(new)


def _earlier(build: Build) -> Earlier | None:
    """Return the generation that serves, None if its documents would be cut otherwise today."""
    generations = build.generations
    try:
        manifest = generations.manifest(generations.serving().name)
    except IndexMissingError:
        return None
    if manifest is None or manifest.fingerprint != build.encoder.fingerprint:
        return None
    if manifest.recipe.cut() != build.recipe.cut():
        return None
    return Earlier(generations.milvus, generations.names(manifest.generation))


def _write(
    build: Build, tasks: Sequence[Task], writer: Writer, shard: str, progress: ShowStep
) -> None:
    """Read files, and write what is in them as they are done."""
    ranks = build.ranks
    outlines: dict[str, Outline] = {}
    advance = advance_over(tasks, progress)

    def cuts() -> Iterator[Cut]:
        for outline, document in read(tasks, build.limits, advance):
            if document is None:
                writer.add(written(outline, None, ranks[outline.id], shard))
                continue
            outlines[outline.id] = outline
            made = Cut(document, cut(document, build.encoder, build.recipe.passage_tokens))
            advance.is_cut(len(document.text), [passage.whole for passage in made.framed()])
            yield made

    for encoded in encode(cuts(), build.encoder, advance.encoded):
        id = encoded.document.id
        writer.add(written(outlines.pop(id), encoded, ranks[id], shard))
    advance.done()


def _unseen(step: Step) -> None:
    """Show no progress."""
