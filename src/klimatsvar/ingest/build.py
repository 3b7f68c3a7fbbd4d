"""Wire building: corpus folder -> documents -> passages -> vectors and terms -> generation.

Files are read in processes of their own while others are cut and encoded in this one, as they are
done, so that little is in memory however large the corpus.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from klimatsvar.corpus.scan import Scan, Task, scan
from klimatsvar.corpus.worker import Limits
from klimatsvar.errors import CorpusError, IndexDamagedError, IndexMissingError
from klimatsvar.index.contract import Accept, Manifest, Recipe
from klimatsvar.index.generations import build_lock, current, has_index, let_serve, sweep
from klimatsvar.index.on_disk import Index, current_generation, read_report
from klimatsvar.index.rows import Rows, RowsWriter, writing_documents
from klimatsvar.index.writing import DocumentInRows, Unfinished, new_generation, write_generation
from klimatsvar.ingest.changes import Changes, require_there
from klimatsvar.ingest.chunk import CHUNKER_VERSION
from klimatsvar.ingest.encode import Cut, cut, encode
from klimatsvar.ingest.founding import unfounded
from klimatsvar.ingest.progress import Advance, ShowStep, Step
from klimatsvar.ingest.reading import Outline, advance_over, originals, read, reports, require_some
from klimatsvar.ingest.reuse import Previous
from klimatsvar.model.encoder import Encoder
from klimatsvar.settings import READ_MEMORY_MB, READ_SECONDS, SEARCH_MEMORY_MB
from klimatsvar.types import Document, FileReport, StaffOutcome

_LIMITS = Limits(READ_SECONDS, READ_MEMORY_MB)


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
    changes: Changes
    """Since the index that served before."""
    tested: tuple[StaffOutcome, ...] = ()
    """What the index makes of staff's test questions."""
    published: bool = True
    """What was built answers; otherwise it waits until staff publish it."""

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
    memory_mb: int = SEARCH_MEMORY_MB,
    limits: Limits = _LIMITS,
    full: bool = False,
    most_gone: float = 1.0,
    publish: bool = True,
    progress: ShowStep | None = None,
    accept: Accept | None = None,
) -> Report:
    """Build the index of ``corpus`` under ``index``, and let it answer unless ``publish`` is false.

    Files that have not changed since the last build are neither read nor encoded again, unless
    ``full``; the index is the same either way, passage for passage. Files that can't be read are
    reported and left out. ``memory_mb``, in MiB, is what searching the vectors may take. Raises
    CorpusError when nothing can be read, GoneError when a larger share of the files than
    ``most_gone`` is gone, and what ``accept`` raises, which is given the new index, or the old one
    where nothing has changed; then, as after any failure, the old index serves on.
    """
    started = time.monotonic()
    _require_apart(corpus, index)
    with build_lock(index):
        sweep(index)
        scanned = scan(corpus)
        before = _report_before(index)
        require_there(before, scanned, corpus, most_gone)
        recipe = recipe_of(scanned, passage_tokens)
        previous = None if full else Previous.open(index, encoder)
        with new_generation(index) as made:
            build = _Build(encoder, recipe, previous, limits, progress or _unseen)
            files, searched = build.run(scanned, made)
            require_some(files, corpus)
            served = current(index).name if has_index(index) else None
            if previous is not None and previous.is_same(recipe, files):
                manifest = previous.index.manifest
                if accept:
                    accept(previous.index)
                if publish:
                    let_serve(index, manifest.generation)
            else:
                manifest = write_generation(
                    made,
                    searched,
                    recipe,
                    encoder,
                    report=files,
                    memory_mb=memory_mb,
                    accept=accept,
                    publish=publish,
                )
    new = len(build.new)
    seconds = time.monotonic() - started
    changes = Changes.between(before, files)
    unchanged = manifest.generation == served
    return Report(
        files,
        manifest,
        new,
        len(scanned.tasks) - new,
        unchanged,
        seconds,
        changes,
        published=publish or unchanged,
    )


def _report_before(index: Path) -> tuple[FileReport, ...]:
    """Return the report of the generation that serves, empty if there is none to be read."""
    try:
        return read_report(current_generation(index)[0])
    except (IndexMissingError, IndexDamagedError):
        return ()


def _unseen(step: Step) -> None:
    """Show no progress."""


