"""How far a build has come, and how much is left of it."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from klimatsvar.corpus.read import Reading

_EACH = 100
"""Characters that take as long to encode as what each text takes besides its own; measured."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far a build has come in one of its stages, "read" or "encode"."""

    stage: str
    done: int
    """Files read, or passages encoded."""
    total: int
    """Files to read, or about how many passages there are to encode."""
    share: float
    """Of the stage's work, 0 to 1: when reading, by the files' sizes; else by time to encode."""
    pages: int = 0
    """Pages read so far."""


ShowStep = Callable[[Step], None]


class Advance:
    """Adds up what was done, and estimates from it how much there is in all.

    What a file gives to encode is known once it is read. Until then it counts for as much, by its
    size, as those that were.
    """

    def __init__(self, sizes: Mapping[str, int], show: ShowStep) -> None:
        """Take the size of each file to read, in bytes by id, and whom to show each step."""
        self._sizes = dict(sizes)
        self._show = show
        self._one_at_a_time = threading.Lock()
        self._characters: dict[str, int] = {}  # of text, by id, of the files that were read
        self._seen_bytes = self._seen_characters = 0  # of all these
        self._files = self._bytes = self._pages = 0  # that were read, and looked at
        self._cut = self._framed = 0  # characters that were cut, and the work that they gave
        self._texts = self._encoded = 0  # texts that were encoded, and the work that they were

    def seen(self, reading: Reading) -> None:
        """Count the text of a file. Safe to call from another thread, and again."""
        self._set(reading.id, len(reading.document.text) if reading.document else 0)

    def read(self, reading: Reading) -> None:
        """Count a file that was read, and show it."""
        self.seen(reading)
        self._files += 1
        self._bytes += self._sizes.get(reading.id, 0)
        self._pages += (reading.document and reading.document.page_count) or 0
        done = self._files == len(self._sizes)
        share = 1.0 if done else self._bytes / self._all_bytes
        self._show(Step("read", self._files, len(self._sizes), share, self._pages))

    def left_out(self, id: str) -> None:
        """Note that a file that was read is not encoded."""
        self._set(id, 0)

    def _set(self, id: str, characters: int) -> None:
        with self._one_at_a_time:
            if id not in self._characters:
                self._seen_bytes += self._sizes.get(id, 0)
            self._seen_characters += characters - self._characters.get(id, 0)
            self._characters[id] = characters

    @cached_property
    def _all_bytes(self) -> int:
        return max(sum(self._sizes.values()), 1)

    def is_cut(self, characters: int, texts: Sequence[str]) -> None:
        """Note which texts are to be encoded of a document of so many characters."""
        self._cut += characters
        self._framed += _work(len(texts), sum(map(len, texts)))

    def encoded(self, texts: int, characters: int) -> None:
        """Count texts that were encoded, and show it."""
        self._texts += texts
        self._encoded += _work(texts, characters)
        self._tell(min(self._encoded / max(self._expected(), 1), 0.99))

    def done(self) -> None:
        """Show that all is encoded, if anything was."""
        if self._texts:
            self._tell(1.0)

    def _tell(self, share: float) -> None:
        total = self._texts if share == 1 else max(round(self._texts / share), self._texts + 1)
        self._show(Step("encode", self._texts, total, share))

    def _expected(self) -> float:
        """Return how much work there is in all."""
        unread = self._all_bytes - self._seen_bytes
        by_size = self._seen_characters / max(self._seen_bytes, 1)
        characters = self._seen_characters + unread * by_size
        return characters * self._framed / max(self._cut, 1)


def _work(texts: int, characters: int) -> int:
    """Return how long it takes to encode texts, in characters of a long one."""
    return characters + _EACH * texts
