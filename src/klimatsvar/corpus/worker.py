"""Read files in worker processes with limits, so that no file can crash or hang a build."""

import contextlib
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from itertools import islice
from types import ModuleType

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from klimatsvar.corpus.files import CorpusFile
from klimatsvar.corpus.pdf.ocr import ocr_available
from klimatsvar.corpus.read import TOO_LARGE, Reading, read_file
from klimatsvar.corpus.source import Metadata
from klimatsvar.errors import KlimatsvarError

resource: ModuleType | None
try:
    import resource
except ImportError:  # Windows has no such limits; there time alone is limited
    resource = None

_MOST_WORKERS = 4
_AHEAD = 200
"""Files given to the workers before their turn, so that none of them waits."""
_MOST_FAILURES = 3
_MOST_OCR_PAGES = 500
"""So that a file of very many pictures can't hold a build for days."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may cost."""

    seconds: float = 60
    memory_mb: int = 1024
    """Of a worker process, what it needs for itself (about 50 MB) included."""
    ocr_page_seconds: float = 30
    """More time for each page that is read off its picture."""


def read_files(files: Sequence[tuple[CorpusFile, Metadata]], limits: Limits) -> Iterator[Reading]:
    """Yield a Reading for each file, in order; ``Metadata`` is what dokument.csv says of it.

    A file that takes longer or more memory than ``limits`` allow, or that crashes its worker, is
    reported like any other that can't be read. Memory is limited where the system can (Linux).
    Raises KlimatsvarError when no worker can run.
    """
    done = failures = 0
    while done < len(files):
        try:
            for reading in _read_in_pool(files[done:], limits):
                done, failures = done + 1, 0
                yield reading
        except BrokenProcessPool as error:  # a worker ended between two files; none is at fault
            failures += 1
            if failures == _MOST_FAILURES:
                raise KlimatsvarError(
                    "the processes that read files can't start or are killed; raise "
                    "read_memory_mb in klimatsvar.toml, or free some memory"
                ) from error


def _read_in_pool(
    files: Sequence[tuple[CorpusFile, Metadata]], limits: Limits
) -> Iterator[Reading]:
    # Fresh processes: a fork would copy the encoder's threads and locks.
    spawn = multiprocessing.get_context("spawn")
    workers = min(_MOST_WORKERS, os.cpu_count() or 1, len(files))
    with ProcessPool(
        max_workers=workers, context=spawn, initializer=_prepare, initargs=(limits.memory_mb,)
    ) as pool:
        ahead: deque[ProcessFuture[Reading]] = deque()
        waiting = iter(files)
        try:
            for file, known in files:
                for task in islice(waiting, _AHEAD - len(ahead)):
                    ahead.append(pool.schedule(read_file, task, timeout=limits.seconds))
                reading = _result(ahead.popleft(), file, limits.seconds)
                yield _with_ocr(pool, reading, file, known, limits)
        finally:
            pool.stop()  # type: ignore[no-untyped-call]  # also when the build is interrupted


def _with_ocr(
    pool: ProcessPool, reading: Reading, file: CorpusFile, known: Metadata, limits: Limits
) -> Reading:
    """Read a file with scanned pages again, with OCR and the time that it needs, if it can be."""
    if not reading.scanned or not ocr_available():
        return reading
    pages = min(reading.scanned, _MOST_OCR_PAGES)
    seconds = limits.seconds + pages * limits.ocr_page_seconds
    again = _result(pool.schedule(read_file, (file, known, True), timeout=seconds), file, seconds)
    if again.document is None and reading.document is not None:
        warnings = (*again.warnings, *reading.warnings)
        return replace(reading, warnings=warnings, complete=False)
    return again


def _result(future: ProcessFuture[Reading], file: CorpusFile, seconds: float) -> Reading:
    try:
        return future.result()
    except TimeoutError:
        reason = (
            f"filen tog mer än {seconds:g} sekunder att läsa; dela upp den, eller höj "
            "read_seconds i klimatsvar.toml"
        )
    except MemoryError:
        reason = TOO_LARGE
    except ProcessExpired:
        reason = (
            "filen fick läsningen att krascha; öppna den i sitt program och spara om den, eller "
            "ta bort den"
        )
    return Reading(file.id, None, (reason,))


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
