"""An encoder that encodes each question once, for as long as it is kept.

What residents type is not to be kept: one is made for each question, and forgotten with it.
"""

from collections.abc import Sequence

import numpy as np

from klimatsvar.model.encoder import Framed, QueryEncoder, Vectors
from klimatsvar.model.reader import Floats


class Remembering:
    """Remembers the questions' vectors of another encoder. For one thread."""

    def __init__(self, encoder: QueryEncoder) -> None:
        """Take the encoder that encodes what is not remembered."""
        self._encoder = encoder
        self._vectors: dict[str, Vectors] = {}

    @property
    def fingerprint(self) -> str:
        """See ``QueryEncoder``."""
        return self._encoder.fingerprint

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """See ``QueryEncoder``."""
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if new:
            self._vectors.update(zip(new, self._encoder.encode_queries(new), strict=True))
        return np.array([self._vectors[text] for text in texts])

    def read(self, question: str, passages: Sequence[Framed]) -> list[Floats] | None:
        """See ``QueryEncoder``."""
        return self._encoder.read(question, passages)