class _Build:
    """Finds, for each file, whether it must be read, and where what is searched of it stands."""

    def __init__(
        self,
        encoder: Encoder,
        recipe: Recipe,
        previous: Previous | None,
        limits: Limits,
        progress: ShowStep,
    ) -> None:
        self.new: list[Task] = []
        """The files that are read."""
        self._encoder = encoder
        self._recipe = recipe
        self._previous = previous
        self._limits = limits
        self._progress = progress
        self._outlines: dict[str, Outline] = {}
        self._in_rows: dict[str, DocumentInRows] = {}
        self._cut_anew: list[str] = []
        """Ids of documents that need not be read again, but cut in another way."""
        self._encoded: dict[str, int] = {}
        """Positions of the documents that were encoded."""

    def run(
        self, scanned: Scan, made: Unfinished
    ) -> tuple[tuple[FileReport, ...], list[DocumentInRows]]:
        """Return what became of each file, and what is searched, in the order of their ids."""
        for task in scanned.tasks:
            self._reuse(task)
        encoder, previous = self._encoder, self._previous
        terms = previous.index.rows.terms if previous else ()
        with writing_documents(made.documents, encoder.dimension, terms) as writer:
            texts = {outline.text for outline in self._outlines.values()}
            self._encode(self.new, texts, writer)
            # Which of several files with the same text is searched, all of them decide.
            while late := self._late():
                self._encode(late, set(), writer)
        rows = Rows.open(made.documents)
        self._in_rows |= {id: (rows, position) for id, position in self._encoded.items()}
        copies = originals(self._outlines.values())
        passages = {id: _passages(*in_rows) for id, in_rows in self._in_rows.items()}
        groundless = unfounded(self._outlines, self._text)
        searched = [
            in_rows
            for id, in_rows in sorted(self._in_rows.items())
            if passages[id] and id not in copies and id not in groundless
        ]
        return reports(self._outlines, passages, scanned, groundless), searched

    def _text(self, id: str) -> str | None:
        """Return the text of a document that can be searched."""
        in_rows = self._in_rows.get(id)
        if in_rows is None:
            return None
        rows, position = in_rows
        return rows.texts.documents[rows.texts.ids[position]].text

    def _reuse(self, task: Task) -> None:
        """Take over what the generation before has of the file, or note that it is new."""
        previous = self._previous
        reading = previous.reading(task) if previous else None
        if previous is None or reading is None or reading.document is None:
            self.new.append(task)
            return
        self._outlines[reading.id] = Outline.of(reading, task)
        if previous.is_cut_alike(self._recipe):
            self._in_rows[reading.id] = (previous.index.rows, previous.position(reading.id))
        else:
            self._cut_anew.append(reading.id)

    def _encode(self, tasks: Sequence[Task], texts: set[str], writer: RowsWriter) -> None:
        """Read files, and make searchable what is in them and is not one of ``texts``, hashes."""
        advance = advance_over(tasks, self._progress)
        for encoded in encode(self._cuts(tasks, texts, advance), self._encoder, advance.encoded):
            self._encoded[encoded.document.id] = writer.add(encoded)
        advance.done()

    def _cuts(self, tasks: Sequence[Task], texts: set[str], advance: Advance) -> Iterator[Cut]:
        """Yield documents as they are read, but none whose text is known."""
        while self._cut_anew and self._previous:
            known = self._previous.index.documents[self._cut_anew.pop()]
            yield self._cut(known, advance)
        for outline, document in read(tasks, self._limits, advance):
            self._outlines[outline.id] = outline
            if document is None:
                continue
            if outline.text in texts:
                advance.left_out(outline.id)
                continue
            texts.add(outline.text)
            yield self._cut(document, advance)

    def _cut(self, document: Document, advance: Advance) -> Cut:
        passages = cut(document, self._encoder, self._recipe.passage_tokens)
        known = self._previous.known(document) if self._previous else {}
        made = Cut(document, passages, known)
        new = [passage.whole for passage in made.framed() if passage not in known]
        advance.is_cut(len(document.text), new)
        return made

    def _late(self) -> list[Task]:
        """Return the files that turn out to be searched in place of others with the same text."""
        copies = originals(self._outlines.values())
        return [
            task
            for task in self.new
            if self._outlines[task.file.id].text
            and task.file.id not in copies
            and task.file.id not in self._encoded
        ]


def _passages(rows: Rows, document: int) -> int:
    first, last = rows.texts.first_passages[document : document + 2]
    return last - first


def _require_apart(corpus: Path, index: Path) -> None:
    if index.resolve().is_relative_to(corpus.resolve()):
        raise CorpusError("index_in_corpus", index=index)


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
    return is_of_others(manifest, corpus, passage_tokens)


def is_of_others(manifest: Manifest, corpus: Path, passage_tokens: int) -> bool:
    """Tell whether an index is made of other files than ``corpus`` has. Raises CorpusError."""
    return recipe_of(scan(corpus), passage_tokens) != manifest.recipe


def recipe_of(scanned: Scan, passage_tokens: int) -> Recipe:
    """Return what decides what an index of the corpus holds."""
    words = scanned.local_words
    return Recipe(scanned.digest, CHUNKER_VERSION, passage_tokens, local_words=words)


def index_documents(
    documents: Sequence[Document],
    folder: Path,
    encoder: Encoder,
    *,
    passage_tokens: int,
    memory_mb: int = SEARCH_MEMORY_MB,
    progress: Callable[[int, int], None] | None = None,
) -> Index:
    """Build an index of ``documents`` under ``folder`` and open it.

    ``folder`` must stay for as long as the index is used. ``progress`` is called with the number of
    documents done and of all.
    """
    cuts = [Cut(document, cut(document, encoder, passage_tokens)) for document in documents]
    with new_generation(folder) as made:
        with writing_documents(made.documents, encoder.dimension) as writer:
            for encoded in encode(cuts, encoder):
                done = writer.add(encoded) + 1
                if progress:
                    progress(done, len(documents))
        rows = Rows.open(made.documents)
        written = [(rows, position) for position in range(len(documents))]
        recipe = Recipe("", CHUNKER_VERSION, passage_tokens)
        write_generation(made, written, recipe, encoder, memory_mb=memory_mb)
    return Index.open(folder, encoder)
