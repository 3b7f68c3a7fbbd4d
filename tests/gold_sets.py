"""The sets of gold questions, and the documents that each is asked of."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from klimatsvar.answer.fitted import Fitted
from klimatsvar.answer.weigh import Parts
from klimatsvar.index.on_disk import Index
from klimatsvar.ingest.build import ingest
from klimatsvar.model.encoder import Encoder
from klimatsvar.settings import Settings

ROOT = Path(__file__).parent.parent
GOLD = ROOT / "tests/gold"
SETS = {
    ROOT / "corpus": ("questions", "spelling", "languages", "residents"),
    GOLD / "plans": ("plans",),
}
"""Names of the sets, by the folder of documents that they are asked of."""


def opened(encoder: Encoder, settings: Settings) -> Iterator[tuple[tuple[str, ...], Parts]]:
    """Yield the names of the sets that are asked of the same documents, and what answers them.

    The index lies in a folder that is gone when the next is asked for.
    """
    for corpus, names in SETS.items():
        with tempfile.TemporaryDirectory() as folder:
            index = Path(folder)
            ingest(corpus, index, encoder, passage_tokens=settings.passage_tokens)
            yield names, Parts(Index.open(index, encoder), encoder, Fitted.load())
