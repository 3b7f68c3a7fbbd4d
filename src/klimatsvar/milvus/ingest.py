"""Build a generation in Milvus, whole or, with other processes, in shards.

The name of the generation follows from the files and from how they are made searchable. So all
processes that are given the same corpus and settings fill the same one, and one that was killed
goes on with what is missing, without being told.
"""

import json
import secrets
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from klimatsvar.advance import Advance, ShowStep, Step
from klimatsvar.chunk import CHUNKER_VERSION
from klimatsvar.content import Cut, cut, encode
from klimatsvar.corpus.files import file_size
from klimatsvar.corpus.scan import Scan, Task, scan
from klimatsvar.corpus.worker import Limits, read_files
from klimatsvar.embed import Encoder
from klimatsvar.errors import IndexMissingError
from klimatsvar.hashing import short_hash
from klimatsvar.index.store import Recipe
from klimatsvar.ingest import Report
from klimatsvar.milvus.finishing import finish
from klimatsvar.milvus.generations import Generations
from klimatsvar.milvus.records import Records
from klimatsvar.milvus.schema import SCHEMA_VERSION, create
from klimatsvar.milvus.writing import Earlier, Writer, filed, take_out, written
from klimatsvar.outlines import Outline
from klimatsvar.readings import as_scanned, with_language
from klimatsvar.settings import Settings

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


@dataclass(frozen=True, slots=True)
class Build:
    """What is built, and where."""

    corpus: Path
    scanned: Scan
    recipe: Recipe
    generations: Generations
    generation: str
    encoder: Encoder
    index: str
    """Kind of the vectors' index."""
    limits: Limits

    @property
    def ranks(self) -> dict[str, int]:
        """Place of each file among all."""
        return {task.file.id: rank for rank, task in enumerate(self.scanned.tasks)}


def prepare(corpus: Path, settings: Settings, encoder: Encoder, *, anew: bool = False) -> Build:
    """Look the corpus over, and create the collections that aren't there yet.

    With ``anew`` the generation has a name of its own, so that nothing is taken over. Raises
    CorpusError or StoreError.
    """
    generations = Generations.of(settings)
    generations = Generations(generations.milvus.patient(_PATIENCE), generations.corpus)
    scanned = scan(corpus)
    recipe = Recipe(scanned.digest, CHUNKER_VERSION, settings.passage_tokens)
    index = settings.milvus.index if settings.milvus else ""
    told = json.dumps([asdict(recipe), encoder.fingerprint, index, SCHEMA_VERSION])
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
    return Build(corpus, scanned, recipe, generations, name, encoder, index, limits)


def _named(told: str) -> str:
    """Return the name of a generation, from what it is made of and with."""
    return "g" + short_hash(told)


def ingest(
    corpus: Path,
    settings: Settings,
    encoder: Encoder,
    *,
    full: bool = False,
    progress: ShowStep | None = None,
) -> Report:
    """Build the index of ``corpus`` and let it serve; see ``klimatsvar.ingest``.

    Raises CorpusError or StoreError; then the old index serves on.
    """
    started = time.monotonic()
    build = prepare(corpus, settings, encoder, anew=full)
    unchanged = build.generations.manifest(build.generation) is not None
    read = 0 if unchanged else fill(build, Shard(), full=full, progress=progress)
    files, manifest = finish(build)
    seconds = time.monotonic() - started
    return Report(files, manifest, read, len(build.scanned.tasks) - read, unchanged, seconds)


def fill(
    build: Build, shard: Shard, *, full: bool = False, progress: ShowStep | None = None
) -> int:
    """Write the files of a shard that are not there yet; return how many were read.

    What has not changed since the generation that serves is taken over, unless ``full``. Raises
    StoreError.
    """
    milvus, names = build.generations.milvus, build.generations.names(build.generation)
    for name in names.both:
        milvus.do("load_collection", name)
    done = filed(Records(milvus, names.records))
    own = [task for task in build.scanned.tasks if shard.has(task)]
    missing = [t for t in own if t.file.id not in done or done[t.file.id].outline.key != t.key]
    take_out(milvus, names, [done[t.file.id] for t in missing if t.file.id in done])
    writer = Writer(milvus, names)
    earlier = None if full else _earlier(build)
    new = []
    for task in missing:
        rank = build.ranks[task.file.id]
        known = earlier and earlier.written(task.file.id, task.key, rank, str(shard))
        if known:
            writer.add(known)
        else:
            new.append(task)
    _read(build, new, writer, str(shard), progress or _unseen)
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
    then, now = asdict(manifest.recipe), asdict(build.recipe)
    if {**then, "corpus": ""} != {**now, "corpus": ""}:
        return None
    return Earlier(generations.milvus, generations.names(manifest.generation))


def _read(
    build: Build, tasks: Sequence[Task], writer: Writer, shard: str, progress: ShowStep
) -> None:
    """Read files, and write what is in them as they are done."""
    by_id = {task.file.id: task for task in tasks}
    ranks = build.ranks
    outlines: dict[str, Outline] = {}
    advance = Advance({task.file.id: file_size(task.file.path) for task in tasks}, progress)

    def cuts() -> Iterator[Cut]:
        asked = [(task.file, task.known) for task in tasks]
        for reading in read_files(asked, build.limits, advance.seen):
            task = by_id[reading.id]
            reading = as_scanned(with_language(reading), task)
            advance.read(reading)
            outline = Outline.of(reading, task)
            document = reading.document
            if document is None:
                writer.add(written(outline, None, ranks[reading.id], shard))
                continue
            outlines[reading.id] = outline
            made = Cut(document, cut(document, build.encoder, build.recipe.passage_tokens))
            advance.is_cut(len(document.text), [framed.text for framed in made.framed()])
            yield made

    for encoded in encode(cuts(), build.encoder, advance.encoded):
        id = encoded.document.id
        writer.add(written(outlines.pop(id), encoded, ranks[id], shard))
    advance.done()


def _unseen(step: Step) -> None:
    """Show no progress."""
