"""Read files in worker processes with limits, so that no file can crash or hang a build."""

import contextlib
import logging
import math
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from multiprocessing.context import BaseContext
from queue import SimpleQueue
from types import ModuleType
from typing import TypeAlias

from pebble import ProcessExpired, ProcessPool

from klimatsvar.corpus.files import CorpusFile
from klimatsvar.corpus.read import Reading, read_file
from klimatsvar.corpus.source import Metadata
from klimatsvar.errors import KlimatsvarError
from klimatsvar.texts.messages import Message

resource: ModuleType | None
try:
    import resource
except ImportError:  # Windows has no such limits; there time alone is limited
    resource = None

_log = logging.getLogger(__name__)

_MOST_WORKERS = 4
_ALONE = 100_000
"""Bytes in all that one worker reads alone: to start another takes longer."""
_AHEAD = 200
"""Files given to the workers before their turn, so that none of them waits."""
_MOST_HELD = 20_000_000
"""Characters of readings that wait to be looked at."""
_MOST_FAILURES = 3
_MOST_OCR_PAGES = 500
"""So that a file of very many pictures can't hold a build for days."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may cost."""

    seconds: float
    """Of the processor's time."""
    memory_mb: int
    """Of a worker process, what it needs for itself (about 50 MB) included."""
    ocr_page_seconds: float = 30
    """More time for each page that is read off its picture."""
    patience: float = 10
    """How many times as long reading may take by the clock: on a busy machine a file has the same
    processor time, and so the same reading."""


Seen: TypeAlias = Callable[[Reading], None]


def read_files(
    files: Sequence[tuple[CorpusFile, Metadata]], limits: Limits, seen: Seen | None = None
) -> Iterator[Reading]:
    """Yield a Reading for each file, as they are done; ``Metadata`` is what dokument.csv says.

    While one is looked at, the next are read; ``seen`` is told of each at once, in another thread.
    It may be told of a file twice: the last time counts. A file that takes longer or more memory
    than ``limits`` allow, or that crashes its worker, is reported like any other that can't be
    read. Memory is limited where the system can (Linux). Raises KlimatsvarError when no worker
    can run.
    """
    waiting = {file.id: (file, known) for file, known in files}
    failures = 0
    while waiting:
        try:
            for reading in _read_in_pool(list(waiting.values()), limits, seen):
                del waiting[reading.id]
                failures = 0
                yield reading
        except BrokenProcessPool as error:  # a worker ended between two files; none is at fault
            failures += 1
            if failures == _MOST_FAILURES:
                raise KlimatsvarError("readers_cannot_start") from error


def _read_in_pool(
    files: Sequence[tuple[CorpusFile, Metadata]], limits: Limits, seen: Seen | None
) -> Iterator[Reading]:
    with ProcessPool(
        max_workers=_workers([file for file, _ in files]),
        context=_context(),
        initializer=_prepare,
        initargs=(limits.memory_mb,),
    ) as pool:
        jobs = _Jobs(pool, limits, seen)
        try:
            waiting = (_Job(file, known, limits.seconds) for file, known in files)
            jobs.give_out(waiting)
            while jobs.running:
                job, reading = jobs.next_done()
                if again := _with_ocr(job, reading, limits):
                    jobs.start(again)
                    continue
                jobs.give_out(waiting)
                yield job.better(reading)
        finally:
            pool.stop()  # type: ignore[no-untyped-call]  # also when the build is interrupted


