"""Pictures of the pages of PDFs with a quotation marked, drawn in processes with limits."""

import json
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from klimatsvar.types import Document
from klimatsvar.web.pages.draw_page import MARKED, Task
from klimatsvar.web.pages.find_words import letters
from klimatsvar.web.pages.originals import is_unchanged, original

_PROGRAM = ("-P", "-m", "klimatsvar.web.pages.draw_page")
_AT_ONCE = 2
_SECONDS = 10
"""For drawing a page."""
_TURN_SECONDS = 2
"""For waiting one's turn: the text alone is better than a page that holds all others up."""
_KEPT = 32
"""Pictures kept; each is about 100 kB. A source's page and its picture are asked for together."""


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A picture of a page, WebP."""

    content: bytes
    marked: bool
    """The quotation was found on it."""


class PagePictures:
    """Draws pages and keeps the last ones. Safe to use from several threads.

    Each picture has a fresh process: it starts in a quarter of a second, nothing of a file outlives
    it, and there is none to look after between the few times that one is needed.
    """

    def __init__(self, corpus: Path) -> None:
        """Draw from the files below ``corpus``."""
        self._corpus = corpus
        self._turn = threading.BoundedSemaphore(_AT_ONCE)
        # Instead of a decorator, which would keep the object alive.
        self._drawn = lru_cache(_KEPT)(self._draw)

    def picture(self, document: Document, page: int, start: int, end: int) -> PagePicture | None:
        """Return a page with that part of ``document.text[start:end]`` marked which stands on it.

        None when the page can't be drawn, or its file is gone or has changed.
        """
        span = next((span for span in document.pages if span.number == page), None)
        file = original(self._corpus, document) if span else None
        if span is None or file is None or not is_unchanged(file, document):
            return None
        first = max(start, span.start)
        task = Task(
            path=str(file),
            page=page,
            quotation=document.text[first : min(end, span.end)],
            before=len(letters(document.text[span.start : first])),
        )
        try:
            return self._drawn(task, document.sha256)
        except _BusyError:
            return None

    def _draw(self, task: Task, sha256: str) -> PagePicture | None:
        del sha256  # of the file: a picture is kept for as long as it is the same
        if not self._turn.acquire(timeout=_TURN_SECONDS):
            raise _BusyError
        try:
            return _picture(task)
        finally:
            self._turn.release()


def drawn(path: Path, page: int) -> PagePicture | None:
    """Return a page of a file with nothing marked, None when it can't be drawn."""
    return _picture(Task(str(path), page, quotation="", before=0))


def _picture(task: Task) -> PagePicture | None:
    try:
        done = subprocess.run(
            [sys.executable, *_PROGRAM],
            input=json.dumps(asdict(task)).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=True,
        )
    except (subprocess.SubprocessError, OSError):
        return None
    return PagePicture(done.stdout[1:], marked=done.stdout[:1] == MARKED)


class _BusyError(Exception):
    """Too many pictures are being drawn; not kept, since it may go well the next time."""
