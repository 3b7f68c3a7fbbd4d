"""How far a build has come, and how much is left of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from klimatsvar.corpus.read import Reading


@dataclass(frozen=True, slots=True)
class Step:
    """How far a build has come in one of its stages, "read" or "encode"."""

    stage: str
    done: int
    """Files read, or texts encoded."""
    total: int
    """Files to read, or about how many texts there are to encode."""
    share: float
    """Of the stage's work, 0 to 1: when reading, by the files' sizes; else by characters."""
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
        self._bytes = sum(sizes.values())
        self._show = show
        self._characters: dict[str, int] = {}  # of text, by id, of the files that were read
        self._read = self._pages = 0
        self._text = self._framed = 0  # characters that were cut, and what became of them
        self._texts = self._encoded = 0

    def seen(self, reading: Reading) -> None:
        """Count the text of a file. Safe to call from another thread."""
        self._characters[reading.id] = len(reading.document.text) if reading.document else 0

    def read(self, reading: Reading) -> None:
        """Count a file that was read, and show it."""
        self.seen(reading)
        self._read += 1
        self._pages += (reading.document and reading.document.page_count) or 0
        files = list(self._characters)
        share = sum(self._sizes.get(id, 0) for id in files) / (self._bytes or 1)
        # Counted are those that were looked at; others are read already.
        share = 1.0 if self._read == len(self._sizes) else min(share, 0.99)
        self._show(Step("read", self._read, len(self._sizes), share, self._pages))

    def left_out(self, id: str) -> None:
        """Note that a file that was read is not encoded."""
        self._characters[id] = 0

    def cut(self, characters: int, framed: int) -> None:
        """Note that a text of so many characters gave so many to encode."""
        self._text += characters
        self._framed += framed

    def encoded(self, texts: int, characters: int) -> None:
        """Count texts that were encoded, and show it."""
        self._texts += texts
        self._encoded += characters
        self._tell(min(self._encoded / max(self._expected(), 1), 0.99))

    def done(self) -> None:
        """Show that all is encoded, if anything was."""
        if self._texts:
            self._tell(1.0)

    def _tell(self, share: float) -> None:
        total = self._texts if share == 1 else max(round(self._texts / share), self._texts + 1)
        self._show(Step("encode", self._texts, total, share))

    def _expected(self) -> float:
        """Return how many characters there are to encode in all."""
        known = dict(self._characters)  # another thread may add to it meanwhile
        size = sum(self._sizes.get(id, 0) for id in known)
        text = sum(known.values())
        unread = self._bytes - size
        return (text + unread * text / max(size, 1)) * self._framed / max(self._text, 1)