def _context() -> BaseContext:
    """Return how processes are started: not forked off this one, whose threads and locks the
    encoder has, but where the system can off a fresh one that has imported this module."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


def _workers(files: Sequence[CorpusFile]) -> int:
    """Return by how many processes files are read."""
    if sum(map(_size, files)) <= _ALONE:
        return 1
    return min(_MOST_WORKERS, os.cpu_count() or 1, len(files))


def _size(file: CorpusFile) -> int:
    try:
        return file.path.stat().st_size
    except OSError:  # it is gone, or can't be looked at; reading it tells
        return 0


@dataclass(frozen=True, slots=True)
class _Job:
    """A file that is read, and what reading it without OCR gave where it is read again with it."""

    file: CorpusFile
    known: Metadata
    seconds: float
    without_ocr: Reading | None = None

    def better(self, reading: Reading) -> Reading:
        """Return the reading, the one without OCR where OCR failed."""
        before = self.without_ocr
        if before is None or reading.document is not None or before.document is None:
            return reading
        return replace(before, warnings=(*reading.warnings, *before.warnings), complete=False)


class _Jobs:
    """Jobs of a pool, handed back as they are done."""

    def __init__(self, pool: ProcessPool, limits: Limits, seen: Seen | None) -> None:
        self.running = 0
        """Those that were not handed back, done or not."""
        self._held = 0
        """Characters of those that are done."""
        self._pool, self._seen = pool, seen
        # Where processor time can't be limited, the clock alone does it.
        self._patience = limits.patience if resource is not None else 1.0
        self._done: SimpleQueue[tuple[_Job, Future[Reading]]] = SimpleQueue()

    def start(self, job: _Job) -> None:
        with_ocr = job.without_ocr is not None
        task = (job.file, job.known, with_ocr, job.seconds)
        try:
            future = self._pool.schedule(_read_within, task, timeout=job.seconds * self._patience)
        except RuntimeError as error:  # what pebble raises when a worker ended between two files
            raise BrokenProcessPool(str(error)) from error
        self.running += 1
        future.add_done_callback(lambda done: self._ended(job, done))

    def give_out(self, waiting: Iterator[_Job]) -> None:
        """Start jobs, some ahead of their turn, unless much waits to be looked at already."""
        while not self.running or (self.running < _AHEAD and self._held < _MOST_HELD):
            job = next(waiting, None)
            if job is None:
                return
            self.start(job)

    def _ended(self, job: _Job, future: Future[Reading]) -> None:
        if not future.cancelled() and not future.exception():
            reading = future.result()
            self._held += _characters(reading)
            if self._seen:
                self._seen(reading)
        self._done.put((job, future))

    def next_done(self) -> tuple[_Job, Reading]:
        """Wait for a job; return it and what came of it. Raises BrokenProcessPool."""
        job, future = self._done.get()
        self.running -= 1
        reading = _result(future, job.file, job.seconds)
        if reading.fault:  # logged here, since a worker doesn't know where to
            _log.warning(reading.fault)
        self._held -= _characters(reading)
        return job, reading


def _characters(reading: Reading) -> int:
    return len(reading.document.text) if reading.document else 0


def _with_ocr(job: _Job, reading: Reading, limits: Limits) -> _Job | None:
    """Return the job of reading scanned pages off their pictures, if there are any and it can."""
    if job.without_ocr or not reading.scanned:
        return None
    from klimatsvar.corpus.formats.pdf.ocr import ocr_available  # costly, and seldom needed

    if not ocr_available():
        return None
    pages = min(reading.scanned, _MOST_OCR_PAGES)
    return replace(
        job,
        seconds=limits.seconds + pages * limits.ocr_page_seconds,
        without_ocr=reading,
    )


def _result(future: Future[Reading], file: CorpusFile, seconds: float) -> Reading:
    too_slow = Message.of("file_too_slow", seconds=f"{seconds:g}")
    try:
        return future.result()
    except TimeoutError:
        reason = too_slow
    except MemoryError:
        reason = Message.of("file_needs_memory")
    except ProcessExpired as expired:
        is_slow = resource is not None and expired.exitcode == -signal.SIGXCPU
        reason = too_slow if is_slow else Message.of("file_crashed_reader")
    return Reading(file.id, None, (reason,))


def _read_within(file: CorpusFile, known: Metadata, ocr: bool, seconds: float) -> Reading:
    """Read a file in a worker, which the system ends after so much more processor time."""
    if resource is not None:
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        end = math.ceil(time.process_time() + seconds)
        with contextlib.suppress(ValueError, OSError):  # the system has set a lower limit itself
            resource.setrlimit(resource.RLIMIT_CPU, (end, most))
    return read_file(file, known, ocr)


def _prepare(memory_mb: int) -> None:
    """Limit this worker's memory, and end it when the build that it works for is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the build's, which ends its workers
    if resource is not None:
        size = memory_mb * 2**20
        with contextlib.suppress(ValueError, OSError):  # the system has set a lower limit itself
            resource.setrlimit(resource.RLIMIT_DATA, (size, size))
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
