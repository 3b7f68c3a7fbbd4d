"""Questions that are encoded once."""

from collections.abc import Sequence

from klimatsvar.model.encoder import Vectors
from klimatsvar.model.remembering import Remembering
from toy import ToyEncoder


class Counting(ToyEncoder):
    """Keeps what it was asked to encode."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[list[str]] = []

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        self.asked.append(list(texts))
        return super().encode_queries(texts)


def test_a_question_is_encoded_once() -> None:
    encoder = Counting()
    remembering = Remembering(encoder)
    texts = ["buss", "cykel", "buss"]
    assert remembering.encode_queries(texts).tolist() == ToyEncoder().encode_queries(texts).tolist()
    remembering.encode_queries(["cykel", "skog"])
    assert encoder.asked == [["buss", "cykel"], ["skog"]]
    assert remembering.fingerprint == encoder.fingerprint
