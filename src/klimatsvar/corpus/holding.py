"""Hold the corpus while it is changed: one change at a time, each whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

from klimatsvar.errors import CorpusError

_LONGEST_SECONDS = 30
"""For which a change waits for another."""


@contextmanager
def holding(corpus: Path) -> Iterator[None]:
    """Hold the corpus, which is made if need be. Raises CorpusError for what can't be written."""
    try:
        corpus.mkdir(parents=True, exist_ok=True)
        with FileLock(corpus / ".andras.lock", timeout=_LONGEST_SECONDS):
            yield
    except OSError as error:  # Timeout is one
        raise CorpusError(
            "corpus_not_written", corpus=corpus, reason=error.strerror or error
        ) from error
